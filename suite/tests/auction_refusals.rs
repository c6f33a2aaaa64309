//! market/auction on drink: what it refuses, whom, and what those who run it cannot do.

mod hall;

use auction::Error;
use hall::*;
use weir_suite::*;
use weir_types::auction::{Lots, Notice, Range, Rules, Schedule};
use weir_types::ledger::{self, Ledger as _};
use weir_types::settlement::{self, Settlement as _};
use weir_types::{Cell, Role};

#[test]
fn bad_notices_and_bad_bids_are_refused_and_move_nothing() {
    let mut w = world();
    let good = notice(&mut w);
    let schedule = good.schedule;
    let rules = good.rules;
    let range = |floor, ceiling| Range::Sealed { floor, ceiling, reserve: None };
    for (notice, error) in [
        (Notice { lots: 0, ..good }, Error::BadNotice),
        (Notice { lots: Lots::MAX, ..good }, Error::BadNotice),
        (Notice { lot: 0, ..good }, Error::BadNotice),
        (Notice { lot: u128::MAX, ..good }, Error::Overflow),
        (Notice { tick: 0, ..good }, Error::BadNotice),
        (Notice { range: range(0, 1), ..good }, Error::BadNotice),
        (Notice { range: range(1, u128::MAX), ..good }, Error::TooManyLevels),
        (Notice { rules: Rules { max_lots: 101, ..rules }, ..good }, Error::BadNotice),
        (Notice { schedule: Schedule { opens: 0, ..schedule }, ..good }, Error::BadSchedule),
        (Notice { schedule: Schedule { reveals: schedule.ends + HOUR - 1, ..schedule }, ..good }, Error::BadSchedule),
        (Notice { schedule: Schedule { claims: u64::MAX, ..schedule }, ..good }, Error::BadSchedule),
        (Notice { lots: 1_001, ..good }, Error::Ledger(ledger::Error::InsufficientTradable)),
        (Notice { batch: co2().batch(9), ..good }, Error::Ledger(ledger::Error::UnknownBatch)),
        (Notice { range: Range::OneWay { below: 0, above: 1_000 }, ..good }, Error::NoClose),
    ] {
        let message = w.auction.messages().open(notice);
        assert_eq!(w.refused(&who("gov"), message), error, "{notice:?}");
    }
    let message = w.auction.messages().open(good);
    assert_eq!(w.refused(&who("a"), message), Error::NotAllowed, "a holder is no allocator");
    assert_eq!(cell(&mut w, "gov"), Cell { tradable: UNITS, locked: 0, surrendered: 0 });
    let later = Notice { schedule: Schedule { opens: schedule.opens + HOUR, ..schedule }, ..good };
    open(&mut w, later);
    let any = evidence();
    let message = w.auction.messages().commit(1, any, 1, None);
    assert_eq!(w.refused(&who("a"), message), Error::WrongPhase, "announced");
    w.pass(HOUR);
    for (auction, lots, replaces, error) in [
        (2, 1, None, Error::UnknownAuction),
        (0, 1, None, Error::UnknownAuction),
        (1, 0, None, Error::ZeroLots),
        (1, 101, None, Error::TooManyLots),
        (1, Lots::MAX, None, Error::TooManyLots),
        (1, 1, Some(1), Error::UnknownBid),
    ] {
        let message = w.auction.messages().commit(auction, any, lots, replaces);
        assert_eq!(w.refused(&who("a"), message), error, "{auction} {lots} {replaces:?}");
    }
    let message = w.auction.messages().commit(1, any, 1, None);
    assert_eq!(w.refused(&who("gov"), message), Error::OwnAuction);
    let message = w.auction.messages().commit(1, any, 1, None);
    assert_eq!(w.refused(&who("stranger"), message), Error::BidderBarred);
    let message = w.auction.messages().bid(1, 2_000, 1);
    assert_eq!(w.refused(&who("a"), message), Error::WrongKind);
    let message = w.auction.messages().commit(1, any, 1, None);
    let poor = Error::Settlement(settlement::Error::InsufficientApproval);
    assert_eq!(w.refused(&who("a2"), message), poor, "a2 has approved nothing");
    commit(&mut w, "a", 7_000, 60);
    w.give_cash(&who("a2"), CASH);
    let message = w.auction.messages().commit(1, any, 41, None);
    assert_eq!(w.refused(&who("a2"), message), Error::TooManyLots, "one group bids as one");
    assert_eq!(refused_claim(&mut w, 2), Error::UnknownBid);
    for (auction, start, limit, answer) in [(1, 1, u32::MAX, Ok(1)), (1, u32::MAX, u32::MAX, Ok(0)), (1, 2, 9, Ok(0))] {
        let message = w.auction.messages().bids(auction, start, limit);
        assert_eq!(w.ask(message).map(|bids| bids.len()), answer);
    }
    let message = w.auction.messages().bids(2, 1, 1);
    assert_eq!(w.ask(message), Err(Error::UnknownAuction));
    let message = w.auction.messages().auction(2);
    assert_eq!(w.ask(message), None);
    let message = w.auction.messages().config();
    assert_eq!(w.ask(message).map(|(_, conditions)| conditions), Ok(CONDITIONS));
    let message = w.auction.messages().code();
    assert_eq!(w.ask(message), Some(bundle("auctioneer").code_hash));
    let message = w.auction.messages().clear(2, 1);
    assert_eq!(w.refused(&who("a"), message), Error::UnknownAuction);
    let message = w.auction.messages().reveal_reserve(1, 1, any);
    assert_eq!(w.refused(&who("gov"), message), Error::WrongPhase);
    w.pass(DAY);
    let message = w.auction.messages().reveal_reserve(1, 1, any);
    assert_eq!(w.refused(&who("gov"), message), Error::NoReserve);
    assert_eq!(cash_of(&mut w, "a"), CASH - 600_000, "and nobody else has paid anything");
    assert_eq!(held(&mut w), 600_000);
}

