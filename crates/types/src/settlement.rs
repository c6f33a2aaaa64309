//! What venues ask of market/settlement, and its error.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::ledger::LockId;
use crate::{AccountId, BatchId, Money, Quantity};

/// The number of a settlement, from 1.
pub type SettlementId = u64;

/// Which rule the price came from. Carried by every trade event. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum TradeMode {
    /// A listed order taken at its price (挂牌).
    Listed,
    /// A block trade confirmed by both sides (大宗).
    Block,
    /// An auction.
    Auction,
}

/// One sale, ready to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Delivery {
    /// The lock that holds the units.
    pub lock: LockId,
    /// Who pays and receives the units.
    pub buyer: AccountId,
    /// How many units.
    pub quantity: Quantity,
    /// What the buyer pays, in cents.
    pub amount: Money,
    /// How the price came about.
    pub mode: TradeMode,
}

/// What was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Settled {
    /// Its number.
    pub id: SettlementId,
    /// Who delivered and was paid.
    pub seller: AccountId,
    /// What was delivered.
    pub batch: BatchId,
}

/// Settlement's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller may not send this message.
    NotAllowed,
    /// The caller is not a venue.
    NotVenue,
    /// The other side of a two-step change is missing or another account.
    NotPending,
    /// Not wired yet.
    NotWired,
    /// Zero units or zero cents.
    ZeroAmount,
    /// Buyer and seller are one.
    SameParty,
    /// The ledger refused, for its own reason.
    Ledger(crate::ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// The buyer has not enough cash.
    InsufficientCash,
    /// The buyer has not approved enough cash to settlement.
    InsufficientApproval,
    /// Cash refused for another reason.
    CashRefused,
    /// Cash did not answer, or not with an answer.
    CashFailed,
    /// A number would leave its range.
    Overflow,
    /// Wired already: wiring happens once.
    AlreadyWired,
    /// No venue, or more than [`crate::ledger::MAX_VENUES`].
    BadVenues,
}

/// Settlement as seen by venues.
#[ink::trait_definition]
pub trait Settlement {
    /// Delivery versus payment in one message: locked units to the buyer, cash to the seller, both or neither.
    /// Venues only. Event `Settled`.
    #[ink(message)]
    fn deliver(&mut self, delivery: Delivery) -> Result<Settled, Error>;
}
