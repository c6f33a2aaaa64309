//! Profiles: which paths of a contract its tests have taken.
//!
//! JSON, sorted, without times or machine names: the same tests give the same file. It belongs to one code hash; path
//! numbers mean nothing in another build.

use crate::{
    analysis::Analysis,
    error::{Error, Result},
    host::flags,
    instrument::MAX_DEPTH,
    learn::Frame,
    module::{hex, unhex},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the file's `version` must be.
const VERSION: u32 = 1;

/// In place of a selector: all of them.
const ANY: &str = "any";

/// How often a path was taken, and who took it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Times, over all frames that lasted.
    pub count: u64,
    /// The first test.
    pub first: String,
    /// Times by calling context, in profiles that have them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contexts: BTreeMap<u32, u64>,
}

impl Taken {
    fn once(test: &str) -> Self {
        Self { count: 1, first: test.to_owned(), contexts: BTreeMap::new() }
    }

    fn more(&mut self, other: &Self) {
        self.count += other.count;
        for (context, count) in &other.contexts {
            *self.contexts.entry(*context).or_default() += count;
        }
    }
}

/// By function, by loop, by bucket.
pub type Rounds = BTreeMap<u32, BTreeMap<u32, BTreeMap<u32, u64>>>;

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    version: u32,
    /// Hash of the plain code.
    pub code: String,
    /// How many calls a calling context has; 0 if paths are not told apart by where they were called from.
    #[serde(default)]
    pub depth: u32,
    /// Whether it was learnt with calls taken for ways out, which tail calls are.
    #[serde(default)]
    pub tail_calls: bool,
    /// All the flags that calls of other contracts had.
    #[serde(default)]
    pub flags: u32,
    /// Calls and constructions that went in.
    pub frames: u64,
    /// By function, by path.
    pub functions: BTreeMap<u32, BTreeMap<u32, Taken>>,
    /// By function, by loop: how often each bucket of rounds was seen. Absent if loops were not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Rounds>,
    /// Selectors of the frames that began in the middle of a call of the same contract.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reentered: BTreeMap<String, Taken>,
}

/// What two profiles of the same code differ in: paths of one that the other lacks, by function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// In the first alone.
    pub removed: Vec<(u32, u32)>,
    /// In the second alone.
    pub added: Vec<(u32, u32)>,
}

impl Profile {
    /// The profile for learning builds whose contexts have this many calls. With 0, contexts that it holds are not looked at.
    #[must_use]
    pub fn with_depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// The profile for learning builds in which calls are ways out.
    #[must_use]
    pub fn with_tail_calls(mut self, tail_calls: bool) -> Self {
        self.tail_calls = tail_calls;
        self
    }

    /// The profile for learning builds that count rounds of loops.
    #[must_use]
    pub fn with_rounds(mut self, counts: bool) -> Self {
        self.rounds = counts.then(BTreeMap::new);
        self
    }

    /// The buckets of a function's loops that were seen, as bits.
    pub fn buckets(&self, function: u32) -> BTreeMap<u32, u32> {
        let loops = self.rounds.as_ref().and_then(|rounds| rounds.get(&function));
        let bits =
            |buckets: &BTreeMap<u32, u64>| buckets.keys().fold(0, |bits, bucket| bits | (1_u32 << (bucket & 31)));
        loops.into_iter().flatten().map(|(at, buckets)| (*at, bits(buckets))).collect()
    }

    /// The paths of a function by the context they were taken in; empty if paths are not told apart by it.
    pub fn by_context(&self, function: u32) -> BTreeMap<u32, Vec<u32>> {
        let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        if self.depth == 0 {
            return found;
        }
        for (path, taken) in self.functions.get(&function).into_iter().flatten() {
            taken.contexts.keys().for_each(|context| found.entry(*context).or_default().push(*path));
        }
        found
    }

