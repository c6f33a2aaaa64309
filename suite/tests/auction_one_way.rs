//! One-way auctions (单向竞价) on drink. The exchange is a contract that answers every message with the same bytes, so that the close is
//! what the test says, and the exchange can fail.

mod hall;

use auction::{events, Error};
use hall::*;
use ink::scale::Encode as _;
use weir_client::Chain as _;
use weir_suite::*;
use weir_types::auction::{BidState, Kind, Lots, Notice, Pricing, Range, Reason, Schedule};
use weir_types::ledger;
use weir_types::market::Bar;
use weir_types::settlement::{self, TradeMode};
use weir_types::Cell;

/// A hall whose exchange answers `bytes`.
fn hall_with(bytes: &[u8]) -> Hall {
    let mut w = World::deployed();
    let data: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
            (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
            (import "env" "memory" (memory 1 1))
            (data (i32.const 0) "{data}")
            (func (export "deploy"))
            (func (export "call") (call $return (i32.const 0) (i32.const 0) (i32.const {}))))"#,
        bytes.len()
    );
    let wasm = wat::parse_str(text).expect("a contract");
    let admin = w.admin.clone();
    let (code_hash, _) = w.chain.upload(&admin, &wasm).expect("uploads");
    let (exchange, _) = w.chain.instantiate(&admin, code_hash, Vec::new(), vec![2], 0).expect("is made");
    peopled(hall(w, exchange))
}

/// What the exchange says of yesterday.
fn closed_at(close: u128) -> Vec<u8> {
    Ok::<_, ink::LangError>(Some(Bar { close, ..Bar::default() })).encode()
}

/// 100 lots from the close down to a tenth under it and up to a tenth above, a day to bid, a day to claim.
fn one_way(w: &mut Hall) -> Notice {
    let now = w.now();
    let schedule = Schedule { opens: now, ends: now + DAY, reveals: now + DAY, claims: now + 2 * DAY };
    Notice { range: Range::OneWay { below: 1_000, above: 1_000 }, schedule, ..notice(w) }
}

/// `a`, who is no allocator, sells.
fn open_one_way(w: &mut Hall, notice: Notice) -> events::AuctionOpened {
    let message = w.auction.messages().open(notice);
    w.ok(&who("a"), message).event_of(w.auction.address()).expect("an auction")
}

fn bid(w: &mut Hall, name: &str, price: u128, lots: Lots) {
    let message = w.auction.messages().bid(1, price, lots);
    w.ok(&who(name), message);
}

#[test]
fn any_holder_sells_around_the_close_by_price_then_time() {
    let mut w = hall_with(&closed_at(5_000));
    let notice = one_way(&mut w);
    let opened = open_one_way(&mut w, notice);
    assert_eq!((opened.terms.kind, opened.terms.floor, opened.terms.ceiling), (Kind::OneWay, 4_500, 5_500));
    assert_eq!(w.cell("a"), Cell { tradable: UNITS - 100_000, locked: 100_000, surrendered: 0 });
    for (price, error) in [(4_490, Error::BadPrice), (5_510, Error::BadPrice), (4_505, Error::BadPrice)] {
        let message = w.auction.messages().bid(1, price, 1);
        assert_eq!(w.refused(&who("b"), message), error, "{price}");
    }
    let message = w.auction.messages().bid(1, 5_000, 0);
    assert_eq!(w.refused(&who("b"), message), Error::ZeroLots);
    let message = w.auction.messages().bid(1, 5_000, 1);
    assert_eq!(w.refused(&who("a2"), message), Error::OwnAuction, "the seller's group");
    let message = w.auction.messages().commit(1, evidence(), 1, None);
    assert_eq!(w.refused(&who("b"), message), Error::WrongKind);
    bid(&mut w, "b", 5_000, 60);
    bid(&mut w, "c", 5_000, 60);
    bid(&mut w, "c", 5_200, 20);
    assert_eq!(cash_of(&mut w, "b"), CASH - 300_000, "the deposit is what the bid may cost");
    let message = w.auction.messages().withdraw(1, 1);
    assert_eq!(w.refused(&who("b"), message), Error::WrongKind, "an open bid binds");
    let message = w.auction.messages().reveal(1, 1, 5_000, 60, salt());
    assert_eq!(w.refused(&who("b"), message), Error::WrongPhase);
    w.pass(DAY);
    let message = w.auction.messages().bid(1, 5_000, 1);
    assert_eq!(w.refused(&who("b"), message), Error::WrongPhase);
    let cleared: events::AuctionCleared = clear(&mut w, 1).event_of(w.auction.address()).expect("an outcome");
    assert_eq!((cleared.price, cleared.quantity, cleared.mode), (5_000, 100_000, TradeMode::OneWay));
    let trades = [3, 1, 2].map(|bid| {
        let traded: events::Traded = claim(&mut w, bid).event_of(w.auction.address()).expect("a trade");
        assert_eq!((traded.seller, traded.mode), (who("a").account(), TradeMode::OneWay));
        (traded.price, traded.quantity, traded.amount, traded.refunded)
    });
    assert_eq!(
        trades,
        [(5_000, 20_000, 100_000, 4_000), (5_000, 60_000, 300_000, 0), (5_000, 20_000, 100_000, 200_000)]
    );
    assert_eq!(w.cell("a"), Cell { tradable: UNITS - 100_000, locked: 0, surrendered: 0 });
    assert_eq!((cash_of(&mut w, "a"), held(&mut w)), (CASH + 500_000, 0));
}

