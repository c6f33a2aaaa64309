//! The market of an instrument: what may be listed, placed, taken and confirmed, what it costs, and how a day closes.
//!
//! **Rounding**: what a buyer pays is rounded down, the residue (less than a cent a trade) stays with the buyer. A close is
//! rounded down from the exact sum of price times quantity, so that many small trades cannot move it by their residues.
//! Sources: SEEE notice of 22 June 2021 (band around the previous close, close as the day's volume-weighted average of listed
//! trades, carried forward without one); Guangzhou's rules (a thin day leaves the close where it was).

use crate::book;
use crate::math::mul_div;
use weir_types::market::{Bar, Market, Scan, Session, Terms, LEVELS, NO_TICK};
use weir_types::order::{Closed, Order, OrderKind, OrderStatus, SLOT};
use weir_types::units::{Day, DAY_MS, ONE_IN_BASIS_POINTS, WHOLE_UNIT};
use weir_types::{AccountId, BasisPoints, Money, Price, Quantity, Timestamp};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;
/// Minutes of a day.
const DAY_MINUTES: u16 = 1_440;

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
    /// Not the owner of the order.
    NotOwner,
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
    /// The price is not a multiple of the tick.
    OffTick,
    /// The order is not one that is listed, or not one that stands.
    NotInBook,
    /// The order's time has not come.
    OrderWaiting,
    /// The order is not within the best price levels.
    NotBest,
    /// Outside of the market's trading hours.
    OutOfHours,
    /// It would run out before it begins.
    BadExpiry,
    /// No block trading here, or the order is no block.
    NoBlock,
    /// Not the counterparty that the block names.
    NotCounterparty,
    /// The order does not agree to payment through a bank.
    BankNotAccepted,
    /// What was bought today is not offered today.
    BoughtToday,
    /// The controller group would have bought too many units.
    PositionLimit,
}

/// A time, in the market's own day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Milliseconds since the epoch.
    pub now: Timestamp,
    /// The day.
    pub day: Day,
    /// Minutes since the day began.
    pub minute: u16,
}

/// The day a time belongs to, counted from the epoch, for days that begin `offset` minutes before midnight UTC (east is positive:
/// 480 for China).
pub fn day_of(now: Timestamp, offset: i16) -> Result<Day, Refusal> {
    clock(now, offset).map(|clock| clock.day)
}

/// The same with the minute of the day.
pub fn clock(now: Timestamp, offset: i16) -> Result<Clock, Refusal> {
    let shift = i64::from(offset).checked_mul(MINUTE_MS).ok_or(Refusal::Overflow)?;
    let local = now.checked_add_signed(shift).ok_or(Refusal::Overflow)?;
    let day = local.checked_div(DAY_MS).and_then(|day| Day::try_from(day).ok()).ok_or(Refusal::Overflow)?;
    let minute = local.checked_rem(DAY_MS).and_then(|rest| rest.checked_div(MINUTE_MS.unsigned_abs()));
    let minute = minute.and_then(|minute| u16::try_from(minute).ok()).ok_or(Refusal::Overflow)?;
    Ok(Clock { now, day, minute })
}

/// The lowest and the highest price of the day: the close and `band` basis points of it either way, the step rounded down.
pub fn limits(close: Price, terms: &Terms) -> Result<(Price, Price), Refusal> {
    around(close, terms.band)
}

fn around(close: Price, band: BasisPoints) -> Result<(Price, Price), Refusal> {
    let step = mul_div(close, band.into(), ONE_IN_BASIS_POINTS.into()).ok_or(Refusal::Overflow)?;
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
    // The book has room for the reference and its band, in ticks.
    let room = terms.tick.checked_mul(book::MAX_TICK.into()).is_none_or(|most| reference <= most / 2);
    if reference == 0 || !room {
        return Err(Refusal::BadTerms);
    }
    let (session, best, scan) = (new_day(today, reference), [NO_TICK; LEVELS], Scan::default());
    Ok(Market { terms, session, halted: false, best, scan })
}

