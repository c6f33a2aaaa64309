//! From two records, the sound contract's and the faulty one's, to what the guard would have done.

use super::orders::StepUp;
use super::raider::{Raider, Record, Taped};
use super::variants::Kind;
use super::{target, Mutant};
use crate::Error;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use weir_client::bundle::Bundles;
use weir_client::{Chain, Hash};
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::learn::Frame;
use weir_guard::profile::Profile;

/// How many calls a context has, where there is one.
const DEPTH: u32 = 2;

/// Plays a benign scenario with these bundles; an error when it does not go through.
pub type Play<'a> = &'a dyn Fn(&mut dyn Chain, &Bundles) -> Result<(), String>;

/// The scenarios.
pub struct Scenarios<'a> {
    /// The one in which there are attacks.
    pub attacked: Play<'a>,
    /// Those that are learnt from besides.
    pub others: Vec<Play<'a>>,
    /// What needs an order where policies are on, by the contract that is called.
    pub step_up: &'a dyn Fn(&str) -> StepUp,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does not compile.
    Invalid,
    /// The benign scenario itself shows the fault: the owner's tests would have.
    Killed,
    /// No attack of ours gets anything that the sound contract refuses.
    NotExploitable,
    /// Some do.
    Exploitable,
}

/// A mutant's figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Which.
    pub mutant: Mutant,
    /// What became of it.
    pub verdict: Verdict,
    /// Attacks that were tried.
    pub tried: usize,
    /// Those that reached their goal, by kind.
    pub reached: BTreeMap<Kind, usize>,
    /// Of these, those that paths alone refuse.
    pub paths: usize,
    /// Of these, those that paths with contexts refuse.
    pub contexts: usize,
    /// Of these, those that the enforcing build with contexts, attacked in earnest, refuses.
    pub enforced: usize,
    /// Of these, those that the faulty build itself refuses, attacked in earnest, where high-risk messages need an order.
    pub policies: usize,
    /// Of these, those that the enforcing build refuses where high-risk messages need an order: everything on.
    pub all: usize,
}

impl Figures {
    /// Attacks that reached their goal on the faulty contract.
    pub fn goals(&self) -> usize {
        self.reached.values().sum()
    }

    fn without(mutant: &Mutant, verdict: Verdict, tried: usize) -> Self {
        let mutant = mutant.clone();
        Self {
            mutant,
            verdict,
            tried,
            reached: BTreeMap::new(),
            paths: 0,
            contexts: 0,
            enforced: 0,
            policies: 0,
            all: 0,
        }
    }

    /// A mutant that does not compile.
    pub fn invalid(mutant: &Mutant) -> Self {
        Self::without(mutant, Verdict::Invalid, 0)
    }
}

/// What the sound contract does and refuses.
pub struct Reference {
    contract: String,
    record: Record,
    /// Answers that hold a build's own name in some form: they differ between builds of one source.
    restless: BTreeSet<usize>,
}

/// Plays with the sound contract, twice.
///
/// # Errors
/// It does not go through.
pub fn reference(contract: &str, bundles: &Bundles, scenarios: &Scenarios<'_>) -> Result<Reference, Error> {
    let code = code(bundles, contract)?;
    let stage = Stage { contract, bundles, scenarios, later: &[] };
    let plain = stage.play(&code, None, false, None).map_err(Error::Broken)?;
    let learning = learning(contract, &code)?;
    let stage = Stage { later: &plain.tape, ..stage };
    let record = stage.play(&learning, None, true, None).map_err(Error::Broken)?;
    let pairs = plain.answers.iter().zip(&record.answers).enumerate();
    let restless = pairs.filter(|(_, (one, other))| one != other).map(|(at, _)| at).collect();
    Ok(Reference { contract: contract.to_owned(), record, restless })
}