/// Committed and no price of the auction, or no quantity: it cannot be revealed, and so it is forfeited.
#[test]
fn what_was_committed_keeps_to_the_auction() {
    let mut w = world();
    let notice = notice(&mut w);
    open(&mut w, notice);
    for (price, lots) in [(990, 1), (10_010, 1), (1_005, 1), (u128::MAX, 1), (2_000, 0), (2_000, 2)] {
        let message = w.auction.messages().commit(1, hash(&w, "a", 1, price, lots), 1, None);
        w.ok(&who("a"), message);
    }
    // A hash copied from somebody else is nobody's bid.
    let copied = hash(&w, "a", 1, 2_000, 1);
    let message = w.auction.messages().commit(1, copied, 1, None);
    w.ok(&who("b"), message);
    w.pass(DAY);
    for (bid, price, lots, error) in [
        (1, 990, 1, Error::BadPrice),
        (2, 10_010, 1, Error::BadPrice),
        (3, 1_005, 1, Error::BadPrice),
        (4, u128::MAX, 1, Error::BadPrice),
        (5, 2_000, 0, Error::ZeroLots),
        (6, 2_000, 2, Error::TooManyLots),
        (7, 2_000, 1, Error::RevealMismatch),
    ] {
        let message = w.auction.messages().reveal(1, bid, price, lots, salt());
        assert_eq!(w.refused(&who("a"), message), error, "{bid}");
    }
    w.pass(DAY);
    for bid in 1..=7 {
        claim(&mut w, bid);
    }
    assert_eq!((cash_of(&mut w, "gov"), held(&mut w)), (70_000, 0));
}

#[test]
fn an_account_frozen_between_bid_and_claim_gets_nothing_and_bids_no_more() {
    let mut w = world();
    let notice = notice(&mut w);
    open(&mut w, notice);
    commit(&mut w, "a", 7_000, 100);
    let (a, r) = (who("a").account(), w.registry);
    w.ok(&holder(Role::Court), r.messages().take_measure(a, MeasureKind::Freeze, grounds()));
    let message = w.auction.messages().commit(1, evidence(), 10, Some(1));
    assert_eq!(w.refused(&who("a"), message), Error::BidderBarred);
    let message = w.auction.messages().withdraw(1, 1);
    w.ok(&who("a"), message);
    assert_eq!(cash_of(&mut w, "a"), CASH, "the way back is open");
}

