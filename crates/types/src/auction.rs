//! Auctions: what market/auction keeps and `weir_rules::auction` decides on.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

mod notice;

pub use self::notice::{Conditions, Notice, Range, Rules, Schedule};

use crate::ledger::LockId;
use crate::settlement::{FundId, TradeMode};
use crate::units::{Price, Quantity, Timestamp};
use crate::{AccountId, BatchId, Group, Hash};
use ink::env::hash::{Blake2x256, HashOutput};

/// The number of an auction, from 1.
pub type AuctionId = u64;

/// The number of a bid within its auction, from 1, in the order of commits. A bid that is changed gets a new one.
pub type BidId = u32;

/// A number of lots, each of the auction's [`Terms::lot`] units.
pub type Lots = u64;

/// A step of the price above the auction's floor: price = floor + level x tick.
pub type Level = u16;

/// 256 bits, the lowest first: which levels have bids, which bids a level has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Word(pub [u64; 4]);

/// How bids are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Kind {
    /// Sealed: committed by hash, then revealed; ties pro rata.
    Sealed,
    /// One-way (单向竞价): in the open, price, then time priority.
    OneWay,
}

/// What a winner pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Pricing {
    /// The clearing price, which is that of the lowest bid accepted.
    Uniform,
    /// Its own price.
    PayAsBid,
}

/// An auction as it was opened; nothing of it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// How bids are made.
    pub kind: Kind,
    /// What winners pay.
    pub pricing: Pricing,
    /// Who sells.
    pub seller: AccountId,
    /// The seller's controller group when it opened the auction.
    pub group: Group,
    /// Which units.
    pub batch: BatchId,
    /// Units of a lot.
    pub lot: Quantity,
    /// How many lots are offered, with what was due of auctions cancelled before.
    pub lots: Lots,
    /// The step between two prices.
    pub tick: Price,
    /// The lowest price that may be bid.
    pub floor: Price,
    /// The highest price that may be bid.
    pub ceiling: Price,
    /// Hash of the reserve price, if there is one.
    pub reserve: Option<Hash>,
    /// Who may bid for how much.
    pub rules: Rules,
    /// When.
    pub schedule: Schedule,
    /// When lock and deposits expire: from then on anybody may give both back.
    pub closes: Timestamp,
    /// The lock at the ledger that holds the units in the seller's own cell.
    pub lock: LockId,
}

/// The price level that takes what is left, in part or in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Margin {
    /// The level; its price is the clearing price.
    pub level: Level,
    /// Lots left for it.
    pub left: Lots,
    /// Lots bid for at it: at least as many.
    pub demand: Lots,
}

/// Why an auction was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Reason {
    /// Fewer lots bid for than offered; in a one-way auction, none.
    TooFewBids,
    /// The clearing price is under the reserve.
    UnderReserve,
    /// Not cleared before lock and deposits expired.
    Lapsed,
}

/// What clearing does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Step {
    /// Add up levels from the highest down.
    Levels,
    /// Sealed: add up the shares, rounded down, of the bids at the margin.
    Shares,
    /// Sealed: look for the last bid that gets a lot of the residue.
    Residue,
    /// One-way: fill the bids at the margin in the order of time.
    Queue,
    /// Nothing: sold.
    Cleared,
    /// Nothing: not sold.
    Cancelled(Reason),
}

/// How far clearing has come. A page of work goes from one of these to another, so that anybody can take it up; and when it is done,
/// every bid's lots follow from it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Stage {
    /// What is next.
    pub step: Step,
    /// From `Shares`, `Queue` or `Cleared` on: the level whose price is the clearing price. Its bids get all they asked for when
    /// `left` is `demand`.
    pub margin: Margin,
    /// `Levels`: bid for so far. `Shares`: given so far. `Residue`, `Queue`: still to give. `Cleared`: what the bid `next` of a
    /// one-way auction gets.
    pub lots: Lots,
    /// `Levels`: from this level on all have been added. `Shares`, `Queue`: the next bid. `Residue`: the next page of bids.
    /// `Cleared`: up to this bid those at the margin get a lot of the residue (sealed); those before it are filled (one-way).
    pub next: u32,
}

