//! Questions with a fee, answered once by a reporter or paid back.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::units::{Money, Timestamp};
use crate::{AccountId, Hash};

/// The number of a request, from 1.
pub type RequestId = u64;

/// The longest that a request may wait for its answer, in milliseconds: a year.
pub const MAX_TERM: Timestamp = 31_536_000_000;

/// A request. The record stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Request {
    /// Who asks and has paid the fee.
    pub asker: AccountId,
    /// Hash of the question.
    pub question: Hash,
    /// What the reporter who answers gets, in cents.
    pub fee: Money,
    /// From this time on it cannot be answered.
    pub deadline: Timestamp,
    /// What came of it.
    pub state: RequestState,
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
#[allow(clippy::large_enum_variant, reason = "no heap for what is stored in one piece")]
pub enum RequestState {
    /// The oracle holds the fee.
    Open,
    /// Answered; the reporter has the fee.
    Fulfilled(Reply),
    /// Not answered in time; the asker has the fee back.
    Expired,
}

/// What a reporter answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Said {
    /// The answer: 32 bytes whose meaning the question fixes (a number, or the hash of a text).
    pub answer: Hash,
    /// Hash of the source's name or address; not zero.
    pub source: Hash,
    /// When the source said so; not in the future.
    pub observed: Timestamp,
    /// Hash of the proof that the source said so; not zero.
    pub proof: Hash,
}

/// An answer on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Reply {
    /// The answer: 32 bytes whose meaning the question fixes (a number, or the hash of a text).
    pub answer: Hash,
    /// Hash of the source's name or address.
    pub source: Hash,
    /// When the source said so.
    pub observed: Timestamp,
    /// Hash of the proof that the source said so.
    pub proof: Hash,
    /// Who answered.
    pub reporter: AccountId,
    /// When it was answered.
    pub at: Timestamp,
}

/// How a request stands at a time: one that ran out is shown as expired, whether or not its fee has been paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RequestStatus {
    /// Can be answered.
    Open,
    /// Has been answered.
    Fulfilled,
    /// Ran out.
    Expired,
}
