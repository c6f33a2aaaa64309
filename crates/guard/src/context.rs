//! Calling context: the last calls on the way to a function, up to a depth.
//!
//! Every call of a profiled function from a profiled function has a number, given in the order of the code. Before such
//! a call the caller leaves its own context, one place up, with the call's number behind it, in a global; the callee
//! takes it from there when it starts. With a depth of 1 the number is exact; with more, each number has a share of the
//! 32 bits, and is cut to that (a hash: two calls may share one).
//!
//! A guarded build keeps contexts only for functions whose paths differ by them.

use crate::{
    analysis::Analysis,
    cfg::Place,
    plan::{Act, Context, Plan, Slot},
};
use std::collections::BTreeSet;
use wasmparser::Operator;

/// Adds to the plans (one for each own function) what makes contexts arrive where they are kept.
pub(crate) fn tell_callees(analysis: &Analysis<'_>, plans: &mut [Plan], depth: u32) {
    if depth == 0 {
        return;
    }
    let module = &analysis.module;
    let imported = module.imported();
    let mut keeping: BTreeSet<u32> = (imported..)
        .zip(plans.iter())
        .filter(|(_, plan)| plan.context.is_some())
        .map(|(function, _)| function)
        .collect();
    // With more than one call, who calls a function that keeps its context has to know its own.
    let mut grows = depth > 1;
    while grows {
        let callers: BTreeSet<u32> = analysis
            .shapes
            .keys()
            .filter(|function| !keeping.contains(function))
            .filter(|function| !analysis.reach.callees[**function as usize].is_disjoint(&keeping))
            .copied()
            .collect();
        grows = !callers.is_empty();
        for caller in callers {
            plans[(caller - imported) as usize].context = Some(Context::Kept);
            keeping.insert(caller);
        }
    }
    let mut number = 0;
    for function in analysis.shapes.keys() {
        let Some(own) = module.function(*function) else { continue };
        for (at, (op, _)) in own.ops.iter().enumerate() {
            if !matches!(op, Operator::Call { .. } | Operator::CallIndirect { .. }) {
                continue;
            }
            let callees = module.callees(op);
            if callees.iter().any(|callee| analysis.shapes.contains_key(callee)) {
                number += 1;
                if callees.iter().any(|callee| keeping.contains(callee)) {
                    plans[(function - imported) as usize].act(Slot::Edge(Place::Before(at)), Act::Enter(number));
                }
            }
        }
    }
}
