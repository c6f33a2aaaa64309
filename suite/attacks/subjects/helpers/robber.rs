//! Comes back when it is called, as often as it was told.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod subject {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::{CallFlags, DefaultEnvironment};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy};

    /// What to call when it is called: whom, with what, how often.
    type Errand = (AccountId, Vec<u8>, u32);

    #[ink(storage)]
    #[derive(Default)]
    pub struct Robber {
        errand: Lazy<Errand, ManualKey<7>>,
    }

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

    impl Robber {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Calls somebody, with this value and input; when called back, carries out the errand.
        #[ink(message, payable)]
        pub fn go(&mut self, whom: AccountId, value: Balance, input: Vec<u8>, errand: Errand) -> Result<(), ()> {
            self.errand.set(&errand);
            Self::call(whom, value, input)
        }

        /// What others call.
        #[ink(message, payable, selector = 0)]
        pub fn called(&mut self) {
            if let Some((whom, input, times)) = self.errand.get() {
                if let Some(left) = times.checked_sub(1) {
                    self.errand.set(&(whom, input.clone(), left));
                    let _ = Self::call(whom, 0, input);
                }
            }
        }

        fn call(whom: AccountId, value: Balance, input: Vec<u8>) -> Result<(), ()> {
            let (selector, rest) = input.split_at(4);
            let mut four = [0; 4];
            four.copy_from_slice(selector);
            build_call::<DefaultEnvironment>()
                .call(whom)
                .transferred_value(value)
                .call_flags(CallFlags::ALLOW_REENTRY)
                .exec_input(ExecutionInput::new(Selector::new(four)).push_arg(Raw(rest.to_vec())))
                .returns::<Rest>()
                .try_invoke()
                .map_err(|_| ())?
                .map(|_| ())
                .map_err(|_| ())
        }
    }
}
