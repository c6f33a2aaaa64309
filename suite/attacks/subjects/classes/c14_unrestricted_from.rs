//! Class 14: takes from whomever the caller names.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Token {
        balances: Mapping<AccountId, u128>,
        allowances: Mapping<(AccountId, AccountId), u128>,
    }

    impl Token {
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let mut balances = Mapping::default();
            balances.insert(Self::env().caller(), &supply);
            Self { balances, allowances: Mapping::default() }
        }

        #[ink(message)]
        pub fn approve(&mut self, spender: AccountId, amount: u128) {
            self.allowances.insert((self.env().caller(), spender), &amount);
        }

        #[ink(message)]
        pub fn transfer_from(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ()> {
            let left = self.balance_of(from).checked_sub(amount).ok_or(())?;
            let caller = self.env().caller();
            let allowed = self.allowances.get((from, caller)).unwrap_or(0);
            weir_probe!(from == caller || allowed >= amount);
            self.allowances.insert((from, caller), &allowed.saturating_sub(amount));
            self.balances.insert(from, &left);
            self.balances.insert(to, &self.balance_of(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn balance_of(&self, whom: AccountId) -> u128 {
            self.balances.get(whom).unwrap_or(0)
        }
    }
}
