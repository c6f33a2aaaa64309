//! What a run cost: apart from what came of it, because it may differ between engines.

use std::collections::BTreeMap;
use std::time::Duration;
use weir_client::Cost;

/// Calls of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kind {
    /// How many.
    pub calls: u64,
    /// What they consumed in all.
    pub cost: Cost,
}

/// What a run cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Costs {
    /// The engine's name.
    pub engine: String,
    /// By contract and message: `exchange::take`.
    pub messages: BTreeMap<&'static str, Kind>,
    /// How long each part took: `deploy`, `run`, `read`.
    pub parts: Vec<(&'static str, Duration)>,
}

impl Costs {
    /// Notes a call.
    pub fn note(&mut self, message: &'static str, cost: Cost) {
        let kind = self.messages.entry(message).or_default();
        kind.calls += 1;
        kind.cost = kind.cost + cost;
    }

    /// All calls together.
    pub fn total(&self) -> Kind {
        let add = |sum: Kind, kind: &Kind| Kind { calls: sum.calls + kind.calls, cost: sum.cost + kind.cost };
        self.messages.values().fold(Kind::default(), add)
    }

    /// How long it took in all.
    pub fn time(&self) -> Duration {
        self.parts.iter().map(|(_, took)| *took).sum()
    }
}
