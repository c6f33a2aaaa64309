//! Class 1: pays before it forgets what it owes, and lets the paid one come back.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::{CallFlags, DefaultEnvironment};
    use ink::storage::Mapping;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Vault {
        credits: Mapping<AccountId, Balance>,
    }

    impl Vault {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message, payable)]
        pub fn deposit(&mut self) {
            let (caller, value) = (self.env().caller(), self.env().transferred_value());
            self.credits.insert(caller, &self.credit(caller).saturating_add(value));
        }

        #[ink(message)]
        pub fn withdraw(&mut self) -> Result<(), ()> {
            let caller = self.env().caller();
            let amount = self.credit(caller);
            if amount == 0 {
                return Err(());
            }
            if self.env().is_contract(&caller) {
                build_call::<DefaultEnvironment>()
                    .call(caller)
                    .transferred_value(amount)
                    .call_flags(CallFlags::ALLOW_REENTRY)
                    .exec_input(ExecutionInput::new(Selector::new([0; 4])))
                    .returns::<()>()
                    .try_invoke()
                    .map_err(|_| ())?
                    .map_err(|_| ())?;
            } else {
                self.env().transfer(caller, amount).map_err(|_| ())?;
            }
            self.credits.remove(caller);
            Ok(())
        }

        #[ink(message)]
        pub fn credit(&self, of: AccountId) -> Balance {
            self.credits.get(of).unwrap_or(0)
        }
    }
}
