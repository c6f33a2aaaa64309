//! A sealed auction from its notice to the last claim.

use super::stage::{unread, Stage};
use crate::exit::{Exit, Failure};
use auction::events::{AuctionCancelled, AuctionCleared, AuctionOpened, BidPlaced};
use std::time::{Duration, Instant};
use weir_client::{Receipt, Signer};
use weir_types::auction::{bid_hash, AuctionId, BidId, Lots, Notice, Pricing, Range, Rules, Schedule};
use weir_types::units::DAY_MS;
use weir_types::{Hash, Instrument, Price, Quantity};

/// Lots that a bid asks for; half of what is bid for is offered.
const LOTS: Lots = 10;
/// Units of a lot: a tonne.
const LOT: Quantity = 1_000;
/// Bids are between these, in cents for a tonne.
const FLOOR: Price = 4_000;
const CEILING: Price = 6_000;
/// By such steps: 201 prices.
const TICK: Price = 10;
/// Steps of a page of clearing.
const PAGE: u32 = 512;
/// Before its notice comes into force.
const LEAD: u64 = DAY_MS / 24;

/// Where the bids are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prices {
    /// Over all prices.
    Spread,
    /// All at one: each is at the margin, and gets a share.
    One,
}

impl Prices {
    fn of(self, number: usize) -> Price {
        match self {
            Self::Spread => FLOOR + TICK * ((number as Price * 37) % ((CEILING - FLOOR) / TICK + 1)),
            Self::One => (FLOOR + CEILING) / 2,
        }
    }
}

/// Messages of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phase {
    /// How many.
    pub messages: u64,
    /// What they consumed together.
    pub ref_time: u64,
    /// From the block of the first to that of the last, both counted.
    pub blocks: u32,
    /// From the first sent to the last answered.
    pub took: Duration,
}

impl Phase {
    /// Of receipts, the first and the last of which may be anywhere among them: a node orders calls as it likes.
    pub fn of(receipts: &[Receipt], took: Duration) -> Self {
        let blocks = || receipts.iter().map(|receipt| receipt.block);
        let span = blocks().max().zip(blocks().min()).map_or(0, |(last, first)| last - first + 1);
        let ref_time = receipts.iter().map(|receipt| receipt.cost.ref_time).sum();
        Self { messages: receipts.len() as u64, ref_time, blocks: span, took }
    }

    /// What a message consumed on average.
    pub fn mean(&self) -> u64 {
        self.ref_time.checked_div(self.messages).unwrap_or_default()
    }
}

/// An auction that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How many bids there were.
    pub bids: u64,
    /// Of them, how many have won something.
    pub winners: u64,
    /// Cents for a tonne.
    pub price: Price,
    /// Commitments.
    pub commit: Phase,
    /// Reveals.
    pub reveal: Phase,
    /// Pages of clearing.
    pub clear: Phase,
    /// Claims: delivery, payment and what is left of deposits.
    pub claim: Phase,
}

/// Holds an auction of so many bids, by the bidders in turn.
pub fn hold(stage: &mut Stage<'_>, bidders: &[Signer], bids: usize, prices: Prices) -> Result<Held, Failure> {
    let lots = (LOTS * bids as Lots).div_ceil(2);
    let instrument = stage.issue(LOT * Quantity::from(lots))?;
    let seller = stage.seller.clone();
    let notice = notice(stage.now()? + LEAD, instrument, lots);
    let opened = stage.one(&seller, stage.auction.messages().open(notice))?;
    let id = opened.event_of::<AuctionOpened>(stage.auction.address()).map_err(unread)?.auction;
    let schedule = notice.schedule;
    let bidders: Vec<_> = bidders.iter().cycle().take(bids).cloned().collect();

    stage.time(schedule.opens)?;
    stage.progress.start("bids", 3 * bids);
    let (commit, numbers) = commits(stage, id, &bidders, prices)?;
    stage.time(schedule.ends)?;
    let auction = stage.auction;
    let reveal = timed(stage, |stage| {
        let bids = bidders.iter().zip(&numbers).enumerate();
        stage.send(bids.map(|(at, (bidder, bid))| {
            (bidder.clone(), auction.messages().reveal(id, *bid, prices.of(at), LOTS, salt()))
        }))
    })?;
    stage.time(schedule.reveals)?;
    let (clear, price) = clears(stage, id)?;
    let mut claims = Vec::new();
    let claim = timed(stage, |stage| {
        let bids = bidders.iter().zip(&numbers);
        claims = stage.send(bids.map(|(bidder, bid)| (bidder.clone(), auction.messages().claim(id, *bid))))?;
        Ok(claims.clone())
    })?;
    let mut winners = 0;
    for receipt in &claims {
        winners += receipt.events_of::<auction::events::Traded>(auction.address()).map_err(unread)?.len() as u64;
    }
    Ok(Held { bids: bids as u64, winners, price, commit, reveal, clear, claim })
}

/// Commits the bids; their numbers, in the bidders' order.
fn commits(
    stage: &mut Stage<'_>,
    id: AuctionId,
    bidders: &[Signer],
    prices: Prices,
) -> Result<(Phase, Vec<BidId>), Failure> {
    let auction = stage.auction;
    let mut numbers = Vec::new();
    let phase = timed(stage, |stage| {
        let receipts = stage.send(bidders.iter().enumerate().map(|(at, bidder)| {
            let hash = bid_hash(auction.address(), id, bidder.account(), prices.of(at), LOTS, salt());
            (bidder.clone(), auction.messages().commit(id, hash, LOTS, None))
        }))?;
        for receipt in &receipts {
            numbers.push(receipt.event_of::<BidPlaced>(auction.address()).map_err(unread)?.bid);
        }
        Ok(receipts)
    })?;
    Ok((phase, numbers))
}

/// Clears page by page; the price.
fn clears(stage: &mut Stage<'_>, id: AuctionId) -> Result<(Phase, Price), Failure> {
    let (auction, stranger) = (stage.auction, stage.stranger.clone());
    let mut price = None;
    let phase = timed(stage, |stage| {
        let mut receipts = Vec::new();
        while price.is_none() {
            let receipt = stage.one(&stranger, auction.messages().clear(id, PAGE))?;
            if !receipt.events_of::<AuctionCancelled>(auction.address()).map_err(unread)?.is_empty() {
                return Err(Failure::new(Exit::CheckFailed, "the auction was cancelled"));
            }
            price = receipt.events_of::<AuctionCleared>(auction.address()).map_err(unread)?.first().map(|e| e.price);
            receipts.push(receipt);
        }
        Ok(receipts)
    })?;
    Ok((phase, price.unwrap_or_default()))
}

fn timed(
    stage: &mut Stage<'_>,
    work: impl FnOnce(&mut Stage<'_>) -> Result<Vec<Receipt>, Failure>,
) -> Result<Phase, Failure> {
    let started = Instant::now();
    let receipts = work(stage)?;
    Ok(Phase::of(&receipts, started.elapsed()))
}

fn notice(opens: u64, instrument: Instrument, lots: Lots) -> Notice {
    let day = |days| opens + days * DAY_MS;
    Notice {
        batch: instrument.batch(1),
        lot: LOT,
        lots,
        tick: TICK,
        range: Range::Sealed { floor: FLOOR, ceiling: CEILING, reserve: None },
        pricing: Pricing::Uniform,
        rules: Rules { max_lots: lots, admit_flagged: false, default_part: 2_000 },
        schedule: Schedule { opens, ends: day(1), reveals: day(2), claims: day(3) },
    }
}

fn salt() -> Hash {
    Hash::from([5; 32])
}
