//! What a seller publishes, and what every notice keeps to.

use super::{Lots, Pricing};
use crate::units::{BasisPoints, Price, Quantity, Timestamp};
use crate::{BatchId, Hash};

/// Who may bid for how much, and what a winner loses who cannot be delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Rules {
    /// The most lots that one controller group may have bid for at a time.
    pub max_lots: Lots,
    /// The seller deals with flagged accounts (credit grade above 0).
    pub admit_flagged: bool,
    /// Which part of its deposit goes to the seller when a winner may not take delivery until [`Schedule::claims`].
    pub default_part: BasisPoints,
}

/// When what happens. Each phase ends just before the time given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Schedule {
    /// Bidding begins.
    pub opens: Timestamp,
    /// Bidding ends.
    pub ends: Timestamp,
    /// Revealing ends and clearing may begin; the same as [`Self::ends`] in a one-way auction.
    pub reveals: Timestamp,
    /// From then on a winner who may not take delivery is in default.
    pub claims: Timestamp,
}

/// Between which prices, and by what kind of auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Range {
    /// Sealed bids.
    Sealed {
        /// The lowest price that may be bid.
        floor: Price,
        /// The highest price that may be bid: what a deposit is reckoned at.
        ceiling: Price,
        /// Hash of the reserve price ([`super::reserve_hash`]), if there is one.
        reserve: Option<Hash>,
    },
    /// A one-way auction, around the previous close.
    OneWay {
        /// How far under the close the floor is, in basis points of it; 0 makes the close the floor.
        below: BasisPoints,
        /// How far above it the ceiling is.
        above: BasisPoints,
    },
}

/// What the seller publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Notice {
    /// Which units.
    pub batch: BatchId,
    /// Units of a lot.
    pub lot: Quantity,
    /// How many lots of its own; of sealed bids, what is due of auctions cancelled before is added.
    pub lots: Lots,
    /// The step between two prices.
    pub tick: Price,
    /// The prices, and the kind.
    pub range: Range,
    /// What winners pay.
    pub pricing: Pricing,
    /// Who may bid for how much.
    pub rules: Rules,
    /// When.
    pub schedule: Schedule,
}

/// What every auction of a venue keeps to. Fixed when the venue is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Conditions {
    /// How long bidding, revealing and claiming last at least: a seller who left no time to reveal would collect every deposit.
    pub min_window: Timestamp,
    /// How far ahead an auction may end.
    pub max_term: Timestamp,
    /// How long after [`Schedule::claims`] units and deposits stay with the auction, for defaults and forfeits to be settled.
    pub grace: Timestamp,
    /// How far from the previous close the floor and the ceiling of a one-way auction may be.
    pub band: BasisPoints,
}
