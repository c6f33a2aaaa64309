//! The words that Weir's contracts share: identifiers, units, roles, and the traits by which they call each other.
//!
//! Dependencies point one way: `types` <- `rules` <- contracts <- `client` <- `cli`. A contract knows another only through a
//! trait found here (`ink::contract_ref!`), never through the other's crate, so that any one can be replaced.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod admin;
pub mod auction;
pub mod bank_sale;
pub mod batch;
pub mod book;
pub mod calls;
pub mod code;
pub mod compliance;
pub mod events;
pub mod fixed;
#[cfg(not(feature = "std"))]
mod host;
pub mod issuance;
pub mod keys;
pub mod ledger;
pub mod market;
pub mod metadata;
pub mod oracle;
pub mod order;
pub mod party;
pub mod policy;
pub mod registry;
pub mod roles;
pub mod scope;
pub mod settlement;
pub mod store;
pub mod supply;
pub mod units;

pub use admin::Admin;
pub use batch::{BatchId, Instrument};
pub use code::{InstallationId, Pollutant, Region};
pub use ink::primitives::{AccountId, Hash};
pub use party::{AccountRecord, Group, OrgKind, OrgStatus, Organisation, Profile, Standing};
pub use roles::{Capability, Refusal, RefusalReason, Role};
pub use scope::{RuleViolation, Scope};
pub use supply::{Cell, Supply};
pub use units::{BasisPoints, Money, Price, Quantity, Timestamp};
pub use weir_guard_probe::weir_probe;
