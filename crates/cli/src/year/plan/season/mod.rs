//! A year's trading. Operators with more than they will surrender sell a part of it; those with less buy, first from the treasury's
//! quarterly auctions, then on the exchange; what operators do not sell there, the treasury does. Prices move within the exchange's
//! band, by the exchange's own rules.
//!
//! * [`auction`], [`shelf`]: a quarter's auction. * [`day`]: a trading day. * [`course`]: sales through banks. * [`purse`]: money.

pub mod auction;
pub mod course;
pub mod day;
pub mod purse;
mod shelf;

use super::calendar::Calendar;
use super::draw::Draw;
use super::holdings::Holdings;
use super::obligations::Obligations;
use super::Tag;
use crate::year::facts::Facts;
use crate::year::input::scenario::{Scenario, QUARTERS};
use auction::Auction;
use day::Day;
use purse::Purse;
use std::collections::{BTreeMap, BTreeSet};
use weir_rules::auction::series::Due;
use weir_rules::market;
use weir_types::auction::Lots;
use weir_types::market::{BlockTerms, Market, Scan, Session, Terms, LEVELS, NO_TICK};
use weir_types::units::{ONE_IN_BASIS_POINTS, WHOLE_UNIT};
use weir_types::{Money, Price, Quantity};

/// A year's trading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// What the market opens at.
    pub reference: Price,
    /// Each quarter: what comes out of the reserve for it, and its auction.
    pub quarters: Vec<(Quantity, Option<Auction>)>,
    /// Its trading days, in order.
    pub days: Vec<Day>,
    /// The close of the last day.
    pub close: Price,
    /// What operators need of money.
    pub purses: BTreeMap<usize, Purse>,
    /// How many sales through banks have had the time to go astray, in this year and before.
    pub banked: u32,
}

/// What an operator lacks, and when it buys.
struct Need {
    left: Quantity,
    days: BTreeSet<u64>,
}

/// What a year begins with.
pub struct Opening<'a> {
    /// Everybody and everything.
    pub facts: &'a Facts,
    /// The assumptions.
    pub scenario: &'a Scenario,
    /// The scheme year.
    pub year: u16,
    /// The first number for orders, auctions, bids and sales.
    pub tags: Tag,
    /// What the market opens at.
    pub reference: Price,
    /// What is not allocated free.
    pub reserve: Quantity,
    /// How many sales through banks have had the time to go astray so far.
    pub banked: u32,
}

/// A year's trading as it goes on.
struct Trading<'a> {
    facts: &'a Facts,
    scenario: &'a Scenario,
    year: u16,
    calendar: Calendar,
    draw: Draw,
    tags: Tag,
    market: Market,
    needs: BTreeMap<usize, Need>,
    /// What operators sell on which day.
    supply: BTreeMap<u64, Vec<(usize, Quantity)>>,
    /// What the treasury can sell now.
    stock: Quantity,
    /// Units due of cancelled auctions.
    due: Due,
    purses: BTreeMap<usize, Purse>,
    /// Traded on the exchange so far, and of this through banks.
    traded: [Quantity; 2],
    banked: u32,
    holdings: &'a mut Holdings,
}

/// Works out a year's trading and moves the units in `holdings`.
pub fn trade(opening: &Opening, obligations: &Obligations, holdings: &mut Holdings) -> Season {
    let Opening { facts, scenario, year, tags, reference, reserve, banked } = *opening;
    let mut trading = Trading {
        facts,
        scenario,
        year,
        calendar: Calendar::of(scenario, year),
        draw: Draw::new(scenario.seed).about(year.to_le_bytes()),
        tags,
        market: open(scenario, reference),
        needs: BTreeMap::new(),
        supply: BTreeMap::new(),
        stock: 0,
        due: Due::default(),
        purses: BTreeMap::new(),
        traded: [0; 2],
        banked,
        holdings,
    };
    trading.wishes(obligations);
    let with = &scenario.auctions;
    let offered = reserve * Quantity::from(with.part) / Quantity::from(ONE_IN_BASIS_POINTS) / QUARTERS as Quantity;
    let lots = Lots::try_from(offered / with.lot()).unwrap_or(Lots::MAX);
    let share = reserve / QUARTERS as Quantity / with.lot() * with.lot();
    let (mut quarters, mut days, mut left) = (Vec::new(), Vec::new(), reserve);
    let number = u64::from(scenario.market.trading_days);
    for quarter in 0..QUARTERS {
        // The last quarter has what does not divide.
        let released = if quarter + 1 == QUARTERS { left } else { share };
        left -= released;
        trading.stock += released;
        quarters.push((released, trading.auction(quarter, lots)));
        let calendar = trading.calendar;
        days.extend((0..number).filter(|day| calendar.quarter(*day) == quarter).map(|day| trading.day(day)));
    }
    let Trading { market, purses, banked, .. } = trading;
    Season { reference, quarters, days, close: market.session.close, purses, banked }
}

