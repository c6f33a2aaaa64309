//! A year's trading. Operators with more than they will surrender sell a part of it; those with less buy; what operators do not
//! sell, the treasury does. Prices move within the exchange's band, by the exchange's own rules.

use super::draw::Draw;
use super::holdings::Holdings;
use super::obligations::Obligations;
use super::{Party, Tag};
use crate::year::facts::Facts;
use crate::year::input::scenario::Scenario;
use std::collections::BTreeMap;
use weir_rules::market;
use weir_types::market::{Market, Scan, Session, Terms, LEVELS, NO_TICK};
use weir_types::units::WHOLE_UNIT;
use weir_types::{Money, Price, Quantity};

/// A listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// The plan's number of it.
    pub tag: Tag,
    /// Who sells.
    pub seller: Party,
    /// How much.
    pub quantity: Quantity,
    /// For how much a tonne.
    pub price: Price,
    /// What nobody takes; the seller cancels it when the day is over.
    pub unsold: Quantity,
}

/// A purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Who buys.
    pub buyer: usize,
    /// Of which listing.
    pub listing: Tag,
    /// How much.
    pub quantity: Quantity,
    /// The listing's price.
    pub price: Price,
}

/// A trading day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// What is listed.
    pub listings: Vec<Listing>,
    /// What is taken.
    pub purchases: Vec<Purchase>,
}

/// A year's trading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// What the market opens at.
    pub reference: Price,
    /// Its days, in order.
    pub days: Vec<Day>,
    /// The close of the last day.
    pub close: Price,
    /// How much the treasury must have to list what it lists.
    pub treasury: Quantity,
    /// What each buyer pays in all.
    pub costs: BTreeMap<usize, Money>,
}

