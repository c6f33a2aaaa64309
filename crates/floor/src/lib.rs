//! The trading floor: what the codes of market/exchange share. One contract, four codes
//! (docs/adr/0007-exchange-codes.md): the exchange itself, and `standing`, `deals` and `office`, which it runs in its own storage by
//! delegate call. What is here is
//! compiled into each that uses it: the storage, the steps on it, the calls to other contracts, errors and events.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod calls;
pub mod data;
pub mod day;
pub mod desk;
pub mod error;
pub mod events;
pub mod look;
pub mod offer;
pub mod parties;
pub mod sale;

pub use data::{Books, Holder, Shelf, RING};
pub use day::Today;
pub use error::Error;

use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::{CallFlags, DefaultEnvironment, Event};
use weir_rules::market::{self as rules, Clock};
use weir_types::{AccountId, Hash};

/// The partners and the clock of an exchange: what every message reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows the roles, and where accounts are.
    pub registry: AccountId,
    /// Locks the units.
    pub ledger: AccountId,
    /// Delivers against payment, keeps the cash of standing buys.
    pub settlement: AccountId,
    /// How many minutes before midnight UTC the day begins: 480 for China, negative in the west.
    pub day_offset: i16,
}

/// The hashes of the exchange's other codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Codes {
    /// Standing orders and their matching.
    pub standing: Hash,
    /// Sales under limits, through banks and in blocks.
    pub deals: Hash,
    /// What supervisor and regulator set, and views.
    pub office: Hash,
}

impl Config {
    /// The time, in the market's own day.
    pub fn clock(&self) -> Result<Clock, Error> {
        let now = ink::env::block_timestamp::<DefaultEnvironment>();
        Ok(rules::clock(now, self.day_offset)?)
    }
}

/// Emits an event of the exchange.
pub fn emit<E: Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

/// Runs another code of the exchange in its place: the same message, storage, caller and address. That code answers; this comes back
/// only when it cannot be run.
#[inline(never)]
pub fn run_code(code: Option<Hash>) -> Error {
    let Some(code) = code else { return Error::CodeFailed };
    let call = build_call::<DefaultEnvironment>().delegate(code);
    let call = call.call_flags(CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL);
    let ran = call.exec_input(ExecutionInput::new(Selector::new([0; 4]))).returns::<()>().try_invoke();
    let _ = ran;
    Error::CodeFailed
}
