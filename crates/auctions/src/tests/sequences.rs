//! Random sequences of everything that eight accounts can do in a few auctions of both kinds. After each step: units and money are
//! where they were or in locks and funds, a refused step changed nothing, and nobody got more than was paid for. When everything is
//! closed nothing is locked and no deposit waits.

use super::market::*;
use crate::payout::Paid;
use crate::Error;
use proptest::prelude::*;
use std::collections::BTreeMap;
use weir_types::auction::{
    AuctionId, Bid, BidId, BidState, Lots, Notice, Offer, Pricing, Range, Rules, Schedule, Step,
};
use weir_types::{AccountRecord, Money, Price, Quantity};

/// How many auctions a sequence has at most.
const AUCTIONS: u64 = 3;

#[derive(Debug, Clone)]
enum Op {
    Open { seller: u8, lots: Lots, max: Lots, as_bid: bool, flagged: bool, part: u32, reserve: Option<Price> },
    OpenOneWay { seller: u8, lots: Lots, as_bid: bool },
    Commit { who: u8, auction: AuctionId, price: Price, lots: Lots, spare: Lots },
    Change { auction: AuctionId, bid: BidId, price: Price, lots: Lots },
    Withdraw { auction: AuctionId, bid: BidId },
    Bid { who: u8, auction: AuctionId, price: Price, lots: Lots },
    Reveal { auction: AuctionId, bid: BidId, honest: bool },
    RevealReserve { auction: AuctionId },
    Clear { auction: AuctionId, steps: u32 },
    Claim { auction: AuctionId, bid: BidId, sealed: bool },
    Record { who: u8, record: AccountRecord },
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let who = || 0..ACCOUNTS;
    let auction = || 1u64..=AUCTIONS;
    let bid = || 1u32..16;
    let price = || prop_oneof![9 => 98u128..=102, 1 => 0u128..=120];
    let lots = || prop_oneof![18 => 1u64..20, 1 => Just(0), 1 => Just(Lots::MAX)];
    let record = (
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.2),
        0u32..4,
        prop::bool::weighted(0.2).prop_map(u8::from),
    );
    prop_oneof![
        1 => (who(), 1u64..12, 1u64..40, any::<bool>(), any::<bool>(), 0u32..=10_000, prop::option::of(price())).prop_map(
            |(seller, lots, max, as_bid, flagged, part, reserve)| Op::Open { seller, lots, max, as_bid, flagged, part, reserve }
        ),
        1 => (who(), 1u64..12, any::<bool>()).prop_map(|(seller, lots, as_bid)| Op::OpenOneWay { seller, lots, as_bid }),
        14 => (who(), auction(), price(), lots(), 0u64..9).prop_map(|(who, auction, price, lots, spare)| {
            Op::Commit { who, auction, price, lots, spare }
        }),
        2 => (auction(), bid(), price(), lots()).prop_map(|(auction, bid, price, lots)| Op::Change { auction, bid, price, lots }),
        1 => (auction(), bid()).prop_map(|(auction, bid)| Op::Withdraw { auction, bid }),
        10 => (who(), auction(), price(), lots()).prop_map(|(who, auction, price, lots)| Op::Bid { who, auction, price, lots }),
        12 => (auction(), bid(), prop::bool::weighted(0.95)).prop_map(|(auction, bid, honest)| {
            Op::Reveal { auction, bid, honest }
        }),
        2 => auction().prop_map(|auction| Op::RevealReserve { auction }),
        6 => (auction(), 1u32..9).prop_map(|(auction, steps)| Op::Clear { auction, steps }),
        14 => (auction(), bid(), prop::bool::weighted(0.3)).prop_map(|(auction, bid, sealed)| Op::Claim { auction, bid, sealed }),
        1 => (who(), record).prop_map(|(who, (eligible, frozen, suspended, group, grade))| {
            Op::Record { who, record: AccountRecord { eligible, frozen, suspended, grade, group, denied_until: 0 } }
        }),
        5 => (1u64..12).prop_map(Op::Wait),
    ]
}

/// What a sequence has seen, from the answers alone.
struct Run {
    market: Market,
    /// What was committed under a number: price, lots.
    secrets: BTreeMap<(AuctionId, BidId), (Price, Lots)>,
    reserves: BTreeMap<AuctionId, (u8, Price)>,
    /// Lots and cents of each bid that was delivered.
    bought: BTreeMap<(AuctionId, BidId), (Quantity, Money)>,
}

impl Run {
    fn new() -> Self {
        let mut market = Market::new();
        market.partners.close = Some(100);
        Self { market, secrets: BTreeMap::new(), reserves: BTreeMap::new(), bought: BTreeMap::new() }
    }

    fn schedule(&self, one_way: bool) -> Schedule {
        let now = self.market.now;
        let reveals = if one_way { now + 31 } else { now + 51 };
        Schedule { opens: now + 1, ends: now + 31, reveals, claims: reveals + 20 }
    }

