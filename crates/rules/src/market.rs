//! Listed trading (挂牌): what may be listed and taken, what it costs, and how a day closes.
//!
//! **Rounding**: what a buyer pays is rounded down, the residue (less than a cent a trade) stays with the buyer. A close is
//! rounded down from the exact sum of price times quantity, so that many small trades cannot move it by their residues.
//! Sources: SEEE notice of 22 June 2021 (band around the previous close, close as the day's volume-weighted average of listed
//! trades, carried forward without one); Guangzhou's rules (a thin day leaves the close where it was).

use crate::math::mul_div;
use weir_types::market::{Closed, Market, Order, OrderStatus, Session, Terms};
use weir_types::units::{Day, DAY_MS, ONE_IN_BASIS_POINTS, WHOLE_UNIT};
use weir_types::{AccountId, Money, Price, Quantity, Timestamp};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Why the market refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Terms that contradict each other, or a reference price of zero.
    BadTerms,
    /// The market is halted.
    Halted,
    /// The price is outside of the day's band.
    OutOfBand,
    /// Fewer units than an order must have.
    TooSmall,
    /// More units than an order may have.
    TooLarge,
    /// The order has been filled, cancelled or expired.
    OrderClosed,
    /// The order has run out.
    OrderExpired,
    /// The order has not run out yet.
    OrderActive,
    /// Not the seller of the order.
    NotSeller,
    /// The buyer is the seller.
    OwnOrder,
    /// Zero units.
    ZeroQuantity,
    /// More units than are left.
    ExceedsRemaining,
    /// The order's price is above what the buyer would pay.
    AboveMaximum,
    /// The amount rounds down to nothing.
    NothingToPay,
    /// A number would leave its range.
    Overflow,
}

/// What a day that is over leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayClose {
    /// Which day.
    pub day: Day,
    /// Its close.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
}

/// The day a time belongs to, counted from the epoch, for days that begin `offset` minutes before midnight UTC (east is positive:
/// 480 for China).
pub fn day_of(now: Timestamp, offset: i16) -> Result<Day, Refusal> {
    let shift = i64::from(offset).checked_mul(MINUTE_MS).ok_or(Refusal::Overflow)?;
    let local = now.checked_add_signed(shift).ok_or(Refusal::Overflow)?;
    local.checked_div(DAY_MS).and_then(|day| Day::try_from(day).ok()).ok_or(Refusal::Overflow)
}

/// The lowest and the highest price of the day: the close and `band` basis points of it either way, the step rounded down.
pub fn limits(close: Price, terms: &Terms) -> Result<(Price, Price), Refusal> {
    let step = mul_div(close, terms.band.into(), ONE_IN_BASIS_POINTS.into()).ok_or(Refusal::Overflow)?;
    let low = close.checked_sub(step).ok_or(Refusal::Overflow)?;
    let high = close.checked_add(step).ok_or(Refusal::Overflow)?;
    Ok((low, high))
}

/// What `quantity` costs at `price`: rounded down to a cent, the residue stays with the buyer; never zero.
pub fn amount(price: Price, quantity: Quantity) -> Result<Money, Refusal> {
    match mul_div(price, quantity, WHOLE_UNIT) {
        Some(0) => Err(Refusal::NothingToPay),
        Some(amount) => Ok(amount),
        None => Err(Refusal::Overflow),
    }
}

/// A new market: the supervisor's reference price stands in for the close before the first day.
pub fn open(reference: Price, terms: Terms, today: Day) -> Result<Market, Refusal> {
    check_terms(&terms)?;
    if reference == 0 {
        return Err(Refusal::BadTerms);
    }
    Ok(Market { terms, session: new_day(today, reference), halted: false })
}

/// Terms that make a market: a band of 1 to 10,000 basis points, and order sizes with room between them.
pub fn check_terms(terms: &Terms) -> Result<(), Refusal> {
    let band_ok = terms.band > 0 && terms.band <= ONE_IN_BASIS_POINTS;
    if band_ok && terms.min > 0 && terms.min <= terms.max {
        Ok(())
    } else {
        Err(Refusal::BadTerms)
    }
}

