//! `weir year`: compliance years from files, through the contracts, on either engine.
//!
//! * [`input`]: the files, checked whole before anything is sent. [`facts`]: what the engine may know of them.
//! * [`plan`]: what is to happen, worked out beforehand. [`run`]: the plan on a chain. [`outcome`]: what came of it.
//! * [`compare`]: computed statuses against the published ones, which nothing else can see.
//! * [`output`]: table, report, JSON. [`cost`]: what it cost.

pub mod compare;
pub mod cost;
pub mod date;
pub mod facts;
pub mod input;
pub mod outcome;
pub mod output;
pub mod plan;
pub mod run;

use crate::deploy;
use crate::exit::{Exit, Failure};
use crate::guard::suite::Guarded;
use compare::Comparison;
use cost::Costs;
use input::Input;
use outcome::Outcome;
use output::{json, report, table, Told};
use plan::Plan;
use run::progress::Progress;
use run::Job;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use weir_client::bundle::Bundles;
use weir_client::{connect, Chain};

/// Run compliance years from files: allocate, trade, report, verify, surrender, close; compare with the published statuses.
#[derive(Debug, clap::Args)]
#[command(after_help = crate::exit::HELP)]
pub struct Args {
    /// The folder with installations.csv, scenario.toml and behaviour.toml.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// `embedded` for the node's runtime in this process, or the address of a fresh development node.
    #[arg(long, value_name = "ENGINE", default_value = "embedded")]
    engine: String,
    /// Print JSON: `result`, the same on every engine, and `cost`.
    #[arg(long)]
    json: bool,
    /// Write an HTML report: one file, with its charts in it.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Run the first N installations only, by operator id.
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    #[command(flatten)]
    guarded: Guarded,
}

/// A run that is over.
pub struct Done {
    /// The files, installations left out when fewer were asked for.
    pub input: Input,
    /// What was planned.
    pub plan: Plan,
    /// What came of it.
    pub outcome: Outcome,
    /// The statuses compared.
    pub comparison: Comparison,
    /// What it cost.
    pub costs: Costs,
}

impl Done {
    /// What output is made from.
    pub fn told(&self) -> Told<'_> {
        Told {
            facts: &self.input.facts,
            scenario: &self.input.scenario,
            plan: &self.plan,
            outcome: &self.outcome,
            comparison: &self.comparison,
            costs: &self.costs,
        }
    }
}

/// Files that were read and a plan that was made of them: nothing has been sent.
pub struct Prepared {
    /// The files, installations left out when fewer were asked for.
    pub input: Input,
    /// What is to happen.
    pub plan: Plan,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    if let Some(path) = &args.report {
        can_be_written(path)?;
    }
    let prepared = prepare(&args.data, args.limit)?;
    let bundles = args.guarded.bundles(Bundles::from_env())?;
    let mut chain = connect(&args.engine).map_err(deploy::fail::chain)?;
    let done = execute_with(chain.as_mut(), &bundles, prepared, &Progress::new(!args.json))?;
    let told = done.told();
    if let Some(path) = &args.report {
        let page = report::html(&told)
            .map_err(|error| Failure::new(Exit::CheckFailed, format!("the report could not be drawn: {error}")))?;
        let failed = |error| Failure::new(Exit::Usage, format!("{}: {error}", path.display()));
        std::fs::write(path, page).map_err(failed)?;
    }
    if args.json {
        println!("{:#}", json::document(&told));
    } else {
        print!("{}", table::text(&told));
        if let Some(path) = &args.report {
            println!("Report: {}", path.display());
        }
    }
    Ok(if done.outcome.failures().next().is_none() { Exit::Ok } else { Exit::CheckFailed })
}

/// Reads the files and plans; sends nothing.
///
/// # Errors
/// [`Exit::BadInput`] with all that is wrong with the files.
pub fn prepare(data: &Path, limit: Option<NonZeroUsize>) -> Result<Prepared, Failure> {
    let bad = |message: String| Failure::new(Exit::BadInput, message);
    let mut input = input::read(data).map_err(|faults| bad(format!("nothing was sent:\n{faults}")))?;
    let whole = input.facts.clone();
    if let Some(limit) = limit {
        input.facts.limit(limit.get());
    }
    let plan = plan::build(&input.facts, &whole, &input.scenario, &input.behaviour).map_err(|plan::Misfit(why)| {
        bad(format!("nothing was sent:\n{}: {why}", data.join(input::scenario::FILE).display()))
    })?;
    Ok(Prepared { input, plan })
}

/// Sends a plan, reads back what came of it, and compares the statuses.
pub fn execute(chain: &mut dyn Chain, prepared: Prepared, progress: &Progress) -> Result<Done, Failure> {
    execute_with(chain, &Bundles::from_env(), prepared, progress)
}

/// The same with these bundles.
pub fn execute_with(
    chain: &mut dyn Chain,
    bundles: &Bundles,
    prepared: Prepared,
    progress: &Progress,
) -> Result<Done, Failure> {
    let Prepared { input, plan } = prepared;
    let job = Job { facts: &input.facts, scenario: &input.scenario, plan: &plan };
    let (outcome, costs) = run::run(chain, bundles, &job, progress)?;
    let computed = outcome.years.iter().map(|(row, of)| (*row, of.status)).collect();
    let comparison = compare::compare(&input.facts, &computed, &input.behaviour, &input.published);
    Ok(Done { input, plan, outcome, comparison, costs })
}

/// A report that cannot be written is told before the run, not after it.
fn can_be_written(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(Failure::new(
            Exit::Usage,
            format!("{}: the report needs a file in a folder that is there", path.display()),
        ));
    }
    Ok(())
}
