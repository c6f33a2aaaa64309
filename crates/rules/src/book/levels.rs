//! The best price levels of the offers, kept with the market so that a taker's order is checked against them for nothing
//! (SEEE: a taker picks within the best five).

use super::{bitmap, tick_of, Shelves};
use crate::market::{limits, Refusal};
use weir_types::book::Queue;
use weir_types::market::{Market, Tick, LEVELS, NO_TICK};

/// May an order at this tick be picked? Always where the market does not ask.
pub fn may_pick(market: &Market, tick: Tick) -> bool {
    let levels = usize::from(market.terms.levels);
    levels == 0 || market.best.iter().take(levels).any(|best| *best == tick)
}

/// Finds the levels anew: when a day begins, since offers under its band are not counted, and when terms change.
pub fn rebuild(shelves: &impl Shelves, market: &mut Market) -> Result<(), Refusal> {
    market.best = [NO_TICK; LEVELS];
    if market.terms.levels == 0 {
        return Ok(());
    }
    let mut from = Some(lowest(market)?);
    for best in &mut market.best {
        let Some(tick) = from.and_then(|from| bitmap::first_from(shelves, Queue::Offers, from)) else { break };
        *best = tick;
        from = tick.checked_add(1);
    }
    Ok(())
}

/// A new level.
pub(super) fn insert(market: &mut Market, tick: Tick) -> Result<(), Refusal> {
    if tick < lowest(market)? {
        return Ok(());
    }
    let mut next = tick;
    for best in &mut market.best {
        if next < *best {
            core::mem::swap(best, &mut next);
        }
    }
    Ok(())
}

/// A level that is gone: those after it move up, the next one is looked up.
pub(super) fn remove(shelves: &impl Shelves, market: &mut Market, tick: Tick) {
    let Some(last) = market.best.last().copied() else { return };
    let mut gone = false;
    let mut kept = market.best;
    for (best, next) in kept.iter_mut().zip(market.best.iter().skip(1).chain([&NO_TICK])) {
        gone |= *best == tick;
        if gone {
            *best = *next;
        }
    }
    if gone {
        if let (true, Some(slot)) = (last != NO_TICK, kept.last_mut()) {
            let next = last.checked_add(1).and_then(|from| bitmap::first_from(shelves, Queue::Offers, from));
            *slot = next.unwrap_or(NO_TICK);
        }
        market.best = kept;
    }
}

/// The lowest tick inside of today's band.
fn lowest(market: &Market) -> Result<Tick, Refusal> {
    let (low, _) = limits(market.session.close, &market.terms)?;
    let tick = market.terms.tick;
    let up = low.div_ceil(tick.max(1)).checked_mul(tick).ok_or(Refusal::Overflow)?;
    tick_of(up, tick)
}
