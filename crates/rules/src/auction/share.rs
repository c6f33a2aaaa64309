//! What a bid gets once the auction has cleared: worked out from the outcome alone, whenever somebody asks.

use super::{book, Refusal};
use core::cmp::Ordering;
use weir_types::auction::{BidId, Kind, Lots, Margin, Stage, Terms};
use weir_types::Price;

/// A bid's part of what is left at the margin, rounded down.
pub fn pro_rata(margin: &Margin, lots: Lots) -> Result<Lots, Refusal> {
    let product = u128::from(margin.left).checked_mul(lots.into()).ok_or(Refusal::Overflow)?;
    let share = product.checked_div(margin.demand.into()).ok_or(Refusal::Overflow)?;
    Lots::try_from(share).map_err(|_| Refusal::Overflow)
}

/// How many lots a bid gets.
pub fn lots_of(terms: &Terms, cleared: &Stage, bid: BidId, price: Price, lots: Lots) -> Result<Lots, Refusal> {
    match price.cmp(&book::price(terms, cleared.margin.level)?) {
        Ordering::Greater => Ok(lots),
        Ordering::Less => Ok(0),
        Ordering::Equal if cleared.margin.left == cleared.margin.demand => Ok(lots),
        Ordering::Equal => at_the_margin(terms.kind, cleared, bid, lots),
    }
}

fn at_the_margin(kind: Kind, cleared: &Stage, bid: BidId, lots: Lots) -> Result<Lots, Refusal> {
    match (kind, bid.cmp(&cleared.next)) {
        (Kind::Sealed, order) => {
            let extra = Lots::from(order != Ordering::Greater);
            pro_rata(&cleared.margin, lots)?.checked_add(extra).ok_or(Refusal::Overflow)
        }
        (Kind::OneWay, Ordering::Less) => Ok(lots),
        (Kind::OneWay, Ordering::Equal) => Ok(cleared.lots),
        (Kind::OneWay, Ordering::Greater) => Ok(0),
    }
}
