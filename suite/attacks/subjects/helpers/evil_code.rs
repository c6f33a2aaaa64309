//! Code for classes 6 and 8: takes over the storage that it runs in.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
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

        #[ink(message, selector = 0)]
        pub fn take_over(&mut self) {
            self.owner = self.env().caller();
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
    }
}
