//! Class 8: runs whatever code the caller names, in its own storage.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;

    #[ink(storage)]
    pub struct Counter {
        owner: AccountId,
        count: u64,
    }

    impl Counter {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { owner: Self::env().caller(), count: 0 }
        }

        #[ink(message)]
        pub fn add(&mut self, amount: u64) {
            self.count = self.count.saturating_add(amount);
        }

        #[ink(message)]
        pub fn reset(&mut self) -> Result<(), ()> {
            if self.env().caller() != self.owner {
                return Err(());
            }
            self.count = 0;
            Ok(())
        }

        #[ink(message)]
        pub fn count(&self) -> u64 {
            self.count
        }

        #[ink(message)]
        pub fn owner(&self) -> AccountId {
            self.owner
        }

        /// For plug-ins, of which there is none yet.
        #[ink(message)]
        pub fn plug_in(&self, code: Hash) -> Result<(), ()> {
            build_call::<DefaultEnvironment>()
                .delegate(code)
                .exec_input(ExecutionInput::new(Selector::new([0; 4])))
                .returns::<()>()
                .try_invoke()
                .map_err(|_| ())?
                .map_err(|_| ())
        }
    }
}
