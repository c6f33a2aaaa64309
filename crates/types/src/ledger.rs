//! What other contracts ask of allowances/ledger, and its error.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::party::Standing;
use crate::{AccountId, AccountRecord, BatchId, Cell, Quantity, Supply, Timestamp};
use ink::prelude::vec::Vec;

/// The number of a lock, from 1.
pub type LockId = u64;

/// The most holders one [`Ledger::issue`] may name.
pub const MAX_LINES: usize = 32;

/// The most venues the ledger can be wired to.
pub const MAX_VENUES: usize = 8;

/// What a batch's units may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum BatchTerms {
    /// Tradable and for surrender.
    #[default]
    Free,
    /// For surrender only: can be neither sold nor transferred (government auctions may sell such units).
    SurrenderOnly,
}

crate::fixed_as_decoded!(BatchTerms = BatchTerms::Free;);

/// Units that wait in their owner's own cell for a settlement. Nobody else ever holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Lock {
    /// Whose units.
    pub owner: AccountId,
    /// The contract that asked for the lock and may take it off.
    pub venue: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// How many are still locked.
    pub quantity: Quantity,
    /// From this time on anybody may take the lock off.
    pub expires: Timestamp,
}

crate::fixed!(Lock { owner, venue, batch, quantity, expires });

/// What the ledger says of a delivery, or of a lock that was split for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
pub struct Moved {
    /// The lock the units were taken from; of a lock that was split, the new one.
    pub lock: LockId,
    /// Whose units they were.
    pub seller: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// How the seller stands.
    pub from: Standing,
    /// How the buyer stands.
    pub to: Standing,
}

crate::fixed!(Moved { lock, seller, batch, from, to });

