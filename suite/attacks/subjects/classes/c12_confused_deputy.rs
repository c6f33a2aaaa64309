//! Class 12: acts on what is somebody else's, with its own right.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Store {
        lots: Mapping<u32, (AccountId, u128)>,
        released: Mapping<AccountId, u128>,
        last: u32,
    }

    impl Store {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn put(&mut self, amount: u128) -> u32 {
            self.last = self.last.saturating_add(1);
            self.lots.insert(self.last, &(self.env().caller(), amount));
            self.last
        }

        /// Releases a lot to whom the owner names; whoever asks is taken for the owner.
        #[ink(message)]
        pub fn release(&mut self, lot: u32, to: AccountId) -> Result<(), ()> {
            let (owner, amount) = self.lots.take(lot).ok_or(())?;
            weir_probe!(owner == self.env().caller());
            self.released.insert(to, &self.released_to(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn released_to(&self, whom: AccountId) -> u128 {
            self.released.get(whom).unwrap_or(0)
        }
    }
}
