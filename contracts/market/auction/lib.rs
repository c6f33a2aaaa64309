//! Auctions: sealed bids by commit and reveal, at a uniform price or as bid, and one-way auctions (单向竞价).
//!
//! **Invariants**
//! - The contract holds neither a unit nor a cent: what is sold is locked in the seller's own cell at the ledger, deposits are funds
//!   at settlement. Whoever runs it can do nothing at all: there is no administrator, partners and conditions are named at
//!   deployment, and a notice that is published stands.
//! - The outcome follows from the bids revealed in time alone: not from the order of reveals, the pages of clearing, or who called.
//! - Lots won = lots sold <= lots offered; no bid gets more than it asked for or pays more than its own price.
//! - A bid is settled once, and the deposit is spent, given back and forfeited in parts that add up to it. When all bids are
//!   settled nothing is locked; when nobody settles them, lock and deposits expire and anybody can give them back where they are.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::auction::{Auction, AuctionRef};
pub use weir_auctions::{events, Config, Error};

#[cfg(test)]
mod tests;

#[ink::contract]
mod auction {
    use ink::prelude::vec::Vec;
    use weir_auctions::calls::Chain;
    use weir_auctions::partners::Context;
    use weir_auctions::{events, run_code, tell, Books, Config, Error};
    use weir_types::auction::*;
    use weir_types::calls::done;
    use weir_types::{Instrument, Money, Price, Quantity};

    /// What every message reads.
    #[ink(storage)]
    pub struct Auction {
        /// Who is asked.
        config: Config,
        /// Auctions, bids, books.
        books: Books,
    }

    impl Auction {
        /// A contract without auctions. `auctioneer` is the hash of its other code, which is on the chain, or will be before it is
        /// needed.
        #[ink(constructor)]
        pub fn new(config: Config, conditions: Conditions, auctioneer: Hash) -> Self {
            let mut books = Books::default();
            books.conditions.set(&conditions);
            books.code.set(&auctioneer);
            Self { config, books }
        }

        /// Opens an auction of the caller's units, which stay the caller's, locked at the ledger. Its number.
        ///
        /// Of sealed bids: allocators only, since it is the primary market; what is due of the caller's auctions of the instrument
        /// that were cancelled is added. One-way (单向竞价): whoever may trade; floor and ceiling lie around the exchange's previous
        /// close. Sources: Reg. (EU) 2023/2830; SEEE notice of 22 June 2021.
        ///
        /// # Events
        /// `AuctionOpened`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `NoClose`, `BadNotice`, `BadSchedule`, `OutsideBand`, `TooManyLevels`, `Overflow`;
        /// `Ledger(..)` when the seller may not trade or has not enough; `LedgerFailed`.
        #[ink(message)]
        pub fn open(&mut self, notice: Notice) -> Result<AuctionId, Error> {
            let _ = notice;
            self.auctioneer()
        }

        /// Commits a sealed bid by its hash (`weir_types::auction::bid_hash`); `max_lots` is public and the most that may be
        /// revealed. The deposit, `max_lots` at the ceiling, comes from the caller's approval to settlement on cash. Whoever may
        /// trade, is no flagged account the seller does not deal with, and may buy of the seller. The bid's number.
        ///
        /// With `replaces` it changes a bid of the caller's: the new one is last in the order of commits, and the deposit is given
        /// back and taken anew unless it is the same.
        ///
        /// # Events
        /// `BidPlaced`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongKind`, `WrongPhase`, `UnknownBid`, `NotBidder`, `OwnAuction`, `BidderBarred`, `BidderFlagged`,
        /// `NotEligible(..)`, `ZeroLots`, `TooManyLots`, `Overflow`; `Settlement(..)` without enough cash or approval;
        /// `LedgerFailed`, `RegistryFailed`, `SettlementFailed`.
        #[ink(message)]
        pub fn commit(
            &mut self,
            auction: AuctionId,
            hash: Hash,
            max_lots: Lots,
            replaces: Option<BidId>,
        ) -> Result<BidId, Error> {
            let (at, books, mut chain) = self.parts();
            let placed = books.commit(&mut chain, &at, auction, hash, max_lots, replaces)?;
            tell::placed(auction, &placed, replaces);
            done(placed.id)
        }

        /// Withdraws a sealed bid of the caller's inside the window: how many cents went back.
        ///
        /// # Events
        /// `BidWithdrawn`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongKind`, `WrongPhase`, `UnknownBid`, `NotBidder`, `Settlement(..)`, `SettlementFailed`.
        #[ink(message)]
        pub fn withdraw(&mut self, auction: AuctionId, bid: BidId) -> Result<Money, Error> {
            let _ = (auction, bid);
            self.auctioneer()
        }

