//! A subject, plain and guarded in every way: 100 seeded sequences with an attack, and as many benign ones that nothing was learnt from.

use crate::classes::{By, Goal, Subject};
use crate::guard;
use crate::subjects::Codes;
use crate::town::{Draw, Town};
use crate::Error;
use serde::Serialize;
use weir_client::Embedded;

/// Sequences of each kind.
pub const SEQUENCES: u64 = 100;
/// What is done in a sequence. The attack comes in the last third.
const STEPS: u64 = 12;
/// How many calls a context has, where there is one.
pub const DEPTH: u32 = 2;

/// Seeds of sequences that are learnt from, that are judged, in which there is an attack. Fixed before the first run.
const TRAINING: u64 = 10_000;
const HELD_OUT: u64 = 20_000;
const ATTACKS: u64 = 30_000;

/// A way to guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Paths with probes and contexts, and policies.
    All,
    /// The same without contexts.
    NoContext,
    /// The same without probes.
    NoProbes,
    /// Paths and nothing else.
    PathsOnly,
    /// The plain build, and policies.
    PoliciesOnly,
}

/// All of them.
pub const WAYS: [Way; 5] = [Way::All, Way::NoContext, Way::NoProbes, Way::PathsOnly, Way::PoliciesOnly];

impl Way {
    /// Whether probes are compiled.
    pub fn probes(self) -> bool {
        matches!(self, Self::All | Self::NoContext | Self::PoliciesOnly)
    }

    /// How many calls a context has.
    pub fn depth(self) -> u32 {
        match self {
            Self::All | Self::NoProbes => DEPTH,
            Self::NoContext | Self::PathsOnly | Self::PoliciesOnly => 0,
        }
    }

    /// Whether there is a policy that is asked.
    pub fn policies(self) -> bool {
        self != Self::PathsOnly
    }
}

/// What a guard did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Outcome {
    /// How it was guarded.
    pub way: Way,
    /// Sequences in which the goal was reached on the plain build and was not on this one.
    pub caught: u64,
    /// Benign calls that the plain build lets last.
    pub benign: u64,
    /// Of these, those that this one refused.
    pub refused: u64,
}

/// A subject's figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// The class.
    pub class: u8,
    /// Its code's name.
    pub name: String,
    /// What should catch it.
    pub by: By,
    /// What the attacker is after.
    pub goal: Goal,
    /// Sequences in which the goal was reached on the plain build.
    pub reached: u64,
    /// What the guards did.
    pub ways: Vec<Outcome>,
}

impl Figures {
    /// Whether it was caught in every sequence.
    pub fn caught(&self, way: Way) -> bool {
        self.ways.iter().any(|one| one.way == way && self.reached > 0 && one.caught == self.reached)
    }
}

/// Measures a subject on so many sequences.
///
/// # Errors
/// It is not built, or does not do what it is for.
pub fn subject(subject: &Subject, codes: &Codes, sequences: u64) -> Result<Figures, Error> {
    let (plain, unprobed) = (codes.subject(subject.name, true)?, codes.subject(subject.name, false)?);
    let alone = Play { subject, codes, policies: false, sequences };
    let (goals, lasted) = (alone.attacked(&plain)?, alone.judged(&plain)?);
    let mut ways = Vec::new();
    for way in WAYS {
        let code = if way.probes() { &plain } else { &unprobed };
        let play = Play { policies: way.policies(), ..alone };
        let built = match way {
            Way::PoliciesOnly => code.clone(),
            _ => guard::guarded(subject.name, code, way.depth(), |chain, learning| {
                (0..sequences).try_for_each(|seed| {
                    let mut town = play.town(chain(), learning)?;
                    benign(subject, &mut town, &mut Draw::new(TRAINING + seed));
                    Ok(())
                })
            })?,
        };
        let (held, kept) = (play.attacked(&built)?, play.judged(&built)?);
        let caught = goals.iter().zip(&held).filter(|(plain, guarded)| **plain && !**guarded).count();
        let calls = || lasted.iter().zip(&kept).filter(|(plain, _)| **plain);
        ways.push(Outcome {
            way,
            caught: caught as u64,
            benign: calls().count() as u64,
            refused: calls().filter(|(_, guarded)| !**guarded).count() as u64,
        });
    }
    let reached = goals.iter().filter(|reached| **reached).count() as u64;
    let Subject { class, name, by, goal, .. } = *subject;
    Ok(Figures { class, name: name.to_owned(), by, goal, reached, ways })
}

fn benign(subject: &Subject, town: &mut Town<'_>, draw: &mut Draw) -> Vec<bool> {
    (0..STEPS).map(|_| subject.story.benign(town, draw)).collect()
}

/// Sequences of a subject, on chains of their own.
#[derive(Clone, Copy)]
struct Play<'a> {
    subject: &'a Subject,
    codes: &'a Codes,
    policies: bool,
    sequences: u64,
}

impl<'a> Play<'a> {
    /// A chain with this build of the subject, and with a policy if the subject is one that asks.
    fn town(&self, chain: Embedded, code: &[u8]) -> Result<Town<'a>, Error> {
        let mut town = Town::new(chain, self.codes)?;
        if self.policies && self.subject.by == By::Y {
            town.found()?;
        }
        self.subject.story.begin(&mut town, code)?;
        Ok(town)
    }

    /// Whether the goal is reached, by sequence.
    fn attacked(&self, code: &[u8]) -> Result<Vec<bool>, Error> {
        let one = |seed| {
            let mut town = self.town(Embedded::new(), code)?;
            let mut draw = Draw::new(ATTACKS + seed);
            let third = STEPS / 3;
            for _ in 0..STEPS - third + draw.below(third) {
                self.subject.story.benign(&mut town, &mut draw);
            }
            self.subject.story.attack(&mut town, &mut draw);
            Ok(self.subject.story.reached(&mut town))
        };
        (0..self.sequences).map(one).collect()
    }

    /// Which benign calls of the held-out sequences last.
    fn judged(&self, code: &[u8]) -> Result<Vec<bool>, Error> {
        let mut lasted = Vec::new();
        for seed in 0..self.sequences {
            let mut town = self.town(Embedded::new(), code)?;
            lasted.extend(benign(self.subject, &mut town, &mut Draw::new(HELD_OUT + seed)));
        }
        Ok(lasted)
    }
}
