//! The laboratory: attacks on plain contracts and on their guarded builds, on the node's own pallet in the process.
//! docs/guard.md says what is measured and why; suite/attacks holds the subjects.
//!
//! * [`town`]: a chain with a subject, people and helpers. [`classes`]: the 22 small subjects, each with what it is for, how it is
//!   attacked, and how the attacker knows that it worked.
//! * [`guard`]: from benign sequences to a guarded build. [`measure`]: plain against guarded, in five ways.
//! * [`raid`]: our own contracts with one seeded fault each, attacked from within a benign scenario.
//! * [`report`]: the tables.

pub mod classes;
pub mod guard;
pub mod measure;
pub mod policy;
pub mod raid;
pub mod report;
pub mod subjects;
pub mod town;

/// Why the laboratory stops.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A subject was not built.
    #[error("{0} is not built: run scripts/attacks.sh")]
    NotBuilt(String),
    /// A file that is not as it should be.
    #[error("{0}")]
    File(String),
    /// The chain, or a subject that does not do what it is for.
    #[error("{0}")]
    Broken(String),
    /// What weir-guard refuses.
    #[error("{0}: {1}")]
    Guard(String, weir_guard::Error),
}
