//! Loop buckets, an option: how often a loop went round, as 0, 1, 2..3, 4..7 or more.
//!
//! Each loop of a profiled function has a counter: zero where the loop is entered, one more on each way back to its
//! head. Where the loop is left, the counter's bucket is printed, or must be one that was seen. A frame that ends inside
//! of a loop does not leave it. Loops of which every bucket was seen, or which were never seen, have no counter.

use crate::{
    cfg::{Cfg, Cut, Place, EXIT},
    plan::{Act, Plan, Slot},
};
use std::collections::{BTreeMap, BTreeSet};

/// All buckets, as bits.
pub const ALL: u32 = 0b1_1111;

/// The bucket of a count.
pub fn bucket(rounds: u32) -> u32 {
    (32 - rounds.leading_zeros()).min(4)
}

/// Adds counters to a plan. `left` says what happens where a loop is left: its miss code and the allowed buckets for a
/// guarded build, nothing for a learning one; loops that are not in it have no counter.
pub(crate) fn count(cfg: &Cfg, plan: &mut Plan, left: &BTreeMap<usize, Option<(u32, u32)>>) {
    for (at, check) in left {
        let head = cfg.loops[*at].head;
        let counter = plan.counters;
        plan.counters += 1;
        for edge in cfg.edges.iter().filter(|edge| cfg.live[edge.from] && cfg.leads_out(edge)) {
            let from_inside = cfg.is_in(edge.from, *at);
            let place = Slot::Edge(edge.place);
            if edge.to == head {
                let act = if from_inside { Act::Round(counter) } else { Act::Rounds(counter) };
                plan.act(place, act);
            } else if from_inside
                && edge.cut != Cut::Call
                && !cfg.is_in(edge.to, *at)
                && !ends_frame(cfg, edge.place, edge.to)
            {
                let act = match check {
                    None => Act::Left { counter, number: *at as u32, check: None },
                    Some(check) => Act::Left { counter, number: *at as u32, check: Some(*check) },
                };
                plan.act(place, act);
            }
        }
    }
}

/// Whether an edge to the exit is a call that may end the frame, behind which the function goes on.
fn ends_frame(cfg: &Cfg, place: Place, to: usize) -> bool {
    let Place::Before(at) = place else { return false };
    to == EXIT && cfg.edges.iter().any(|edge| edge.cut == Cut::Call && edge.place == Place::After(at))
}

/// The loops that can be entered and left.
pub(crate) fn loops(cfg: &Cfg) -> BTreeSet<usize> {
    (0..cfg.loops.len()).filter(|at| cfg.live[cfg.loops[*at].head]).collect()
}
