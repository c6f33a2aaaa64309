//! What the user gets: a table, an HTML report, JSON. All of it from an [`Outcome`](super::outcome::Outcome) and what it was made of.

mod charts;
pub mod json;
mod json_market;
pub mod numbers;
pub mod prices;
pub mod report;
pub mod table;

use super::compare::Comparison;
use super::cost::Costs;
use super::facts::Facts;
use super::input::scenario::Scenario;
use super::outcome::{Outcome, YearTotals};
use super::plan::Plan;

/// All that output is made from.
pub struct Told<'a> {
    /// The facts that were run.
    pub facts: &'a Facts,
    /// The assumptions.
    pub scenario: &'a Scenario,
    /// What was planned.
    pub plan: &'a Plan,
    /// What came of it.
    pub outcome: &'a Outcome,
    /// The statuses compared.
    pub comparison: &'a Comparison,
    /// What it cost.
    pub costs: &'a Costs,
}

/// What in the output is real and what is made up.
pub const REAL: &str =
    "published facts: installations and their holders, regulators, free allocations, recorded emissions, statuses";
/// See [`REAL`].
pub const SYNTHETIC: &str =
    "assumptions of scenario.toml and behaviour.toml: the cap beyond free allocation, auctions and bids, prices, trades, disputes, cash, dates, how much was missing";

impl Told<'_> {
    /// Figures of every year.
    pub fn totals(&self) -> Vec<(u16, YearTotals)> {
        let of = |year: &u16| (*year, self.outcome.totals(*year, self.facts.allocation(*year)));
        self.scenario.years.iter().map(of).collect()
    }

    /// Rows of the file that were run.
    pub fn rows(&self) -> usize {
        self.facts.installations.iter().map(|installation| installation.years.len()).sum()
    }

    /// Rows in words: the text of `compare::Difference` lists and the counts come from here.
    pub fn agreeing(&self) -> usize {
        self.comparison.rows - self.comparison.differences.len()
    }
}
