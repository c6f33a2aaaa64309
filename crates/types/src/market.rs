//! Listed orders and the market of an instrument: what market/exchange keeps and `weir_rules::market` decides on.

use crate::ledger::LockId;
use crate::units::{BasisPoints, Day, Money, Price, Quantity, Timestamp};
use crate::{AccountId, BatchId, Instrument};

/// The number of an order, from 1.
pub type OrderId = u64;

/// The rules of an instrument's market, set by the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// How far a price may be from the previous close, in basis points of it; 1 to 10,000.
    pub band: BasisPoints,
    /// The smallest order that may be listed; at least 1.
    pub min: Quantity,
    /// The largest order that may be listed.
    pub max: Quantity,
    /// A day's volume up to this leaves the close where it was.
    pub thin: Quantity,
}

/// The trading day of an instrument so far, and the close of the last day before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Session {
    /// The day the totals are of.
    pub day: Day,
    /// The previous close: the middle of today's price band.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
    /// Sum of price times quantity, not rounded: [`Self::turnover`] times 1,000 and the residues that stayed with buyers.
    pub value: u128,
}

/// An instrument's market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Market {
    /// Its rules.
    pub terms: Terms,
    /// Its day.
    pub session: Session,
    /// Halted by the supervisor: nothing is listed or taken.
    pub halted: bool,
}

/// How an order was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Closed {
    /// All of it was taken.
    Filled,
    /// Its seller cancelled what was left.
    Cancelled,
    /// It ran out and what was left has been unlocked.
    Expired,
}

/// A listed order (挂牌). The record stays when the order is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Order {
    /// Who sells.
    pub seller: AccountId,
    /// Which units.
    pub batch: BatchId,
    /// Cents for a whole unit.
    pub price: Price,
    /// How many units were listed.
    pub quantity: Quantity,
    /// How many are still for sale; once cancelled or expired, how many were not sold.
    pub remaining: Quantity,
    /// From this time on it can only be expired.
    pub expires: Timestamp,
    /// The lock at the ledger that holds the units.
    pub lock: LockId,
    /// Set when it is closed.
    pub closed: Option<Closed>,
}

/// How an order stands at a time. An order that ran out is shown as expired, whether or not anybody has unlocked it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OrderStatus {
    /// Can be taken and cancelled.
    Open,
    /// All of it was taken.
    Filled,
    /// Its seller cancelled what was left.
    Cancelled,
    /// It ran out.
    Expired,
}

/// One trading day of an instrument at a venue: listed trades only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Bar {
    /// Which day.
    pub day: Day,
    /// Price of the day's first trade; 0 when there was none.
    pub open: Price,
    /// The highest price.
    pub high: Price,
    /// The lowest price.
    pub low: Price,
    /// Price of the day's last trade.
    pub last: Price,
    /// The day's close: its volume-weighted average, or carried forward.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
    /// Sum of price times quantity, not rounded.
    pub value: u128,
}

/// A venue as seen by the oracle.
#[ink::trait_definition]
pub trait Venue {
    /// A day that is over, while the venue still keeps it (a ring of days); a day without trades carries the close. `None` for a day
    /// that is not over, or is kept no longer, or before the market was opened.
    #[ink(message)]
    fn bar(&self, instrument: Instrument, day: Day) -> Option<Bar>;
}
