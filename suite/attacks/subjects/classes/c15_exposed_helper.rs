//! Class 15: what was meant for the inside is a message.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;

    #[ink(storage)]
    pub struct Token {
        balances: Mapping<AccountId, u128>,
    }

    impl Token {
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let mut token = Self { balances: Mapping::default() };
            token.set_balance(Self::env().caller(), supply);
            token
        }

        #[ink(message)]
        pub fn transfer(&mut self, to: AccountId, amount: u128) -> Result<(), ()> {
            let caller = self.env().caller();
            let left = self.balance_of(caller).checked_sub(amount).ok_or(())?;
            self.set_balance(caller, left);
            self.set_balance(to, self.balance_of(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn set_balance(&mut self, whom: AccountId, amount: u128) {
            self.balances.insert(whom, &amount);
        }

        #[ink(message)]
        pub fn balance_of(&self, whom: AccountId) -> u128 {
            self.balances.get(whom).unwrap_or(0)
        }
    }
}
