//! Money that fails or answers garbage in the middle: a typed error, and nothing moved.

use desk::Error as DeskError;
use settlement::Error;
use weir_client::{Call, Chain, Contract};
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::settlement::Settlement as _;
use weir_types::Cell;

/// What [`misbehave`] makes the money do, and what settlement says to it.
const WAYS: [(u8, Error, DeskError); 7] = [
    (1, Error::CashFailed, DeskError::CashFailed),
    (2, Error::InsufficientCash, DeskError::InsufficientCash),
    (3, Error::CashRefused, DeskError::CashRefused),
    (4, Error::CashFailed, DeskError::CashFailed),
    (5, Error::CashFailed, DeskError::CashFailed),
    (6, Error::CashFailed, DeskError::CashFailed),
    (7, Error::CashFailed, DeskError::CashFailed),
];

/// A world whose money is `wat/cash.wat`, which says yes to everything until it is told otherwise.
fn world() -> World {
    let mut w = World::deployed();
    w.chain.unrecorded();
    let admin = w.admin.clone();
    let wasm = wat::parse_str(include_str!("wat/cash.wat")).expect("the contract is valid");
    let (code_hash, _) = w.chain.upload(&admin, &wasm).expect("uploads");
    let (address, _) = w.chain.instantiate(&admin, code_hash, Vec::new(), vec![1], 0).expect("is made");
    w.cash = Contract::at(address);
    let config = desk::Config { registry: w.registry.address(), settlement: w.settlement.address(), cash: address };
    w.desk = make(&mut w.chain, &admin, "desk", desk::DeskRef::new(config));
    let mut w = w.peopled(&[venue().account()]);
    w.issue(&[("a", 1_000)]);
    w
}

fn misbehave(w: &mut World, how: u8) {
    let (signer, dest) = (w.admin.clone(), w.cash.address());
    let sent = w.chain.send(vec![Call { signer, dest, data: vec![how], value: 0 }]).pop();
    assert!(matches!(sent, Some(Ok(_))), "{sent:?}");
}

fn cells(w: &mut World) -> (Cell, Cell, u64) {
    let count = w.settlement.messages().count();
    (w.cell("a"), w.cell("b"), w.ask(count))
}

#[test]
fn a_delivery_that_is_not_paid_for_is_no_delivery() {
    let mut w = world();
    let lock = w.lock("a", 300);
    let s = w.settlement;
    let before = cells(&mut w);
    for (how, error, _) in WAYS {
        misbehave(&mut w, how);
        assert_eq!(w.refused(&venue(), s.messages().deliver(delivery(lock, "b", 100, 500))), error, "{how}");
        assert_eq!(cells(&mut w), before);
        let view = w.ledger.messages().lock_of(lock);
        assert_eq!(w.ask(view).map(|lock| lock.quantity), Some(300));
    }
    misbehave(&mut w, 0);
    w.ok(&venue(), s.messages().deliver(delivery(lock, "b", 100, 500)));
}

#[test]
fn a_fund_is_neither_opened_nor_spent_nor_given_back_without_the_money() {
    let mut w = world();
    let (s, c) = (w.settlement, who("c").account());
    let (lock, fund) = (w.lock("a", 300), w.fund("b", 5_000));
    let kept = w.ask(s.messages().fund_of(fund));
    let before = cells(&mut w);
    for (how, error, _) in WAYS {
        misbehave(&mut w, how);
        assert_eq!(w.refused(&venue(), s.messages().fund(c, 1, u64::MAX)), error, "{how}");
        let message = s.messages().deliver_funded(fund, delivery(lock, "b", 100, 500));
        assert_eq!(w.refused(&venue(), message), error);
        assert_eq!(w.refused(&venue(), s.messages().forfeit(fund, c, 1)), error);
        assert_eq!(w.refused(&venue(), s.messages().refund(fund)), error);
        let now = (w.ask(s.messages().fund_of(fund)), w.ask(s.messages().last_fund()));
        assert_eq!((now.0, now.1, cells(&mut w)), (kept, fund, before));
    }
}

#[test]
fn a_sale_through_the_bank_neither_opens_nor_ends_without_the_deposit() {
    let mut w = world();
    let (s, d) = (w.settlement, w.desk);
    let id = w.open_sale("a", "b", 300, 1_000);
    w.file(id, "b", "PAYMENT-1");
    let lock = w.lock("a", 100);
    let bank = holder(weir_types::Role::Bank);
    let (sale, before) = (w.sale(id), cells(&mut w));
    for (how, _, error) in WAYS {
        misbehave(&mut w, how);
        let message = s.messages().open_bank(delivery(lock, "b", 100, 500), bank.account());
        assert_eq!(w.refused(&venue(), message), Error::Desk(error), "{how}");
        assert_eq!(w.refused(&bank, d.messages().confirm_payment(id)), error);
        assert_eq!(w.refused(&who("a"), d.messages().confirm_payment(id)), error);
        assert_eq!(w.refused(&who("b"), d.messages().withdraw(id)), error);
        assert_eq!(w.refused(&who("a"), d.messages().dispute(id, document(1))), error);
        assert_eq!((w.sale(id), cells(&mut w)), (sale.clone(), before));
    }
    w.pass(7 * DAY);
    for (how, _, error) in WAYS {
        misbehave(&mut w, how);
        assert_eq!(w.refused(&who("a"), d.messages().finish(id)), error);
        assert_eq!(cells(&mut w), before);
    }
    misbehave(&mut w, 0);
    w.ok(&who("a"), d.messages().finish(id));
}
