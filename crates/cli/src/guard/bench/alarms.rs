//! False alarms: benign calls that builds of another scenario's profiles would refuse.
//!
//! Nothing has to be sent for it: learning builds tell what each call of a scenario did, and a profile says whether it would
//! let that pass. `weir year --guard enforce` shows that the two agree.

use super::super::learn::{record, Course};
use super::super::tape::{Heard, Tape};
use super::Budget;
use crate::exit::{Exit, Failure};
use serde::Serialize;
use std::collections::BTreeMap;
use weir_client::bundle::Bundles;
use weir_client::hash::blake2_256;
use weir_guard::profile::Profile;

/// Shares of the training set, in per cent.
const SHARES: [usize; 4] = [10, 25, 50, 100];
/// How many draws the figure of a share below the whole is the mean of.
const DRAWS: u8 = 5;

/// A training set against a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The scenarios that were learnt from.
    pub learnt: String,
    /// The calls that were learnt from, in per cent of all (of the judged scenario's, where it is learnt from too).
    pub share: usize,
    /// The scenario that was judged.
    pub judged: String,
    /// The judged scenario is learnt from as well, and the calls that were learnt from are not judged.
    pub split: bool,
    /// The transactions that were judged (the mean over the draws).
    pub calls: f64,
    /// Those that would be refused (the mean over the draws).
    pub refused: f64,
    /// The messages that are refused most often, of the whole training set.
    pub worst: Vec<(String, usize)>,
}

impl Row {
    /// Refused calls, in per cent.
    pub fn rate(&self) -> f64 {
        self.refused * 100.0 / self.calls.max(1.0)
    }
}

struct Recorded {
    name: &'static str,
    tape: Tape,
    empty: BTreeMap<String, Profile>,
}

/// Records the scenarios, and judges each by profiles of the others.
pub fn rows(plain: &Bundles, courses: [Course<'_>; 3]) -> Result<Vec<Row>, Failure> {
    let mut recorded = Vec::new();
    for course in courses {
        let (tape, empty) = record(plain, &course)?;
        recorded.push(Recorded { name: course.scenario.name(), tape, empty });
    }
    if recorded.windows(2).any(|pair| matches!(pair, [one, other] if one.empty != other.empty)) {
        // Only some of the scenarios made tail calls, and path numbers depend on whether they are looked for.
        return Err(Failure::new(Exit::CheckFailed, "the scenarios were learnt with different options"));
    }
    let mut rows = Vec::new();
    for judged in &recorded {
        let others: Vec<&Recorded> = recorded.iter().filter(|one| one.name != judged.name).collect();
        for one in &others {
            rows.push(of_others(&[one], judged, 100));
        }
        rows.extend(SHARES.iter().map(|share| of_others(&others, judged, *share)));
        // A scenario of a call a message has no two of a kind to tell apart.
        if judged.name != "gas" {
            rows.extend(SHARES.iter().filter(|share| **share < 100).map(|share| split(&others, judged, *share)));
        }
    }
    Ok(rows)
}

/// Learnt from a share of other scenarios.
fn of_others(learnt: &[&Recorded], judged: &Recorded, share: usize) -> Row {
    let all: Vec<&Heard> = sent(&judged.tape).collect();
    let draws = if share == 100 { 1 } else { DRAWS };
    let runs = (0..draws).map(|draw| {
        let mut profiles = judged.empty.clone();
        for one in learnt {
            let calls = drawn(one, share, draw).0;
            one.tape.teach(&mut profiles, calls);
        }
        (all.len(), refusals(&profiles, &judged.tape, &all))
    });
    row(learnt, judged, share, false, runs.collect())
}

/// Learnt from all of the others and a share of the scenario itself, whose other calls are judged.
fn split(others: &[&Recorded], judged: &Recorded, share: usize) -> Row {
    let runs = (0..DRAWS).map(|draw| {
        let mut profiles = judged.empty.clone();
        for one in others {
            one.tape.teach(&mut profiles, &one.tape.calls);
        }
        let (learnt, rest) = drawn(judged, share, draw);
        judged.tape.teach(&mut profiles, learnt);
        let rest: Vec<&Heard> = rest.into_iter().filter(|call| !call.asked).collect();
        (rest.len(), refusals(&profiles, &judged.tape, &rest))
    });
    row(others, judged, share, true, runs.collect())
}

fn row(
    learnt: &[&Recorded],
    judged: &Recorded,
    share: usize,
    split: bool,
    runs: Vec<(usize, BTreeMap<String, usize>)>,
) -> Row {
    let count = runs.len().max(1) as f64;
    let calls = runs.iter().map(|(calls, _)| *calls).sum::<usize>() as f64 / count;
    let refused = runs.iter().flat_map(|(_, refused)| refused.values()).sum::<usize>() as f64 / count;
    let mut worst: Vec<_> = runs.into_iter().next().unwrap_or_default().1.into_iter().collect();
    worst.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    worst.truncate(5);
    let mut names: Vec<&str> = learnt.iter().map(|one| one.name).collect();
    names.extend(split.then_some(judged.name));
    Row { learnt: names.join(" + "), share, judged: judged.name.to_owned(), split, calls, refused, worst }
}

/// A share of a scenario's calls, drawn by hash (the same every time), and the others.
fn drawn(from: &Recorded, share: usize, draw: u8) -> (Vec<&Heard>, Vec<&Heard>) {
    let mut order: Vec<([u8; 32], &Heard)> = from
        .tape
        .calls
        .iter()
        .enumerate()
        .map(|(at, call)| {
            let seed = [&[draw], from.name.as_bytes(), &(at as u64).to_le_bytes()[..]].concat();
            (blake2_256(&seed).into(), call)
        })
        .collect();
    order.sort_by_key(|(hash, _)| *hash);
    let mut calls: Vec<&Heard> = order.into_iter().map(|(_, call)| call).collect();
    let rest = calls.split_off((calls.len() * share).div_ceil(100).min(calls.len()));
    (calls, rest)
}

fn sent(tape: &Tape) -> impl Iterator<Item = &Heard> {
    tape.calls.iter().filter(|call| !call.asked)
}

/// How many of these transactions would be refused, by message.
fn refusals(profiles: &BTreeMap<String, Profile>, tape: &Tape, calls: &[&Heard]) -> BTreeMap<String, usize> {
    let passes = tape.judge(profiles);
    let mut refused = BTreeMap::new();
    for call in calls {
        if call.frames.iter().any(|frame| passes.get(*frame) == Some(&false)) {
            *refused.entry(call.test.clone()).or_default() += 1;
        }
    }
    refused
}

/// The budget: the full year, learnt from the other scenarios only.
pub fn budgets(rows: &[Row]) -> Vec<Budget> {
    let whole =
        rows.iter().filter(|row| row.share == 100 && !row.split && row.learnt.contains('+') && row.judged != "gas");
    whole
        .map(|row| {
            let what = format!("false alarms on {}, learnt from {}", row.judged, row.learnt);
            Budget::new(&what, row.rate(), 0.3, "%")
        })
        .collect()
}
