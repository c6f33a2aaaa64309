//! From the notice to the last reveal. Who calls and what time it is are arguments, partners are asked through [`Partners`].
//!
//! Partners are asked before anything is written, so that a step that fails leaves everything as it was. No partner can call back in
//! between: the chain refuses calls into a contract that is under way.

use crate::partners::{Context, Partners};
use crate::payout::release;
use crate::store::Books;
use crate::Error;
use weir_rules::auction::{self as rules, bid, book, notice, series};
use weir_rules::eligibility::check_transfer;
use weir_types::auction::{
    bid_hash, reserve_hash, AuctionId, Bid, BidId, BidState, Conditions, Kind, Lots, Notice, Offer, OneWayNotice, Terms,
};
use weir_types::{AccountRecord, Hash, Money, Price, Quantity, Scope};

/// An auction that has been opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub auction: AuctionId,
    /// Its terms.
    pub terms: Terms,
    /// What is due of cancelled auctions has changed by it.
    pub carried: bool,
}

/// A bid that has been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub id: BidId,
    /// The deposit, in cents.
    pub deposit: Money,
}

impl Books {
    /// Opens a sealed-bid auction for the caller, an allocator.
    pub fn open(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        notice: &Notice,
        conditions: &Conditions,
    ) -> Result<Opened, Error> {
        let (seller, instrument) = (at.caller, notice.batch.instrument);
        partners.require_allocator(seller)?;
        let record = partners.account(seller)?;
        let due = self.carried(seller, instrument);
        let (carried, rest) = series::take(&due, notice.lot)?;
        let terms = notice::sealed(notice, seller, &record, carried, conditions, at.now)?;
        let opened = self.lock_and_begin(partners, terms)?;
        if rest != due {
            self.set_carried(seller, instrument, &rest);
        }
        Ok(Opened { carried: rest != due, ..opened })
    }

    /// Opens a one-way auction for the caller, who holds the units.
    pub fn open_one_way(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        notice: &OneWayNotice,
        conditions: &Conditions,
    ) -> Result<Opened, Error> {
        let record = partners.account(at.caller)?;
        let close = partners.close(notice.batch.instrument, at.now)?;
        let terms = notice::one_way(notice, at.caller, &record, close, conditions, at.now)?;
        self.lock_and_begin(partners, terms)
    }

    fn lock_and_begin(&mut self, partners: &mut impl Partners, mut terms: Terms) -> Result<Opened, Error> {
        let quantity = rules::quantity(&terms, terms.lots)?;
        terms.lock = partners.lock(terms.seller, terms.batch, quantity, terms.closes)?;
        Ok(Opened { auction: self.begin(&terms)?, terms, carried: false })
    }

    /// Takes a notice back for its seller, before anybody has bid: how many units are free again.
    pub fn withdraw_notice(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
    ) -> Result<(Terms, Quantity), Error> {
        let (terms, mut state) = self.auction(auction)?;
        rules::withdraw_notice(&terms, &mut state, at.caller, at.now)?;
        let due = series::put_back(&self.carried(terms.seller, terms.batch.instrument), &terms)?;
        let returned = release(partners, &terms)?;
        if terms.carried > 0 {
            self.set_carried(terms.seller, terms.batch.instrument, &due);
        }
        self.set_state(auction, &state);
        Ok((terms, returned))
    }

    /// Commits a sealed bid of the caller's.
    pub fn commit(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        hash: Hash,
        max_lots: Lots,
    ) -> Result<Placed, Error> {
        let (terms, mut state) = self.auction(auction)?;
        bid::check_bidding(&terms, &state.stage, Kind::Sealed, at.now)?;
        let record = admit(partners, at, &terms)?;
        let mut bid = draft(at, &record, max_lots, Offer::Sealed(hash));
        self.check_exposure(auction, &terms, &bid, None)?;
        let deposit = pay_deposit(partners, &terms, &mut bid)?;
        let id = self.place(auction, &mut state, &bid)?;
        self.set_state(auction, &state);
        Ok(Placed { id, deposit })
    }

    /// Replaces a sealed bid of the caller's. The new one is last in the order of commits.
    pub fn change(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
        hash: Hash,
        max_lots: Lots,
    ) -> Result<Placed, Error> {
        let (terms, mut state) = self.auction(auction)?;
        let old = self.bid(auction, id)?;
        bid::check_owner(&terms, &state, &old, at.caller, at.now)?;
        let record = admit(partners, at, &terms)?;
        let mut bid = draft(at, &record, max_lots, Offer::Sealed(hash));
        self.check_exposure(auction, &terms, &bid, Some(&old))?;
        let deposit = if max_lots == old.max_lots {
            bid.fund = old.fund;
            bid::deposit(&terms, &bid)?
        } else {
            partners.refund(old.fund)?;
            pay_deposit(partners, &terms, &mut bid)?
        };
        self.remove_bid(auction, id, &old)?;
        let id = self.place(auction, &mut state, &bid)?;
        self.set_state(auction, &state);
        Ok(Placed { id, deposit })
    }

