//! Class 16: the owner is refused, and everybody else is not.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;

    #[ink(storage)]
    pub struct Fund {
        owner: AccountId,
        given: u128,
        paid: Mapping<AccountId, u128>,
    }

    impl Fund {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { owner: Self::env().caller(), given: 0, paid: Mapping::default() }
        }

        #[ink(message)]
        pub fn give(&mut self, amount: u128) {
            self.given = self.given.saturating_add(amount);
        }

        #[ink(message)]
        pub fn pay(&mut self, to: AccountId, amount: u128) -> Result<(), ()> {
            if self.env().caller() == self.owner {
                return Err(());
            }
            self.given = self.given.checked_sub(amount).ok_or(())?;
            self.paid.insert(to, &self.paid_to(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn paid_to(&self, whom: AccountId) -> u128 {
            self.paid.get(whom).unwrap_or(0)
        }
    }
}
