//! The best prices of the book, for those who look.

use crate::data::Shelf;
use crate::Today;
use ink::prelude::vec::Vec;
use weir_rules::book::{self, bitmap, Shelves};
use weir_rules::market as rules;
use weir_types::book::Queue;
use weir_types::market::{Level, Side, Tick};
use weir_types::Price;

/// The most orders a look at the book counts in all.
const MAX_LOOKS: u32 = 256;

/// The best `count` levels of a side, of orders that can be traded now.
pub fn best(today: &Today, side: Side, count: usize) -> Vec<Level> {
    let shelf = &Shelf::of(today.instrument);
    let queue = match side {
        Side::Sell => Queue::Offers,
        Side::Buy => Queue::Bids,
    };
    let (mut found, mut looks) = (Vec::new(), MAX_LOOKS);
    let mut from: Option<Tick> = Some(0);
    while let Some(tick) = from.and_then(|from| bitmap::first_from(shelf, queue, from)) {
        let ticks = if side == Side::Buy { book::MAX_TICK.saturating_sub(tick) } else { tick };
        let price = Price::from(ticks).saturating_mul(today.market.terms.tick);
        let mut level = Level { price, quantity: 0, orders: 0, more: false };
        let mut at = shelf.bucket(queue, tick).map_or(0, |bucket| bucket.head);
        while let (true, Some(entry)) = (at != 0, shelf.entry(at)) {
            let Some(left) = looks.checked_sub(1) else {
                level.more = true;
                break;
            };
            looks = left;
            if rules::check_open(&entry.order, today.clock.now).is_ok() {
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
