//! From clearing to the last deposit. Each bid is settled once, by anybody, and each has its way out: won, lost, not revealed, not
//! deliverable, and at the latest when lock and deposits expire.

use crate::partners::{Context, Partners};
use crate::store::Books;
use crate::Error;
use weir_rules::auction::bid::{self, Due};
use weir_rules::auction::{self as rules, clearing, series};
use weir_types::auction::{AuctionId, Bid, BidId, BidState, Cleared, Kind, Lots, Phase, Reason, Stage, State, Terms};
use weir_types::ledger::Error as LedgerError;
use weir_types::settlement::{Delivery, Error as SettlementError, SettlementId};
use weir_types::{Money, Price, Quantity};

/// How far a page of clearing came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Working,
    /// Sold.
    Cleared(Cleared),
    /// Not sold: these units are free again.
    Cancelled(Reason, Quantity),
}

/// What came of a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Delivered and paid.
    Sold {
        /// Cents for a whole unit.
        price: Price,
        /// How many units.
        quantity: Quantity,
        /// What was paid.
        amount: Money,
        /// The settlement's number.
        settlement: SettlementId,
    },
    /// Nothing was won.
    Refunded,
    /// Not revealed: the deposit is the seller's.
    Forfeited(Money),
    /// The winner may not take delivery: part of the deposit is the seller's.
    Defaulted(Lots, Money),
    /// Delivery failed for another reason.
    Released(Lots),
}

/// A bid that has been settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// Of which auction.
    pub terms: Terms,
    /// The bid.
    pub bid: Bid,
    /// What came of it.
    pub outcome: Outcome,
    /// How much of the deposit went back to the bidder.
    pub refunded: Money,
    /// How many units that nobody took went back to the seller with it, if this was the last winner.
    pub unlocked: Option<Quantity>,
}

impl Books {
    /// Does a page of clearing.
    pub fn clear(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        steps: u32,
    ) -> Result<(Terms, Progress), Error> {
        let (terms, mut state) = self.auction(auction)?;
        clearing::clear(&terms, &mut state, &self.book(auction), steps, at.now)?;
        let progress = match state.stage {
            Stage::Cleared(cleared) => Progress::Cleared(cleared),
            Stage::Cancelled(reason) => {
                let (seller, instrument) = (terms.seller, terms.batch.instrument);
                let due = series::spread(&self.carried(seller, instrument), &terms)?;
                let returned = release(partners, &terms)?;
                if terms.kind == Kind::Sealed {
                    self.set_carried(seller, instrument, &due);
                }
                Progress::Cancelled(reason, returned)
            }
            _ => Progress::Working,
        };
        self.set_state(auction, &state);
        Ok((terms, progress))
    }

