//! Profiles and builds for people: what was seen, what share of what there is, what a miss code means.

use crate::{
    allow::Miss,
    analysis::{Analysis, Shape},
    instrument::Output,
    module::hex,
    profile::Profile,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How much of a function its tests have taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Its index.
    pub function: u32,
    /// Its name, or `#index`.
    pub name: String,
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
                paths: shape.numbering.total,
                taken: numbers.len() as u64,
                edges: all,
                edges_taken: edges.len() as u64,
            }
        })
        .collect()
}

/// A profile as lines: function, path, how often, who first, where it goes.
pub fn show(analysis: &Analysis<'_>, profile: &Profile) -> String {
    use std::fmt::Write;
    let mut text = format!("code {}, {} frames\n", profile.code, profile.frames);
    for (function, paths) in &profile.functions {
        let Some(shape) = analysis.shapes.get(function) else { continue };
        let name = analysis.module.names.of(*function);
        let _ = writeln!(text, "{name}: {} of {} paths", paths.len(), shape.numbering.total);
        for (path, taken) in paths {
            let way = shape.dag.path(&shape.numbering, u64::from(*path));
            let way = way.map(|path| places(analysis, *function, shape, &path.edges)).unwrap_or_default();
            let _ = writeln!(text, "  {path:5}  {:6} x  {:24}  {way}", taken.count, taken.first);
        }
    }
    for (selector, taken) in &profile.reentered {
        let _ = writeln!(text, "re-entered with {selector}: {} x, first by {}", taken.count, taken.first);
    }
    text
}

/// Byte offsets in the plain code at which a path decides.
fn places(analysis: &Analysis<'_>, function: u32, shape: &Shape, edges: &[usize]) -> String {
    let Some(own) = analysis.module.function(function) else { return String::new() };
    let mut offsets: Vec<String> = Vec::new();
    for edge in edges.iter().filter_map(|edge| shape.cfg.edges.get(*edge)) {
        let at = shape.cfg.nodes[edge.from].first;
        if let Some((_, range)) = own.ops.get(at) {
            offsets.push(format!("{:x}", range.start));
        }
    }
    offsets.dedup();
    offsets.join(" ")
}

/// What is kept beside a guarded build: what its miss codes mean. Without it a code is a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What lines, events and storage keys call the build.
    pub build: String,
    /// Hash of the plain code.
    pub plain: String,
    /// Hash of the guarded code.
    pub guarded: String,
    /// Meaning of each code, in order.
    pub codes: Vec<Meaning>,
}

/// What a miss code means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// Function of the plain code, by index.
    pub function: u32,
    /// Its name.
    pub name: String,
    /// What was never seen, and where in the plain code (byte offsets).
    pub what: String,
}

impl Map {
    /// The map of a build of this contract.
    pub fn of(analysis: &Analysis<'_>, output: &Output) -> Self {
        let meaning = |(function, miss): &(u32, Miss)| {
            let offset = |at: usize| {
                let own = analysis.module.function(*function);
                own.and_then(|own| own.ops.get(at)).map_or(0, |(_, range)| range.start)
            };
            let what = match (miss, analysis.shapes.get(function)) {
                (Miss::Function, _) => "the function was never entered".into(),
                (Miss::Block(first), _) => format!("the code at {:#x} never ran", offset(*first)),
                (Miss::Edge(edge), Some(shape)) => {
                    let edge = &shape.cfg.edges[*edge];
                    let to = shape
                        .cfg
                        .nodes
                        .get(edge.to)
                        .map_or("the end".into(), |node| format!("{:#x}", offset(node.first)));
                    format!("from {:#x} it never went to {to}", offset(shape.cfg.nodes[edge.from].first))
                }
                (Miss::Path(path), Some(shape)) => {
                    format!("never this way together: {}", places(analysis, *function, shape, &path.edges))
                }
                (Miss::Rounds(at), Some(shape)) => {
                    let head = shape.cfg.nodes[shape.cfg.loops[*at].head].first;
                    format!("the loop at {:#x} never went round so often", offset(head))
                }
                (Miss::Context, _) => "the function was never called this way".into(),
                (Miss::Flags, _) => "no call had ALLOW_REENTRY, or TAIL_CALL".into(),
                (Miss::Reentry, _) => "never entered with this selector in the middle of a call".into(),
                _ => String::new(),
            };
            Meaning { function: *function, name: analysis.module.names.of(*function), what }
        };
        Self {
            build: hex(&output.build),
            plain: hex(&analysis.code_hash),
            guarded: hex(&crate::module::code_hash(&output.code)),
            codes: output.codes.meanings.iter().map(meaning).collect(),
        }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// The refusals in a debug message; those of other builds are left out.
    pub fn explained(&self, debug: &str) -> Vec<Explained> {
        let own = |second: u64| self.build.get(2..10) == Some(format!("{:08x}", second >> 32).as_str());
        crate::learn::records(debug)
            .into_iter()
            .filter(|record| record.line == crate::support::Line::Miss && own(record.second))
            .map(|record| {
                let code = record.second as u32;
                let (function, what) = match self.codes.get(code as usize) {
                    Some(found) => (found.name.clone(), found.what.clone()),
                    None => ("?".into(), "the code is not in the map".into()),
                };
                Explained { selector: (record.first as u32).to_le_bytes(), code, function, what }
            })
            .collect()
    }

    /// The same, one line each.
    pub fn explain(&self, debug: &str) -> Vec<String> {
        let line =
            |one: Explained| format!("{}: {} ({}), miss code {}", hex(&one.selector), one.function, one.what, one.code);
        self.explained(debug).into_iter().map(line).collect()
    }
}

/// A refusal, from a debug message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Selector of the message that was refused.
    pub selector: [u8; 4],
    /// Its miss code.
    pub code: u32,
    /// The function it happened in.
    pub function: String,
    /// What was never seen.
    pub what: String,
}
