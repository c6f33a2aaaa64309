//! market/auction on drink: auctions from end to end through both of its codes, with ledger, settlement and cash behind them.

use auction::{events, Error};
use std::ops::{Deref, DerefMut};
use weir_client::{Chain, Contract};
use weir_suite::*;
use weir_types::auction::{
    bid_hash, reserve_hash, BidId, BidState, Conditions, Kind, Lots, Notice, Phase, Pricing, Range, Reason, Rules, Schedule, Step,
};
use weir_types::ledger::{self, Ledger as _};
use weir_types::settlement::{self, Settlement as _, TradeMode};
use weir_types::{Cell, Hash, OrgKind, Role};

/// The world with the auction contract in it.
struct Hall {
    w: World,
    auction: Contract<auction::AuctionRef>,
}

impl Deref for Hall {
    type Target = World;
    fn deref(&self) -> &World {
        &self.w
    }
}

impl DerefMut for Hall {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.w
    }
}

/// What every notice here keeps to.
const CONDITIONS: Conditions = Conditions { min_window: HOUR, max_term: 30 * DAY, grace: DAY, band: 1_000 };

/// Deploys the auction contract, with its second code, as a venue of ledger and settlement.
fn hall() -> Hall {
    let mut w = World::deployed();
    let admin = w.admin.clone();
    let config = auction::Config {
        registry: w.registry.address(),
        ledger: w.ledger.address(),
        settlement: w.settlement.address(),
        exchange: w.exchange.address(),
        day_offset: 0,
    };
    // An instance of its own keeps the second code on the chain.
    make(&mut w.chain, &admin, "auctioneer", auctioneer::AuctioneerRef::new(config));
    let code = bundle("auctioneer").code_hash;
    let auction = make(&mut w.chain, &admin, "auction", auction::AuctionRef::new(config, CONDITIONS, code));
    Hall { w: w.peopled(&[auction.address()]), auction }
}

/// What everybody has to begin with.
const UNITS: u128 = 1_000_000;
const CASH: u128 = 10_000_000;

/// `gov`, an allocator, has 1,000 t; `a`, `b` and `c` have cash.
fn world() -> Hall {
    let mut w = hall();
    fund(&mut w, "gov");
    w.register(&who("gov"), OrgKind::Government, 7);
    let message = w.registry.messages().grant_role(Role::Allocator, who("gov").account(), weir_types::units::NEVER);
    w.ok(&w.admin.clone(), message);
    w.issue(&[("gov", UNITS), ("a", UNITS)]);
    for name in ["a", "b", "c"] {
        w.give_cash(&who(name), CASH);
    }
    w
}

/// Pays for somebody's messages.
fn fund(w: &mut Hall, name: &str) {
    let admin = w.admin.clone();
    w.chain.fund(&admin, &[(who(name).account(), 1 << 90)]).expect("funds");
}

/// 100 lots of a tonne between 10.00 and 100.00, a day for each phase, from now on.
fn notice(w: &mut Hall) -> Notice {
    let now = w.now();
    Notice {
        batch: batch(),
        lot: 1_000,
        lots: 100,
        tick: 10,
        range: Range::Sealed { floor: 1_000, ceiling: 10_000, reserve: None },
        pricing: Pricing::Uniform,
        rules: Rules { max_lots: 100, admit_flagged: false, default_part: 2_000 },
        schedule: Schedule { opens: now, ends: now + DAY, reveals: now + 2 * DAY, claims: now + 3 * DAY },
    }
}

fn open(w: &mut Hall, notice: Notice) {
    let message = w.auction.messages().open(notice);
    w.ok(&who("gov"), message);
}

fn salt() -> Hash {
    Hash::from([5; 32])
}

fn hash(w: &Hall, name: &str, auction: u64, price: u128, lots: Lots) -> Hash {
    bid_hash(w.auction.address(), auction, who(name).account(), price, lots, salt())
}

fn commit(w: &mut Hall, name: &str, price: u128, lots: Lots) {
    let message = w.auction.messages().commit(1, hash(w, name, 1, price, lots), lots, None);
    w.ok(&who(name), message);
}

fn reveal(w: &mut Hall, bid: BidId, price: u128, lots: Lots) {
    let message = w.auction.messages().reveal(1, bid, price, lots, salt());
    w.ok(&who("stranger"), message);
}

/// `gov`'s auction with these bids, committed and revealed; it is time to clear.
fn revealed(w: &mut Hall, bids: &[(&str, u128, Lots)]) {
    let notice = notice(w);
    open(w, notice);
    for (name, price, lots) in bids {
        commit(w, name, *price, *lots);
    }
    w.pass(DAY);
    for (bid, (_, price, lots)) in (1..).zip(bids) {
        reveal(w, bid, *price, *lots);
    }
    w.pass(DAY);
}

fn clear(w: &mut Hall, auction: u64) -> weir_client::Receipt {
    let message = w.auction.messages().clear(auction, 100);
    w.ok(&who("stranger"), message)
}

fn claim(w: &mut Hall, bid: BidId) -> weir_client::Receipt {
    let message = w.auction.messages().claim(1, bid);
    w.ok(&who("stranger"), message)
}

fn refused_claim(w: &mut Hall, bid: BidId) -> Error {
    let message = w.auction.messages().claim(1, bid);
    w.refused(&who("stranger"), message)
}

fn state_of(w: &mut Hall, bid: BidId) -> BidState {
    let message = w.auction.messages().bids(1, bid, 1);
    w.ask(message).first().expect("a bid").1.state
}

fn cell(w: &mut Hall, name: &str) -> Cell {
    let message = w.ledger.messages().cell(batch(), who(name).account());
    w.ask(message)
}

fn held(w: &mut Hall) -> u128 {
    use psp22::PSP22;
    let message = w.cash.messages().balance_of(w.settlement.address());
    w.ask(message)
}

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
    let won: Vec<_> = w.ask(message).into_iter().map(|(_, _, won)| won).collect();
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
    for (turn, due) in [[25_000, 25_000, 25_000, 0], [25_000, 25_000, 0, 0], [25_000, 0, 0, 0], [0; 4], [0; 4]]
        .into_iter()
        .enumerate()
    {
        let notice = Notice { lots: 10, rules: Rules { max_lots: 10, ..notice(&mut w).rules }, ..notice(&mut w) };
        let message = w.auction.messages().open(notice);
        let receipt = w.ok(&who("gov"), message);
        let opened: events::AuctionOpened = receipt.event_of(w.auction.address()).expect("an auction");
        let carried = if turn < 4 { 25 } else { 0 };
        assert_eq!((opened.terms.lots, opened.carried), (10 + carried, carried));
        let message = w.auction.messages().carried(who("gov").account(), co2());
        assert_eq!(w.ask(message), due);
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
    w.ok(&holder(Role::Court), r.messages().freeze(gov, REASON, evidence()));
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
    w.ok(&holder(Role::Court), r.messages().freeze(a, REASON, evidence()));
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
    w.ok(&holder(Role::Registrar), r.messages().suspend(a, REASON, evidence()));
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
        w.ask(message).len()
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
