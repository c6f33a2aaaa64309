//! Class 22: nothing is wrong with it: who has the owner's key takes all, by valid calls.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::storage::Mapping;
    use weir_subjects::policy;

    #[ink(storage)]
    pub struct Treasury {
        policy: Option<AccountId>,
        owner: AccountId,
        stock: u128,
        paid: Mapping<AccountId, u128>,
    }

    impl Treasury {
        #[ink(constructor)]
        pub fn new(policy: Option<AccountId>, stock: u128) -> Self {
            Self { policy, owner: Self::env().caller(), stock, paid: Mapping::default() }
        }

        #[ink(message)]
        pub fn pay(&mut self, to: AccountId, amount: u128) -> Result<(), ()> {
            if self.env().caller() != self.owner {
                return Err(());
            }
            policy::enter(self.policy, ink::selector_bytes!("pay"), &(to, amount), amount)?;
            self.stock = self.stock.checked_sub(amount).ok_or(())?;
            self.paid.insert(to, &self.paid_to(to).saturating_add(amount));
            Ok(())
        }

        #[ink(message)]
        pub fn paid_to(&self, whom: AccountId) -> u128 {
            self.paid.get(whom).unwrap_or(0)
        }

        #[ink(message)]
        pub fn stock(&self) -> u128 {
            self.stock
        }
    }
}
