//! market/exchange and market/settlement on drink: listed orders from end to end.

use exchange::Error;
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::market::{Accept, OrderStatus, Side, Terms};
use weir_types::settlement::{self, Delivery, Settlement as _, TradeMode};
use weir_types::{Cell, Role};

/// `a` lists 1,000 kg at 50.00; `b` has 1,000.00 in cash.
fn market() -> World {
    let mut w = World::new();
    w.issue(&[("a", 2_000), ("b", 10)]);
    w.give_cash(&who("b"), 100_000);
    open_market(&mut w);
    list(&mut w, "a", 1_000, 5_000);
    w
}

#[test]
fn an_order_is_taken_in_parts_at_its_price() {
    let mut w = market();
    let message = w.exchange.messages().take(1, 333, 5_100, false);
    let receipt = w.ok(&who("b"), message);
    let traded: exchange::events::Traded = receipt.event_of(w.exchange.address()).expect("a trade");
    // 333 kg at 50.00 a tonne is 16.65.
    assert_eq!((traded.price, traded.quantity, traded.amount, traded.remaining), (5_000, 333, 1_665, 667));
    assert_eq!((traded.seller, traded.buyer), (who("a").account(), who("b").account()));
    assert_eq!(traded.mode, TradeMode::Listed);
    assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "b")), (1_665, 98_335));
    assert_eq!(cell(&mut w, "b").tradable, 343);
    let message = w.exchange.messages().take(1, 667, 5_000, false);
    w.ok(&who("b"), message);
    assert_eq!(status(&mut w, 1), OrderStatus::Filled);
    assert_eq!(cell(&mut w, "a"), Cell { tradable: 1_000, locked: 0, surrendered: 0 });
    assert_eq!(refused_take(&mut w, "b", 1, 1, 5_000), Error::OrderClosed);
}

#[test]
fn units_stay_in_the_sellers_cell_until_paid() {
    let mut w = market();
    assert_eq!(cell(&mut w, "a"), Cell { tradable: 1_000, locked: 1_000, surrendered: 0 });
    let message = w.ledger.messages().cell(batch(), w.exchange.address());
    assert_eq!(w.ask(message), Cell::default(), "a venue holds nothing");
}

#[test]
fn bad_takes_are_refused_and_move_nothing() {
    let mut w = market();
    let before = (cell(&mut w, "a"), cell(&mut w, "b"), cash_of(&mut w, "a"), cash_of(&mut w, "b"));
    assert_eq!(refused_take(&mut w, "b", 9, 1, 5_000), Error::UnknownOrder);
    assert_eq!(refused_take(&mut w, "b", 1, 0, 5_000), Error::ZeroQuantity);
    assert_eq!(refused_take(&mut w, "b", 1, 1_001, 5_000), Error::ExceedsRemaining);
    assert_eq!(refused_take(&mut w, "b", 1, u128::MAX, 5_000), Error::ExceedsRemaining);
    assert_eq!(refused_take(&mut w, "b", 1, 1, 4_999), Error::PriceAboveMaximum);
    assert_eq!(refused_take(&mut w, "a", 1, 1, 5_000), Error::OwnOrder);
    assert_eq!(
        refused_take(&mut w, "c", 1, 10, 5_000),
        Error::Settlement(settlement::Error::InsufficientApproval),
        "c has approved nothing"
    );
    w.give_cash(&who("c"), 1);
    assert_eq!(refused_take(&mut w, "c", 1, 10, 5_000), Error::Settlement(settlement::Error::InsufficientCash));
    assert_eq!(before, (cell(&mut w, "a"), cell(&mut w, "b"), cash_of(&mut w, "a"), cash_of(&mut w, "b")));
}

#[test]
fn a_price_too_small_for_a_cent_is_refused() {
    let mut w = World::new();
    w.issue(&[("a", 10)]);
    w.give_cash(&who("b"), 100);
    let terms = Terms { min: 1, max: 1_000, ..Terms::default() };
    let message = w.exchange.messages().open_market(co2(), 100, terms);
    w.ok(&holder(Role::Supervisor), message);
    list(&mut w, "a", 10, 100);
    assert_eq!(refused_take(&mut w, "b", 1, 9, 100), Error::NothingToPay);
    let message = w.exchange.messages().take(1, 10, 100, false);
    w.ok(&who("b"), message);
    assert_eq!(cash_of(&mut w, "a"), 1);
}

