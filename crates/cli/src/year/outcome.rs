//! What came of a run: read back from the chain, in the terms of the files. No block numbers, addresses or times in here that two
//! engines would not agree on; what a run cost is apart.

use std::collections::BTreeMap;
use weir_types::compliance::ComplianceStatus;
use weir_types::oracle::Score;
use weir_types::{Cell, Money, Price, Quantity, Supply, Timestamp};

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Each installation's years, by the installation's place in the facts and the year.
    pub years: BTreeMap<(usize, u16), YearOutcome>,
    /// Supply of each year's batches at the end, by year and batch.
    pub supply: BTreeMap<u16, BTreeMap<String, Supply>>,
    /// What operators hold at the end, by place: cash, and cells by batch.
    pub holdings: BTreeMap<usize, Holding>,
    /// What the treasury holds at the end.
    pub treasury: Holding,
    /// Trading days, in order.
    pub days: Vec<DayOutcome>,
    /// Indices, in order: before each trading day and after the last of a year.
    pub indices: Vec<IndexOutcome>,
    /// How often each event was emitted, by contract and event: `exchange::Traded`.
    pub events: BTreeMap<String, u64>,
    /// What was checked while it ran.
    pub checks: Vec<Check>,
}

/// An installation's year as the chain has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearOutcome {
    /// Verified emissions.
    pub verified: Option<Quantity>,
    /// Make-good from earlier years.
    pub carried: Quantity,
    /// Surrendered by the deadline.
    pub surrendered: Quantity,
    /// Missing at the deadline.
    pub missing: Quantity,
    /// The penalty, as it stands at the end of the run.
    pub penalty: Money,
    /// The status when the period was closed.
    pub status: ComplianceStatus,
}

/// What somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// Money.
    pub cash: Money,
    /// Units by batch.
    pub cells: BTreeMap<String, Cell>,
}

/// A trading day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOutcome {
    /// The scheme year whose units were traded.
    pub year: u16,
    /// When.
    pub at: Timestamp,
    /// How many trades.
    pub trades: u64,
    /// Units traded.
    pub volume: Quantity,
    /// Of these, units sold by the treasury.
    pub treasury: Quantity,
    /// Sum of price times quantity.
    pub value: u128,
    /// The lowest price.
    pub low: Price,
    /// The highest price.
    pub high: Price,
}

impl DayOutcome {
    /// The volume-weighted average price, rounded down; none without a trade.
    pub fn vwap(&self) -> Option<Price> {
        self.value.checked_div(self.volume)
    }
}

/// The oracle's indices of a year's instrument at a time, in cents for a whole unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexOutcome {
    /// Of which year's instrument.
    pub year: u16,
    /// When.
    pub at: Timestamp,
    /// The previous close.
    pub close: Price,
    /// The average price of the last day with trades.
    pub vwap: Price,
    /// The mean of the last days' closes.
    pub twap: Price,
    /// The exponential average of the closes of days with trades.
    pub ema: Price,
    /// What the next close is expected to be; 0 before the first.
    pub forecast: Price,
    /// Lower end of the forecast's band.
    pub forecast_low: Price,
    /// Its upper end.
    pub forecast_high: Price,
    /// How forecasts have turned out so far.
    pub score: Score,
}

/// Something that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What must hold.
    pub what: String,
    /// Whether it did, and what was found.
    pub held: bool,
    /// What was found.
    pub found: String,
}

/// The figures of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearTotals {
    /// Free allocation.
    pub allocated: Quantity,
    /// Recorded emissions.
    pub emissions: Quantity,
    /// Issued to holders and into the reserve.
    pub issued: Quantity,
    /// Units traded.
    pub volume: Quantity,
    /// Of these, sold by the treasury.
    pub treasury: Quantity,
    /// Volume-weighted average price.
    pub vwap: Option<Price>,
    /// Surrendered by the deadline.
    pub surrendered: Quantity,
    /// Missing at the deadline.
    pub missing: Quantity,
    /// Penalties.
    pub penalty: Money,
    /// Compliant installations.
    pub compliant: usize,
    /// Non-compliant installations.
    pub non_compliant: usize,
    /// Installations without data.
    pub no_data: usize,
}

impl Outcome {
    /// The figures of a year; allocation is the file's, all else the chain's.
    pub fn totals(&self, year: u16, allocated: Quantity) -> YearTotals {
        let mut totals = YearTotals { allocated, ..YearTotals::default() };
        for ((_, of), outcome) in &self.years {
            if *of != year {
                continue;
            }
            totals.emissions += outcome.verified.unwrap_or(0);
            totals.surrendered += outcome.surrendered;
            totals.missing += outcome.missing;
            totals.penalty += outcome.penalty;
            match outcome.status {
                ComplianceStatus::Compliant => totals.compliant += 1,
                ComplianceStatus::NonCompliant => totals.non_compliant += 1,
                ComplianceStatus::NoData | ComplianceStatus::Pending => totals.no_data += 1,
            }
        }
        totals.issued = self.supply.get(&year).map_or(0, |batches| batches.values().map(|supply| supply.issued).sum());
        let mut value = 0;
        for day in self.days.iter().filter(|day| day.year == year) {
            totals.volume += day.volume;
            totals.treasury += day.treasury;
            value += day.value;
        }
        totals.vwap = value.checked_div(totals.volume);
        totals
    }

    /// The indices at the end of a year's trading.
    pub fn last_indices(&self, year: u16) -> Option<&IndexOutcome> {
        self.indices.iter().rev().find(|of| of.year == year)
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.held)
    }
}
