//! The predecessor's defects in its auction (17 to 22), one regression test each.

mod hall;

use auction::{events, Error};
use hall::*;
use weir_suite::*;
use weir_types::auction::{reserve_hash, BidState, Notice, Phase, Range, Rules, Schedule};
use weir_types::ledger;
use weir_types::settlement;
use weir_types::{Cell, OrgKind, Role};

/// The predecessor's auction never set the token it sold.
#[test]
fn defect_17_the_token_is_never_set() {
    let mut w = world();
    let notice = Notice { batch: co2().batch(7), ..notice(&mut w) };
    let message = w.auction.messages().open(notice);
    assert_eq!(w.refused(&who("gov"), message), Error::Ledger(ledger::Error::UnknownBatch), "a batch there is not");
    revealed(&mut w, &[("b", 7_000, 100)]);
    let message = w.auction.messages().auction(1);
    let (terms, ..) = w.ask(message).expect("an auction");
    assert_eq!((terms.batch, cell(&mut w, "gov").locked), (batch(), 100_000), "named and locked before anybody bids");
    clear(&mut w, 1);
    let traded: events::Traded = claim(&mut w, 1).event_of(w.auction.address()).expect("a trade");
    assert_eq!((traded.batch, cell(&mut w, "b").tradable), (batch(), 100_000), "what was named is what is delivered");
}

/// It could be ended before it had started.
#[test]
fn defect_18_it_can_be_ended_before_it_starts() {
    let mut w = world();
    let good = notice(&mut w);
    let schedule = Schedule { opens: good.schedule.opens + HOUR, ..good.schedule };
    open(&mut w, Notice { schedule, ..good });
    // Announced, bidding, revealing: nobody ends it.
    for wait in [HOUR, DAY, DAY - 1] {
        for signer in [who("gov"), who("a"), who("stranger"), w.admin.clone(), holder(Role::Supervisor)] {
            let message = w.auction.messages().clear(1, 1);
            assert_eq!(w.refused(&signer, message), Error::WrongPhase);
        }
        if wait == HOUR {
            w.pass(HOUR);
            commit(&mut w, "a", 7_000, 100);
            w.pass(DAY - HOUR);
            reveal(&mut w, 1, 7_000, 100);
        }
    }
    w.pass(DAY - 1);
    let message = w.auction.messages().clear(1, 1);
    assert_eq!(w.refused(&who("gov"), message), Error::WrongPhase);
    w.pass(1);
    clear(&mut w, 1);
}

/// Starting repeated, and with it everything began anew.
#[test]
fn defect_19_start_repeats() {
    let mut w = world();
    revealed(&mut w, &[("a", 7_000, 100)]);
    let again = notice(&mut w);
    open(&mut w, again);
    // It is another auction, with units and bids of its own; the first one stands as it was.
    let message = w.auction.messages().auction(2);
    let (terms, state, phase) = w.ask(message).expect("an auction");
    assert_eq!((state.bids, phase, terms.lots), (0, Phase::Bidding, 100));
    assert_eq!(cell(&mut w, "gov").locked, 200_000);
    clear(&mut w, 1);
    let message = w.auction.messages().clear(1, 1);
    assert_eq!(w.refused(&who("gov"), message), Error::WrongPhase, "and it is cleared once");
    claim(&mut w, 1);
    assert_eq!(cell(&mut w, "gov").locked, 100_000);
}

