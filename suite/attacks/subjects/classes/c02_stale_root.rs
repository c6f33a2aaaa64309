//! Class 2: its fields are one root cell, written back when a message ends: what an inner frame wrote is lost.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::{CallFlags, DefaultEnvironment};
    use ink::storage::Mapping;

    #[ink(storage)]
    pub struct Shop {
        points: u128,
        notified: u32,
        redeemed: Mapping<AccountId, u128>,
    }

    impl Shop {
        #[ink(constructor)]
        pub fn new(points: u128) -> Self {
            Self { points, notified: 0, redeemed: Mapping::default() }
        }

        #[ink(message)]
        pub fn notify(&mut self, whom: AccountId) -> Result<(), ()> {
            self.notified = self.notified.saturating_add(1);
            build_call::<DefaultEnvironment>()
                .call(whom)
                .call_flags(CallFlags::ALLOW_REENTRY)
                .exec_input(ExecutionInput::new(Selector::new([0; 4])))
                .returns::<()>()
                .try_invoke()
                .map_err(|_| ())?
                .map_err(|_| ())
        }

        #[ink(message)]
        pub fn redeem(&mut self, points: u128) -> Result<(), ()> {
            self.points = self.points.checked_sub(points).ok_or(())?;
            let caller = self.env().caller();
            self.redeemed.insert(caller, &self.redeemed_by(caller).saturating_add(points));
            Ok(())
        }

        #[ink(message)]
        pub fn redeemed_by(&self, whom: AccountId) -> u128 {
            self.redeemed.get(whom).unwrap_or(0)
        }

        #[ink(message)]
        pub fn points(&self) -> u128 {
            self.points
        }
    }
}
