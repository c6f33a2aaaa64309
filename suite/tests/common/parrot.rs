//! A partner that says what it has been taught: the test's venue, and whoever answers garbage.

use ink::scale::Encode;
use weir_client::{AccountId, Call, Chain};
use weir_suite::World;

/// What of an input follows the selector and tells questions apart.
const QUESTION: usize = 16;

/// The contract of `parrot.wat`.
#[derive(Clone, Copy)]
pub struct Parrot(pub AccountId);

impl Parrot {
    /// A new one.
    pub fn new(w: &mut World, salt: &str) -> Self {
        let wasm = wat::parse_str(include_str!("parrot.wat")).expect("the contract beside is valid");
        let admin = w.admin.clone();
        let (code, _) = w.chain.upload(&admin, &wasm).expect("uploads");
        let (address, _) = w.chain.instantiate(&admin, code, Vec::new(), salt.into(), 0).expect("is made");
        Self(address)
    }

    /// From now on answers this to messages whose arguments begin like those.
    pub fn learns(self, w: &mut World, arguments: &impl Encode, answer: &[u8]) {
        let mut data = vec![0; 4];
        let mut question = arguments.encode();
        question.resize(QUESTION, 0);
        data.extend(question);
        data.extend(answer);
        let call = Call { signer: w.admin.clone(), dest: self.0, data, value: 0 };
        assert!(w.chain.send(vec![call]).pop().is_some_and(|sent| sent.is_ok()), "a parrot learns");
    }
}
