//! market/auction: a sealed auction from notice to claims, an open one that takes a bid.

use super::{some_hash, Scene};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use auction::AuctionRef;
use cash::CashRef;
use issuer::IssuerRef;
use psp22::PSP22;
use registry::{Profile, RegistryRef};
use weir_client::{AccountId, Contract};
use weir_types::auction::{bid_hash, reserve_hash, Lots, Notice, Pricing, Range, Rules, Schedule};
use weir_types::units::NEVER;
use weir_types::{Hash, OrgKind, Price, Role};

/// Cents: the least that the seller takes.
const RESERVE: Price = 4_500;
/// The sealed auction's number, and the open one's.
const SEALED: u64 = 1;
const OPEN: u64 = 2;
/// What the winner bids, in cents and lots; what the bidder at the margin gets a part of.
const HIGH: (Price, Lots) = (5_200, 60);
const MARGIN: (Price, Lots) = (5_100, 60);

/// Day 1: two notices, and bids.
pub fn takes_bids(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    meter.time(scene.day(1))?;
    prepares(meter, scene)?;
    let auction = Contract::<AuctionRef>::at(scene.at.auction);
    let who = &scene.who;
    meter.send(&who.treasury, auction.messages().open(sealed(scene)))?;
    meter.first(&who.seller, auction.messages().open(open(scene)))?;
    let commit = |who: AccountId, (price, lots): (Price, Lots), replaces| {
        auction.messages().commit(SEALED, bid_hash(scene.at.auction, SEALED, who, price, lots, salt()), lots, replaces)
    };
    let (buyer, sister) = (who.buyer.account(), who.sister.account());
    // Bids 1 to 4: the first makes the bidder's entries; the third is in place of the second; the fourth is withdrawn.
    meter.first(&who.sister, commit(sister, (5_000, 10), None))?;
    meter.send(&who.buyer, commit(buyer, HIGH, None))?;
    meter.send_noted(&who.sister, commit(sister, MARGIN, Some(1)), "in place of another")?;
    meter.first(&who.buyer, commit(buyer, (5_000, 10), None))?;
    meter.send(&who.buyer, auction.messages().withdraw(SEALED, 4))?;
    meter.send(&who.buyer, auction.messages().bid(OPEN, 5_000, 10))?;
    meter.view(auction.messages().auction(SEALED))?;
    meter.view(auction.messages().auction_count())?;
    meter.view(auction.messages().carried(who.treasury.account(), scene.instrument))?;
    meter.view(auction.messages().config())?;
    meter.view(auction.messages().code())
}

/// Day 2: what was sealed.
pub fn reveals(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    meter.time(scene.day(2))?;
    let auction = Contract::<AuctionRef>::at(scene.at.auction);
    let stranger = &scene.who.stranger;
    let reveal = |bid, (price, lots): (Price, Lots)| auction.messages().reveal(SEALED, bid, price, lots, salt());
    meter.send(stranger, reveal(2, HIGH))?;
    meter.first(stranger, reveal(3, MARGIN))?;
    meter.send(stranger, auction.messages().reveal_reserve(SEALED, RESERVE, salt()))?;
    Ok(())
}

/// Day 3: cleared in one page; the winner's units are delivered, and the rest of its deposit goes back.
pub fn delivers(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    meter.time(scene.day(3))?;
    let auction = Contract::<AuctionRef>::at(scene.at.auction);
    let stranger = &scene.who.stranger;
    meter.send(stranger, auction.messages().clear(SEALED, 1_000))?;
    meter.view(auction.messages().bids(SEALED, 1, 4))?;
    meter.send(stranger, auction.messages().claim(SEALED, 2))?;
    meter.send_noted(stranger, auction.messages().claim(SEALED, 3), "the last winner's")?;
    Ok(())
}

/// A treasury with units of its own and the role to sell them; money for another bidder.
fn prepares(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let (who, at, region) = (&scene.who, &scene.at, scene.instrument.region);
    let (treasury, sister) = (who.treasury.account(), who.sister.account());
    let registry = Contract::<RegistryRef>::at(at.registry);
    let issuer = Contract::<IssuerRef>::at(at.issuer);
    let cash = Contract::<CashRef>::at(at.cash);
    let profile = Profile { kind: OrgKind::Government, sector: 8411, region, basin: 0, group: 9, licence: some_hash() };
    meter.first(&who.registrar, registry.messages().register(treasury, profile))?;
    meter.first(&who.admin, registry.messages().grant_role(Role::Allocator, treasury, NEVER))?;
    meter.first(&who.allocator, issuer.messages().propose_release(scene.batch(), treasury, 100_000))?;
    let proposal = meter.learn(issuer.messages().proposal_count())?;
    meter.first(&who.approver, issuer.messages().approve(proposal))?;
    meter.first(&who.bank, cash.messages().mint(sister, 10_000_000))?;
    meter.first(&who.sister, cash.messages().approve(at.settlement, 10_000_000))?;
    Ok(())
}

/// A hundred lots of a tonne between 40.00 and 60.00, a day for each phase.
fn sealed(scene: &Scene) -> Notice {
    let reserve = reserve_hash(scene.at.auction, scene.who.treasury.account(), RESERVE, salt());
    let day = |days| scene.day(days);
    Notice {
        batch: scene.batch(),
        lot: 1_000,
        lots: 100,
        tick: 10,
        range: Range::Sealed { floor: 4_000, ceiling: 6_000, reserve: Some(reserve) },
        pricing: Pricing::Uniform,
        rules: Rules { max_lots: 100, admit_flagged: false, default_part: 2_000 },
        schedule: Schedule { opens: day(1), ends: day(2), reveals: day(3), claims: day(4) },
    }
}

/// Ten lots in the open, a tenth around the close.
fn open(scene: &Scene) -> Notice {
    let schedule = Schedule { opens: scene.day(1), ends: scene.day(2), reveals: scene.day(2), claims: scene.day(3) };
    let rules = Rules { max_lots: 10, admit_flagged: false, default_part: 2_000 };
    Notice { lots: 10, range: Range::OneWay { below: 1_000, above: 1_000 }, rules, schedule, ..sealed(scene) }
}

fn salt() -> Hash {
    Hash::from([5; 32])
}
