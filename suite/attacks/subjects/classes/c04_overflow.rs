//! Class 4: the product of a batch transfer wraps, and the balance test passes.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::prelude::vec::Vec;
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Token {
        balances: Mapping<AccountId, u64>,
    }

    impl Token {
        #[ink(constructor)]
        pub fn new(supply: u64) -> Self {
            let mut balances = Mapping::default();
            balances.insert(Self::env().caller(), &supply);
            Self { balances }
        }

        #[ink(message)]
        pub fn batch_transfer(&mut self, to: Vec<AccountId>, amount: u64) -> Result<(), ()> {
            let caller = self.env().caller();
            let balance = self.balance_of(caller);
            let total = amount.wrapping_mul(to.len() as u64);
            if to.is_empty() || balance < total {
                return Err(());
            }
            weir_probe!(amount > balance);
            self.balances.insert(caller, &balance.wrapping_sub(total));
            for one in to {
                self.balances.insert(one, &self.balance_of(one).saturating_add(amount));
            }
            Ok(())
        }

        #[ink(message)]
        pub fn balance_of(&self, whom: AccountId) -> u64 {
            self.balances.get(whom).unwrap_or(0)
        }
    }
}