/// Brings a market to `today`. When its day is over: what that day closed at. Days without a trade in between carry the close and
/// leave nothing of their own; a day before the market's changes nothing.
pub fn roll(market: &mut Market, today: Day) -> Option<DayClose> {
    let ended = market.session;
    if today <= ended.day {
        return None;
    }
    // A volume of zero is never above `thin`, so the division has a divisor.
    let average = ended.value.checked_div(ended.volume).filter(|_| ended.volume > market.terms.thin);
    let close = average.filter(|price| *price > 0).unwrap_or(ended.close);
    market.session = new_day(today, close);
    Some(DayClose { day: ended.day, close, volume: ended.volume, turnover: ended.turnover })
}

/// May this be listed? The market must have been rolled to today.
pub fn check_listing(market: &Market, price: Price, quantity: Quantity) -> Result<(), Refusal> {
    check_price(market, price)?;
    if quantity < market.terms.min {
        return Err(Refusal::TooSmall);
    }
    if quantity > market.terms.max {
        return Err(Refusal::TooLarge);
    }
    amount(price, quantity).map(|_| ())
}

/// Takes `quantity` of an order for a buyer who would pay up to `max_price` for a whole unit, at the order's price; the market
/// must have been rolled to today. What the buyer pays.
pub fn take(
    order: &mut Order,
    market: &mut Market,
    buyer: AccountId,
    quantity: Quantity,
    max_price: Price,
    now: Timestamp,
) -> Result<Money, Refusal> {
    check_open(order, now)?;
    if buyer == order.seller {
        return Err(Refusal::OwnOrder);
    }
    if quantity == 0 {
        return Err(Refusal::ZeroQuantity);
    }
    let remaining = order.remaining.checked_sub(quantity).ok_or(Refusal::ExceedsRemaining)?;
    if order.price > max_price {
        return Err(Refusal::AboveMaximum);
    }
    check_price(market, order.price)?;
    let paid = amount(order.price, quantity)?;
    record(&mut market.session, order.price, quantity, paid)?;
    order.remaining = remaining;
    if remaining == 0 {
        order.closed = Some(Closed::Filled);
    }
    Ok(paid)
}

/// Closes an order for its seller, while it has not run out.
pub fn cancel(order: &mut Order, caller: AccountId, now: Timestamp) -> Result<(), Refusal> {
    if order.seller != caller {
        return Err(Refusal::NotSeller);
    }
    check_open(order, now)?;
    order.closed = Some(Closed::Cancelled);
    Ok(())
}

/// Closes an order that has run out.
pub fn expire(order: &mut Order, now: Timestamp) -> Result<(), Refusal> {
    match check_open(order, now) {
        Err(Refusal::OrderExpired) => {
            order.closed = Some(Closed::Expired);
            Ok(())
        }
        Err(refusal) => Err(refusal),
        Ok(()) => Err(Refusal::OrderActive),
    }
}

/// How an order stands: one that ran out is expired, whether or not anybody has closed it.
pub fn status(order: &Order, now: Timestamp) -> OrderStatus {
    match order.closed {
        Some(Closed::Filled) => OrderStatus::Filled,
        Some(Closed::Cancelled) => OrderStatus::Cancelled,
        Some(Closed::Expired) => OrderStatus::Expired,
        None if now >= order.expires => OrderStatus::Expired,
        None => OrderStatus::Open,
    }
}

fn check_open(order: &Order, now: Timestamp) -> Result<(), Refusal> {
    if order.closed.is_some() {
        return Err(Refusal::OrderClosed);
    }
    if now >= order.expires {
        return Err(Refusal::OrderExpired);
    }
    Ok(())
}

fn check_price(market: &Market, price: Price) -> Result<(), Refusal> {
    if market.halted {
        return Err(Refusal::Halted);
    }
    let (low, high) = limits(market.session.close, &market.terms)?;
    if price < low || price > high || price == 0 {
        return Err(Refusal::OutOfBand);
    }
    Ok(())
}

fn new_day(day: Day, close: Price) -> Session {
    Session { day, close, volume: 0, turnover: 0, value: 0 }
}

fn record(session: &mut Session, price: Price, quantity: Quantity, paid: Money) -> Result<(), Refusal> {
    let value = price.checked_mul(quantity).ok_or(Refusal::Overflow)?;
    session.value = session.value.checked_add(value).ok_or(Refusal::Overflow)?;
    session.volume = session.volume.checked_add(quantity).ok_or(Refusal::Overflow)?;
    session.turnover = session.turnover.checked_add(paid).ok_or(Refusal::Overflow)?;
    Ok(())
}

#[cfg(test)]
mod tests;
