//! From the notice to the last reveal. Who calls and what time it is are arguments, partners are asked through [`Partners`].
//!
//! Partners are asked before anything is written, so that a step that fails leaves everything as it was. No partner can call back in
//! between: the chain refuses calls into a contract that is under way.

use crate::partners::{Context, Partners};
use crate::store::Books;
use crate::Error;
use weir_rules::auction::notice::{self, Basis};
use weir_rules::auction::{self as rules, bid, book, series};
use weir_rules::eligibility::check_transfer;
use weir_types::auction::{
    bid_hash, reserve_hash, AuctionId, Bid, BidId, BidState, Conditions, Kind, Level, Lots, Notice, Offer, Range,
    State, Terms,
};
use weir_types::{weir_probe, Group, Hash, Money, Price, Scope};

/// An auction that has been opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub auction: AuctionId,
    /// Its terms.
    pub terms: Terms,
    /// How many of its lots were due of cancelled auctions.
    pub carried: Lots,
}

/// A bid that has been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub id: BidId,
    /// The bid.
    pub bid: Bid,
    /// The deposit, in cents.
    pub deposit: Money,
}

impl Books {
    /// Opens an auction for the caller: of sealed bids for an allocator, one-way for whoever holds the units.
    #[inline(never)]
    pub fn open(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        notice: &Notice,
        conditions: &Conditions,
    ) -> Result<Opened, Error> {
        let (seller, instrument) = (at.caller, notice.batch.instrument);
        let mut basis = Basis { carried: 0, close: 0, conditions: *conditions, now: at.now };
        let due = self.carried(seller, instrument);
        let mut rest = due;
        if let Range::Sealed { .. } = notice.range {
            partners.require_allocator(seller)?;
            (basis.carried, rest) = series::take(&due, notice.lot)?;
        } else {
            basis.close = partners.close(instrument, at.now)?;
        }
        let group = partners.account(seller)?.group;
        let mut terms = notice::terms(notice, seller, group, &basis)?;
        let quantity = rules::quantity(&terms, terms.lots)?;
        terms.lock = partners.lock(seller, terms.batch, quantity, terms.closes)?;
        if rest != due {
            self.set_carried(seller, instrument, &rest);
        }
        Ok(Opened { auction: self.begin(&terms)?, terms, carried: basis.carried })
    }

    /// Commits a sealed bid of the caller's, in place of another of the caller's if it names one: then the new one is last in the
    /// order of commits, and the deposit moves over when it is the same.
    #[inline(never)]
    pub fn commit(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        hash: Hash,
        max_lots: Lots,
        replaces: Option<BidId>,
    ) -> Result<Placed, Error> {
        let (terms, state) = self.auction(auction)?;
        bid::check_bidding(&terms, &state.stage, Kind::Sealed, at.now)?;
        let old = match replaces {
            Some(id) => Some((id, self.own_bid(at, auction, id)?)),
            None => None,
        };
        self.make(partners, at, (auction, &terms, state), old, max_lots, Offer::Sealed(hash))
    }

    /// Withdraws a sealed bid of the caller's: the deposit that went back.
    #[inline(never)]
    pub fn withdraw(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Money, Error> {
        let (terms, state) = self.auction(auction)?;
        bid::check_bidding(&terms, &state.stage, Kind::Sealed, at.now)?;
        let old = self.own_bid(at, auction, id)?;
        let exposure = self.exposure(auction, old.group, old.bidder).checked_sub(old.max_lots);
        weir_probe!(old.bidder != at.caller);
        let refunded = partners.refund(old.fund)?;
        self.set_exposure(auction, old.group, old.bidder, exposure.ok_or(Error::Overflow)?);
        self.remove_bid(auction, id);
        Ok(refunded)
    }

    /// Bids in the open, for good.
    #[inline(never)]
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
        let placed = self.make(partners, at, (auction, &terms, state), None, lots, Offer::Open { price, lots })?;
        state.bids = placed.id;
        self.enter(auction, &mut state, level, placed.id, lots)?;
        Ok(placed)
    }

    /// A bid of the caller's.
    fn own_bid(&self, at: &Context, auction: AuctionId, id: BidId) -> Result<Bid, Error> {
        let bid = self.bid(auction, id)?;
        if bid.bidder != at.caller {
            return Err(Error::NotBidder);
        }
        Ok(bid)
    }

    /// Takes the deposit and numbers the bid.
    #[inline(never)]
    fn make(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        (auction, terms, mut state): (AuctionId, &Terms, State),
        old: Option<(BidId, Bid)>,
        max_lots: Lots,
        offer: Offer,
    ) -> Result<Placed, Error> {
        let admitted = admit(partners, at, terms)?;
        // A changed bid stays with the group that the first one was counted against.
        let (group, before) = old.as_ref().map_or((admitted, 0), |(_, old)| (old.group, old.max_lots));
        let others = self.exposure(auction, group, at.caller).checked_sub(before).ok_or(Error::Overflow)?;
        let exposure = bid::expose(terms, others, max_lots)?;
        let mut bid = Bid { bidder: at.caller, group, max_lots, fund: 0, offer, state: BidState::Placed };
        let deposit = bid::deposit(terms, &bid)?;
        match &old {
            Some((_, old)) if before == max_lots => bid.fund = old.fund,
            _ => {
                if let Some((_, old)) = &old {
                    partners.refund(old.fund)?;
                }
                bid.fund = partners.fund(bid.bidder, deposit, terms.closes)?;
            }
        }
        if let Some((id, _)) = old {
            self.remove_bid(auction, id);
        }
        self.set_exposure(auction, group, at.caller, exposure);
        let id = self.place(auction, &mut state, &bid)?;
        Ok(Placed { id, bid, deposit })
    }

    /// Adds an open bid to the book.
    #[inline(never)]
    fn enter(
        &mut self,
        auction: AuctionId,
        state: &mut State,
        level: Level,
        id: BidId,
        lots: Lots,
    ) -> Result<(), Error> {
        let before = state.summary;
        book::add(&mut self.book_mut(auction), &mut state.summary, level, id, lots)?;
        if state.summary != before {
            self.set_state(auction, state);
        }
        Ok(())
    }

    /// Reveals a sealed bid; whoever knows its salt may. The bid as it is now.
    #[inline(never)]
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
        self.enter(auction, &mut state, level, id, lots)?;
        self.set_bid(auction, id, &bid);
        Ok(bid)
    }

    /// Reveals the reserve price; whoever knows its salt may.
    #[inline(never)]
    pub fn reveal_reserve(&mut self, at: &Context, auction: AuctionId, price: Price, salt: Hash) -> Result<(), Error> {
        let (terms, mut state) = self.auction(auction)?;
        let hash = reserve_hash(at.venue, terms.seller, price, salt);
        bid::reveal_reserve(&terms, &mut state, price, hash, at.now)?;
        self.set_state(auction, &state);
        Ok(())
    }
}

/// May the caller bid here, and buy what is sold? Its controller group.
#[inline(never)]
fn admit(partners: &impl Partners, at: &Context, terms: &Terms) -> Result<Group, Error> {
    let record = partners.account(at.caller)?;
    bid::check_bidder(terms, at.caller, &record, at.now)?;
    let scope = scope(terms);
    if scope.rules != 0 {
        let (seller, buyer) = partners.profiles(terms.seller, at.caller, terms.batch.instrument.pollutant)?;
        check_transfer(&scope, &seller, &buyer).map_err(Error::NotEligible)?;
    }
    Ok(record.group)
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
