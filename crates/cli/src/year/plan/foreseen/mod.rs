//! What should come of a plan, by the simplest bookkeeping there is: the chain is held to it. Only the plan's actions are looked at,
//! not what the plan expects of them.
//!
//! * [`auctions`], [`orders`], [`sales`]: how units are sold. * [`tape`]: what the trades say of prices.

mod auctions;
mod orders;
mod sales;
pub mod tape;

use super::calendar::Calendar;
use super::{phases, Action, Party, Phase, Plan, Tag};
use crate::year::facts::Facts;
use crate::year::input::scenario::Scenario;
use crate::year::outcome::{DayOutcome, Holding, Outcome, Route, YearOutcome};
use std::collections::BTreeMap;
use tape::Tape;
use weir_types::{BatchId, Cell, Money, Price, Quantity, Supply};

/// The one batch of a year's instrument.
pub fn batch(scenario: &Scenario, year: u16) -> BatchId {
    scenario.instrument(year).batch(1)
}

/// Plays the plan. Events and checks are left empty.
pub fn foresee(plan: &Plan, scenario: &Scenario, facts: &Facts) -> Outcome {
    let mut books = Books {
        scenario,
        groups: facts.installations.iter().map(|of| of.holder).collect(),
        outcome: Outcome::default(),
        orders: BTreeMap::new(),
        auctions: BTreeMap::new(),
        due: BTreeMap::new(),
        sales: BTreeMap::new(),
        tapes: BTreeMap::new(),
    };
    books.outcome.holdings = (0..facts.installations.len()).map(|place| (place, Holding::default())).collect();
    for phase in &plan.phases {
        phase.actions.iter().for_each(|action| books.act(action, phase));
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
    books.outcome.auctions = books.auctions.values().map(|auction| auction.outcome).collect();
    books.outcome.sales = books.sales.values().map(|sale| sale.outcome).collect();
    let Outcome { holdings, treasury, .. } = &mut books.outcome;
    for holding in holdings.values_mut().chain([treasury]) {
        holding.cells.retain(|_, cell| *cell != Cell::default());
    }
    books.outcome
}

struct Books<'a> {
    scenario: &'a Scenario,
    /// The controller group of each operator.
    groups: Vec<usize>,
    outcome: Outcome,
    orders: BTreeMap<Tag, orders::Order>,
    auctions: BTreeMap<Tag, auctions::Auction>,
    /// Units due of each year's cancelled auctions, in the next auction, the one after it, and so on.
    due: BTreeMap<u16, [Quantity; 4]>,
    sales: BTreeMap<Tag, sales::Sale>,
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
            Action::OpenMarket(year, reference) => {
                self.tapes.insert(*year, Tape::new(*reference, self.scenario.thin()));
            }
            Action::Pull(year, day) => {
                if let Some(tape) = self.tapes.get_mut(year) {
                    tape.pull(*day);
                }
            }
            Action::OpenAuction(tag, year, notice, _) => self.open_auction(*tag, *year, notice, phase),
            Action::Commit(bid) => self.commit(bid),
            Action::Reveal(bid) => self.reveal(bid),
            Action::RevealReserve(auction, price) => self.reveal_reserve(*auction, *price),
            Action::Clear(auction) => self.clear(*auction),
            Action::Claim(bid) => self.claim(bid),
            Action::List(tag, seller, year, quantity, price, _) => {
                self.offer(*tag, *seller, *year, (*quantity, *price), true);
            }
            Action::Place(condition) => self.place(condition),
            Action::Match(year) => self.meet(*year, phase),
            Action::Take(buyer, tag, quantity, price, through) => {
                self.take((*buyer, *tag), *quantity, *price, *through, Route::Listed, phase);
            }
            Action::ProposeBlock(block) => {
                self.offer(block.tag, block.seller, block.year, (block.quantity, block.price), false);
            }
            Action::ConfirmBlock(block, through) => {
                let (quantity, price) = (block.quantity, block.price);
                self.take((block.buyer, block.tag), quantity, price, *through, Route::Block, phase);
            }
            Action::Cancel(tag, _) => self.cancel(*tag),
            Action::Enter(sale, party, entry) => self.enter(*sale, *party, *entry),
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
            | Action::ApproveDeposits(..)
            | Action::Report(..)
            | Action::Verify(..)
            | Action::Correct(..)
            | Action::Stop(..)
            | Action::Roll(_)
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

    /// Units are locked in their owner's cell.
    fn lock(&mut self, owner: Party, year: u16, quantity: Quantity) {
        let cell = self.cell(owner, year);
        cell.tradable -= quantity;
        cell.locked += quantity;
        let supply = self.supply(year);
        supply.tradable -= quantity;
        supply.locked += quantity;
    }

    /// Locked units go to somebody; to their owner, when they are only unlocked.
    fn release(&mut self, owner: Party, to: Party, year: u16, quantity: Quantity) {
        self.cell(owner, year).locked -= quantity;
        self.cell(to, year).tradable += quantity;
        let supply = self.supply(year);
        supply.locked -= quantity;
        supply.tradable += quantity;
    }

    /// A trade on the exchange, as the day and the prices have it.
    fn traded(&mut self, phase: &Phase, route: Route, seller: Party, (price, quantity): (Price, Quantity)) {
        let day = day_of(&mut self.outcome.days, phase);
        day.note(route, price, quantity, seller == Party::Treasury);
        let (year, at) = (day.year, phase.at);
        if let (Route::Listed | Route::Standing, Some(tape)) = (route, self.tapes.get_mut(&year)) {
            tape.trade(Calendar::of(self.scenario, year).day(at), price, quantity);
        }
    }
}

/// What a quantity costs, rounded down.
fn amount(price: Price, quantity: Quantity) -> Money {
    price * quantity / weir_types::units::WHOLE_UNIT
}

/// The trading day of a phase: the last one, or a new one.
pub fn day_of<'a>(days: &'a mut Vec<DayOutcome>, phase: &Phase) -> &'a mut DayOutcome {
    if days.last().is_none_or(|day| day.at != phase.at) {
        days.push(DayOutcome { year: phase.year.unwrap_or_default(), at: phase.at, ..DayOutcome::default() });
    }
    let last = days.len() - 1;
    &mut days[last]
}