/// Terms that make a market: bands of 1 to 10,000 basis points, order sizes with room between them, a tick, hours within a day,
/// rules of scope that there are.
pub fn check_terms(terms: &Terms) -> Result<(), Refusal> {
    let band = |band: BasisPoints| band > 0 && band <= ONE_IN_BASIS_POINTS;
    let hours = terms.windows.iter().all(|(from, to)| from <= to && *to <= DAY_MINUTES);
    let sizes = terms.min > 0 && terms.min <= terms.max && (terms.block.min == 0 || band(terms.block.band));
    if band(terms.band)
        && sizes
        && hours
        && terms.tick > 0
        && usize::from(terms.levels) <= LEVELS
        && terms.scope.is_valid()
    {
        Ok(())
    } else {
        Err(Refusal::BadTerms)
    }
}

/// New terms in place of old ones: the tick stays, since the book is sorted by it.
pub fn set_terms(market: &mut Market, terms: Terms) -> Result<Terms, Refusal> {
    check_terms(&terms)?;
    if terms.tick != market.terms.tick {
        return Err(Refusal::BadTerms);
    }
    Ok(core::mem::replace(&mut market.terms, terms))
}

/// Does the market trade now?
pub fn check_trading(market: &Market, minute: u16) -> Result<(), Refusal> {
    if market.halted {
        return Err(Refusal::Halted);
    }
    let mut used = market.terms.windows.iter().filter(|(from, to)| from < to).peekable();
    if used.peek().is_none() || used.any(|(from, to)| (*from..*to).contains(&minute)) {
        Ok(())
    } else {
        Err(Refusal::OutOfHours)
    }
}

/// Brings a market to `today`. When its day is over: what that day was. Days without a trade in between carry the close and
/// leave nothing of their own; a day before the market's changes nothing.
pub fn roll(market: &mut Market, today: Day) -> Option<Bar> {
    let ended = market.session;
    if today <= ended.day {
        return None;
    }
    // A volume of zero is never above `thin`, so the division has a divisor.
    let average = ended.value.checked_div(ended.volume).filter(|_| ended.volume > market.terms.thin);
    let close = average.filter(|price| *price > 0).unwrap_or(ended.close);
    market.session = new_day(today, close);
    let Session { day, volume, turnover, value, open, high, low, last, .. } = ended;
    Some(Bar { day, open, high, low, last, close, volume, turnover, value })
}

/// May this be listed? The market must have been rolled to today.
pub fn check_listing(market: &Market, price: Price, quantity: Quantity) -> Result<(), Refusal> {
    check_price(market, price)?;
    book::tick_of(price, market.terms.tick)?;
    check_size(market, price, quantity)
}

/// May this standing order be placed? Its price may be outside of the day's band: it waits for it. What it comes to at its limit.
pub fn check_standing(market: &Market, order: &Order, now: Timestamp) -> Result<Money, Refusal> {
    let (OrderKind::Sell { after } | OrderKind::Buy { after, .. }) = order.kind else { return Err(Refusal::NotInBook) };
    let begins = if after > now { after.div_ceil(SLOT).checked_mul(SLOT).ok_or(Refusal::BadExpiry)? } else { now };
    if order.expires <= begins {
        return Err(Refusal::BadExpiry);
    }
    check_size(market, order.price, order.quantity)?;
    amount(order.price, order.quantity)
}

/// May this block be proposed or confirmed? Blocks have a smallest size and a band of their own around the previous close.
pub fn check_block(market: &Market, price: Price, quantity: Quantity) -> Result<(), Refusal> {
    let block = market.terms.block;
    if block.min == 0 {
        return Err(Refusal::NoBlock);
    }
    if quantity < block.min {
        return Err(Refusal::TooSmall);
    }
    check_within(around(market.session.close, block.band)?, price)?;
    amount(price, quantity).map(|_| ())
}

fn check_size(market: &Market, price: Price, quantity: Quantity) -> Result<(), Refusal> {
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
    check_price(market, order.price)?;
    let paid = pick(order, buyer, quantity, max_price, now)?;
    record(&mut market.session, order.price, quantity, paid)?;
    Ok(paid)
}

