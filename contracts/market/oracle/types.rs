//! What an oracle is told when it is made.

use weir_types::{AccountId, Timestamp};

/// The partners and constants of an oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows who is reporter and who is supervisor.
    pub registry: AccountId,
    /// The exchange whose days are pulled.
    pub venue: AccountId,
    /// The PSP22 money that fees are paid in.
    pub cash: AccountId,
    /// How many minutes before midnight UTC the venue's day begins.
    pub day_offset: i16,
    /// How long after a day with trades its indices are not stale, in milliseconds.
    pub max_age: Timestamp,
    /// The currency of prices, as the second half of DIA's pairs names it: `GBP`.
    pub currency: [u8; 3],
}

weir_types::fixed!(Config { registry, venue, cash, day_offset, max_age, currency });
