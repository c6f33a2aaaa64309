//! What can be tested without other contracts: orders and entering by ink!'s own test environment. Roles are the
//! registry's, and tested with it through Wasm (`suite/tests/policy.rs`); what is decided, in `weir_rules::policy`.

mod records;

use crate::{Config, Error, Policy};
use ink::env::{test, DefaultEnvironment};
use weir_types::policy::join::hash;
use weir_types::policy::{BreakerStatus, Call, Check, Flow, Hours, Limit};
use weir_types::policy::{OrderStatus, Policy as _, Rule, User};
use weir_types::store::Records;
use weir_types::{AccountId, Hash, Role};

const HOUR: u64 = 3_600_000;
const MESSAGE: [u8; 4] = [1; 4];

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn by(n: u8) {
    test::set_caller::<DefaultEnvironment>(account(n));
}

fn at(now: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(now);
}

fn policy() -> Policy {
    Policy::new(Config { registry: account(100), watchlist: None, day_offset: 0 })
}

/// One order from 500 on, 1,000 an hour.
fn rule() -> Rule {
    Rule {
        caller: Limit { window: HOUR, value: 1_000, calls: 10 },
        group: Limit::default(),
        hours: Hours::ALWAYS,
        above: 500,
        approvals: 1,
        approver: Role::Approver,
        delay: 0,
        term: HOUR,
        read_back: false,
    }
}

fn call(caller: u8, value: u128) -> Call {
    Call { caller: account(caller), selector: MESSAGE, arguments: hash(b"arguments"), value }
}

#[ink::test]
fn without_a_rule_a_message_is_closed_and_without_a_breaker_everything_flows() {
    let mut policy = policy();
    by(9);
    assert_eq!(policy.pre_execution(call(1, 0)), Err(Error::NoRule));
    assert_eq!(policy.can_call(account(9), call(1, 0)), (false, 0));
    assert_eq!(policy.post_execution(Flow { asset: [0; 16], inflow: 0, outflow: u128::MAX }), Ok(()));
    assert_eq!(policy.breaker(account(9), [0; 16]), (None, BreakerStatus::Uninitialized));
    assert_eq!(policy.schedule(account(9), MESSAGE, vec![], None), Err(Error::NoRule));
    assert_eq!(policy.order_status(Hash::default()), None);
}

#[ink::test]
fn a_target_uses_up_its_own_limits_only() {
    let mut policy = policy();
    policy.rules.keep((account(9), MESSAGE), &rule());
    policy.rules.keep((account(8), MESSAGE), &rule());
    by(9);
    for _ in 0..2 {
        assert_eq!(policy.pre_execution(call(1, 499)), Ok(()));
    }
    assert_eq!(policy.pre_execution(call(1, 3)), Err(Error::CallerLimit));
    assert_eq!(policy.pre_execution(call(2, 3)), Ok(()), "another caller");
    by(8);
    assert_eq!(policy.pre_execution(call(1, 3)), Ok(()), "another target");
    by(7);
    assert_eq!(policy.pre_execution(call(1, 3)), Err(Error::NoRule));
    assert_eq!(policy.tidy(account(9), MESSAGE, User::Caller(account(1))), Err(Error::StillCounts));
    at(3 * HOUR);
    assert_eq!(policy.tidy(account(9), MESSAGE, User::Caller(account(1))), Ok(()));
    assert!(!policy.tallies.has((account(9), MESSAGE, User::Caller(account(1)))));
}

