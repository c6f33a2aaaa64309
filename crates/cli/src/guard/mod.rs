//! `weir guard`: learn a contract's paths, build a guarded contract, look at profiles.
//!
//! * [`drink`]: the suite's tests on drink, run with other builds of its contracts.
//! * [`build`]: from a contract and its profile to a build. [`learn`]: from what learning builds printed to a profile.
//! * [`tape`]: what contracts did in a scenario on the embedded engine. [`suite`]: the suite's contracts, guarded.
//! * [`bench`]: what it costs and how often it is wrong.
//! * [`explain`], [`watch`]: what guarded contracts said on a chain. [`files`], [`print`]: what is read, written and shown.

pub mod bench;
mod build;
mod drink;
mod explain;
mod files;
pub mod learn;
mod print;
pub mod suite;
pub mod tape;
mod watch;

use crate::exit::{Exit, Failure};
use std::path::PathBuf;
use weir_guard::analysis::Analysis;
use weir_guard::audit::{self, Severity};
use weir_guard::module::Names;
use weir_guard::owner::{message, Operation};
use weir_guard::profile::Profile;
use weir_guard::report;

/// Guard a contract: learn the paths its tests take, and undo calls that take any other.
#[derive(Debug, clap::Args)]
#[command(after_help = crate::exit::HELP)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Instrument(build::Args),
    Learn(learn::Args),
    LearnSuite(learn::SuiteArgs),
    Bench(bench::Args),
    Equivalence(drink::Args),
    Explain(explain::Args),
    Watch(watch::Args),
    /// Put profiles of one contract together.
    Merge {
        /// The profiles; the first test of a path is that of the first file that has it.
        #[arg(required = true, value_name = "PROFILE")]
        profiles: Vec<PathBuf>,
        /// Where to write the result.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the paths that only one of two profiles has. Exit code 1 when there are any.
    Diff {
        /// The first profile.
        before: PathBuf,
        /// The second.
        after: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List a profile's paths: how often, who first, where in the code they decide.
    Show(OfContract),
    /// What share of each function's paths and edges the tests have taken.
    Coverage(OfContract),
    /// What the code alone shows: ways to give the contract away, unchecked products; with a profile, what its paths do.
    Audit {
        /// The contract: .wasm or .contract.
        contract: PathBuf,
        /// Its profile, to list what the allowed paths do.
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
        /// Exit code 1 when a finding is at least this severe: info, low, medium or high.
        #[arg(long, value_name = "LEVEL", default_value = "high")]
        fail: Severity,
        #[command(flatten)]
        source: Source,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the owner's message that mends a false alarm, as a call's input.
    Mend {
        /// allow or revoke proposes, apply carries out after the delay, withdraw takes the proposal back.
        #[arg(value_enum)]
        operation: Says,
        /// The miss code, from the debug message of the refused call.
        code: u32,
    },
}

#[derive(Debug, clap::Args)]
struct OfContract {
    /// The plain contract: .wasm or .contract.
    contract: PathBuf,
    /// Its profile.
    profile: PathBuf,
    #[command(flatten)]
    source: Source,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Where names and lines are that the contract itself was stripped of.
#[derive(Debug, Clone, Default, clap::Args)]
struct Source {
    /// The same code with its name or debug sections, for the names of functions and the lines of the source.
    #[arg(long = "debug", value_name = "WASM")]
    twin: Option<PathBuf>,
}

impl Source {
    /// Gives an analysis the names and lines.
    fn add(&self, analysis: &mut Analysis<'_>) -> Result<(), Failure> {
        let Some(path) = &self.twin else { return Ok(()) };
        let twin = files::contract(path)?;
        let names = Names::of_twin(analysis.module.bytes, &twin.code);
        analysis.module.add_names(names.map_err(|error| files::refused(error).while_doing(path.display()))?);
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Says {
    Allow,
    Revoke,
    Apply,
    Withdraw,
}

/// Runs the command.
///
/// # Errors
/// Files that cannot be read or written, and whatever weir-guard refuses. Nothing is written then.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::Instrument(args) => build::run(args),
        Command::Learn(args) => learn::run(args),
        Command::LearnSuite(args) => learn::run_suite(args),
        Command::Bench(args) => bench::run(args),
        Command::Equivalence(args) => drink::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Watch(args) => watch::run(args),
        Command::Merge { profiles, output, json } => {
            let merged = merged(profiles)?;
            files::write(output, merged.to_json().as_bytes())?;
            print::learnt(&[(output.display().to_string(), &merged)], *json);
            Ok(Exit::Ok)
        }
        Command::Diff { before, after, json } => {
            let (one, other) = (files::profile(before)?, files::profile(after)?);
            let difference = one.diff(&other).map_err(|error| files::refused(error).while_doing(after.display()))?;
            print::difference(&difference, *json);
            let same = difference.added.is_empty() && difference.removed.is_empty();
            Ok(if same { Exit::Ok } else { Exit::CheckFailed })
        }
        Command::Show(args) => with_profile(args, |analysis, profile| match args.json {
            true => print!("{}", profile.to_json()),
            false => print!("{}", report::show(analysis, profile)),
        }),
        Command::Coverage(args) => with_profile(args, |analysis, profile| {
            print::coverage(&report::coverage(analysis, profile), args.json);
        }),
        Command::Audit { contract, profile, fail, source, json } => {
            let bundle = files::contract(contract)?;
            let profile = profile.as_deref().map(files::profile).transpose()?;
            let mut analysis = analysis(contract, &bundle.code, profile.as_ref())?;
            source.add(&mut analysis)?;
            let findings = audit::findings(&analysis);
            let allowed = profile.map(|profile| audit::allowed_paths(&analysis, &profile)).unwrap_or_default();
            print::audit(&analysis, &findings, &allowed, *json);
            let bad = findings.iter().any(|finding| finding.severity >= *fail);
            Ok(if bad { Exit::CheckFailed } else { Exit::Ok })
        }
        Command::Mend { operation, code } => {
            let says = match operation {
                Says::Allow => Operation::Allow,
                Says::Revoke => Operation::Revoke,
                Says::Apply => Operation::Apply,
                Says::Withdraw => Operation::Withdraw,
            };
            println!("{}", weir_guard::module::hex(&message(says, *code)));
            Ok(Exit::Ok)
        }
    }
}

fn merged(paths: &[PathBuf]) -> Result<Profile, Failure> {
    let mut merged: Option<Profile> = None;
    for path in paths {
        let profile = files::profile(path)?;
        match &mut merged {
            None => merged = Some(profile),
            Some(merged) => {
                merged.merge(&profile).map_err(|error| files::refused(error).while_doing(path.display()))?
            }
        }
    }
    merged.ok_or_else(|| Failure::new(Exit::Usage, "no profile is named"))
}

fn with_profile(args: &OfContract, then: impl FnOnce(&Analysis<'_>, &Profile)) -> Result<Exit, Failure> {
    let bundle = files::contract(&args.contract)?;
    let profile = files::profile(&args.profile)?;
    let mut analysis = analysis(&args.contract, &bundle.code, Some(&profile))?;
    args.source.add(&mut analysis)?;
    then(&analysis, &profile);
    Ok(Exit::Ok)
}

/// The contract's paths, as its profile was learnt; a profile that does not fit is refused.
fn analysis<'a>(path: &std::path::Path, code: &'a [u8], profile: Option<&Profile>) -> Result<Analysis<'a>, Failure> {
    let analysis = match profile {
        Some(profile) => Analysis::like(code, profile),
        None => Analysis::of(code),
    };
    let of_file = |error| files::refused(error).while_doing(path.display());
    let analysis = analysis.map_err(of_file)?;
    if let Some(profile) = profile {
        profile.fits(&analysis).map_err(of_file)?;
    }
    Ok(analysis)
}
