//! `weir guard bench`: what the guard costs and how often it is wrong, on the suite's contracts, against the budgets.
//!
//! * [`deployment`]: bytes, upload, how long building takes. [`runtime`]: what messages cost, plain and guarded.
//! * [`attacks`]: which attacks it stops. [`instructions`]: what they execute. [`alarms`]: benign calls of the scenarios that
//!   profiles of the suite's tests would refuse. [`table`]: the figures as text.

mod alarms;
mod attacks;
mod deployment;
mod instructions;
mod runtime;
mod table;

use super::learn::{self, Course, Scenario};
use super::{files, suite};
use crate::exit::{Exit, Failure};
use serde::Serialize;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use weir_client::bundle::Bundles;
use weir_guard::instrument::Mode;

/// Measure what the guard costs the suite's contracts, and how many benign calls it would refuse; compare with the budgets.
/// Exit code 1 when one is missed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The profiles whose builds are measured.
    #[arg(long, value_name = "DIR", default_value = suite::PROFILES)]
    profiles: PathBuf,
    /// The folder with the year's files.
    #[arg(long, value_name = "DIR", default_value = learn::YEARS)]
    data: PathBuf,
    /// The year's first N installations only: quicker, and said so in the tables.
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// The oracle's file of prices.
    #[arg(long, value_name = "FILE", default_value = learn::PRICES)]
    prices: PathBuf,
    /// Where the traces of the drink suite are kept: read if there are any, else written. Without it they are not kept.
    #[arg(long, value_name = "DIR")]
    traces: Option<PathBuf>,
    /// Only the false alarms.
    #[arg(long, conflicts_with = "write")]
    alarms: bool,
    /// Attack instead: the laboratory's subjects, plain and guarded.
    #[arg(long)]
    attacks: bool,
    /// Attack this alone: a class's number or code, a seeded fault of suite/attacks/mutants.json, or all `classes` or all `faults`.
    #[arg(long, value_name = "NAME", requires = "attacks")]
    subject: Option<String>,
    /// Put the tables into this page, between its marks.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A figure and what it may be at most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// What was measured.
    pub what: String,
    /// The figure.
    pub figure: f64,
    /// What it may be.
    pub most: f64,
    /// `%` or `s`.
    pub unit: &'static str,
    /// Whether it is kept.
    pub kept: bool,
}

impl Budget {
    fn new(what: &str, figure: f64, most: f64, unit: &'static str) -> Self {
        Self { what: what.to_owned(), figure, most, unit, kept: figure <= most }
    }
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Bytes and building, by code.
    pub deployment: Vec<deployment::Row>,
    /// Messages, by contract.
    pub runtime: Vec<runtime::Row>,
    /// Executed instructions.
    pub instructions: Option<instructions::Figures>,
    /// False alarms, by the share of the training set and by what was judged.
    pub alarms: Vec<alarms::Row>,
    /// Installations of the years that were judged, when not all.
    pub limit: Option<usize>,
    /// The budgets.
    pub budgets: Vec<Budget>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    if args.attacks {
        return attacks::run(&attacks::Asked {
            subject: args.subject.as_deref(),
            write: args.write.as_deref(),
            data: &args.data,
            prices: &args.prices,
            json: args.json,
        });
    }
    let page = args.write.as_deref().map(|path| Ok::<_, Failure>((path, files::text(path)?))).transpose()?;
    if let Some((path, text)) = &page {
        table::place(text, "").ok_or_else(|| unmarked(path))?;
    }
    let figures = if args.alarms { only_alarms(args)? } else { measure(args)? };
    if let Some((path, text)) = page {
        let tables = table::markdown(&figures);
        files::write(path, table::place(&text, &tables).ok_or_else(|| unmarked(path))?.as_bytes())?;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&figures);
        println!("{}", text.map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))?);
    } else {
        print!("{}", table::text(&figures));
    }
    Ok(if figures.budgets.iter().all(|budget| budget.kept) { Exit::Ok } else { Exit::CheckFailed })
}

fn unmarked(path: &Path) -> Failure {
    let text = format!("{}: it has no lines `{}` and `{}`", path.display(), table::BEGIN, table::END);
    Failure::new(Exit::BadInput, text)
}

fn measure(args: &Args) -> Result<Figures, Failure> {
    let plain = Bundles::from_env();
    let profiles = suite::read(&plain, &args.profiles)?;
    let deployment = deployment::rows(&plain, &profiles)?;
    let guarded = suite::guarded(&plain, Mode::Enforce, &profiles)?;
    let runtime = runtime::rows(&plain, &guarded)?;
    let instructions = instructions::figures(&plain, &guarded)?;
    let false_alarms = only_alarms(args)?;
    let mut budgets = deployment::budgets(&deployment);
    budgets.extend(runtime::budgets(&runtime));
    budgets.extend(instructions::budgets(&instructions));
    budgets.extend(false_alarms.budgets);
    Ok(Figures { deployment, runtime, instructions: Some(instructions), budgets, ..false_alarms })
}

fn only_alarms(args: &Args) -> Result<Figures, Failure> {
    let (data, prices, traces) = (args.data.as_path(), args.prices.as_path(), args.traces.as_deref());
    let course = |scenario| Course { scenario, data, limit: args.limit, prices, traces };
    let plain = Bundles::from_env();
    let alarms = alarms::rows(&plain, &course(Scenario::Drink), &[Scenario::Year, Scenario::Oracle].map(course))?;
    let (budgets, limit) = (alarms::budgets(&alarms), args.limit.map(NonZeroUsize::get));
    Ok(Figures { deployment: Vec::new(), runtime: Vec::new(), instructions: None, alarms, limit, budgets })
}

/// The mean of figures; of none, nothing.
fn mean(figures: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = figures.fold((0.0, 0_u32), |(sum, count), figure| (sum + figure, count + 1));
    if count == 0 {
        0.0
    } else {
        sum / f64::from(count)
    }
}

/// How much more the second is, in per cent of the first.
fn more(plain: u64, guarded: u64) -> f64 {
    (guarded as f64 / plain.max(1) as f64 - 1.0) * 100.0
}
