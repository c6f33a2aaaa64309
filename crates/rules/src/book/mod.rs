//! The order book of an instrument: price buckets, each first in first out, and a bitmap that finds the next one.
//!
//! Every step reads and writes a fixed number of records, whatever the depth: a bucket, its neighbours in the list, at most five
//! words. Nobody's hint is needed or taken. What is stored where is the contract's ([`Shelves`]); these are the steps.

pub mod bitmap;
pub mod levels;
pub mod matching;

pub use bitmap::MAX_TICK;

use crate::market::Refusal;
use weir_types::book::{Bucket, Entry, Link, Queue, Word};
use weir_types::market::{Market, Tick};
use weir_types::order::{OrderId, OrderKind, SLOT};
use weir_types::{Price, Timestamp};

/// Where an instrument's book is kept.
pub trait Shelves {
    /// A word of a queue's bitmap; zeros when there is none.
    fn word(&self, queue: Queue, level: u8, index: Tick) -> Word;
    /// Stores a word; one of zeros is removed.
    fn set_word(&mut self, queue: Queue, level: u8, index: Tick, word: &Word);
    /// The orders of a tick.
    fn bucket(&self, queue: Queue, tick: Tick) -> Option<Bucket>;
    /// Stores or removes a bucket.
    fn set_bucket(&mut self, queue: Queue, tick: Tick, bucket: Option<Bucket>);
    /// An order with its place.
    fn entry(&self, id: OrderId) -> Option<Entry>;
    /// Stores an order with its place.
    fn set_entry(&mut self, id: OrderId, entry: &Entry);
}

/// A price as a tick: a multiple of the market's tick, below 2^24 of them.
pub fn tick_of(price: Price, tick: Price) -> Result<Tick, Refusal> {
    if price.checked_rem(tick) != Some(0) {
        return Err(Refusal::OffTick);
    }
    let count = price.checked_div(tick).and_then(|count| Tick::try_from(count).ok());
    count.filter(|count| *count <= MAX_TICK).ok_or(Refusal::OutOfBand)
}

/// The slot in which a time lies or, when it does not begin one, the next.
pub fn slot_from(time: Timestamp) -> Result<Tick, Refusal> {
    let slot = Tick::try_from(time.div_ceil(SLOT)).map_err(|_| Refusal::BadExpiry)?;
    (slot <= MAX_TICK).then_some(slot).ok_or(Refusal::BadExpiry)
}

/// Which queue an order belongs into now, and where in it. The due time of a standing order counts from the beginning of a slot.
pub fn place(entry: &Entry, tick: Price, now: Timestamp) -> Result<(Queue, Tick), Refusal> {
    let (queue, after) = match entry.order.kind {
        OrderKind::Listed => (Queue::Offers, 0),
        OrderKind::Sell { after } => (Queue::Offers, after),
        OrderKind::Buy { after, .. } => (Queue::Bids, after),
        OrderKind::Block { .. } => return Err(Refusal::NotInBook),
    };
    let at = tick_of(entry.order.price, tick)?;
    if after > now {
        return slot_from(after).map(|slot| (Queue::Waiting, slot));
    }
    Ok((queue, if queue == Queue::Bids { MAX_TICK.saturating_sub(at) } else { at }))
}

/// Puts an order where it belongs now and stores it. A search for partners that had passed its place begins again.
pub fn enter(
    shelves: &mut impl Shelves,
    market: &mut Market,
    id: OrderId,
    entry: &mut Entry,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (queue, tick) = place(entry, market.terms.tick, now)?;
    let new = push(shelves, id, entry, queue, tick, now);
    let passed = match queue {
        Queue::Offers => tick < market.scan.offer_at,
        Queue::Bids => tick < market.scan.bid_at,
        Queue::Waiting => false,
    };
    if passed {
        market.scan = Default::default();
    }
    if new && queue == Queue::Offers && market.terms.levels > 0 {
        levels::insert(market, tick)?;
    }
    Ok(())
}

/// Takes an order out of the book, where it stands anywhere in it. Its record is the caller's to store.
pub fn leave(shelves: &mut impl Shelves, market: &mut Market, entry: &mut Entry) {
    let Link { queue: Some(queue), tick, .. } = entry.link else { return };
    let emptied = unlink(shelves, queue, &entry.link);
    entry.link = Link::default();
    if emptied && queue == Queue::Offers && market.terms.levels > 0 {
        levels::remove(shelves, market, tick);
    }
}

/// The first order of a queue.
pub fn first(shelves: &impl Shelves, queue: Queue, from: Tick) -> Option<(Tick, OrderId)> {
    let tick = bitmap::first_from(shelves, queue, from)?;
    shelves.bucket(queue, tick).map(|bucket| (tick, bucket.head))
}

/// The order that comes after one in its queue.
pub fn next(shelves: &impl Shelves, link: &Link) -> Option<OrderId> {
    if link.next != 0 {
        return Some(link.next);
    }
    first(shelves, link.queue?, link.tick.checked_add(1)?).map(|(_, id)| id)
}

/// Appends an order to a bucket and stores it. True when the bucket is new.
fn push(
    shelves: &mut impl Shelves,
    id: OrderId,
    entry: &mut Entry,
    queue: Queue,
    tick: Tick,
    since: Timestamp,
) -> bool {
    let before = shelves.bucket(queue, tick);
    let (head, prev) = before.map_or((id, 0), |bucket| (bucket.head, bucket.tail));
    shelves.set_bucket(queue, tick, Some(Bucket { head, tail: id }));
    if before.is_none() {
        bitmap::set(shelves, queue, tick, true);
    } else {
        relink(shelves, prev, |link| link.next = id);
    }
    entry.link = Link { queue: Some(queue), tick, prev, next: 0, since };
    shelves.set_entry(id, entry);
    before.is_none()
}

/// Closes the gap that an order leaves. True when its bucket is gone.
fn unlink(shelves: &mut impl Shelves, queue: Queue, link: &Link) -> bool {
    let Link { tick, prev, next, .. } = *link;
    if prev == 0 && next == 0 {
        shelves.set_bucket(queue, tick, None);
        bitmap::set(shelves, queue, tick, false);
        return true;
    }
    if prev != 0 {
        relink(shelves, prev, |link| link.next = next);
    }
    if next != 0 {
        relink(shelves, next, |link| link.prev = prev);
    }
    if prev == 0 || next == 0 {
        if let Some(mut bucket) = shelves.bucket(queue, tick) {
            if prev == 0 {
                bucket.head = next;
            }
            if next == 0 {
                bucket.tail = prev;
            }
            shelves.set_bucket(queue, tick, Some(bucket));
        }
    }
    false
}

fn relink(shelves: &mut impl Shelves, id: OrderId, change: impl FnOnce(&mut Link)) {
    if let Some(mut entry) = shelves.entry(id) {
        change(&mut entry.link);
        shelves.set_entry(id, &entry);
    }
}

#[cfg(test)]
mod tests;
