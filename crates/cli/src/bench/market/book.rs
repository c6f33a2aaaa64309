//! What a fill of `match_orders` costs, by how many orders rest in the book.

use super::figure::{sizes, Figure};
use super::stage::{unread, Stage};
use crate::exit::{Exit, Failure};
use weir_types::market::{Side, Terms, Ticket};
use weir_types::units::DAY_MS;
use weir_types::{Instrument, Price, Quantity};

/// Fills of one call: at ten orders, half of them buys, there are no more.
const FILLS: u64 = 5;
/// Cents for a tonne: the close, around which the band is a tenth.
const CLOSE: Price = 5_000;
/// The highest price of the day: whoever bids it meets the best offer.
const HIGH: Price = 5_500;
/// Over how many prices either way of the close orders are spread.
const PRICES: u64 = 400;
/// Units of an order: a tonne.
const QUANTITY: Quantity = 1_000;

/// Steps of a call that passes orders by.
const STEPS: u32 = 512;
const OF: &str = "orders in the book";

/// How the orders rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Offers alone, all at one price: one long queue.
    Queue,
    /// Offers and buys, spread over prices on either side of the close.
    Spread,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::Queue => "offers at one price",
            Self::Spread => "offers and buys at 800 prices",
        }
    }

    /// Side and price of the order that comes as the `number`th: neighbours in time are far apart in price.
    fn order(self, number: u64) -> (Side, Price) {
        match self {
            Self::Queue => (Side::Sell, CLOSE + 1),
            Self::Spread => {
                let away = Price::from(1 + (number / 2 * 151) % PRICES);
                if number % 2 == 0 {
                    (Side::Sell, CLOSE + away)
                } else {
                    (Side::Buy, CLOSE - away)
                }
            }
        }
    }
}

/// Fills at all sizes up to the depth, for each way in which orders can rest.
pub fn measure(stage: &mut Stage<'_>, depth: u64) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    for shape in [Shape::Queue, Shape::Spread] {
        fills(stage, shape, depth, &mut figures)?;
    }
    // The part behind what is held to a budget.
    figures.sort_by_key(|figure| figure.budget.is_none());
    Ok(figures)
}

fn fills(stage: &mut Stage<'_>, shape: Shape, depth: u64, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    let sizes = sizes(10, depth);
    let orders = depth + (FILLS + 1) * sizes.len() as u64;
    let instrument = stage.issue(QUANTITY * Quantity::from(orders))?;
    let (supervisor, exchange) = (stage.supervisor.clone(), stage.exchange);
    let terms = Terms { max: QUANTITY, ..Terms::default() };
    stage.one(&supervisor, exchange.messages().open_market(instrument, CLOSE, terms))?;
    stage.progress.start("the book", orders as usize);
    let (mut placed, mut resting) = (0, 0);
    let (mut at, mut behind) = (Vec::new(), Vec::new());
    for size in sizes {
        // What was filled at the size before is not there any more: more offers take its place.
        let more: Vec<_> = (placed..placed + size - resting).map(|number| shape.order(number)).collect();
        placed += size - resting;
        place(stage, instrument, &more)?;
        at.push((size, filled(stage, instrument)?));
        resting = size - FILLS;
        if shape == Shape::Queue {
            behind.push((size, passed_by(stage, instrument, size)?));
            resting -= 1;
        }
    }
    figures.push(Figure::flat(format!("exchange.match_orders, a fill of {FILLS}: {}", shape.name()), OF, at));
    if !behind.is_empty() {
        figures.push(Figure::part("  one fill, behind a better buy of the offers' own owner", OF, behind));
    }
    Ok(())
}

/// Places standing orders, the buys by one buyer.
fn place(stage: &mut Stage<'_>, instrument: Instrument, orders: &[(Side, Price)]) -> Result<(), Failure> {
    let expires = stage.now()? + 30 * DAY_MS;
    let (exchange, seller, buyer) = (stage.exchange, stage.seller.clone(), stage.buyers[0].clone());
    let batch = instrument.batch(1);
    let call = |(side, price): &(Side, Price)| {
        let owner = if *side == Side::Sell { &seller } else { &buyer };
        let (side, price) = (*side, *price);
        let ticket = Ticket { side, batch, quantity: QUANTITY, price, after: 0, expires, accept_flagged: false };
        (owner.clone(), exchange.messages().place(ticket))
    };
    stage.send(orders.iter().map(call)).map(|_| ())
}

/// Buys of two buyers in turn, so that the ledger is asked about each, meet the best offers in one call: what a fill cost.
fn filled(stage: &mut Stage<'_>, instrument: Instrument) -> Result<u64, Failure> {
    let expires = stage.now()? + 30 * DAY_MS;
    let (exchange, stranger, buyers) = (stage.exchange, stage.stranger.clone(), stage.buyers.clone());
    let ticket = Ticket {
        side: Side::Buy,
        batch: instrument.batch(1),
        quantity: QUANTITY,
        price: HIGH,
        after: 0,
        expires,
        accept_flagged: false,
    };
    let buys = buyers.iter().cycle().take(FILLS as usize).cloned();
    stage.send(buys.map(|buyer| (buyer, exchange.messages().place(ticket))))?;
    let receipt = stage.one(&stranger, exchange.messages().match_orders(instrument, 4 * FILLS as u32))?;
    let trades = receipt.events_of::<exchange::events::Traded>(exchange.address()).map_err(unread)?;
    if trades.len() as u64 != FILLS {
        let why = format!("match_orders made {} fills where {FILLS} were to be made", trades.len());
        return Err(Failure::new(Exit::CheckFailed, why));
    }
    Ok(receipt.cost.ref_time / FILLS)
}

/// The seller of all offers bids better than anybody, and may not meet itself: what the calls cost that pass its offers by, one
/// by one, until the next buy meets the first of them. Not flat: it is shown, so that nobody takes it to be.
fn passed_by(stage: &mut Stage<'_>, instrument: Instrument, size: u64) -> Result<u64, Failure> {
    let expires = stage.now()? + 30 * DAY_MS;
    let (exchange, stranger) = (stage.exchange, stage.stranger.clone());
    let (seller, buyer) = (stage.seller.clone(), stage.buyers[0].clone());
    let (side, batch, quantity) = (Side::Buy, instrument.batch(1), QUANTITY);
    let buy = |price| Ticket { side, batch, quantity, price, after: 0, expires, accept_flagged: false };
    let own = stage.one(&seller, exchange.messages().place(buy(HIGH)))?;
    let own = own.event_of::<exchange::events::OrderPlaced>(exchange.address()).map_err(unread)?.order;
    stage.one(&buyer, exchange.messages().place(buy(HIGH - 1)))?;
    let mut cost = 0;
    for _ in 0..=size / u64::from(STEPS) + 1 {
        let receipt = stage.one(&stranger, exchange.messages().match_orders(instrument, STEPS))?;
        cost += receipt.cost.ref_time;
        if !receipt.events_of::<exchange::events::Traded>(exchange.address()).map_err(unread)?.is_empty() {
            stage.one(&seller, exchange.messages().cancel(own))?;
            return Ok(cost);
        }
    }
    Err(Failure::new(Exit::CheckFailed, "match_orders has passed by what it was to fill"))
}
