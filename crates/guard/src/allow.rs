//! From the paths that were seen to the code that lets them through, and as little code as can be.
//!
//! A guarded build accepts exactly the paths of the profile, but does not count what cannot differ:
//! - edges that no allowed path takes lead off: what is behind them says so (one call that never runs otherwise), and
//!   the rest of the function is numbered without them;
//! - a join at which every allowed way in goes with every allowed way on parts the function in two that do not depend
//!   on each other;
//! - a part whose paths are all allowed needs no register and no check.
//!
//! What is left is numbered (Ball-Larus, fewest increments) and checked against a set of bits. Numbering the paths of
//! interest alone is known as preferential path profiling (Vaswani, Nori, Chilimbi, POPL 2007).

use crate::{
    cfg::{Cfg, Cut, EXIT},
    paths::{closing, Dag, Numbering, Path},
    plan::{Act, Check, Context, Plan, Slot},
    rounds,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a miss code of a build stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// The block that begins with this instruction, or what is behind it, was never seen.
    Block(usize),
    /// The edge from a seen block to a seen block was never seen.
    Edge(usize),
    /// The function was never seen.
    Function,
    /// This path was never seen.
    Path(Path),
    /// The loop (by number) never went round so often.
    Rounds(usize),
    /// The function was never called this way.
    Context,
    /// A call was made with flags that none had: it may come back, or ends the frame.
    Flags,
    /// The contract was entered in the middle of a call, with a selector that never was.
    Reentry,
}

/// Gives out the miss codes of a build, in order.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// Function and meaning of each code.
    pub meanings: Vec<(u32, Miss)>,
}

impl Codes {
    pub(crate) fn give(&mut self, function: u32, meaning: Miss) -> u32 {
        self.meanings.push((function, meaning));
        u32::try_from(self.meanings.len() - 1).unwrap_or(u32::MAX)
    }
}

/// What a function may do.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// Its paths.
    pub paths: BTreeSet<Path>,
    /// The same by calling context, where contexts are told apart.
    pub contexts: BTreeMap<u32, BTreeSet<Path>>,
    /// The buckets of its loops, where they are told apart.
    pub buckets: BTreeMap<u32, u32>,
    /// It can be entered without its caller's path showing it (it is `call`, `deploy` or in a table).
    pub called_unseen: bool,
}

impl Allowed {
    /// Whether some path is allowed in one context and not in another.
    fn differs(&self) -> bool {
        let mut sets = self.contexts.values();
        let first = sets.next();
        sets.any(|set| Some(set) != first)
    }
}

/// Sets of paths by context that are larger than this are judged without it.
const MAX_JUDGED: u64 = 1 << 16;