    /// Does it; true when it was not refused.
    fn step(&mut self, op: &Op) -> bool {
        let m = &mut self.market;
        match *op {
            Op::Open { .. } | Op::OpenOneWay { .. } if m.books.count() >= AUCTIONS => false,
            Op::Open { seller, lots, max, as_bid, flagged, part, reserve } => {
                let venue = account(99);
                let hash = |price| weir_types::auction::reserve_hash(venue, account(seller), price, [9; 32].into());
                let notice = Notice {
                    range: Range::Sealed { floor: 90, ceiling: 110, reserve: reserve.map(hash) },
                    pricing: if as_bid { Pricing::PayAsBid } else { Pricing::Uniform },
                    rules: Rules { max_lots: max.min(lots), admit_flagged: flagged, default_part: part },
                    schedule: self.schedule(false),
                    ..notice(lots)
                };
                let opened = self.market.open(seller, &notice);
                if let (Ok(opened), Some(price)) = (&opened, reserve) {
                    self.reserves.insert(opened.auction, (seller, price));
                }
                opened.is_ok()
            }
            Op::OpenOneWay { seller, lots, as_bid } => {
                let pricing = if as_bid { Pricing::PayAsBid } else { Pricing::Uniform };
                let schedule = self.schedule(true);
                let notice = Notice { pricing, schedule, ..one_way_notice(lots) };
                self.market.open(seller, &notice).is_ok()
            }
            Op::Commit { who, auction, price, lots, spare } => {
                let placed = m.commit(who, auction, price, lots, lots.saturating_add(spare));
                placed.map(|placed| self.secrets.insert((auction, placed.id), (price, lots))).is_ok()
            }
            Op::Change { auction, bid, price, lots } => {
                let Some(owner) = self.owner(auction, bid) else { return false };
                let placed = self.market.change(owner, auction, bid, price, lots, lots);
                placed.map(|placed| self.secrets.insert((auction, placed.id), (price, lots))).is_ok()
            }
            Op::Withdraw { auction, bid } => {
                let Some(owner) = self.owner(auction, bid) else { return false };
                self.market.withdraw(owner, auction, bid).is_ok()
            }
            Op::Bid { who, auction, price, lots } => m.bid_openly(who, auction, price, lots).is_ok(),
            Op::Reveal { auction, bid, honest } => {
                let bid = self.pick(auction, bid, true);
                let (price, lots) = self.secrets.get(&(auction, bid)).copied().unwrap_or((95, 1));
                self.market.reveal(auction, bid, if honest { price } else { price + 1 }, lots).is_ok()
            }
            Op::RevealReserve { auction } => match self.reserves.get(&auction) {
                Some((_, price)) => m.reveal_reserve(auction, *price, [9; 32].into()).is_ok(),
                None => false,
            },
            Op::Clear { auction, steps } => m.clear(auction, steps).is_ok(),
            Op::Claim { auction, bid, sealed } => {
                let bid = self.pick(auction, bid, sealed);
                let paid = self.market.claim(auction, bid);
                self.note(auction, bid, paid)
            }
            Op::Record { who, record } => {
                m.partners.records[usize::from(who)] = record;
                true
            }
            Op::Wait(time) => {
                m.now += time;
                true
            }
        }
    }

    fn note(&mut self, auction: AuctionId, bid: BidId, paid: Result<Paid, Error>) -> bool {
        if let Ok(Paid { bid: Bid { state: BidState::Delivered(lots), .. }, terms, paid, .. }) = paid {
            let quantity = u128::from(lots) * terms.lot;
            assert_eq!(self.bought.insert((auction, bid), (quantity, paid)), None, "a bid is delivered once");
        }
        paid.is_ok()
    }

    /// The first bid from `from` on that waits to be settled and is as wanted; else just that number.
    fn pick(&self, auction: AuctionId, from: BidId, sealed: bool) -> BidId {
        let last = self.market.books.find(auction).map_or(0, |(_, state)| state.bids);
        let wanted = |id: &BidId| {
            let bid = self.market.books.find_bid(auction, *id);
            bid.is_some_and(|bid| bid.state == BidState::Placed && matches!(bid.offer, Offer::Sealed(_)) == sealed)
        };
        (from..=last).chain(1..from).find(wanted).unwrap_or(from)
    }

    fn owner(&self, auction: AuctionId, bid: BidId) -> Option<u8> {
        let bidder = self.market.books.find_bid(auction, bid)?.bidder;
        (0..ACCOUNTS).find(|n| account(*n) == bidder)
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let world = &self.market.partners;
        let accounts = u128::from(ACCOUNTS);
        let locked: Quantity = world.locks.values().map(|held| held.left).sum();
        let waiting: Money = world.funds.values().map(|held| held.left).sum();
        prop_assert_eq!(world.units.iter().sum::<Quantity>() + locked, accounts * UNITS);
        prop_assert_eq!(world.cash.iter().sum::<Money>() + waiting, accounts * CASH);
        for auction in 1..=self.market.books.count() {
            self.check_auction(auction)?;
        }
        Ok(())
    }

