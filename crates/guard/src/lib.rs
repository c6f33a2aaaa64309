//! A firewall for compiled pallet-contracts contracts: learns the paths that a contract's tests take, and builds a
//! contract that undoes a call that takes any other. After ContractGuard (arXiv 1911.10472), for WebAssembly.
//!
//! It works on bytecode, of any contract: [`instrument::instrument`] reads a module and writes another. docs/guard.md says how it
//! works and what it cannot see.
//!
//! - [`module`]: a contract read and written; `.contract` bundles.
//! - [`cfg`], [`paths`]: basic blocks; Ball-Larus path numbers.
//! - [`analysis`]: all that is known of a contract before it is changed.
//! - [`plan`], [`allow`], [`emit`]: what is put where; the code that lets the paths of a profile through.
//! - [`support`]: the functions that are added, the wrappers of host functions.
//! - [`learn`], [`profile`]: what a learning build prints, and the file it becomes.
//! - [`report`], [`map`], [`audit`]: what people are told of profiles, of refusals, of the code alone.
//! - [`flags`], [`keys`]: what constants in the code tell of call flags and of storage keys.
//! - [`count`]: builds that count what they execute.

pub mod allow;
pub mod analysis;
pub mod audit;
pub mod cfg;
mod context;
pub mod count;
pub mod emit;
pub mod error;
pub mod flags;
pub mod host;
pub mod instrument;
pub mod keys;
pub mod learn;
pub mod map;
pub mod module;
pub mod monitor;
pub mod owner;
pub mod paths;
pub mod plan;
pub mod profile;
pub mod reach;
pub mod reentrancy;
mod register;
pub mod report;
pub mod rounds;
pub mod support;

pub use error::{Error, Result};