/// The plan by which `function` lets the paths in `allowed` through.
pub fn plan(function: u32, cfg: &Cfg, joins: &BTreeSet<usize>, allowed: &Allowed, codes: &mut Codes) -> Plan {
    let mut plan = Plan::default();
    if cfg.live.first() != Some(&true) {
        return plan;
    }
    let (differs, called_unseen) = (allowed.differs(), allowed.called_unseen);
    let (contexts, buckets, allowed) = (&allowed.contexts, &allowed.buckets, &allowed.paths);
    if allowed.is_empty() {
        if called_unseen {
            plan.act(Slot::Entry, Act::Miss(codes.give(function, Miss::Function)));
        }
        return plan;
    }
    let mut joins = joins.clone();
    // Where paths are judged by context, the function stays whole: its parts would depend on each other through it.
    let whole = Dag::with(cfg, &joins, |_| true, |_| true);
    let judged = differs && Numbering::of(&whole).total.saturating_mul(contexts.len() as u64) <= MAX_JUDGED;
    let independent = if judged { BTreeSet::new() } else { independent_joins(cfg, allowed) };
    joins.extend(&independent);
    let parts: BTreeSet<Path> = allowed.iter().flat_map(|path| split(cfg, path, &independent)).collect();
    let edges: BTreeSet<usize> = parts.iter().flat_map(|path| path.edges.iter().copied()).collect();
    let starts: BTreeSet<usize> = parts.iter().map(|path| path.start).collect();
    let dag = Dag::with(cfg, &joins, |edge| edges.contains(&edge), |start| starts.contains(&start));

    let components = if judged { vec![dag] } else { components(&dag) };
    for part in components {
        let numbering = Numbering::of(&part);
        let seen: Vec<&Path> = parts.iter().filter(|path| part.starts.contains(&path.start)).collect();
        if !judged && numbering.total == seen.len() as u64 {
            continue;
        }
        let base = u32::try_from(codes.meanings.len()).unwrap_or(u32::MAX);
        let number = |path: &Path| part.number(&numbering, path);
        let numbers: BTreeSet<u64> = if judged {
            let of = |(at, paths): (u64, &BTreeSet<Path>)| -> Vec<u64> {
                paths.iter().filter_map(number).map(|number| at * numbering.total + number).collect()
            };
            (0..).zip(contexts.values()).flat_map(of).collect()
        } else {
            seen.into_iter().filter_map(number).collect()
        };
        let times = if judged { contexts.len() as u64 } else { 1 };
        for _ in 0..times {
            for number in 0..numbering.total {
                let path = part.path(&numbering, number);
                codes.give(function, path.map_or(Miss::Function, Miss::Path));
            }
        }
        let mut words = vec![0_u64; (times * numbering.total).div_ceil(64) as usize];
        for number in numbers {
            words[(number / 64) as usize] |= 1 << (number % 64);
        }
        plan.checks.push(if let [mask] = words[..] { Check::Mask(mask, base) } else { Check::Words(words, base) });
        let check = plan.checks.len() - 1;
        plan.count(cfg, &joins, &part, &numbering, check, |edge| {
            edges.contains(&edge) || cfg.edges[edge].cut == Cut::Call
        });
        if !judged {
            plan.decide(check);
        }
        if judged {
            let unknown = codes.give(function, Miss::Context);
            let seen = contexts.keys().copied().collect();
            plan.context = Some(Context::Judged { seen, paths: numbering.total, unknown });
        }
    }
    mark_unseen(function, cfg, &edges, &starts, &mut plan, codes);
    let judged = (0..cfg.loops.len()).filter_map(|at| {
        let bits = buckets.get(&u32::try_from(at).ok()?).copied().filter(|bits| *bits != rounds::ALL)?;
        Some((at, Some((codes.give(function, Miss::Rounds(at)), bits))))
    });
    rounds::count(cfg, &mut plan, &judged.collect());
    plan.finish()
}

/// Joins at which the allowed prefixes and the allowed suffixes make all their pairs.
fn independent_joins(cfg: &Cfg, allowed: &BTreeSet<Path>) -> BTreeSet<usize> {
    type Names = HashMap<(usize, usize), usize>;
    let (mut prefixes, mut suffixes): (Names, Names) = Default::default();
    let mut pairs: BTreeMap<usize, BTreeSet<(usize, usize)>> = BTreeMap::new();
    let count = cfg.edges.len();
    for path in allowed {
        // Numbers for what is before and behind each edge; equal numbers, equal ways.
        let mut before = Vec::with_capacity(path.edges.len());
        let mut name = usize::MAX - path.start;
        for edge in &path.edges {
            let next = prefixes.len();
            name = *prefixes.entry((name, *edge)).or_insert(next);
            before.push(name);
        }
        let mut behind = usize::MAX;
        for (at, edge) in path.edges.iter().enumerate().rev() {
            if let Some(join) = path.edges.get(at + 1).and(cfg.edges.get(*edge)).map(|edge| edge.to) {
                if path.edges.get(at + 1).is_some_and(|next| *next < count) {
                    pairs.entry(join).or_default().insert((before[at], behind));
                }
            }
            let next = suffixes.len();
            behind = *suffixes.entry((behind, *edge)).or_insert(next);
        }
    }
    // The head of a loop is no such join: what stands first in it runs in every round.
    let entered = |node: usize| {
        let into = || cfg.edges.iter().filter(move |edge| edge.to == node);
        if into().all(|edge| edge.cut == Cut::No) {
            into().count()
        } else {
            0
        }
    };
    let mut found = BTreeSet::new();
    for (join, pairs) in pairs {
        let before: BTreeSet<usize> = pairs.iter().map(|pair| pair.0).collect();
        let behind: BTreeSet<usize> = pairs.iter().map(|pair| pair.1).collect();
        // One way in or one way on is no choice: cutting there would only add ends.
        if before.len() > 1 && behind.len() > 1 && pairs.len() == before.len() * behind.len() && entered(join) > 1 {
            found.insert(join);
        }
    }
    found
}

