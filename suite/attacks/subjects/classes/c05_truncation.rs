//! Class 5: what is paid for is cut to 32 bits, what is handed out is not.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Store {
        paid: Mapping<AccountId, u32>,
        goods: Mapping<AccountId, u64>,
    }

    impl Store {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn pay_in(&mut self, amount: u32) {
            let caller = self.env().caller();
            self.paid.insert(caller, &self.paid.get(caller).unwrap_or(0).saturating_add(amount));
        }

        #[ink(message)]
        pub fn buy(&mut self, quantity: u64) -> Result<(), ()> {
            let caller = self.env().caller();
            let left = self.paid.get(caller).unwrap_or(0).checked_sub(quantity as u32).ok_or(())?;
            weir_probe!(quantity > u64::from(u32::MAX));
            self.paid.insert(caller, &left);
            self.goods.insert(caller, &self.goods_of(caller).saturating_add(quantity));
            Ok(())
        }

        #[ink(message)]
        pub fn goods_of(&self, whom: AccountId) -> u64 {
            self.goods.get(whom).unwrap_or(0)
        }
    }
}
