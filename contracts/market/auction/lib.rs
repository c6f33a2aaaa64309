//! Auctions: sealed bids by commit and reveal, at a uniform price or as bid, and one-way auctions (单向竞价).
//!
//! **Invariants**
//! - The contract holds neither a unit nor a cent: what is sold is locked in the seller's own cell at the ledger, deposits are funds
//!   at settlement. Whoever runs it can do nothing at all: there is no administrator, partners and conditions are named at
//!   deployment, and of an auction only its seller may take the notice back, before anybody has bid.
//! - The outcome follows from the bids revealed in time alone: not from the order of reveals, the pages of clearing, or who called.
//! - Lots won = lots sold <= lots offered; no bid gets more than it asked for or pays more than its own price.
//! - A bid is settled once, and the deposit is spent, given back and forfeited in parts that add up to it. When all bids are
//!   settled nothing is locked; when nobody settles them, lock and deposits expire and anybody can give them back where they are.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod desk;
mod error;
pub mod events;
mod partners;
mod payout;
mod store;
mod tell;

pub use self::auction::{Auction, AuctionRef};
pub use self::error::Error;

use weir_types::auction::Conditions;
use weir_types::AccountId;

/// The partners, the clock and the conditions of all auctions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows who is allocator, and where accounts are.
    pub registry: AccountId,
    /// Locks the units, knows how accounts stand.
    pub ledger: AccountId,
    /// Keeps the deposits, delivers against payment.
    pub settlement: AccountId,
    /// Knows the previous close.
    pub exchange: AccountId,
    /// How many minutes before midnight UTC the exchange's day begins.
    pub day_offset: i16,
    /// What every notice keeps to.
    pub conditions: Conditions,
}

#[cfg(test)]
mod tests;

