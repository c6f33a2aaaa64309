//! Standing orders that carry themselves out: price, then time, a bounded number of steps a call, resumable by anybody.
//!
//! **What the price is.** Of two orders that meet, the one that came into the book later is the taker, and the trade is at the other's
//! price: a buy at 52 that finds an offer at 50 pays 50; an offer at 50 that finds a buy at 52 gets 52. A price outside of the day's
//! band is brought to its edge, which is never worse for the order whose price it is than what it asked for. Orders meet when the
//! offer's price is not above the buy's, the offer's not above the band, the buy's not under it.
//!
//! **Who meets whom.** The best buy with the best offer; at one price the one that entered first. Two orders that the terms keep
//! apart (one owner, another batch, a rule of the scope, a flag that the other does not accept) pass each other by: the buy is compared
//! with the next offer. When a call ends in such a search, the market remembers where ([`weir_types::market::Scan`]).
//!
//! **Bounded.** Every step deals with at least one order, or one pair that may not meet: an order whose time has come enters the book,
//! one that ran out leaves it, a trade is made, a pair is passed by. Each reads and writes a fixed number of records.

use super::{enter, first, leave, next, Shelves};
use crate::market::{amount, check_open, limits, record, Clock, Refusal};
use weir_types::book::{Entry, Queue};
use weir_types::market::{Market, Scan, NO_TICK};
use weir_types::order::{Closed, Matched, Order, OrderId, OrderKind, SLOT};
use weir_types::{Money, Price, Quantity};

/// A trade between a buy and an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The buy's number.
    pub buy: OrderId,
    /// Whose it is and what is left of it before.
    pub buyer: Order,
    /// The offer's number.
    pub sell: OrderId,
    /// Whose it is and what is left of it before.
    pub seller: Order,
    /// Cents for a whole unit.
    pub price: Price,
    /// How many units.
    pub quantity: Quantity,
    /// How many cents.
    pub amount: Money,
}

/// What came of a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Units and cash have moved.
    Done,
    /// These two may not meet.
    Pass,
    /// The buy cannot be carried out with anybody.
    BadBuy,
    /// The offer cannot be carried out with anybody.
    BadSell,
}

/// What matching needs done.
pub trait Desk: Shelves {
    /// Why it stops; everything is undone then.
    type Error: From<Refusal>;
    /// Moves units and cash, or says why not.
    fn trade(&mut self, fill: &Fill) -> Result<Verdict, Self::Error>;
    /// Gives back what a closed order has left, and tells so.
    fn give_back(&mut self, id: OrderId, order: &Order) -> Result<(), Self::Error>;
}

struct Found {
    id: OrderId,
    entry: Entry,
}

/// Takes up to `limit` steps. The market is open and has been rolled to today.
pub fn run<D: Desk>(desk: &mut D, market: &mut Market, clock: &Clock, limit: u32) -> Result<Matched, D::Error> {
    let mut steps = limit;
    activate(desk, market, clock, &mut steps)?;
    let mut done = Matched::default();
    let scan = core::mem::take(&mut market.scan);
    let mut bid = standing(desk, scan.bid, Queue::Bids);
    let mut offer = standing(desk, scan.offer, Queue::Offers);
    // A search that has come to the last offer goes on with the next buy; one of whose orders has left the book is over.
    let mut searching = bid.is_some() && (offer.is_some() || scan.offer == 0);
    let mut passed = searching;
    if !searching {
        (bid, offer) = (top(desk, Queue::Bids), top(desk, Queue::Offers));
    }
    let (low, high) = limits(market.session.close, &market.terms)?;
    while let Some(left) = steps.checked_sub(1) {
        // Orders that are closed or have run out are swept, on either side.
        if let Some(dead) = bid.take_if(|bid| is_dead(bid, clock)) {
            bid = sweep(desk, market, dead, Closed::Expired)?;
            restart(desk, &mut offer, &mut passed);
            steps = left;
            continue;
        }
        if let Some(dead) = offer.take_if(|offer| is_dead(offer, clock)) {
            offer = sweep(desk, market, dead, Closed::Expired)?;
            steps = left;
            continue;
        }
        let Some(buy) = &mut bid else { break };
        let meets = |offer: &&mut Found| {
            let (asked, bidden) = (offer.entry.order.price, buy.entry.order.price);
            asked <= bidden && asked <= high && bidden >= low
        };
        let Some(sell) = offer.as_mut().filter(meets) else {
            // No lower buy meets an offer that this one, the best, does not; unless it has passed some by.
            if !passed {
                break;
            }
            bid = following(desk, buy);
            restart(desk, &mut offer, &mut passed);
            steps = left;
            continue;
        };
        steps = left;
        let quantity = buy.entry.order.remaining.min(sell.entry.order.remaining);
        let price = resting_price(buy, sell).clamp(low, high);
        let verdict = match amount(price, quantity) {
            // What is left of one of them costs nothing.
            Err(Refusal::NothingToPay) if sell.entry.order.remaining == quantity => Verdict::BadSell,
            Err(Refusal::NothingToPay) => Verdict::BadBuy,
            Err(refusal) => return Err(refusal.into()),
            Ok(amount) => {
                let (buyer, seller) = (buy.entry.order, sell.entry.order);
                let fill = Fill { buy: buy.id, buyer, sell: sell.id, seller, price, quantity, amount };
                let verdict = desk.trade(&fill)?;
                if verdict == Verdict::Done {
                    record(&mut market.session, price, quantity, amount)?;
                    done.fills = done.fills.saturating_add(1);
                    done.quantity = done.quantity.saturating_add(quantity);
                    reduce(&mut buy.entry.order, quantity, amount)?;
                    reduce(&mut sell.entry.order, quantity, amount)?;
                }
                verdict
            }
        };
        match verdict {
            Verdict::Pass => {
                (passed, searching) = (true, true);
                offer = following(desk, sell);
                continue;
            }
            Verdict::BadSell => sell.entry.order.closed = Some(Closed::Rejected),
            Verdict::BadBuy => buy.entry.order.closed = Some(Closed::Rejected),
            Verdict::Done => {}
        }
        offer = settle(desk, market, &mut offer)?;
        let before = bid.as_ref().map(|bid| bid.id);
        bid = settle(desk, market, &mut bid)?;
        if bid.as_ref().map(|bid| bid.id) != before {
            restart(desk, &mut offer, &mut passed);
        }
    }
    done.finished = steps > 0;
    if let (false, true, Some(bid)) = (done.finished, searching, &bid) {
        let (offer, offer_at) = offer.map_or((0, NO_TICK), |offer| (offer.id, offer.entry.link.tick));
        market.scan = Scan { bid: bid.id, bid_at: bid.entry.link.tick, offer, offer_at };
    }
    Ok(done)
}