/// There was no deposit, no reserve, no increment, and no second bidder.
#[test]
fn defect_20_no_deposit_reserve_increment_or_second_bidder() {
    let mut w = world();
    let reserve = reserve_hash(w.auction.address(), who("gov").account(), 5_000, salt());
    let range = Range::Sealed { floor: 1_000, ceiling: 10_000, reserve: Some(reserve) };
    let notice = Notice { range, ..notice(&mut w) };
    open(&mut w, notice);
    // Deposit: who cannot cover the most it may have to pay cannot bid.
    w.register(&who("poor"), OrgKind::Trader, 0);
    fund(&mut w, "poor");
    w.give_cash(&who("poor"), 999_999);
    let message = w.auction.messages().commit(1, hash(&w, "poor", 1, 1_000, 100), 100, None);
    let unfunded = Error::Settlement(settlement::Error::InsufficientCash);
    assert_eq!(w.refused(&who("poor"), message), unfunded);
    // Increment: a price between two ticks is none. And a second bidder, and a third, of whom the second wins nothing.
    commit(&mut w, "c", 7_005, 1);
    commit(&mut w, "a", 7_000, 60);
    commit(&mut w, "b", 6_000, 60);
    w.pass(DAY);
    let message = w.auction.messages().reveal(1, 1, 7_005, 1, salt());
    assert_eq!(w.refused(&who("c"), message), Error::BadPrice);
    reveal(&mut w, 2, 7_000, 60);
    reveal(&mut w, 3, 6_000, 60);
    let message = w.auction.messages().reveal_reserve(1, 5_000, salt());
    w.ok(&who("gov"), message);
    w.pass(DAY);
    clear(&mut w, 1);
    claim(&mut w, 2);
    claim(&mut w, 3);
    assert_eq!((state_of(&mut w, 2), state_of(&mut w, 3)), (BidState::Delivered(60), BidState::Delivered(40)));
}

/// Paying repeated, and a winner who did not pay locked the tokens for ever.
#[test]
fn defect_21_pay_repeats_and_a_defaulter_locks_the_tokens_for_ever() {
    let mut w = world();
    revealed(&mut w, &[("a", 7_000, 40), ("b", 6_000, 60)]);
    clear(&mut w, 1);
    claim(&mut w, 2);
    assert_eq!(refused_claim(&mut w, 2), Error::AlreadySettled, "a winner pays once");
    let (a, r) = (who("a").account(), w.registry);
    w.ok(&holder(Role::Regulator), r.messages().take_measure(a, MeasureKind::Suspension, grounds()));
    let barred = Error::Settlement(settlement::Error::Ledger(ledger::Error::ReceiverBarred));
    assert_eq!(refused_claim(&mut w, 1), barred);
    assert_eq!(cell(&mut w, "gov").locked, 40_000);
    w.pass(DAY);
    let receipt = claim(&mut w, 1);
    let settled: events::BidSettled = receipt.event_of(w.auction.address()).expect("settled");
    // A fifth of the deposit of 4,000.00.
    assert_eq!((settled.state, settled.forfeited, settled.refunded), (BidState::Defaulted(40), 80_000, 320_000));
    assert_eq!(cell(&mut w, "gov"), Cell { tradable: UNITS - 60_000, locked: 0, surrendered: 0 }, "the units are free");
    assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "gov")), (CASH - 80_000, 360_000 + 80_000));
    assert_eq!((held(&mut w), refused_claim(&mut w, 1)), (0, Error::AlreadySettled));
}

/// The id was never set, so that no auction could be told from another.
#[test]
fn defect_22_the_id_is_never_set() {
    let mut w = world();
    for number in 1..=3u64 {
        let notice = Notice { lots: 10, rules: Rules { max_lots: 10, ..notice(&mut w).rules }, ..notice(&mut w) };
        let message = w.auction.messages().open(notice);
        let receipt = w.ok(&who("gov"), message);
        let opened: events::AuctionOpened = receipt.event_of(w.auction.address()).expect("an auction");
        assert_eq!(opened.auction, number);
    }
    let message = w.auction.messages().auction_count();
    assert_eq!(w.ask(message), 3);
    let message = w.auction.messages().commit(2, hash(&w, "a", 2, 7_000, 10), 10, None);
    w.ok(&who("a"), message);
    let bids = [1, 2, 3].map(|auction| {
        let message = w.auction.messages().bids(auction, 1, 10);
        w.ask(message).expect("an auction").len()
    });
    assert_eq!(bids, [0, 1, 0]);
    // A bid of one auction opens in no other: the auction's number is part of the hash.
    let message = w.auction.messages().commit(3, hash(&w, "a", 2, 7_000, 10), 10, None);
    w.ok(&who("a"), message);
    w.pass(DAY);
    let message = w.auction.messages().reveal(3, 1, 7_000, 10, salt());
    assert_eq!(w.refused(&who("a"), message), Error::RevealMismatch);
    let message = w.auction.messages().reveal(2, 1, 7_000, 10, salt());
    w.ok(&who("a"), message);
}
