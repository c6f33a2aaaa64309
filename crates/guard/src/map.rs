//! What the miss codes of a guarded build mean, kept beside it.

use crate::{
    allow::Miss,
    analysis::Analysis,
    instrument::Output,
    module::{hex, Bundle},
    report::{place, places, source},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// The contract's name, where its bundle tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Names of its messages and constructors by selector, where its bundle tells them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, String>,
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
    /// `file:line` at which it begins, where the debug sections told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What was never seen, and where: by source lines where they are known, else by byte offsets in the plain code.
    pub what: String,
}

impl Meaning {
    /// Its function, and where that begins.
    fn named(&self) -> String {
        match &self.source {
            Some(place) => format!("{} ({place})", self.name),
            None => self.name.clone(),
        }
    }
}

impl Map {
    /// The map of a build of this contract.
    pub fn of(analysis: &Analysis<'_>, output: &Output) -> Self {
        let meaning = |(function, miss): &(u32, Miss)| {
            let at = |op: usize| place(analysis, *function, op);
            let what = match (miss, analysis.shapes.get(function)) {
                (Miss::Function, _) => "the function was never entered".into(),
                (Miss::Block(first), _) => format!("the code at {} never ran", at(*first)),
                (Miss::Edge(edge), Some(shape)) => {
                    let edge = &shape.cfg.edges[*edge];
                    let to = shape.cfg.nodes.get(edge.to).map_or("the end".into(), |node| at(node.first));
                    format!("from {} it never went to {to}", at(shape.cfg.nodes[edge.from].first))
                }
                (Miss::Path(path), Some(shape)) => {
                    format!("never this way together: {}", places(analysis, *function, shape, path))
                }
                (Miss::Rounds(number), Some(shape)) => {
                    let head = shape.cfg.nodes[shape.cfg.loops[*number].head].first;
                    format!("the loop at {} never went round so often", at(head))
                }
                (Miss::Context, _) => "the function was never called this way".into(),
                (Miss::Flags, _) => "no call had ALLOW_REENTRY, or TAIL_CALL".into(),
                (Miss::Reentry, _) => "never entered with this selector in the middle of a call".into(),
                _ => String::new(),
            };
            let (name, source) = (analysis.module.names.of(*function), source(analysis, *function));
            Meaning { function: *function, name, source, what }
        };
        Self {
            build: hex(&output.build),
            plain: hex(&analysis.code_hash),
            guarded: hex(&crate::module::code_hash(&output.code)),
            contract: None,
            messages: BTreeMap::new(),
            codes: output.codes.meanings.iter().map(meaning).collect(),
        }
    }

    /// The same with the names that the contract's bundle has for it and its messages.
    pub fn described(self, bundle: &Bundle) -> Self {
        Self { contract: bundle.name(), messages: bundle.messages(), ..self }
    }

    /// What the message with this selector is called: its selector where no name is known.
    pub fn message(&self, selector: [u8; 4]) -> String {
        let selector = hex(&selector);
        self.messages.get(&selector).cloned().unwrap_or(selector)
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
                    Some(found) => (found.named(), found.what.clone()),
                    None => ("?".into(), "the code is not in the map".into()),
                };
                Explained { selector: (record.first as u32).to_le_bytes(), code, function, what }
            })
            .collect()
    }

    /// The same, one line each.
    pub fn explain(&self, debug: &str) -> Vec<String> {
        let line = |one: Explained| {
            format!("{}: {} ({}), miss code {}", self.message(one.selector), one.function, one.what, one.code)
        };
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
