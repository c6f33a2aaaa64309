//! The world with the auction contract in it, and what its tests do again and again.
// Each test file uses its own part of it.
#![allow(dead_code)]

use auction::Error;
use std::ops::{Deref, DerefMut};
use weir_client::{Chain as _, Contract};
use weir_suite::*;
use weir_types::auction::{bid_hash, BidId, BidState, Conditions, Lots, Notice, Pricing, Range, Rules, Schedule};
use weir_types::ledger::Ledger as _;
use weir_types::{AccountId, Cell, Hash, OrgKind, Role};

/// The world with the auction contract in it.
pub struct Hall {
    pub w: World,
    /// market/auction.
    pub auction: Contract<auction::AuctionRef>,
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
pub const CONDITIONS: Conditions = Conditions { min_window: HOUR, max_term: 30 * DAY, grace: DAY, band: 1_000 };

/// Deploys the auction contract, with its second code, as a venue of ledger and settlement, which asks `exchange` for closes.
pub fn hall(mut w: World, exchange: AccountId) -> Hall {
    let admin = w.admin.clone();
    let config = auction::Config {
        registry: w.registry.address(),
        ledger: w.ledger.address(),
        settlement: w.settlement.address(),
        exchange,
        day_offset: 0,
    };
    // An instance of its own keeps the second code on the chain.
    make(&mut w.chain, &admin, "auctioneer", auctioneer::AuctioneerRef::new(config));
    let code = bundle("auctioneer").code_hash;
    let auction = make(&mut w.chain, &admin, "auction", auction::AuctionRef::new(config, CONDITIONS, code));
    Hall { w: w.peopled(&[auction.address()]), auction }
}

/// What everybody has to begin with.
pub const UNITS: u128 = 1_000_000;
/// In cents.
pub const CASH: u128 = 10_000_000;

/// `gov`, an allocator, has 1,000 t; `a`, `b` and `c` have cash.
pub fn world() -> Hall {
    let w = World::deployed();
    let exchange = w.exchange.address();
    peopled(hall(w, exchange))
}

/// The same in another hall.
pub fn peopled(mut w: Hall) -> Hall {
    fund(&mut w, "gov");
    w.register(&who("gov"), OrgKind::Government, 7);
    let message = w.registry.messages().grant_role(Role::Allocator, who("gov").account(), weir_types::units::NEVER);
    let admin = w.admin.clone();
    w.ok(&admin, message);
    w.issue(&[("gov", UNITS), ("a", UNITS)]);
    for name in ["a", "b", "c"] {
        w.give_cash(&who(name), CASH);
    }
    w
}

/// Pays for somebody's messages.
pub fn fund(w: &mut Hall, name: &str) {
    let admin = w.admin.clone();
    w.chain.fund(&admin, &[(who(name).account(), 1 << 90)]).expect("funds");
}

/// 100 lots of a tonne between 10.00 and 100.00, a day for each phase, from now on.
pub fn notice(w: &mut Hall) -> Notice {
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

pub fn open(w: &mut Hall, notice: Notice) {
    let message = w.auction.messages().open(notice);
    w.ok(&who("gov"), message);
}

pub fn salt() -> Hash {
    Hash::from([5; 32])
}

pub fn hash(w: &Hall, name: &str, auction: u64, price: u128, lots: Lots) -> Hash {
    bid_hash(w.auction.address(), auction, who(name).account(), price, lots, salt())
}

pub fn commit(w: &mut Hall, name: &str, price: u128, lots: Lots) {
    let message = w.auction.messages().commit(1, hash(w, name, 1, price, lots), lots, None);
    w.ok(&who(name), message);
}

pub fn reveal(w: &mut Hall, bid: BidId, price: u128, lots: Lots) {
    let message = w.auction.messages().reveal(1, bid, price, lots, salt());
    w.ok(&who("stranger"), message);
}

/// `gov`'s auction with these bids, committed and revealed; it is time to clear.
pub fn revealed(w: &mut Hall, bids: &[(&str, u128, Lots)]) {
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

pub fn clear(w: &mut Hall, auction: u64) -> weir_client::Receipt {
    let message = w.auction.messages().clear(auction, 100);
    w.ok(&who("stranger"), message)
}

pub fn claim(w: &mut Hall, bid: BidId) -> weir_client::Receipt {
    let message = w.auction.messages().claim(1, bid);
    w.ok(&who("stranger"), message)
}

pub fn refused_claim(w: &mut Hall, bid: BidId) -> Error {
    let message = w.auction.messages().claim(1, bid);
    w.refused(&who("stranger"), message)
}

pub fn state_of(w: &mut Hall, bid: BidId) -> BidState {
    let message = w.auction.messages().bids(1, bid, 1);
    w.ask(message).expect("an auction").first().expect("a bid").1.state
}

pub fn cell(w: &mut Hall, name: &str) -> Cell {
    let message = w.ledger.messages().cell(batch(), who(name).account());
    w.ask(message)
}

pub fn held(w: &mut Hall) -> u128 {
    use psp22::PSP22;
    let message = w.cash.messages().balance_of(w.settlement.address());
    w.ask(message)
}
