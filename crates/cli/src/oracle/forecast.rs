//! `weir oracle forecast`: how good the oracle's forecast and its band would have been on published prices.
//!
//! Walk-forward: each day is forecast from the days before it alone, by the very rule the contract learns with. The parameters were
//! fixed on the first half of each file's rows; the second half is what counts. No chain is needed.

use super::input::{self, Prices};
use super::{bytes, short};
use crate::exit::{Exit, Failure};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;
use weir_rules::oracle::forecast::{learn, PARAMETERS};
use weir_types::oracle::{Model, Score};
use weir_types::units::Day;
use weir_types::Price;

/// The forecast's mean error is to be at most this part of the last value's, in percent.
pub const MOST_ERROR: u128 = 102;
/// How often the band is to hold what comes, in percent: at least, at most.
pub const HOLDS: (u128, u128) = (75, 85);

/// Measure the forecast on files of prices, day by day: its mean error against that of the last value, and how often the band held.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files with the columns date and price, or with those of the Shenzhen exchange.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prices of several instruments by day, each oldest first.
pub type Series = Vec<Vec<(Day, Price)>>;

/// What a series gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which file and which of its prices.
    pub name: String,
    /// The first day of the second half.
    pub split: Day,
    /// The first half, on which the parameters were fixed.
    pub training: Score,
    /// The second half.
    pub test: Score,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let mut all = Vec::new();
    for file in &args.files {
        let (name, read) = bytes(file)?;
        let prices = input::read(&name, &read).map_err(|faults| Failure::new(Exit::BadInput, faults.to_string()))?;
        for (what, series) in series(&prices) {
            let name = format!("{}{what}", short(file));
            let none = || Failure::new(Exit::BadInput, format!("{name}: too few prices to forecast any"));
            all.push(measure(&name, &series).ok_or_else(none)?);
        }
    }
    if args.json {
        println!("{:#}", json!(all.iter().map(Measured::json).collect::<Vec<_>>()));
    } else {
        all.iter().for_each(|measured| println!("{}", measured.text()));
    }
    Ok(if all.iter().all(Measured::good) { Exit::Ok } else { Exit::CheckFailed })
}

/// The series of a file: of the Shenzhen file what the oracle learns from its replay (the average price of the rows that were not
/// refused), and the published close of the same rows.
pub fn series(prices: &Prices) -> Vec<(&'static str, Series)> {
    match prices {
        Prices::Plain(series, _) => vec![("", vec![series.clone()])],
        Prices::Shenzhen(days) => {
            let of = |price: fn(&input::Row) -> Price| {
                let mut by_vintage: BTreeMap<u16, Vec<(Day, Price)>> = BTreeMap::new();
                for row in days.rows.iter().filter(|row| row.refused.is_none()) {
                    by_vintage.entry(row.vintage).or_default().push((row.day, price(row)));
                }
                by_vintage.into_values().collect()
            };
            vec![(" day's average", of(|row| row.price)), (" close", of(|row| row.close))]
        }
    }
}

/// Forecasts every day after the first of each series; `None` when a half has no day to forecast.
pub fn measure(name: &str, series: &[Vec<(Day, Price)>]) -> Option<Measured> {
    let mut days: Vec<Day> = series.iter().flatten().map(|(day, _)| *day).collect();
    days.sort_unstable();
    let split = *days.get(days.len() / 2)?;
    let (mut training, mut test) = (Score::default(), Score::default());
    for one in series {
        let mut model = Model::default();
        for (day, price) in one {
            let before = model.score;
            learn(&mut model, *price, &PARAMETERS).ok()?;
            let half = if *day < split { &mut training } else { &mut test };
            half.days += model.score.days - before.days;
            half.held += model.score.held - before.held;
            half.error += model.score.error - before.error;
            half.naive += model.score.naive - before.naive;
        }
    }
    let measured = Measured { name: name.to_owned(), split, training, test };
    (training.days > 0 && test.days > 0).then_some(measured)
}

impl Measured {
    /// Does the second half keep to the budget?
    pub fn good(&self) -> bool {
        let Score { days, held, error, naive } = self.test;
        let (days, held) = (u128::from(days), u128::from(held));
        let precise = u128::from(error) * 100 <= u128::from(naive) * MOST_ERROR;
        precise && held * 100 >= days * HOLDS.0 && held * 100 <= days * HOLDS.1
    }

    fn text(&self) -> String {
        let line = |what: &str, score: &Score| {
            let [error, naive] = [score.mean_error(), score.mean_naive()].map(|mean| percent(mean.unwrap_or_default()));
            let (ratio, held) = (ratio(score), held(score));
            format!("  {what:<10} {:>6} {naive:>12} {error:>12} {ratio:>8} {held:>11}", score.days)
        };
        let verdict = if self.good() { "within the budget" } else { "OUTSIDE of the budget" };
        let day = crate::year::date::text(u64::from(self.split) * weir_types::units::DAY_MS);
        format!(
            "{}: second half from {day}, {verdict}\n  {:<10} {:>6} {:>12} {:>12} {:>8} {:>11}\n{}\n{}",
            self.name,
            "",
            "days",
            "last value",
            "forecast",
            "ratio",
            "band held",
            line("first half", &self.training),
            line("second half", &self.test),
        )
    }

    fn json(&self) -> Value {
        let half = |score: &Score| {
            json!({
                "days": score.days,
                "mape_last_value": millionths(score.mean_naive()),
                "mape_forecast": millionths(score.mean_error()),
                "ratio": score.error as f64 / score.naive as f64,
                "band_held": f64::from(score.held) / f64::from(score.days),
            })
        };
        let (training, test) = (half(&self.training), half(&self.test));
        json!({ "name": self.name, "split": self.split, "training": training, "test": test, "good": self.good() })
    }
}

fn millionths(mean: Option<u64>) -> f64 {
    mean.unwrap_or_default() as f64 / 1e6
}

fn percent(millionths: u64) -> String {
    format!("{}.{:02} %", millionths / 10_000, millionths % 10_000 / 100)
}

fn ratio(score: &Score) -> String {
    format!("{:.4}", score.error as f64 / score.naive as f64)
}

fn held(score: &Score) -> String {
    format!("{:.1} %", 100.0 * f64::from(score.held) / f64::from(score.days))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget on the file that may stand in the repository. The other one is measured by the command.
    #[test]
    fn the_shenzhen_file_keeps_to_the_budget() {
        let bytes = include_bytes!("../../../../data/shenzhen/sza_daily.csv");
        let prices = input::read("sza_daily.csv", bytes).unwrap();
        let all: Vec<Measured> = series(&prices).iter().map(|(name, series)| measure(name, series).unwrap()).collect();
        assert_eq!(all.len(), 2);
        for measured in &all {
            assert!(measured.good(), "{measured:?}");
            assert_eq!(measured.training.days + measured.test.days, 734 - 8, "all but each vintage's first");
        }
    }

    #[test]
    fn what_is_worse_than_the_budget_is_told() {
        let score = |held, error| Score { days: 100, held, error, naive: 100 };
        let of = |test| Measured { name: String::new(), split: 0, training: test, test };
        assert!(of(score(80, 102)).good() && of(score(75, 0)).good() && of(score(85, 0)).good());
        assert!(!of(score(80, 103)).good() && !of(score(74, 100)).good() && !of(score(86, 100)).good());
    }

    #[test]
    fn too_few_prices_measure_nothing() {
        assert_eq!(measure("", &[]), None);
        assert_eq!(measure("", &[vec![(1, 5)]]), None);
    }
}
