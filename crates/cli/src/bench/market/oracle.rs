//! What a report and a pull cost, by how many there have been.

use super::figure::{mean, sizes, Figure};
use super::stage::{unread, Stage};
use crate::exit::Failure;
use weir_types::market::{Accept, OrderId, Terms};
use weir_types::oracle::{FeedId, FeedTerms};
use weir_types::units::DAY_MS;
use weir_types::{Instrument, Price, Quantity};

/// Of so many, up to each size, the mean is taken.
const LAST: usize = 5;
/// Cents for a tonne.
const PRICE: Price = 5_000;
/// Days without a message to the exchange, of the 128 that it keeps.
const GAP: u64 = 120;
/// Units of a day's trade.
const QUANTITY: Quantity = 1_000;
/// Prices that are reported and traded at in turn.
const PRICES: [Price; 5] = [PRICE, PRICE + 40, PRICE - 60, PRICE + 100, PRICE - 20];

/// Rounds of two reports; then days with a trade, each pulled.
pub fn measure(stage: &mut Stage<'_>, rounds: u64) -> Result<Vec<Figure>, Failure> {
    let [first, last] = reports(stage, rounds)?;
    let (pulls, gap) = pulls(stage, rounds)?;
    let at = |costs: &[u64]| sizes(10, rounds).into_iter().map(|size| (size, up_to(costs, size))).collect();
    Ok(vec![
        Figure::flat("oracle.submit, a round's first report", "rounds", at(&first)),
        Figure::flat("oracle.submit, a round's last report", "rounds", at(&last)),
        Figure::flat("oracle.pull, days with a trade", "days", at(&pulls)),
        Figure::part("oracle.pull, days without any message, pulled after them", "days since a trade", in_gap(&gap)),
    ])
}

/// The mean of the last few up to a number.
fn up_to(costs: &[u64], number: u64) -> u64 {
    let end = costs.len().min(number as usize);
    mean(costs.get(end.saturating_sub(LAST)..end).unwrap_or_default())
}

/// What single days of the gap cost.
fn in_gap(costs: &[u64]) -> Vec<(u64, u64)> {
    let days = sizes(1, GAP).into_iter();
    days.filter_map(|day| costs.get((day as usize).checked_sub(1)?).map(|cost| (day, *cost))).collect()
}

/// What the first and the last report of each round cost.
fn reports(stage: &mut Stage<'_>, rounds: u64) -> Result<[Vec<u64>; 2], Failure> {
    let (oracle, supervisor, reporters) = (stage.oracle, stage.supervisor.clone(), stage.reporters.clone());
    let instrument = stage.issue(QUANTITY)?;
    let feed = FeedId::from(instrument);
    let terms =
        FeedTerms { min_reporters: 2, full: 2, spread: 1_000, deviation: 2_000, round_term: DAY_MS, max_age: DAY_MS };
    stage.one(&supervisor, oracle.messages().set_feed(feed, terms))?;
    stage.progress.start("rounds", 2 * rounds as usize);
    let calls = (1..=rounds).zip(PRICES.iter().cycle()).flat_map(|(round, price)| {
        reporters.iter().cloned().map(move |reporter| (reporter, oracle.messages().submit(feed, round, *price)))
    });
    let costs: Vec<_> = stage.send(calls)?.iter().map(|receipt| receipt.cost.ref_time).collect();
    let every = |from: usize| costs.iter().skip(from).step_by(2).copied().collect();
    Ok([every(0), every(1)])
}

/// What each pull cost: of days with a trade, and of those of the gap after them.
fn pulls(stage: &mut Stage<'_>, days: u64) -> Result<(Vec<u64>, Vec<u64>), Failure> {
    let instrument = stage.issue(QUANTITY * Quantity::from(days + 2 * PRICES.len() as u64))?;
    let orders = listings(stage, instrument, days)?;
    let (exchange, buyer) = (stage.exchange, stage.buyers[0].clone());
    let first = stage.now()? / DAY_MS;
    stage.progress.start("days", (2 * days + GAP) as usize);
    let take = |order| (buyer.clone(), exchange.messages().take(order, QUANTITY, Price::MAX, false));
    let mut traded = Vec::new();
    for (day, order) in (first..first + days).zip(orders.iter().cycle()) {
        stage.send([take(*order)])?;
        stage.time((day + 1) * DAY_MS)?;
        traded.push(pull(stage, instrument, day)?);
    }
    let (from, to) = (first + days, first + days + GAP);
    stage.time(to * DAY_MS)?;
    stage.send(orders.first().map(|order| take(*order)))?;
    let gap = (from..to).map(|day| pull(stage, instrument, day)).collect::<Result<_, _>>()?;
    Ok((traded, gap))
}

fn pull(stage: &mut Stage<'_>, instrument: Instrument, day: u64) -> Result<u64, Failure> {
    let (stranger, oracle) = (stage.stranger.clone(), stage.oracle);
    let receipt = stage.one(&stranger, oracle.messages().pull(instrument, day as u32))?;
    Ok(receipt.cost.ref_time)
}

/// A listing at each price, that lasts all the days.
fn listings(stage: &mut Stage<'_>, instrument: Instrument, days: u64) -> Result<Vec<OrderId>, Failure> {
    let (exchange, supervisor, seller) = (stage.exchange, stage.supervisor.clone(), stage.seller.clone());
    stage.one(&supervisor, exchange.messages().open_market(instrument, PRICE, Terms::default()))?;
    let expires = stage.now()? + (days + GAP + 2) * DAY_MS;
    // And one more of the first, for the trade that ends the gap.
    let quantity = QUANTITY * Quantity::from(days.div_ceil(PRICES.len() as u64) + 1);
    let list = |price| {
        (seller.clone(), exchange.messages().list(instrument.batch(1), quantity, price, expires, Accept::default()))
    };
    let receipts = stage.send(PRICES.into_iter().map(list))?;
    let order = |receipt: &weir_client::Receipt| {
        receipt.event_of::<exchange::events::Listed>(exchange.address()).map(|listed| listed.order).map_err(unread)
    };
    receipts.iter().map(order).collect()
}