/// How an auction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct State {
    /// The number of the last bid.
    pub bids: BidId,
    /// Which words of levels have a level with bids.
    pub summary: Word,
    /// The reserve price, once revealed.
    pub reserve: Option<Price>,
    /// How far clearing has come.
    pub stage: Stage,
    /// Lots sold.
    pub sold: Lots,
    /// Of them, lots neither delivered nor given up.
    pub outstanding: Lots,
    /// Lots delivered: all others are in the lock, until it is taken off.
    pub delivered: Lots,
}

/// What a bid says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Offer {
    /// Not revealed: only its hash ([`bid_hash`]) is known.
    Sealed(Hash),
    /// Lots at a price.
    Open {
        /// Cents for a whole unit.
        price: Price,
        /// How many lots.
        lots: Lots,
    },
}

/// What became of a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum BidState {
    /// It stands.
    Placed,
    /// It won, and these lots have been delivered and paid.
    Delivered(Lots),
    /// It won nothing: its deposit has been given back.
    Refunded,
    /// It was not revealed: its deposit went to the seller.
    Forfeited,
    /// It won, and its bidder could not be delivered to: part of the deposit went to the seller.
    Defaulted(Lots),
    /// It won, and could not be delivered for a reason that was not its bidder's: its deposit has been given back.
    Released(Lots),
}

/// A bid. It stays on record when it has been settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Bid {
    /// Whose it is.
    pub bidder: AccountId,
    /// The bidder's controller group when it bid; 0: a group of its own.
    pub group: Group,
    /// The most lots it may turn out to ask for.
    pub max_lots: Lots,
    /// The deposit, at settlement.
    pub fund: FundId,
    /// What it says.
    pub offer: Offer,
    /// What became of it.
    pub state: BidState,
}

/// A bid as it is listed: its number, the bid, and the lots it has won once that is known.
pub type BidLine = (BidId, Bid, Option<Lots>);

/// Where in its schedule an auction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Phase {
    /// Bidding has not begun.
    Announced,
    /// Bids are taken; sealed ones can be changed and withdrawn.
    Bidding,
    /// Sealed bids and the reserve are revealed.
    Revealing,
    /// Waits to be cleared, by anybody.
    Clearing,
    /// Sold: winners are delivered to.
    Delivering,
    /// Sold: winners that cannot be delivered to are in default.
    Defaulting,
    /// Not sold.
    Cancelled,
}

impl Kind {
    /// The mode in trade events.
    pub fn mode(self) -> TradeMode {
        match self {
            Self::Sealed => TradeMode::Auction,
            Self::OneWay => TradeMode::OneWay,
        }
    }
}

impl State {
    /// An auction that has just been opened.
    pub fn new() -> Self {
        let next = u32::from(Level::MAX).saturating_add(1);
        let stage = Stage { step: Step::Levels, margin: Margin::default(), lots: 0, next };
        Self { bids: 0, summary: Word::default(), reserve: None, stage, sold: 0, outstanding: 0, delivered: 0 }
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

/// The hash by which a bid is committed: Blake2-256 of the SCALE encoding of a tag, the auction contract, the auction, the bidder,
/// the price, the lots and a salt. The salt is 32 random bytes that the bidder keeps: price and lots alone can be guessed.
pub fn bid_hash(venue: AccountId, auction: AuctionId, bidder: AccountId, price: Price, lots: Lots, salt: Hash) -> Hash {
    blake2(&(*b"weir/bid/1", venue, auction, bidder, price, lots, salt))
}

/// The hash that a notice gives of the reserve price: the same way, of the contract, the seller, the price and a fresh salt.
pub fn reserve_hash(venue: AccountId, seller: AccountId, price: Price, salt: Hash) -> Hash {
    blake2(&(*b"weir/reserve/1", venue, seller, price, salt))
}

fn blake2<T: ink::scale::Encode>(preimage: &T) -> Hash {
    let mut digest = <Blake2x256 as HashOutput>::Type::default();
    ink::env::hash_encoded::<Blake2x256, T>(preimage, &mut digest);
    Hash::from(digest)
}
