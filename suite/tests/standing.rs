//! Standing conditional orders on drink: when the conditions are met the contract of sale happens by itself.

use exchange::Error;
use weir_client::Receipt;
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::market::{Accept, Closed, OrderKind, OrderStatus, Side, Ticket};
use weir_types::order::SLOT;
use weir_types::settlement::{self, Settlement as _, TradeMode};
use weir_types::{Cell, Role};

fn trades(w: &World, receipt: &Receipt) -> Vec<exchange::events::Traded> {
    receipt.events_of(w.exchange.address()).expect("events")
}

fn run(w: &mut World, limit: u32) -> Receipt {
    let message = w.exchange.messages().match_orders(co2(), limit);
    w.ok(&who("stranger"), message)
}

#[test]
fn a_sale_happens_by_itself_at_the_price_that_was_there_first() {
    let mut w = traders(terms());
    let sell = place(&mut w, "a", Side::Sell, 1_000, 5_000);
    let buy = place(&mut w, "b", Side::Buy, 400, 5_200);
    assert_eq!(cell(&mut w, "a").locked, 1_000);
    assert_eq!(cash_of(&mut w, "b"), CASH - 2_080, "funded at its limit");
    let receipt = run(&mut w, 10);
    let traded = trades(&w, &receipt);
    assert_eq!(traded.len(), 1);
    let t = &traded[0];
    assert_eq!((t.order, t.buy, t.price, t.quantity, t.amount), (sell, buy, 5_000, 400, 2_000));
    assert_eq!((t.seller, t.buyer, t.batch), (who("a").account(), who("b").account(), batch()));
    assert_eq!((t.mode, t.remaining, t.bank), (TradeMode::Standing, 600, None));
    assert_eq!(
        (cash_of(&mut w, "a"), cash_of(&mut w, "b")),
        (CASH + 2_000, CASH - 2_000),
        "what was not needed is back"
    );
    assert_eq!((status(&mut w, buy), status(&mut w, sell)), (OrderStatus::Filled, OrderStatus::Open));
    // The other way round: the buy was there first.
    let buy = place(&mut w, "c", Side::Buy, 100, 4_900);
    place(&mut w, "a2", Side::Sell, 100, 4_800);
    let receipt = run(&mut w, 10);
    let t = &trades(&w, &receipt)[0];
    assert_eq!((t.buy, t.price, t.seller), (buy, 4_900, who("a2").account()));
    // Trades of the book move the close.
    let message = w.exchange.messages().market(co2());
    let session = w.ask(message).expect("a market").session;
    assert_eq!(
        (session.volume, session.open, session.high, session.low, session.last),
        (500, 5_000, 5_000, 4_900, 4_900)
    );
}

#[test]
fn a_standing_buy_takes_listings_too_by_price_then_time() {
    let mut w = traders(terms());
    let dear = list(&mut w, "a", 100, 5_100);
    let first = list(&mut w, "a", 100, 5_000);
    let second = place(&mut w, "a2", Side::Sell, 100, 5_000);
    let buy = place(&mut w, "b", Side::Buy, 250, 5_100);
    let done = matched(&mut w, 100);
    assert_eq!((done.fills, done.quantity, done.finished), (3, 250, true));
    for (order, left) in [(first, 0), (second, 0), (dear, 50), (buy, 0)] {
        assert_eq!(self::order(&mut w, order).remaining, left, "order {order}");
    }
}

