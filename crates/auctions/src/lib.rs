//! What the two codes of market/auction share: its storage, the steps of an auction, its calls, errors and events.
//!
//! The contract is in two codes because one is too large for its budget: `auction` has bids, reveals and claims, `auctioneer`
//! what is sent less often. The first runs the second in its own storage.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod calls;
pub mod desk;
mod error;
pub mod events;
pub mod partners;
pub mod payout;
mod store;
pub mod tell;

pub use self::error::Error;
pub use self::store::Books;

use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::{CallFlags, DefaultEnvironment};
use weir_types::{AccountId, Hash};

/// The partners and the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows who is allocator, and where accounts are.
    pub registry: AccountId,
    /// Locks the units, knows how accounts stand.
    pub ledger: AccountId,
    /// Keeps the deposits, delivers against payment.
    pub settlement: AccountId,
    /// Knows the previous close.
    pub exchange: AccountId,
    /// How many minutes before midnight UTC the exchange's day begins.
    pub day_offset: i16,
}

/// Runs another code of the contract in its place: the same message, storage, caller and address. That code answers; this comes back
/// only when it cannot be run.
#[inline(never)]
pub fn run_code(code: Hash) -> Error {
    let call = build_call::<DefaultEnvironment>().delegate(code);
    let call = call.call_flags(CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL);
    let _ = call.exec_input(ExecutionInput::new(Selector::new([0; 4]))).returns::<()>().try_invoke();
    Error::CodeFailed
}

#[cfg(test)]
mod tests;
