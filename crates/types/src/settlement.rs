//! What venues ask of market/settlement, and its error.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::ledger::LockId;
use crate::party::Standing;
use crate::{AccountId, BatchId, Money, Quantity, Timestamp};

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
    /// A sealed-bid auction.
    Auction,
    /// A standing conditional order that executed itself.
    Standing,
    /// A one-way auction: price, then time priority (单向竞价).
    OneWay,
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
    /// How the seller stands: for position limits, and for a buyer who does not deal with flagged accounts.
    pub from: Standing,
    /// How the buyer stands.
    pub to: Standing,
}

/// The number of a fund, from 1.
pub type FundId = u64;

/// Cash that waits in settlement for a sale at a venue: paid in by the payer's approval when an order or bid is placed.
/// Only the payer's own purchases, and forfeits that the payer agreed to with the bid, are paid from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Fund {
    /// Whose money.
    pub payer: AccountId,
    /// The contract that asked for it and may give it back.
    pub venue: AccountId,
    /// How many cents are left.
    pub amount: Money,
    /// From this time on anybody may give it back.
    pub expires: Timestamp,
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
    /// No such fund, or no longer.
    UnknownFund,
    /// The fund has run out: it can only be given back.
    FundExpired,
    /// The fund has not run out and the caller is not its venue.
    FundActive,
    /// Less left in the fund than asked.
    InsufficientFund,
    /// The buyer is not the fund's payer.
    NotPayer,
    /// An expiry in the past.
    ExpiryInPast,
    /// The caller is not the bank desk.
    NotDesk,
    /// The bank desk refused, for its own reason.
    Desk(crate::bank_sale::Error),
    /// The bank desk did not answer, or not with an answer.
    DeskFailed,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`crate::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(crate::policy::Error),
}

/// Settlement as seen by venues.
#[ink::trait_definition]
pub trait Settlement {
    /// Delivery versus payment in one message: locked units to the buyer, cash to the seller, both or neither.
    /// Venues only. Event `Settled`.
    #[ink(message)]
    fn deliver(&mut self, delivery: Delivery) -> Result<Settled, Error>;

    /// Takes cash from the payer's approval to settlement and keeps it for the venue that asks. Venues only, for a payer who called
    /// them. Event `Funded`.
    #[ink(message)]
    fn fund(&mut self, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error>;

    /// Delivery versus payment out of a fund of the venue's, whose payer is the buyer. Event `Settled`.
    #[ink(message)]
    fn deliver_funded(&mut self, fund: FundId, delivery: Delivery) -> Result<Settled, Error>;

    /// Gives back what is left in a fund to its payer: its venue at any time, anybody once it has expired. How many cents.
    /// Event `Refunded`.
    #[ink(message)]
    fn refund(&mut self, fund: FundId) -> Result<Money, Error>;

    /// Pays part of a fund to another account as a penalty the payer agreed to (a bid not revealed, a purchase not completed).
    /// Its venue only, before it expires. Event `Forfeited`.
    #[ink(message)]
    fn forfeit(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<(), Error>;

    /// Opens a settlement through a bank: the units move to a lock of settlement's own, and the bank desk takes over: it takes the
    /// buyer's deposit by approval, and has the units delivered or given back. Venues only. Event `LockSplit` of the ledger,
    /// `BankSaleOpened` of the desk.
    #[ink(message)]
    fn open_bank(&mut self, delivery: Delivery, bank: AccountId) -> Result<Settled, Error>;
}

/// Settlement as seen by the bank desk.
#[ink::trait_definition]
pub trait Custody {
    /// Ends a sale that was paid outside of the chain, or was not: units of settlement's own lock to the buyer, and what is left
    /// back to its owner, if that is asked. The desk only. Events of the ledger.
    #[ink(message)]
    fn end_sale(&mut self, lock: LockId, buyer: AccountId, delivered: Quantity, give_back: bool) -> Result<(), Error>;
}
