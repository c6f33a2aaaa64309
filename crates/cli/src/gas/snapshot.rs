//! `gas-snapshot.json`: what every message costs, to the unit, and how two such files differ.

use crate::exit::{Exit, Failure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where the snapshot is, from the project's root.
pub const DEFAULT_FILE: &str = "gas-snapshot.json";

/// What every contract and message costs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    /// By contract.
    pub contracts: BTreeMap<String, Contract>,
    /// The ratios that have a budget.
    pub budgets: BTreeMap<String, Ratio>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contract {
    /// Length of its wasm.
    pub bytes: u64,
    /// By message.
    pub messages: BTreeMap<String, Entry>,
}

/// What one message consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// How it was measured.
    pub how: How,
    /// Computation, in picoseconds of the reference machine; without the extrinsic's base.
    pub ref_time: u64,
    /// Bytes of storage proof.
    pub proof_size: u64,
    /// Storage deposit: positive paid, negative refunded.
    pub deposit: i128,
}

/// How a message was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// Sent as a transaction.
    Call,
    /// Asked, changing nothing.
    View,
    /// Only contracts may send it: asked in the name of the one that does, called directly.
    Inner,
}

/// A ratio with a budget, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ratio {
    /// What it is.
    pub thousandths: u64,
    /// What it may be.
    pub budget: u64,
}

impl Ratio {
    /// Within its budget?
    pub fn holds(&self) -> bool {
        self.thousandths <= self.budget
    }
}

impl Snapshot {
    /// As it is in the file: sorted, one value a line.
    pub fn text(&self) -> Result<String, Failure> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))
    }

    /// Reads a snapshot; a missing file is an empty one.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bad = |error: String| Failure::new(Exit::BadInput, format!("{}: {error}", path.display()));
        match fs::read(path) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| bad(format!("no gas snapshot ({error})"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let bad = |error| Failure::new(Exit::BadInput, format!("{}: {error}", path.display()));
        fs::write(path, self.text()?).map_err(bad)
    }

    /// What differs in `now`, one line each, headings first; empty when nothing does.
    pub fn diff(&self, now: &Self) -> Vec<String> {
        let (old, new) = (self.figures(), now.figures());
        let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let mut lines = Vec::new();
        for name in names {
            let line = match (old.get(name), new.get(name)) {
                (Some(was), Some(is)) if was == is => continue,
                (Some(was), Some(is)) => format!("  {name:<58} {was:>16} {is:>16} {:>9}", change(*was, *is)),
                (Some(was), None) => format!("  {name:<58} {was:>16} {:>16}", "gone"),
                (None, Some(is)) => format!("  {name:<58} {:>16} {is:>16}", "new"),
                (None, None) => continue,
            };
            lines.push(line);
        }
        if !lines.is_empty() {
            lines.insert(0, format!("  {:<58} {:>16} {:>16} {:>9}", "", "snapshot", "now", "change"));
        }
        lines
    }

    /// Every figure by its name.
    fn figures(&self) -> BTreeMap<String, i128> {
        let mut figures = BTreeMap::new();
        for (contract, entries) in &self.contracts {
            figures.insert(format!("{contract} bytes"), i128::from(entries.bytes));
            for (label, entry) in &entries.messages {
                figures.insert(format!("{contract}.{label} ref_time"), i128::from(entry.ref_time));
                figures.insert(format!("{contract}.{label} proof_size"), i128::from(entry.proof_size));
                figures.insert(format!("{contract}.{label} deposit"), entry.deposit);
            }
        }
        for (name, ratio) in &self.budgets {
            figures.insert(format!("{name} (thousandths)"), i128::from(ratio.thousandths));
            figures.insert(format!("{name} (budget)"), i128::from(ratio.budget));
        }
        figures
    }
}

/// Change in per cent, with a sign; nothing when there was nothing.
fn change(was: i128, is: i128) -> String {
    match was {
        0 => String::new(),
        was => format!("{:+.2} %", (is - was) as f64 * 100.0 / was.unsigned_abs() as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Snapshot {
        let entry = Entry { how: How::Call, ref_time: 1_000, proof_size: 20, deposit: -5 };
        let messages = BTreeMap::from([("transfer".to_owned(), entry)]);
        let contract = Contract { bytes: 100, messages };
        let budgets = BTreeMap::from([("a / b".to_owned(), Ratio { thousandths: 1_100, budget: 1_250 })]);
        Snapshot { contracts: BTreeMap::from([("ledger".to_owned(), contract)]), budgets }
    }

    #[test]
    fn the_file_is_stable() {
        let text = sample().text().unwrap();
        let read: Snapshot = serde_json::from_str(&text).unwrap();
        assert_eq!((read.text().unwrap(), read), (text, sample()));
        assert!(sample().diff(&sample()).is_empty());
    }

    #[test]
    fn a_difference_names_message_and_figure() {
        let mut now = sample();
        now.contracts.get_mut("ledger").unwrap().messages.get_mut("transfer").unwrap().ref_time = 1_100;
        let lines = sample().diff(&now);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains("ledger.transfer ref_time") && lines[1].contains("+10.00 %"), "{}", lines[1]);
    }

    #[test]
    fn messages_come_and_go() {
        let empty = Snapshot::default();
        assert!(empty.diff(&sample()).iter().any(|line| line.contains("new")));
        assert!(sample().diff(&empty).iter().any(|line| line.contains("gone")));
    }

    #[test]
    fn a_budget_holds_to_the_thousandth() {
        assert!(Ratio { thousandths: 1_250, budget: 1_250 }.holds());
        assert!(!Ratio { thousandths: 1_251, budget: 1_250 }.holds());
    }
}
