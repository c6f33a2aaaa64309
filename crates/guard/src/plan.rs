//! What is put into one function, and where.

use crate::{
    cfg::{Cfg, Cut, Place},
    paths::{Dag, Numbering},
    register::Register,
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
    /// On a path, the register becomes this: what a sum would be there.
    Put(i64),
    /// Ends a path: the register and this sum are given to the check of this number.
    Close(i64, usize),
    /// Ends a path whose number is this, for the check of this number.
    Known(i64, usize),
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
        self.acts.values().flatten().any(|act| matches!(act, Act::Add(_) | Act::Set(_) | Act::Put(_) | Act::Close(..)))
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
        let register = Register::of(dag, numbering, &increments);
        for (node, step) in numbering.order.iter().flat_map(|node| dag.out[*node].iter().map(move |step| (*node, step)))
        {
            let add = increments.steps.get(&step.edge).copied().unwrap_or(0);
            let slot = match cfg.edges.get(step.edge) {
                Some(edge) => Slot::Edge(edge.place),
                None => Slot::Block(cfg.nodes[step.edge - cfg.edges.len()].first),
            };
            match (step.to, register.known[node].map(|value| value.wrapping_add(add))) {
                (None, Some(number)) => self.act(slot, Act::Known(number, check)),
                (None, None) => self.act(slot, Act::Close(add, check)),
                (Some(_), None) => self.act(slot, Act::Add(add)),
                (Some(to), Some(value)) if add != 0 && register.read[to] => self.act(slot, Act::Put(value)),
                _ => {}
            }
        }
        for (start, first) in increments.starts.iter().filter(|(start, _)| register.read[**start]) {
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

    /// Ends of paths whose number is known: nothing where the check has it, else the miss itself. A check that nobody asks then
    /// is emptied.
    pub fn decide(&mut self, check: usize) {
        let (words, base) = match self.checks.get(check) {
            Some(Check::Mask(mask, base)) => (vec![*mask], *base),
            Some(Check::Words(words, base)) => (words.clone(), *base),
            _ => return,
        };
        let has = |number: i64| words.get((number >> 6) as usize).is_some_and(|word| (word >> (number & 63)) & 1 == 1);
        for acts in self.acts.values_mut() {
            acts.retain(|act| !matches!(act, Act::Known(number, of) if *of == check && has(*number)));
            for act in acts {
                if let Act::Known(number, of) = act {
                    if *of == check {
                        *act = Act::Miss(base + *number as u32);
                    }
                }
            }
        }
        self.acts.retain(|_, acts| !acts.is_empty());
        let asks = |act: &Act| matches!(act, Act::Close(_, of) | Act::Known(_, of) if *of == check);
        if !self.acts.values().flatten().any(asks) {
            self.checks[check] = Check::Mask(0, base);
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
