//! Class 20: two parts of a name are one key, put together: other parts make the same key, and somebody's entry is overwritten.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::prelude::vec::Vec;
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Names {
        taken: Mapping<(Vec<u8>, Vec<u8>), ()>,
        owners: Mapping<Vec<u8>, AccountId>,
    }

    impl Names {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn register(&mut self, domain: Vec<u8>, name: Vec<u8>) -> Result<(), ()> {
            if self.taken.contains((&domain, &name)) {
                return Err(());
            }
            self.taken.insert((&domain, &name), &());
            let mut key = domain;
            key.extend(name);
            weir_probe!(self.owners.contains(&key));
            self.owners.insert(&key, &self.env().caller());
            Ok(())
        }

        #[ink(message)]
        pub fn owner(&self, full: Vec<u8>) -> Option<AccountId> {
            self.owners.get(full)
        }
    }
}
