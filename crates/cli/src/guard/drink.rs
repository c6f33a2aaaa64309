//! The suite's tests on drink, run with other builds of its contracts: to hear what they do (`weir guard learn-suite`), and to
//! hold guarded builds against the plain ones (`weir guard equivalence`).
//!
//! suite/src/drink_chain.rs has the other half: a build runs under the plain code's hash, so that no address differs.

use super::learn::transactions;
use super::tape::Tape;
use super::{files, suite};
use crate::exit::{Exit, Failure};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use weir_client::bundle::Bundles;
use weir_guard::analysis::Analysis;
use weir_guard::instrument::Mode;
use weir_guard::module::hex;
use weir_guard::profile::Profile;

/// What runs the tests, from the root of the repository.
const SCRIPT: &str = "scripts/drink.sh";
/// Random tests draw the same every time: what is learnt can be learnt again.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20110717");
/// What drink's pallet keeps of a call's debug messages, less a line.
const WHOLE: usize = 2 * 1024 * 1024 - 64;

/// Hold guarded builds against the plain contracts: every test of the suite runs on both at once, and fails where an answer, an
/// event or the storage differs by a byte. Exit code 1 when one fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which builds.
    #[arg(long, value_enum, value_name = "BUILDS", default_value = "everything")]
    builds: Builds,
    /// The folder with the profiles, for `--builds profiles`.
    #[arg(long, value_name = "DIR", default_value = suite::PROFILES)]
    profiles: PathBuf,
    /// Passed on to cargo test: `--test ledger`.
    #[arg(last = true)]
    test: Vec<String>,
}

/// Builds to hold against the plain ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Builds {
    /// Enforcing, with every path allowed.
    Everything,
    /// Learning: every function has its register, and every path is told.
    Learning,
    /// Enforcing, with the paths of the profiles allowed: holds if the tests are what the profiles were learnt from. What the plain
    /// contracts refuse may be refused for another reason.
    Profiles,
}

/// A folder that goes with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new(what: &str) -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("weir-{what}-{}", process::id()));
        fs::create_dir_all(&path).map_err(|error| broken(&path, &error))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left of it does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs `weir guard equivalence`.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let plain = Bundles::from_env();
    let builds = match args.builds {
        Builds::Learning => suite::learning(&plain, &[])?,
        Builds::Profiles => suite::guarded(&plain, Mode::Enforce, &suite::read(&plain, &args.profiles)?)?,
        Builds::Everything => {
            let one = |(name, bundle): (String, weir_client::bundle::Bundle)| {
                let analysis = Analysis::of(&bundle.wasm);
                let analysis = analysis.map_err(|error| files::refused(error).while_doing(&name))?;
                Ok((name, Profile::everything(&analysis)))
            };
            let profiles = suite::codes(&plain)?.into_iter().map(one).collect::<Result<_, Failure>>()?;
            suite::guarded(&plain, Mode::Enforce, &profiles)?
        }
    };
    let folder = Scratch::new("beside")?;
    write_builds(&plain, &builds, &folder.0)?;
    let mut variables = vec![("WEIR_BESIDE", folder.0.as_os_str())];
    if args.builds == Builds::Profiles {
        // What was learnt is what the random tests did then, and nothing of what was refused.
        variables.extend([(SEED.0, SEED.1.as_ref()), ("WEIR_REFUSES", OsStr::new("1"))]);
    }
    let held = test(&plain, &variables, &args.test)?;
    if held {
        println!("no test saw an answer, an event or a stored byte that differs between the plain contracts and these builds");
    }
    Ok(if held { Exit::Ok } else { Exit::CheckFailed })
}

/// Fills the tape from the suite's tests: from the traces in `kept` if there are any, else by running them on these learning
/// builds, and keeping the traces there.
pub fn hear(tape: &mut Tape, plain: &Bundles, learning: &Bundles, kept: Option<&Path>) -> Result<(), Failure> {
    let scratch = Scratch::new("drink")?;
    let traces = kept.map_or_else(|| scratch.0.join("traces"), Path::to_owned);
    fs::create_dir_all(&traces).map_err(|error| broken(&traces, &error))?;
    if texts(&traces)?.is_empty() {
        let builds = scratch.0.join("builds");
        fs::create_dir_all(&builds).map_err(|error| broken(&builds, &error))?;
        write_builds(plain, learning, &builds)?;
        let full = fs::canonicalize(&traces).map_err(|error| broken(&traces, &error))?;
        let variables =
            [("WEIR_INSTEAD", builds.as_os_str()), ("WEIR_TRACE", full.as_os_str()), (SEED.0, SEED.1.as_ref())];
        if !test(plain, &variables, &[])? {
            let text = "the suite fails on learning builds: no profile is made of it";
            return Err(Failure::new(Exit::CheckFailed, text));
        }
    }
    for path in texts(&traces)? {
        for (test, text) in transactions(&files::text(&path)?, "drink") {
            tape.hear_test(&test, text, text.len() > WHOLE);
        }
    }
    tape.no_strangers().map_err(|failure| failure.while_doing(traces.display()))
}

/// The traces of a folder, in the order of their names.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| broken(folder, &error))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|text| text == "txt")).collect();
    paths.sort();
    Ok(paths)
}

/// Each build under the name of the plain code's hash.
fn write_builds(plain: &Bundles, builds: &Bundles, folder: &Path) -> Result<(), Failure> {
    for (name, bundle) in suite::codes(plain)? {
        let build = builds.get(&name).map_err(|error| Failure::new(Exit::Bundle, error.to_string()))?;
        let hash = hex(bundle.code_hash.as_ref());
        files::write(&folder.join(format!("{}.wasm", hash.trim_start_matches("0x"))), &build.wasm)?;
    }
    Ok(())
}

/// Runs the tests; whether all held.
fn test(plain: &Bundles, variables: &[(&str, &OsStr)], arguments: &[String]) -> Result<bool, Failure> {
    if !Path::new(SCRIPT).is_file() {
        let text = format!("no {SCRIPT} here: run this from the root of the repository");
        return Err(Failure::new(Exit::BadInput, text));
    }
    let mut command = Command::new("bash");
    // What the tests print is no output of this command's.
    command.arg(SCRIPT).args(arguments).stdout(Stdio::from(io::stderr()));
    command.env("WEIR_BUNDLES", plain.folder()).envs(variables.iter().copied());
    let status = command.status().map_err(|error| broken(Path::new(SCRIPT), &error))?;
    Ok(status.success())
}

fn broken(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::BadInput, format!("{}: {error}", path.display()))
}
