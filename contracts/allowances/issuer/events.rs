//! What the issuer announces. Its state can be rebuilt from these alone.

use crate::data::{Action, Outcome, ProposalId};
use ink::prelude::vec::Vec;
use weir_types::ledger::BatchTerms;
use weir_types::{AccountId, BatchId, Instrument, Quantity, Timestamp};

/// The issuer was made, with its partners for good.
#[ink::event]
pub struct Wired {
    /// Whom it asks about roles.
    pub registry: AccountId,
    /// Where it issues.
    pub ledger: AccountId,
}

/// How long proposals wait for approval was set.
#[ink::event]
pub struct TermSet {
    /// In milliseconds.
    pub term: Timestamp,
    /// The administrator.
    pub by: AccountId,
}

/// A cap was set.
#[ink::event]
pub struct CapSet {
    /// Of what.
    pub instrument: Instrument,
    /// The most that may ever be issued.
    pub cap: Quantity,
    /// Of it: for the reserve only.
    pub set_aside: Quantity,
    /// The regulator.
    pub by: AccountId,
}

/// A batch was opened.
#[ink::event]
pub struct BatchOpened {
    /// Its id.
    #[ink(topic)]
    pub batch: BatchId,
    /// What its units may be used for.
    pub terms: BatchTerms,
    /// The allocator.
    pub by: AccountId,
}

/// Something was proposed for a batch.
#[ink::event]
pub struct Proposed {
    /// The proposal's number.
    pub id: ProposalId,
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// What.
    pub action: Action,
    /// It can be approved while block time is before this.
    pub expires: Timestamp,
    /// The allocator.
    pub by: AccountId,
}

/// A proposal was approved and carried out.
#[ink::event]
pub struct Approved {
    /// The proposal's number.
    pub id: ProposalId,
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// What rounding left of the pool and went into the batch's reserve, with the last participant's share.
    pub residue: Quantity,
    /// The approver.
    pub by: AccountId,
}

/// A proposal came to nothing; its units are free again.
#[ink::event]
pub struct Dropped {
    /// The proposal's number.
    pub id: ProposalId,
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// Rejected, withdrawn or expired.
    pub outcome: Outcome,
    /// The approver, the proposer, or whoever cleared it away.
    pub by: AccountId,
}

/// Historical emissions were recorded or corrected; 0 takes an account out.
#[ink::event]
pub struct HistoryRecorded {
    /// Of what.
    pub instrument: Instrument,
    /// Whose, and how much.
    pub lines: Vec<(AccountId, Quantity)>,
    /// The regulator.
    pub by: AccountId,
}

/// The history was closed and the pro-rata pool fixed.
#[ink::event]
pub struct PoolSet {
    /// Of what.
    pub instrument: Instrument,
    /// What is shared out.
    pub pool: Quantity,
    /// Sum of all historical emissions.
    pub history: Quantity,
    /// Among how many.
    pub participants: u32,
    /// The regulator.
    pub by: AccountId,
}
