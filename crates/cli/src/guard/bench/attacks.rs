//! `weir guard bench --attacks`: which attacks the guard stops.

use super::super::files;
use super::super::learn::{run_on, Course, Scenario};
use crate::deploy::policy::{selector, HIGH_RISK};
use crate::exit::{Exit, Failure};
use crate::gas;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_attacks::measure::{self, SEQUENCES};
use weir_attacks::raid::judge::{self, Faulty, Figures, Scenarios};
use weir_attacks::raid::orders::StepUp;
use weir_attacks::raid::Mutant;
use weir_attacks::report::{self, Measured};
use weir_attacks::subjects::Codes;
use weir_attacks::{classes, Error};
use weir_client::bundle::Bundles;
use weir_client::Chain;

/// What builds the subjects.
const SCRIPT: &str = "scripts/attacks.sh";
/// What was drawn.
const DRAWN: &str = "suite/attacks/mutants.json";
/// Installations of the year that is learnt from beside the scenario of `weir gas`.
const INSTALLATIONS: usize = 12;

/// How often `weir gas`'s scenario takes the same order: it does it a thousand times, to see whether the cost grows.
const FILLS: u32 = 3;

/// What is asked for.
pub struct Asked<'a> {
    /// A class's code or number, or a mutant; all, without.
    pub subject: Option<&'a str>,
    /// The page for the tables.
    pub write: Option<&'a Path>,
    /// The folder of the years' files.
    pub data: &'a Path,
    /// The file of prices.
    pub prices: &'a Path,
    /// Print JSON.
    pub json: bool,
}

/// Runs the command.
pub fn run(asked: &Asked<'_>) -> Result<Exit, Failure> {
    let page = asked.write.map(|path| Ok::<_, Failure>((path, files::text(path)?))).transpose()?;
    if let Some((path, text)) = &page {
        if asked.subject.is_some_and(|subject| !report::PARTS.contains(&subject)) {
            let text = "a page takes all subjects, or all of a kind: --subject classes, --subject faults, or none";
            return Err(Failure::new(Exit::Usage, text));
        }
        for part in report::PARTS {
            report::place(text, part, "").ok_or_else(|| unmarked(path, part))?;
        }
    }
    let measured = measure(asked)?;
    let parts = report::parts(&measured);
    if let Some((path, mut text)) = page {
        for (part, tables) in &parts {
            text = report::place(&text, part, tables).ok_or_else(|| unmarked(path, part))?;
        }
        files::write(path, text.as_bytes())?;
    }
    if asked.json {
        let text = serde_json::to_string_pretty(&measured);
        println!("{}", text.map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))?);
    } else {
        parts.iter().for_each(|(_, tables)| print!("{tables}"));
    }
    Ok(if measured.budgets.iter().all(report::Budget::kept) { Exit::Ok } else { Exit::CheckFailed })
}

fn unmarked(path: &Path, part: &str) -> Failure {
    let [begin, end] = report::marks(part);
    let text = format!("{}: it has no lines `{begin}` and `{end}`", path.display());
    Failure::new(Exit::BadInput, text)
}

fn failed(error: Error) -> Failure {
    let exit = match error {
        Error::NotBuilt(_) => Exit::Bundle,
        Error::File(_) => Exit::BadInput,
        Error::Broken(_) | Error::Guard(..) => Exit::CheckFailed,
    };
    Failure::new(exit, error.to_string())
}

fn measure(asked: &Asked<'_>) -> Result<Measured, Failure> {
    let wanted = |name: &str| asked.subject.is_none_or(|subject| subject == name);
    let [kind, faults] = report::PARTS.map(wanted);
    let class = |one: &classes::Subject| kind || wanted(one.name) || wanted(&one.class.to_string());
    let classes: Vec<_> = classes::all().into_iter().filter(class).collect();
    let mutants: Vec<Mutant> = drawn()?.into_iter().filter(|one| faults || wanted(&one.name)).collect();
    if classes.is_empty() && mutants.is_empty() {
        let text = format!("no subject {}: see docs/guard.md and {DRAWN}", asked.subject.unwrap_or_default());
        return Err(Failure::new(Exit::Usage, text));
    }
    let names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    build(if names.is_empty() { vec!["subjects"] } else { names }).map_err(|text| Failure::new(Exit::Bundle, text))?;
    let bar = progress(classes.len() + mutants.len(), !asked.json);
    let mut codes = Codes::read(&kept().join("subjects")).map_err(failed)?;
    let bundles = Bundles::from_env();
    for name in weir_attacks::policy::CONTRACTS {
        let bundle = bundles.get(name).map_err(|error| Failure::new(Exit::Bundle, error.to_string()))?;
        codes = codes.with(name, bundle.wasm);
    }
    let mut measured = Measured { sequences: SEQUENCES, ..Measured::default() };
    for one in &classes {
        bar.set_message(one.name);
        measured.classes.push(measure::subject(one, &codes, SEQUENCES).map_err(failed)?);
        bar.inc(1);
    }
    measured.mutants = raided(asked, mutants, &bar)?;
    bar.finish_and_clear();
    measured.budgets = report::budgets(&measured.classes, &measured.mutants);
    Ok(measured)
}

