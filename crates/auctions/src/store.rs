//! What is kept of auctions and bids. Free of the environment.

use crate::Error;
use core::borrow::{Borrow, BorrowMut};
use ink::storage::traits::ManualKey;
use ink::storage::{Lazy, Mapping};
use weir_rules::auction::book::{Shelf, ShelfMut};
use weir_rules::auction::series::Due;
use weir_rules::auction::share;
use weir_types::auction::{
    AuctionId, Bid, BidId, BidState, Conditions, Level, Lots, Offer, Stage, State, Step, Terms, Word,
};
use weir_types::{keys, AccountId, Group, Hash, Instrument};

/// Whose exposure: a controller group and no account, or no group and the account.
type Holder = (AuctionId, Group, AccountId);

/// Which 256 bids of a level.
type Members = (AuctionId, Level, u32);

/// Everything but the partners.
///
/// `count` is in the root cell: that is read with every message in any case.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Books {
    count: AuctionId,
    terms: Mapping<AuctionId, Terms, ManualKey<{ keys::AUCTION_TERMS }>>,
    states: Mapping<AuctionId, State, ManualKey<{ keys::AUCTION_STATES }>>,
    bids: Mapping<(AuctionId, BidId), Bid, ManualKey<{ keys::AUCTION_BIDS }>>,
    words: Mapping<(AuctionId, u8), Word, ManualKey<{ keys::AUCTION_WORDS }>>,
    demand: Mapping<(AuctionId, Level), Lots, ManualKey<{ keys::AUCTION_LEVELS }>>,
    members: Mapping<Members, Word, ManualKey<{ keys::AUCTION_MEMBERS }>>,
    exposure: Mapping<Holder, Lots, ManualKey<{ keys::AUCTION_EXPOSURE }>>,
    carried: Mapping<(AccountId, Instrument), Due, ManualKey<{ keys::AUCTION_CARRIED }>>,
    /// What every notice keeps to.
    pub conditions: Lazy<Conditions, ManualKey<{ keys::AUCTION_CONDITIONS }>>,
    /// The auctioneer's code.
    pub code: Lazy<Hash, ManualKey<{ keys::AUCTION_CODE }>>,
}

impl Books {
    /// How many auctions there have been.
    pub fn count(&self) -> AuctionId {
        self.count
    }

    /// An auction and how it stands.
    pub fn find(&self, auction: AuctionId) -> Option<(Terms, State)> {
        Some((self.terms.get(auction)?, self.states.get(auction)?))
    }

    /// The same, or [`Error::UnknownAuction`].
    pub fn auction(&self, auction: AuctionId) -> Result<(Terms, State), Error> {
        self.find(auction).ok_or(Error::UnknownAuction)
    }

    /// Numbers a new auction.
    pub fn begin(&mut self, terms: &Terms) -> Result<AuctionId, Error> {
        let auction = self.count.checked_add(1).ok_or(Error::Overflow)?;
        self.count = auction;
        self.terms.insert(auction, terms);
        self.set_state(auction, &State::new());
        Ok(auction)
    }

    /// Keeps how an auction stands.
    #[inline(never)]
    pub fn set_state(&mut self, auction: AuctionId, state: &State) {
        self.states.insert(auction, state);
    }

    /// A bid, if it has not been withdrawn.
    pub fn find_bid(&self, auction: AuctionId, bid: BidId) -> Option<Bid> {
        self.bids.get((auction, bid))
    }

    /// The same, or [`Error::UnknownBid`].
    pub fn bid(&self, auction: AuctionId, bid: BidId) -> Result<Bid, Error> {
        self.find_bid(auction, bid).ok_or(Error::UnknownBid)
    }

    /// Numbers a new bid.
    pub fn place(&mut self, auction: AuctionId, state: &mut State, bid: &Bid) -> Result<BidId, Error> {
        let id = state.bids.checked_add(1).ok_or(Error::Overflow)?;
        state.bids = id;
        self.set_bid(auction, id, bid);
        self.set_state(auction, state);
        Ok(id)
    }

