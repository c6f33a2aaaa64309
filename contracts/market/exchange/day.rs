//! A market as it stands now, and its best prices for those who look.

use crate::data::{Books, Shelf};
use crate::{emit, events, Error};
use ink::prelude::vec::Vec;
use weir_rules::book::{self, bitmap, levels, Shelves};
use weir_rules::market::{self as rules, Clock};
use weir_types::book::Queue;
use weir_types::market::{Bar, Level, Market, Side, Tick};
use weir_types::{Instrument, Price};

/// The most orders a look at the book counts in all.
const MAX_LOOKS: u32 = 256;

/// An instrument's market, brought to today.
pub struct Today {
    /// Of what.
    pub instrument: Instrument,
    /// The market.
    pub market: Market,
    /// Now.
    pub clock: Clock,
    /// The day that is over by that.
    pub ended: Option<Bar>,
}

impl Today {
    /// Reads a market and rolls it; stores nothing.
    #[inline(never)]
    pub fn of(instrument: Instrument, clock: Clock) -> Result<Self, Error> {
        let mut market = Books::default().market(instrument).ok_or(Error::UnknownMarket)?;
        let ended = rules::roll(&mut market, clock.day);
        if ended.is_some() {
            levels::rebuild(&Shelf::of(instrument), &mut market)?;
        }
        Ok(Self { instrument, market, clock, ended })
    }

    /// Keeps the day that is over and tells so. The caller stores the market.
    #[inline(never)]
    pub fn close_day(&self) -> bool {
        let Some(bar) = self.ended else { return false };
        Books::default().keep(self.instrument, &bar);
        let Bar { day, open, high, low, last, close, volume, turnover, value } = bar;
        let instrument = self.instrument;
        emit(events::DayClosed { instrument, day, close, volume, turnover, value, open, high, low, last });
        true
    }
}

/// The best `count` levels of a side, of orders that can be traded now.
pub fn best(shelf: &Shelf, market: &Market, clock: &Clock, side: Side, count: usize) -> Vec<Level> {
    let queue = match side {
        Side::Sell => Queue::Offers,
        Side::Buy => Queue::Bids,
    };
    let (mut found, mut looks) = (Vec::new(), MAX_LOOKS);
    let mut from: Option<Tick> = Some(0);
    while let Some(tick) = from.and_then(|from| bitmap::first_from(shelf, queue, from)) {
        let ticks = if side == Side::Buy { book::MAX_TICK.saturating_sub(tick) } else { tick };
        let price = Price::from(ticks).saturating_mul(market.terms.tick);
        let mut level = Level { price, quantity: 0, orders: 0, more: false };
        let mut at = shelf.bucket(queue, tick).map_or(0, |bucket| bucket.head);
        while let (true, Some(entry)) = (at != 0, shelf.entry(at)) {
            let Some(left) = looks.checked_sub(1) else {
                level.more = true;
                break;
            };
            looks = left;
            if rules::check_open(&entry.order, clock.now).is_ok() {
                level.quantity = level.quantity.saturating_add(entry.order.remaining);
                level.orders = level.orders.saturating_add(1);
            }
            at = entry.link.next;
        }
        if level.orders > 0 || level.more {
            found.push(level);
        }
        if found.len() >= count || looks == 0 {
            break;
        }
        from = tick.checked_add(1);
    }
    found
}
