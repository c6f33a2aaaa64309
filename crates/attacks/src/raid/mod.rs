//! Our own contracts with one seeded fault each: a benign scenario is played with the faulty contract, and before and behind each call
//! of it attacks are tried and undone.
//!
//! What an attack may not do is what the contract without the fault refuses in the same place. The goal is reached when such a
//! call lasts on the faulty one and leaves storage changed.

pub mod judge;
pub mod names;
pub mod orders;
pub mod raider;
pub mod variants;

use serde::{Deserialize, Serialize};

/// A mutant, as suite/attacks/mutants.json has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutant {
    /// The operator and a number.
    pub name: String,
    /// Only for finding faults of the harness: in no rate.
    pub training: bool,
    /// What was done to the source.
    pub operator: String,
    /// Where.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The contract that was built.
    pub contract: String,
    /// The function.
    pub function: String,
}

/// Scenario and contract whose messages run this code: the codes of exchange and auction run in those.
pub fn target(contract: &str) -> &str {
    match contract {
        "matching" | "deals" | "office" => "exchange",
        "auctioneer" => "auction",
        other => other,
    }
}