/// Our own contracts with a fault each, contract by contract: what the sound one does is played once for each.
fn raided(asked: &Asked<'_>, mutants: Vec<Mutant>, bar: &ProgressBar) -> Result<Vec<Figures>, Failure> {
    let (bundles, built) = (Bundles::from_env(), codes_of_mutants()?);
    let gas = |chain: &mut dyn Chain, bundles: &Bundles| {
        gas::play_with(chain, bundles, FILLS).map(drop).map_err(|failure| failure.message)
    };
    let year = |chain: &mut dyn Chain, bundles: &Bundles| {
        let (scenario, limit) = (Scenario::Year, NonZeroUsize::new(INSTALLATIONS));
        let course = Course { scenario, data: asked.data, limit, prices: asked.prices, traces: None };
        run_on(chain, bundles, &course).map_err(|failure| failure.message)
    };
    let policy = bundles.get("policy").map_err(|error| Failure::new(Exit::Bundle, error.to_string()))?.code_hash;
    let step_up = |contract: &str| {
        let own = HIGH_RISK.iter().filter(|(name, _)| *name == contract).flat_map(|(_, messages)| *messages);
        StepUp { policy, messages: own.map(|message| selector(message)).collect() }
    };
    let scenarios = Scenarios { attacked: &gas, others: vec![&year], step_up: &step_up };
    let mut by_contract: BTreeMap<String, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants {
        by_contract.entry(mutant.contract.clone()).or_default().push(mutant);
    }
    let mut figures = Vec::new();
    for (contract, mutants) in by_contract {
        bar.set_message(contract.clone());
        let reference = judge::reference(&contract, &bundles, &scenarios).map_err(failed)?;
        for mutant in mutants {
            bar.set_message(mutant.name.clone());
            figures.push(match built.get(&mutant.name) {
                Some(Some(path)) => {
                    let bare = |mutant: &Mutant| {
                        let missing = |why: String| Error::NotBuilt(format!("{} without probes ({why})", mutant.name));
                        build(["bare", &mutant.name]).map_err(missing)?;
                        std::fs::read(path.with_extension("bare.wasm")).map_err(|error| missing(error.to_string()))
                    };
                    let code = std::fs::read(path).map_err(|error| Failure::new(Exit::Bundle, error.to_string()))?;
                    let faulty = Faulty { mutant: &mutant, code: &code, bare: &bare };
                    judge::mutant(&faulty, &reference, &bundles, &scenarios).map_err(failed)?
                }
                Some(None) => Figures::invalid(&mutant),
                None => return Err(failed(Error::NotBuilt(mutant.name))),
            });
            bar.inc(1);
        }
    }
    figures.sort_by(|one, other| one.mutant.name.cmp(&other.mutant.name));
    Ok(figures)
}

fn drawn() -> Result<Vec<Mutant>, Failure> {
    #[derive(serde::Deserialize)]
    struct Drawn {
        mutants: Vec<Mutant>,
    }
    let text = files::text(Path::new(DRAWN))?;
    let drawn: Drawn =
        serde_json::from_str(&text).map_err(|error| Failure::new(Exit::BadInput, format!("{DRAWN}: {error}")))?;
    Ok(drawn.mutants)
}

/// Builds what is missing; the compiler's own words go to the terminal.
fn build<'a>(what: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    let mut script = Command::new("bash");
    script.arg(SCRIPT).args(what).stdout(std::io::stderr());
    match script.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{SCRIPT} fails")),
        Err(error) => Err(format!("{SCRIPT} does not run: {error}")),
    }
}

/// Where scripts/attacks.sh keeps what it builds: beside the bundles' folder.
fn kept() -> PathBuf {
    Bundles::from_env().folder().with_file_name("attacks")
}

/// The mutants' files; none for those that do not compile.
fn codes_of_mutants() -> Result<BTreeMap<String, Option<PathBuf>>, Failure> {
    let mut found = BTreeMap::new();
    let list = kept().join("mutants.tsv");
    if !list.exists() {
        return Ok(found);
    }
    for line in files::text(&list)?.lines() {
        let mut words = line.split('\t');
        if let (Some(name), Some(state), Some(path)) = (words.next(), words.next(), words.next()) {
            match state {
                "built" => drop(found.insert(name.to_owned(), Some(PathBuf::from(path)))),
                "invalid" => drop(found.insert(name.to_owned(), None)),
                _ => {}
            }
        }
    }
    Ok(found)
}

fn progress(steps: usize, shown: bool) -> ProgressBar {
    let bar = if shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} [{bar:30}] {pos:>4}/{len:4} {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
