//! What has been counted lately, in a fixed number of buckets: memory does not grow with use.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::{AccountId, Group, Timestamp};

/// Parts of a window.
pub const PARTS: u64 = 8;

/// Buckets of a ring: one more than the parts, since a stretch as long as the window touches so many.
pub const BUCKETS: usize = 9;

/// Sums by bucket of time. The bucket numbered `n`, counted from the Unix epoch, is at place `n % 9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Ring {
    /// Milliseconds of a bucket; 0 when nothing has been counted yet.
    pub length: Timestamp,
    /// The number of the newest bucket.
    pub newest: u64,
    /// The sums; what flows out of a contract is negative.
    pub sums: [i128; BUCKETS],
}

crate::fixed!(Ring { length, newest, sums });

/// What somebody has used of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tally {
    /// Values.
    pub value: Ring,
    /// Calls.
    pub calls: Ring,
}

crate::fixed!(Tally { value, calls });

/// Whose use is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum User {
    /// A caller's own.
    Caller(AccountId),
    /// A controller group's.
    Group(Group),
    /// That of a caller without a controller group, which is a group of its own.
    Alone(AccountId),
}