#[test]
fn nothing_happens_until_price_and_time_have_come() {
    let mut w = traders(terms());
    let now = w.now();
    let due = (now / SLOT + 3) * SLOT;
    let expires = now + 3 * DAY;
    let ticket = Ticket { after: due - 1, expires, ..ticket(&mut w, Side::Buy, 100, 5_000) };
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("b"), message);
    let buy = last(&mut w);
    // A sell that wants more than the band allows today waits for it.
    let dear = place(&mut w, "a", Side::Sell, 100, 6_000);
    let sell = list(&mut w, "a", 100, 5_000);
    assert_eq!(status(&mut w, buy), OrderStatus::Waiting);
    assert_eq!(matched(&mut w, 10).fills, 0);
    w.pass(due - now - 1);
    assert_eq!(matched(&mut w, 10).fills, 0, "its slot has not ended");
    w.pass(1);
    assert_eq!(matched(&mut w, 10).fills, 1);
    assert_eq!((status(&mut w, buy), status(&mut w, sell)), (OrderStatus::Filled, OrderStatus::Filled));
    assert_eq!(status(&mut w, dear), OrderStatus::Open);
    // A waiting sell cannot be picked.
    let ticket = Ticket { after: due + DAY, expires, ..self::ticket(&mut w, Side::Sell, 100, 5_000) };
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("a"), message);
    let waiting = last(&mut w);
    assert_eq!(refused_take(&mut w, "b", waiting, 100, 5_000), Error::OrderWaiting);
    let message = w.exchange.messages().cancel(waiting);
    w.ok(&who("a"), message);
    assert_eq!(refused_take(&mut w, "b", waiting, 100, 5_000), Error::OrderClosed);
    // A standing sell in the book can.
    let sell = place(&mut w, "a2", Side::Sell, 100, 5_000);
    take(&mut w, "b", sell, 100, 5_000);
    assert_eq!(refused_take(&mut w, "b", buy, 1, 5_000), Error::NotInBook);
}

#[test]
fn bad_tickets_are_refused_and_move_nothing() {
    let mut w = traders(terms());
    let before = holdings(&mut w);
    let now = w.now();
    let good = ticket(&mut w, Side::Sell, 100, 5_000);
    let buy = Ticket { side: Side::Buy, ..good };
    let ledger = |error| Error::Ledger(error);
    for (ticket, error) in [
        (Ticket { quantity: 0, ..good }, Error::OrderTooSmall),
        (Ticket { quantity: u128::MAX, ..good }, Error::OrderTooLarge),
        (Ticket { price: u128::MAX, ..good }, Error::PriceOutOfBand),
        (Ticket { price: 0, ..good }, Error::NothingToPay),
        (Ticket { price: 1, ..good }, Error::NothingToPay),
        (Ticket { price: 1 << 24, ..good }, Error::PriceOutOfBand),
        (Ticket { expires: now, ..good }, Error::BadExpiry),
        (Ticket { expires: 0, ..good }, Error::BadExpiry),
        (Ticket { after: good.expires, ..good }, Error::BadExpiry),
        (Ticket { after: u64::MAX, expires: u64::MAX, ..good }, Error::BadExpiry),
        (Ticket { quantity: UNITS + 1, ..good }, ledger(ledger::Error::InsufficientTradable)),
        (Ticket { batch: co2().batch(9), ..good }, ledger(ledger::Error::UnknownBatch)),
        (Ticket { batch: co2().batch(0), ..good }, ledger(ledger::Error::UnknownBatch)),
        (Ticket { batch: "SO2-UK-2021-001".parse().expect("a batch"), ..good }, Error::UnknownMarket),
        (Ticket { quantity: 1_000_000_000, ..buy }, Error::Settlement(settlement::Error::InsufficientCash)),
        (Ticket { price: 1 << 24, ..buy }, Error::PriceOutOfBand),
        (Ticket { price: 1, quantity: 999, ..buy }, Error::NothingToPay),
    ] {
        let message = w.exchange.messages().place(ticket);
        assert_eq!(w.refused(&who("a"), message), error, "{ticket:?}");
    }
    let message = w.exchange.messages().place(buy);
    assert_eq!(w.refused(&who("stranger"), message), Error::Settlement(settlement::Error::InsufficientApproval));
    assert_eq!(holdings(&mut w), before);
    assert_eq!(last(&mut w), 0);
}

#[test]
fn a_search_is_bounded_and_goes_on() {
    let mut w = traders(terms());
    for _ in 0..5 {
        list(&mut w, "a", 10, 5_000);
    }
    let buy = place(&mut w, "b", Side::Buy, 50, 5_000);
    let done = matched(&mut w, 0);
    assert_eq!((done.fills, done.finished), (0, false));
    for left in [40, 30, 20, 10, 0] {
        assert_eq!(matched(&mut w, 1).fills, 1);
        assert_eq!(order(&mut w, buy).remaining, left);
    }
    assert!(matched(&mut w, 1).finished);
}

