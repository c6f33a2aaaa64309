//! From clearing to the last deposit. Each bid is settled once, by anybody, and each has its way out: won, lost, not revealed, not
//! deliverable, and at the latest when lock and deposits expire.

use crate::partners::{Context, Partners};
use crate::store::Books;
use crate::Error;
use weir_rules::auction::bid::{self, Due};
use weir_rules::auction::{self as rules, clearing, series};
use weir_types::auction::{AuctionId, Bid, BidId, BidState, Kind, Lots, Offer, Phase, Reason, State, Step, Terms};
use weir_types::ledger::Error as LedgerError;
use weir_types::settlement::{Delivery, Error as SettlementError, SettlementId};
use weir_types::{weir_probe, Money, Price, Quantity};

/// How far a page of clearing came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Working,
    /// Sold.
    Cleared(State),
    /// Not sold: these units are free again.
    Cancelled(Reason, Quantity),
}

/// A bid that has been settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// Of which auction.
    pub terms: Terms,
    /// The bid, and what became of it.
    pub bid: Bid,
    /// What a winner paid for a whole unit; 0 when nothing was delivered.
    pub price: Price,
    /// How much of the deposit the seller has: the payment, or what was forfeited.
    pub paid: Money,
    /// How much of it went back to the bidder.
    pub refunded: Money,
    /// The number of the settlement; 0 when nothing was delivered.
    pub settlement: SettlementId,
}

/// What came of a delivery.
enum Fate {
    Settled(SettlementId),
    /// The buyer may not take the units.
    Defaulted,
    /// The seller or the batch bars it, or lock and deposit have expired.
    Released,
}

impl Books {
    /// Does a page of clearing.
    #[inline(never)]
    pub fn clear(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        steps: u32,
    ) -> Result<(Terms, Progress), Error> {
        let (terms, mut state) = self.auction(auction)?;
        clearing::clear(&terms, &mut state, &self.book(auction), steps, at.now)?;
        let progress = match state.stage.step {
            Step::Cleared => Progress::Cleared(state),
            Step::Cancelled(reason) => {
                let returned = release(partners, &terms)?;
                if terms.kind == Kind::Sealed {
                    let (seller, instrument) = (terms.seller, terms.batch.instrument);
                    let due = series::spread(&self.carried(seller, instrument), &terms)?;
                    self.set_carried(seller, instrument, &due);
                }
                Progress::Cancelled(reason, returned)
            }
            _ => Progress::Working,
        };
        self.set_state(auction, &state);
        Ok((terms, progress))
    }

    /// Does what is due to a bid: a deposit that won nothing goes back, that of a bid that was not revealed goes to the seller, a
    /// winner is delivered to. Behind the last winner the lock is taken off, if anything is left in it.
    #[inline(never)]
    pub fn claim(
        &mut self,
        partners: &mut impl Partners,
        at: &Context,
        auction: AuctionId,
        id: BidId,
    ) -> Result<Paid, Error> {
        let (terms, mut state) = self.auction(auction)?;
        let mut bid = self.bid(auction, id)?;
        let deposit = bid::deposit(&terms, &bid)?;
        let (mut price, mut paid, mut settlement) = (0, 0, 0);
        bid.state = match bid::due(&terms, &state, id, &bid, at.now)? {
            Due::Refund => BidState::Refunded,
            Due::Forfeit => {
                paid = deposit;
                BidState::Forfeited
            }
            Due::Sale { lots, price: asked, amount } => {
                match deliver(partners, at, &terms, &state, &bid, lots, amount)? {
                    Fate::Settled(number) => {
                        (price, paid, settlement) = (asked, amount, number);
                        BidState::Delivered(lots)
                    }
                    Fate::Defaulted => {
                        paid = bid::penalty(&terms, &bid)?;
                        BidState::Defaulted(lots)
                    }
                    Fate::Released => BidState::Released(lots),
                }
            }
        };
        if paid > 0 && settlement == 0 {
            partners.forfeit(bid.fund, terms.seller, paid)?;
        }
        weir_probe!(paid > deposit);
        weir_probe!(matches!(bid.offer, Offer::Open { price: most, .. } if price > most));
        let refunded = give_back(partners, &bid, deposit, paid)?;
        if let BidState::Delivered(lots) | BidState::Defaulted(lots) | BidState::Released(lots) = bid.state {
            if bid::resolve(&terms, &mut state, lots, settlement != 0)? {
                release(partners, &terms)?;
            }
            self.set_state(auction, &state);
        }
        self.set_bid(auction, id, &bid);
        Ok(Paid { terms, bid, price, paid, refunded, settlement })
    }
}

/// Tries to deliver to a winner. Once the claims have ended a failure of the ledger's decides the sale. A partner that does not
/// answer decides nothing: who calls with too little gas makes nobody default.
#[inline(never)]
fn deliver(
    partners: &mut impl Partners,
    at: &Context,
    terms: &Terms,
    state: &State,
    bid: &Bid,
    lots: Lots,
    amount: Money,
) -> Result<Fate, Error> {
    let over = rules::phase(terms, &state.stage, at.now) == Phase::Defaulting;
    if over && at.now >= terms.closes {
        return Ok(Fate::Released);
    }
    let quantity = rules::quantity(terms, lots)?;
    let delivery = Delivery { lock: terms.lock, buyer: bid.bidder, quantity, amount, mode: terms.kind.mode() };
    match partners.deliver(bid.fund, delivery) {
        Ok(settled) if settled.seller == terms.seller && settled.batch == terms.batch => Ok(Fate::Settled(settled.id)),
        Ok(_) => Err(Error::SettlementMismatch),
        Err(Error::Settlement(SettlementError::Ledger(reason))) if over && is_buyers(reason) => Ok(Fate::Defaulted),
        Err(Error::Settlement(SettlementError::Ledger(reason))) if over && bars_delivery(reason) => Ok(Fate::Released),
        Err(error) => Err(error),
    }
}

/// Gives back what is left of a deposit.
fn give_back(partners: &mut impl Partners, bid: &Bid, deposit: Money, paid: Money) -> Result<Money, Error> {
    if deposit == paid {
        return Ok(0);
    }
    match partners.refund(bid.fund) {
        // Once it has expired anybody may have given it back at settlement.
        Err(Error::Settlement(SettlementError::UnknownFund)) => Ok(0),
        refunded => refunded,
    }
}

/// Takes the lock off: how many units were left in it. Once it has expired anybody may have done so at the ledger.
fn release(partners: &mut impl Partners, terms: &Terms) -> Result<Quantity, Error> {
    match partners.unlock(terms.lock) {
        Err(Error::Ledger(LedgerError::UnknownLock)) => Ok(0),
        unlocked => unlocked,
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