#[test]
fn prices_keep_to_the_band_and_orders_to_their_size() {
    let mut w = World::new();
    w.issue(&[("a", 2_000_000_000 / 4)]);
    let expires = w.now() + DAY;
    let message = w.exchange.messages().list(batch(), 100, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::UnknownMarket);
    let terms = Terms { min: 10, max: 1_000, ..Terms::default() };
    let message = w.exchange.messages().open_market(co2(), 5_000, terms);
    assert_eq!(w.refused(&w.admin.clone(), message), Error::NotAllowed);
    let message = w.exchange.messages().open_market(co2(), 5_000, terms);
    w.ok(&holder(Role::Supervisor), message);
    for (quantity, price, error) in [
        (100, 5_501, Error::PriceOutOfBand),
        (100, 4_499, Error::PriceOutOfBand),
        (100, 0, Error::PriceOutOfBand),
        (100, u128::MAX, Error::PriceOutOfBand),
        (9, 5_000, Error::OrderTooSmall),
        (1_001, 5_000, Error::OrderTooLarge),
    ] {
        let message = w.exchange.messages().list(batch(), quantity, price, expires, Accept::default());
        assert_eq!(w.refused(&who("a"), message), error, "{quantity} at {price}");
    }
    list(&mut w, "a", 100, 5_500);
    list(&mut w, "a", 100, 4_500);
}

/// Defects 12, 13 and 16 of the predecessor: a cancelled order was still collected, cancelling repeated and inflated the stock.
#[test]
fn predecessor_12_13_16_cancelling_returns_exactly_what_is_left_and_once() {
    let mut w = market();
    let message = w.exchange.messages().take(1, 400, 5_000, false);
    w.ok(&who("b"), message);
    let message = w.exchange.messages().cancel(1);
    assert_eq!(w.refused(&who("b"), message), Error::NotOwner);
    let message = w.exchange.messages().cancel(1);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a"), Cell { tradable: 1_600, locked: 0, surrendered: 0 });
    let message = w.exchange.messages().cancel(1);
    assert_eq!(w.refused(&who("a"), message), Error::OrderClosed);
    assert_eq!(refused_take(&mut w, "b", 1, 1, 5_000), Error::OrderClosed);
    assert_eq!(status(&mut w, 1), OrderStatus::Cancelled);
}

/// Defect 7: the deadline test was inverted. And request 7 of users: expired listings are shown as expired.
#[test]
fn predecessor_7_an_order_ends_at_its_expiry() {
    let mut w = market();
    let message = w.exchange.messages().expire(1);
    assert_eq!(w.refused(&who("stranger"), message), Error::OrderActive);
    w.pass(DAY - 1);
    assert_eq!(status(&mut w, 1), OrderStatus::Open);
    w.pass(1);
    assert_eq!(status(&mut w, 1), OrderStatus::Expired, "shown as expired before anybody has closed it");
    assert_eq!(refused_take(&mut w, "b", 1, 1, 5_000), Error::OrderExpired);
    let message = w.exchange.messages().expire(1);
    w.ok(&who("stranger"), message);
    assert_eq!(cell(&mut w, "a"), Cell { tradable: 2_000, locked: 0, surrendered: 0 });
    assert_eq!(status(&mut w, 1), OrderStatus::Expired);
    let message = w.exchange.messages().expire(1);
    assert_eq!(w.refused(&who("stranger"), message), Error::OrderClosed);
}

#[test]
fn a_seller_frozen_between_listing_and_sale_delivers_nothing() {
    let mut w = market();
    let (a, r) = (who("a").account(), w.registry);
    w.ok(&holder(Role::Court), r.messages().take_measure(a, MeasureKind::Freeze, grounds()));
    let frozen = Error::Settlement(settlement::Error::Ledger(ledger::Error::SenderFrozen));
    assert_eq!(refused_take(&mut w, "b", 1, 1, 5_000), frozen);
    let message = w.exchange.messages().cancel(1);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a").locked, 0, "the way back is open");
}

