//! Which functions matter: what each can reach through calls.

use crate::{host::Effect, module::Module};
use std::collections::BTreeSet;
use wasmparser::Operator;

/// For each function, imported and own: what it can reach.
#[derive(Debug, Clone)]
pub struct Reach {
    /// A host function that changes state.
    pub changes_state: Vec<bool>,
    /// A way out other than returning: `seal_return`, `terminate`, `set_code_hash`, `delegate_call`, a tail call.
    pub ends_frame: Vec<bool>,
    /// Called from `call` or `deploy`, through any number of calls.
    pub entered: Vec<bool>,
    /// The functions each own function calls, by function index.
    pub callees: Vec<BTreeSet<u32>>,
}

impl Reach {
    /// `tail_calls`: whether a `seal_call` of the contract may be a tail call.
    pub fn of(module: &Module<'_>, tail_calls: bool) -> Self {
        let count = module.function_count() as usize;
        let mut callees = vec![BTreeSet::new(); count];
        for (at, function) in module.functions.iter().enumerate() {
            let own = at + module.imports.len();
            callees[own] = function.ops.iter().flat_map(|(op, _)| module.callees(op)).collect();
        }
        let mut callers = vec![Vec::new(); count];
        for (caller, called) in callees.iter().enumerate() {
            called.iter().for_each(|callee| callers[*callee as usize].push(caller));
        }
        let spread = |wanted: &dyn Fn(Effect) -> bool| {
            let mut found = vec![false; count];
            let mut work: Vec<usize> = module
                .imports
                .iter()
                .enumerate()
                .filter(|(_, import)| wanted(import.host.effect))
                .map(|(at, _)| at)
                .collect();
            while let Some(at) = work.pop() {
                if !std::mem::replace(&mut found[at], true) {
                    work.extend(&callers[at]);
                }
            }
            found
        };
        let mut entered = vec![false; count];
        let mut work = vec![module.call as usize, module.deploy as usize];
        while let Some(at) = work.pop() {
            if !std::mem::replace(&mut entered[at], true) {
                work.extend(callees[at].iter().map(|callee| *callee as usize));
            }
        }
        Self {
            changes_state: spread(&Effect::changes_state),
            ends_frame: spread(&|effect| effect.is_way_out() || (tail_calls && effect == Effect::Call)),
            entered,
            callees,
        }
    }

    /// Whether this call instruction may end the frame.
    pub fn ends(&self, module: &Module<'_>, op: &Operator<'_>) -> bool {
        module.callees(op).iter().any(|callee| self.ends_frame[*callee as usize])
    }

    /// Whether the function's paths are profiled: it can be entered, and it can reach a change of state.
    ///
    /// Sound for state: a function that cannot reach one decides nothing but what it returns (or leaves in memory),
    /// and the functions above it, which act on that, have their own paths checked. What is lost is which way a
    /// value came about; docs/guard.md says what that hides.
    pub fn matters(&self, function: u32) -> bool {
        let at = function as usize;
        self.entered[at] && self.changes_state[at]
    }
}