    fn check_auction(&self, auction: AuctionId) -> Result<(), TestCaseError> {
        let books = &self.market.books;
        let (terms, state) = books.find(auction).unwrap();
        let bids = (1..=state.bids).filter_map(|id| Some((id, books.find_bid(auction, id)?)));
        let (mut won, mut delivered, mut open) = (0, 0, 0);
        for (id, bid) in bids {
            let lots = books.won(&terms, &state.stage, id, &bid).unwrap_or_default();
            won += lots;
            match bid.state {
                BidState::Delivered(lots) => {
                    delivered += lots;
                    let (quantity, amount) = self.bought[&(auction, id)];
                    let Offer::Open { price, lots: asked } = bid.offer else { panic!("delivered without a reveal") };
                    prop_assert_eq!(quantity, u128::from(lots) * terms.lot);
                    prop_assert!(lots <= asked && asked <= bid.max_lots);
                    prop_assert!(amount <= price * quantity / 1_000 && amount >= terms.floor * quantity / 1_000);
                    prop_assert!(state.reserve.is_none_or(|reserve| amount >= reserve * quantity / 1_000));
                }
                BidState::Placed => open += lots,
                _ => (),
            }
        }
        prop_assert_eq!((delivered, open), (state.delivered, state.outstanding));
        prop_assert!(won == state.sold && won <= terms.lots);
        let locked = self.market.partners.locks.get(&terms.lock).map_or(0, |held| held.left);
        let left = u128::from(terms.lots - delivered) * terms.lot;
        prop_assert!(locked == 0 || locked == left);
        prop_assert!(
            state.outstanding == 0 || locked == left,
            "what is sold is there until it is delivered or given up"
        );
        Ok(())
    }

    /// Time passes and somebody closes everything: half of the time before lock and deposits expire, half after.
    fn close(&mut self, late: bool) -> Result<(), TestCaseError> {
        let count = self.market.books.count();
        let last = (1..=count).filter_map(|auction| self.market.books.find(auction)).map(|(terms, _)| terms);
        let (claims, closes) =
            last.fold((0, 0), |(claims, closes), terms| (terms.schedule.claims.max(claims), terms.closes.max(closes)));
        self.market.now = self.market.now.max(if late { closes } else { claims });
        for auction in 1..=count {
            while self.market.clear(auction, 5).is_ok() {}
            let (_, state) = self.market.books.find(auction).unwrap();
            for bid in 1..=state.bids {
                let paid = self.market.claim(auction, bid);
                self.note(auction, bid, paid);
                self.check()?;
                let settled = self.market.books.find_bid(auction, bid);
                prop_assert!(settled.is_none_or(|bid| bid.state != BidState::Placed), "{:?}", settled);
            }
        }
        prop_assert!(self.market.partners.locks.is_empty(), "{:?}", self.market.partners.locks);
        prop_assert!(self.market.partners.funds.is_empty(), "{:?}", self.market.partners.funds);
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]
    #[test]
    fn nothing_is_made_lost_or_left(ops in prop::collection::vec(op(), 200), late in any::<bool>()) {
        let mut run = Run::new();
        for op in &ops {
            let mut before = run.market.partners.clone();
            if !run.step(op) {
                before.now = run.market.partners.now;
                prop_assert_eq!(&run.market.partners, &before, "a refusal moves nothing");
            }
            run.check()?;
        }
        run.close(late)?;
    }
}

/// The sequences reach what they are there for: in a few hundred of them every step is taken and every outcome comes about.
#[test]
fn the_sequences_reach_every_outcome() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut delivered, mut defaulted, mut released, mut forfeited, mut refunded) = (0, 0, 0, 0, 0);
    let (mut cleared, mut cancelled) = (0, 0);
    for _ in 0..400 {
        let ops = prop::collection::vec(op(), 200).new_tree(&mut runner).unwrap().current();
        let mut run = Run::new();
        for op in &ops {
            run.step(op);
        }
        run.close(false).unwrap();
        for auction in 1..=run.market.books.count() {
            let (_, state) = run.market.books.find(auction).unwrap();
            match state.stage.step {
                Step::Cleared => cleared += 1,
                _ => cancelled += 1,
            }
            for bid in (1..=state.bids).filter_map(|id| run.market.books.find_bid(auction, id)) {
                match bid.state {
                    BidState::Delivered(_) => delivered += 1,
                    BidState::Defaulted(_) => defaulted += 1,
                    BidState::Released(_) => released += 1,
                    BidState::Forfeited => forfeited += 1,
                    BidState::Refunded => refunded += 1,
                    BidState::Placed => panic!("everything is settled"),
                }
            }
        }
    }
    let seen = [cleared, cancelled, delivered, defaulted, released, forfeited, refunded];
    assert!(seen.iter().all(|count| *count >= 10), "{seen:?}");
}