    /// Withdraws a sealed bid of the caller's: the deposit that went back.
    pub fn withdraw(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Money, Error> {
        let (terms, state) = self.auction(auction)?;
        let old = self.bid(auction, id)?;
        bid::check_owner(&terms, &state, &old, at.caller, at.now)?;
        let refunded = partners.refund(old.fund)?;
        self.remove_bid(auction, id, &old)?;
        Ok(refunded)
    }

    /// Bids in the open, for good.
    pub fn bid_openly(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        price: Price,
        lots: Lots,
    ) -> Result<Placed, Error> {
        let (terms, mut state) = self.auction(auction)?;
        bid::check_bidding(&terms, &state.stage, Kind::OneWay, at.now)?;
        let level = book::level(&terms, price)?;
        let record = admit(partners, at, &terms)?;
        let mut bid = draft(at, &record, lots, Offer::Open { price, lots });
        self.check_exposure(auction, &terms, &bid, None)?;
        let deposit = pay_deposit(partners, &terms, &mut bid)?;
        let id = self.place(auction, &mut state, &bid)?;
        book::add(&mut self.book_mut(auction), &mut state.summary, level, id, lots)?;
        self.set_state(auction, &state);
        Ok(Placed { id, deposit })
    }

    /// Reveals a sealed bid; whoever knows its salt may. The bid as it is now.
    pub fn reveal(
        &mut self,
        at: &Context,
        auction: AuctionId,
        id: BidId,
        price: Price,
        lots: Lots,
        salt: Hash,
    ) -> Result<Bid, Error> {
        let (terms, mut state) = self.auction(auction)?;
        let mut bid = self.bid(auction, id)?;
        let hash = bid_hash(at.venue, auction, bid.bidder, price, lots, salt);
        let level = bid::reveal(&terms, &state, &mut bid, price, lots, hash, at.now)?;
        let before = state.summary;
        book::add(&mut self.book_mut(auction), &mut state.summary, level, id, lots)?;
        self.set_bid(auction, id, &bid);
        if state.summary != before {
            self.set_state(auction, &state);
        }
        Ok(bid)
    }

    /// Reveals the reserve price; whoever knows its salt may.
    pub fn reveal_reserve(&mut self, at: &Context, auction: AuctionId, price: Price, salt: Hash) -> Result<(), Error> {
        let (terms, mut state) = self.auction(auction)?;
        let hash = reserve_hash(at.venue, terms.seller, price, salt);
        bid::reveal_reserve(&terms, &mut state, price, hash, at.now)?;
        self.set_state(auction, &state);
        Ok(())
    }
}

/// May the caller bid here, and buy what is sold?
fn admit(partners: &impl Partners, at: &Context, terms: &Terms) -> Result<AccountRecord, Error> {
    let record = partners.account(at.caller)?;
    bid::check_bidder(terms, at.caller, &record, at.now)?;
    let scope = scope(terms);
    if scope.rules != 0 {
        let (seller, buyer) = partners.profiles(terms.seller, at.caller, terms.batch.instrument.pollutant)?;
        check_transfer(&scope, &seller, &buyer).map_err(Error::NotEligible)?;
    }
    Ok(record)
}

/// The rules of pollution rights that hold. A government sells from the reserve, which is of no industry, city or basin: of its
/// buyers it is asked only that they are of its province, and of an area that meets its target.
pub fn scope(terms: &Terms) -> Scope {
    let scope = Scope::of(&terms.batch.instrument.pollutant);
    match terms.kind {
        Kind::OneWay => scope,
        Kind::Sealed => Scope { rules: scope.rules & (Scope::PROVINCE | Scope::AREA), ..scope },
    }
}

fn draft(at: &Context, record: &AccountRecord, max_lots: Lots, offer: Offer) -> Bid {
    Bid { bidder: at.caller, group: record.group, max_lots, fund: 0, offer, state: BidState::Placed }
}

fn pay_deposit(partners: &mut impl Partners, terms: &Terms, bid: &mut Bid) -> Result<Money, Error> {
    let deposit = bid::deposit(terms, bid)?;
    bid.fund = partners.fund(bid.bidder, deposit, terms.closes)?;
    Ok(deposit)
}
