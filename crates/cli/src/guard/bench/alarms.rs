//! False alarms: benign calls of the scenarios that builds of profiles learnt from the suite's tests alone would refuse.
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
/// How many causes of refusals are shown.
const CAUSES: usize = 12;

/// A share of the training set against a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The scenario that was learnt from.
    pub learnt: String,
    /// The calls that were learnt from, in per cent of all.
    pub share: usize,
    /// How many these are.
    pub training: usize,
    /// The scenario that was judged.
    pub judged: String,
    /// The transactions that were judged.
    pub calls: usize,
    /// Those that would be refused (the mean over the draws).
    pub refused: f64,
    /// What is refused most often, of the whole training set: the message, and the contract whose frame is refused.
    pub worst: Vec<(String, usize)>,
}

impl Row {
    /// Refused calls, in per cent.
    pub fn rate(&self) -> f64 {
        self.refused * 100.0 / self.calls.max(1) as f64
    }
}

/// Records the scenarios, and judges them by profiles of shares of the training set.
pub fn rows(plain: &Bundles, training: &Course<'_>, judged: &[Course<'_>]) -> Result<Vec<Row>, Failure> {
    let (learnt, empty) = record(plain, training)?;
    let mut rows = Vec::new();
    for course in judged {
        let (tape, other) = record(plain, course)?;
        if other != empty {
            // Only some of the scenarios made tail calls, and path numbers depend on whether they are looked for.
            return Err(Failure::new(Exit::CheckFailed, "the scenarios were learnt with different options"));
        }
        let sent: Vec<&Heard> = tape.calls.iter().filter(|call| !call.asked).collect();
        for share in SHARES {
            let draws = if share == 100 { 1 } else { DRAWS };
            let (mut causes, mut taught) = (BTreeMap::new(), 0);
            for draw in 0..draws {
                let mut profiles = empty.clone();
                let calls = drawn(&learnt, share, draw);
                taught = calls.len();
                learnt.teach(&mut profiles, calls);
                refusals(&profiles, &tape, &sent, &mut causes);
            }
            let refused = causes.values().sum::<usize>() as f64 / f64::from(draws);
            let mut worst: Vec<(String, usize)> = causes.into_iter().collect();
            worst.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            worst.truncate(CAUSES);
            let (learnt, judged) = (training.scenario.name().to_owned(), course.scenario.name().to_owned());
            rows.push(Row { learnt, share, training: taught, judged, calls: sent.len(), refused, worst });
        }
    }
    Ok(rows)
}

/// A share of the calls, drawn by hash: the same every time.
fn drawn(from: &Tape, share: usize, draw: u8) -> Vec<&Heard> {
    let mut order: Vec<([u8; 32], &Heard)> = (0_u64..)
        .zip(&from.calls)
        .map(|(at, call)| (blake2_256(&[&[draw][..], &at.to_le_bytes()].concat()).into(), call))
        .collect();
    order.sort_by_key(|(hash, _)| *hash);
    order.truncate((order.len() * share).div_ceil(100));
    order.into_iter().map(|(_, call)| call).collect()
}

/// Adds how many of these transactions would be refused, by message and the first contract that refuses.
fn refusals(profiles: &BTreeMap<String, Profile>, tape: &Tape, calls: &[&Heard], causes: &mut BTreeMap<String, usize>) {
    let refusals = tape.judge(profiles);
    for call in calls {
        let refusal = call.frames.iter().find_map(|frame| refusals.get(*frame).and_then(Option::as_ref));
        if let Some(refusal) = refusal {
            *causes.entry(format!("{}: {refusal}", call.test)).or_default() += 1;
        }
    }
}

/// The budget: everything learnt, on each scenario.
pub fn budgets(rows: &[Row]) -> Vec<Budget> {
    let whole = rows.iter().filter(|row| row.share == 100);
    let named = |row: &Row| format!("false alarms on {}, learnt from {}", row.judged, row.learnt);
    whole.map(|row| Budget::new(&named(row), row.rate(), 0.3, "%")).collect()
}
