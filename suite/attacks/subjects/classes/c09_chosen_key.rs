//! Class 9: the caller names the storage key; one of the keys is the owner.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::{traits::ManualKey, Lazy};
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Notes {
        owner: Lazy<AccountId, ManualKey<4096>>,
    }

    impl Notes {
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut owner = Lazy::new();
            owner.set(&Self::env().caller());
            Self { owner }
        }

        /// A note of 32 bytes in one of the places 0 to 255.
        #[ink(message)]
        pub fn write(&mut self, place: u32, note: [u8; 32]) {
            weir_probe!(place > 255);
            ink::env::set_contract_storage(&place, &note);
        }

        #[ink(message)]
        pub fn owner(&self) -> Option<AccountId> {
            self.owner.get()
        }
    }
}
