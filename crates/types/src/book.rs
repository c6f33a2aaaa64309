//! How market/exchange keeps its book: queues of price buckets found through bitmaps. `weir_rules::book` works on it.

use crate::market::Tick;
use crate::order::{Order, OrderId};
use crate::units::Timestamp;

/// A queue of an instrument's book: buckets by tick, first in first out in each, the lowest tick first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Queue {
    /// Sells, by price.
    Offers,
    /// Buys, by the distance of their price from the highest tick: the best first here too.
    Bids,
    /// Standing orders whose time has not come, by the slot they are due in.
    Waiting,
}

/// 256 bits of a bitmap, lowest first.
pub type Word = [u64; 4];

/// The orders of one tick: a list linked both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Bucket {
    /// The first.
    pub head: OrderId,
    /// The last.
    pub tail: OrderId,
}

/// Where an order stands in the book. The default: nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Link {
    /// In which queue.
    pub queue: Option<Queue>,
    /// In which bucket.
    pub tick: Tick,
    /// The order before it, 0 for the first.
    pub prev: OrderId,
    /// The order after it, 0 for the last.
    pub next: OrderId,
    /// Since when.
    pub since: Timestamp,
}

/// An order and its place, as they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Entry {
    /// The order.
    pub order: Order,
    /// Its place.
    pub link: Link,
}
