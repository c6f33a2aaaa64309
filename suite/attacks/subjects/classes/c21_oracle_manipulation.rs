//! Class 21: lends by a price that a large trade moves, on the path of every loan.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::policy;

    #[ink(storage)]
    pub struct Lender {
        policy: Option<AccountId>,
        cash: u128,
        units: u128,
        lent: Mapping<AccountId, u128>,
    }

    impl Lender {
        #[ink(constructor)]
        pub fn new(policy: Option<AccountId>) -> Self {
            Self { policy, cash: 1_000_000, units: 1_000_000, lent: Mapping::default() }
        }

        /// Pays cash into the pool for units.
        #[ink(message)]
        pub fn swap(&mut self, cash: u128) -> Result<u128, ()> {
            let all = self.cash.checked_add(cash).ok_or(())?;
            let left = self.cash.saturating_mul(self.units).checked_div(all).ok_or(())?;
            let got = self.units.saturating_sub(left);
            (self.cash, self.units) = (all, left);
            Ok(got)
        }

        /// Lends cash against units, at the pool's price.
        #[ink(message)]
        pub fn borrow(&mut self, units: u128) -> Result<(), ()> {
            let worth = units.saturating_mul(self.cash).checked_div(self.units).ok_or(())?;
            policy::enter(self.policy, ink::selector_bytes!("borrow"), &units, worth)?;
            let caller = self.env().caller();
            self.lent.insert(caller, &self.lent_to(caller).saturating_add(worth));
            Ok(())
        }

        #[ink(message)]
        pub fn lent_to(&self, whom: AccountId) -> u128 {
            self.lent.get(whom).unwrap_or(0)
        }
    }
}
