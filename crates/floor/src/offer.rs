//! An order comes in, an order is closed.

use crate::data::{Books, Shelf};
use crate::desk::{return_rest, tell_closed};
use crate::{calls, emit, events, parties, Config, Error, Today};
use weir_rules::book;
use weir_rules::market as rules;
use weir_types::book::{Entry, Link};
use weir_types::market::{Accept, Order, OrderId, OrderKind};
use weir_types::{weir_probe, AccountId, BatchId, Price, Quantity, Timestamp};

/// An order before it is backed.
pub fn draft(
    kind: OrderKind,
    owner: AccountId,
    (batch, quantity): (BatchId, Quantity),
    price: Price,
    expires: Timestamp,
    accept: Accept,
) -> Order {
    Order { kind, owner, batch, price, quantity, remaining: quantity, expires, lock: 0, accept, closed: None }
}

/// Locks an order's units. In a market that holds what was bought today, what was must still be there (`HOLD`: where it may).
pub fn back_with_units<const HOLD: bool>(config: &Config, today: &Today, order: &mut Order) -> Result<(), Error> {
    let Order { owner, batch, quantity, expires, .. } = *order;
    order.lock = calls::lock(config.ledger, owner, batch, quantity, expires)?;
    if HOLD && today.market.terms.hold {
        parties::check_hold(&Books::default(), config.ledger, batch, owner, today.clock.day)?;
    }
    Ok(())
}

/// Lists an order whose market trades. `HOLD` as with [`back_with_units`].
#[inline(never)]
pub fn list<const HOLD: bool>(
    config: &Config,
    count: &mut OrderId,
    today: &mut Today,
    mut draft: Order,
) -> Result<OrderId, Error> {
    rules::check_listing(&today.market, draft.price, draft.quantity)?;
    weir_probe!(rules::limits(today.market.session.close, &today.market.terms)
        .is_ok_and(|(low, high)| draft.price < low || draft.price > high));
    back_with_units::<HOLD>(config, today, &mut draft)?;
    let order = enter(count, today, &draft)?;
    let Order { owner: seller, batch, quantity, price, expires, accept, .. } = draft;
    emit(events::Listed { order, seller, batch, quantity, price, expires, accept });
    Ok(order)
}

/// Numbers an order and puts it where it belongs. Stores the market when that, or a day that ended, changed it.
#[inline(never)]
pub fn enter(count: &mut OrderId, today: &mut Today, order: &Order) -> Result<OrderId, Error> {
    let id = count.checked_add(1).ok_or(Error::Overflow)?;
    *count = id;
    let mut entry = Entry { order: *order, link: Link::default() };
    let before = (today.market.best, today.market.scan);
    if let OrderKind::Block { .. } = order.kind {
        Books::default().set_entry(id, &entry);
    } else {
        let mut shelf = Shelf::of(today.instrument);
        book::enter(&mut shelf, &mut today.market, id, &mut entry, today.clock.now)?;
    }
    if today.ended.is_some() || before != (today.market.best, today.market.scan) {
        today.store();
    }
    Ok(id)
}

/// How an order is to be closed, and for whom.
#[derive(Clone, Copy)]
pub enum How {
    /// For its owner.
    Cancel(AccountId),
    /// For anybody, once it has run out.
    Expire,
    /// For the buyer that a block names.
    Reject(AccountId),
}

/// Closes an order (or, when it was filled by number and nobody has matched since, only sweeps it), takes it out of the book and gives back what it has left: units, or cents of a buy.
#[inline(never)]
pub fn close(config: &Config, id: OrderId, how: How) -> Result<u128, Error> {
    let clock = config.clock()?;
    let mut books = Books::default();
    let entry = &mut books.entry(id).ok_or(Error::UnknownOrder)?;
    if matches!(how, How::Expire) && entry.order.closed.is_some() && entry.link.queue.is_some() {
        leave(entry)?;
        books.set_entry(id, entry);
        return Ok(0);
    }
    match how {
        How::Cancel(caller) => rules::cancel(&mut entry.order, caller, clock.now)?,
        How::Expire => rules::expire(&mut entry.order, clock.now)?,
        How::Reject(caller) => rules::reject(&mut entry.order, caller, clock.now)?,
    }
    if let How::Cancel(caller) = how {
        weir_probe!(entry.order.owner != caller);
    }
    leave(entry)?;
    books.set_entry(id, entry);
    let returned = return_rest(config, &entry.order, &clock)?;
    tell_closed(id, &entry.order, returned);
    Ok(returned)
}

/// Takes an order out of the book, if it is there.
#[inline(never)]
fn leave(entry: &mut Entry) -> Result<(), Error> {
    if entry.link.queue.is_none() {
        return Ok(());
    }
    let (mut books, instrument) = (Books::default(), entry.order.batch.instrument);
    let mut market = books.market(instrument).ok_or(Error::UnknownMarket)?;
    let before = market.best;
    book::leave(&mut Shelf::of(instrument), &mut market, entry);
    if before != market.best {
        books.set_market(instrument, &market);
    }
    Ok(())
}
