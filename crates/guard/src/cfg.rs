//! From the structured code of a function to basic blocks and edges.
//!
//! Every edge has a [`Place`]: where in the code something can be put that runs exactly when the edge is taken.
//! Calls that may end the frame are edges too: to the exit (the path ends there, whatever the callee does), and on
//! from behind the call.

use crate::module::Function;
use wasmparser::{BlockType, Operator};

/// The node that stands for the way out of a function.
pub const EXIT: usize = usize::MAX;

/// Where code can be put that runs when an edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Before the instruction.
    Before(usize),
    /// After the instruction (behind a `br_if` not taken; first in `then` or `else`; behind a call).
    After(usize),
    /// In an `else` that is added before this `end` of an `if` that has none.
    NoElse(usize),
    /// On the taken side of this `br_if`.
    Taken(usize),
    /// On the way from this `br_table` to the label of this depth.
    Table(usize, u32),
}

/// Why a path ends on an edge, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It does not.
    No,
    /// Back to the head of a loop.
    Back,
    /// Behind a call that may end the frame.
    Call,
}

/// An edge.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The block it leaves. For [`Cut::Call`] a path starts here and none comes from there.
    pub from: usize,
    /// The block it enters, or [`EXIT`].
    pub to: usize,
    /// Where it can be seen.
    pub place: Place,
    /// Whether a path ends here.
    pub cut: Cut,
}

/// A basic block.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Its first instruction: code put before it (behind what stands before it) runs whenever the block does.
    pub first: usize,
    /// Loops around it.
    pub loops: u32,
    /// The innermost of them, in [`Cfg::loops`].
    pub inside: Option<usize>,
}

/// A loop.
#[derive(Debug, Clone, Copy)]
pub struct Loop {
    /// Its first block.
    pub head: usize,
    /// The loop around it.
    pub around: Option<usize>,
}

/// The graph of a function. Block 0 is the entry.
#[derive(Debug, Clone, Default)]
pub struct Cfg {
    /// The blocks.
    pub nodes: Vec<Node>,
    /// The edges, in the order of the code.
    pub edges: Vec<Edge>,
    /// The loops, in the order of the code.
    pub loops: Vec<Loop>,
    /// Which blocks can reach the exit. The others end in a trap or never: nothing they do lasts.
    pub live: Vec<bool>,
    /// Which blocks an edge enters.
    entered: Vec<bool>,
    /// While it is built: the innermost loop.
    inside: Option<usize>,
}

struct Frame {
    kind: Kind,
    /// Target of branches to this frame's label.
    label: usize,
    /// The `if` and the block it is in, until its `else` is seen.
    condition: Option<usize>,
    /// Whether the frame itself can be reached.
    reached: bool,
}

#[derive(PartialEq)]
enum Kind {
    Body,
    Block,
    Loop,
    If,
}