/// Confirms a block for the buyer that it names, all of it at once. What the buyer pays. The day's totals stay as they are.
pub fn confirm(
    order: &mut Order,
    market: &Market,
    buyer: AccountId,
    max_price: Price,
    now: Timestamp,
) -> Result<Money, Refusal> {
    check_counterparty(order, buyer)?;
    check_open(order, now)?;
    check_block(market, order.price, order.quantity)?;
    pick(order, buyer, order.quantity, max_price, now)
}

/// Closes a block that its counterparty does not want.
pub fn reject(order: &mut Order, buyer: AccountId, now: Timestamp) -> Result<(), Refusal> {
    check_counterparty(order, buyer)?;
    check_open(order, now)?;
    order.closed = Some(Closed::Rejected);
    Ok(())
}

fn check_counterparty(order: &Order, caller: AccountId) -> Result<(), Refusal> {
    match order.kind {
        OrderKind::Block { buyer } if buyer == caller => Ok(()),
        OrderKind::Block { .. } => Err(Refusal::NotCounterparty),
        _ => Err(Refusal::NoBlock),
    }
}

/// Part of an order for a buyer, whatever the market says of its price.
pub fn pick(
    order: &mut Order,
    buyer: AccountId,
    quantity: Quantity,
    max_price: Price,
    now: Timestamp,
) -> Result<Money, Refusal> {
    check_open(order, now)?;
    if buyer == order.owner {
        return Err(Refusal::OwnOrder);
    }
    if quantity == 0 {
        return Err(Refusal::ZeroQuantity);
    }
    let remaining = order.remaining.checked_sub(quantity).ok_or(Refusal::ExceedsRemaining)?;
    if order.price > max_price {
        return Err(Refusal::AboveMaximum);
    }
    let paid = amount(order.price, quantity)?;
    order.remaining = remaining;
    if remaining == 0 {
        order.closed = Some(Closed::Filled);
    }
    Ok(paid)
}

/// Closes an order for its owner, while it has not run out.
pub fn cancel(order: &mut Order, caller: AccountId, now: Timestamp) -> Result<(), Refusal> {
    if order.owner != caller {
        return Err(Refusal::NotOwner);
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
        Some(Closed::Rejected) => OrderStatus::Rejected,
        None if now >= order.expires => OrderStatus::Expired,
        None => match order.kind {
            OrderKind::Sell { after } | OrderKind::Buy { after, .. } if after > now => OrderStatus::Waiting,
            _ => OrderStatus::Open,
        },
    }
}

/// Neither closed nor run out.
pub fn check_open(order: &Order, now: Timestamp) -> Result<(), Refusal> {
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
    check_within(limits(market.session.close, &market.terms)?, price)
}

fn check_within((low, high): (Price, Price), price: Price) -> Result<(), Refusal> {
    if price < low || price > high || price == 0 {
        return Err(Refusal::OutOfBand);
    }
    Ok(())
}

fn new_day(day: Day, close: Price) -> Session {
    Session { day, close, volume: 0, turnover: 0, value: 0, open: 0, high: 0, low: 0, last: 0 }
}

/// Adds a trade to the day's totals.
pub fn record(session: &mut Session, price: Price, quantity: Quantity, paid: Money) -> Result<(), Refusal> {
    let value = price.checked_mul(quantity).ok_or(Refusal::Overflow)?;
    if session.volume == 0 {
        (session.open, session.low) = (price, price);
    }
    session.high = session.high.max(price);
    session.low = session.low.min(price);
    session.last = price;
    session.value = session.value.checked_add(value).ok_or(Refusal::Overflow)?;
    session.volume = session.volume.checked_add(quantity).ok_or(Refusal::Overflow)?;
    session.turnover = session.turnover.checked_add(paid).ok_or(Refusal::Overflow)?;
    Ok(())
}

#[cfg(test)]
mod tests;
