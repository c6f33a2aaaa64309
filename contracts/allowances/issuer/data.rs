//! What the issuer keeps: proposals, historical emissions, configuration. No environment.
// The codec's derive casts the index of a variant that carries a value.
#![allow(clippy::cast_possible_truncation)]

use crate::Error;
use ink::prelude::vec::Vec;
use weir_rules::allocation::cap::Source;
use weir_types::{AccountId, BatchId, Quantity, Timestamp};

/// The number of a proposal, from 1.
pub type ProposalId = u64;

/// Why a proposal was rejected: a number of the table in `docs/contracts/issuer.md`; 0 is refused.
pub type ReasonCode = u16;

/// How the issuer is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Whom it asks about roles; fixed when it is made.
    pub registry: AccountId,
    /// Where it issues; fixed when it is made.
    pub ledger: AccountId,
    /// How long a proposal waits for approval, in milliseconds.
    pub term: Timestamp,
}

weir_types::fixed!(Config { registry, ledger, term });

/// What is proposed for a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Action {
    /// New units to holders, as decided elsewhere.
    Given(Vec<(AccountId, Quantity)>),
    /// The holders' shares of the pro-rata pool.
    ProRata(Vec<(AccountId, Quantity)>),
    /// The share of a participant that cannot receive it, into the reserve instead.
    Forfeit(AccountId, Quantity),
    /// New units into the batch's reserve.
    Reserve(Quantity),
    /// From the batch's reserve to a holder.
    Release(AccountId, Quantity),
    /// Units of the batch's reserve, removed for good.
    CancelReserve(Quantity),
}

/// A proposal that waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Proposal {
    /// For which batch.
    pub batch: BatchId,
    /// What.
    pub action: Action,
    /// The allocator who proposed it.
    pub proposer: AccountId,
    /// It can be approved while block time is before this.
    pub expires: Timestamp,
}

/// Why a proposal came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Outcome {
    /// By an approver, for this reason.
    Rejected(ReasonCode),
    /// By its proposer.
    Withdrawn,
    /// Its term is over.
    Expired,
}

/// Where a participant's share of a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum ShareState {
    /// Nobody has proposed it.
    #[default]
    Open,
    /// In a proposal that waits.
    Proposed,
    /// Allocated, or forfeited to the reserve.
    Served,
}

weir_types::fixed_as_decoded!(ShareState = ShareState::Open;);

/// A participant of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Participant {
    /// Historical emissions, in the unit of quantity.
    pub history: Quantity,
    /// Where its share is.
    pub share: ShareState,
}

weir_types::fixed!(Participant { history, share });

impl Proposal {
    /// May it come to nothing in this way, at the caller's word and at this time? That a rejection is an approver's is asked before.
    pub fn may_end(&self, outcome: Outcome, caller: AccountId, now: Timestamp) -> Result<(), Error> {
        match outcome {
            Outcome::Rejected(0) => Err(Error::MissingReason),
            Outcome::Withdrawn if self.proposer != caller => Err(Error::NotAllowed),
            Outcome::Expired if self.expires > now => Err(Error::NotExpired),
            _ => Ok(()),
        }
    }
}

impl Action {
    /// How many units, and which part of the cap book they are of; `None` for what only moves units issued before.
    pub fn issues(&self) -> Result<Option<(Source, Quantity)>, Error> {
        Ok(match self {
            Self::Given(lines) => Some((Source::Given, sum(lines)?)),
            Self::ProRata(lines) => Some((Source::Pool, sum(lines)?)),
            Self::Forfeit(_, share) => Some((Source::Pool, *share)),
            Self::Reserve(quantity) => Some((Source::Reserve, *quantity)),
            Self::Release(..) | Self::CancelReserve(_) => None,
        })
    }

    /// How many units it moves that were issued before.
    pub fn moves(&self) -> Quantity {
        match self {
            Self::Release(_, quantity) | Self::CancelReserve(quantity) => *quantity,
            _ => 0,
        }
    }

    /// Would the account receive units?
    pub fn benefits(&self, account: AccountId) -> bool {
        match self {
            Self::Given(lines) | Self::ProRata(lines) => lines.iter().any(|line| line.0 == account),
            Self::Release(to, _) => *to == account,
            Self::Forfeit(..) | Self::Reserve(_) | Self::CancelReserve(_) => false,
        }
    }
}

/// Sum of all lines.
pub fn sum(lines: &[(AccountId, Quantity)]) -> Result<Quantity, Error> {
    lines.iter().try_fold(0, |sum: Quantity, line| sum.checked_add(line.1)).ok_or(Error::Overflow)
}