impl Trading<'_> {
    /// Who sells how much on which day, and who buys on which days.
    fn wishes(&mut self, obligations: &Obligations) {
        let days = u64::from(self.scenario.market.trading_days);
        for (operator, year_of) in obligations.of_year(self.year) {
            let own = self.draw.about(&self.facts.installations[operator].operator);
            let held = self.holdings.total(operator);
            let lacking = year_of.surrender.saturating_sub(held);
            if lacking > 0 {
                // A large buyer comes back: up to three days.
                let most = if lacking > 50_000 * WHOLE_UNIT { 3 } else { 1 };
                let times = own.about("tranches").between(1, most);
                let days = (0..times).map(|n| own.about("buys").about(n.to_le_bytes()).late(days)).collect();
                self.needs.insert(operator, Need { left: lacking, days });
                continue;
            }
            let [low, high] = self.scenario.market.surplus_sold.map(u64::from);
            let part = Quantity::from(own.about("part").between(low, high));
            let surplus = (held - year_of.surrender).min(self.holdings.of(operator, self.year));
            let sold = surplus / WHOLE_UNIT * part / 10_000 * WHOLE_UNIT;
            for (n, lot) in lots(sold, self.scenario.lot()).enumerate() {
                let day = own.about("sells").about(n.to_le_bytes()).late(days);
                self.supply.entry(day).or_default().push((operator, lot));
            }
        }
    }

    fn tag(&mut self) -> Tag {
        self.tags += 1;
        self.tags - 1
    }

    /// An operator has bought.
    fn bought(&mut self, buyer: usize, quantity: Quantity) {
        self.holdings.add(buyer, self.year, quantity);
        if let Some(need) = self.needs.get_mut(&buyer) {
            need.left = need.left.saturating_sub(quantity);
        }
    }
}

/// Pieces of at most a lot.
fn lots(quantity: Quantity, lot: Quantity) -> impl Iterator<Item = Quantity> {
    let mut left = quantity;
    std::iter::from_fn(move || {
        let piece = left.min(lot);
        left -= piece;
        (piece > 0).then_some(piece)
    })
}

/// The number nearest to one that is wanted, among those from `low` to `high` that are not used yet; it is used then.
fn nearest_free(used: &mut BTreeSet<Price>, wanted: Price, low: Price, high: Price) -> Option<Price> {
    let wanted = wanted.clamp(low, high);
    let found = (0..=high - low)
        .flat_map(|away| [wanted.checked_sub(away), wanted.checked_add(away)])
        .flatten()
        .find(|number| (low..=high).contains(number) && !used.contains(number))?;
    used.insert(found);
    Some(found)
}

/// The terms of the year's market, as the supervisor sets them and as the plan reckons with them.
pub fn terms(scenario: &Scenario) -> Terms {
    let (band, max, thin) = (scenario.market.band, scenario.lot(), scenario.thin());
    let block = BlockTerms { min: scenario.orders.block_min(), band: scenario.orders.block_band };
    Terms { band, min: WHOLE_UNIT, max, thin, arms_length: true, block, ..Terms::default() }
}

fn open(scenario: &Scenario, reference: Price) -> Market {
    // The terms were checked with the scenario and a close is never zero, so this market is always made.
    let terms = terms(scenario);
    let session = Session { day: 0, close: reference, ..Session::default() };
    market::open(reference, terms, 0).unwrap_or(Market {
        terms,
        session,
        halted: false,
        best: [NO_TICK; LEVELS],
        scan: Scan::default(),
    })
}

/// What a quantity costs.
fn amount(price: Price, quantity: Quantity) -> Money {
    market::amount(price, quantity).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_free_number_is_found_and_used_up() {
        let mut used = BTreeSet::new();
        let found: Vec<_> = (0..6).map(|_| nearest_free(&mut used, 7, 5, 8)).collect();
        assert_eq!(found, [Some(7), Some(6), Some(8), Some(5), None, None]);
        assert_eq!(nearest_free(&mut used, 99, 5, 10), Some(10));
    }
}
