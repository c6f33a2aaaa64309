//! Orders, step by step.

use super::{account, call, hash, rule, HOUR};
use crate::policy::orders::{approve, cancel, is_over, may_read, read, schedule, status, take};
use weir_types::policy::{Error, Order, OrderStatus, Rule};
use weir_types::units::DAY_MS;
use weir_types::Hash;

fn order(check: Option<Hash>) -> Order {
    schedule(&rule(), account(9), &call(1), check, 1, 0).unwrap()
}

fn ready(check: Option<Hash>) -> Order {
    let mut order = order(check);
    assert_eq!(approve(&mut order, account(2), 0), Ok(1));
    assert_eq!(approve(&mut order, account(3), 0), Ok(2));
    order
}

#[test]
fn it_waits_for_others_and_for_its_delay() {
    let mut order = order(None);
    assert_eq!(take(&mut order, 0, HOUR), Err(Error::NotApproved));
    assert_eq!(approve(&mut order, account(1), 0), Err(Error::NotIndependent), "whoever asked");
    assert_eq!(approve(&mut order, account(2), 0), Ok(1));
    assert_eq!(approve(&mut order, account(2), 0), Err(Error::NotIndependent), "twice the same");
    assert_eq!(status(&order, HOUR), OrderStatus::Pending);
    assert_eq!(approve(&mut order, account(3), 0), Ok(2));
    assert_eq!(approve(&mut order, account(4), 0), Err(Error::AlreadyApproved));
    assert_eq!(status(&order, HOUR - 1), OrderStatus::Delayed);
    assert_eq!(take(&mut order, 2, HOUR - 1), Err(Error::TooEarly));
    assert_eq!(take(&mut order, 2, HOUR), Ok(()));
    assert_eq!(take(&mut order, 2, HOUR), Err(Error::WrongState), "once");
    assert_eq!(status(&order, u64::MAX), OrderStatus::Done);
}

#[test]
fn a_rule_that_has_become_stricter_holds_for_open_orders() {
    let lenient = Rule { approvals: 1, ..rule() };
    let mut order = schedule(&lenient, account(9), &call(1), None, 1, 0).unwrap();
    approve(&mut order, account(2), 0).unwrap();
    assert_eq!(take(&mut order, 2, HOUR), Err(Error::NotApproved));
    assert_eq!(take(&mut order, 1, HOUR), Ok(()));
}

#[test]
fn it_lapses() {
    let mut pending = order(None);
    let mut order = ready(None);
    assert_eq!(status(&order, DAY_MS - 1), OrderStatus::Ready);
    assert_eq!(status(&order, DAY_MS), OrderStatus::Expired);
    assert_eq!(take(&mut order, 2, DAY_MS), Err(Error::Expired));
    assert_eq!(approve(&mut pending, account(2), DAY_MS), Err(Error::Expired));
    assert!(!is_over(&pending, DAY_MS - 1) && is_over(&pending, DAY_MS));
}

#[test]
fn it_is_cancelled_before_it_is_carried_out_only() {
    let mut order = ready(None);
    assert_eq!(cancel(&mut order), Ok(()));
    assert_eq!((cancel(&mut order), take(&mut order, 2, HOUR)), (Err(Error::WrongState), Err(Error::WrongState)));
    assert!(is_over(&order, 0));
    let mut order = ready(None);
    take(&mut order, 2, HOUR).unwrap();
    assert_eq!(cancel(&mut order), Err(Error::WrongState));
}

#[test]
fn a_parameter_is_read_back_or_the_order_has_failed() {
    let strict = Rule { read_back: true, ..rule() };
    assert_eq!(schedule(&strict, account(9), &call(1), None, 1, 0), Err(Error::MissingCheck));
    let used = || {
        let mut order = ready(Some(hash(5)));
        assert_eq!(may_read(&order, hash(5), HOUR), Err(Error::WrongState), "not carried out yet");
        take(&mut order, 2, HOUR).unwrap();
        order
    };
    let mut order = used();
    assert_eq!(status(&order, HOUR), OrderStatus::Used);
    assert_eq!(may_read(&order, hash(6), HOUR), Err(Error::WrongCheck));
    assert_eq!(may_read(&order, hash(5), HOUR), Ok(()));
    read(&mut order, true);
    assert_eq!(status(&order, u64::MAX), OrderStatus::Done);
    let mut order = used();
    read(&mut order, false);
    assert_eq!(status(&order, HOUR), OrderStatus::Failed);
    assert_eq!(may_read(&order, hash(5), HOUR), Err(Error::WrongState), "read once");
    let order = used();
    assert_eq!(status(&order, HOUR + DAY_MS - 1), OrderStatus::Used);
    assert_eq!(status(&order, HOUR + DAY_MS), OrderStatus::Failed, "nobody read it");
    assert_eq!(may_read(&order, hash(5), HOUR + DAY_MS), Err(Error::WrongState));
}
