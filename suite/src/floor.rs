//! Short words for tests of the market.

use crate::{batch, cash_of, co2, evidence, grounds, holder, who, MeasureKind, World, DAY, REASON};
use exchange::Error;
use ledger::Error as LedgerError;
use weir_client::Typed as _;
use weir_types::ledger::Ledger as _;
use weir_types::market::{Accept, Matched, Order, OrderStatus, Side, Terms, Ticket};
use weir_types::{Cell, Role};

/// Operators of the tests with cash and units, by [`traders`].
pub const TRADERS: [&str; 4] = ["a", "a2", "b", "c"];
/// What each of them has of units.
pub const UNITS: u128 = 1_000_000;
/// What each of them has in cents.
pub const CASH: u128 = 100_000_000;

/// An unrestricted market at 50.00 with a band of a tenth.
pub fn terms() -> Terms {
    Terms { max: 1_000_000_000, ..Terms::default() }
}

/// A world whose four operators have units and cash, and a market under these terms.
pub fn traders(terms: Terms) -> World {
    let mut w = World::new();
    w.issue(&TRADERS.map(|name| (name, UNITS)));
    for name in TRADERS {
        w.give_cash(&who(name), CASH);
    }
    let message = w.exchange.messages().open_market(co2(), 5_000, terms);
    w.ok(&holder(Role::Supervisor), message);
    w
}

/// New terms for the market.
pub fn set_terms(w: &mut World, terms: Terms) {
    let message = w.exchange.messages().set_terms(co2(), terms);
    w.ok(&holder(Role::Supervisor), message);
}

/// The last order's number.
pub fn last(w: &mut World) -> u64 {
    let message = w.exchange.messages().order_count();
    w.ask(message)
}

/// Lists for a day.
pub fn list(w: &mut World, seller: &str, quantity: u128, price: u128) -> u64 {
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), quantity, price, expires, Accept::default());
    w.ok(&who(seller), message);
    last(w)
}

/// A standing order for a day, at once.
pub fn ticket(w: &mut World, side: Side, quantity: u128, price: u128) -> Ticket {
    let expires = w.now() + DAY;
    Ticket { side, batch: batch(), quantity, price, after: 0, expires, accept_flagged: false }
}

/// Places a standing order for a day.
pub fn place(w: &mut World, owner: &str, side: Side, quantity: u128, price: u128) -> u64 {
    let ticket = ticket(w, side, quantity, price);
    let message = w.exchange.messages().place(ticket);
    w.ok(&who(owner), message);
    last(w)
}

/// Matches.
pub fn matched(w: &mut World, limit: u32) -> Matched {
    let message = w.exchange.messages().match_orders(co2(), limit);
    let answer = w.ask(message).expect("matches");
    let message = w.exchange.messages().match_orders(co2(), limit);
    w.ok(&who("stranger"), message);
    answer
}

/// Takes, with no flagged seller accepted.
pub fn take(w: &mut World, buyer: &str, order: u64, quantity: u128, max_price: u128) {
    let message = w.exchange.messages().take(order, quantity, max_price, false);
    w.ok(&who(buyer), message);
}

/// Is refused.
#[track_caller]
pub fn refused_take(w: &mut World, buyer: &str, order: u64, quantity: u128, max_price: u128) -> Error {
    let message = w.exchange.messages().take(order, quantity, max_price, false);
    w.refused(&who(buyer), message)
}

/// What somebody has of the batch.
pub fn cell(w: &mut World, name: &str) -> Cell {
    let message = w.ledger.messages().cell(batch(), who(name).account());
    w.ask(message)
}

/// An order.
pub fn order(w: &mut World, order: u64) -> Order {
    let message = w.exchange.messages().order(order);
    w.ask(message).expect("an order").0
}

/// How it stands.
pub fn status(w: &mut World, order: u64) -> OrderStatus {
    let message = w.exchange.messages().order(order);
    w.ask(message).expect("an order").1
}

/// A court freezes somebody, who may be frozen already.
pub fn freeze(w: &mut World, name: &str) {
    let message = w.registry.messages().take_measure(who(name).account(), MeasureKind::Freeze, grounds());
    let _ = w.chain.call(&holder(Role::Court), message);
}

/// And lets go again.
pub fn unfreeze(w: &mut World, name: &str) {
    let message = w.registry.messages().lift_measure(who(name).account(), MeasureKind::Freeze, REASON, evidence());
    let _ = w.chain.call(&holder(Role::Court), message);
}

/// Units and cash of all traders, and what waits in settlement.
pub fn holdings(w: &mut World) -> Vec<(Cell, u128)> {
    TRADERS.iter().map(|name| (cell(w, name), cash_of(w, name))).collect()
}

/// Settlement's refusal for the ledger's reason.
pub fn by_ledger(error: LedgerError) -> Error {
    Error::Settlement(weir_types::settlement::Error::Ledger(error))
}