/// The ledger's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller may not send this message.
    NotAllowed,
    /// No such batch.
    UnknownBatch,
    /// The batch exists already.
    BatchExists,
    /// No such lock.
    UnknownLock,
    /// The lock has expired: it can only be taken off.
    LockExpired,
    /// The lock has not expired and the caller is not its venue.
    LockActive,
    /// An expiry in the past.
    ExpiryInPast,
    /// Zero units.
    ZeroQuantity,
    /// Less tradable than asked.
    InsufficientTradable,
    /// Less locked than asked.
    InsufficientLocked,
    /// Less in the reserve than asked.
    InsufficientReserve,
    /// The PSP22 approval is smaller than asked.
    InsufficientApproval,
    /// The sender is not registered or may not hold.
    SenderNotEligible,
    /// The receiver is not registered or may not hold.
    ReceiverNotEligible,
    /// The sender is frozen by a court.
    SenderFrozen,
    /// The receiver is frozen by a court.
    ReceiverFrozen,
    /// The sender is suspended or denied.
    SenderBarred,
    /// The receiver is suspended or denied.
    ReceiverBarred,
    /// Off-market transfers go only within a controller group or to the reserve.
    NotSameGroup,
    /// The batch is for surrender only.
    SurrenderOnly,
    /// The batch is halted by the supervisor.
    Halted,
    /// More lines than one message may carry ([`MAX_LINES`]).
    TooManyLines,
    /// A number would leave its range.
    Overflow,
    /// Not wired yet: the admin has not named this contract's partner.
    NotWired,
    /// The other side of a two-step change is missing or another account.
    NotPending,
    /// The registry did not answer or refused the caller.
    RegistryRefused,
    /// Wired already: wiring happens once.
    AlreadyWired,
    /// More venues than [`MAX_VENUES`].
    TooManyVenues,
    /// The batch has its facade already.
    FacadeExists,
    /// The account is not a contract of the facade's code.
    NotFacade,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`crate::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(crate::policy::Error),
}

/// The ledger as seen by other contracts.
#[ink::trait_definition]
pub trait Ledger {
    /// Opens a batch, empty. Issuer only. Event `BatchOpened`.
    #[ink(message)]
    fn open_batch(&mut self, batch: BatchId, terms: BatchTerms) -> Result<(), Error>;

    /// Creates units: `lines` to holders (at most [`MAX_LINES`]) and `reserve` to the reserve. Issuer only. Event `Issued` a line.
    #[ink(message)]
    fn issue(&mut self, batch: BatchId, lines: Vec<(AccountId, Quantity)>, reserve: Quantity) -> Result<(), Error>;

    /// Moves units from the reserve to a holder. Issuer only. Event `Released`.
    #[ink(message)]
    fn release(&mut self, batch: BatchId, to: AccountId, quantity: Quantity) -> Result<(), Error>;

    /// Removes units of the reserve for good. Issuer only. Event `Cancelled`.
    #[ink(message)]
    fn cancel_reserve(&mut self, batch: BatchId, quantity: Quantity) -> Result<(), Error>;

    /// Writes what the ledger knows of an account. Registry only. Event `AccountRecorded`.
    #[ink(message)]
    fn record_account(&mut self, account: AccountId, record: AccountRecord) -> Result<(), Error>;

    /// Locks an owner's units for a sale. A venue only, for an owner who called it. Event `Locked`.
    #[ink(message)]
    fn lock(
        &mut self,
        owner: AccountId,
        batch: BatchId,
        quantity: Quantity,
        expires: Timestamp,
    ) -> Result<LockId, Error>;

    /// Delivers locked units to a buyer. Settlement only, which names the venue that called it: the lock must be that venue's.
    /// Event `Delivered`.
    #[ink(message)]
    fn move_locked(
        &mut self,
        venue: AccountId,
        lock: LockId,
        to: AccountId,
        quantity: Quantity,
    ) -> Result<Moved, Error>;

    /// Moves part of a venue's lock to a lock of settlement's own, with another expiry, for a sale to `to` that is paid outside of
    /// the chain: the same is checked as for a delivery. Settlement only, which names the venue that called it. Event `LockSplit`.
    #[ink(message)]
    fn split_lock(
        &mut self,
        venue: AccountId,
        lock: LockId,
        to: AccountId,
        quantity: Quantity,
        expires: Timestamp,
    ) -> Result<Moved, Error>;

    /// Gives back what is left in a lock to its owner: its venue at any time, anybody once it has expired. Answers the quantity. Event `Unlocked`.
    #[ink(message)]
    fn unlock(&mut self, lock: LockId) -> Result<Quantity, Error>;

    /// Surrenders a holder's units. Compliance only, for the holder who called it. Event `Surrendered`.
    #[ink(message)]
    fn surrender(&mut self, holder: AccountId, batch: BatchId, quantity: Quantity) -> Result<(), Error>;

    /// A PSP22 transfer through the batch's facade, which passes on its caller. That batch's facade only.
    /// Answers what is left of the caller's approval (zero when the caller is `from`).
    /// No event here: the facade's PSP22 `Transfer` and `Approval` are the record.
    #[ink(message)]
    fn facade_transfer(
        &mut self,
        batch: BatchId,
        caller: AccountId,
        from: AccountId,
        to: AccountId,
        quantity: Quantity,
    ) -> Result<Quantity, Error>;

    /// Sets a PSP22 approval through the batch's facade. That batch's facade only. Event `Approved`.
    #[ink(message)]
    fn facade_approve(
        &mut self,
        batch: BatchId,
        owner: AccountId,
        spender: AccountId,
        quantity: Quantity,
    ) -> Result<(), Error>;

    /// What an account holds of a batch; zeros when nothing.
    #[ink(message)]
    fn cell(&self, batch: BatchId, account: AccountId) -> Cell;

    /// The supply of a batch.
    #[ink(message)]
    fn supply(&self, batch: BatchId) -> Option<Supply>;

    /// The PSP22 approval of a spender for a batch.
    #[ink(message)]
    fn approval(&self, batch: BatchId, owner: AccountId, spender: AccountId) -> Quantity;

    /// A lock by its number.
    #[ink(message)]
    fn lock_of(&self, lock: LockId) -> Option<Lock>;

    /// What the ledger knows of an account.
    #[ink(message)]
    fn account(&self, account: AccountId) -> AccountRecord;
}
