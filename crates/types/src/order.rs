//! Orders of market/exchange: listed, standing, blocks.

use crate::ledger::LockId;
use crate::units::{Money, Price, Quantity, Timestamp};
use crate::{AccountId, BatchId};

/// The number of an order, from 1.
pub type OrderId = u64;

/// Which side of the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Side {
    /// Sells.
    Sell,
    /// Buys.
    Buy,
}

/// How an order was closed. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Closed {
    /// All of it was traded.
    Filled,
    /// Its owner cancelled what was left.
    Cancelled,
    /// It ran out and what was left has been given back.
    Expired,
    /// It could not be carried out (its owner may not trade any more, its units or cash are gone, its position limit is reached, what
    /// is left costs nothing), or its named counterparty rejected it; what was left has been given back.
    Rejected,
}

/// What an owner agrees to beforehand, for whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Accept {
    /// A counterparty that standing has flagged (grade above green).
    pub flagged: bool,
    /// Payment through a bank: the units stay locked until it is confirmed or its deadline passes. Standing orders are never paid so.
    pub bank: bool,
}

/// What an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum OrderKind {
    /// Listed for whoever takes it (挂牌); in the book from the start.
    Listed,
    /// Sells when somebody pays the price or more.
    Sell {
        /// In the book from this time on.
        after: Timestamp,
    },
    /// Buys when somebody asks the price or less.
    Buy {
        /// In the book from this time on.
        after: Timestamp,
        /// Cents left in its fund; once it is closed, how many were given back.
        funds: Money,
    },
    /// A block (大宗), for one counterparty; never in the book.
    Block {
        /// Who may confirm or reject it.
        buyer: AccountId,
    },
}

/// An order. The record stays when the order is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Order {
    /// What it is.
    pub kind: OrderKind,
    /// Who sells, or for [`OrderKind::Buy`] buys.
    pub owner: AccountId,
    /// Which units. A buy may leave the batch open with serial 0: any batch of the instrument.
    pub batch: BatchId,
    /// Cents for a whole unit: the price, or the limit of a standing order.
    pub price: Price,
    /// How many units it began with.
    pub quantity: Quantity,
    /// How many are left; once it is closed, how many were not traded.
    pub remaining: Quantity,
    /// From this time on it can only be expired.
    pub expires: Timestamp,
    /// The lock at the ledger that holds the units; of a buy, the fund at settlement that holds the cash.
    pub lock: LockId,
    /// What its owner agrees to.
    pub accept: Accept,
    /// Set when it is closed.
    pub closed: Option<Closed>,
}

impl Order {
    /// Which side it is on.
    pub fn side(&self) -> Side {
        match self.kind {
            OrderKind::Buy { .. } => Side::Buy,
            _ => Side::Sell,
        }
    }
}

/// How an order stands at a time. An order that ran out is shown as expired, whether or not anybody has closed it.
/// Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OrderStatus {
    /// Can be traded and cancelled.
    Open,
    /// All of it was traded.
    Filled,
    /// Its owner cancelled what was left.
    Cancelled,
    /// It ran out.
    Expired,
    /// It could not be carried out, or was rejected.
    Rejected,
    /// Its time has not come.
    Waiting,
}

/// A standing conditional order, as it is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Ticket {
    /// Sell or buy.
    pub side: Side,
    /// Which units; a buy with serial 0: any batch of the instrument.
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// Cents for a whole unit: sell at this or more, buy at this or less.
    pub price: Price,
    /// Not before this time, rounded up to [`SLOT`]; 0: at once.
    pub after: Timestamp,
    /// Not from this time on.
    pub expires: Timestamp,
    /// Trades with flagged counterparties too.
    pub accept_flagged: bool,
}

/// Standing orders wait in slots of five minutes: one that is due within a slot enters the book at its end.
pub const SLOT: Timestamp = 300_000;

/// What [`match_orders`](crate::market) did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Matched {
    /// Trades made.
    pub fills: u32,
    /// Units traded.
    pub quantity: Quantity,
    /// Nothing more can be matched now; otherwise the next call goes on.
    pub finished: bool,
}

/// A price level of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Level {
    /// Cents for a whole unit.
    pub price: Price,
    /// Units that can be traded there now.
    pub quantity: Quantity,
    /// Orders that hold them.
    pub orders: u32,
    /// There are more orders than one look counts.
    pub more: bool,
}