    /// Delivers to a winner.
    pub fn claim(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Paid, Error> {
        let (entry, due) = self.entry(at, auction, id)?;
        let Due::Sale { lots, price, amount } = due else { return Err(not_sold(due)) };
        let outcome = entry.deliver(partners, lots, price, amount)?;
        self.finish(partners, entry, BidState::Delivered(lots), outcome, amount)
    }

    /// Gives a deposit back that won nothing.
    pub fn refund(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Paid, Error> {
        let (entry, due) = self.entry(at, auction, id)?;
        match due {
            Due::Refund => self.finish(partners, entry, BidState::Refunded, Outcome::Refunded, 0),
            Due::Sale { .. } => Err(Error::IsWinner),
            Due::Forfeit => Err(Error::NotRevealed),
        }
    }

    /// Pays the deposit of a bid that was not revealed to the seller.
    pub fn forfeit(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Paid, Error> {
        let (entry, due) = self.entry(at, auction, id)?;
        if due != Due::Forfeit {
            return Err(Error::NotForfeit);
        }
        let deposit = bid::deposit(&entry.terms, &entry.bid)?;
        partners.forfeit(entry.bid.fund, entry.terms.seller, deposit)?;
        self.finish(partners, entry, BidState::Forfeited, Outcome::Forfeited(deposit), deposit)
    }

    /// Settles a winner that nobody could deliver to until the claims ended. Delivery is tried once more; when the ledger still
    /// says that the buyer may not take the units, the buyer is in default. For any other reason of the ledger's the buyer is
    /// released. A partner that does not answer settles nothing: who calls with too little gas decides nobody's default.
    pub fn settle_default(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Paid, Error> {
        let (entry, due) = self.entry(at, auction, id)?;
        let Due::Sale { lots, price, amount } = due else { return Err(not_sold(due)) };
        bid::check_phase(&entry.terms, &entry.state.stage, Phase::Defaulting, at.now)?;
        if at.now >= entry.terms.closes {
            return self.finish(partners, entry, BidState::Released(lots), Outcome::Released(lots), 0);
        }
        match entry.deliver(partners, lots, price, amount) {
            Ok(sold) => self.finish(partners, entry, BidState::Delivered(lots), sold, amount),
            Err(Error::Settlement(SettlementError::Ledger(reason))) if is_buyers(reason) => {
                let penalty = bid::penalty(&entry.terms, &entry.bid)?;
                if penalty > 0 {
                    partners.forfeit(entry.bid.fund, entry.terms.seller, penalty)?;
                }
                let outcome = Outcome::Defaulted(lots, penalty);
                self.finish(partners, entry, BidState::Defaulted(lots), outcome, penalty)
            }
            Err(Error::Settlement(SettlementError::Ledger(reason))) if bars_delivery(reason) => {
                self.finish(partners, entry, BidState::Released(lots), Outcome::Released(lots), 0)
            }
            Err(error) => Err(error),
        }
    }

    fn entry(&self, at: &Context, auction: AuctionId, id: BidId) -> Result<(Entry, Due), Error> {
        let (terms, state) = self.auction(auction)?;
        let bid = self.bid(auction, id)?;
        let due = bid::due(&terms, &state, id, &bid, at.now)?;
        Ok((Entry { auction, id, terms, state, bid }, due))
    }

    /// Gives back what is left of the deposit after `spent`, takes the lock off behind the last winner, and keeps the outcome.
    fn finish(
        &mut self,
        partners: &mut impl Partners,
        entry: Entry,
        became: BidState,
        outcome: Outcome,
        spent: Money,
    ) -> Result<Paid, Error> {
        let Entry { auction, id, terms, mut state, mut bid } = entry;
        let before = state;
        let refunded = match bid::deposit(&terms, &bid)?.checked_sub(spent) {
            Some(0) => 0,
            Some(_) => match partners.refund(bid.fund) {
                // Once it has expired anybody may have given it back at settlement.
                Err(Error::Settlement(SettlementError::UnknownFund)) => 0,
                refunded => refunded?,
            },
            None => return Err(Error::Overflow),
        };
        let last = match became {
            BidState::Delivered(lots) => bid::resolve(&terms, &mut state, lots, true)?,
            BidState::Defaulted(lots) | BidState::Released(lots) => bid::resolve(&terms, &mut state, lots, false)?,
            _ => false,
        };
        let unlocked = if last { Some(release(partners, &terms)?) } else { None };
        if state != before {
            self.set_state(auction, &state);
        }
        bid.state = became;
        self.set_bid(auction, id, &bid);
        Ok(Paid { terms, bid, outcome, refunded, unlocked })
    }
}

/// A bid with all that belongs to it.
struct Entry {
    auction: AuctionId,
    id: BidId,
    terms: Terms,
    state: State,
    bid: Bid,
}

impl Entry {
    fn deliver(&self, partners: &mut impl Partners, lots: Lots, price: Price, amount: Money) -> Result<Outcome, Error> {
        let Terms { lock, kind, seller, batch, .. } = self.terms;
        let quantity = rules::quantity(&self.terms, lots)?;
        let delivery = Delivery { lock, buyer: self.bid.bidder, quantity, amount, mode: kind.mode() };
        let settled = partners.deliver(self.bid.fund, delivery)?;
        if settled.seller != seller || settled.batch != batch {
            return Err(Error::SettlementMismatch);
        }
        Ok(Outcome::Sold { price, quantity, amount, settlement: settled.id })
    }
}

/// Takes the lock off: how many units were left in it. Once it has expired anybody may have done so at the ledger.
pub fn release(partners: &mut impl Partners, terms: &Terms) -> Result<Quantity, Error> {
    match partners.unlock(terms.lock) {
        Err(Error::Ledger(LedgerError::UnknownLock)) => Ok(0),
        unlocked => unlocked,
    }
}

fn not_sold(due: Due) -> Error {
    if due == Due::Forfeit {
        Error::NotRevealed
    } else {
        Error::NotWinner
    }
}

/// The buyer may not take the units.
fn is_buyers(reason: LedgerError) -> bool {
    matches!(reason, LedgerError::ReceiverNotEligible | LedgerError::ReceiverFrozen | LedgerError::ReceiverBarred)
}

/// The units cannot be delivered to anybody now: the seller's or the batch's matter.
fn bars_delivery(reason: LedgerError) -> bool {
    matches!(
        reason,
        LedgerError::SenderNotEligible
            | LedgerError::SenderFrozen
            | LedgerError::SenderBarred
            | LedgerError::Halted
            | LedgerError::SurrenderOnly
            | LedgerError::LockExpired
            | LedgerError::UnknownLock
    )
}
