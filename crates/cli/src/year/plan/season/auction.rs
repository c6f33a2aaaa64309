//! A quarter's auction: what is offered, who bids how much, and what comes of it by the auction's own rules.
//!
//! No two bids of an auction bear the same price, because a node may take the commits of one phase in any order, and ties are broken by
//! that order.

use super::shelf::Memory;
use super::{nearest_free, Trading};
use crate::year::input::scenario::QUARTERS;
use crate::year::plan::action::{Bid, Tag};
use crate::year::plan::draw::Draw;
use crate::year::plan::foreseen::batch;
use std::collections::{BTreeMap, BTreeSet};
use weir_rules::auction::{self as rules, book, clearing, series, share, Refusal};
use weir_types::auction::{Conditions, Lots, Notice, Pricing, Range, Rules, State, Step, Terms};
use weir_types::units::{DAY_MS, ONE_IN_BASIS_POINTS};
use weir_types::{AccountId, Price, Quantity};

/// The most price steps between floor and ceiling.
const STEPS: Price = 60_000;
/// What a winner who cannot be delivered to would lose of its deposit.
const DEFAULT_PART: u32 = 2_000;

/// A quarter's auction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auction {
    /// The plan's number of it.
    pub tag: Tag,
    /// As it is published, but for the hash of the reserve price.
    pub notice: Notice,
    /// The secret reserve price.
    pub reserve: Option<Price>,
    /// The bids, in the order of commits.
    pub bids: Vec<Bid>,
    /// Who does not reveal its bid: the bid's number.
    pub silent: Option<Tag>,
}

/// An auction's terms by the rules, with a stand-in for the seller's account: of the rules used here none looks at it.
fn terms(notice: &Notice, carried: Lots) -> Result<Terms, Refusal> {
    let conditions = Conditions { min_window: DAY_MS, max_term: 90 * DAY_MS, grace: 3 * DAY_MS, band: 1 };
    let basis = rules::notice::Basis { carried, close: 0, conditions, now: notice.schedule.opens };
    rules::notice::terms(notice, AccountId::from([0; 32]), 0, &basis)
}