/// The parts of a path between the joins it passes.
fn split(cfg: &Cfg, path: &Path, joins: &BTreeSet<usize>) -> Vec<Path> {
    let mut parts = Vec::new();
    let mut part = Path { start: path.start, edges: Vec::new() };
    for (at, edge) in path.edges.iter().enumerate() {
        part.edges.push(*edge);
        let Some(next) = path.edges.get(at + 1) else { break };
        let Some(edge) = cfg.edges.get(*edge) else { break };
        if edge.to != EXIT && joins.contains(&edge.to) && *next < cfg.edges.len() {
            part.edges.push(closing(cfg, edge.to));
            parts.push(std::mem::replace(&mut part, Path { start: edge.to, edges: Vec::new() }));
        }
    }
    parts.push(part);
    parts
}

/// The parts of a graph that share no block: each as a graph.
fn components(dag: &Dag) -> Vec<Dag> {
    let mut owner = vec![usize::MAX; dag.out.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for start in &dag.starts {
        let (mut own, mut met) = (Vec::new(), BTreeSet::new());
        let mut work = vec![*start];
        let mut seen = BTreeSet::new();
        while let Some(node) = work.pop() {
            if !seen.insert(node) {
                continue;
            }
            match owner[node] {
                usize::MAX => own.push(node),
                group => drop(met.insert(group)),
            }
            work.extend(dag.out[node].iter().filter_map(|step| step.to));
        }
        let group = groups.len();
        let mut starts = vec![*start];
        for other in met {
            starts.append(&mut groups[other]);
            owner.iter_mut().filter(|owner| **owner == other).for_each(|owner| *owner = group);
        }
        own.iter().for_each(|node| owner[*node] = group);
        groups.push(starts);
    }
    groups
        .into_iter()
        .filter(|starts| !starts.is_empty())
        .map(|mut starts| {
            starts.sort_unstable();
            Dag { out: dag.out.clone(), starts }
        })
        .collect()
}

/// Puts a miss wherever the seen part of the function is left for the unseen.
fn mark_unseen(
    function: u32,
    cfg: &Cfg,
    edges: &BTreeSet<usize>,
    starts: &BTreeSet<usize>,
    plan: &mut Plan,
    codes: &mut Codes,
) {
    let mut seen = vec![false; cfg.nodes.len()];
    starts.iter().for_each(|start| seen[*start] = true);
    for edge in edges.iter().filter_map(|edge| cfg.edges.get(*edge)) {
        seen[edge.from] = true;
        if edge.to != EXIT {
            seen[edge.to] = true;
        }
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); cfg.nodes.len()];
    for (index, edge) in cfg.edges.iter().enumerate() {
        if cfg.live[edge.from] && cfg.leads_out(edge) {
            out[edge.from].push(index);
        }
    }
    let mut blocks = BTreeSet::new();
    for node in (0..cfg.nodes.len()).filter(|node| seen[*node]) {
        for index in &out[node] {
            let edge = &cfg.edges[*index];
            // What follows a cut is a path of its own: where it was never begun, beginning it is the miss.
            let known = match edge.cut {
                Cut::Call => starts.contains(&edge.to),
                Cut::Back => edges.contains(index) && starts.contains(&edge.to),
                Cut::No => edges.contains(index),
            };
            if known {
                continue;
            }
            if edge.to == EXIT || seen[edge.to] {
                plan.act(Slot::Edge(edge.place), Act::Miss(codes.give(function, Miss::Edge(*index))));
            } else {
                blocks.insert(behind(cfg, &out, &seen, edge.to));
            }
        }
    }
    for block in blocks {
        let first = cfg.nodes[block].first;
        plan.act(Slot::Block(first), Act::Miss(codes.give(function, Miss::Block(first))));
    }
}

/// The furthest unseen block that all ways from this one pass: there, the misses of many branches are one.
fn behind(cfg: &Cfg, out: &[Vec<usize>], seen: &[bool], mut block: usize) -> usize {
    loop {
        let mut next = BTreeSet::new();
        for edge in out[block].iter().map(|edge| &cfg.edges[*edge]) {
            // A path that ends here must have been marked here.
            if edge.to == EXIT || edge.cut != Cut::No || seen[edge.to] {
                return block;
            }
            next.insert(edge.to);
        }
        match next.first() {
            Some(only) if next.len() == 1 => block = *only,
            _ => return block,
        }
    }
}
