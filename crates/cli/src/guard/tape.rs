//! What contracts did in a scenario: the frames of each call that lasted, as learning builds told them.

use crate::exit::{Exit, Failure};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use weir_client::embedded::Spoken;
use weir_client::Embedded;
use weir_guard::learn::{frames, Frame};
use weir_guard::module::{code_hash, Bundle};
use weir_guard::profile::Profile;

/// A contract whose learning build speaks.
#[derive(Debug)]
struct Known {
    name: String,
    bundle: Bundle,
}

/// A call that lasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Scenario, contract and message.
    pub test: String,
    /// It was a question: nothing was sent.
    pub asked: bool,
    /// Its frames, as numbers of [`Tape::frames`]; the outermost is the last.
    pub frames: Vec<usize>,
}

/// The calls of a scenario.
#[derive(Debug, Default)]
pub struct Tape {
    known: BTreeMap<[u8; 8], Known>,
    scenario: String,
    /// Frames that differ, in the order in which they were first seen.
    pub frames: Vec<Frame>,
    places: BTreeMap<Frame, usize>,
    /// The calls, in order.
    pub calls: Vec<Heard>,
    /// The first call whose text was cut.
    cut: Option<String>,
}

impl Tape {
    /// An empty one.
    pub fn new(scenario: &str) -> Self {
        Self { scenario: scenario.to_owned(), ..Self::default() }
    }

    /// From now on frames of this plain contract are known by its name.
    pub fn know(&mut self, name: &str, bundle: Bundle) {
        self.known.insert(build(&bundle.code), Known { name: name.to_owned(), bundle });
    }

    /// A chain that fills a tape, and the tape.
    pub fn recorder(self) -> (Embedded, Rc<RefCell<Self>>) {
        let tape = Rc::new(RefCell::new(self));
        let mut chain = Embedded::new();
        let ear = Rc::clone(&tape);
        chain.listen(move |spoken| ear.borrow_mut().hear(&spoken));
        (chain, tape)
    }

    fn hear(&mut self, spoken: &Spoken<'_>) {
        if !spoken.lasted {
            return;
        }
        let heard = frames(spoken.debug);
        let Some(test) = heard.last().map(|top| self.test(top)) else { return };
        self.keep(test, heard, spoken.asked, spoken.cut);
    }

    /// Adds what a test's transaction said that lasted.
    pub fn hear_test(&mut self, test: &str, text: &str, cut: bool) {
        let heard = frames(text);
        if !heard.is_empty() {
            self.keep(format!("{}: {test}", self.scenario), heard, false, cut);
        }
    }

    fn keep(&mut self, test: String, heard: Vec<Frame>, asked: bool, cut: bool) {
        if cut && self.cut.is_none() {
            self.cut = Some(test.clone());
        }
        let numbers = heard.into_iter().map(|frame| self.number(frame)).collect();
        self.calls.push(Heard { test, asked, frames: numbers });
    }

    /// Fails when it holds nothing, or frames of builds that it does not know.
    pub fn no_strangers(&self) -> Result<(), Failure> {
        let strange = self.frames.iter().any(|frame| !self.known.contains_key(&frame.build));
        if strange || self.frames.is_empty() {
            let text = "these are not traces of the contracts as they are: record them again";
            return Err(Failure::new(Exit::BadInput, text));
        }
        Ok(())
    }

    /// Scenario, contract and message: what a path's first test is called.
    fn test(&self, top: &Frame) -> String {
        let scenario = &self.scenario;
        match self.known.get(&top.build) {
            Some(known) => {
                let message = known.bundle.message(top.selector);
                let message = message.unwrap_or_else(|| weir_guard::module::hex(&top.selector));
                format!("{scenario}: {}.{message}", known.name)
            }
            None => format!("{scenario}: an unknown contract"),
        }
    }

    fn number(&mut self, frame: Frame) -> usize {
        let next = self.frames.len();
        match self.places.get(&frame) {
            Some(at) => *at,
            None => {
                self.places.insert(frame.clone(), next);
                self.frames.push(frame);
                next
            }
        }
    }

    /// Fails when a call's text was longer than the engine keeps.
    pub fn whole(&self) -> Result<(), Failure> {
        match &self.cut {
            None => Ok(()),
            Some(test) => {
                let text = format!("{test}: it printed more than the pallet's buffer holds: make the call smaller");
                Err(Failure::new(Exit::CheckFailed, text))
            }
        }
    }

    /// Adds to the profiles, by contract, what these calls did.
    pub fn teach<'a>(&self, profiles: &mut BTreeMap<String, Profile>, calls: impl IntoIterator<Item = &'a Heard>) {
        let mut by_build: BTreeMap<[u8; 8], &mut Profile> = BTreeMap::new();
        for (name, profile) in profiles {
            let known = self.known.iter().find(|(_, known)| known.name == *name);
            by_build.extend(known.map(|(build, _)| (*build, profile)));
        }
        for call in calls {
            for frame in call.frames.iter().filter_map(|number| self.frames.get(*number)) {
                if let Some(profile) = by_build.get_mut(&frame.build) {
                    profile.add(std::slice::from_ref(frame), &call.test);
                }
            }
        }
    }

    /// For each different frame, why a guarded build of its contract's profile would refuse it, if it would: the contract,
    /// and the first path that it does not know.
    pub fn judge(&self, profiles: &BTreeMap<String, Profile>) -> Vec<Option<String>> {
        let refusal = |frame: &Frame| {
            let name = &self.known.get(&frame.build)?.name;
            let profile = profiles.get(name)?;
            if profile.lets_pass(frame) {
                return None;
            }
            let unknown =
                profile.unknown(frame).first().map(|(function, path)| format!(" function {function} path {path}"));
            Some(format!("{name}{}", unknown.unwrap_or_default()))
        };
        self.frames.iter().map(refusal).collect()
    }
}

/// What a learning build of this code calls itself.
fn build(code: &[u8]) -> [u8; 8] {
    let mut name = [0; 8];
    name.iter_mut().zip(code_hash(code)).for_each(|(to, from)| *to = from);
    name
}
