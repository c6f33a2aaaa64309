//! Class 3: while it pays out, its price is wrong, and who is paid may come back to have others read it.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::{CallFlags, DefaultEnvironment};

    #[ink(storage)]
    pub struct Pool {
        shares: u128,
        assets: u128,
    }

    impl Pool {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { shares: 1_000, assets: 1_000 }
        }

        #[ink(message)]
        pub fn join(&mut self, amount: u128) {
            self.shares = self.shares.saturating_add(amount);
            self.assets = self.assets.saturating_add(amount);
        }

        #[ink(message)]
        pub fn leave(&mut self, amount: u128) -> Result<(), ()> {
            let caller = self.env().caller();
            self.shares = self.shares.checked_sub(amount).filter(|left| *left > 0).ok_or(())?;
            if self.env().is_contract(&caller) {
                ink::env::set_contract_storage(&0_u32, &(self.shares, self.assets));
                build_call::<DefaultEnvironment>()
                    .call(caller)
                    .call_flags(CallFlags::ALLOW_REENTRY)
                    .exec_input(ExecutionInput::new(Selector::new([0; 4])))
                    .returns::<()>()
                    .try_invoke()
                    .map_err(|_| ())?
                    .map_err(|_| ())?;
            }
            self.assets = self.assets.checked_sub(amount).ok_or(())?;
            Ok(())
        }

        /// Assets for a thousand shares.
        #[ink(message)]
        pub fn price(&self) -> u128 {
            self.assets.saturating_mul(1_000).checked_div(self.shares).unwrap_or(0)
        }
    }
}
