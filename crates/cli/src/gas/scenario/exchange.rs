//! market/exchange: a market, orders taken in part, cancelled and run out, a new day.

use super::{fills, ledger, settlement, some_hash, Scene, PRICE};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use exchange::{ExchangeRef, Holder};
use weir_client::Contract;
use weir_types::market::{Accept, BlockTerms, Side, Terms, Ticket, Venue as _};

/// Opens the market; the seller lists, the buyer takes.
pub fn trades(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let (who, instrument, batch) = (&scene.who, scene.instrument, scene.batch());
    let terms = Terms { max: 1_000_000_000, block: BlockTerms { min: 1_000, band: 3_000 }, ..Terms::default() };
    meter.send(&who.supervisor, exchange.messages().open_market(instrument, PRICE, terms))?;
    meter.send(&who.supervisor, exchange.messages().set_terms(instrument, terms))?;
    meter.send(&who.supervisor, exchange.messages().halt(instrument, some_hash()))?;
    meter.send(&who.supervisor, exchange.messages().resume(instrument, some_hash()))?;
    meter.send(&who.seller, exchange.messages().list(batch, 100_000, PRICE, scene.day(30), Accept::default()))?;
    ledger::locked(meter, scene)?;
    settlement::delivers(meter, scene)?;
    fills::repeated(meter, scene, 1)?;
    meter.send(&who.seller, exchange.messages().cancel(1))?;
    meter.first(&who.seller, exchange.messages().list(batch, 100_000, PRICE, scene.day(1) + 1, Accept::default()))?;

    meter.view(exchange.messages().order(1))?;
    meter.view(exchange.messages().orders(1, 2))?;
    meter.view(exchange.messages().order_count())?;
    meter.view(exchange.messages().market(instrument))?;
    meter.view(exchange.messages().limits(instrument))?;
    meter.view(exchange.messages().config())?;
    meter.view(exchange.messages().codes())?;
    by_other_codes(meter, scene)
}

/// What the exchange's other codes do: standing orders, blocks, exceptions. Sales through a bank are the desk's.
fn by_other_codes(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let (who, instrument, batch) = (&scene.who, scene.instrument, scene.batch());
    let ticket = |side| Ticket {
        side,
        batch,
        quantity: 10_000,
        price: PRICE,
        after: 0,
        expires: scene.day(30),
        accept_flagged: false,
    };
    // Orders 3 and 4: the second is measured, and matched with the listing, order 2.
    meter.first(&who.buyer, exchange.messages().place(ticket(Side::Buy)))?;
    meter.send(&who.buyer, exchange.messages().place(ticket(Side::Buy)))?;
    settlement::keeps_funds(meter, scene)?;
    meter.first(&who.stranger, exchange.messages().match_orders(instrument, 1))?;
    meter.send(&who.stranger, exchange.messages().match_orders(instrument, 1))?;
    let accept = Accept { flagged: false, bank: true };
    let (buyer, until) = (who.buyer.account(), scene.day(30));
    let block = || exchange.messages().propose_block(batch, 1_000, PRICE, buyer, until, accept);
    meter.send(&who.seller, block())?;
    meter.first(&who.seller, block())?;
    meter.send(&who.buyer, exchange.messages().confirm_block(5, PRICE, false, None))?;
    meter.send(&who.buyer, exchange.messages().reject_block(6))?;
    let (seller, holder) = (who.seller.account(), Holder::Account(who.buyer.account()));
    meter.send(&who.regulator, exchange.messages().set_exception(instrument, seller, buyer, until))?;
    meter.view(exchange.messages().check_transfer(seller, buyer, instrument))?;
    meter.view(exchange.messages().levels(instrument, Side::Sell, 5))?;
    meter.view(exchange.messages().position(instrument, holder))?;
    meter.view(exchange.messages().bar(instrument, 0))
}

/// A later day: the old one is closed, the second order has run out.
pub fn expires(meter: &mut Meter<'_>, scene: &Scene) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let stranger = &scene.who.stranger;
    meter.send(stranger, exchange.messages().roll_day(scene.instrument))?;
    meter.send(stranger, exchange.messages().expire(2))?;
    Ok(())
}
