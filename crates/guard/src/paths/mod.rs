//! Ball-Larus path numbers (MICRO 1996).
//!
//! The graph of a function is made acyclic by cutting it: at back edges, behind calls that may end the frame, and at
//! joins where there would be too many paths otherwise. A path starts at the entry or at a cut and ends at a cut or at
//! the exit. Each has one number in `0..total`.
//!
//! A join that is cut has a second block in the acyclic graph, in which paths arrive, and an edge of its own, on which
//! they end: so one place in the code closes them all. Both have indices behind those of the function's graph.

mod number;

pub use number::{Increments, Numbering};

use crate::cfg::{Cfg, Cut, EXIT};
use std::collections::BTreeSet;

/// More paths than this in a function are cut at joins.
pub const MAX_PATHS: u64 = 1 << 12;

/// An edge of the acyclic graph: an edge of the function, on which the path goes on or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Index in [`Cfg::edges`].
    pub edge: usize,
    /// The next block; `None` if the path ends on this edge.
    pub to: Option<usize>,
}

/// The acyclic graph: what paths there are.
#[derive(Debug, Clone)]
pub struct Dag {
    /// Steps out of each block.
    pub out: Vec<Vec<Step>>,
    /// Blocks in which a path can start, each once, in order.
    pub starts: Vec<usize>,
}

/// One path: where it starts and the edges it takes; it ends on the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// Its first block.
    pub start: usize,
    /// Indices in [`Cfg::edges`], or [`closing`] of a join.
    pub edges: Vec<usize>,
}

/// The edge on which paths end that arrive at a join that is cut.
pub fn closing(cfg: &Cfg, join: usize) -> usize {
    cfg.edges.len() + join
}

impl Dag {
    /// The graph of what can be reached and leads out, cut at `joins` too.
    pub fn of(cfg: &Cfg, joins: &BTreeSet<usize>) -> Self {
        Self::with(cfg, joins, |_| true, |_| true)
    }

    /// The same, of some of the edges and some of the starts alone.
    pub fn with(
        cfg: &Cfg,
        joins: &BTreeSet<usize>,
        has_edge: impl Fn(usize) -> bool,
        has_start: impl Fn(usize) -> bool,
    ) -> Self {
        let blocks = cfg.nodes.len();
        let mut out = vec![Vec::new(); 2 * blocks];
        let mut starts = BTreeSet::new();
        if cfg.live.first() == Some(&true) && has_start(0) {
            starts.insert(0);
        }
        for (index, edge) in cfg.edges.iter().enumerate() {
            if !cfg.live[edge.from] || !cfg.leads_out(edge) {
                continue;
            }
            let joined = edge.cut == Cut::No && joins.contains(&edge.to);
            let ends = edge.to == EXIT || edge.cut != Cut::No;
            if (ends || joined) && edge.to != EXIT && has_start(edge.to) {
                starts.insert(edge.to);
            }
            if edge.cut == Cut::Call || !has_edge(index) {
                continue;
            }
            let to = if joined { blocks + edge.to } else { edge.to };
            out[edge.from].push(Step { edge: index, to: (!ends).then_some(to) });
            if joined && out[to].is_empty() {
                out[to].push(Step { edge: closing(cfg, edge.to), to: None });
            }
        }
        Self { out, starts: starts.into_iter().collect() }
    }

    /// The joins to cut so that the function has at most `limit` paths, or as few as cutting every join gives.
    pub fn joins_to_cut(cfg: &Cfg, limit: u64) -> BTreeSet<usize> {
        let mut joins = BTreeSet::new();
        let mut entries = vec![0_u32; cfg.nodes.len()];
        for edge in cfg.edges.iter().filter(|edge| edge.to != EXIT && cfg.live[edge.from]) {
            entries[edge.to] += 1;
        }
        let mut threshold = limit;
        while Numbering::of(&Self::of(cfg, &joins)).total > limit && threshold > 1 {
            threshold /= 2;
            // From the exits on: a join with too many paths behind it is cut, and counts as one for those before it.
            let dag = Self::of(cfg, &joins);
            let mut behind = vec![1_u64; dag.out.len()];
            for node in Numbering::of(&dag).order {
                let paths = dag.out[node].iter().map(|step| match step.to {
                    Some(to) if !joins.contains(&to) => behind[to],
                    _ => 1,
                });
                behind[node] = paths.fold(0, u64::saturating_add);
                let join = entries.get(node).is_some_and(|entries| *entries > 1);
                if join && behind[node] > threshold && !dag.starts.contains(&node) {
                    joins.insert(node);
                }
            }
        }
        joins
    }

    /// The number of a path, if the graph has it.
    pub fn number(&self, numbering: &Numbering, path: &Path) -> Option<u64> {
        let at = self.starts.iter().position(|start| *start == path.start)?;
        let mut number = numbering.offsets[at];
        let mut node = Some(path.start);
        for edge in &path.edges {
            let from = node?;
            let at = self.out[from].iter().position(|step| step.edge == *edge)?;
            number += numbering.values[from][at];
            node = self.out[from][at].to;
        }
        node.is_none().then_some(number)
    }

    /// The path with this number.
    pub fn path(&self, numbering: &Numbering, number: u64) -> Option<Path> {
        let (start, mut rest) = self
            .starts
            .iter()
            .zip(&numbering.offsets)
            .rev()
            .find(|(_, offset)| **offset <= number)
            .map(|(start, offset)| (*start, number - offset))?;
        if rest >= numbering.behind[start] {
            return None;
        }
        let mut edges = Vec::new();
        let mut node = start;
        loop {
            let step = self.out[node].iter().zip(&numbering.values[node]).rev().find(|(_, value)| **value <= rest);
            let (step, value) = step?;
            rest -= value;
            edges.push(step.edge);
            match step.to {
                Some(to) => node = to,
                None => return (rest == 0).then_some(Path { start, edges }),
            }
        }
    }
}
