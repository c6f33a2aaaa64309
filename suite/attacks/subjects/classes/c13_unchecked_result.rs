//! Class 13: hands out the goods whether or not the payment went through.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::storage::Mapping;
    use weir_subjects::weir_probe;

    #[ink(storage)]
    pub struct Shop {
        token: AccountId,
        goods: Mapping<AccountId, u128>,
    }

    impl Shop {
        #[ink(constructor)]
        pub fn new(token: AccountId) -> Self {
            Self { token, goods: Mapping::default() }
        }

        #[ink(message)]
        pub fn buy(&mut self, quantity: u128) {
            let caller = self.env().caller();
            let take =
                ExecutionInput::new(Selector::new(ink::selector_bytes!("take"))).push_arg(caller).push_arg(quantity);
            let paid = build_call::<DefaultEnvironment>()
                .call(self.token)
                .exec_input(take)
                .returns::<Result<(), ()>>()
                .try_invoke();
            weir_probe!(matches!(paid, Ok(Ok(Ok(())))));
            let _ = paid;
            self.goods.insert(caller, &self.goods_of(caller).saturating_add(quantity));
        }

        #[ink(message)]
        pub fn goods_of(&self, whom: AccountId) -> u128 {
            self.goods.get(whom).unwrap_or(0)
        }
    }
}
