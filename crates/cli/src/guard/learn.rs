//! `weir guard learn`: from what learning builds printed to profiles.

use super::build::Learning;
use super::tape::Tape;
use super::{drink, files, print, suite};
use crate::exit::{Exit, Failure};
use crate::oracle::replay::replay_on;
use crate::year::run::progress::Progress;
use crate::{gas, year};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use weir_client::bundle::Bundles;
use weir_client::Chain;
use weir_guard::analysis::Analysis;
use weir_guard::host::flags;
use weir_guard::learn::frames;
use weir_guard::profile::Profile;

/// Where the years' files are.
pub const YEARS: &str = "data/uk-ets";
/// Where the oracle's prices are.
pub const PRICES: &str = "data/shenzhen/sza_daily.csv";

/// Make a contract's profile of what its learning build printed: the debug messages of any test's calls.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plain contract: .wasm or .contract.
    contract: PathBuf,
    /// Texts with debug messages. A line `# name` begins the next transaction and names it; of one that failed nothing
    /// belongs in the file.
    #[arg(long = "trace", value_name = "FILE", required = true)]
    traces: Vec<PathBuf>,
    /// Where to write the profile.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// As the learning build was made.
    #[command(flatten)]
    learning: Learning,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Learn the profiles of the suite's contracts from its tests on drink and from scenarios on the embedded engine.
#[derive(Debug, clap::Args)]
pub struct SuiteArgs {
    /// What to run; may be given several times.
    #[arg(long, value_enum, value_name = "SCENARIO", default_values = ["drink", "gas", "oracle", "year"])]
    scenario: Vec<Scenario>,
    /// The folder with the year's files.
    #[arg(long, value_name = "DIR", default_value = YEARS)]
    data: PathBuf,
    /// The year's first N installations only.
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// The oracle's file of prices.
    #[arg(long, value_name = "FILE", default_value = PRICES)]
    prices: PathBuf,
    /// Where the traces of the drink suite are kept: read if there are any, else written. Without it they are not kept.
    #[arg(long, value_name = "DIR")]
    traces: Option<PathBuf>,
    /// The folder for the profiles, one a contract.
    #[arg(short, long, value_name = "DIR", default_value = suite::PROFILES)]
    output: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A benign course of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scenario {
    /// The suite's tests on drink.
    Drink,
    /// `weir gas`: the normal case of every message.
    Gas,
    /// `weir year`: compliance years of real installations.
    Year,
    /// `weir oracle replay`: the Shenzhen exchange's days as trades.
    Oracle,
}

/// A scenario with its files.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// What is run.
    pub scenario: Scenario,
    /// The folder of the years' files.
    pub data: &'a Path,
    /// Installations of the years, when not all.
    pub limit: Option<NonZeroUsize>,
    /// The file of prices.
    pub prices: &'a Path,
    /// The folder that keeps the traces of drink.
    pub traces: Option<&'a Path>,
}

/// Runs `weir guard learn`.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let bundle = files::contract(&args.contract)?;
    let Learning { context, loops, tail_calls } = args.learning;
    let analysis = Analysis::with(&bundle.code, tail_calls)
        .map_err(|error| files::refused(error).while_doing(args.contract.display()))?;
    let mut profile =
        Profile::new(analysis.code_hash).with_depth(context).with_rounds(loops).with_tail_calls(analysis.tail_calls);
    for path in &args.traces {
        let before = profile.frames;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (test, text) in transactions(&files::text(path)?, &stem) {
            profile.add(&frames(text), &test);
        }
        if profile.frames == before {
            let text = format!(
                "{}: no frame of a learning build of {} lasted in it: were the calls made to that build, with debug messages?",
                path.display(),
                profile.code
            );
            return Err(Failure::new(Exit::BadInput, text));
        }
    }
    let of_build = |error| files::refused(error).while_doing("the traces are of a build with other options");
    profile.fits(&analysis).map_err(of_build)?;
    files::write(&args.output, profile.to_json().as_bytes())?;
    print::learnt(&[(args.output.display().to_string(), &profile)], args.json);
    Ok(Exit::Ok)
}

/// A trace's transactions, with their tests' names.
pub fn transactions<'a>(text: &'a str, file: &str) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    let (mut test, mut begin) = (file.to_owned(), 0);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("# ") {
            found.push((std::mem::replace(&mut test, name.trim().to_owned()), begin, at));
            begin = at + line.len();
        }
        at += line.len();
    }
    found.push((test, begin, at));
    found.into_iter().filter_map(|(test, from, to)| Some((test, text.get(from..to)?))).collect()
}

