//! Lends by the price of class 3's pool.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::storage::Mapping;

    #[ink(storage)]
    pub struct Lender {
        pool: AccountId,
        lent: Mapping<AccountId, u128>,
    }

    impl Lender {
        #[ink(constructor)]
        pub fn new(pool: AccountId) -> Self {
            Self { pool, lent: Mapping::default() }
        }

        #[ink(message)]
        pub fn borrow(&mut self) -> Result<(), ()> {
            let price = build_call::<DefaultEnvironment>()
                .call(self.pool)
                .exec_input(ExecutionInput::new(Selector::new(ink::selector_bytes!("price"))))
                .returns::<u128>()
                .try_invoke()
                .map_err(|_| ())?
                .map_err(|_| ())?;
            let caller = self.env().caller();
            self.lent.insert(caller, &price);
            Ok(())
        }

        #[ink(message)]
        pub fn lent_to(&self, whom: AccountId) -> u128 {
            self.lent.get(whom).unwrap_or(0)
        }
    }
}
