//! From a contract to its learning or guarded build.

use crate::{
    allow::{self, Allowed, Codes, Miss},
    analysis::Analysis,
    context,
    emit::{self, Target},
    error::{Error, Result},
    host::flags,
    module::{code_hash, Rewritten},
    owner::Owner,
    plan::{Context, Plan},
    profile::Profile,
    reentrancy::Reentry,
    rounds,
    support::{Line, Purpose, Support},
};

/// Calls in a calling context, at most: each gets 32 bits' share.
pub const MAX_DEPTH: u32 = 4;

/// What a build does with paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    /// Prints them, for a profile.
    Learn = 1,
    /// Reports those that are not in the profile, and lets them pass.
    Monitor = 2,
    /// Refuses those that are not in the profile.
    Enforce = 3,
}

/// How to build.
#[derive(Debug, Clone)]
pub struct Options {
    /// What for.
    pub mode: Mode,
    /// Who may mend false alarms on the chain, if anyone.
    pub owner: Option<Owner>,
    /// How many calls a path's calling context has; 0 for none, at most 4. A guarded build takes its profile's.
    pub depth: u32,
    /// Count how often loops go round (learning builds). A guarded build takes its profile's.
    pub rounds: bool,
    /// Take calls whose flags are not constants for ways out, which tail calls are (learning builds). Without it, a tail
    /// call is a miss. A guarded build takes its profile's.
    pub tail_calls: bool,
    /// Take a profile without any path. Everything that changes state is then a miss.
    pub allow_empty: bool,
}

impl Options {
    /// A build of this mode, without an owner.
    pub fn new(mode: Mode) -> Self {
        Self { mode, owner: None, depth: 0, rounds: false, tail_calls: false, allow_empty: false }
    }
}

/// A build.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its code.
    pub code: Vec<u8>,
    /// What it was called in lines, events and storage keys.
    pub build: [u8; 16],
    /// What its miss codes mean.
    pub codes: Codes,
}

