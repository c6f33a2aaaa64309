//! The breaker on net flow, in ERC-7265's terms.

use super::{Asset, Ring};
use crate::{AccountId, BasisPoints, Timestamp};

/// The terms of a breaker, for one asset of one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct BreakerTerms {
    /// A stock below this at the period's beginning is not limited.
    pub limit_begin_threshold: u128,
    /// What has to be left of the stock at the period's beginning, in basis points. A flow that would leave less is
    /// refused.
    pub min_retained_bps: BasisPoints,
    /// The breaker trips by itself on a flow that leaves less than this, and lets that flow through: a refused one
    /// leaves no trace on the chain. At least `min_retained_bps`; the same: it never trips by itself.
    pub trip_bps: BasisPoints,
    /// The withdrawal period: in it the net flow is limited, and after it a trip is over, in milliseconds.
    pub withdrawal_period: Timestamp,
    /// How long after a reset nothing is refused, in milliseconds.
    pub grace_period: Timestamp,
}

crate::fixed!(BreakerTerms { limit_begin_threshold, min_retained_bps, trip_bps, withdrawal_period, grace_period });

/// A trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Trip {
    /// When.
    pub at: Timestamp,
    /// By whom; none: by itself.
    pub by: Option<AccountId>,
}

crate::fixed!(Trip { at, by });

/// A breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Breaker {
    /// Its terms.
    pub terms: BreakerTerms,
    /// The stock when the period began (ERC-7265's `liqTotal`): what is counted moves in here as it leaves the period.
    pub total: u128,
    /// Net flow in the period (`liqInPeriod`), by bucket.
    pub flows: Ring,
    /// Its trip.
    pub tripped: Option<Trip>,
    /// Until when nothing is refused.
    pub grace_until: Timestamp,
}

crate::fixed!(Breaker { terms, total, flows, tripped, grace_until });

/// ERC-7265's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum BreakerStatus {
    /// No breaker: nothing is limited.
    Uninitialized,
    /// The stock is below the threshold, or a grace period runs.
    Inactive,
    /// It limits.
    Ok,
    /// It has tripped: nothing flows out.
    Triggered,
}

/// What a call brings in and takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
pub struct Flow {
    /// Of what.
    pub asset: Asset,
    /// Into the contract.
    pub inflow: u128,
    /// Out of it.
    pub outflow: u128,
}

crate::fixed!(Flow { asset, inflow, outflow });
