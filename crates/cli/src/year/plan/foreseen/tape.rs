//! What the trades say of prices: days, closes and indices, reckoned with the pure rules from this bookkeeping's own trades.

use crate::year::outcome::IndexOutcome;
use std::collections::BTreeMap;
use weir_rules::oracle::indices;
use weir_types::market::Bar;
use weir_types::oracle::index::{Index, Series, TWAP_DAYS};
use weir_types::units::Day;
use weir_types::{Price, Quantity};

/// The prices of a year's market.
#[derive(Default)]
pub struct Tape {
    thin: Quantity,
    close: Price,
    traded: BTreeMap<Day, Bar>,
    closes: Vec<Price>,
    series: Option<Series>,
}

impl Tape {
    /// A market that opens at a price; a day's volume up to `thin` leaves its close.
    pub fn new(reference: Price, thin: Quantity) -> Self {
        Self { thin, close: reference, ..Self::default() }
    }

    /// A trade of the book that was paid at once.
    pub fn trade(&mut self, day: Day, price: Price, quantity: Quantity) {
        let bar = self.traded.entry(day).or_insert(Bar { day, low: price, ..Bar::default() });
        (bar.low, bar.high) = (bar.low.min(price), bar.high.max(price));
        bar.volume += quantity;
        bar.value += price * quantity;
    }

    /// The oracle takes a day that is over.
    pub fn pull(&mut self, day: Day) {
        let mut bar = self.traded.remove(&day).unwrap_or(Bar { day, ..Bar::default() });
        if bar.volume > self.thin {
            self.close = bar.value / bar.volume;
        }
        bar.close = self.close;
        self.closes.push(bar.close);
        // Its own numbers are within what the rules allow; without a series nothing would be shown, and the chain's differs.
        self.series = indices::append(self.series, bar).ok().map(|(series, _)| series);
    }

    /// The indices as they stand.
    pub fn indices(&self, year: u16, at: u64) -> Option<IndexOutcome> {
        let days = self.closes.len().min(usize::try_from(TWAP_DAYS).unwrap_or(usize::MAX)).max(1);
        let mean = self.closes.iter().rev().take(days).sum::<Price>() / days as Price;
        self.series.map(|series| outcome(year, at, &indices::show(&series, mean, 0, 0, 0)))
    }
}

/// What is told of the oracle's answer. How old it is depends on the clock, and which trade was the day's last on the order of a block.
pub fn outcome(year: u16, at: u64, index: &Index) -> IndexOutcome {
    let Index { close, vwap, twap, ema, forecast, forecast_low, forecast_high, score, .. } = *index;
    IndexOutcome { year, at, close, vwap, twap, ema, forecast, forecast_low, forecast_high, score }
}