/// Builds.
///
/// # Errors
/// Code that cannot be read; in the modes that need one, a profile that is missing, empty or of other code; an owner
/// in a learning build or of a contract that never reads its input.
pub fn instrument(code: &[u8], options: &Options, profile: Option<&Profile>) -> Result<Output> {
    let learnt = profile.filter(|_| options.mode != Mode::Learn);
    let analysis = Analysis::with(code, learnt.map_or(options.tail_calls, |profile| profile.tail_calls))?;
    let module = &analysis.module;
    let mut codes = Codes::default();
    let (mut reentry, mut unseen) = (None, None);
    if options.depth > MAX_DEPTH {
        return Err(Error::Options(format!("a context has at most {MAX_DEPTH} calls")));
    }
    let depth = learnt.map_or(options.depth, |profile| profile.depth);
    let mut plans: Vec<Plan> = match options.mode {
        Mode::Learn => {
            if options.owner.is_some() {
                return Err(Error::Options("a learning build refuses nothing: it has no owner".into()));
            }
            reentry = Some(Reentry { allowed: Vec::new(), code: 0 });
            own_functions(&analysis, |shape, _| {
                let mut plan = Plan::learn(&shape.cfg, &shape.joins);
                plan.context = (depth > 0).then_some(Context::Kept);
                if options.rounds {
                    let loops = rounds::loops(&shape.cfg).into_iter().map(|at| (at, None)).collect();
                    rounds::count(&shape.cfg, &mut plan, &loops);
                }
                plan
            })
        }
        Mode::Monitor | Mode::Enforce => {
            let profile = profile.ok_or(Error::ProfileMissing)?;
            profile.fits(&analysis)?;
            if profile.is_empty() && !options.allow_empty {
                return Err(Error::ProfileEmpty);
            }
            if options.owner.is_some() && module.import_of("input", 0).is_none() {
                return Err(Error::Options("the contract never reads its input: an owner could not be heard".into()));
            }
            let plans = own_functions(&analysis, |shape, function| {
                let path = |number: &u32| shape.dag.path(&shape.numbering, u64::from(*number));
                let by_context = profile.by_context(function);
                let allowed = Allowed {
                    paths: profile.paths(function).filter_map(|number| path(&number)).collect(),
                    contexts: by_context
                        .into_iter()
                        .map(|(context, numbers)| (context, numbers.iter().filter_map(path).collect()))
                        .collect(),
                    buckets: profile.buckets(function),
                    called_unseen: analysis.called_unseen(function),
                };
                allow::plan(function, &shape.cfg, &shape.joins, &allowed, &mut codes)
            });
            if profile.flags & flags::TAIL_CALL != 0 && !analysis.tail_calls && !profile.any_reentry() {
                return Err(Error::ProfileOptions("tail calls were seen: learn again with --tail-calls".into()));
            }
            // A contract that was never seen to let a callee come back is not let do so: it needs no mark.
            let mut refused = analysis.flags.may_hold(flags::ALLOW_REENTRY | flags::TAIL_CALL) & !profile.flags;
            if !analysis.tail_calls {
                refused |= analysis.flags.may_hold(flags::TAIL_CALL);
            }
            if refused != 0 && !profile.any_reentry() {
                unseen = Some((refused, codes.give(module.call, Miss::Flags)));
            }
            let comes_back = refused & flags::ALLOW_REENTRY == 0 && !profile.any_reentry();
            if analysis.may_reenter() && comes_back {
                let code = codes.give(module.call, Miss::Reentry);
                reentry = Some(Reentry { allowed: profile.reentered(), code });
            }
            plans
        }
    };
    context::tell_callees(&analysis, &mut plans, depth);
    let build = name(&analysis, options, profile);
    let purpose = Purpose {
        mode: options.mode,
        build,
        owner: options.owner.as_ref(),
        tail_calls: analysis.tail_calls,
        unseen,
        reentry: reentry.as_ref().filter(|_| analysis.may_reenter()),
    };
    let mut support = Support::new(module, purpose);
    let exports = support.wrap(analysis.returns());
    let calls = support.calls.clone();
    let printed = Line::Path.bits();
    let target = Target { module, calls: &calls, printed, context: support.context(), depth };
    let bodies = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| {
            let helpers = support.helpers(plan);
            emit::body(&target, at, plan, &helpers)
        })
        .collect();
    // A table may hold host functions too: through it, their wrappers are called.
    let renumbered = calls.clone();
    let new = Rewritten { added: support.added, bodies, exports, renumbered, mark: options.mode as u8 };
    Ok(Output { code: module.write(&new), build, codes })
}

/// A plan for each own function; nothing for those that do not matter.
fn own_functions(analysis: &Analysis<'_>, mut plan: impl FnMut(&crate::analysis::Shape, u32) -> Plan) -> Vec<Plan> {
    (analysis.module.imported()..analysis.module.function_count())
        .map(|function| analysis.shapes.get(&function).map(|shape| plan(shape, function)).unwrap_or_default())
        .collect()
}

/// The build's name: of a learning build, the code's hash, by which its profile knows it; of the others, a hash of all
/// that went in.
fn name(analysis: &Analysis<'_>, options: &Options, profile: Option<&Profile>) -> [u8; 16] {
    let mut bytes = analysis.code_hash.to_vec();
    if options.mode != Mode::Learn {
        bytes.push(options.mode as u8);
        if let Some(owner) = &options.owner {
            bytes.extend(owner.account);
            bytes.extend(owner.delay.to_le_bytes());
        }
        bytes.extend(profile.map(Profile::to_json).unwrap_or_default().into_bytes());
        bytes = code_hash(&bytes).to_vec();
    }
    let mut name = [0; 16];
    name.copy_from_slice(&bytes[..16]);
    name
}
