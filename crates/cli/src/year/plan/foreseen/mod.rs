//! What should come of a plan, by the simplest bookkeeping there is: the chain is held to it.

pub mod tape;

use super::calendar::Calendar;
use super::{phases, Action, Party, Phase, Plan, Tag};
use crate::year::input::scenario::Scenario;
use crate::year::outcome::{DayOutcome, Holding, Outcome, YearOutcome};
use std::collections::BTreeMap;
use tape::Tape;
use weir_types::{BatchId, Cell, Price, Quantity, Supply};

/// The one batch of a year's instrument.
pub fn batch(scenario: &Scenario, year: u16) -> BatchId {
    scenario.instrument(year).batch(1)
}

/// Plays the plan. Events and checks are left empty.
pub fn foresee(plan: &Plan, scenario: &Scenario, installations: usize) -> Outcome {
    let mut books = Books { scenario, outcome: Outcome::default(), listings: BTreeMap::new(), tapes: BTreeMap::new() };
    books.outcome.holdings = (0..installations).map(|place| (place, Holding::default())).collect();
    for phase in &plan.phases {
        phase.actions.iter().for_each(|action| books.act(action, phase));
        if phase.title == "purchases" {
            let day = books.day(phase);
            books.outcome.days.push(day);
        }
        if phase.title == phases::INDICES {
            let year = phase.year.unwrap_or_default();
            let shown = books.tapes.get(&year).and_then(|tape| tape.indices(year, phase.at));
            books.outcome.indices.extend(shown);
        }
    }
    for year in &scenario.years {
        for (place, of) in plan.obligations.of_year(*year) {
            let outcome = YearOutcome {
                verified: of.in_time.or(of.afterwards),
                carried: of.carried,
                surrendered: of.surrender,
                missing: of.missing,
                penalty: of.penalty,
                status: of.status,
            };
            books.outcome.years.insert((place, *year), outcome);
        }
    }
    let Outcome { holdings, treasury, .. } = &mut books.outcome;
    for holding in holdings.values_mut().chain([treasury]) {
        holding.cells.retain(|_, cell| *cell != Cell::default());
    }
    books.outcome
}

struct Books<'a> {
    scenario: &'a Scenario,
    outcome: Outcome,
    /// Listings by tag: seller, year, price.
    listings: BTreeMap<Tag, (Party, u16, Quantity)>,
    /// Prices, by year.
    tapes: BTreeMap<u16, Tape>,
}

impl Books<'_> {
    fn act(&mut self, action: &Action, phase: &Phase) {
        match action {
            Action::Propose(_, year, lines) => {
                for (operator, quantity) in lines {
                    self.cell(Party::Operator(*operator), *year).tradable += quantity;
                    let supply = self.supply(*year);
                    supply.issued += quantity;
                    supply.tradable += quantity;
                }
            }
            Action::ProposeReserve(_, year, quantity) => {
                let supply = self.supply(*year);
                supply.issued += quantity;
                supply.reserve += quantity;
            }
            Action::ProposeRelease(_, year, quantity) => {
                self.cell(Party::Treasury, *year).tradable += quantity;
                let supply = self.supply(*year);
                supply.reserve -= quantity;
                supply.tradable += quantity;
            }
            Action::Mint(_, operator, amount) => self.holding(Party::Operator(*operator)).cash += amount,
            Action::List(tag, seller, year, quantity, ..) => {
                self.listings.insert(*tag, (*seller, *year, *quantity));
                let cell = self.cell(*seller, *year);
                cell.tradable -= quantity;
                cell.locked += quantity;
                let supply = self.supply(*year);
                supply.tradable -= quantity;
                supply.locked += quantity;
            }
            Action::Take(buyer, tag, quantity, price) => {
                let Some((seller, year, left)) = self.listings.get_mut(tag) else { return };
                *left -= quantity;
                let (seller, year) = (*seller, *year);
                let amount = weir_rules::market::amount(*price, *quantity).unwrap_or(0);
                self.cell(seller, year).locked -= quantity;
                self.holding(seller).cash += amount;
                self.cell(Party::Operator(*buyer), year).tradable += quantity;
                self.holding(Party::Operator(*buyer)).cash -= amount;
                let supply = self.supply(year);
                supply.locked -= quantity;
                supply.tradable += quantity;
                let day = Calendar::of(self.scenario, year).day(phase.at);
                if let Some(tape) = self.tapes.get_mut(&year) {
                    tape.trade(day, *price, *quantity);
                }
            }
            Action::OpenMarket(year, reference) => {
                self.tapes.insert(*year, Tape::new(*reference, self.scenario.thin()));
            }
            Action::Pull(year, day) => {
                if let Some(tape) = self.tapes.get_mut(year) {
                    tape.pull(*day);
                }
            }
            Action::Cancel(tag, seller) => {
                let Some((_, year, left)) = self.listings.remove(tag) else { return };
                let cell = self.cell(*seller, year);
                cell.locked -= left;
                cell.tradable += left;
                let supply = self.supply(year);
                supply.locked -= left;
                supply.tradable += left;
            }
            Action::Surrender(operator, _, vintage, quantity) => {
                let cell = self.cell(Party::Operator(*operator), *vintage);
                cell.tradable -= quantity;
                cell.surrendered += quantity;
                let supply = self.supply(*vintage);
                supply.tradable -= quantity;
                supply.surrendered += quantity;
            }
            Action::Grant(_)
            | Action::RegisterOrganisation(_)
            | Action::RegisterInstallations(_)
            | Action::OpenPeriod(_)
            | Action::SetCap(..)
            | Action::OpenBatch(_)
            | Action::Approve(_)
            | Action::ApprovePayment(..)
            | Action::Report(..)
            | Action::Verify(..)
            | Action::Correct(..)
            | Action::Stop(..)
            | Action::Close(_) => {}
        }
    }

    fn holding(&mut self, party: Party) -> &mut Holding {
        match party {
            Party::Operator(place) => self.outcome.holdings.entry(place).or_default(),
            _ => &mut self.outcome.treasury,
        }
    }

    fn cell(&mut self, party: Party, year: u16) -> &mut Cell {
        let batch = batch(self.scenario, year).to_string();
        self.holding(party).cells.entry(batch).or_default()
    }

    fn supply(&mut self, year: u16) -> &mut Supply {
        let batch = batch(self.scenario, year).to_string();
        self.outcome.supply.entry(year).or_default().entry(batch).or_default()
    }

    fn day(&self, phase: &Phase) -> DayOutcome {
        let mut day = empty_day(phase);
        for action in &phase.actions {
            if let Action::Take(_, tag, quantity, price) = action {
                let treasury = self.listings.get(tag).is_some_and(|listing| listing.0 == Party::Treasury);
                trade(&mut day, *quantity, *price, treasury);
            }
        }
        day
    }
}

/// A trading day before its first trade.
pub fn empty_day(phase: &Phase) -> DayOutcome {
    let year = phase.year.unwrap_or_default();
    DayOutcome { year, at: phase.at, trades: 0, volume: 0, treasury: 0, value: 0, low: 0, high: 0 }
}

/// Adds a trade to a day.
pub fn trade(day: &mut DayOutcome, quantity: Quantity, price: Price, treasury: bool) {
    day.low = if day.trades == 0 { price } else { day.low.min(price) };
    day.high = day.high.max(price);
    day.trades += 1;
    day.volume += quantity;
    day.value += quantity * price;
    if treasury {
        day.treasury += quantity;
    }
}