    /// Keeps a bid.
    #[inline(never)]
    pub fn set_bid(&mut self, auction: AuctionId, id: BidId, bid: &Bid) {
        self.bids.insert((auction, id), bid);
    }

    /// Forgets a bid that its bidder withdrew: the storage was the bidder's, who gets its deposit back.
    pub fn remove_bid(&mut self, auction: AuctionId, id: BidId) {
        self.bids.remove((auction, id));
    }

    /// Keeps what a bidder's controller group has bid for.
    #[inline(never)]
    pub fn set_exposure(&mut self, auction: AuctionId, group: Group, account: AccountId, lots: Lots) {
        let holder = holder(auction, group, account);
        if lots == 0 {
            self.exposure.remove(holder);
        } else {
            self.exposure.insert(holder, &lots);
        }
    }

    /// What an account's group, or the account where it has none, has bid for.
    #[inline(never)]
    pub fn exposure(&self, auction: AuctionId, group: Group, account: AccountId) -> Lots {
        self.exposure.get(holder(auction, group, account)).unwrap_or_default()
    }

    /// Units due in the seller's next four auctions of the instrument.
    pub fn carried(&self, seller: AccountId, instrument: Instrument) -> Due {
        self.carried.get((seller, instrument)).unwrap_or_default()
    }

    /// Keeps it.
    pub fn set_carried(&mut self, seller: AccountId, instrument: Instrument, due: &Due) {
        if *due == Due::default() {
            self.carried.remove((seller, instrument));
        } else {
            self.carried.insert((seller, instrument), due);
        }
    }

    /// The book of an auction, to look at.
    pub fn book(&self, auction: AuctionId) -> Book<&Self> {
        Book { books: self, auction }
    }

    /// The book of an auction, to write to.
    pub fn book_mut(&mut self, auction: AuctionId) -> Book<&mut Self> {
        Book { books: self, auction }
    }

    /// What a bid has won; `None` while that is not known.
    pub fn won(&self, terms: &Terms, stage: &Stage, id: BidId, bid: &Bid) -> Option<Lots> {
        match (bid.offer, bid.state, stage.step) {
            (_, BidState::Delivered(lots) | BidState::Defaulted(lots) | BidState::Released(lots), _) => Some(lots),
            (Offer::Open { price, lots }, _, Step::Cleared) => share::lots_of(terms, stage, id, price, lots).ok(),
            (_, _, Step::Cleared | Step::Cancelled(_)) => Some(0),
            _ => None,
        }
    }
}

fn holder(auction: AuctionId, group: Group, account: AccountId) -> Holder {
    (auction, group, if group == 0 { account } else { AccountId::from([0; 32]) })
}

/// The book of one auction, to look at (`&Books`) or to write to (`&mut Books`).
pub struct Book<B> {
    books: B,
    auction: AuctionId,
}

impl<B: Borrow<Books>> Shelf for Book<B> {
    fn word(&self, index: u8) -> Word {
        self.books.borrow().words.get((self.auction, index)).unwrap_or_default()
    }

    fn demand(&self, level: Level) -> Lots {
        self.books.borrow().demand.get((self.auction, level)).unwrap_or_default()
    }

    fn members(&self, level: Level, page: u32) -> Word {
        self.books.borrow().members.get((self.auction, level, page)).unwrap_or_default()
    }

    fn lots(&self, bid: BidId) -> Lots {
        match self.books.borrow().find_bid(self.auction, bid).map(|bid| bid.offer) {
            Some(Offer::Open { lots, .. }) => lots,
            _ => 0,
        }
    }
}

impl<B: BorrowMut<Books>> ShelfMut for Book<B> {
    fn set_word(&mut self, index: u8, word: &Word) {
        self.books.borrow_mut().words.insert((self.auction, index), word);
    }

    fn set_demand(&mut self, level: Level, lots: Lots) {
        self.books.borrow_mut().demand.insert((self.auction, level), &lots);
    }

    fn set_members(&mut self, level: Level, page: u32, word: &Word) {
        self.books.borrow_mut().members.insert((self.auction, level, page), word);
    }
}
