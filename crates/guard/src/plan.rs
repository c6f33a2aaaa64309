//! What is put into one function, and where.

use crate::{
    cfg::{Cfg, Cut, Place},
    paths::{Dag, Numbering},
};
use std::collections::{BTreeMap, BTreeSet};

/// Where code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// First in the function.
    Entry,
    /// First in the block that begins with this instruction.
    Block(usize),
    /// On an edge.
    Edge(Place),
}

/// What is done there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Adds to the path register.
    Add(i64),
    /// Starts a path.
    Set(i64),
    /// Ends a path: the register and this sum are given to the check of this number.
    Close(i64, usize),
    /// Says that something was never seen.
    Miss(u32),
    /// Before a call: which it is, for the callee's context.
    Enter(u32),
    /// A loop is entered: its counter is zero.
    Rounds(u32),
    /// It goes round once more.
    Round(u32),
    /// It is left.
    Left {
        /// Its counter.
        counter: u32,
        /// Its number in the function.
        number: u32,
        /// Miss code and allowed buckets; nothing where it is printed.
        check: Option<(u32, u32)>,
    },
}

/// What a function knows of where it was called from: the last calls on the way to it, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    /// Kept in a local, for its own callees and to be printed.
    Kept,
    /// Kept, and its paths are judged by it.
    Judged {
        /// The contexts that were seen, in order.
        seen: Vec<u32>,
        /// Paths for each.
        paths: u64,
        /// Miss code of any other.
        unknown: u32,
    },
}

/// What happens to the number of a path that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It is printed, with the function.
    Print,
    /// It must be set in these 64 bits, else the miss is this code and the number.
    Mask(u64, u32),
    /// It must be set in these words.
    Words(Vec<u64>, u32),
}

/// A function's plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is done where.
    pub acts: BTreeMap<Slot, Vec<Act>>,
    /// The checks that [`Act::Close`] names.
    pub checks: Vec<Check>,
    /// Whether it keeps its context.
    pub context: Option<Context>,
    /// Number of loop counters.
    pub counters: u32,
}

impl Plan {
    /// Adds an act; adding nothing to the register is none.
    pub fn act(&mut self, slot: Slot, act: Act) {
        if act != Act::Add(0) {
            self.acts.entry(slot).or_default().push(act);
        }
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    /// Whether the function gets a path register.
    pub fn has_register(&self) -> bool {
        self.acts.values().flatten().any(|act| matches!(act, Act::Add(_) | Act::Set(_) | Act::Close(..)))
    }

    /// Puts the register of `dag` into the code, with `check` wherever a path ends. `taken` says on which of the
    /// function's edges a path may begin: on the others it would be begun for nothing.
    pub fn count(
        &mut self,
        cfg: &Cfg,
        joins: &BTreeSet<usize>,
        dag: &Dag,
        numbering: &Numbering,
        check: usize,
        taken: impl Fn(usize) -> bool,
    ) {
        let increments = numbering.increments(dag, cfg);
        for step in numbering.order.iter().flat_map(|node| &dag.out[*node]) {
            let add = increments.steps.get(&step.edge).copied().unwrap_or(0);
            let slot = match cfg.edges.get(step.edge) {
                Some(edge) => Slot::Edge(edge.place),
                None => Slot::Block(cfg.nodes[step.edge - cfg.edges.len()].first),
            };
            self.act(slot, if step.to.is_none() { Act::Close(add, check) } else { Act::Add(add) });
        }
        for (start, first) in &increments.starts {
            if *start == 0 && *first != 0 {
                self.act(Slot::Entry, Act::Set(*first));
            }
            let mut joined = false;
            for (index, edge) in cfg.edges.iter().enumerate() {
                if edge.to == *start && cfg.live[edge.from] && taken(index) {
                    match edge.cut {
                        Cut::No => joined = true,
                        _ => self.act(Slot::Edge(edge.place), Act::Set(*first)),
                    }
                }
            }
            // A start that is entered without a cut is a join: what arrives was closed where the block begins.
            if joined && *start != 0 && joins.contains(start) {
                self.act(Slot::Block(cfg.nodes[*start].first), Act::Set(*first));
            }
        }
    }

    /// Puts what begins a path behind what ends one.
    pub fn finish(mut self) -> Self {
        for acts in self.acts.values_mut() {
            acts.sort_by_key(|act| matches!(act, Act::Set(_)));
        }
        self
    }

    /// The plan of a learning build: every path is printed.
    pub fn learn(cfg: &Cfg, joins: &BTreeSet<usize>) -> Self {
        let mut plan = Self { checks: vec![Check::Print], ..Self::default() };
        let dag = Dag::of(cfg, joins);
        plan.count(cfg, joins, &dag, &Numbering::of(&dag), 0, |_| true);
        plan.finish()
    }
}
