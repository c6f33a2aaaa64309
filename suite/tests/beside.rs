//! The chain beside, on which `weir guard equivalence` stands: a build that answers, emits or stores otherwise is found out.

use std::path::PathBuf;
use weir_client::{Call, CallFailure, Chain, Receipt};
use weir_suite::{who, Drink};

/// A contract that stores 4 bytes under a key, emits an event of `emits` bytes, and answers `answers` bytes.
fn contract(stores: u32, emits: u32, answers: u32) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
            (import "seal0" "seal_deposit_event" (func $event (param i32 i32 i32 i32)))
            (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
            (import "env" "memory" (memory 1 1))
            (func (export "deploy"))
            (func (export "call")
                (i32.store (i32.const 64) (i32.const {stores}))
                (drop (call $set (i32.const 0) (i32.const 4) (i32.const 64) (i32.const 4)))
                (call $event (i32.const 0) (i32.const 0) (i32.const 0) (i32.const {emits}))
                (call $return (i32.const 0) (i32.const 0) (i32.const {answers}))))"#
    );
    wat::parse_str(text).expect("a contract")
}

/// A contract that refuses every call, with this answer.
fn refusing(answer: u32) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
            (import "env" "memory" (memory 1 1))
            (func (export "deploy"))
            (func (export "call") (call $return (i32.const 1) (i32.const 0) (i32.const {answer}))))"#
    );
    wat::parse_str(text).expect("a contract")
}

/// Calls the first contract, with the second as its build beside. It is the caller that panics where they differ.
fn run(plain: &[u8], beside: &[u8], test: &str) {
    let sent = send(plain, beside, test, |chain| chain);
    assert!(sent.is_ok(), "{sent:?}");
}

fn send(plain: &[u8], beside: &[u8], test: &str, way: fn(Drink) -> Drink) -> Result<Receipt, CallFailure> {
    let folder: PathBuf = std::env::temp_dir().join(format!("weir-beside-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (alice, mut alone) = (who("Alice"), Drink::with(None, None));
    alone.fund(&alice, &[(alice.account(), 1 << 90)]).expect("funds");
    let (hash, _) = alone.upload(&alice, plain).expect("uploads");
    let name: String = <[u8; 32]>::from(hash).iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(folder.join(name + ".wasm"), beside).expect("writes");
    let mut chain = way(Drink::with(None, Some(folder.clone())));
    chain.fund(&alice, &[(alice.account(), 1 << 90)]).expect("funds");
    chain.upload(&alice, plain).expect("uploads");
    std::fs::remove_dir_all(&folder).expect("removes");
    let (dest, _) = chain.instantiate(&alice, hash, Vec::new(), Vec::new(), 0).expect("is made");
    chain.send(vec![Call { signer: alice, dest, data: Vec::new(), value: 0 }]).pop().expect("one answer for one call")
}

#[test]
fn a_build_that_does_the_same_is_let_be() {
    run(&contract(1, 2, 3), &contract(1, 2, 3), "same");
}

#[test]
#[should_panic(expected = "stores otherwise")]
fn a_build_that_stores_otherwise_is_found() {
    run(&contract(1, 2, 3), &contract(9, 2, 3), "stores");
}

#[test]
#[should_panic(expected = "answers otherwise")]
fn a_build_that_emits_otherwise_is_found() {
    run(&contract(1, 2, 3), &contract(1, 9, 3), "emits");
}

#[test]
#[should_panic(expected = "answers otherwise")]
fn a_build_that_answers_otherwise_is_found() {
    run(&contract(1, 2, 3), &contract(1, 2, 9), "answers");
}

#[test]
#[should_panic(expected = "is refused")]
fn a_build_that_the_pallet_would_not_take_is_found() {
    run(&contract(1, 2, 3), b"no code", "refused");
}

#[test]
#[should_panic(expected = "answers otherwise")]
fn a_build_that_refuses_otherwise_is_found() {
    let _ = send(&refusing(1), &refusing(2), "reasons", |chain| chain);
}

/// A build with a profile may: of what a refused call did nothing was learnt.
#[test]
fn a_build_that_may_refuse_otherwise_is_let_be() {
    assert!(send(&refusing(1), &refusing(2), "may", Drink::refuses_otherwise).is_err());
}

#[test]
#[should_panic(expected = "answers otherwise")]
fn a_build_that_refuses_what_lasts_is_found_all_the_same() {
    let _ = send(&contract(1, 2, 3), &refusing(2), "alarm", Drink::refuses_otherwise);
}
