//! Who listens hears what contracts wrote for debugging, of calls, constructions and questions.
#![cfg(feature = "embedded")]

use std::cell::RefCell;
use std::rc::Rc;
use weir_client::{Call, Chain, Embedded, Signer};

/// Says `hello`, and reverts when the input's first byte is 1.
const SPEAKS: &str = r#"(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal0" "debug_message" (func $say (param i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))
  (data (i32.const 0) "hello")
  (data (i32.const 8) "\10\00\00\00")
  (func $speak (drop (call $say (i32.const 0) (i32.const 5))))
  (func (export "deploy") (call $speak))
  (func (export "call")
    (call $input (i32.const 16) (i32.const 8))
    (call $speak)
    (call $return (i32.load8_u (i32.const 16)) (i32.const 0) (i32.const 0))))"#;

#[test]
fn all_that_is_said_is_heard() {
    let mut chain = Embedded::new();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = Rc::clone(&heard);
    chain.listen(move |spoken| {
        let contract = spoken.contract.is_some();
        ear.borrow_mut().push((contract, spoken.input.to_vec(), spoken.debug.to_owned(), spoken.asked, spoken.lasted));
        assert!(!spoken.cut);
    });
    let alice = Signer::dev("//Alice").unwrap();
    let (code, _) = chain.upload(&alice, &wat::parse_str(SPEAKS).unwrap()).unwrap();
    let (contract, _) = chain.instantiate(&alice, code, vec![9], Vec::new(), 0).unwrap();
    let call = |data: Vec<u8>| Call { signer: alice.clone(), dest: contract, data, value: 0 };
    let answers = chain.send(vec![call(vec![0, 7]), call(vec![1])]);
    assert!(answers[0].is_ok() && answers[1].is_err());
    assert_eq!(chain.dry_run(alice.account(), contract, vec![0], 0).unwrap().debug, "hello");
    let row = |input: &[u8], asked, lasted| (true, input.to_vec(), "hello".to_owned(), asked, lasted);
    let expected = [row(&[9], false, true), row(&[0, 7], false, true), row(&[1], false, false), row(&[0], true, true)];
    assert_eq!(*heard.borrow(), expected);
}