/// Plays with a faulty build of the contract, and judges.
///
/// # Errors
/// The build cannot be guarded.
pub fn mutant(
    mutant: &Mutant,
    code: &[u8],
    reference: &Reference,
    bundles: &Bundles,
    scenarios: &Scenarios<'_>,
) -> Result<Figures, Error> {
    let sound = &reference.record;
    let learning = learning(&mutant.name, code)?;
    let stage = Stage { contract: &reference.contract, bundles, scenarios, later: &sound.tape };
    let Ok(record) = stage.play(&learning, None, true, None) else {
        return Ok(Figures::without(mutant, Verdict::Killed, 0));
    };
    let same = |(at, (one, other)): (usize, (&Hash, &Hash))| one == other || reference.restless.contains(&at);
    let told =
        sound.answers.len() == record.answers.len() && sound.answers.iter().zip(&record.answers).enumerate().all(same);
    if !told {
        return Ok(Figures::without(mutant, Verdict::Killed, record.tried.len()));
    }
    let pairs = sound.tried.iter().zip(&record.tried).enumerate();
    let goals: BTreeSet<usize> =
        pairs.filter(|(_, (sound, faulty))| faulty.took && !sound.took).map(|(at, _)| at).collect();
    let mut figures = Figures::without(mutant, Verdict::NotExploitable, record.tried.len());
    if goals.is_empty() {
        return Ok(figures);
    }
    figures.verdict = Verdict::Exploitable;
    let refused = |error| Error::Guard(mutant.name.clone(), error);
    let hash = Analysis::of(code).map_err(refused)?.code_hash;
    let mut profile = Profile::new(hash).with_depth(DEPTH);
    profile.add(&record.benign, "benign");
    for other in &scenarios.others {
        let mut raider = Raider::new(Hash::default(), &[], None, true);
        let with = bundles_with(bundles, &reference.contract, &learning).map_err(Error::Broken)?;
        // A longer scenario than the tests' may show the fault; what went before was learnt all the same.
        let _ = other(&mut raider, &with);
        profile.add(&raider.record.benign, "benign");
    }
    for at in &goals {
        let Some(tried) = record.tried.get(*at) else { continue };
        *figures.reached.entry(tried.kind).or_default() += 1;
        let own = || tried.frames.iter().filter(|frame| hash.starts_with(&frame.build));
        figures.paths += usize::from(!own().all(|frame| profile.lets_pass(frame)));
        figures.contexts += usize::from(!own().all(|frame| profile.lets_pass(frame) && in_context(&profile, frame)));
    }
    let options = Options { allow_empty: true, ..Options::new(Mode::Enforce) };
    let guarded = instrument(code, &options, Some(&profile)).map_err(refused)?.code;
    // The whole scenario again, and of the attacks those that count.
    let refused = |code: &[u8], step_up| {
        let record = stage.play(code, Some(&goals), false, step_up).map_err(Error::Broken)?;
        Ok::<_, Error>(goals.iter().filter(|at| record.tried.get(**at).is_some_and(|tried| !tried.took)).count())
    };
    let step_up = || Some((scenarios.step_up)(target(&reference.contract)));
    figures.enforced = refused(&guarded, None)?;
    figures.policies = refused(code, step_up())?;
    figures.all = refused(&guarded, step_up())?;
    Ok(figures)
}

/// Whether every path was taken in its context, where that is judged.
fn in_context(profile: &Profile, frame: &Frame) -> bool {
    let judged = frame.did || frame.reentered;
    let known = |(function, path, context): &(u32, u32, u32)| {
        let taken = profile.functions.get(function).and_then(|paths| paths.get(path));
        taken.is_some_and(|taken| taken.contexts.contains_key(context))
    };
    !judged || frame.paths.iter().all(known)
}

fn learning(name: &str, code: &[u8]) -> Result<Vec<u8>, Error> {
    let options = Options { depth: DEPTH, ..Options::new(Mode::Learn) };
    let built = instrument(code, &options, None).map_err(|error| Error::Guard(name.to_owned(), error))?;
    Ok(built.code)
}

fn code(bundles: &Bundles, contract: &str) -> Result<Vec<u8>, Error> {
    bundles.get(contract).map(|bundle| bundle.wasm).map_err(|error| Error::File(error.to_string()))
}

fn bundles_with(bundles: &Bundles, contract: &str, code: &[u8]) -> Result<Bundles, String> {
    let bundle = bundles.get(contract).map_err(|error| error.to_string())?;
    Ok(bundles.clone().with(bundle.with_code(code.to_vec())))
}

/// What all plays of one contract share.
struct Stage<'a> {
    contract: &'a str,
    bundles: &'a Bundles,
    scenarios: &'a Scenarios<'a>,
    /// Calls that are still to come, if they are known.
    later: &'a [Taped],
}

impl Stage<'_> {
    fn play(
        &self,
        code: &[u8],
        only: Option<&BTreeSet<usize>>,
        listening: bool,
        step_up: Option<StepUp>,
    ) -> Result<Record, String> {
        let bundles = bundles_with(self.bundles, self.contract, code)?;
        let target = bundles.get(target(self.contract)).map_err(|error| error.to_string())?.code_hash;
        let mut raider = Raider::new(target, self.later, only, listening);
        if let Some(what) = step_up {
            raider = raider.stepped_up(what);
        }
        (self.scenarios.attacked)(&mut raider, &bundles)?;
        Ok(raider.record)
    }
}
