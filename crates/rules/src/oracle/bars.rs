//! The ring of daily bars, and averages over any window of it from two of its places: each holds the sums up to its day.

use crate::oracle::Refusal;
use weir_types::market::Bar;
use weir_types::oracle::index::{MAX_WINDOW, RING};
use weir_types::oracle::{Series, Slot, Totals, Window, MAX_PRICE};
use weir_types::units::Day;
use weir_types::Quantity;

/// The most units that a day's bar may have. With [`MAX_PRICE`] it keeps the sums of a whole ring inside 128 bits.
pub const MAX_VOLUME: Quantity = 100_000_000_000_000_000_000;

/// The place of a day in the ring.
pub fn place(day: Day) -> u16 {
    // The remainder is below RING, so both always succeed.
    day.checked_rem(RING).and_then(|place| u16::try_from(place).ok()).unwrap_or_default()
}

/// Is this the bar of a day, and can its numbers be true together?
pub fn check(bar: &Bar, day: Day) -> Result<(), Refusal> {
    let traded = || {
        let inside = |price| bar.low <= price && price <= bar.high;
        // A day's value is at least its volume at the low and at most that at the high.
        let bounds = bar.low.checked_mul(bar.volume).zip(bar.high.checked_mul(bar.volume));
        let average = bounds.is_some_and(|(least, most)| least <= bar.value && bar.value <= most);
        bar.low > 0 && bar.high <= MAX_PRICE && inside(bar.open) && inside(bar.last) && average
    };
    let untraded = || bar.value == 0 && bar.turnover == 0;
    let numbers = bar.volume <= MAX_VOLUME && if bar.volume > 0 { traded() } else { untraded() };
    if bar.day == day && bar.close > 0 && bar.close <= MAX_PRICE && numbers {
        Ok(())
    } else {
        Err(Refusal::BadBar)
    }
}

/// The sums with a bar added. They wrap.
pub fn add(totals: &Totals, bar: &Bar) -> Totals {
    Totals {
        value: totals.value.wrapping_add(bar.value),
        volume: totals.volume.wrapping_add(bar.volume),
        closes: totals.closes.wrapping_add(bar.close),
    }
}

/// The first day that windows may begin with.
pub fn first_kept(series: &Series) -> Day {
    series.start.max(series.day.saturating_sub(RING.saturating_sub(1)))
}

/// Is `from..=to` a window that can be asked?
pub fn check_window(series: &Series, from: Day, to: Day) -> Result<(), Refusal> {
    let days = to.checked_sub(from).ok_or(Refusal::BadWindow)?;
    if days >= MAX_WINDOW || from < first_kept(series) || to > series.day {
        return Err(Refusal::BadWindow);
    }
    Ok(())
}

/// The averages between two places of the ring, both included.
pub fn window(first: &Slot, last: &Slot) -> Result<Window, Refusal> {
    let (from, to) = (first.bar.day, last.bar.day);
    let days = to.checked_sub(from).and_then(|days| days.checked_add(1)).ok_or(Refusal::BadWindow)?;
    let after = add(&last.before, &last.bar);
    let value = after.value.wrapping_sub(first.before.value);
    let volume = after.volume.wrapping_sub(first.before.volume);
    let closes = after.closes.wrapping_sub(first.before.closes);
    let twap = closes.checked_div(days.into()).ok_or(Refusal::Overflow)?;
    Ok(Window { from, to, volume, vwap: value.checked_div(volume), twap })
}

#[cfg(test)]
mod tests;