impl Trading<'_> {
    /// Works out a quarter's auction and moves the units; none when there is nothing to offer or nobody to bid.
    pub(super) fn auction(&mut self, quarter: usize, own: Lots) -> Option<Auction> {
        let (scenario, close) = (self.scenario, self.market.session.close);
        let with = &scenario.auctions;
        let (carried, due) = series::take(&self.due, with.lot()).ok()?;
        // Units that came back of a cancelled auction may have been sold on the exchange since.
        let stock = Lots::try_from(self.stock / with.lot()).unwrap_or(Lots::MAX);
        let lots = own.min(stock.checked_sub(carried)?);
        if lots == 0 {
            return None;
        }
        let part = |part: u32| close * Price::from(part) / Price::from(ONE_IN_BASIS_POINTS);
        let floor = (close - part(with.range)).max(1);
        let ceiling = close + part(with.range);
        let tick = (ceiling - floor) / STEPS + 1;
        let notice = Notice {
            batch: batch(scenario, self.year),
            lot: with.lot(),
            lots,
            tick,
            range: Range::Sealed { floor, ceiling, reserve: None },
            pricing: Pricing::Uniform,
            rules: Rules { max_lots: lots, admit_flagged: false, default_part: DEFAULT_PART },
            schedule: self.calendar.schedule(quarter),
        };
        let terms = terms(&notice, carried).ok()?;
        let tag = self.tag();
        let draw = self.draw.about("auction").about(quarter.to_le_bytes());
        let bids = self.bids(&terms, tag, quarter, draw);
        if bids.is_empty() {
            return None;
        }
        let reserve = with.reserve.get(quarter).copied().filter(|part| *part > 0);
        let reserve = reserve.map(|of| part(of).min(terms.ceiling));
        // Once a year the smallest of several bidders thinks better of it, and pays for it.
        let smallest = bids.iter().min_by_key(|bid| (bid.lots, bid.bidder)).map(|bid| bid.tag);
        let silent = smallest.filter(|_| quarter == 1 && bids.len() > 2);
        let auction = Auction { tag, notice, reserve, bids, silent };
        self.due = due;
        self.settle(&terms, &auction)?;
        Some(auction)
    }

    /// Who bids, for how much, at which price.
    fn bids(&mut self, terms: &Terms, auction: Tag, quarter: usize, draw: Draw) -> Vec<Bid> {
        let with = self.scenario.auctions;
        let lot = with.lot();
        let mut able: Vec<(usize, Quantity)> =
            self.needs.iter().map(|(operator, need)| (*operator, need.left)).filter(|(_, left)| *left >= lot).collect();
        able.sort_by_key(|(operator, left)| (std::cmp::Reverse(*left), *operator));
        let largest = able.len().min(with.bidders as usize * 2 / 3);
        let own = |operator: usize| draw.about(&self.facts.installations[operator].operator);
        if let Some(others) = able.get_mut(largest..) {
            others.sort_by_key(|(operator, _)| (own(*operator).about("bids").below(u64::MAX), *operator));
        }
        able.truncate(with.bidders as usize);
        able.sort_by_key(|(operator, _)| (own(*operator).about("turn").below(u64::MAX), *operator));
        let close = self.market.session.close;
        let [low, high] = with.bid_for.map(u64::from);
        let (low, high) = if quarter + 1 == QUARTERS { (high, u64::from(ONE_IN_BASIS_POINTS)) } else { (low, high) };
        let mut exposed: BTreeMap<usize, Lots> = BTreeMap::new();
        let mut used = BTreeSet::new();
        let mut bids = Vec::new();
        for (operator, left) in able {
            let own = own(operator);
            let wanted =
                left * Quantity::from(own.about("part").between(low, high)) / Quantity::from(ONE_IN_BASIS_POINTS);
            let lots = Lots::try_from(wanted / lot).unwrap_or(Lots::MAX).max(1);
            // A controller group bids for at most what is offered.
            let group = exposed.entry(self.facts.installations[operator].holder).or_default();
            let lots = lots.min(terms.rules.max_lots - *group);
            if lots == 0 {
                continue;
            }
            // What is public may be more than what is bid.
            let max_lots = (lots + own.about("veil").below(lots / 10 + 2)).min(terms.rules.max_lots - *group);
            *group += max_lots;
            let spread = u64::from(with.spread);
            let price = 10_000 + own.about("price").between(0, 2 * spread) - spread;
            let step = (close * Price::from(price) / 10_000).saturating_sub(terms.floor) / terms.tick;
            let steps = (terms.ceiling - terms.floor) / terms.tick;
            let Some(step) = nearest_free(&mut used, step, 0, steps) else { continue };
            let price = terms.floor + step * terms.tick;
            bids.push(Bid { tag: self.tags, auction, bidder: operator, max_lots, price, lots });
            self.tags += 1;
        }
        bids
    }

    /// Clears the auction by its own rules; moves units, money, and what is due of a cancelled one.
    fn settle(&mut self, terms: &Terms, auction: &Auction) -> Option<()> {
        let (mut shelf, mut state) = (Memory::default(), State { reserve: auction.reserve, ..State::new() });
        for (id, bid) in (1..).zip(&auction.bids) {
            state.bids = id;
            if auction.silent != Some(bid.tag) {
                let level = book::level(terms, bid.price).ok()?;
                shelf.bids.insert(id, bid.lots);
                book::add(&mut shelf, &mut state.summary, level, id, bid.lots).ok()?;
            }
        }
        clearing::clear(terms, &mut state, &shelf, u32::MAX, terms.schedule.reveals).ok()?;
        let sold = state.stage.step == Step::Cleared;
        if !sold {
            self.due = series::spread(&self.due, terms).ok()?;
        }
        let price = book::price(terms, state.stage.margin.level).ok()?;
        let deposit = |bid: &Bid| rules::amount(terms, terms.ceiling, bid.max_lots).unwrap_or(0);
        for bid in &auction.bids {
            self.purses.entry(bid.bidder).or_default().pay(deposit(bid));
        }
        for (id, bid) in (1..).zip(&auction.bids).filter(|(_, bid)| auction.silent != Some(bid.tag)) {
            let won = if sold { share::lots_of(terms, &state.stage, id, bid.price, bid.lots).ok()? } else { 0 };
            let paid = rules::amount(terms, price, won).ok()?;
            self.purses.entry(bid.bidder).or_default().back(deposit(bid) - paid);
            let quantity = rules::quantity(terms, won).ok()?;
            self.stock -= quantity;
            self.bought(bid.bidder, quantity);
        }
        Some(())
    }
}
