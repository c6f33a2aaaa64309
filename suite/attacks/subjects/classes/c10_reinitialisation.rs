//! Class 10: who sets it up is its owner, and it can be set up again.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use weir_subjects::weir_probe;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Late {
        owner: Option<AccountId>,
        limit: u128,
    }

    impl Late {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn set_up(&mut self, limit: u128) {
            weir_probe!(self.owner.is_some());
            self.owner = Some(self.env().caller());
            self.limit = limit;
        }

        #[ink(message)]
        pub fn set_limit(&mut self, limit: u128) -> Result<(), ()> {
            if self.owner != Some(self.env().caller()) {
                return Err(());
            }
            self.limit = limit;
            Ok(())
        }

        #[ink(message)]
        pub fn owner(&self) -> Option<AccountId> {
            self.owner
        }
    }
}
