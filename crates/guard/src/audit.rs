//! What can be said of a contract without running it.

use crate::{
    analysis::{Analysis, Shape},
    cfg::{Cut, Place},
    host::Effect,
    keys,
    paths::Path,
    profile::Profile,
};
use std::{collections::BTreeSet, fmt};
use wasmparser::Operator;

/// How bad a finding may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a look.
    Low,
    /// Wrong if it was not meant.
    Medium,
    /// Gives the contract away if it is not guarded well.
    High,
}

/// A thing found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it may be.
    pub severity: Severity,
    /// The kind, for scripts.
    pub kind: &'static str,
    /// Function it is in, by index.
    pub function: u32,
    /// For people.
    pub text: String,
}

/// What a path does to the world, from the host functions it reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Does {
    /// Writes or removes storage.
    pub writes: bool,
    /// Sends value: `transfer`, or a call, which may carry some.
    pub transfers: bool,
    /// Calls or makes another contract, or runs other code.
    pub calls: bool,
    /// Emits an event.
    pub events: bool,
}

/// Effects of an allowed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedPath {
    /// Its function.
    pub function: u32,
    /// Its number.
    pub path: u32,
    /// What it does.
    pub does: Does,
}

/// Everything that is found in the code alone, worst first.
pub fn findings(analysis: &Analysis<'_>) -> Vec<Finding> {
    let module = &analysis.module;
    let mut found = Vec::new();
    for (entry, function) in [("call", module.call), ("deploy", module.deploy)] {
        for (import, at) in module.imports.iter().zip(0_u32..) {
            let what = match import.host.effect {
                Effect::SetCode => "replace its code (set_code_hash)",
                Effect::Terminate => "end the contract (terminate)",
                Effect::Delegate => "run other code on its storage (delegate_call)",
                Effect::Write if import.host.name == "call_runtime" => "call into the runtime (call_runtime)",
                _ => continue,
            };
            if reaches(analysis, function, at) {
                let severity = if entry == "call" { Severity::High } else { Severity::Low };
                let text = format!("`{entry}` can {what}: who may?");
                found.push(Finding { severity, kind: import.host.name, function, text });
            }
        }
    }
    if analysis.may_reenter() {
        let (severity, text) = if analysis.flags.unknown {
            (Severity::Low, "a call is made with flags that are not constants: it may let its callee come back")
        } else {
            (Severity::Medium, "a call lets its callee come back (ALLOW_REENTRY)")
        };
        found.push(Finding { severity, kind: "reentry", function: module.call, text: text.into() });
    }
    if analysis.flags.tail_calls() {
        let text = "a call hands its answer on (TAIL_CALL): what stands behind it does not run".into();
        found.push(Finding { severity: Severity::Low, kind: "tail_call", function: module.call, text });
    }
    found.extend(open_keys(analysis));
    for (function, shape) in &analysis.shapes {
        let places = unchecked_products(analysis, *function, shape);
        if places > 0 {
            let text = format!("{places} product(s) of two variables whose overflow nothing near looks at");
            found.push(Finding { severity: Severity::Medium, kind: "overflow", function: *function, text });
        }
    }
    found.sort_by(|one, other| other.severity.cmp(&one.severity).then(one.cmp(other)));
    found
}

/// Storage keys whose beginning is not a constant of the code: one finding for a function and a kind.
fn open_keys(analysis: &Analysis<'_>) -> Vec<Finding> {
    let module = &analysis.module;
    let (accesses, all) = keys::accesses(module, &analysis.reach.entered);
    let mut found = Vec::new();
    let entries = |function| {
        let by = [("call", module.call), ("deploy", module.deploy)];
        let by = by.iter().filter(|(_, entry)| reaches(analysis, *entry, function));
        by.map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
    };
    let functions: BTreeSet<(u32, keys::Begin)> = accesses.iter().map(|one| (one.function, one.begin)).collect();
    for (function, begin) in functions {
        let (severity, how) = match begin {
            keys::Begin::Input => (Severity::High, "the caller's bytes: any entry of the contract may be meant"),
            keys::Begin::Computed => {
                (Severity::Medium, "what is computed or read when it runs: may the caller choose it?")
            }
            _ => continue,
        };
        let of_this = accesses.iter().filter(|one| (one.function, one.begin) == (function, begin));
        let hosts: BTreeSet<&str> = of_this.map(|one| one.host).collect();
        let hosts = hosts.into_iter().collect::<Vec<_>>().join(", ");
        let text = format!("{} can reach {hosts} with a key that begins with {how}", entries(function));
        found.push(Finding { severity, kind: "open_key", function, text });
    }
    let unknown: Vec<u32> =
        accesses.iter().filter(|one| one.begin == keys::Begin::Unknown).map(|one| one.function).collect();
    if !unknown.is_empty() {
        let named: BTreeSet<String> = unknown.iter().map(|function| module.names.of(*function)).collect();
        let named = named.into_iter().collect::<Vec<_>>().join(", ");
        let text = format!(
            "of {} of {all} storage accesses the code does not tell how their keys begin: in {named}",
            unknown.len()
        );
        found.push(Finding { severity: Severity::Low, kind: "open_key", function: module.call, text });
    }
    found
}

