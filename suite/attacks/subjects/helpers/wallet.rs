//! A contract that can be paid, and sends what it is told to: a customer, a batch.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;

    #[ink(storage)]
    #[derive(Default)]
    pub struct Wallet {}

    /// Any answer: what it says is nothing to this contract.
    struct Rest;

    impl ink::scale::Decode for Rest {
        fn decode<I: ink::scale::Input>(input: &mut I) -> Result<Self, ink::scale::Error> {
            while input.read_byte().is_ok() {}
            Ok(Self)
        }
    }

    struct Raw(Vec<u8>);

    impl ink::scale::Encode for Raw {
        fn size_hint(&self) -> usize {
            self.0.len()
        }

        fn encode_to<T: ink::scale::Output + ?Sized>(&self, dest: &mut T) {
            dest.write(&self.0);
        }
    }

    impl Wallet {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Sends these, one after the other. What a contract refuses is passed over.
        #[ink(message, payable)]
        pub fn batch(&mut self, calls: Vec<(AccountId, Balance, Vec<u8>)>) -> Result<(), ()> {
            for (whom, value, input) in calls {
                let (selector, rest) = input.split_at(4);
                let mut four = [0; 4];
                four.copy_from_slice(selector);
                build_call::<DefaultEnvironment>()
                    .call(whom)
                    .transferred_value(value)
                    .exec_input(ExecutionInput::new(Selector::new(four)).push_arg(Raw(rest.to_vec())))
                    .returns::<Rest>()
                    .try_invoke()
                    .map_err(|_| ())?
                    .map_err(|_| ())?;
            }
            Ok(())
        }

        /// Takes what it is paid.
        #[ink(message, payable, selector = 0)]
        pub fn called(&mut self) {}
    }
}
