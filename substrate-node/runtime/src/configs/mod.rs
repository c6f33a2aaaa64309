//! How each pallet is set up, a file per subject.

pub mod consensus;
pub mod contracts;
pub mod money;
pub mod system;

pub use consensus::{AuraId, GrandpaId};
