//! What came of a replay: day averages against the published ones, forecasts against the rules', rows that were refused.

use crate::oracle::input::{money, Row};
use crate::year::input::fault::Fault;
use serde_json::{json, Value};
use std::fmt::Write;
use weir_rules::oracle::forecast::{learn, PARAMETERS};
use weir_types::oracle::{Index, Model, Score};
use weir_types::units::Day;
use weir_types::{Instrument, Price};

/// How far the oracle's average may be from the published one, in cents.
const WITHIN: Price = 1;

/// A row and what the oracle says of its day.
#[derive(Debug)]
pub struct Compared {
    /// The row.
    pub row: Row,
    /// The oracle's average of the day.
    pub average: Option<Price>,
    /// It was refused, and traded aside.
    pub aside: bool,
}

/// An instrument at the end.
#[derive(Debug)]
pub struct Learnt {
    /// Which.
    pub instrument: Instrument,
    /// The prices of its days with trades.
    pub prices: Vec<Price>,
    /// What the oracle shows.
    pub index: Index,
}

/// What came of a replay.
#[derive(Debug)]
pub struct Outcome {
    /// Every row that was traded.
    pub compared: Vec<Compared>,
    /// Every row that was refused, and why.
    pub refused: Vec<Fault>,
    /// The instruments.
    pub learnt: Vec<Learnt>,
    /// How many days later than in the file each day was.
    pub shift: Day,
    /// How many calls were sent.
    pub calls: usize,
}

impl Compared {
    fn agrees(&self) -> bool {
        self.row.average.zip(self.average).is_some_and(|(published, ours)| published.abs_diff(ours) <= WITHIN)
    }
}

impl Learnt {
    /// What the rules make of the same prices.
    fn expected(&self) -> Score {
        let mut model = Model::default();
        for price in &self.prices {
            // A price that the rules refuse would show as a difference.
            let _ = learn(&mut model, *price, &PARAMETERS);
        }
        model.score
    }
}

impl Outcome {
    fn count(&self, which: impl Fn(&Compared) -> bool) -> usize {
        self.compared.iter().filter(|of| which(of)).count()
    }

    /// In how many rows the day's average is the published one, to a cent.
    pub fn agreeing(&self) -> usize {
        self.count(Compared::agrees)
    }

    /// How many rows have a published average.
    pub fn published(&self) -> usize {
        self.count(|of| of.row.average.is_some())
    }

    /// Has the contract learnt what the rules learn from the same prices?
    pub fn same_forecasts(&self) -> bool {
        self.learnt.iter().all(|one| one.index.score == one.expected())
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "{:<16} {:>5} {:>9} {:>9} {:>9} {:>19} {:>10} {:>10} {:>9}",
            "instrument", "days", "close", "ema", "forecast", "band", "error", "last value", "held"
        )?;
        for Learnt { instrument, prices, index } in &self.learnt {
            let percent = |mean: Option<u64>| mean.map_or("-".into(), |mean| format!("{:.2} %", mean as f64 / 1e4));
            let held = 100.0 * f64::from(index.score.held) / f64::from(index.score.days.max(1));
            let band = format!("{} to {}", money(index.forecast_low), money(index.forecast_high));
            writeln!(
                out,
                "{:<16} {:>5} {:>9} {:>9} {:>9} {band:>19} {:>10} {:>10} {held:>7.1} %",
                instrument.to_string(),
                prices.len(),
                money(index.close),
                money(index.ema),
                money(index.forecast),
                percent(index.score.mean_error()),
                percent(index.score.mean_naive()),
            )?;
        }
        if !self.refused.is_empty() {
            writeln!(out, "\n{} rows refused, each traded aside:", self.refused.len())?;
        }
        self.refused.iter().try_for_each(|fault| writeln!(out, "  {fault}"))?;
        let (aside, agree) = (self.count(|of| of.aside), self.count(|of| of.aside && of.agrees()));
        writeln!(
            out,
            "\n{} rows traded by {} calls, {} days later than in the file; {aside} of them aside.\n\
             The day's average is the published one to 0.01 in {} of {} rows that have one ({} in their markets, {agree} aside).\n\
             Forecasts of contract and rules: {}.",
            self.compared.len(),
            self.calls,
            self.shift,
            self.agreeing(),
            self.published(),
            self.agreeing() - agree,
            if self.same_forecasts() { "the same" } else { "DIFFERENT" },
        )
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let learnt = |one: &Learnt| {
            let Index { close, last, vwap, twap, ema, forecast, forecast_low, forecast_high, score, .. } = one.index;
            json!({
                "instrument": one.instrument.to_string(),
                "days": one.prices.len(),
                "close": close, "last": last, "vwap": vwap, "twap": twap, "ema": ema,
                "forecast": forecast, "forecast_low": forecast_low, "forecast_high": forecast_high,
                "mape_forecast": score.mean_error().map(|mean| mean as f64 / 1e6),
                "mape_last_value": score.mean_naive().map(|mean| mean as f64 / 1e6),
                "forecast_days": score.days, "band_held": score.held,
            })
        };
        let differing = |of: &&Compared| of.row.average.is_some() && !of.agrees();
        let row = |of: &Compared| json!({ "row": of.row.line, "published": of.row.average, "average": of.average, "aside": of.aside });
        let refused = |fault: &Fault| {
            let Fault { file, row, column, expected, found } = fault;
            json!({ "file": file, "row": row, "column": column, "expected": expected, "found": found })
        };
        json!({
            "rows": self.compared.len(),
            "with_average": self.published(),
            "agreeing": self.agreeing(),
            "agreeing_aside": self.count(|of| of.aside && of.agrees()),
            "same_forecasts": self.same_forecasts(),
            "days_later": self.shift,
            "calls": self.calls,
            "refused": self.refused.iter().map(refused).collect::<Vec<_>>(),
            "differing": self.compared.iter().filter(differing).map(row).collect::<Vec<_>>(),
            "instruments": self.learnt.iter().map(learnt).collect::<Vec<_>>(),
        })
    }
}