/// Own orders, orders of another batch and flagged owners pass each other by: the next in line trades.
#[test]
fn orders_that_may_not_meet_pass_each_other_by() {
    let mut w = traders(terms());
    let own = list(&mut w, "b", 100, 4_900);
    let other = list(&mut w, "a", 100, 5_000);
    let buy = place(&mut w, "b", Side::Buy, 100, 5_100);
    let late = place(&mut w, "c", Side::Buy, 100, 4_950);
    // One step a call: the search is kept between calls.
    for _ in 0..6 {
        matched(&mut w, 1);
    }
    for (order, left) in [(own, 0), (other, 0), (buy, 0), (late, 0)] {
        assert_eq!(self::order(&mut w, order).remaining, left, "order {order}");
    }
    // A buy of one batch does not take another.
    let ticket = Ticket { batch: co2().batch(2), ..ticket(&mut w, Side::Buy, 100, 5_000) };
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("b"), message);
    list(&mut w, "a", 100, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 0);
    let any = Ticket { batch: co2().batch(0), ..ticket };
    let message = w.exchange.messages().place(any);
    w.ok(&who("c"), message);
    assert_eq!(matched(&mut w, 10).fills, 1, "any batch of the instrument");
}

#[test]
fn an_account_frozen_between_order_and_match_has_its_rest_back_and_holds_up_nobody() {
    let mut w = traders(terms());
    let sell = place(&mut w, "a", Side::Sell, 100, 4_900);
    let next = place(&mut w, "a2", Side::Sell, 100, 5_000);
    let buy = place(&mut w, "b", Side::Buy, 100, 5_200);
    let good = place(&mut w, "c", Side::Buy, 100, 5_100);
    freeze(&mut w, "a");
    freeze(&mut w, "b");
    assert_eq!(matched(&mut w, 20).fills, 1);
    assert_eq!((status(&mut w, sell), status(&mut w, buy)), (OrderStatus::Rejected, OrderStatus::Rejected));
    assert_eq!((status(&mut w, next), status(&mut w, good)), (OrderStatus::Filled, OrderStatus::Filled));
    assert_eq!(cell(&mut w, "a"), Cell { tradable: UNITS, locked: 0, surrendered: 0 });
    assert_eq!(cash_of(&mut w, "b"), CASH);
}

#[test]
fn what_ran_out_is_swept_or_closed_by_anybody() {
    let mut w = traders(terms());
    let (sell, buy) = (place(&mut w, "a", Side::Sell, 100, 5_000), place(&mut w, "b", Side::Buy, 100, 4_000));
    let third = place(&mut w, "c", Side::Buy, 100, 3_000);
    let message = w.exchange.messages().expire(sell);
    assert_eq!(w.refused(&who("stranger"), message), Error::OrderActive);
    let message = w.exchange.messages().cancel(sell);
    assert_eq!(w.refused(&who("b"), message), Error::NotOwner);
    w.pass(DAY);
    let message = w.exchange.messages().cancel(sell);
    assert_eq!(w.refused(&who("a"), message), Error::OrderExpired);
    // Anybody may already have given back what settlement and the ledger hold.
    let lock = order(&mut w, sell).lock;
    let message = w.ledger.messages().unlock(lock);
    use weir_types::ledger::Ledger as _;
    w.ok(&who("stranger"), message);
    let fund = order(&mut w, buy).lock;
    let message = w.settlement.messages().refund(fund);
    w.ok(&who("stranger"), message);
    let receipt = run(&mut w, 10);
    let closed: Vec<exchange::events::OrderClosed> = receipt.events_of(w.exchange.address()).expect("events");
    assert_eq!(closed.len(), 3);
    assert!(closed.iter().all(|closed| closed.how == Closed::Expired));
    for order in [sell, buy, third] {
        assert_eq!(status(&mut w, order), OrderStatus::Expired);
        let message = w.exchange.messages().expire(order);
        assert_eq!(w.refused(&who("stranger"), message), Error::OrderClosed);
    }
    assert!(holdings(&mut w).iter().all(|(cell, cash)| cell.locked == 0 && *cash == CASH));
}