        /// Bids in a one-way auction, in the open and for good; the deposit is what it may cost. Who may: as `commit`. The bid's
        /// number, which is its place in time.
        ///
        /// # Events
        /// `BidPlaced`.
        ///
        /// # Errors
        /// `BadPrice`, and as `commit` but for the bids of others.
        #[ink(message)]
        pub fn bid(&mut self, auction: AuctionId, price: Price, lots: Lots) -> Result<BidId, Error> {
            let (at, books, mut chain) = self.parts();
            let placed = books.bid_openly(&mut chain, &at, auction, price, lots)?;
            tell::placed(auction, &placed, None);
            done(placed.id)
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
            tell::emit(events::BidRevealed { auction, bid, bidder, price, lots });
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
            let _ = (auction, price, salt);
            self.auctioneer()
        }

        /// Does up to `steps` steps of clearing (at least one, at most 4,096), from where the last page ended. Anybody. True
        /// when the auction is cleared or cancelled.
        ///
        /// # Events
        /// With the last page `AuctionCleared` or `AuctionCancelled`.
        ///
        /// # Errors
        /// `UnknownAuction`, `WrongPhase` (before its time, or done already), `Ledger(..)`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn clear(&mut self, auction: AuctionId, steps: u32) -> Result<bool, Error> {
            let _ = (auction, steps);
            self.auctioneer()
        }

        /// Does what is due to a bid, for whoever made it. Anybody; once a bid.
        ///
        /// - It has won: the units are delivered against the deposit, and the rest of that goes back. When delivery fails nothing
        ///   happens until the claims end. Then a winner that still may not take the units is in default and loses the stated part
        ///   of its deposit to the seller; when it is the seller or the batch that bars it, or when lock and deposit have expired,
        ///   the winner is released. Behind the last winner the units that nobody took are unlocked.
        /// - It has won nothing, or the auction was cancelled: its deposit goes back.
        /// - It was not revealed in time: its deposit goes to the seller.
        ///
        /// # Events
        /// `Traded` or `BidSettled`.
        ///
        /// # Errors
        /// `UnknownAuction`, `UnknownBid`, `WrongPhase` (nothing is due yet), `AlreadySettled`; `Settlement(..)` when a side may not
        /// trade now; `SettlementFailed`, `SettlementMismatch`, `Ledger(..)`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn claim(&mut self, auction: AuctionId, bid: BidId) -> Result<(), Error> {
            let (at, books, mut chain) = self.parts();
            let paid = books.claim(&mut chain, &at, auction, bid)?;
            tell::settled(auction, bid, &paid)?;
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

        /// The bids among `limit` numbers (at most 64) from `start` on, which counts from 1, each with the lots it has won once that
        /// is known. Withdrawn ones are left out.
        ///
        /// # Errors
        /// `UnknownAuction`, `CodeFailed`.
        #[ink(message)]
        pub fn bids(&self, auction: AuctionId, start: BidId, limit: u32) -> Result<Vec<BidLine>, Error> {
            let _ = (auction, start, limit);
            self.auctioneer()
        }

        /// Units due of cancelled auctions in the seller's next four of the instrument, the next one first.
        ///
        /// # Errors
        /// `CodeFailed`.
        #[ink(message)]
        pub fn carried(&self, seller: AccountId, instrument: Instrument) -> Result<[Quantity; 4], Error> {
            let _ = (seller, instrument);
            self.auctioneer()
        }

        /// The partners and the clock; what every notice keeps to.
        ///
        /// # Errors
        /// `CodeFailed`.
        #[ink(message)]
        pub fn config(&self) -> Result<(Config, Conditions), Error> {
            self.auctioneer()
        }

        /// The hash of the auctioneer's code.
        #[ink(message)]
        pub fn code(&self) -> Option<Hash> {
            self.books.code.get()
        }

        /// Runs the message in the other code.
        fn auctioneer<T>(&self) -> Result<T, Error> {
            Err(self.books.code.get().map_or(Error::CodeFailed, run_code))
        }

        fn context(&self) -> Context {
            let env = || self.env();
            Context { venue: env().account_id(), caller: env().caller(), now: env().block_timestamp() }
        }

        fn parts(&mut self) -> (Context, &mut Books, Chain<'_>) {
            (self.context(), &mut self.books, Chain(&self.config))
        }
    }
}
