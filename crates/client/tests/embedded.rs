//! The embedded engine: what a call leaves behind, what a failure leaves behind, time, deposits, speed.
#![cfg(feature = "embedded")]

#[allow(dead_code)]
mod common;

use common::*;
use weir_client::hash::{blake2_256, contract_address};
use weir_client::*;

#[test]
fn uploading_twice_is_no_error_and_costs_nothing() {
    let mut chain = Embedded::new();
    let (hash, cost) = chain.upload(&alice(), &wasm()).unwrap();
    assert_eq!(hash, blake2_256(&wasm()));
    assert!(cost.ref_time > 0 && cost.deposit > 0);
    assert!(chain.has_code(hash).unwrap());
    let block = chain.block_number().unwrap();
    assert_eq!(chain.upload(&bob(), &wasm()).unwrap(), (hash, Cost::default()));
    assert_eq!(chain.block_number().unwrap(), block);
    assert!(!chain.has_code(Hash::from([7; 32])).unwrap());
}

#[test]
fn the_address_is_foretold() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"one");
    let code_hash = blake2_256(&wasm());
    assert_eq!(contract, contract_address(alice().account(), code_hash, &[], b"one"));
    assert_eq!(chain.code_hash_of(contract).unwrap(), Some(code_hash));
    assert_eq!(chain.code_hash_of(alice().account()).unwrap(), None);
    let again = chain.instantiate(&alice(), code_hash, Vec::new(), b"one".to_vec(), 0).unwrap_err();
    assert_eq!(again.module(), Some("Contracts::DuplicateContract"));
    let unknown = chain.instantiate(&alice(), Hash::from([7; 32]), Vec::new(), Vec::new(), 0).unwrap_err();
    assert_eq!(unknown.module(), Some("Contracts::CodeNotFound"));
}

#[test]
fn a_call_changes_state_and_tells_events_and_costs() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let first = chain.call(&alice(), add(contract)).unwrap();
    assert_eq!(first.event_of::<Counted>(contract).unwrap(), Counted { count: 1 });
    assert!(first.cost.ref_time > 0 && first.cost.proof_size > 0 && first.cost.deposit > 0);
    let second = chain.call(&bob(), add(contract)).unwrap();
    assert_eq!(second.event_of::<Counted>(contract).unwrap(), Counted { count: 2 });
    assert_eq!(second.cost.deposit, 0);
    assert_eq!(second.block, first.block + 1);
    assert_eq!(chain.query(get(contract)).unwrap(), 2);
}

#[test]
fn a_dry_run_costs_what_the_call_costs_and_changes_nothing() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let block = chain.block_number().unwrap();
    let ((), foretold) = chain.simulate(alice().account(), add(contract)).unwrap();
    assert_eq!(chain.query(get(contract)).unwrap(), 0);
    assert_eq!(chain.block_number().unwrap(), block);
    assert_eq!(chain.call(&alice(), add(contract)).unwrap().cost, foretold);
}

#[test]
fn failures_are_named_and_leave_nothing() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let before = chain.balance(alice().account()).unwrap();
    let refused = chain.call(&alice(), refuse(contract)).unwrap_err();
    assert_eq!(refused, CallError::Contract(Error::Refused));
    assert!(refused.to_string().ends_with("::Error::Refused"), "{refused}");
    let CallError::Failed(trapped) = chain.call(&alice(), trap(contract)).unwrap_err() else { panic!() };
    assert_eq!(trapped.module(), Some("Contracts::ContractTrapped"));
    let CallError::Failed(spun) = chain.call(&alice(), spin(contract)).unwrap_err() else { panic!() };
    assert_eq!(spun.module(), Some("Contracts::OutOfGas"));
    let nobody = AccountId::from([9; 32]);
    assert_eq!(chain.call(&alice(), add(nobody)).unwrap_err().to_string(), "Contracts::ContractNotFound");
    assert_eq!(chain.balance(alice().account()).unwrap(), before);
    assert_eq!(chain.query(get(contract)).unwrap(), 0);
}

#[test]
fn a_phase_goes_on_after_a_failure_and_answers_in_order() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let mut batch = Batch::new();
    batch.push(&alice(), add(contract));
    batch.push(&bob(), refuse(contract));
    batch.push(&bob(), add(contract));
    let answers = batch.send(&mut chain);
    let counts: Vec<_> =
        answers.iter().map(|a| a.as_ref().ok().map(|r| r.event_of::<Counted>(contract).unwrap().count)).collect();
    assert_eq!(counts, [Some(1), None, Some(2)]);
    let refusal = answers[1].as_ref().unwrap_err();
    assert!(refusal.by_contract && refusal.cost.ref_time > 0);
}

#[test]
fn deposits_are_paid_and_given_back() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let before = chain.balance(bob().account()).unwrap();
    let paid = chain.call(&bob(), put(contract, 5)).unwrap().cost.deposit;
    assert!(paid > 0);
    assert_eq!(before - chain.balance(bob().account()).unwrap(), paid as u128);
    assert_eq!(chain.call(&bob(), clear(contract, 5)).unwrap().cost.deposit, -paid);
    assert_eq!(chain.balance(bob().account()).unwrap(), before);
}

#[test]
fn who_has_nothing_cannot_pay_a_deposit_until_funded() {
    let mut chain = Embedded::new();
    let contract = deployed(&mut chain, b"");
    let poor = Signer::dev("//operator/1000000").unwrap();
    let CallError::Failed(failure) = chain.call(&poor, put(contract, 1)).unwrap_err() else { panic!() };
    assert_eq!(failure.module(), Some("Contracts::StorageDepositLimitExhausted"));
    chain.fund(&alice(), &[(poor.account(), 1_000_000_000_000)]).unwrap();
    chain.call(&poor, put(contract, 1)).unwrap();
    let too_much = chain.fund(&poor, &[(bob().account(), u128::MAX)]).unwrap_err();
    assert!(matches!(too_much.reason, Failure::Chain(ChainError::TooLittleBalance { .. })));
}

#[test]
fn time_is_the_callers_and_never_goes_back() {
    let mut chain = Embedded::new();
    let day = 86_400_000;
    let start = chain.now().unwrap();
    assert_eq!(start, weir_client::embedded::START);
    let contract = deployed(&mut chain, b"");
    assert_eq!(chain.query(now(contract)).unwrap(), start);
    chain.set_time(start + day).unwrap();
    assert_eq!(chain.now().unwrap(), start + day);
    assert_eq!(chain.query(now(contract)).unwrap(), start + day);
    chain.call(&alice(), add(contract)).unwrap();
    assert_eq!(chain.now().unwrap(), start + day);
    assert_eq!(chain.set_time(start), Err(ChainError::TimeGoesBack { now: start + day, asked: start }));
}

#[test]
fn an_earlier_time_may_be_set_before_the_first_block() {
    let mut chain = Embedded::new();
    chain.set_time(1_000).unwrap();
    assert_eq!(chain.now().unwrap(), 1_000);
}

#[test]
fn two_fresh_chains_are_one_chain() {
    let [mut one, mut two] = [Embedded::new(), Embedded::new()];
    assert_eq!(one.info(), two.info());
    assert_eq!(deployed(&mut one, b"x"), deployed(&mut two, b"x"));
}

#[test]
fn what_connect_knows() {
    assert_eq!(connect("embedded").unwrap().info().engine, Engine::Embedded);
    assert!(matches!(connect("http://x"), Err(ChainError::UnknownEngine(_))));
}
