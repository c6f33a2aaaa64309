//! The two records allowances/issuer keeps for an instrument. Their transitions are rules: see `weir_rules::allocation`.

use crate::units::Quantity;

/// What may be issued of an instrument, and what has been.
///
/// Invariants: `issued + pending + promised <= cap` and `direct <= cap - set_aside`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct CapBook {
    /// The most that may ever be issued, the reserve included.
    pub cap: Quantity,
    /// Of the cap: what may be issued into the reserve only, and reaches holders by release alone.
    pub set_aside: Quantity,
    /// Issued to holders and into the reserve; never falls.
    pub issued: Quantity,
    /// In proposals that wait for approval.
    pub pending: Quantity,
    /// Of the pro-rata pool: neither proposed nor issued yet.
    pub promised: Quantity,
    /// Of issued, pending and promised: what went, or is to go, to holders without passing the reserve (the pool's residue included).
    pub direct: Quantity,
}

crate::fixed!(CapBook { cap, set_aside, issued, pending, promised, direct });

/// A pro-rata pool: what is shared out in proportion to historical emissions.
///
/// Invariant, once every participant has been served: `allocated + residue = quantity`, and the residue is in the reserve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pool {
    /// What is shared out; 0 while the history is still open.
    pub quantity: Quantity,
    /// Sum of all participants' historical emissions.
    pub history: Quantity,
    /// How many accounts have a history.
    pub participants: u32,
    /// How many of them have been served.
    pub served: u32,
    /// Sum of the shares of those who have been served.
    pub allocated: Quantity,
}

crate::fixed!(Pool { quantity, history, participants, served, allocated });
