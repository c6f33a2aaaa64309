//! The ledger's own records and arguments.

use ink::prelude::vec::Vec;
use weir_types::ledger::BatchTerms;
use weir_types::{AccountId, BatchId, Hash, Quantity, Supply, Timestamp};

/// A batch: what its units may be used for, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Batch {
    /// What its units may be used for; never changes.
    pub terms: BatchTerms,
    /// Halted by the supervisor: its units do not change hands.
    pub halted: bool,
    /// Its PSP22 facade, once registered.
    pub facade: Option<AccountId>,
    /// How many units there are, and in which state.
    pub supply: Supply,
}

weir_types::fixed!(Batch { terms, halted, facade, supply });

/// The contracts that the ledger works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Parties {
    /// identity/registry: writes account records; asked about the supervisor's role.
    pub registry: AccountId,
    /// allowances/issuer: opens batches, issues, releases.
    pub issuer: AccountId,
    /// market/settlement: moves locked units.
    pub settlement: AccountId,
    /// allowances/compliance: surrenders for its callers.
    pub compliance: AccountId,
    /// The code hash that every facade must have.
    pub facade_code: Hash,
}

weir_types::fixed!(Parties { registry, issuer, settlement, compliance, facade_code });

/// What `wire` is told: the partners of [`Parties`], and the venues that may lock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
pub struct Wiring {
    /// identity/registry.
    pub registry: AccountId,
    /// allowances/issuer.
    pub issuer: AccountId,
    /// market/settlement.
    pub settlement: AccountId,
    /// allowances/compliance.
    pub compliance: AccountId,
    /// The code hash that every facade must have.
    pub facade_code: Hash,
    /// The venues (at most [`weir_types::ledger::MAX_VENUES`]): market/exchange, later market/auction.
    pub venues: Vec<AccountId>,
}

weir_types::fixed!(Wiring { registry, issuer, settlement, compliance, facade_code, venues });

/// A transfer that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Which units.
    pub batch: BatchId,
    /// Whose.
    pub from: AccountId,
    /// Who is to have them.
    pub to: AccountId,
    /// How many.
    pub quantity: Quantity,
    /// Who asks, when that is not the holder: an approval is needed.
    pub by: Option<AccountId>,
}

impl Order {
    /// The caller asks to move units from an account, its own or another's.
    pub fn new(batch: BatchId, caller: AccountId, from: AccountId, to: AccountId, quantity: Quantity) -> Self {
        Self { batch, from, to, quantity, by: (caller != from).then_some(caller) }
    }
}

/// What part of a lock is to become a lock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Whose lock it will be: market/settlement's.
    pub venue: AccountId,
    /// From when on anybody may take it off.
    pub expires: Timestamp,
}

/// What came of a transfer that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Both accounts are one: nothing was written, no approval used.
    Nothing,
    /// The units moved.
    Moved {
        /// What is left of the approval that was used; zero when none was.
        left: Quantity,
    },
}

impl Outcome {
    /// What is left of the approval that was used; zero when none was.
    pub fn left(self) -> Quantity {
        match self {
            Self::Nothing => 0,
            Self::Moved { left } => left,
        }
    }
}