/// Standing orders whose time has come enter the book, in the order of their slots.
fn activate<D: Desk>(desk: &mut D, market: &mut Market, clock: &Clock, steps: &mut u32) -> Result<(), D::Error> {
    while let Some(left) = steps.checked_sub(1) {
        let due = first(desk, Queue::Waiting, 0).filter(|(slot, _)| SLOT.saturating_mul((*slot).into()) <= clock.now);
        let Some(mut found) = due.and_then(|(_, id)| found(desk, id)) else { break };
        *steps = left;
        if is_dead(&found, clock) {
            sweep(desk, market, found, Closed::Expired)?;
        } else {
            leave(desk, market, &mut found.entry);
            enter(desk, market, found.id, &mut found.entry, clock.now)?;
        }
    }
    Ok(())
}

/// Stores an order that was part of a trade or judged, and takes it out when it is closed. The order to go on with.
fn settle<D: Desk>(desk: &mut D, market: &mut Market, at: &mut Option<Found>) -> Result<Option<Found>, D::Error> {
    let Some(found) = at.take() else { return Ok(None) };
    if found.entry.order.closed.is_some() {
        return sweep(desk, market, found, Closed::Filled);
    }
    desk.set_entry(found.id, &found.entry);
    Ok(Some(found))
}

/// Takes an order out of the book, closed as it is or as told, and gives back what it has left. The one after it.
fn sweep<D: Desk>(
    desk: &mut D,
    market: &mut Market,
    mut found: Found,
    closed: Closed,
) -> Result<Option<Found>, D::Error> {
    let after = next(desk, &found.entry.link);
    leave(desk, market, &mut found.entry);
    let order = &mut found.entry.order;
    let how = *order.closed.get_or_insert(closed);
    let funds = matches!(order.kind, OrderKind::Buy { funds, .. } if funds > 0);
    if how != Closed::Filled || funds {
        desk.give_back(found.id, order)?;
    }
    desk.set_entry(found.id, &found.entry);
    Ok(after.and_then(|id| self::found(desk, id)))
}

fn following<D: Desk>(desk: &D, from: &Found) -> Option<Found> {
    next(desk, &from.entry.link).and_then(|id| found(desk, id))
}

fn restart<D: Desk>(desk: &D, offer: &mut Option<Found>, passed: &mut bool) {
    if core::mem::take(passed) {
        *offer = top(desk, Queue::Offers);
    }
}

fn top<D: Desk>(desk: &D, queue: Queue) -> Option<Found> {
    first(desk, queue, 0).and_then(|(_, id)| found(desk, id))
}

fn standing<D: Desk>(desk: &D, id: OrderId, queue: Queue) -> Option<Found> {
    found(desk, id).filter(|found| found.entry.link.queue == Some(queue))
}

fn found<D: Desk>(desk: &D, id: OrderId) -> Option<Found> {
    desk.entry(id).map(|entry| Found { id, entry })
}

fn is_dead(found: &Found, clock: &Clock) -> bool {
    check_open(&found.entry.order, clock.now).is_err()
}

/// The price of the one that was in the book first; of two that entered at one time, of the one with the lower number.
fn resting_price(buy: &Found, sell: &Found) -> Price {
    if (buy.entry.link.since, buy.id) < (sell.entry.link.since, sell.id) {
        buy.entry.order.price
    } else {
        sell.entry.order.price
    }
}

/// Takes a trade off an order.
fn reduce(order: &mut Order, quantity: Quantity, amount: Money) -> Result<(), Refusal> {
    order.remaining = order.remaining.checked_sub(quantity).ok_or(Refusal::Overflow)?;
    if let OrderKind::Buy { funds, .. } = &mut order.kind {
        *funds = funds.checked_sub(amount).ok_or(Refusal::Overflow)?;
    }
    if order.remaining == 0 {
        order.closed = Some(Closed::Filled);
    }
    Ok(())
}
