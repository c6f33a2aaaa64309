//! market/exchange: a market, orders taken in part, cancelled and run out, a new day.

use super::{ledger, settlement, some_hash, Scene};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use exchange::ExchangeRef;
use weir_client::Contract;
use weir_types::market::Terms;

/// Cents for a tonne.
const PRICE: u128 = 5_000;

/// Opens the market; the seller lists, the buyer takes.
pub fn trades(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let (who, instrument, batch) = (&scene.who, scene.instrument, scene.batch());
    let terms = Terms { band: 1_000, min: 1, max: 1_000_000_000, thin: 0 };
    meter.send(&who.supervisor, exchange.messages().open_market(instrument, PRICE, terms))?;
    meter.send(&who.supervisor, exchange.messages().set_terms(instrument, terms))?;
    meter.send(&who.supervisor, exchange.messages().halt(instrument, some_hash()))?;
    meter.send(&who.supervisor, exchange.messages().resume(instrument, some_hash()))?;
    meter.send(&who.seller, exchange.messages().list(batch, 100_000, PRICE, scene.day(30)))?;
    ledger::locked(meter, scene)?;
    settlement::delivers(meter, scene)?;
    // The buyer's first units make its cell: the take that counts comes after it.
    meter.first(&who.buyer, exchange.messages().take(1, 10_000, PRICE))?;
    meter.send(&who.buyer, exchange.messages().take(1, 10_000, PRICE))?;
    meter.send(&who.seller, exchange.messages().cancel(1))?;
    meter.first(&who.seller, exchange.messages().list(batch, 100_000, PRICE, scene.day(1) + 1))?;

    meter.view(exchange.messages().order(1))?;
    meter.view(exchange.messages().orders(1, 2))?;
    meter.view(exchange.messages().order_count())?;
    meter.view(exchange.messages().market(instrument))?;
    meter.view(exchange.messages().limits(instrument))?;
    meter.view(exchange.messages().config())
}

/// A later day: the old one is closed, the second order has run out.
pub fn expires(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let stranger = &scene.who.stranger;
    meter.send(stranger, exchange.messages().roll_day(scene.instrument))?;
    meter.send(stranger, exchange.messages().expire(2))?;
    Ok(())
}
