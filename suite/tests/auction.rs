//! market/auction on drink: auctions from end to end through both of its codes, with ledger, settlement and cash behind them.

mod hall;

use auction::{events, Error};
use hall::*;
use weir_suite::*;
use weir_types::auction::Lots;
use weir_types::auction::{reserve_hash, BidState, Kind, Notice, Phase, Range, Reason, Rules, Step};
use weir_types::ledger::{self, Ledger as _};
use weir_types::settlement::{self, Settlement as _, TradeMode};
use weir_types::{Cell, Role};

#[test]
fn a_sealed_auction_from_the_notice_to_the_last_deposit() {
    use psp22::PSP22;
    let mut w = world();
    let notice = notice(&mut w);
    let message = w.auction.messages().open(notice);
    let receipt = w.ok(&who("gov"), message);
    let opened: events::AuctionOpened = receipt.event_of(w.auction.address()).expect("an auction");
    assert_eq!((opened.auction, opened.seller, opened.batch), (1, who("gov").account(), batch()));
    assert_eq!((opened.terms.kind, opened.terms.lots, opened.carried), (Kind::Sealed, 100, 0));
    // The units stay in the seller's own cell, deposits with settlement; the auction has nothing.
    assert_eq!(cell(&mut w, "gov"), Cell { tradable: UNITS - 100_000, locked: 100_000, surrendered: 0 });
    commit(&mut w, "a", 7_000, 40);
    commit(&mut w, "b", 6_000, 50);
    commit(&mut w, "c", 6_000, 30);
    assert_eq!((cash_of(&mut w, "a"), held(&mut w)), (CASH - 400_000, 1_200_000));
    let message = w.ledger.messages().cell(batch(), w.auction.address());
    assert_eq!(w.ask(message), Cell::default());
    let message = w.cash.messages().balance_of(w.auction.address());
    assert_eq!(w.ask(message), 0);
    w.pass(DAY);
    // In any order, by anybody who knows the salt.
    reveal(&mut w, 3, 6_000, 30);
    reveal(&mut w, 1, 7_000, 40);
    let message = w.auction.messages().reveal(1, 2, 6_000, 50, salt());
    let receipt = w.ok(&who("b"), message);
    let shown: events::BidRevealed = receipt.event_of(w.auction.address()).expect("a bid");
    assert_eq!((shown.bid, shown.bidder, shown.price, shown.lots), (2, who("b").account(), 6_000, 50));
    w.pass(DAY);
    let cleared: events::AuctionCleared = clear(&mut w, 1).event_of(w.auction.address()).expect("an outcome");
    assert_eq!((cleared.price, cleared.quantity, cleared.mode), (6_000, 100_000, TradeMode::Auction));
    // 60 lots are left for 50 and 30: 37.5 and 22.5, so 37 + 22, and the residue of one to the first by commit.
    let message = w.auction.messages().bids(1, 1, 10);
    let won: Vec<_> = w.ask(message).expect("an auction").into_iter().map(|(_, _, won)| won).collect();
    assert_eq!(won, [Some(40), Some(38), Some(22)]);
    let traded: events::Traded = claim(&mut w, 2).event_of(w.auction.address()).expect("a trade");
    assert_eq!((traded.seller, traded.buyer), (who("gov").account(), who("b").account()));
    assert_eq!((traded.price, traded.quantity, traded.amount), (6_000, 38_000, 228_000));
    assert_eq!((traded.mode, traded.batch, traded.refunded), (TradeMode::Auction, batch(), 272_000));
    claim(&mut w, 1);
    claim(&mut w, 3);
    assert_eq!([1, 2, 3].map(|bid| state_of(&mut w, bid)), [40, 38, 22].map(BidState::Delivered));
    assert_eq!(cell(&mut w, "gov"), Cell { tradable: UNITS - 100_000, locked: 0, surrendered: 0 });
    assert_eq!((cell(&mut w, "b").tradable, cell(&mut w, "c").tradable), (38_000, 22_000));
    assert_eq!((cash_of(&mut w, "gov"), held(&mut w)), (600_000, 0));
    assert_eq!(cash_of(&mut w, "a"), CASH - 240_000, "the clearing price, not its own");
}

#[test]
fn a_page_of_one_step_comes_to_the_same() {
    let bids = [("a", 7_000, 33), ("b", 6_000, 50), ("c", 6_000, 30), ("b", 5_000, 40), ("c", 6_000, 20)];
    let outcome = |pages: u32| {
        let mut w = world();
        revealed(&mut w, &bids);
        let mut sent = 0;
        loop {
            let message = w.auction.messages().clear(1, pages);
            w.ok(&who("stranger"), message);
            sent += 1;
            let message = w.auction.messages().auction(1);
            let (_, state, phase) = w.ask(message).expect("an auction");
            if phase != Phase::Clearing {
                let message = w.auction.messages().clear(1, pages);
                assert_eq!(w.refused(&who("stranger"), message), Error::WrongPhase);
                return (sent, state);
            }
        }
    };
    let (many, few) = (outcome(1), outcome(4_000));
    assert!(many.0 > 5, "{}", many.0);
    assert_eq!((few.0, few.1.stage.step), (1, Step::Cleared));
    assert_eq!(many.1, few.1);
}