#[test]
fn a_halt_stops_trading_and_not_the_way_out() {
    let mut w = market();
    let message = w.exchange.messages().halt(co2(), evidence());
    assert_eq!(w.refused(&w.admin.clone(), message), Error::NotAllowed);
    let message = w.exchange.messages().halt(co2(), evidence());
    w.ok(&holder(Role::Supervisor), message);
    assert_eq!(refused_take(&mut w, "b", 1, 1, 5_000), Error::MarketHalted);
    let message = w.exchange.messages().cancel(1);
    w.ok(&who("a"), message);
    let message = w.exchange.messages().resume(co2(), evidence());
    w.ok(&holder(Role::Supervisor), message);
    list(&mut w, "a", 100, 5_000);
}

#[test]
fn the_close_is_the_days_weighted_average_and_moves_the_band() {
    let mut w = market();
    list(&mut w, "a", 1_000, 5_500);
    for (order, quantity) in [(1, 1_000), (2, 500)] {
        let message = w.exchange.messages().take(order, quantity, 5_500, false);
        w.ok(&who("b"), message);
    }
    w.pass(DAY);
    let message = w.exchange.messages().roll_day(co2());
    let receipt = w.ok(&who("stranger"), message);
    let closed: exchange::events::DayClosed = receipt.event_of(w.exchange.address()).expect("a close");
    // (1,000 x 50.00 + 500 x 55.00) / 1,500 = 51.666…, rounded down.
    assert_eq!((closed.bar.close, closed.bar.volume, closed.bar.turnover), (5_166, 1_500, 7_750));
    let message = w.exchange.messages().limits(co2());
    assert_eq!(w.ask(message), Some((4_650, 5_682)), "a tenth of 51.66 either way");
    w.pass(5 * DAY); // no trade: the close is carried forward
    let message = w.exchange.messages().limits(co2());
    assert_eq!(w.ask(message), Some((4_650, 5_682)));
}

#[test]
fn settlement_serves_venues_only() {
    let mut w = market();
    let delivery = Delivery { lock: 1, buyer: who("b").account(), quantity: 1_000, amount: 1, mode: TradeMode::Listed };
    for signer in [w.admin.clone(), who("a"), who("b"), holder(Role::Supervisor), holder(Role::Depository)] {
        let message = w.settlement.messages().deliver(delivery);
        assert_eq!(w.refused(&signer, message), settlement::Error::NotVenue);
    }
    let venues = vec![w.admin.account()];
    let message = w.settlement.messages().wire(w.desk.address(), w.ledger.address(), w.cash.address(), venues);
    assert_eq!(w.refused(&w.admin.clone(), message), settlement::Error::AlreadyWired);
}

#[test]
fn whoever_runs_the_exchange_touches_neither_units_nor_money() {
    use psp22::PSP22;
    let mut w = market();
    let admin = w.admin.clone();
    let (a, b) = (who("a").account(), who("b").account());
    let x = w.exchange;
    assert_eq!(w.refused(&admin, x.messages().cancel(1)), Error::NotOwner);
    assert_eq!(w.refused(&admin, x.messages().expire(1)), Error::OrderActive);
    assert_eq!(w.refused(&admin, x.messages().halt(co2(), evidence())), Error::NotAllowed);
    let l = w.ledger;
    assert_eq!(w.refused(&admin, l.messages().unlock(1)), ledger::Error::LockActive);
    let message = l.messages().transfer_from(batch(), a, b, 1);
    assert!(matches!(w.refused(&admin, message), ledger::Error::InsufficientApproval | ledger::Error::NotSameGroup));
    let message = w.cash.messages().transfer_from(b, admin.account(), 1, vec![]);
    assert_eq!(w.refused(&admin, message), psp22::PSP22Error::InsufficientAllowance);
    assert_eq!(w.refused(&admin, w.cash.messages().mint(admin.account(), 1)), cash::Error::NotBank);
}

