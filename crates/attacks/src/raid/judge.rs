//! From two records, the sound contract's and the faulty one's, to what the guard would have done.

use super::orders::StepUp;
use super::raider::{Raider, Record, Taped};
use super::variants::Kind;
use super::{target, Mutant};
use crate::measure::{Way, DEPTH, WAYS};
use crate::Error;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use weir_client::bundle::Bundles;
use weir_client::{Chain, Hash};
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::profile::Profile;

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
    /// Of these, those that each way refuses; none before somebody reached a goal.
    pub refused: BTreeMap<Way, usize>,
}

impl Figures {
    /// Attacks that reached their goal on the faulty contract.
    pub fn goals(&self) -> usize {
        self.reached.values().sum()
    }

    /// Of these, those that a way refuses.
    pub fn refused(&self, way: Way) -> usize {
        self.refused.get(&way).copied().unwrap_or_default()
    }

    /// Whether no attack that reaches its goal on the faulty contract reaches it this way.
    pub fn caught(&self, way: Way) -> bool {
        self.refused(way) == self.goals()
    }

    fn without(mutant: &Mutant, verdict: Verdict, tried: usize) -> Self {
        let (mutant, reached, refused) = (mutant.clone(), BTreeMap::new(), BTreeMap::new());
        Self { mutant, verdict, tried, reached, refused }
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

/// A faulty build of a contract, and the same without its probes, which is made only where somebody reaches a goal.
pub struct Faulty<'a> {
    /// Which.
    pub mutant: &'a Mutant,
    /// With probes.
    pub code: &'a [u8],
    /// Without.
    pub bare: &'a dyn Fn(&Mutant) -> Result<Vec<u8>, Error>,
}

/// Plays with a faulty build of the contract, and judges.
///
/// # Errors
/// The build cannot be guarded, or not be made without probes.
pub fn mutant(
    faulty: &Faulty<'_>,
    reference: &Reference,
    bundles: &Bundles,
    scenarios: &Scenarios<'_>,
) -> Result<Figures, Error> {
    let (mutant, code, sound) = (faulty.mutant, faulty.code, &reference.record);
    let build = learning(&mutant.name, code)?;
    let stage = Stage { contract: &reference.contract, bundles, scenarios, later: &sound.tape };
    let Ok(record) = stage.play(&build, None, true, None) else {
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
    for tried in goals.iter().filter_map(|at| record.tried.get(*at)) {
        *figures.reached.entry(tried.kind).or_default() += 1;
    }
    let profile = stage.learnt(mutant, code, &build, &record)?;
    let bare = (faulty.bare)(mutant)?;
    let build = learning(&mutant.name, &bare)?;
    let record = stage.play(&build, None, true, None).map_err(Error::Broken)?;
    let unmarked = stage.learnt(mutant, &bare, &build, &record)?;
    for way in WAYS {
        let (code, profile) = if way.probes() { (code, &profile) } else { (&bare[..], &unmarked) };
        let built = match way {
            Way::PoliciesOnly => code.to_vec(),
            _ => enforcing(mutant, code, &profile.clone().with_depth(way.depth()))?,
        };
        let step_up = way.policies().then(|| (scenarios.step_up)(target(&reference.contract)));
        // The whole scenario again, and of the attacks those that count.
        let played = stage.play(&built, Some(&goals), false, step_up);
        let record = played.map_err(|why| Error::Broken(format!("{}, {way:?}: {why}", mutant.name)))?;
        let refused = goals.iter().filter(|at| record.tried.get(**at).is_some_and(|tried| !tried.took)).count();
        figures.refused.insert(way, refused);
    }
    Ok(figures)
}

/// The build that lets pass what a profile holds, and nothing where it holds nothing.
fn enforcing(mutant: &Mutant, code: &[u8], profile: &Profile) -> Result<Vec<u8>, Error> {
    let options = Options { allow_empty: true, ..Options::new(Mode::Enforce) };
    let built = instrument(code, &options, Some(profile)).map_err(|error| Error::Guard(mutant.name.clone(), error))?;
    Ok(built.code)
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
    /// What a faulty build does in the benign calls of the scenario and of the others.
    fn learnt(&self, mutant: &Mutant, code: &[u8], learning: &[u8], record: &Record) -> Result<Profile, Error> {
        let analysis = Analysis::of(code).map_err(|error| Error::Guard(mutant.name.clone(), error))?;
        let mut profile = Profile::new(analysis.code_hash).with_depth(DEPTH);
        profile.add(&record.benign, "benign");
        for other in &self.scenarios.others {
            let mut raider = Raider::new(Hash::default(), &[], None, true);
            let with = bundles_with(self.bundles, self.contract, learning).map_err(Error::Broken)?;
            // A longer scenario than the tests' may show the fault; what went before was learnt all the same.
            let _ = other(&mut raider, &with);
            profile.add(&raider.record.benign, "benign");
        }
        Ok(profile)
    }

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