#[test]
fn bids_change_and_go_inside_the_window_only() {
    let mut w = world();
    let notice = notice(&mut w);
    open(&mut w, notice);
    commit(&mut w, "a", 7_000, 40);
    commit(&mut w, "b", 6_000, 60);
    let changed = hash(&w, "a", 1, 7_500, 50);
    let message = w.auction.messages().commit(1, changed, 50, Some(1));
    assert_eq!(w.refused(&who("b"), message), Error::NotBidder);
    let message = w.auction.messages().commit(1, changed, 50, Some(1));
    let receipt = w.ok(&who("a"), message);
    let placed: events::BidPlaced = receipt.event_of(w.auction.address()).expect("a bid");
    assert_eq!((placed.bid, placed.replaces, placed.deposit), (3, Some(1), 500_000), "last in the order of commits");
    assert_eq!((cash_of(&mut w, "a"), held(&mut w)), (CASH - 500_000, 1_100_000));
    let message = w.auction.messages().commit(1, changed, 50, Some(1));
    assert_eq!(w.refused(&who("a"), message), Error::UnknownBid);
    let message = w.auction.messages().withdraw(1, 2);
    assert_eq!(w.refused(&who("a"), message), Error::NotBidder);
    let message = w.auction.messages().withdraw(1, 2);
    let receipt = w.ok(&who("b"), message);
    let gone: events::BidWithdrawn = receipt.event_of(w.auction.address()).expect("a withdrawal");
    assert_eq!((gone.bid, gone.refunded, cash_of(&mut w, "b")), (2, 600_000, CASH));
    w.pass(DAY);
    let message = w.auction.messages().withdraw(1, 3);
    assert_eq!(w.refused(&who("a"), message), Error::WrongPhase);
    let message = w.auction.messages().commit(1, changed, 50, Some(3));
    assert_eq!(w.refused(&who("a"), message), Error::WrongPhase);
    let message = w.auction.messages().reveal(1, 2, 6_000, 60, salt());
    assert_eq!(w.refused(&who("b"), message), Error::UnknownBid);
    reveal(&mut w, 3, 7_500, 50);
}

#[test]
fn a_reserve_is_announced_by_its_hash_and_holds_when_revealed_in_time() {
    for (revealed, reason) in [(true, Some(Reason::UnderReserve)), (false, None)] {
        let mut w = world();
        let reserve = reserve_hash(w.auction.address(), who("gov").account(), 6_500, salt());
        let range = Range::Sealed { floor: 1_000, ceiling: 10_000, reserve: Some(reserve) };
        let notice = Notice { range, ..notice(&mut w) };
        open(&mut w, notice);
        commit(&mut w, "a", 6_400, 100);
        let message = w.auction.messages().reveal_reserve(1, 6_500, salt());
        assert_eq!(w.refused(&who("gov"), message), Error::WrongPhase);
        w.pass(DAY);
        reveal(&mut w, 1, 6_400, 100);
        let message = w.auction.messages().reveal_reserve(1, 6_400, salt());
        assert_eq!(w.refused(&who("gov"), message), Error::RevealMismatch, "it is not chosen to suit the bids");
        if revealed {
            let message = w.auction.messages().reveal_reserve(1, 6_500, salt());
            let receipt = w.ok(&who("gov"), message);
            let shown: events::ReserveRevealed = receipt.event_of(w.auction.address()).expect("a reserve");
            assert_eq!(shown.price, 6_500);
            let message = w.auction.messages().reveal_reserve(1, 6_500, salt());
            assert_eq!(w.refused(&who("gov"), message), Error::AlreadyRevealed);
        }
        w.pass(DAY);
        let message = w.auction.messages().reveal_reserve(1, 6_500, salt());
        assert_eq!(w.refused(&who("gov"), message), Error::WrongPhase);
        let receipt = clear(&mut w, 1);
        match reason {
            Some(reason) => {
                let cancelled: events::AuctionCancelled = receipt.event_of(w.auction.address()).expect("cancelled");
                assert_eq!((cancelled.reason, cancelled.returned), (reason, 100_000));
                assert_eq!(cancelled.due, [25_000; 4], "spread evenly over the next four");
                claim(&mut w, 1);
                assert_eq!((state_of(&mut w, 1), cash_of(&mut w, "a"), held(&mut w)), (BidState::Refunded, CASH, 0));
            }
            None => {
                let cleared: events::AuctionCleared = receipt.event_of(w.auction.address()).expect("cleared");
                assert_eq!(cleared.price, 6_400);
            }
        }
    }
}

