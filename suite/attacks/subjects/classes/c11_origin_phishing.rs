//! Class 11: the right of who began the transaction stands for that of who calls: while the owner's batch runs, everybody may.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Wallet {
        batcher: AccountId,
        open: bool,
        paid: Mapping<AccountId, u128>,
    }

    impl Wallet {
        #[ink(constructor)]
        pub fn new(batcher: AccountId) -> Self {
            Self { batcher, open: false, paid: Mapping::default() }
        }

        /// The owner's batch begins or ends.
        #[ink(message)]
        pub fn open(&mut self, open: bool) -> Result<(), ()> {
            if self.env().caller() != self.batcher {
                return Err(());
            }
            self.open = open;
            Ok(())
        }

        #[ink(message)]
        pub fn pay(&mut self, to: AccountId, amount: u128) -> Result<(), ()> {
            if !self.open {
                return Err(());
            }
            weir_probe!(self.env().caller() == self.batcher);
            self.paid.insert(to, &self.paid_to(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn paid_to(&self, whom: AccountId) -> u128 {
            self.paid.get(whom).unwrap_or(0)
        }
    }
}
