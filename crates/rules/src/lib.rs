//! Pure rules: no chain, no I/O, no clock. Contracts check, call a rule, store what it answers, and emit.
//!
//! **Rounding**: every division rounds down. Each rule says where the residue goes.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod allocation;
pub mod auction;
pub mod book;
pub mod compliance;
pub mod eligibility;
pub mod holding;
pub mod market;
pub mod math;
pub mod oracle;
pub mod policy;
pub mod settlement;
pub mod supply;
pub mod transfer;
