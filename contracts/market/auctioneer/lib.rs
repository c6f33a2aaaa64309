//! Code of the auction contract: what is sent once an auction, that is the notice, the reserve price, and clearing.
//!
//! The auction contract runs it in its own storage by delegate call; what the messages do and refuse is documented with that contract's
//! of the same names. An instance of its own is a contract without partners that anybody would ask; it keeps the code on the chain.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::auctioneer::{Auctioneer, AuctioneerRef};

#[ink::contract]
mod auctioneer {
    use weir_auctions::calls::Chain;
    use weir_auctions::partners::Context;
    use weir_auctions::payout::Progress;
    use weir_auctions::{events, tell, Books, Config, Error};
    use weir_types::auction::{AuctionId, Notice};
    use weir_types::calls::done;
    use weir_types::Price;

    /// The most steps one page of clearing does.
    pub const MAX_STEPS: u32 = 4_096;

    /// The auction contract's root cell.
    #[ink(storage)]
    pub struct Auctioneer {
        config: Config,
        books: Books,
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
            let (conditions, _) = self.books.rules.get().ok_or(Error::BadNotice)?;
            let (at, books, mut chain) = self.parts();
            let opened = books.open(&mut chain, &at, &notice, &conditions)?;
            tell::opened(&opened);
            Ok(opened.auction)
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
