//! The same `take` again and again: the first fill and the thousandth cost the same, or the figures say what not.

use super::{Scene, PRICE};
use crate::exit::Failure;
use crate::gas::meter::Meter;
use exchange::ExchangeRef;
use weir_client::Contract;
use weir_types::market::OrderId;

/// What marks the thousandth fill's figures.
pub const LATE: &str = "the 1,000th fill";
/// Which one.
pub const FILLS: u32 = 1_000;
/// Units of a fill: they cost fifty cents.
const QUANTITY: u128 = 10;

/// Takes the order a thousand times in parts.
pub fn repeated(meter: &mut Meter<'_>, scene: &Scene, order: OrderId) -> Result<(), Failure> {
    let exchange = Contract::<ExchangeRef>::at(scene.at.exchange);
    let buyer = &scene.who.buyer;
    let take = || exchange.messages().take(order, QUANTITY, PRICE, false);
    meter.send(buyer, take())?;
    for _ in 2..meter.fills {
        meter.first(buyer, take())?;
    }
    meter.send_noted(buyer, take(), LATE)?;
    Ok(())
}
