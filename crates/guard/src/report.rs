//! Profiles for people: what was seen, what share of what there is.

use crate::{
    analysis::{Analysis, Shape},
    paths::Path,
    profile::Profile,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// How much of a function its tests have taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Its index.
    pub function: u32,
    /// Its name, or `#index`.
    pub name: String,
    /// `file:line` at which it begins, where the debug sections tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Paths there are that lead out. Some of them no input can take: code does not tell which.
    pub paths: u64,
    /// Paths taken.
    pub taken: u64,
    /// Edges there are on such paths.
    pub edges: u64,
    /// Edges taken.
    pub edges_taken: u64,
}

/// Coverage of every function that matters, by index.
pub fn coverage(analysis: &Analysis<'_>, profile: &Profile) -> Vec<Coverage> {
    analysis
        .shapes
        .iter()
        .filter(|(_, shape)| shape.numbering.total > 0)
        .map(|(function, shape)| {
            let numbers: Vec<u32> = profile.paths(*function).collect();
            let edges: BTreeSet<usize> = numbers
                .iter()
                .filter_map(|number| shape.dag.path(&shape.numbering, u64::from(*number)))
                .flat_map(|path| path.edges)
                .collect();
            let all = shape.numbering.order.iter().map(|node| shape.dag.out[*node].len() as u64).sum();
            Coverage {
                function: *function,
                name: analysis.module.names.of(*function),
                source: source(analysis, *function),
                paths: shape.numbering.total,
                taken: numbers.len() as u64,
                edges: all,
                edges_taken: edges.len() as u64,
            }
        })
        .collect()
}

/// A profile as lines: function, path, how often, who first, where it goes: by source lines where they are known,
/// else by byte offsets in the plain code.
pub fn show(analysis: &Analysis<'_>, profile: &Profile) -> String {
    use std::fmt::Write;
    let mut text = format!("code {}, {} frames\n", profile.code, profile.frames);
    for (function, paths) in &profile.functions {
        let Some(shape) = analysis.shapes.get(function) else { continue };
        let name = named(analysis, *function);
        let _ = writeln!(text, "{name}: {} of {} paths", paths.len(), shape.numbering.total);
        for (path, taken) in paths {
            let way = shape.dag.path(&shape.numbering, u64::from(*path));
            let way = way.map(|path| places(analysis, *function, shape, &path)).unwrap_or_default();
            let _ = writeln!(text, "  {path:5}  {:6} x  {:24}  {way}", taken.count, taken.first);
        }
    }
    for (selector, taken) in &profile.reentered {
        let _ = writeln!(text, "re-entered with {selector}: {} x, first by {}", taken.count, taken.first);
    }
    text
}

/// A function's name, and the line it begins at where that is known.
pub fn named(analysis: &Analysis<'_>, function: u32) -> String {
    let name = analysis.module.names.of(function);
    match source(analysis, function) {
        Some(place) => format!("{name} ({place})"),
        None => name,
    }
}

/// `file:line` at which a function begins.
pub(crate) fn source(analysis: &Analysis<'_>, function: u32) -> Option<String> {
    let ops = &analysis.module.function(function)?.ops;
    analysis.module.names.begin(ops.first()?.1.start as u64..ops.last()?.1.end as u64)
}

/// Where an instruction is in the plain code.
fn offset(analysis: &Analysis<'_>, function: u32, op: usize) -> u64 {
    let own = analysis.module.function(function).and_then(|own| own.ops.get(op));
    own.map_or(0, |(_, range)| range.start as u64)
}

/// Where an instruction is: its line, or its byte offset in the plain code.
pub(crate) fn place(analysis: &Analysis<'_>, function: u32, op: usize) -> String {
    let offset = offset(analysis, function, op);
    analysis.module.names.place(offset).unwrap_or_else(|| format!("{offset:#x}"))
}

/// The points a path goes through: where it starts, and the block that each of its branches leads to.
pub(crate) fn places(analysis: &Analysis<'_>, function: u32, shape: &Shape, path: &Path) -> String {
    let edges = path.edges.iter().filter_map(|edge| shape.cfg.edges.get(*edge));
    let blocks =
        [path.start].into_iter().chain(edges.map(|edge| edge.to)).filter_map(|block| shape.cfg.nodes.get(block));
    let names = &analysis.module.names;
    // Where lines are known, a block without one is the compiler's own, such as the end of a function.
    let told = blocks.filter_map(|block| match names.has_lines() {
        true => names.place(offset(analysis, function, block.first)),
        false => Some(format!("{:x}", offset(analysis, function, block.first))),
    });
    let mut told: Vec<String> = told.collect();
    // Many blocks are made of one line.
    told.dedup();
    // A file is named once, then its lines alone.
    let mut file = String::new();
    for place in &mut told {
        if let Some((of, line)) = place.rsplit_once(':') {
            let (of, line) = (of.to_owned(), line.to_owned());
            if of == file {
                *place = format!(":{line}");
            }
            file = of;
        }
    }
    told.join(" ")
}
