//! The predecessor's defects in listing, one named test each.

use exchange::Error;
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::market::{Accept, OrderStatus};
use weir_types::{Cell, Role};

/// 11: the second phase had no paid flag: calling it again drained the stock. Here delivery and payment are one message, and each
/// unit of an order is delivered once, paid each time.
#[test]
fn defect_11_a_purchase_repeats_without_payment() {
    let mut w = traders(terms());
    let order = list(&mut w, "a", 1_000, 5_000);
    take(&mut w, "b", order, 600, 5_000);
    assert_eq!(refused_take(&mut w, "b", order, 600, 5_000), Error::ExceedsRemaining);
    take(&mut w, "b", order, 400, 5_000);
    for quantity in [1, 400, 600, 1_000] {
        assert_eq!(refused_take(&mut w, "b", order, quantity, 5_000), Error::OrderClosed);
    }
    assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "b")), (CASH + 5_000, CASH - 5_000));
    assert_eq!((cell(&mut w, "a").tradable, cell(&mut w, "b").tradable), (UNITS - 1_000, UNITS + 1_000));
}

/// 12: a cancelled order was still collected.
#[test]
fn defect_12_a_cancelled_order_is_collected() {
    let mut w = traders(terms());
    let order = list(&mut w, "a", 1_000, 5_000);
    let message = w.exchange.messages().cancel(order);
    w.ok(&who("a"), message);
    let before = holdings(&mut w);
    assert_eq!(refused_take(&mut w, "b", order, 1, 5_000), Error::OrderClosed);
    place(&mut w, "b", weir_types::market::Side::Buy, 100, 5_500);
    assert_eq!(matched(&mut w, 10).fills, 0, "nor by matching");
    let message = w.exchange.messages().cancel(2);
    w.ok(&who("b"), message);
    assert_eq!(holdings(&mut w), before);
}

/// 13: cancelling repeated and inflated the stock.
#[test]
fn defect_13_cancelling_repeats_and_inflates_the_stock() {
    let mut w = traders(terms());
    let order = list(&mut w, "a", 1_000, 5_000);
    take(&mut w, "b", order, 400, 5_000);
    let message = w.exchange.messages().cancel(order);
    w.ok(&who("a"), message);
    let after = Cell { tradable: UNITS - 400, locked: 0, surrendered: 0 };
    assert_eq!(cell(&mut w, "a"), after, "exactly what was left");
    for _ in 0..3 {
        let message = w.exchange.messages().cancel(order);
        assert_eq!(w.refused(&who("a"), message), Error::OrderClosed);
    }
    w.pass(2 * DAY);
    let message = w.exchange.messages().expire(order);
    assert_eq!(w.refused(&who("stranger"), message), Error::OrderClosed);
    assert_eq!(cell(&mut w, "a"), after);
}

/// 14: reusing an order id lost stock. Numbers are given by the exchange, each once, whatever became of the order.
#[test]
fn defect_14_reusing_an_order_id_loses_stock() {
    let mut w = traders(terms());
    let first = list(&mut w, "a", 1_000, 5_000);
    let message = w.exchange.messages().cancel(first);
    w.ok(&who("a"), message);
    let second = list(&mut w, "a", 2_000, 5_000);
    let third = place(&mut w, "a", weir_types::market::Side::Sell, 3_000, 5_000);
    assert_eq!((first, second, third), (1, 2, 3));
    assert_eq!(
        (order(&mut w, first).quantity, status(&mut w, first)),
        (1_000, OrderStatus::Cancelled),
        "the record stays"
    );
    assert_eq!(cell(&mut w, "a"), Cell { tradable: UNITS - 5_000, locked: 5_000, surrendered: 0 });
}

/// 15: free seven-day reservations locked everything. To reserve a listing one has to pay for it, or, where its seller agrees to a
/// bank, put down the desk's deposit.
#[test]
fn defect_15_free_reservations_lock_everything() {
    let mut w = traders(terms());
    let order = list(&mut w, "a", 1_000, 5_000);
    let bank = holder(Role::Bank).account();
    w.approve_desk("b");
    let message = w.exchange.messages().take_by_bank(order, 1_000, 5_000, false, bank);
    assert_eq!(w.refused(&who("b"), message), Error::BankNotAccepted);
    let expires = w.now() + DAY;
    let accept = Accept { flagged: false, bank: true };
    let message = w.exchange.messages().list(batch(), 1_000, 5_000, expires, accept);
    w.ok(&who("a"), message);
    let message = w.exchange.messages().take_by_bank(2, 1_000, 5_000, false, bank);
    assert!(matches!(w.refused(&who("c"), message), Error::Settlement(_)), "no deposit, no reservation");
    let message = w.exchange.messages().take_by_bank(2, 1_000, 5_000, false, bank);
    w.ok(&who("b"), message);
    assert!(cash_of(&mut w, "b") < CASH, "the deposit");
}

/// 16: sell overwrote what remained, withdrawal took reserved stock. A second listing adds an order, and what is locked in one is in
/// no other.
#[test]
fn defect_16_a_second_listing_overwrites_what_remains() {
    let mut w = traders(terms());
    let first = list(&mut w, "a", UNITS - 1_000, 5_000);
    let second = list(&mut w, "a", 1_000, 4_900);
    assert_eq!((order(&mut w, first).remaining, order(&mut w, second).remaining), (UNITS - 1_000, 1_000));
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 1, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::Ledger(ledger::Error::InsufficientTradable));
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::InsufficientTradable);
    take(&mut w, "b", second, 500, 5_000);
    let message = w.exchange.messages().cancel(first);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a"), Cell { tradable: UNITS - 1_000, locked: 500, surrendered: 0 });
}
