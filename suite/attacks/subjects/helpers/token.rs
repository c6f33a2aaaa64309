//! Money for class 13: nobody pays what he has not got.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Token {
        balances: Mapping<AccountId, u128>,
    }

    impl Token {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn give(&mut self, whom: AccountId, amount: u128) {
            self.balances.insert(whom, &self.balance_of(whom).saturating_add(amount));
        }

        #[ink(message)]
        pub fn take(&mut self, whom: AccountId, amount: u128) -> Result<(), ()> {
            let left = self.balance_of(whom).checked_sub(amount).ok_or(())?;
            self.balances.insert(whom, &left);
            Ok(())
        }

        #[ink(message)]
        pub fn balance_of(&self, whom: AccountId) -> u128 {
            self.balances.get(whom).unwrap_or(0)
        }
    }
}
