//! False alarms: benign calls that builds of another scenario's profiles would refuse.
//!
//! Nothing has to be sent for it: learning builds tell what each call of a scenario did, and a profile says whether it would
//! let that pass. `weir year --guard enforce` shows that the two agree.

use super::super::learn::{record, Course};
use super::super::tape::{Heard, Tape};
use super::Budget;
use crate::exit::Failure;
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
    /// The calls that were learnt from, in per cent of all.
    pub share: usize,
    /// The scenario that was judged.
    pub judged: String,
    /// Its transactions.
    pub calls: usize,
    /// Those that would be refused (the mean over the draws).
    pub refused: f64,
    /// Whether the one that was judged was learnt from.
    pub held_out: bool,
    /// The messages that are refused most often, of the whole training set.
    pub worst: Vec<(String, usize)>,
}

impl Row {
    /// Refused calls, in per cent.
    pub fn rate(&self) -> f64 {
        self.refused * 100.0 / self.calls.max(1) as f64
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
    let mut rows = Vec::new();
    for judged in &recorded {
        let others: Vec<&Recorded> = recorded.iter().filter(|one| one.name != judged.name).collect();
        for one in &others {
            rows.extend(curve(&[one], judged, &[100]));
        }
        rows.extend(curve(&others, judged, &SHARES));
    }
    Ok(rows)
}

fn curve(learnt: &[&Recorded], judged: &Recorded, shares: &[usize]) -> Vec<Row> {
    shares
        .iter()
        .map(|share| {
            let draws = if *share == 100 { 1 } else { DRAWS };
            let mut worst = BTreeMap::new();
            let mut refused = 0;
            for draw in 0..draws {
                worst = refusals(&profiles(learnt, *share, draw), &judged.tape);
                refused += worst.values().sum::<usize>();
            }
            let mut worst: Vec<_> = worst.into_iter().collect();
            worst.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            worst.truncate(5);
            Row {
                learnt: learnt.iter().map(|one| one.name).collect::<Vec<_>>().join(" + "),
                share: *share,
                judged: judged.name.to_owned(),
                calls: sent(&judged.tape).count(),
                refused: refused as f64 / f64::from(draws),
                held_out: learnt.iter().all(|one| one.name != judged.name),
                worst,
            }
        })
        .collect()
}

/// What is learnt from a share of the calls. The calls are drawn by hash: the same every time.
fn profiles(learnt: &[&Recorded], share: usize, draw: u8) -> BTreeMap<String, Profile> {
    let mut profiles = learnt.first().map(|one| one.empty.clone()).unwrap_or_default();
    for one in learnt {
        let mut order: Vec<([u8; 32], &Heard)> = one
            .tape
            .calls
            .iter()
            .enumerate()
            .map(|(at, call)| {
                let seed = [&[draw], one.name.as_bytes(), &(at as u64).to_le_bytes()[..]].concat();
                (blake2_256(&seed).into(), call)
            })
            .collect();
        order.sort_by_key(|(hash, _)| *hash);
        let count = (order.len() * share).div_ceil(100);
        one.tape.teach(&mut profiles, order.into_iter().take(count).map(|(_, call)| call));
    }
    profiles
}

fn sent(tape: &Tape) -> impl Iterator<Item = &Heard> {
    tape.calls.iter().filter(|call| !call.asked)
}

/// How many transactions would be refused, by message.
fn refusals(profiles: &BTreeMap<String, Profile>, tape: &Tape) -> BTreeMap<String, usize> {
    let passes = tape.judge(profiles);
    let mut refused = BTreeMap::new();
    for call in sent(tape) {
        if call.frames.iter().any(|frame| passes.get(*frame) == Some(&false)) {
            *refused.entry(call.test.clone()).or_default() += 1;
        }
    }
    refused
}

/// The budget: the full year, learnt from the other scenarios only.
pub fn budgets(rows: &[Row]) -> Vec<Budget> {
    let whole = rows.iter().filter(|row| row.share == 100 && row.learnt.contains('+') && row.judged != "gas");
    whole
        .map(|row| {
            let what = format!("false alarms on {}, learnt from {}", row.judged, row.learnt);
            Budget::new(&what, row.rate(), 0.3, "%")
        })
        .collect()
}
