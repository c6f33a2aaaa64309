//! Code of the auction contract: what is sent less often, that is the notice, the reserve price, clearing, withdrawals and some views.
//!
//! The auction contract runs it in its own storage by delegate call; what the messages do and refuse is documented with that contract's
//! of the same names. An instance of its own is a contract without partners that anybody would ask; it keeps the code on the chain.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::auctioneer::{Auctioneer, AuctioneerRef};

#[ink::contract]
mod auctioneer {
    use ink::prelude::vec::Vec;
    use weir_auctions::calls::Chain;
    use weir_auctions::partners::Context;
    use weir_auctions::payout::Progress;
    use weir_auctions::{events, tell, Books, Config, Error};
    use weir_types::auction::{AuctionId, BidId, BidLine, Conditions, Notice};
    use weir_types::calls::done;
    use weir_types::policy::Guarded;
    use weir_types::{Instrument, Money, Price, Quantity};

    /// The most bids one page shows.
    pub const MAX_PAGE: u32 = 64;
    /// The most steps one page of clearing does.
    pub const MAX_STEPS: u32 = 4_096;

    /// The auction contract's root cell.
    #[ink(storage)]
    pub struct Auctioneer {
        config: Config,
        books: Books,
    }

    impl Guarded for Auctioneer {
        /// What puts units up for sale, for so many units. Bids, reveals, clearing and claims stay open.
        const HIGH_RISK: &'static [&'static str] = &["open"];

        fn guard(&self) -> Option<AccountId> {
            Some(self.config.registry)
        }
    }

    impl Auctioneer {
        /// For its code.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, books: Books::default() }
        }

        /// `auction::open`.
        #[ink(message)]
        pub fn open(&mut self, notice: Notice) -> Result<AuctionId, Error> {
            let (_, conditions) = self.config()?;
            // More than there can be is the most that a rule can bound; `open` refuses it by a checked product.
            self.enter(notice.lot.saturating_mul(notice.lots.into()));
            let (at, books, mut chain) = self.parts();
            let opened = books.open(&mut chain, &at, &notice, &conditions)?;
            tell::opened(&opened);
            Ok(opened.auction)
        }

        /// `auction::withdraw`.
        #[ink(message)]
        pub fn withdraw(&mut self, auction: AuctionId, bid: BidId) -> Result<Money, Error> {
            let (at, books, mut chain) = self.parts();
            let refunded = books.withdraw(&mut chain, &at, auction, bid)?;
            tell::emit(events::BidWithdrawn { auction, bid, bidder: at.caller, refunded });
            done(refunded)
        }

        /// `auction::carried`.
        #[ink(message)]
        pub fn carried(&self, seller: AccountId, instrument: Instrument) -> Result<[Quantity; 4], Error> {
            Ok(self.books.carried(seller, instrument))
        }

        /// `auction::bids`.
        #[ink(message)]
        pub fn bids(&self, auction: AuctionId, start: BidId, limit: u32) -> Result<Vec<BidLine>, Error> {
            let (terms, state) = self.books.auction(auction)?;
            // At the last number there is, a page is shorter: nothing lies behind it.
            let end = start.saturating_add(limit.min(MAX_PAGE));
            let found = (start..end).filter_map(|id| Some((id, self.books.find_bid(auction, id)?)));
            Ok(found.map(|(id, bid)| (id, bid, self.books.won(&terms, &state.stage, id, &bid))).collect())
        }

        /// `auction::config`.
        #[ink(message)]
        pub fn config(&self) -> Result<(Config, Conditions), Error> {
            Ok((self.config, self.books.conditions.get().ok_or(Error::BadNotice)?))
        }

        /// `auction::reveal_reserve`.
        #[ink(message)]
        pub fn reveal_reserve(&mut self, auction: AuctionId, price: Price, salt: Hash) -> Result<(), Error> {
            let (at, books, _) = self.parts();
            books.reveal_reserve(&at, auction, price, salt)?;
            tell::emit(events::ReserveRevealed { auction, price });
            done(())
        }

        /// `auction::clear`.
        #[ink(message)]
        pub fn clear(&mut self, auction: AuctionId, steps: u32) -> Result<bool, Error> {
            let (at, books, mut chain) = self.parts();
            let (terms, progress) = books.clear(&mut chain, &at, auction, steps.min(MAX_STEPS))?;
            tell::cleared(books, auction, &terms, progress)?;
            done(progress != Progress::Working)
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
