//! What messages cost, plain and guarded, in the scenario of `weir gas`.

use super::{mean, more, Budget};
use crate::exit::Failure;
use crate::gas;
use crate::gas::snapshot::How;
use serde::Serialize;
use weir_client::bundle::Bundles;
use weir_client::Embedded;

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its contract.
    pub contract: String,
    /// Its name.
    pub message: String,
    /// It changes nothing.
    pub view: bool,
    /// `ref_time`, plain and guarded.
    pub ref_time: (u64, u64),
    /// `proof_size`, plain and guarded.
    pub proof_size: (u64, u64),
}

impl Row {
    /// How much more the guarded one takes, in per cent.
    pub fn more(&self) -> f64 {
        more(self.ref_time.0, self.ref_time.1)
    }
}

/// Plays the scenario with both bundles.
pub fn rows(plain: &Bundles, guarded: &Bundles) -> Result<Vec<Row>, Failure> {
    let played = |bundles: &Bundles| gas::play(&mut Embedded::new(), bundles).map(|played| played.measured);
    let (before, after) = (played(plain)?, played(guarded)?);
    let mut rows = Vec::new();
    for (contract, messages) in before {
        for (message, entry) in messages {
            // The yardstick is not the suite's, and not guarded.
            let Some(other) = after.get(&contract).and_then(|messages| messages.get(&message)) else { continue };
            if contract == gas::YARDSTICK {
                continue;
            }
            rows.push(Row {
                contract: contract.clone(),
                message,
                view: entry.how == How::View,
                ref_time: (entry.ref_time, other.ref_time),
                proof_size: (entry.proof_size, other.proof_size),
            });
        }
    }
    Ok(rows)
}

/// The budgets on running: of messages that change something.
pub fn budgets(rows: &[Row]) -> Vec<Budget> {
    let sent = || rows.iter().filter(|row| !row.view);
    let worst = sent().map(Row::more).fold(f64::MIN, f64::max);
    vec![
        Budget::new("running, ref_time, mean", mean(sent().map(Row::more)), 1.0, "%"),
        Budget::new("running, ref_time, worst", worst, 2.5, "%"),
    ]
}