#[ink::contract]
mod auction {
    use crate::calls::Chain;
    use crate::partners::{Context, Partners};
    use crate::payout::Progress;
    use crate::{desk, events::*, store::Books, tell, Config, Error};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy};
    use weir_types::auction::*;
    use weir_types::calls::done;
    use weir_types::{keys, Instrument, Money, Price, Quantity};

    /// The most bids or levels one page shows.
    pub const MAX_PAGE: u32 = 64;
    /// The most steps one page of clearing does.
    pub const MAX_STEPS: u32 = 4_096;

    /// What every message reads.
    #[ink(storage)]
    pub struct Auction {
        /// Locks the units.
        ledger: AccountId,
        /// Keeps the deposits.
        settlement: AccountId,
        /// Auctions, bids, books.
        books: Books,
        /// The other partners, the conditions.
        cold: Lazy<Config, ManualKey<{ keys::AUCTION_CONFIG }>>,
    }

    impl Auction {
        /// A contract without auctions.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            let mut cold = Lazy::default();
            cold.set(&config);
            Self { ledger: config.ledger, settlement: config.settlement, books: Books::default(), cold }
        }

        /// Opens a sealed-bid auction of the caller's units, with what is due of the caller's auctions of the instrument that were
        /// cancelled. The units stay the caller's, locked at the ledger. Allocators only: it is the primary market. The number.
        ///
        /// # Events
        /// `AuctionOpened`; `VolumeCarried` when something was due.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `BadNotice`, `BadSchedule`, `TooManyLevels`, `Overflow`; `Ledger(..)` when the seller
        /// may not trade or has not enough; `LedgerFailed`. Source: Reg. (EU) 2023/2830.
        #[ink(message)]
        pub fn open(&mut self, notice: Notice) -> Result<AuctionId, Error> {
            let conditions = self.conditions()?;
            let (at, books, mut chain) = self.parts();
            let opened = books.open(&mut chain, &at, &notice, &conditions)?;
            tell::opened(books, &opened);
            Ok(opened.auction)
        }

        /// Opens a one-way auction (单向竞价) of the caller's units, between a floor and a ceiling around the exchange's previous
        /// close. The units stay the caller's, locked at the ledger. Whoever may trade. The number.
        ///
        /// # Events
        /// `AuctionOpened`.
        ///
        /// # Errors
        /// `NoClose`, `OutsideBand`, and as `open` but for the allocator. Source: SEEE notice of 22 June 2021.
        #[ink(message)]
        pub fn open_one_way(&mut self, notice: OneWayNotice) -> Result<AuctionId, Error> {
            let conditions = self.conditions()?;
            let (at, books, mut chain) = self.parts();
            let opened = books.open_one_way(&mut chain, &at, &notice, &conditions)?;
            tell::opened(books, &opened);
            Ok(opened.auction)
        }

        /// Takes a notice back before anybody has bid. Seller only. How many units are free again.
        ///
        /// # Events
        /// `AuctionCancelled`; `VolumeCarried` when something is due again.
        ///
        /// # Errors
        /// `UnknownAuction`, `NotSeller`, `WrongPhase`, `HasBids`, `Ledger(..)`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn withdraw_notice(&mut self, auction: AuctionId) -> Result<Quantity, Error> {
            let (at, books, mut chain) = self.parts();
            let (terms, returned) = books.withdraw_notice(&mut chain, &at, auction)?;
            tell::cleared(books, auction, &terms, Progress::Cancelled(Reason::NoticeWithdrawn, returned))?;
            done(returned)
        }

        /// Commits a sealed bid by its hash (`weir_types::auction::bid_hash`); `max_lots` is public and the most that may be
        /// revealed. The deposit, `max_lots` at the ceiling, comes from the caller's approval to settlement on cash. Whoever may
        /// trade, is no flagged account the seller does not deal with, and may buy of the seller. The bid's number.
        ///
        /// # Events
        /// `BidCommitted`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongKind`, `WrongPhase`, `OwnAuction`, `BidderBarred`, `BidderFlagged`, `NotEligible(..)`,
        /// `ZeroLots`, `TooManyLots`, `Overflow`; `Settlement(..)` without enough cash or approval; `LedgerFailed`,
        /// `RegistryFailed`, `SettlementFailed`.
        #[ink(message)]
        pub fn commit(&mut self, auction: AuctionId, hash: Hash, max_lots: Lots) -> Result<BidId, Error> {
            let (at, books, mut chain) = self.parts();
            let desk::Placed { id: bid, deposit } = books.commit(&mut chain, &at, auction, hash, max_lots)?;
            let (bidder, replaces) = (at.caller, None);
            Self::env().emit_event(BidCommitted { auction, bid, bidder, hash, max_lots, deposit, replaces });
            done(bid)
        }

        /// Changes a sealed bid of the caller's inside the window. It gets a new number, the last in the order of commits. The
        /// deposit is given back and taken anew, unless it is the same.
        ///
        /// # Events
        /// `BidCommitted`, with the number it replaces.
        ///
        /// # Errors
        /// `UnknownBid`, `NotBidder`, and as `commit`.
        #[ink(message)]
        pub fn change(&mut self, auction: AuctionId, bid: BidId, hash: Hash, max_lots: Lots) -> Result<BidId, Error> {
            let (at, books, mut chain) = self.parts();
            let desk::Placed { id, deposit } = books.change(&mut chain, &at, auction, bid, hash, max_lots)?;
            let (bidder, replaces, bid) = (at.caller, Some(bid), id);
            Self::env().emit_event(BidCommitted { auction, bid, bidder, hash, max_lots, deposit, replaces });
            done(bid)
        }

        /// Withdraws a sealed bid of the caller's inside the window: how many cents went back.
        ///
        /// # Events
        /// `BidWithdrawn`.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `NotBidder`, `WrongKind`, `WrongPhase`, `Settlement(..)`, `SettlementFailed`.
        #[ink(message)]
        pub fn withdraw(&mut self, auction: AuctionId, bid: BidId) -> Result<Money, Error> {
            let (at, books, mut chain) = self.parts();
            let refunded = books.withdraw(&mut chain, &at, auction, bid)?;
            Self::env().emit_event(BidWithdrawn { auction, bid, bidder: at.caller, refunded });
            done(refunded)
        }

        /// Bids in a one-way auction, in the open and for good; the deposit is what it may cost. Who may: as `commit`.
        ///
        /// # Events
        /// `BidPlaced`.
        ///
        /// # Errors
        /// `BadPrice`, and as `commit`.
        #[ink(message)]
        pub fn bid(&mut self, auction: AuctionId, price: Price, lots: Lots) -> Result<BidId, Error> {
            let (at, books, mut chain) = self.parts();
            let desk::Placed { id: bid, deposit } = books.bid_openly(&mut chain, &at, auction, price, lots)?;
            Self::env().emit_event(BidPlaced { auction, bid, bidder: at.caller, price, lots, deposit });
            done(bid)
        }

        /// Reveals a sealed bid. Anybody who knows its salt; the bid stays its bidder's.
        ///
        /// # Events
        /// `BidRevealed`.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `WrongPhase`, `AlreadyRevealed`, `RevealMismatch`, `ZeroLots`, `TooManyLots`,
        /// `BadPrice`, `Overflow`.
        #[ink(message)]
        pub fn reveal(
            &mut self,
            auction: AuctionId,
            bid: BidId,
            price: Price,
            lots: Lots,
            salt: Hash,
        ) -> Result<(), Error> {
            let at = self.context();
            let bidder = self.books.reveal(&at, auction, bid, price, lots, salt)?.bidder;
            Self::env().emit_event(BidRevealed { auction, bid, bidder, price, lots });
            done(())
        }

        /// Reveals the reserve price while bids are revealed. Anybody who knows its salt. Not revealed in time, none applies.
        ///
        /// # Events
        /// `ReserveRevealed`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongPhase`, `NoReserve`, `AlreadyRevealed`, `RevealMismatch`, `BadPrice` (above the ceiling).
        #[ink(message)]
        pub fn reveal_reserve(&mut self, auction: AuctionId, price: Price, salt: Hash) -> Result<(), Error> {
            let at = self.context();
            self.books.reveal_reserve(&at, auction, price, salt)?;
            Self::env().emit_event(ReserveRevealed { auction, price });
            done(())
        }

        /// Does up to `steps` steps of clearing (at least one, at most `MAX_STEPS`), from where the last page ended. Anybody. True
        /// when the auction is cleared or cancelled.
        ///
        /// # Events
        /// With the last page `AuctionCleared`, or `AuctionCancelled` and of a sealed auction `VolumeCarried`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongPhase` (before its time, or done already), `Ledger(..)`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn clear(&mut self, auction: AuctionId, steps: u32) -> Result<bool, Error> {
            let (at, books, mut chain) = self.parts();
            let (terms, progress) = books.clear(&mut chain, &at, auction, steps.min(MAX_STEPS))?;
            tell::cleared(books, auction, &terms, progress)?;
            done(progress != Progress::Working)
        }

        /// Delivers what a bid has won against its deposit, and gives the rest of that back. Anybody, for the winner.
        ///
        /// # Events
        /// `Traded`; `UnitsReturned` behind the last winner when lots are left over.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `WrongPhase`, `AlreadySettled`, `NotWinner`, `NotRevealed`; `Settlement(..)` when a
        /// side may not trade now; `SettlementFailed`, `SettlementMismatch`, `Ledger(..)`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn claim(&mut self, auction: AuctionId, bid: BidId) -> Result<(), Error> {
            let (at, books, mut chain) = self.parts();
            let paid = books.claim(&mut chain, &at, auction, bid)?;
            tell::settled(auction, bid, &paid);
            done(())
        }

        /// Gives the deposit of a bid back that has won nothing. Anybody, for the bidder.
        ///
        /// # Events
        /// `DepositRefunded`.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `WrongPhase`, `AlreadySettled`, `IsWinner`, `NotRevealed`; `Settlement(..)`,
        /// `SettlementFailed`, `Overflow`.
        #[ink(message)]
        pub fn refund(&mut self, auction: AuctionId, bid: BidId) -> Result<(), Error> {
            let (at, books, mut chain) = self.parts();
            let paid = books.refund(&mut chain, &at, auction, bid)?;
            tell::settled(auction, bid, &paid);
            done(())
        }

        /// Pays the deposit of a bid that was not revealed in time to the seller. Anybody.
        ///
        /// # Events
        /// `DepositForfeited`.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `WrongPhase`, `AlreadySettled`, `NotForfeit`; `Settlement(..)`, `SettlementFailed`,
        /// `Overflow`.
        #[ink(message)]
        pub fn forfeit(&mut self, auction: AuctionId, bid: BidId) -> Result<(), Error> {
            let (at, books, mut chain) = self.parts();
            let paid = books.forfeit(&mut chain, &at, auction, bid)?;
            tell::settled(auction, bid, &paid);
            done(())
        }

        /// Settles a winner that could not be delivered to until the claims ended. Delivery is tried once more; a buyer that still
        /// may not take the units loses the stated part of the deposit to the seller; when it is the seller or the batch that bars
        /// it, or when lock and deposit have expired, the buyer is released. Anybody.
        ///
        /// # Events
        /// `Traded`, `BidDefaulted` or `BidReleased`; `UnitsReturned` behind the last winner.
        ///
        /// # Errors
        /// As `claim`; `WrongPhase` before the claims have ended.
        #[ink(message)]
        pub fn settle_default(&mut self, auction: AuctionId, bid: BidId) -> Result<(), Error> {
            let (at, books, mut chain) = self.parts();
            let paid = books.settle_default(&mut chain, &at, auction, bid)?;
            tell::settled(auction, bid, &paid);
            done(())
        }

        /// An auction: terms, state, and its phase now.
        #[ink(message)]
        pub fn auction(&self, auction: AuctionId) -> Option<(Terms, State, Phase)> {
            let (terms, state) = self.books.find(auction)?;
            let phase = weir_rules::auction::phase(&terms, &state.stage, self.env().block_timestamp());
            Some((terms, state, phase))
        }

        /// How many auctions there have been: the number of the last one.
        #[ink(message)]
        pub fn auction_count(&self) -> AuctionId {
            self.books.count()
        }

        /// A bid and the lots it has won, once that is known.
        #[ink(message)]
        pub fn bid_of(&self, auction: AuctionId, bid: BidId) -> Option<(Bid, Option<Lots>)> {
            let (terms, state) = self.books.find(auction)?;
            let found = self.books.find_bid(auction, bid)?;
            Some((found, self.books.won(&terms, &state.stage, bid, &found)))
        }

        /// The bids among `limit` numbers (at most `MAX_PAGE`) from `start` on, which counts from 1; withdrawn ones are left out.
        #[ink(message)]
        pub fn bids(&self, auction: AuctionId, start: BidId, limit: u32) -> Vec<(BidId, Bid, Option<Lots>)> {
            let Some((terms, state)) = self.books.find(auction) else { return Vec::new() };
            let end = start.saturating_add(limit.min(MAX_PAGE));
            let found = (start..end).filter_map(|id| Some((id, self.books.find_bid(auction, id)?)));
            found.map(|(id, bid)| (id, bid, self.books.won(&terms, &state.stage, id, &bid))).collect()
        }

        /// Up to `limit` (at most `MAX_PAGE`) price levels that have revealed bids, with their lots, from the highest under level
        /// `below` down. 65,536 is above all.
        #[ink(message)]
        pub fn levels(&self, auction: AuctionId, below: u32, limit: u32) -> Vec<(Level, Price, Lots)> {
            self.books.levels(auction, below, limit.min(MAX_PAGE))
        }

        /// Lots that a controller group, or an account without one (group 0), has bid for.
        #[ink(message)]
        pub fn exposure(&self, auction: AuctionId, group: u32, account: AccountId) -> Lots {
            self.books.exposure(auction, group, account)
        }

        /// Units due of cancelled auctions in the seller's next four of the instrument, the next one first.
        #[ink(message)]
        pub fn carried(&self, seller: AccountId, instrument: Instrument) -> [Quantity; 4] {
            self.books.carried(seller, instrument)
        }

        /// The partners, the clock and the conditions.
        #[ink(message)]
        pub fn config(&self) -> Option<Config> {
            self.cold.get()
        }

        fn context(&self) -> Context {
            let env = || self.env();
            Context { venue: env().account_id(), caller: env().caller(), now: env().block_timestamp() }
        }

        fn conditions(&self) -> Result<Conditions, Error> {
            Ok(self.cold.get().ok_or(Error::RegistryFailed)?.conditions)
        }

        fn parts(&mut self) -> (Context, &mut Books, impl Partners + '_) {
            let chain = Chain { ledger: self.ledger, settlement: self.settlement, cold: &self.cold };
            (self.context(), &mut self.books, chain)
        }
    }
}
