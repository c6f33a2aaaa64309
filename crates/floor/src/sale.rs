//! A sale by number: an order of the book, in part or whole, or a block.

use crate::data::{Books, Shelf};
use crate::parties::{self, Party};
use crate::{calls, emit, events, Config, Error, Today};
use weir_rules::book::{self, levels};
use weir_rules::market as rules;
use weir_types::book::{Entry, Queue};
use weir_types::market::{Market, Order, OrderId, OrderKind};
use weir_types::settlement::{Delivery, TradeMode};
use weir_types::{weir_probe, AccountId, Money, Price, Quantity, Timestamp};

/// What a buyer asks for.
pub struct Wish {
    /// Who.
    pub buyer: AccountId,
    /// Which order.
    pub order: OrderId,
    /// How many units of it; none: all of a block.
    pub quantity: Option<Quantity>,
    /// The price the buyer saw.
    pub max_price: Price,
    /// Deals with a flagged seller.
    pub accept_flagged: bool,
    /// Pays through it; none: in cash, at once.
    pub bank: Option<AccountId>,
}

/// Sells. `LIMITED`: also asks and notes what only some markets limit; then the order may be a block or paid through a bank.
/// What was paid, or is to be.
#[inline(never)]
pub fn sell<const LIMITED: bool>(config: &Config, today: Today, mut entry: Entry, wish: &Wish) -> Result<Money, Error> {
    let Today { instrument, mut market, clock, .. } = today;
    let Wish { buyer, max_price, .. } = *wish;
    let (now, batch) = (clock.now, entry.order.batch);
    let bank = if LIMITED { wish.bank } else { None };
    if bank.is_some() && !entry.order.accept.bank {
        return Err(Error::BankNotAccepted);
    }
    let (mode, quantity, amount) = match wish.quantity {
        None if LIMITED => {
            let amount = rules::confirm(&mut entry.order, &market, buyer, max_price, now)?;
            (TradeMode::Block, entry.order.quantity, amount)
        }
        quantity => {
            let quantity = quantity.unwrap_or(0);
            check_offered(&entry, &market, now)?;
            let session = market.session;
            let amount = rules::take(&mut entry.order, &mut market, buyer, quantity, max_price, now)?;
            if bank.is_some() {
                // Nothing is paid yet, so it must not move the close.
                market.session = session;
            }
            (TradeMode::Listed, quantity, amount)
        }
    };
    // Where takers are kept to the best levels a level must not outlive its orders. Elsewhere the next matching sweeps.
    if entry.order.closed.is_some() && market.terms.levels > 0 {
        book::leave(&mut Shelf::of(instrument), &mut market, &mut entry);
    }
    let mut books = Books::default();
    books.set_entry(wish.order, &entry);
    books.set_market(instrument, &market);

    let Order { owner: seller, accept, lock, price, remaining, .. } = entry.order;
    let terms = &market.terms;
    if LIMITED {
        parties::check_scope(&books, config.registry, terms, instrument, (seller, buyer), now)?;
    }
    weir_probe!(buyer == seller);
    weir_probe!(price > max_price);
    weir_probe!(entry.order.expires <= now);
    let delivery = Delivery { lock, buyer, quantity, amount, mode };
    let settled = match bank {
        Some(bank) if LIMITED => calls::open_bank(config.settlement, delivery, bank)?,
        _ => calls::deliver(config.settlement, delivery)?,
    };
    if settled.seller != seller || settled.batch != batch {
        return Err(Error::SettlementMismatch);
    }
    let selling = Party { account: seller, standing: settled.from, accepts_flagged: accept.flagged };
    let buying = Party { account: buyer, standing: settled.to, accepts_flagged: wish.accept_flagged };
    parties::check_pair(terms, &selling, &buying)?;
    if LIMITED {
        parties::note(&mut books, terms, batch, (&selling, &buying), quantity, clock.day)?;
    }
    emit(events::Traded {
        order: wish.order,
        batch,
        seller,
        buyer,
        price,
        quantity,
        amount,
        mode,
        remaining,
        settlement: settled.id,
        buy: 0,
        bank,
    });
    Ok(amount)
}

/// Is the order in the book, at a price that may be picked?
fn check_offered(entry: &Entry, market: &Market, now: Timestamp) -> Result<(), Error> {
    if !matches!(entry.order.kind, OrderKind::Listed | OrderKind::Sell { .. }) {
        return Err(Error::NotInBook);
    }
    rules::check_open(&entry.order, now)?;
    if entry.link.queue != Some(Queue::Offers) {
        return Err(Error::OrderWaiting);
    }
    if levels::may_pick(market, entry.link.tick) {
        Ok(())
    } else {
        Err(Error::NotWithinBestLevels)
    }
}