    /// An empty profile of this code.
    pub fn new(code_hash: [u8; 32]) -> Self {
        Self {
            version: VERSION,
            code: hex(&code_hash),
            depth: 0,
            tail_calls: false,
            flags: 0,
            frames: 0,
            functions: BTreeMap::new(),
            rounds: None,
            reentered: BTreeMap::new(),
        }
    }

    /// Every path there is: what is built from it refuses nothing.
    pub fn everything(analysis: &Analysis<'_>) -> Self {
        let mut profile = Self::new(analysis.code_hash).with_tail_calls(analysis.tail_calls);
        profile.flags = u32::MAX;
        profile.reentered.insert(ANY.into(), Taken::once("everything"));
        for (function, shape) in &analysis.shapes {
            let all = (0..u32::try_from(shape.numbering.total).unwrap_or(u32::MAX))
                .map(|path| (path, Taken { count: 0, ..Taken::once("everything") }));
            profile.functions.insert(*function, all.collect());
        }
        profile
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Not such JSON, another version, a hash that is none.
    pub fn from_json(text: &str) -> Result<Self> {
        let profile: Self = serde_json::from_str(text).map_err(|error| Error::ProfileMalformed(error.to_string()))?;
        if profile.version != VERSION {
            return Err(Error::ProfileMalformed(format!("version {}, this tool reads {VERSION}", profile.version)));
        }
        if unhex(&profile.code).map_or(0, |hash| hash.len()) != 32 {
            return Err(Error::ProfileMalformed("`code` is not a code hash".into()));
        }
        if profile.depth > MAX_DEPTH {
            return Err(Error::ProfileMalformed(format!(
                "`depth` {}: a context has at most {MAX_DEPTH} calls",
                profile.depth
            )));
        }
        Ok(profile)
    }

    /// The file.
    pub fn to_json(&self) -> String {
        // Numbers, strings and maps of them: this cannot fail.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Whether no path was seen.
    pub fn is_empty(&self) -> bool {
        self.functions.values().all(BTreeMap::is_empty)
    }

    /// Path numbers of a function.
    pub fn paths(&self, function: u32) -> impl Iterator<Item = u32> + '_ {
        self.functions.get(&function).into_iter().flat_map(|paths| paths.keys().copied())
    }

    /// Whether the contract may be entered in the middle of a call with any selector.
    pub fn any_reentry(&self) -> bool {
        self.reentered.contains_key(ANY)
    }

    /// The selectors that may be entered in the middle of a call, as the contract reads them.
    pub fn reentered(&self) -> Vec<u32> {
        let number = |text: &String| {
            let bytes: [u8; 4] = unhex(text).ok()?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes))
        };
        self.reentered.keys().filter_map(number).collect()
    }

    /// Adds what a test did: those of the frames that ran this code.
    pub fn add(&mut self, frames: &[Frame], test: &str) {
        let own = unhex(&self.code).unwrap_or_default();
        for frame in frames.iter().filter(|frame| own.starts_with(&frame.build)) {
            self.frames += 1;
            self.flags |= frame.flags;
            for (function, path, context) in &frame.paths {
                let mut once = Taken::once(test);
                if self.depth > 0 {
                    once.contexts.insert(*context, 1);
                }
                let paths = self.functions.entry(*function).or_default();
                paths.entry(*path).and_modify(|entry| entry.more(&once)).or_insert(once);
            }
            if let Some(rounds) = &mut self.rounds {
                for (function, at, times) in &frame.rounds {
                    let buckets = rounds.entry(*function).or_default().entry(*at).or_default();
                    *buckets.entry(crate::rounds::bucket(*times)).or_default() += 1;
                }
            }
            if frame.reentered {
                let once = Taken::once(test);
                self.reentered.entry(hex(&frame.selector)).and_modify(|entry| entry.more(&once)).or_insert(once);
            }
        }
    }

    /// The paths of a frame that the profile does not have.
    pub fn unknown(&self, frame: &Frame) -> Vec<(u32, u32)> {
        let seen = |function: &u32, path: &u32| self.functions.get(function).is_some_and(|own| own.contains_key(path));
        let paths = frame.paths.iter().filter(|(function, path, _)| !seen(function, path));
        paths.map(|(function, path, _)| (*function, *path)).collect()
    }

    /// Whether a build of this profile would let the frame pass. Contexts and rounds are not looked at.
    pub fn lets_pass(&self, frame: &Frame) -> bool {
        let flags = frame.flags & !self.flags & (flags::ALLOW_REENTRY | flags::TAIL_CALL);
        let reenters = frame.reentered && !self.any_reentry() && !self.reentered.contains_key(&hex(&frame.selector));
        let judged = frame.did || frame.reentered;
        !judged || (flags == 0 && !reenters && self.unknown(frame).is_empty())
    }

    /// Both together. The first test of a path seen in both is this one's.
    ///
    /// # Errors
    /// Profiles of different code.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.same_code(other)?;
        self.frames += other.frames;
        self.flags |= other.flags;
        for (function, paths) in &other.functions {
            let own = self.functions.entry(*function).or_default();
            for (path, taken) in paths {
                own.entry(*path).and_modify(|entry| entry.more(taken)).or_insert_with(|| taken.clone());
            }
        }
        if let (Some(own), Some(others)) = (&mut self.rounds, &other.rounds) {
            for (function, loops) in others {
                for (at, buckets) in loops {
                    for (bucket, count) in buckets {
                        let own = own.entry(*function).or_default().entry(*at).or_default();
                        *own.entry(*bucket).or_default() += count;
                    }
                }
            }
        }
        for (selector, taken) in &other.reentered {
            let own = self.reentered.entry(selector.clone());
            own.and_modify(|entry| entry.more(taken)).or_insert_with(|| taken.clone());
        }
        Ok(())
    }

    /// What is in one and not in the other.
    ///
    /// # Errors
    /// Profiles of different code.
    pub fn diff(&self, other: &Self) -> Result<Difference> {
        self.same_code(other)?;
        let all = |profile: &Self| -> Vec<(u32, u32)> {
            profile.functions.iter().flat_map(|(function, paths)| paths.keys().map(|path| (*function, *path))).collect()
        };
        let (before, after) = (all(self), all(other));
        let without = |from: &[(u32, u32)], other: &[(u32, u32)]| {
            from.iter().filter(|path| other.binary_search(path).is_err()).copied().collect()
        };
        Ok(Difference { removed: without(&before, &after), added: without(&after, &before) })
    }

    fn same_code(&self, other: &Self) -> Result<()> {
        if self.code == other.code && self.depth != other.depth {
            return Err(Error::ProfileOptions(format!("context depth {} and {}", self.depth, other.depth)));
        }
        if self.code == other.code && self.tail_calls != other.tail_calls {
            return Err(Error::ProfileOptions("calls are ways out in one only".into()));
        }
        if self.code == other.code && self.rounds.is_some() != other.rounds.is_some() {
            return Err(Error::ProfileOptions("rounds of loops are counted in one only".into()));
        }
        if self.code == other.code {
            return Ok(());
        }
        Err(Error::ProfileMismatch { profile: other.code.clone(), code: self.code.clone() })
    }

    /// Whether the profile belongs to this code and names only paths it has.
    ///
    /// # Errors
    /// It does not, or it does.
    pub fn fits(&self, analysis: &Analysis<'_>) -> Result<()> {
        let code = hex(&analysis.code_hash);
        if self.code != code {
            return Err(Error::ProfileMismatch { profile: self.code.clone(), code });
        }
        for (function, paths) in &self.functions {
            let total = analysis.shapes.get(function).map_or(0, |shape| shape.numbering.total);
            if let Some(path) = paths.keys().find(|path| u64::from(**path) >= total) {
                let why = format!("function {function} has {total} paths, path {path} is named");
                return Err(Error::ProfileMalformed(why));
            }
        }
        Ok(())
    }
}
