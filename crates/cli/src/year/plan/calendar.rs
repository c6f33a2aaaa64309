//! When things happen in a scheme year.

use crate::year::input::scenario::{Scenario, QUARTERS};
use weir_rules::market::day_of;
use weir_types::auction::Schedule;
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
    surrendered: Timestamp,
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
            surrendered: dates.surrendered.of(year + 1),
            days: scenario.market.trading_days.into(),
            offset: scenario.day_offset(),
        }
    }

    /// When a trading day's trading begins, counted from 0.
    pub fn trading(&self, number: u64) -> Timestamp {
        let intervals = self.days.saturating_sub(1).max(1);
        self.first + (self.last - self.first) / DAY_MS * number / intervals * DAY_MS + MORNING
    }

    /// Which quarter a trading day falls in, from 0.
    pub fn quarter(&self, number: u64) -> usize {
        usize::try_from(number * QUARTERS as u64 / self.days.max(1)).unwrap_or_default()
    }

    /// When the notice of a quarter's auction is published: so early that all is claimed a day before its first trading day.
    pub fn notice(&self, quarter: usize) -> Timestamp {
        let first = (quarter as u64 * self.days).div_ceil(QUARTERS as u64);
        self.trading(first) - 4 * DAY_MS
    }

    /// A quarter's auction: a day for each of its phases, the first a day after the notice.
    pub fn schedule(&self, quarter: usize) -> Schedule {
        let [opens, ends, reveals, claims] = [1, 2, 3, 4].map(|days| self.notice(quarter) + days * DAY_MS);
        Schedule { opens, ends, reveals, claims }
    }

    /// How long after a trading day nothing else happens to what was sold on it: until a day before the next, or until surrender.
    pub fn calm(&self, number: u64) -> Timestamp {
        let next = if number + 1 < self.days { self.trading(number + 1) } else { self.surrendered };
        next.saturating_sub(self.trading(number))
    }

    /// When the free allocation reaches its accounts.
    pub fn allocation(&self) -> Timestamp {
        self.allocation
    }

    /// The number of the last trading day.
    pub fn last(&self) -> u64 {
        self.days.saturating_sub(1)
    }

    /// The morning after the last trading day.
    pub fn over(&self) -> Timestamp {
        self.trading(self.last()) + DAY_MS
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
