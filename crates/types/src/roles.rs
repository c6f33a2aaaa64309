//! Roles and capabilities. Four powers are four roles, so that nobody holds two by accident: freeze an account (court), halt a
//! market (supervisor), withhold a settlement (depository), inspect identity (regulator).
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

/// What an account may do, granted by the registry's admin, with an expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Role {
    /// Registers organisations.
    Registrar,
    /// Sets caps and area status, opens periods, corrects emissions, inspects identity.
    Regulator,
    /// Proposes allocations.
    Allocator,
    /// Approves what an allocator proposed; never the same account.
    Approver,
    /// Verifies emission reports of others.
    Verifier,
    /// Mints and burns cash against its own liability; confirms payments.
    Bank,
    /// Freezes and unfreezes accounts.
    Court,
    /// Halts a market or an asset, sets the price reference.
    Supervisor,
    /// Withholds and releases settlements.
    Depository,
    /// Keeps the deny list.
    Watchdog,
    /// Rules disputes.
    Arbiter,
    /// Reports prices and other outside facts.
    Reporter,
}

/// What [`crate::registry::Registry::screen`] is asked about a list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Capability {
    /// Every account is registered.
    Hold,
    /// Every account is registered and neither suspended, frozen nor denied.
    Trade,
    /// Every account holds the role, unexpired.
    Act(Role),
    /// The first account holds the role, and is neither one of the others nor of a group of theirs.
    ActOver(Role),
}

/// The first account that did not pass, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Refusal {
    /// Position in the list that was asked about.
    pub index: u8,
    /// Why.
    pub reason: RefusalReason,
}

/// Why an account did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RefusalReason {
    /// Not registered.
    Unknown,
    /// Suspended.
    Suspended,
    /// Frozen by a court.
    Frozen,
    /// On the deny list.
    Denied,
    /// Does not hold the role, or it has expired.
    MissingRole,
    /// Acts over itself or over its own group.
    NotIndependent,
    /// More accounts than one call may ask about ([`crate::registry::MAX_SCREEN`]).
    TooMany,
}
