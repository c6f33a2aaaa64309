//! The numbers, and the fewest increments that give them.

use super::{Dag, Step};
use crate::cfg::{Cfg, Place};
use std::collections::BTreeMap;

/// Ball-Larus values for the steps of a graph.
#[derive(Debug, Clone)]
pub struct Numbering {
    /// Number of paths.
    pub total: u64,
    /// Number of paths from a block to their ends.
    pub behind: Vec<u64>,
    /// Value of each step in [`Dag::out`]; the sum over a path and its start is the path's number.
    pub values: Vec<Vec<u64>>,
    /// Value of each start.
    pub offsets: Vec<u64>,
    /// Blocks that can be reached, each behind its successors.
    pub order: Vec<usize>,
}

/// What is added to the register on the steps, so that its sum is the path's number.
#[derive(Debug, Clone, Default)]
pub struct Increments {
    /// By index in `Cfg::edges`. Most are zero.
    pub steps: BTreeMap<usize, i64>,
    /// By start block: the register's first value.
    pub starts: BTreeMap<usize, i64>,
}

impl Numbering {
    /// Numbers the paths of a graph. Counts beyond `u64` stay at its largest.
    pub fn of(dag: &Dag) -> Self {
        let order = order(dag);
        let mut behind = vec![0_u64; dag.out.len()];
        let mut values = vec![Vec::new(); dag.out.len()];
        for node in &order {
            let mut sum = 0_u64;
            for step in &dag.out[*node] {
                values[*node].push(sum);
                sum = sum.saturating_add(step.to.map_or(1, |to| behind[to]));
            }
            behind[*node] = sum;
        }
        let mut total = 0_u64;
        let mut offsets = Vec::new();
        for start in &dag.starts {
            offsets.push(total);
            total = total.saturating_add(behind[*start]);
        }
        Self { total, behind, values, offsets, order }
    }

    /// Increments on the edges outside of a spanning tree that holds the edges where code is dearest. Values of blocks
    /// (potentials) are chosen so that every edge of the tree has the increment zero; sums over whole paths stay.
    pub fn increments(&self, dag: &Dag, cfg: &Cfg) -> Increments {
        let outside = dag.out.len();
        let mut all: Vec<(u32, usize, usize, i64, Option<usize>)> = Vec::new();
        for (start, offset) in dag.starts.iter().zip(&self.offsets) {
            all.push((if *start == 0 { 6 } else { 1 }, outside, *start, signed(*offset), None));
        }
        for node in &self.order {
            for (step, value) in dag.out[*node].iter().zip(&self.values[*node]) {
                let to = step.to.unwrap_or(outside);
                all.push((price(step, cfg), *node, to, signed(*value), Some(step.edge)));
            }
        }
        // Dearest first; the order of the code among equals, so that the result is reproducible.
        all.sort_by_key(|(price, ..)| std::cmp::Reverse(*price));
        let mut groups: Vec<usize> = (0..=outside).collect();
        let mut tree: Vec<Vec<(usize, i64)>> = vec![Vec::new(); outside + 1];
        for (_, from, to, value, _) in &all {
            let (one, other) = (root(&mut groups, *from), root(&mut groups, *to));
            if one != other {
                groups[one] = other;
                tree[*from].push((*to, *value));
                tree[*to].push((*from, -*value));
            }
        }
        let mut potential: Vec<Option<i64>> = vec![None; outside + 1];
        potential[outside] = Some(0);
        let mut work = vec![outside];
        while let Some(node) = work.pop() {
            let here = potential[node].unwrap_or(0);
            for (next, value) in &tree[node] {
                if potential[*next].is_none() {
                    potential[*next] = Some(here.wrapping_add(*value));
                    work.push(*next);
                }
            }
        }
        let at = |node: usize| potential[node].unwrap_or(0);
        let mut increments = Increments::default();
        for (_, from, to, value, edge) in all {
            let increment = value.wrapping_add(at(from)).wrapping_sub(at(to));
            match edge {
                Some(edge) => drop(increments.steps.insert(edge, increment)),
                None => drop(increments.starts.insert(to, increment)),
            }
        }
        increments
    }
}

/// What code on this step costs, in bytes, more where it runs more often.
fn price(step: &Step, cfg: &Cfg) -> u32 {
    let Some(edge) = cfg.edges.get(step.edge) else { return 3 };
    let bytes = match edge.place {
        // A path's end has code already: its increment goes into what is checked.
        _ if step.to.is_none() => 3,
        Place::Before(_) | Place::After(_) => 8,
        Place::NoElse(_) => 9,
        Place::Taken(_) => 12,
        Place::Table(..) => 14,
    };
    bytes << (2 * cfg.nodes[edge.from].loops.min(3))
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn root(groups: &mut [usize], mut node: usize) -> usize {
    while groups[node] != node {
        groups[node] = groups[groups[node]];
        node = groups[node];
    }
    node
}

/// Blocks reachable from the starts, successors first.
fn order(dag: &Dag) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; dag.out.len()];
    for start in &dag.starts {
        if std::mem::replace(&mut seen[*start], true) {
            continue;
        }
        let mut stack = vec![(*start, 0_usize)];
        while let Some((node, next)) = stack.last_mut() {
            match dag.out[*node].get(*next) {
                Some(step) => {
                    *next += 1;
                    if let Some(to) = step.to {
                        if !std::mem::replace(&mut seen[to], true) {
                            stack.push((to, 0));
                        }
                    }
                }
                None => {
                    order.push(*node);
                    stack.pop();
                }
            }
        }
    }
    order
}