/// What the paths of a profile do; those that do nothing are left out.
pub fn allowed_paths(analysis: &Analysis<'_>, profile: &Profile) -> Vec<AllowedPath> {
    let mut found = Vec::new();
    for (function, shape) in &analysis.shapes {
        for number in profile.paths(*function) {
            let Some(path) = shape.dag.path(&shape.numbering, u64::from(number)) else { continue };
            let does = does(analysis, *function, shape, &path);
            if does != Does::default() {
                found.push(AllowedPath { function: *function, path: number, does });
            }
        }
    }
    found
}

/// Instructions between a block's first and the one an edge leaves it by.
pub(crate) fn instructions(shape: &Shape, edge: usize) -> Option<std::ops::RangeInclusive<usize>> {
    let edge = shape.cfg.edges.get(edge)?;
    let last = match edge.place {
        Place::Before(at) | Place::After(at) | Place::NoElse(at) | Place::Taken(at) | Place::Table(at, _) => at,
    };
    (edge.cut != Cut::Call).then(|| shape.cfg.nodes[edge.from].first..=last)
}

fn does(analysis: &Analysis<'_>, function: u32, shape: &Shape, path: &Path) -> Does {
    let module = &analysis.module;
    let mut does = Does::default();
    let Some(own) = module.function(function) else { return does };
    for range in path.edges.iter().filter_map(|edge| instructions(shape, *edge)) {
        for (op, _) in own.ops.get(range).into_iter().flatten() {
            for callee in module.callees(op) {
                let Some(host) = module.host(callee) else { continue };
                match host.effect {
                    Effect::Write => match host.name {
                        "transfer" => does.transfers = true,
                        "deposit_event" => does.events = true,
                        "instantiate" | "call_runtime" | "xcm_execute" | "xcm_send" => does.calls = true,
                        _ => does.writes = true,
                    },
                    Effect::Call => (does.calls, does.transfers) = (true, true),
                    Effect::Delegate | Effect::SetCode => does.calls = true,
                    Effect::Terminate => does.transfers = true,
                    _ => {}
                }
            }
        }
    }
    does
}

fn reaches(analysis: &Analysis<'_>, from: u32, wanted: u32) -> bool {
    let mut seen = BTreeSet::new();
    let mut work = vec![from];
    while let Some(function) = work.pop() {
        if function == wanted {
            return true;
        }
        if seen.insert(function) {
            work.extend(&analysis.reach.callees[function as usize]);
        }
    }
    false
}

/// How many instructions behind a product a check of it is looked for.
const NEAR: usize = 14;

/// Products of two variables that may wrap. A checked product is followed by a look at the high half, or by a division
/// that undoes it. This errs both ways; it says where to look.
fn unchecked_products(analysis: &Analysis<'_>, function: u32, shape: &Shape) -> usize {
    use Operator as O;
    let Some(own) = analysis.module.function(function) else { return 0 };
    if shape.numbering.total == 0 {
        return 0;
    }
    let looks = |op: &Operator<'_>| {
        matches!(
            op,
            O::I64ShrU
                | O::I64DivU
                | O::I32DivU
                | O::I64GtU
                | O::I64LtU
                | O::I32GtU
                | O::I32LtU
                | O::I64Eqz
                | O::I32Eqz
                | O::I64Ne
                | O::I32Ne
                | O::Call { .. }
        )
    };
    own.ops
        .iter()
        .enumerate()
        .filter(|(at, (op, _))| {
            let product = matches!(op, O::I32Mul | O::I64Mul);
            let constant = at
                .checked_sub(1)
                .is_some_and(|before| matches!(own.ops[before].0, O::I32Const { .. } | O::I64Const { .. }));
            product && !constant && !own.ops.iter().skip(at + 1).take(NEAR).any(|(op, _)| looks(op))
        })
        .count()
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "info" => Ok(Self::Info),
            "low" => Ok(Self::Low),
            "medium" => Ok(Self::Medium),
            "high" => Ok(Self::High),
            other => Err(format!("`{other}` is no severity: info, low, medium or high")),
        }
    }
}
