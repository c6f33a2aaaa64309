//! When things happen in a scheme year.

use crate::year::input::scenario::Scenario;
use weir_rules::market::day_of;
use weir_types::units::{Day, DAY_MS};
use weir_types::Timestamp;

/// The hour at which things happen on their day, so that no day's offset from UTC moves them to another day.
const MORNING: Timestamp = DAY_MS / 24 * 10;

/// The dates of a scheme year's trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    allocation: Timestamp,
    first: Timestamp,
    last: Timestamp,
    days: u64,
    offset: i16,
}

impl Calendar {
    /// The year's.
    pub fn of(scenario: &Scenario, year: u16) -> Self {
        let dates = &scenario.dates;
        Self {
            allocation: dates.allocation.of(year),
            first: dates.trading_first.of(year),
            last: dates.trading_last.of(year + 1),
            days: scenario.market.trading_days.into(),
            offset: scenario.day_offset(),
        }
    }

    /// When a trading day's trading begins, counted from 0.
    pub fn trading(&self, number: u64) -> Timestamp {
        let intervals = self.days.saturating_sub(1).max(1);
        self.first + (self.last - self.first) / DAY_MS * number / intervals * DAY_MS + MORNING
    }

    /// The morning after the last trading day.
    pub fn over(&self) -> Timestamp {
        self.trading(self.days.saturating_sub(1)) + DAY_MS
    }

    /// The market's day on which it opens.
    pub fn opened(&self) -> Day {
        self.day(self.allocation)
    }

    /// The market's day of a time.
    pub fn day(&self, at: Timestamp) -> Day {
        // Times of scenarios are far from the ends of what a day's number holds.
        day_of(at, self.offset).unwrap_or_default()
    }
}