/// Whoever deploys and runs the auctions can touch neither units nor money, at any point of one.
#[test]
fn whoever_runs_the_auctions_touches_neither_units_nor_money() {
    let mut w = world();
    let admin = w.admin.clone();
    let notice = notice(&mut w);
    let message = w.auction.messages().open(notice);
    assert_eq!(w.refused(&admin, message), Error::NotAllowed);
    open(&mut w, notice);
    commit(&mut w, "a", 7_000, 100);
    let before = (cell(&mut w, "gov"), cash_of(&mut w, "a"), held(&mut w));
    let x = w.auction;
    for phase in 0..3 {
        assert_eq!(w.refused(&admin, x.messages().withdraw(1, 1)), {
            if phase == 0 {
                Error::NotBidder
            } else {
                Error::WrongPhase
            }
        });
        let bid = w.refused(&admin, x.messages().commit(1, evidence(), 1, None));
        assert_eq!(bid, if phase == 0 { Error::BidderBarred } else { Error::WrongPhase });
        assert_eq!(w.refused(&admin, x.messages().bid(1, 2_000, 1)), Error::WrongKind);
        assert!(matches!(
            w.refused(&admin, x.messages().reveal(1, 1, 1_000, 1, evidence())),
            Error::WrongPhase | Error::RevealMismatch
        ));
        assert!(matches!(
            w.refused(&admin, x.messages().reveal_reserve(1, 1_000, evidence())),
            Error::WrongPhase | Error::NoReserve
        ));
        if phase < 2 {
            assert_eq!(w.refused(&admin, x.messages().clear(1, 1)), Error::WrongPhase);
            assert_eq!(w.refused(&admin, x.messages().claim(1, 1)), Error::WrongPhase);
        }
        let l = w.ledger;
        assert_eq!(w.refused(&admin, l.messages().unlock(1)), ledger::Error::LockActive);
        let s = w.settlement;
        assert_eq!(w.refused(&admin, s.messages().refund(1)), settlement::Error::FundActive);
        assert_eq!(w.refused(&admin, s.messages().forfeit(1, admin.account(), 1)), settlement::Error::NotAllowed);
        assert_eq!(before, (cell(&mut w, "gov"), cash_of(&mut w, "a"), held(&mut w)));
        if phase == 1 {
            reveal(&mut w, 1, 7_000, 100);
        }
        w.pass(DAY);
    }
}

/// Without its second code the contract says so; nothing is lost by it, since everything expires.
#[test]
fn a_code_that_is_not_there_is_a_typed_error() {
    let mut w = world();
    let message = w.auction.messages().config();
    let config = w.ask(message).expect("a config").0;
    let admin = w.admin.clone();
    let lonely = auction::AuctionRef::new(config, CONDITIONS, evidence());
    let (code_hash, _) = weir_client::Chain::upload(&mut w.chain, &admin, &bundle("auction").wasm).expect("uploads");
    let (lonely, _) = weir_client::Typed::deploy(&mut w.chain, &admin, code_hash, lonely, b"lonely").expect("is made");
    let notice = notice(&mut w);
    assert_eq!(w.refused(&who("gov"), lonely.messages().open(notice)), Error::CodeFailed);
    assert_eq!(w.refused(&who("gov"), lonely.messages().clear(1, 1)), Error::CodeFailed);
    assert_eq!(w.refused(&who("gov"), lonely.messages().withdraw(1, 1)), Error::CodeFailed);
    assert_eq!(w.refused(&who("gov"), lonely.messages().reveal_reserve(1, 1, evidence())), Error::CodeFailed);
    // And an instance of the second code is a contract without auctions, of which nobody is a venue's customer.
    let (code_hash, second) = (bundle("auctioneer").code_hash, auctioneer::AuctioneerRef::new(config));
    let (auctioneer, _) =
        weir_client::Typed::deploy(&mut w.chain, &admin, code_hash, second, b"alone").expect("is made");
    assert_eq!(w.refused(&who("gov"), auctioneer.messages().open(notice)), Error::BadNotice);
    assert_eq!(w.refused(&who("gov"), auctioneer.messages().clear(1, 1)), Error::UnknownAuction);
}
