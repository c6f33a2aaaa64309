//! The FRAME crates of this release. A dependent takes them from here and names no version of its
//! own: two versions of `sp-io` in one process would not see each other's externalities.

pub use codec;
pub use frame_executive;
pub use frame_support;
pub use frame_system;
pub use pallet_aura;
pub use pallet_balances;
pub use pallet_contracts;
pub use pallet_sudo;
pub use pallet_timestamp;
pub use pallet_transaction_payment;
pub use pallet_utility;
pub use sp_api;
pub use sp_consensus_aura;
pub use sp_core;
pub use sp_io;
pub use sp_keyring;
pub use sp_runtime;
pub use sp_storage;
pub use sp_version;