#[test]
fn cancelling_a_buy_returns_its_cash_once() {
    let mut w = traders(terms());
    let buy = place(&mut w, "b", Side::Buy, 1_000, 5_000);
    list(&mut w, "a", 300, 4_900);
    matched(&mut w, 10);
    assert_eq!(cash_of(&mut w, "b"), CASH - 5_000);
    // 300 kg at its own 50.00, since it was there first.
    assert!(matches!(order(&mut w, buy).kind, OrderKind::Buy { funds: 3_500, .. }));
    let message = w.exchange.messages().cancel(buy);
    w.ok(&who("b"), message);
    assert_eq!(cash_of(&mut w, "b"), CASH - 1_500);
    let message = w.exchange.messages().cancel(buy);
    assert_eq!(w.refused(&who("b"), message), Error::OrderClosed);
}

#[test]
fn a_halted_or_closed_market_matches_nothing() {
    let mut w = traders(terms());
    list(&mut w, "a", 100, 5_000);
    place(&mut w, "b", Side::Buy, 100, 5_000);
    let message = w.exchange.messages().halt(co2(), evidence());
    w.ok(&holder(Role::Supervisor), message);
    let message = w.exchange.messages().match_orders(co2(), 10);
    assert_eq!(w.refused(&who("stranger"), message), Error::MarketHalted);
    let ticket = ticket(&mut w, Side::Sell, 100, 5_000);
    let message = w.exchange.messages().place(ticket);
    assert_eq!(w.refused(&who("a"), message), Error::MarketHalted);
    let message = w.exchange.messages().resume(co2(), evidence());
    w.ok(&holder(Role::Supervisor), message);
    // START is 13:26 UTC.
    set_terms(&mut w, weir_types::market::Terms { windows: [(0, 60), (0, 0)], ..terms() });
    let message = w.exchange.messages().match_orders(co2(), 10);
    assert_eq!(w.refused(&who("stranger"), message), Error::OutOfHours);
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("a"), message);
    let message = w.exchange.messages().match_orders("SO2-UK-2021".parse().expect("an instrument"), 10);
    assert_eq!(w.refused(&who("stranger"), message), Error::UnknownMarket);
    // A batch that its supervisor has halted keeps its orders.
    set_terms(&mut w, terms());
    let message = w.ledger.messages().halt(batch(), true, evidence());
    w.ok(&holder(Role::Supervisor), message);
    assert_eq!(matched(&mut w, 10).fills, 0);
    let message = w.ledger.messages().halt(batch(), false, evidence());
    w.ok(&holder(Role::Supervisor), message);
    assert_eq!(matched(&mut w, 10).fills, 1);
}

#[test]
fn the_best_levels_are_shown_with_what_can_be_traded() {
    let mut w = traders(terms());
    for (name, quantity, price) in [("a", 10, 5_100), ("b", 20, 5_000), ("a2", 30, 5_000)] {
        list(&mut w, name, quantity, price);
    }
    place(&mut w, "c", Side::Buy, 40, 4_900);
    let message = w.exchange.messages().levels(co2(), Side::Sell, 5);
    let levels: Vec<_> = w.ask(message).into_iter().map(|l| (l.price, l.quantity, l.orders, l.more)).collect();
    assert_eq!(levels, [(5_000, 50, 2, false), (5_100, 10, 1, false)]);
    let message = w.exchange.messages().levels(co2(), Side::Buy, 5);
    assert_eq!(w.ask(message).len(), 1);
    let message = w.exchange.messages().levels(co2(), Side::Sell, 1);
    assert_eq!(w.ask(message).len(), 1);
    // Filled and expired orders are not shown, swept or not.
    take(&mut w, "c", 2, 20, 5_000);
    let message = w.exchange.messages().levels(co2(), Side::Sell, 5);
    assert_eq!(w.ask(message)[0].quantity, 30);
    w.pass(DAY);
    let message = w.exchange.messages().levels(co2(), Side::Sell, 5);
    assert!(w.ask(message).is_empty());
}

#[test]
fn acceptance_of_flags_is_part_of_the_order() {
    let mut w = traders(terms());
    let ticket = Ticket { accept_flagged: true, ..ticket(&mut w, Side::Sell, 10, 5_000) };
    let message = w.exchange.messages().place(ticket);
    w.ok(&who("a"), message);
    assert_eq!(order(&mut w, 1).accept, Accept { flagged: true, bank: false });
}