/// Runs `weir guard learn-suite`.
pub fn run_suite(args: &SuiteArgs) -> Result<Exit, Failure> {
    let bundles = Bundles::from_env();
    let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
    for scenario in &args.scenario {
        let (scenario, traces) = (*scenario, args.traces.as_deref());
        let course = Course { scenario, data: &args.data, limit: args.limit, prices: &args.prices, traces };
        for (name, profile) in learnt(&bundles, &course)? {
            match profiles.get_mut(&name) {
                Some(known) => known.merge(&profile).map_err(files::refused)?,
                None => drop(profiles.insert(name, profile)),
            }
        }
    }
    let mut written = Vec::new();
    for (name, profile) in &profiles {
        let path = suite::file(&args.output, name);
        files::write(&path, profile.to_json().as_bytes())?;
        written.push((path.display().to_string(), profile));
    }
    print::learnt(&written, args.json);
    Ok(Exit::Ok)
}

/// The profiles that a scenario teaches.
pub fn learnt(bundles: &Bundles, course: &Course<'_>) -> Result<BTreeMap<String, Profile>, Failure> {
    let (tape, mut profiles) = record(bundles, course)?;
    tape.teach(&mut profiles, &tape.calls);
    Ok(profiles)
}

/// Plays a scenario with learning builds. Answers what was heard, and empty profiles for it.
pub fn record(bundles: &Bundles, course: &Course<'_>) -> Result<(Tape, BTreeMap<String, Profile>), Failure> {
    let mut tail_calls = Vec::new();
    loop {
        let (tape, mut profiles) = play(bundles, course, &tail_calls)?;
        let empty = profiles.clone();
        tape.teach(&mut profiles, &tape.calls);
        let unfit = profiles.into_iter().filter(|(_, one)| one.flags & flags::TAIL_CALL != 0 && !one.tail_calls);
        let unfit: Vec<String> = unfit.map(|(name, _)| name).collect();
        // What tail calls were seen to do is known only once they are taken for ways out.
        if unfit.is_empty() || unfit.iter().any(|name| tail_calls.contains(name)) {
            return Ok((tape, empty));
        }
        if course.scenario == Scenario::Drink && course.traces.is_some() {
            let text = format!("{} made tail calls, which these traces cannot tell: keep none", unfit.join(", "));
            return Err(Failure::new(Exit::BadInput, text));
        }
        tail_calls.extend(unfit);
    }
}

fn play(
    bundles: &Bundles,
    course: &Course<'_>,
    tail_calls: &[String],
) -> Result<(Tape, BTreeMap<String, Profile>), Failure> {
    let learning = suite::learning(bundles, tail_calls)?;
    let mut tape = Tape::new(course.scenario.name());
    let mut profiles = BTreeMap::new();
    for (name, bundle) in suite::codes(bundles)? {
        let analysis = Analysis::with(&bundle.wasm, tail_calls.contains(&name));
        let analysis = analysis.map_err(|error| files::refused(error).while_doing(&name))?;
        profiles.insert(name.clone(), Profile::new(analysis.code_hash).with_tail_calls(analysis.tail_calls));
        tape.know(&name, suite::described(&bundle)?);
    }
    if course.scenario == Scenario::Drink {
        drink::hear(&mut tape, bundles, &learning, course.traces)?;
    } else {
        let (mut chain, filled) = tape.recorder();
        run_on(&mut chain, &learning, course)?;
        // The chain holds the other half of the tape.
        drop(chain);
        let filled = std::rc::Rc::try_unwrap(filled).map(std::cell::RefCell::into_inner);
        tape = filled.map_err(|_| Failure::new(Exit::Engine, "the chain still writes what was heard"))?;
    }
    tape.whole()?;
    Ok((tape, profiles))
}

/// Runs a scenario on a fresh chain of the node's pallet.
pub fn run_on(chain: &mut dyn Chain, bundles: &Bundles, course: &Course<'_>) -> Result<(), Failure> {
    match course.scenario {
        Scenario::Drink => return Err(Failure::new(Exit::Usage, "the suite's tests have chains of their own")),
        Scenario::Gas => drop(gas::play(chain, bundles)?),
        Scenario::Year => {
            let prepared = year::prepare(course.data, course.limit)?;
            year::execute_with(chain, bundles, prepared, &Progress::new(false))?;
        }
        Scenario::Oracle => {
            let prices = files::text(course.prices)?;
            replay_on(chain, bundles, &course.prices.display().to_string(), prices.as_bytes())?;
        }
    }
    Ok(())
}

impl Scenario {
    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drink => "drink",
            Self::Gas => "gas",
            Self::Year => "year",
            Self::Oracle => "oracle",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::transactions;

    #[test]
    fn a_trace_is_cut_at_names() {
        assert_eq!(transactions("a\nb", "file"), [("file".to_owned(), "a\nb")]);
        let text = "before\n# first\nx\n~wg\n# second \n";
        let expected = [("file", "before\n"), ("first", "x\n~wg\n"), ("second", "")];
        assert_eq!(transactions(text, "file"), expected.map(|(test, text)| (test.to_owned(), text)));
    }
}
