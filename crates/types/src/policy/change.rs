//! Changes of the policy itself: one proposes, another of another organisation adopts.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use super::{Asset, BreakerTerms, Rule, Selector};
use crate::{AccountId, Timestamp};

/// A change's number, from 1.
pub type ChangeId = u64;

/// What is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Change {
    /// The rule for a message. Without one the message is closed.
    Rule {
        /// Of which contract.
        target: AccountId,
        /// Which message.
        selector: Selector,
        /// The rule from then on.
        rule: Option<Rule>,
    },
    /// A breaker. Without terms nothing is limited.
    Breaker {
        /// Of which contract.
        target: AccountId,
        /// Of which asset.
        asset: Asset,
        /// Its terms from then on.
        terms: Option<BreakerTerms>,
        /// For a new breaker: the stock that there is.
        stock: u128,
    },
}

crate::fixed_as_decoded! {
    Change = Change::Rule { target: AccountId::from([0; 32]), selector: [0; 4], rule: None };
}

/// A change that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Proposal {
    /// Who proposed it.
    pub by: AccountId,
    /// Until when it can be adopted.
    pub until: Timestamp,
    /// What is to change.
    pub change: Change,
}

crate::fixed!(Proposal { by, until, change });
