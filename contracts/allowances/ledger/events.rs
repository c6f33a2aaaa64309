//! What the ledger tells the world. Cells, supplies, locks and approvals can all be rebuilt from these events and, for transfers
//! through a facade, from the facade's PSP22 `Transfer` and `Approval`: it is of the wired code and emits one for each, so a
//! second event here would say the same again for a tenth of the transfer's price.
//!
//! An indexed field costs as much as a storage write, so only what people filter on is one: the account in events on an account,
//! the batch in events on a batch. [`Delivered`] and [`LockSplit`] have none, because the settlement's own event of the same
//! move has.

use ink::prelude::vec::Vec;
use weir_types::ledger::{BatchTerms, LockId};
use weir_types::{AccountId, AccountRecord, BatchId, Hash, Quantity, Timestamp};

/// The contracts that the ledger works with have been named, for good.
#[ink::event]
pub struct Wired {
    /// Writes account records; asked about roles.
    pub registry: AccountId,
    /// Opens batches, issues, releases.
    pub issuer: AccountId,
    /// Moves locked units.
    pub settlement: AccountId,
    /// Surrenders for its callers.
    pub compliance: AccountId,
    /// The code that every facade must be of.
    pub facade_code: Hash,
    /// Take locks.
    pub venues: Vec<AccountId>,
}

/// A batch exists from now on, empty.
#[ink::event]
pub struct BatchOpened {
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// What its units may be used for.
    pub terms: BatchTerms,
}

/// A batch's PSP22 facade has been named, for good.
#[ink::event]
pub struct FacadeRegistered {
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// The contract that passes PSP22 calls on.
    pub facade: AccountId,
}

/// The supervisor has halted a batch, or lifted the halt.
#[ink::event]
pub struct HaltSet {
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// True: its units do not change hands. False: they do again.
    pub halted: bool,
    /// Hash of the published order that says why.
    pub reason: Hash,
    /// Which supervisor.
    pub by: AccountId,
}

/// The registry has written what the ledger knows of an account.
#[ink::event]
pub struct AccountRecorded {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// What is known from now on.
    pub record: AccountRecord,
}

/// New units for a holder.
#[ink::event]
pub struct Issued {
    /// Who got them.
    #[ink(topic)]
    pub to: AccountId,
    /// The batch.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
}

/// New units for the reserve.
#[ink::event]
pub struct Reserved {
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
}

/// Units of the reserve went to a holder.
#[ink::event]
pub struct Released {
    /// Who got them.
    #[ink(topic)]
    pub to: AccountId,
    /// The batch.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
}

/// A holder gave units back to the reserve.
#[ink::event]
pub struct Returned {
    /// Who gave them.
    #[ink(topic)]
    pub from: AccountId,
    /// The batch.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
}

/// Units were removed for good.
#[ink::event]
pub struct Cancelled {
    /// The batch.
    #[ink(topic)]
    pub batch: BatchId,
    /// Whose they were; `None`: the reserve's.
    pub holder: Option<AccountId>,
    /// How many.
    pub quantity: Quantity,
}

/// Units changed hands within a controller group.
#[ink::event]
pub struct Transferred {
    /// Whose they were.
    #[ink(topic)]
    pub from: AccountId,
    /// Whose they are.
    #[ink(topic)]
    pub to: AccountId,
    /// The batch.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// Who sent the message, when that was not the holder: its approval has fallen by the quantity.
    pub by: Option<AccountId>,
}

/// A PSP22 approval was set.
#[ink::event]
pub struct Approved {
    /// Whose units.
    #[ink(topic)]
    pub owner: AccountId,
    /// Who may transfer them.
    pub spender: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// How many, in place of what was approved before.
    pub quantity: Quantity,
}

/// Units wait in their owner's cell for a settlement.
#[ink::event]
pub struct Locked {
    /// Whose they are.
    #[ink(topic)]
    pub owner: AccountId,
    /// The lock's number.
    pub lock: LockId,
    /// The venue that took it.
    pub venue: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// From when anybody may take it off.
    pub expires: Timestamp,
}

/// Part of a venue's lock became a lock of settlement's own, for a sale that is paid outside of the chain.
#[ink::event]
pub struct LockSplit {
    /// Whose units.
    pub owner: AccountId,
    /// The venue's lock, which holds so much less.
    pub lock: LockId,
    /// The new lock.
    pub part: LockId,
    /// The batch.
    pub batch: BatchId,
    /// How many units.
    pub quantity: Quantity,
    /// From when on anybody may take the new lock off.
    pub expires: Timestamp,
}

/// A lock was taken off; its owner has the units back.
#[ink::event]
pub struct Unlocked {
    /// Whose they are.
    #[ink(topic)]
    pub owner: AccountId,
    /// The lock's number, which never comes back.
    pub lock: LockId,
    /// Which units.
    pub batch: BatchId,
    /// How many were still locked.
    pub quantity: Quantity,
}

/// Locked units went to a buyer. The payment of the same sale has the accounts indexed.
#[ink::event]
pub struct Delivered {
    /// The lock they were in, which holds that much less; gone at zero.
    pub lock: LockId,
    /// The batch.
    pub batch: BatchId,
    /// Whose they were.
    pub from: AccountId,
    /// Whose they are.
    pub to: AccountId,
    /// How many.
    pub quantity: Quantity,
}

/// Units were given up for compliance.
#[ink::event]
pub struct Surrendered {
    /// Whose they were.
    #[ink(topic)]
    pub holder: AccountId,
    /// The batch.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
}