#[test]
fn cancelled_volume_comes_back_in_the_next_four() {
    let mut w = world();
    revealed(&mut w, &[("a", 7_000, 99)]);
    let cancelled: events::AuctionCancelled = clear(&mut w, 1).event_of(w.auction.address()).expect("cancelled");
    assert_eq!((cancelled.reason, cancelled.returned), (Reason::TooFewBids, 100_000));
    assert_eq!(cell(&mut w, "gov").locked, 0);
    for (turn, due) in
        [[25_000, 25_000, 25_000, 0], [25_000, 25_000, 0, 0], [25_000, 0, 0, 0], [0; 4], [0; 4]].into_iter().enumerate()
    {
        let notice = Notice { lots: 10, rules: Rules { max_lots: 10, ..notice(&mut w).rules }, ..notice(&mut w) };
        let message = w.auction.messages().open(notice);
        let receipt = w.ok(&who("gov"), message);
        let opened: events::AuctionOpened = receipt.event_of(w.auction.address()).expect("an auction");
        let carried = if turn < 4 { 25 } else { 0 };
        assert_eq!((opened.terms.lots, opened.carried), (10 + carried, carried));
        let message = w.auction.messages().carried(who("gov").account(), co2());
        assert_eq!(w.ask(message), Ok(due));
    }
    assert_eq!(cell(&mut w, "gov").locked, 150_000);
}

#[test]
fn who_does_not_reveal_pays_the_seller() {
    let mut w = world();
    let notice = notice(&mut w);
    open(&mut w, notice);
    commit(&mut w, "a", 7_000, 40);
    commit(&mut w, "b", 6_000, 60);
    w.pass(DAY);
    reveal(&mut w, 1, 7_000, 40);
    for (price, lots) in [(6_010, 60), (6_000, 59), (0, 0), (u128::MAX, Lots::MAX)] {
        let message = w.auction.messages().reveal(1, 2, price, lots, salt());
        assert_eq!(w.refused(&who("b"), message), Error::RevealMismatch);
    }
    assert_eq!(refused_claim(&mut w, 2), Error::WrongPhase);
    w.pass(DAY);
    let message = w.auction.messages().reveal(1, 2, 6_000, 60, salt());
    assert_eq!(w.refused(&who("b"), message), Error::WrongPhase);
    let receipt = claim(&mut w, 2);
    let settled: events::BidSettled = receipt.event_of(w.auction.address()).expect("settled");
    assert_eq!((settled.state, settled.forfeited, settled.refunded), (BidState::Forfeited, 600_000, 0));
    assert_eq!((cash_of(&mut w, "gov"), cash_of(&mut w, "b")), (600_000, CASH - 600_000));
    assert_eq!(refused_claim(&mut w, 2), Error::AlreadySettled);
    assert_eq!(refused_claim(&mut w, 1), Error::WrongPhase, "not cleared yet");
    clear(&mut w, 1);
    claim(&mut w, 1);
    assert_eq!((held(&mut w), cell(&mut w, "gov").locked), (0, 0));
}

#[test]
fn a_barred_seller_or_a_halted_batch_is_no_buyers_default() {
    let mut w = world();
    revealed(&mut w, &[("a", 7_000, 40), ("b", 6_000, 60)]);
    clear(&mut w, 1);
    let message = w.ledger.messages().halt(batch(), true, evidence());
    w.ok(&holder(Role::Supervisor), message);
    let halted = Error::Settlement(settlement::Error::Ledger(ledger::Error::Halted));
    assert_eq!(refused_claim(&mut w, 1), halted);
    w.pass(DAY);
    claim(&mut w, 1);
    assert_eq!((state_of(&mut w, 1), cash_of(&mut w, "a")), (BidState::Released(40), CASH));
    let message = w.ledger.messages().halt(batch(), false, evidence());
    w.ok(&holder(Role::Supervisor), message);
    let (gov, r) = (who("gov").account(), w.registry);
    w.ok(&holder(Role::Court), r.messages().take_measure(gov, MeasureKind::Freeze, grounds()));
    claim(&mut w, 2);
    assert_eq!((state_of(&mut w, 2), cash_of(&mut w, "b")), (BidState::Released(60), CASH));
    assert_eq!((held(&mut w), cell(&mut w, "gov")), (0, Cell { tradable: UNITS, locked: 0, surrendered: 0 }));
}

#[test]
fn what_nobody_settles_expires_and_anybody_gives_it_back() {
    let mut w = world();
    revealed(&mut w, &[("a", 7_000, 40), ("b", 6_000, 60), ("c", 5_000, 10)]);
    clear(&mut w, 1);
    let lock = {
        let message = w.auction.messages().auction(1);
        w.ask(message).expect("an auction").0.lock
    };
    let message = w.ledger.messages().unlock(lock);
    assert_eq!(w.refused(&who("stranger"), message), ledger::Error::LockActive);
    let message = w.settlement.messages().refund(1);
    assert_eq!(w.refused(&who("stranger"), message), settlement::Error::FundActive);
    w.pass(2 * DAY);
    let message = w.ledger.messages().unlock(lock);
    w.ok(&who("stranger"), message);
    let message = w.settlement.messages().refund(1);
    w.ok(&who("stranger"), message);
    // The records close all the same.
    for bid in 1..=3 {
        claim(&mut w, bid);
    }
    assert_eq!(state_of(&mut w, 1), BidState::Released(40));
    assert_eq!(["a", "b", "c"].map(|name| cash_of(&mut w, name)), [CASH; 3]);
    assert_eq!((held(&mut w), cell(&mut w, "gov").locked), (0, 0));
}