/// An order that was taken whole by number stays in its bucket until somebody matches; it is closed for all that.
#[test]
fn a_filled_listing_is_swept_by_the_next_matching() {
    let mut w = traders(terms());
    let (first, second) = (list(&mut w, "a", 100, 5_000), list(&mut w, "a", 100, 5_000));
    take(&mut w, "b", first, 100, 5_000);
    let buy = place(&mut w, "c", Side::Buy, 100, 5_000);
    assert_eq!(matched(&mut w, 10).fills, 1);
    assert_eq!((order(&mut w, second).remaining, order(&mut w, buy).remaining), (0, 0));
    assert_eq!((status(&mut w, first), cell(&mut w, "a").locked), (OrderStatus::Filled, 0));
}

#[test]
fn orders_of_nothing_one_unit_and_of_all_there_is() {
    let mut w = traders(Terms { max: u128::MAX, ..terms() });
    let before = holdings(&mut w);
    let expires = w.now() + DAY;
    for (quantity, price, expires, error) in [
        (0, 5_000, expires, Error::OrderTooSmall),
        (u128::MAX, 5_000, expires, Error::Overflow),
        (UNITS + 1, 5_000, expires, Error::Ledger(ledger::Error::InsufficientTradable)),
        (1, 5_000, 0, Error::Ledger(ledger::Error::ExpiryInPast)),
    ] {
        let message = w.exchange.messages().list(batch(), quantity, price, expires, Accept::default());
        assert_eq!(w.refused(&who("a"), message), error);
    }
    let message = w.exchange.messages().list(co2().batch(9), 1, 5_000, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::Ledger(ledger::Error::UnknownBatch));
    assert_eq!(holdings(&mut w), before);
    // One kilogram at 50.00 a tonne is five cents; all there is, too.
    let one = list(&mut w, "a", 1, 5_000);
    take(&mut w, "b", one, 1, u128::MAX);
    assert_eq!(cash_of(&mut w, "a"), CASH + 5);
    let all = list(&mut w, "a", UNITS - 1, 5_000);
    take(&mut w, "b", all, UNITS - 1, 5_000);
    assert_eq!(cell(&mut w, "a"), Cell::default());
}

/// Anybody can take it out of its bucket by itself, too: where levels begin to count, none must outlive its orders.
#[test]
fn a_filled_listing_is_swept_by_its_number() {
    let mut w = traders(terms());
    let orders = [4_900, 5_000].map(|price| list(&mut w, "a", 100, price));
    take(&mut w, "b", orders[0], 100, 5_000);
    set_terms(&mut w, Terms { levels: 1, ..terms() });
    assert_eq!(refused_take(&mut w, "b", orders[1], 100, 5_000), Error::NotWithinBestLevels);
    let message = w.exchange.messages().expire(orders[0]);
    w.ok(&who("stranger"), message);
    assert_eq!(status(&mut w, orders[0]), OrderStatus::Filled);
    let message = w.exchange.messages().expire(orders[0]);
    assert_eq!(w.refused(&who("stranger"), message), Error::OrderClosed);
    take(&mut w, "b", orders[1], 100, 5_000);
}

/// An exchange whose other codes are not on the chain says so and loses nothing.
#[test]
fn a_code_that_is_missing_is_an_error() {
    let mut w = World::deployed();
    let admin = w.admin.clone();
    let config = w.ask(w.exchange.messages().config());
    let code = evidence();
    let codes = exchange::Codes { matching: code, deals: code, office: code };
    let (hash, salt) = (bundle("exchange").code_hash, b"missing".to_vec());
    use weir_client::Typed as _;
    let (x, _) = w.chain.deploy(&admin, hash, exchange::ExchangeRef::new(config, codes), &salt).expect("deploys");
    let message = x.messages().open_market(co2(), 5_000, terms());
    assert_eq!(w.refused(&admin, message), Error::CodeFailed);
    assert_eq!(w.ask(x.messages().codes()), Some(codes));
}