#[ink::test]
fn an_order_is_bound_to_what_was_scheduled() {
    let mut policy = policy();
    policy.rules.keep((account(9), MESSAGE), &rule());
    by(1);
    let id = policy.schedule(account(9), MESSAGE, b"arguments".to_vec(), None).unwrap();
    assert_eq!(policy.schedule(account(9), MESSAGE, b"arguments".to_vec(), None), Err(Error::AlreadyScheduled));
    assert_eq!(policy.verdict(account(9), call(1, 500)), Err(Error::NotApproved));
    assert_eq!(policy.approve(id), Err(Error::NotIndependent));
    // As if somebody else had approved.
    let mut order = policy.orders.find(id).unwrap();
    order.approvals[0] = Some(account(2));
    policy.orders.keep(id, &order);
    assert_eq!(policy.can_call(account(9), call(1, 500)), (true, 0));
    by(9);
    assert_eq!(policy.pre_execution(call(2, 500)), Err(Error::NeedsOrder), "another caller");
    let other = Call { arguments: hash(b"argument"), ..call(1, 500) };
    assert_eq!(policy.pre_execution(other), Err(Error::NeedsOrder), "other arguments");
    assert_eq!(policy.can_call(account(9), other), (false, 1));
    assert_eq!(policy.pre_execution(call(1, 1_001)), Err(Error::CallerLimit), "an order lifts no limit");
    assert_eq!(policy.pre_execution(call(1, 500)), Ok(()));
    assert_eq!(policy.order_status(id).unwrap().1, OrderStatus::Done);
    assert_eq!(policy.pre_execution(call(1, 500)), Err(Error::NeedsOrder), "once");
    by(1);
    let again = policy.schedule(account(9), MESSAGE, b"arguments".to_vec(), None).unwrap();
    assert_ne!(again, id, "the number is part of it");
    assert_eq!(policy.cancel(again, Hash::default()), Err(Error::MissingReason));
    assert_eq!(policy.cancel(again, hash(b"a mistake")), Ok(()));
    assert_eq!(policy.verdict(account(9), call(1, 500)), Err(Error::WrongState));
    assert!(policy.schedule(account(9), MESSAGE, b"arguments".to_vec(), None).is_ok());
}

#[ink::test]
fn orders_that_make_no_sense_are_refused() {
    let mut policy = policy();
    let key = (account(9), MESSAGE);
    policy.rules.keep(key, &Rule { approvals: 0, ..rule() });
    assert_eq!(policy.schedule(key.0, MESSAGE, vec![], None), Err(Error::NoOrderNeeded));
    policy.rules.keep(key, &Rule { read_back: true, ..rule() });
    assert_eq!(policy.schedule(key.0, MESSAGE, vec![], None), Err(Error::MissingCheck));
    assert_eq!(policy.schedule(key.0, MESSAGE, vec![0; 1_025], None), Err(Error::TooLong));
    let check = |bytes| Some(Check { selector: [2; 4], arguments: vec![], expected: vec![0; bytes] });
    assert_eq!(policy.schedule(key.0, MESSAGE, vec![], check(1_025)), Err(Error::TooLong));
    let first = policy.schedule(key.0, MESSAGE, vec![], check(1)).unwrap();
    at(HOUR);
    let second = policy.schedule(key.0, MESSAGE, vec![], check(1)).unwrap();
    assert_eq!(policy.order_status(first).unwrap().1, OrderStatus::Expired);
    assert_eq!(policy.order_status(second).unwrap().1, OrderStatus::Pending);
    let read = policy.read_back(second, check(1).unwrap());
    assert_eq!(read, Err(Error::WrongState), "not carried out yet");
}

#[ink::test]
fn what_needs_a_reason_is_refused_without() {
    let mut policy = policy();
    let (none, reason) = (Hash::default(), hash(b"a reason"));
    assert_eq!(policy.trip(account(9), [0; 16], none), Err(Error::MissingReason));
    assert_eq!(policy.trip(account(9), [0; 16], reason), Err(Error::NoBreaker));
    assert_eq!(policy.reset(account(9), [0; 16], none), Err(Error::MissingReason));
    assert_eq!(policy.decide(1, true), Err(Error::UnknownChange));
    assert_eq!(policy.cancel(none, reason), Err(Error::UnknownOrder));
}
