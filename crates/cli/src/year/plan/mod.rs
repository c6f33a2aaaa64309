//! What is to happen, worked out before anything is sent: phases of actions, in the order of time. Pure and repeatable: the same
//! files give the same plan. It is built from [`Facts`], which have no published status.
//!
//! * [`obligations`]: who owes what in each year, and what it will surrender.
//! * [`holdings`]: who holds what of which vintage as the years go by.
//! * [`season`]: a year's trading: who sells and who buys, on which day, at which price.
//! * [`calendar`]: when.
//! * [`phases`]: all of it as phases of actions.
//! * [`foreseen`]: what should come of it.
//! * [`draw`]: what chance decides, from the scenario's seed.

pub mod calendar;
pub mod draw;
pub mod foreseen;
pub mod holdings;
pub mod obligations;
pub mod phases;
pub mod season;

use super::facts::Facts;
use super::input::behaviour::Behaviour;
use super::input::scenario::Scenario;
use obligations::Obligations;
use season::Season;
use std::collections::BTreeMap;
use weir_types::units::Day;
use weir_types::{Money, Price, Quantity, Timestamp};

/// Who acts. An operator is meant by its place in [`Facts::installations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Runs an installation.
    Operator(usize),
    /// Sells what is not allocated free.
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
    /// Anybody, who tells the chain what is due.
    Keeper,
}

/// The plan's own number of a listing or a proposal: the chain's number becomes known when it is made.
pub type Tag = u32;

/// One message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The administrator gives a party its role.
    Grant(Party),
    /// The registrar registers the organisation.
    RegisterOrganisation(Party),
    /// The regulator files operators' installations.
    RegisterInstallations(Vec<usize>),
    /// The regulator opens the year's period.
    OpenPeriod(u16),
    /// The regulator sets the year's cap, a part of it set aside for the reserve.
    SetCap(u16, Quantity, Quantity),
    /// The supervisor opens the year's market at a price.
    OpenMarket(u16, Price),
    /// The allocator opens the year's batch.
    OpenBatch(u16),
    /// The allocator proposes free allocation of a year.
    Propose(Tag, u16, Vec<(usize, Quantity)>),
    /// The allocator proposes units into the year's reserve.
    ProposeReserve(Tag, u16, Quantity),
    /// The approver approves a proposal.
    Approve(Tag),
    /// The allocator proposes that units of the year's reserve go to the treasury.
    ProposeRelease(Tag, u16, Quantity),
    /// A bank gives an operator money.
    Mint(u32, usize, Money),
    /// An operator lets settlement take this much.
    ApprovePayment(usize, Money),
    /// A party lists units of a year, until a time.
    List(Tag, Party, u16, Quantity, Price, Timestamp),
    /// An operator takes units of a listing, at its price.
    Take(usize, Tag, Quantity, Price),
    /// The seller cancels what is left of a listing.
    Cancel(Tag, Party),
    /// An operator reports a year's emissions.
    Report(usize, u16, Quantity),
    /// A verifier confirms an operator's report.
    Verify(u32, usize, u16, Quantity),
    /// The regulator enters emissions that came after the deadline.
    Correct(usize, u16, Quantity),
    /// The regulator notes that this was the last year in which an installation ran.
    Stop(usize, u16),
    /// An operator surrenders units of a vintage (the second year) for a year (the first).
    Surrender(usize, u16, u16, Quantity),
    /// Anybody has the oracle take a day of the year's market that is over.
    Pull(u16, Day),
    /// Anybody closes the year's period, a page at a time.
    Close(u16),
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
    for year in &scenario.years {
        for (operator, installation) in facts.installations.iter().enumerate() {
            holdings.add(operator, *year, installation.allocation(*year));
        }
        let season = season::trade(facts, scenario, *year, &obligations, &mut holdings, reference);
        let needed = facts.allocation(*year) + season.treasury;
        let cap = cap(facts, whole, scenario, *year);
        if cap < needed && facts.installations.len() == whole.installations.len() {
            return Err(Misfit(format!(
                "the cap of {year} is {} t and must be at least {} t: {} t are allocated free and {} t are missing beyond what \
                 operators sell",
                tonnes(cap),
                tonnes(needed),
                tonnes(facts.allocation(*year)),
                tonnes(season.treasury),
            )));
        }
        caps.insert(*year, cap.max(needed));
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
    let unit = weir_types::units::WHOLE_UNIT;
    (cap / unit).checked_mul(part / unit).map_or(cap, |product| product / (all / unit).max(1) * unit)
}

fn tonnes(quantity: Quantity) -> Quantity {
    quantity / weir_types::units::WHOLE_UNIT
}

#[cfg(test)]
pub mod tests;
