//! The ring of days, and averages over any window of it from two of its places: each holds the sums up to its day.

use crate::math::divide;
use crate::oracle::in_64_bits;
use weir_types::market::Bar;
use weir_types::oracle::index::{MAX_WINDOW, RING};
use weir_types::oracle::{Error, Series, Totals, Window, MAX_PRICE};
use weir_types::units::Day;
use weir_types::{Price, Quantity};

/// The most units that a day's bar may have. With [`MAX_PRICE`] it keeps the sums of a whole ring far inside 128 bits.
pub const MAX_VOLUME: Quantity = 100_000_000_000_000_000_000;

/// The place of a day in the ring.
pub fn place(day: Day) -> u16 {
    // The remainder is below RING, so both always succeed.
    day.checked_rem(RING).and_then(|place| u16::try_from(place).ok()).unwrap_or_default()
}

/// Is this the bar of a day, and can its numbers be true together?
pub fn check(bar: &Bar, day: Day) -> Result<(), Error> {
    let traded = || {
        let inside = |price: Price| bar.low <= price && price <= bar.high;
        let average = divide(bar.value, bar.volume).is_some_and(inside);
        bar.low > 0 && bar.high <= MAX_PRICE && inside(bar.open) && inside(bar.last) && average
    };
    let untraded = || bar.value == 0 && bar.turnover == 0;
    let numbers = bar.volume <= MAX_VOLUME && if bar.volume > 0 { traded() } else { untraded() };
    if bar.day == day && bar.close > 0 && bar.close <= MAX_PRICE && numbers {
        Ok(())
    } else {
        Err(Error::BadBar)
    }
}

/// The sums with a bar added. They wrap.
pub fn add(totals: &Totals, bar: &Bar) -> Totals {
    Totals {
        value: totals.value.wrapping_add(bar.value),
        volume: totals.volume.wrapping_add(bar.volume),
        closes: totals.closes.wrapping_add(in_64_bits(bar.close)),
    }
}

/// The first day that windows may begin with.
pub fn first_kept(series: &Series) -> Day {
    series.start.max(series.day.saturating_sub(RING.saturating_sub(1)))
}

/// Is `from..=to` a window that can be asked?
pub fn check_window(series: &Series, from: Day, to: Day) -> Result<(), Error> {
    let days = to.checked_sub(from).ok_or(Error::BadWindow)?;
    if days >= MAX_WINDOW || from < first_kept(series) || to > series.day {
        return Err(Error::BadWindow);
    }
    Ok(())
}

/// The averages over `from..=to`: `before` are the sums up to the day before `from`, `after` those up to `to`.
pub fn window(from: Day, before: &Totals, to: Day, after: &Totals) -> Result<Window, Error> {
    let days = to.checked_sub(from).and_then(|days| days.checked_add(1)).ok_or(Error::BadWindow)?;
    let volume = after.volume.wrapping_sub(before.volume);
    let vwap = divide(after.value.wrapping_sub(before.value), volume);
    let twap = after.closes.wrapping_sub(before.closes).checked_div(days.into()).ok_or(Error::Overflow)?;
    Ok(Window { from, to, volume, vwap, twap: twap.into() })
}

#[cfg(test)]
mod tests;
