//! Everything that is known of a contract before it is changed. The same code gives the same numbers: profiles, learning
//! builds and guarded builds meet here.

use crate::{
    cfg::Cfg,
    error::{Error, Result},
    flags::CallFlags,
    module::{code_hash, Module},
    paths::{Dag, Numbering, MAX_PATHS},
    profile::Profile,
    reach::Reach,
};
use std::collections::{BTreeMap, BTreeSet};

/// Paths of a function beyond which it is not followed: it was cut at every join and still has too many.
const TOO_MANY_PATHS: u64 = 1 << 24;

/// A function's graph and path numbers.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Its graph.
    pub cfg: Cfg,
    /// Joins at which it is cut.
    pub joins: BTreeSet<usize>,
    /// The acyclic graph.
    pub dag: Dag,
    /// Its path numbers.
    pub numbering: Numbering,
}

/// A contract and what it can do.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The contract.
    pub module: Module<'a>,
    /// Hash of its code.
    pub code_hash: [u8; 32],
    /// What it may pass to `seal_call`.
    pub flags: CallFlags,
    /// Whether calls are taken for ways out of the frame, which tail calls are.
    pub tail_calls: bool,
    /// What its functions can reach.
    pub reach: Reach,
    /// The functions whose paths are profiled, by function index.
    pub shapes: BTreeMap<u32, Shape>,
}

impl<'a> Analysis<'a> {
    /// Reads a contract and numbers its paths.
    ///
    /// # Errors
    /// What [`Module::read`] refuses; a function with too many paths even when it is cut at every join.
    pub fn of(code: &'a [u8]) -> Result<Self> {
        Self::with(code, false)
    }

    /// The same, as a profile was learnt.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn like(code: &'a [u8], profile: &Profile) -> Result<Self> {
        Self::with(code, profile.tail_calls)
    }

    /// The same; `tail_calls`: whether calls whose flags are not known are tail calls. Path numbers depend on it.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn with(code: &'a [u8], tail_calls: bool) -> Result<Self> {
        let module = Module::read(code)?;
        let flags = CallFlags::of(&module);
        let tail_calls = tail_calls || flags.tail_calls();
        let reach = Reach::of(&module, tail_calls);
        let mut shapes = BTreeMap::new();
        for (function, own) in (module.imported()..).zip(&module.functions) {
            if !reach.matters(function) {
                continue;
            }
            let cfg = Cfg::build(own, |op| reach.ends(&module, op));
            let joins = Dag::joins_to_cut(&cfg, MAX_PATHS);
            let dag = Dag::of(&cfg, &joins);
            let numbering = Numbering::of(&dag);
            if numbering.total > TOO_MANY_PATHS {
                let what = format!("{} paths, cut at every join", numbering.total);
                return Err(Error::TooLarge { function, what });
            }
            shapes.insert(function, Shape { cfg, joins, dag, numbering });
        }
        Ok(Self { code_hash: code_hash(code), module, flags, tail_calls, reach, shapes })
    }

    /// Whether `call` and `deploy` can end by returning.
    pub fn returns(&self) -> [bool; 2] {
        [self.module.call, self.module.deploy].map(|function| {
            let Some(own) = self.module.function(function) else { return true };
            match self.shapes.get(&function) {
                // A way to the exit that is not a call is a return.
                Some(shape) => shape.cfg.edges.iter().any(|edge| {
                    let call = |at: usize| {
                        use wasmparser::Operator::{Call, CallIndirect};
                        matches!(own.ops[at].0, Call { .. } | CallIndirect { .. })
                    };
                    edge.to == crate::cfg::EXIT
                        && shape.cfg.live[edge.from]
                        && !matches!(edge.place, crate::cfg::Place::Before(at) if call(at))
                }),
                None => true,
            }
        })
    }

    /// Whether a call of the contract may let its callee come back.
    pub fn may_reenter(&self) -> bool {
        let calls = self.module.imports.iter().any(|import| import.host.effect == crate::host::Effect::Call);
        calls && self.flags.may_reenter()
    }

    /// Whether a function can be entered without its caller's path showing it.
    pub fn called_unseen(&self, function: u32) -> bool {
        function == self.module.call
            || function == self.module.deploy
            || self.module.segments.iter().any(|segment| segment.functions.contains(&function))
    }
}
