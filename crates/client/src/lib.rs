//! One trait, [`Chain`], and what speaks it: the node's own runtime in the process (`embedded`), or a node over a websocket
//! (`node`). Scenarios are written once and run on either; gas and deposits are the same to the unit.
//!
//! * [`chain`]: the trait and its words: calls, receipts, costs.
//! * [`error`]: what can go wrong, in one line each.
//! * [`signer`]: keys from development URIs such as `//Alice`.
//! * [`typed`]: calls through the contracts' own ink! references, with decoded answers, errors and events.
//! * [`bundle`]: the `.contract` files that `scripts/build.sh` writes.
//! * [`hash`]: code hashes, digests and contract addresses.
//!
//! Contracts are called by the messages of their `Ref` types, so a changed message breaks the build of whoever calls it:
//!
//! ```text
//! use weir_client::{bundle::Bundles, connect, Contract, Signer, Typed};
//! use ledger::LedgerRef;
//!
//! let mut chain = connect("embedded")?;                       // or "ws://127.0.0.1:9944"
//! let alice = Signer::dev("//Alice")?;
//! let code = Bundles::from_env().get("ledger")?;
//! let (code_hash, _) = chain.upload(&alice, &code.wasm)?;
//! let (ledger, _) = chain.deploy(&alice, code_hash, LedgerRef::new(config), b"salt")?;   // Contract<LedgerRef>
//!
//! let receipt = chain.call(&alice, ledger.messages().surrender(batch, 10))?;  // Err shows as `ledger::Error::Halted`
//! let surrendered = receipt.events_of::<Surrendered>(ledger.address())?;      // decoded by the event's signature topic
//! let supply = chain.query(ledger.messages().supply(batch))?;                 // a dry run: nothing is sent
//! ```
//!
//! Many calls that do not depend on each other go as one phase, a [`Batch`] or a plain [`Chain::send`]: a node takes them
//! concurrently, and the phase ends when all are in blocks.

pub mod bundle;
pub mod chain;
mod connect;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod error;
pub mod hash;
#[cfg(feature = "node")]
pub mod node;
pub mod signer;
pub mod typed;

pub use chain::{Call, Chain, ChainInfo, Cost, DryRun, Engine, RawEvent, Receipt};
pub use connect::connect;
#[cfg(feature = "embedded")]
pub use embedded::Embedded;
pub use error::{CallFailure, ChainError, Failure};
#[cfg(feature = "node")]
pub use node::Node;
pub use signer::Signer;
pub use typed::{Batch, CallError, Contract, Message, Refusal, Typed};
pub use weir_types::{AccountId, Hash, Timestamp};

/// An amount of the chain's native token in its smallest unit (12 decimals): deposits, fees, value sent along.
pub type Balance = u128;
