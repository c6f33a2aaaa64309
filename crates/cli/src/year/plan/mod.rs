//! What is to happen, worked out before anything is sent: phases of actions, in the order of time. Pure and repeatable: the same
//! files give the same plan. It is built from [`Facts`], which have no published status.
//!
//! * [`action`]: what is sent.
//! * [`obligations`]: who owes what in each year, and what it will surrender.
//! * [`holdings`]: who holds what of which vintage as the years go by.
//! * [`season`]: a year's trading: who sells and who buys, in which auction or on which day, at which price.
//! * [`calendar`]: on which day each thing happens.
//! * [`phases`]: all of it as phases of actions.
//! * [`foreseen`]: what should come of it.
//! * [`draw`]: what chance decides, from the scenario's seed.

pub mod action;
pub mod calendar;
pub mod draw;
pub mod foreseen;
pub mod holdings;
pub mod obligations;
pub mod phases;
pub mod season;

pub use action::{Action, Tag};

use super::facts::Facts;
use super::input::behaviour::Behaviour;
use super::input::scenario::Scenario;
use obligations::Obligations;
use season::{Opening, Season};
use std::collections::BTreeMap;
use weir_types::units::WHOLE_UNIT;
use weir_types::{Quantity, Timestamp};

/// Who acts. An operator is meant by its place in [`Facts::installations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Runs an installation.
    Operator(usize),
    /// Sells what is not allocated free, as an allocator.
    Treasury,
    /// Registers organisations.
    Registrar,
    /// Sets caps, opens periods, files installations, corrects.
    Regulator,
    /// Proposes allocations.
    Allocator,
    /// Approves them.
    Approver,
    /// Opens markets.
    Supervisor,
    /// Verifies reports.
    Verifier(u32),
    /// Issues money.
    Bank(u32),
    /// Rules disputes.
    Arbiter(u32),
    /// Withholds settlements.
    Depository,
    /// Anybody, who tells the chain what is due.
    Keeper,
}

/// Actions that may be sent together: none needs what another of the same phase does, but for the order of one sender's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// What it is, for people: `trading`, `reports`.
    pub title: &'static str,
    /// The scheme year it belongs to; none for the preparation.
    pub year: Option<u16>,
    /// The block time it begins at.
    pub at: Timestamp,
    /// What is sent.
    pub actions: Vec<Action>,
}

/// All that is to happen, and what should come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order of time.
    pub phases: Vec<Phase>,
    /// What each installation should owe and surrender.
    pub obligations: Obligations,
    /// The trading of each year.
    pub seasons: BTreeMap<u16, Season>,
    /// The cap of each year.
    pub caps: BTreeMap<u16, Quantity>,
    /// What seemed odd in the files and was read in a stated way.
    pub notes: Vec<String>,
}

/// Orders, auctions, bids and sales of a year have numbers of their own beside those of other years.
const TAGS_OF_A_YEAR: Tag = 10_000_000;

/// About the most listings of a year that are worked out: a lot that is tiny beside the quantities is a slip, not a wish.
const MAX_LISTINGS: Quantity = 20_000;

/// Why there is no plan: the assumptions do not fit the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(pub String);

/// Works out what is to happen. `whole` are the facts before installations were left out: what the scenario's caps were made for.
pub fn build(facts: &Facts, whole: &Facts, scenario: &Scenario, behaviour: &Behaviour) -> Result<Plan, Misfit> {
    for year in &scenario.years {
        let listings = (facts.emissions(*year) + facts.allocation(*year)) / scenario.lot();
        if listings > MAX_LISTINGS {
            return Err(Misfit(format!(
                "treasury_lot_t of {} would make some {listings} listings of the quantities of {year}: at most {MAX_LISTINGS}",
                scenario.market.treasury_lot_t
            )));
        }
    }
    let mut notes = Vec::new();
    let obligations = obligations::derive(facts, &scenario.years, behaviour, scenario.penalty_rate(), &mut notes);
    let mut holdings = holdings::Holdings::new(facts.installations.len());
    let mut seasons = BTreeMap::new();
    let mut caps = BTreeMap::new();
    let mut reference = scenario.reference_price();
    let mut banked = 0;
    for year in &scenario.years {
        for (operator, installation) in facts.installations.iter().enumerate() {
            holdings.add(operator, *year, installation.allocation(*year));
        }
        let free = facts.allocation(*year);
        let lacking: Quantity =
            obligations.of_year(*year).map(|(place, of)| of.surrender.saturating_sub(holdings.total(place))).sum();
        let needed = free + lacking + WHOLE_UNIT;
        let whole_cap = cap(facts, whole, scenario, *year);
        if whole_cap < needed && facts.installations.len() == whole.installations.len() {
            return Err(Misfit(format!(
                "the cap of {year} is {} t and must be at least {} t: {} t are allocated free and {} t are missing",
                tonnes(whole_cap),
                tonnes(needed),
                tonnes(free),
                tonnes(lacking),
            )));
        }
        let cap = whole_cap.max(needed);
        let tags = Tag::try_from(seasons.len()).unwrap_or_default().saturating_mul(TAGS_OF_A_YEAR);
        let opening = Opening { facts, scenario, year: *year, tags, reference, reserve: cap - free, banked };
        let season = season::trade(&opening, &obligations, &mut holdings);
        banked = season.banked;
        caps.insert(*year, cap);
        reference = season.close;
        for (operator, year_of) in obligations.of_year(*year) {
            holdings.surrender(operator, *year, year_of.surrender);
        }
        seasons.insert(*year, season);
    }
    let phases = phases::lay_out(facts, scenario, &obligations, &seasons, &caps, &holdings);
    Ok(Plan { phases, obligations, seasons, caps, notes })
}

/// The scenario's cap; when installations are left out, the part that the others' emissions are of the whole.
fn cap(facts: &Facts, whole: &Facts, scenario: &Scenario, year: u16) -> Quantity {
    let cap = scenario.caps.get(&year).copied().unwrap_or_default();
    let (part, all) = (facts.emissions(year), whole.emissions(year));
    if facts.installations.len() == whole.installations.len() || all == 0 {
        return cap;
    }
    // Whole tonnes; the product stays within 128 bits because both are at most 10^18 kg times the number of rows.
    let product = (cap / WHOLE_UNIT).checked_mul(part / WHOLE_UNIT);
    product.map_or(cap, |product| product / (all / WHOLE_UNIT).max(1) * WHOLE_UNIT)
}

fn tonnes(quantity: Quantity) -> Quantity {
    quantity / WHOLE_UNIT
}

#[cfg(test)]
pub mod tests;
