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

/// What the seller publishes of a sealed-bid auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Notice {
    /// Which units.
    pub batch: BatchId,
    /// Units of a lot.
    pub lot: Quantity,
    /// How many lots of its own, to which what is due of auctions cancelled before is added.
    pub lots: Lots,
    /// The step between two prices.
    pub tick: Price,
    /// The lowest price that may be bid.
    pub floor: Price,
    /// The highest price that may be bid: what a deposit is reckoned at.
    pub ceiling: Price,
    /// What winners pay.
    pub pricing: Pricing,
    /// Hash of the reserve price ([`super::reserve_hash`]), if there is one.
    pub reserve: Option<Hash>,
    /// Who may bid for how much.
    pub rules: Rules,
    /// When.
    pub schedule: Schedule,
}

/// What the seller publishes of a one-way auction. Floor and ceiling come from the previous close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OneWayNotice {
    /// Which units.
    pub batch: BatchId,
    /// Units of a lot.
    pub lot: Quantity,
    /// How many lots.
    pub lots: Lots,
    /// The step between two prices.
    pub tick: Price,
    /// How far under the previous close the floor is, in basis points of it; 0 makes the close the floor.
    pub below: BasisPoints,
    /// How far above the previous close the ceiling is.
    pub above: BasisPoints,
    /// What winners pay.
    pub pricing: Pricing,
    /// Who may bid for how much.
    pub rules: Rules,
    /// When; [`Schedule::reveals`] is the same as [`Schedule::ends`].
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
