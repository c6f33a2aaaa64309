//! A bid's way: committed, changed or withdrawn in the window, revealed, and settled once.

use super::{amount, book, notice, phase, share, Refusal};
use weir_types::auction::{Bid, BidId, BidState, Kind, Level, Lots, Offer, Phase, Pricing, Stage, State, Step, Terms};
use weir_types::{AccountId, AccountRecord, Hash, Money, Price, Timestamp};

/// What is to be done with a bid once its fate is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It has won: lots are to be delivered for money.
    Sale {
        /// How many lots.
        lots: Lots,
        /// Cents for a whole unit.
        price: Price,
        /// What the winner pays.
        amount: Money,
    },
    /// Its deposit is to be given back.
    Refund,
    /// It was not revealed: its deposit is the seller's.
    Forfeit,
}

/// Bids are taken now in an auction of this kind.
pub fn check_bidding(terms: &Terms, stage: &Stage, kind: Kind, now: Timestamp) -> Result<(), Refusal> {
    if terms.kind != kind {
        return Err(Refusal::WrongKind);
    }
    check_phase(terms, stage, Phase::Bidding, now)
}

/// The auction is in this phase.
pub fn check_phase(terms: &Terms, stage: &Stage, wanted: Phase, now: Timestamp) -> Result<(), Refusal> {
    if phase(terms, stage, now) != wanted {
        return Err(Refusal::WrongPhase);
    }
    Ok(())
}

/// May the account bid? Neither the seller nor its controller group: it would bid its own price up.
pub fn check_bidder(terms: &Terms, bidder: AccountId, record: &AccountRecord, now: Timestamp) -> Result<(), Refusal> {
    if bidder == terms.seller || (terms.group != 0 && terms.group == record.group) {
        return Err(Refusal::OwnAuction);
    }
    if !record.may_trade(now) {
        return Err(Refusal::Barred);
    }
    if record.grade > 0 && !terms.rules.admit_flagged {
        return Err(Refusal::Flagged);
    }
    Ok(())
}

/// What a group has bid for with `lots` more.
pub fn expose(terms: &Terms, exposure: Lots, lots: Lots) -> Result<Lots, Refusal> {
    if lots == 0 {
        return Err(Refusal::ZeroLots);
    }
    exposure.checked_add(lots).filter(|sum| *sum <= terms.rules.max_lots).ok_or(Refusal::TooManyLots)
}

/// The deposit: the most lots at the ceiling, or, of an open bid, its lots at its price.
pub fn deposit(terms: &Terms, bid: &Bid) -> Result<Money, Refusal> {
    let price = match (terms.kind, bid.offer) {
        (Kind::OneWay, Offer::Open { price, .. }) => price,
        _ => terms.ceiling,
    };
    amount(terms, price, bid.max_lots)
}

/// May the caller change or withdraw the bid? Sealed bids only, inside the window: an open bid binds.
pub fn check_owner(terms: &Terms, state: &State, bid: &Bid, caller: AccountId, now: Timestamp) -> Result<(), Refusal> {
    if bid.bidder != caller {
        return Err(Refusal::NotBidder);
    }
    check_bidding(terms, &state.stage, Kind::Sealed, now)
}

/// Opens a sealed bid: what is revealed hashes to `hash`, keeps to the deposit and is a price of the auction. The price's level.
pub fn reveal(
    terms: &Terms,
    state: &State,
    bid: &mut Bid,
    price: Price,
    lots: Lots,
    hash: Hash,
    now: Timestamp,
) -> Result<Level, Refusal> {
    check_phase(terms, &state.stage, Phase::Revealing, now)?;
    match bid.offer {
        Offer::Open { .. } => return Err(Refusal::Revealed),
        Offer::Sealed(committed) if committed != hash => return Err(Refusal::Mismatch),
        Offer::Sealed(_) if lots == 0 => return Err(Refusal::ZeroLots),
        Offer::Sealed(_) if lots > bid.max_lots => return Err(Refusal::TooManyLots),
        Offer::Sealed(_) => (),
    }
    let level = book::level(terms, price)?;
    bid.offer = Offer::Open { price, lots };
    Ok(level)
}

/// Reveals the reserve price, in the same phase as bids: not revealed in time, none applies. A reserve above the ceiling, which
/// no bid could meet, is no reserve.
pub fn reveal_reserve(
    terms: &Terms,
    state: &mut State,
    price: Price,
    hash: Hash,
    now: Timestamp,
) -> Result<(), Refusal> {
    check_phase(terms, &state.stage, Phase::Revealing, now)?;
    match terms.reserve {
        None => return Err(Refusal::NoReserve),
        Some(_) if state.reserve.is_some() => return Err(Refusal::Revealed),
        Some(announced) if announced != hash => return Err(Refusal::Mismatch),
        Some(_) if price > terms.ceiling => return Err(Refusal::BadPrice),
        Some(_) => (),
    }
    state.reserve = Some(price);
    Ok(())
}

/// What is due to a bid that has not been settled.
///
/// A bid that was not revealed forfeits its deposit whatever becomes of the auction, or else keeping silent would be a free way to
/// make it fall short; once lock and deposits have expired there is nothing left to forfeit.
pub fn due(terms: &Terms, state: &State, id: BidId, bid: &Bid, now: Timestamp) -> Result<Due, Refusal> {
    if bid.state != BidState::Placed {
        return Err(Refusal::Settled);
    }
    match (bid.offer, state.stage.step) {
        (Offer::Sealed(_), _) if now < terms.schedule.reveals => Err(Refusal::WrongPhase),
        (Offer::Sealed(_), _) if now < terms.closes => Ok(Due::Forfeit),
        (Offer::Sealed(_), _) | (Offer::Open { .. }, Step::Cancelled(_)) => Ok(Due::Refund),
        (Offer::Open { price, lots }, Step::Cleared) => {
            let lots = share::lots_of(terms, &state.stage, id, price, lots)?;
            if lots == 0 {
                return Ok(Due::Refund);
            }
            let price = match terms.pricing {
                Pricing::Uniform => book::price(terms, state.stage.margin.level)?,
                Pricing::PayAsBid => price,
            };
            Ok(Due::Sale { lots, price, amount: amount(terms, price, lots)? })
        }
        (Offer::Open { .. }, _) => Err(Refusal::WrongPhase),
    }
}

/// What a winner loses who may not take delivery: the stated part of its deposit, rounded down; the rest goes back.
pub fn penalty(terms: &Terms, bid: &Bid) -> Result<Money, Refusal> {
    notice::part(deposit(terms, bid)?, terms.rules.default_part)
}

/// Lots sold are accounted for: delivered, or given up. True when no winner is left to wait for and units are still locked: then
/// the lock is to be taken off.
pub fn resolve(terms: &Terms, state: &mut State, lots: Lots, delivered: bool) -> Result<bool, Refusal> {
    state.outstanding = state.outstanding.checked_sub(lots).ok_or(Refusal::Overflow)?;
    if delivered {
        state.delivered = state.delivered.checked_add(lots).ok_or(Refusal::Overflow)?;
    }
    Ok(state.outstanding == 0 && state.delivered < terms.lots)
}