#[test]
fn what_nobody_bids_for_goes_back_and_winners_pay_their_own_price_where_the_notice_says_so() {
    let mut w = hall_with(&closed_at(5_000));
    let notice = Notice { pricing: Pricing::PayAsBid, ..one_way(&mut w) };
    open_one_way(&mut w, notice);
    bid(&mut w, "b", 5_100, 30);
    bid(&mut w, "c", 4_500, 20);
    w.pass(DAY);
    clear(&mut w, 1);
    claim(&mut w, 1);
    assert_eq!(w.cell("a").locked, 70_000, "a winner is waited for");
    claim(&mut w, 2);
    assert_eq!(w.cell("a"), Cell { tradable: UNITS - 50_000, locked: 0, surrendered: 0 });
    assert_eq!(cash_of(&mut w, "a"), CASH + 153_000 + 90_000);
    // Nobody bids at all.
    let message = w.auction.messages().open(one_way(&mut w));
    w.ok(&who("a"), message);
    w.pass(DAY);
    let cancelled: events::AuctionCancelled = clear(&mut w, 2).event_of(w.auction.address()).expect("cancelled");
    assert_eq!((cancelled.reason, cancelled.returned, cancelled.due), (Reason::TooFewBids, 100_000, [0; 4]));
    assert_eq!(w.cell("a").locked, 0);
}

#[test]
fn the_notice_keeps_to_the_band_and_needs_a_close() {
    let mut w = hall_with(&closed_at(5_000));
    let good = one_way(&mut w);
    let schedule = Schedule { reveals: good.schedule.reveals + HOUR, ..good.schedule };
    for (notice, error) in [
        (Notice { range: Range::OneWay { below: 1_001, above: 0 }, ..good }, Error::OutsideBand),
        (Notice { range: Range::OneWay { below: 0, above: 1_001 }, ..good }, Error::OutsideBand),
        (Notice { range: Range::OneWay { below: u32::MAX, above: u32::MAX }, ..good }, Error::OutsideBand),
        (Notice { schedule, ..good }, Error::BadSchedule),
    ] {
        let message = w.auction.messages().open(notice);
        assert_eq!(w.refused(&who("a"), message), error, "{notice:?}");
    }
    let message = w.auction.messages().open(good);
    let poor = Error::Ledger(ledger::Error::InsufficientTradable);
    assert_eq!(w.refused(&who("b"), message), poor, "b has no units");
    // An exchange that knows no close, breaks off, or talks nonsense.
    let garbage = closed_at(5_000).into_iter().chain([7]).collect();
    for answer in [vec![0, 0], vec![], vec![1, 1], vec![0, 1, 9], garbage] {
        let mut w = hall_with(&answer);
        let message = w.auction.messages().open(one_way(&mut w));
        assert_eq!(w.refused(&who("a"), message), Error::NoClose, "{answer:?}");
    }
    let mut w = hall_with(&closed_at(u128::MAX));
    let message = w.auction.messages().open(one_way(&mut w));
    assert_eq!(w.refused(&who("a"), message), Error::Overflow);
}

#[test]
fn a_winner_who_may_not_take_delivery_is_in_default_here_too() {
    let mut w = hall_with(&closed_at(5_000));
    let notice = one_way(&mut w);
    open_one_way(&mut w, notice);
    bid(&mut w, "b", 5_000, 100);
    w.pass(DAY);
    clear(&mut w, 1);
    let (b, r) = (who("b").account(), w.registry);
    w.ok(&holder(weir_types::Role::Regulator), r.messages().take_measure(b, MeasureKind::Suspension, grounds()));
    let barred = Error::Settlement(settlement::Error::Ledger(ledger::Error::ReceiverBarred));
    assert_eq!(refused_claim(&mut w, 1), barred);
    w.pass(DAY);
    claim(&mut w, 1);
    assert_eq!(state_of(&mut w, 1), BidState::Defaulted(100));
    // A fifth of 5,000.00.
    assert_eq!((cash_of(&mut w, "b"), held(&mut w)), (CASH - 100_000, 0));
    assert_eq!(w.cell("a"), Cell { tradable: UNITS, locked: 0, surrendered: 0 });
}