impl Cfg {
    /// The graph of `function`. `ends` says whether a call instruction may end the frame.
    pub fn build(function: &Function<'_>, ends: impl Fn(&Operator<'_>) -> bool) -> Self {
        let mut cfg = Self::default();
        let mut current = Some(cfg.node(0, 0));
        let mut frames = vec![Frame { kind: Kind::Body, label: EXIT, condition: None, reached: true }];
        let mut loops = 0;
        for (at, (op, _)) in function.ops.iter().enumerate() {
            match op {
                Operator::Block { .. } => {
                    let label = cfg.node(at, loops);
                    frames.push(Frame { kind: Kind::Block, label, condition: None, reached: current.is_some() });
                }
                Operator::Loop { .. } => {
                    loops += 1;
                    cfg.loops.push(Loop { head: cfg.nodes.len(), around: cfg.inside });
                    cfg.inside = Some(cfg.loops.len() - 1);
                    let label = cfg.node(at + 1, loops);
                    frames.push(Frame { kind: Kind::Loop, label, condition: None, reached: current.is_some() });
                    if let Some(from) = current {
                        cfg.edge(from, label, Place::Before(at), Cut::No);
                        current = Some(label);
                    }
                }
                Operator::If { .. } => {
                    let label = cfg.node(at, loops);
                    let reached = current.is_some();
                    frames.push(Frame { kind: Kind::If, label, condition: current, reached });
                    if let Some(from) = current {
                        let then = cfg.node(at + 1, loops);
                        cfg.edge(from, then, Place::After(at), Cut::No);
                        current = Some(then);
                    }
                }
                Operator::Else => {
                    let Some(frame) = frames.last_mut() else { continue };
                    let (label, condition) = (frame.label, frame.condition.take());
                    if let Some(from) = current {
                        cfg.edge(from, label, Place::Before(at), Cut::No);
                    }
                    current = condition.map(|from| {
                        let otherwise = cfg.node(at + 1, loops);
                        cfg.edge(from, otherwise, Place::After(at), Cut::No);
                        otherwise
                    });
                }
                Operator::End => {
                    let Some(frame) = frames.pop() else { continue };
                    match frame.kind {
                        Kind::Loop => {
                            loops -= 1;
                            cfg.inside = cfg.inside.and_then(|inside| cfg.loops[inside].around);
                            // What follows the loop's end without a branch is a block of its own, outside.
                            if let Some(from) = current {
                                let next = cfg.node(at + 1, loops);
                                cfg.edge(from, next, Place::After(at), Cut::No);
                                current = Some(next);
                            }
                        }
                        Kind::Body => {
                            if let Some(from) = current {
                                cfg.edge(from, EXIT, Place::Before(at), Cut::No);
                            }
                        }
                        Kind::Block | Kind::If => {
                            if let Some(from) = current {
                                cfg.edge(from, frame.label, Place::Before(at), Cut::No);
                            }
                            if let Some(from) = frame.condition {
                                cfg.edge(from, frame.label, Place::NoElse(at), Cut::No);
                            }
                            cfg.nodes[frame.label].first = at + 1;
                            current = (frame.reached && cfg.entered[frame.label]).then_some(frame.label);
                        }
                    }
                }
                _ => current = cfg.straight(op, at, current, &frames, loops, &ends),
            }
        }
        cfg.mark_live();
        cfg
    }

    /// Branches, calls and the rest; answers with the block that goes on behind the instruction.
    fn straight(
        &mut self,
        op: &Operator<'_>,
        at: usize,
        current: Option<usize>,
        frames: &[Frame],
        loops: u32,
        ends: &impl Fn(&Operator<'_>) -> bool,
    ) -> Option<usize> {
        let from = current?;
        let target = |depth: u32| {
            let frame = &frames[frames.len() - 1 - depth as usize];
            (frame.label, if frame.kind == Kind::Loop { Cut::Back } else { Cut::No })
        };
        match op {
            Operator::Br { relative_depth } => {
                let (to, cut) = target(*relative_depth);
                self.edge(from, to, Place::Before(at), cut);
                None
            }
            Operator::BrIf { relative_depth } => {
                let (to, cut) = target(*relative_depth);
                self.edge(from, to, Place::Taken(at), cut);
                let next = self.node(at + 1, loops);
                self.edge(from, next, Place::After(at), Cut::No);
                Some(next)
            }
            Operator::BrTable { targets } => {
                let mut depths: Vec<u32> = targets.targets().flatten().chain([targets.default()]).collect();
                depths.sort_unstable();
                depths.dedup();
                for depth in depths {
                    let (to, cut) = target(depth);
                    self.edge(from, to, Place::Table(at, depth), cut);
                }
                None
            }
            Operator::Return => {
                self.edge(from, EXIT, Place::Before(at), Cut::No);
                None
            }
            Operator::Unreachable => None,
            Operator::Call { .. } | Operator::CallIndirect { .. } if ends(op) => {
                self.edge(from, EXIT, Place::Before(at), Cut::No);
                let next = self.node(at + 1, loops);
                self.edge(from, next, Place::After(at), Cut::Call);
                Some(next)
            }
            _ => Some(from),
        }
    }

    fn node(&mut self, first: usize, loops: u32) -> usize {
        self.nodes.push(Node { first, loops, inside: self.inside });
        self.entered.push(false);
        self.nodes.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize, place: Place, cut: Cut) {
        if let Some(entered) = self.entered.get_mut(to) {
            *entered = true;
        }
        self.edges.push(Edge { from, to, place, cut });
    }

    /// Backwards from the exit, over every edge.
    fn mark_live(&mut self) {
        self.live = vec![false; self.nodes.len()];
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut work = Vec::new();
        for edge in &self.edges {
            match edge.to {
                EXIT => work.push(edge.from),
                to => into[to].push(edge.from),
            }
        }
        while let Some(node) = work.pop() {
            if !std::mem::replace(&mut self.live[node], true) {
                work.extend(&into[node]);
            }
        }
    }

    /// Whether a block is in a loop, or in one inside of it.
    pub fn is_in(&self, node: usize, wanted: usize) -> bool {
        let mut inside = self.nodes.get(node).and_then(|node| node.inside);
        while let Some(at) = inside {
            if at == wanted {
                return true;
            }
            inside = self.loops[at].around;
        }
        false
    }

    /// Whether the edge's target is the exit or a block that can reach it.
    pub fn leads_out(&self, edge: &Edge) -> bool {
        edge.to == EXIT || self.live[edge.to]
    }
}

/// The type of the value a block leaves, if it leaves one.
pub fn block_value(ty: &BlockType) -> Option<wasmparser::ValType> {
    match ty {
        BlockType::Type(value) => Some(*value),
        _ => None,
    }
}