/// Works out a year's trading and moves the units in `holdings`.
pub fn trade(
    facts: &Facts,
    scenario: &Scenario,
    year: u16,
    obligations: &Obligations,
    holdings: &mut Holdings,
    reference: Price,
) -> Season {
    let draw = Draw::new(scenario.seed).about(year.to_le_bytes());
    let days = u64::from(scenario.market.trading_days);
    let mut supply: BTreeMap<u64, Vec<(usize, Quantity)>> = BTreeMap::new();
    let mut demand: BTreeMap<u64, Vec<(usize, Quantity)>> = BTreeMap::new();
    for (operator, year_of) in obligations.of_year(year) {
        let own = draw.about(&facts.installations[operator].operator);
        let held = holdings.total(operator);
        if held > year_of.surrender {
            let [low, high] = scenario.market.surplus_sold.map(u64::from);
            let part = Quantity::from(own.about("part").between(low, high));
            let surplus = (held - year_of.surrender).min(holdings.of(operator, year));
            let sold = surplus / WHOLE_UNIT * part / 10_000 * WHOLE_UNIT;
            for (n, lot) in lots(sold, scenario.lot()).enumerate() {
                let day = own.about("sells").about(n.to_le_bytes()).late(days);
                supply.entry(day).or_default().push((operator, lot));
            }
        } else {
            let missing = year_of.surrender - held;
            // A large buyer comes back: up to three days.
            let most = if missing > 50_000 * WHOLE_UNIT { 3 } else { 1 };
            for (n, tranche) in tranches(missing, own.about("tranches").between(1, most)).enumerate() {
                let day = own.about("buys").about(n.to_le_bytes()).late(days);
                demand.entry(day).or_default().push((operator, tranche));
            }
        }
    }

    let mut book = Book { facts, scenario, draw, tags: 0, market: open(scenario, reference) };
    let mut season = Season { reference, days: Vec::new(), close: reference, treasury: 0, costs: BTreeMap::new() };
    for number in 0..days {
        let sellers = supply.remove(&number).unwrap_or_default();
        let buyers = demand.remove(&number).unwrap_or_default();
        let day = book.day(number, &sellers, &buyers);
        for purchase in &day.purchases {
            let Some(listing) = day.listings.iter().find(|listing| listing.tag == purchase.listing) else { continue };
            match listing.seller {
                Party::Operator(seller) => holdings.take(seller, year, purchase.quantity),
                _ => season.treasury += purchase.quantity,
            }
            holdings.add(purchase.buyer, year, purchase.quantity);
            let paid = market::amount(purchase.price, purchase.quantity).unwrap_or(0);
            *season.costs.entry(purchase.buyer).or_default() += paid;
        }
        season.days.push(day);
    }
    // What is unsold comes back the same day, so the treasury needs the most for one day's unsold beside all that it sells.
    let unsold = |day: &Day| -> Quantity {
        day.listings.iter().filter(|listing| listing.seller == Party::Treasury).map(|listing| listing.unsold).sum()
    };
    season.treasury += season.days.iter().map(unsold).max().unwrap_or(0);
    season.close = book.market.session.close;
    season
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

/// Whole tonnes in so many nearly equal pieces; the first has what does not divide.
fn tranches(quantity: Quantity, count: u64) -> impl Iterator<Item = Quantity> {
    let count = Quantity::from(count.max(1));
    let each = quantity / WHOLE_UNIT / count * WHOLE_UNIT;
    let first = quantity - each * (count - 1);
    std::iter::once(first).chain((1..count).map(move |_| each)).filter(|piece| *piece > 0)
}

/// The terms of the year's market, as the supervisor sets them and as the plan reckons with them.
pub fn terms(scenario: &Scenario) -> Terms {
    let (band, max, thin) = (scenario.market.band, scenario.lot(), scenario.thin());
    Terms { band, min: WHOLE_UNIT, max, thin, ..Terms::default() }
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

/// The listings of a day as they are taken.
struct Book<'a> {
    facts: &'a Facts,
    scenario: &'a Scenario,
    draw: Draw,
    tags: Tag,
    market: Market,
}

impl Book<'_> {
    fn day(&mut self, number: u64, sellers: &[(usize, Quantity)], buyers: &[(usize, Quantity)]) -> Day {
        let day_number = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
        market::roll(&mut self.market, day_number);
        let draw = self.draw.about("day").about(number.to_le_bytes());
        let middle = self.middle(draw);
        let mut day = Day::default();
        for (operator, quantity) in sellers {
            let own = draw.about("level").about(&self.facts.installations[*operator].operator);
            let listing = self.listing(Party::Operator(*operator), *quantity, middle, own);
            day.listings.push(listing);
        }
        let wanted: Quantity = buyers.iter().map(|(_, quantity)| quantity).sum();
        let offered: Quantity = sellers.iter().map(|(_, quantity)| quantity).sum();
        if wanted > 0 {
            // A lot more than is missing, so that the day's last price has something left at it.
            let more = wanted.saturating_sub(offered) + self.scenario.lot().min(wanted);
            self.treasury(&mut day, more, middle, draw);
        }
        day.listings.sort_by_key(|listing| (listing.price, listing.tag));
        let mut order: Vec<&(usize, Quantity)> = buyers.iter().collect();
        let id = |operator: usize| self.facts.installations[operator].operator.as_str();
        order
            .sort_by_key(|(buyer, quantity)| (draw.about("turn").about(id(*buyer)).below(u64::MAX), *buyer, *quantity));
        for (buyer, quantity) in order {
            let left = self.buy(&mut day, *buyer, *quantity);
            if left > 0 {
                // Only its own group's units were left: nobody buys from itself.
                self.treasury(&mut day, left, middle, draw);
                self.buy(&mut day, *buyer, left);
            }
        }
        day
    }

    /// The middle of the day's prices: the close, moved by the drift drawn.
    fn middle(&self, draw: Draw) -> Price {
        let drift = u64::from(self.scenario.market.drift);
        let moved = 10_000 + draw.about("drift").between(0, 2 * drift) - drift;
        self.market.session.close * Price::from(moved) / 10_000
    }

    fn listing(&mut self, seller: Party, quantity: Quantity, middle: Price, draw: Draw) -> Listing {
        let levels = &self.scenario.market.levels;
        let place = usize::try_from(draw.below(levels.len() as u64)).unwrap_or(0);
        let factor = 10_000 + i64::from(levels.get(place).copied().unwrap_or(0));
        let price = (middle * Price::from(factor.unsigned_abs()) / 10_000).max(1);
        let tag = self.tags;
        self.tags += 1;
        Listing { tag, seller, quantity, price, unsold: quantity }
    }

    fn treasury(&mut self, day: &mut Day, quantity: Quantity, middle: Price, draw: Draw) {
        for lot in lots(quantity, self.scenario.lot()) {
            let own = draw.about("treasury").about(self.tags.to_le_bytes());
            let listing = self.listing(Party::Treasury, lot, middle, own);
            day.listings.push(listing);
        }
    }

    /// Takes the cheapest listings first, never those of the buyer's own group; answers what could not be had.
    fn buy(&mut self, day: &mut Day, buyer: usize, quantity: Quantity) -> Quantity {
        let mut left = quantity;
        let group = |operator: usize| self.facts.installations[operator].holder;
        for listing in day.listings.iter_mut().filter(|listing| listing.unsold > 0) {
            if matches!(listing.seller, Party::Operator(seller) if group(seller) == group(buyer)) {
                continue;
            }
            let part = left.min(listing.unsold);
            if part == 0 {
                break;
            }
            listing.unsold -= part;
            left -= part;
            let session = &mut self.market.session;
            session.volume += part;
            session.value += part * listing.price;
            day.purchases.push(Purchase { buyer, listing: listing.tag, quantity: part, price: listing.price });
        }
        left
    }
}
