//! The days of a replay: the rows that were accepted in their instruments' markets, day by day; then the refused ones aside.
//!
//! A refused row is no part of its instrument's history. Its one trade is still made, in a market where nothing else is, so that its
//! published average is compared as every other row's: on a day of its own, from the dearest to the cheapest, for which the widest
//! band is wide enough.

use super::floor::{instrument, Floor};
use super::outcome::{Compared, Learnt, Outcome};
use crate::exit::Failure;
use crate::oracle::input::{Days, Row};
use crate::year::input::fault::Fault;
use std::collections::BTreeMap;
use weir_client::bundle::Bundles;
use weir_client::Chain;
use weir_types::units::Day;
use weir_types::{Instrument, Price};

/// The vintage of the market aside: no real one.
const ASIDE: u16 = 0;

/// An instrument's market.
struct Market {
    instrument: Instrument,
    /// The last day that was pulled; before the first, the day before its market was opened.
    pulled: Day,
    /// The prices the oracle learns from, in order.
    prices: Vec<Price>,
}

/// Replays the days on a fresh chain.
pub fn run(chain: &mut dyn Chain, bundles: &Bundles, file: &str, days: Days) -> Result<Outcome, Failure> {
    let mut floor = Floor::new(chain, bundles)?;
    let Days { rows, mut refused } = days;
    let (accepted, mut aside): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(|row| row.refused.is_none());
    supply(&mut floor, &accepted, &rows)?;

    // The chain's clock begins later than the file and only goes forward: every day is replayed so many days later.
    let start = floor.today()? + 1;
    let shift = accepted.first().map_or(0, |row| start.saturating_sub(row.day));
    let mut markets: BTreeMap<u16, Market> = BTreeMap::new();
    let mut traded: Vec<Row> = Vec::new();
    for row in accepted {
        let day = row.day + shift;
        go_to(&mut floor, &mut markets, day)?;
        if let std::collections::btree_map::Entry::Vacant(e) = markets.entry(row.vintage) {
            let instrument = instrument(row.vintage)?;
            floor.open(instrument, row.price)?;
            e.insert(Market { instrument, pulled: day - 1, prices: Vec::new() });
        }
        let Some(market) = markets.get_mut(&row.vintage) else { continue };
        match floor.trade(market.instrument, row.price, row.volume)? {
            Ok(()) => {
                market.prices.push(row.price);
                traded.push(row);
            }
            Err(why) => {
                refused.push(by_exchange(file, &row, why));
                aside.push(row);
            }
        }
    }
    let last = traded.last().map_or(start, |row| row.day + shift) + 1;
    go_to(&mut floor, &mut markets, last)?;

    let mut compared = Vec::new();
    for row in traded {
        let average = floor.average(instrument(row.vintage)?, row.day + shift)?;
        compared.push(Compared { row, average, aside: false });
    }
    compared.extend(trade_aside(&mut floor, aside, last)?);
    let learnt = markets.into_values().map(|market| {
        let index = floor.index(market.instrument)?;
        Ok(Learnt { instrument: market.instrument, prices: market.prices, index })
    });
    let learnt = learnt.collect::<Result<_, Failure>>()?;
    Ok(Outcome { compared, refused, learnt, shift, calls: floor.calls })
}

/// Units and money for everything that will be traded, in the markets and aside.
fn supply(floor: &mut Floor, accepted: &[Row], all: &[Row]) -> Result<(), Failure> {
    // A row that the exchange refuses is traded aside: so there is enough of everything there.
    let mut wanted: BTreeMap<u16, (u128, u128)> = BTreeMap::new();
    let rows = accepted.iter().map(|row| (row.vintage, row)).chain(all.iter().map(|row| (ASIDE, row)));
    for (vintage, row) in rows {
        let of = wanted.entry(vintage).or_default();
        of.0 += row.volume;
        of.1 += row.price * row.volume / weir_types::units::WHOLE_UNIT + 1;
    }
    for (vintage, (quantity, money)) in wanted {
        floor.supply(instrument(vintage)?, quantity, money)?;
    }
    Ok(())
}

/// Brings the clock to a day, and has the oracle pull every day that is over by then.
fn go_to(floor: &mut Floor, markets: &mut BTreeMap<u16, Market>, day: Day) -> Result<(), Failure> {
    if floor.today()? >= day {
        return Ok(());
    }
    floor.go_to(day)?;
    for market in markets.values_mut() {
        for over in market.pulled + 1..day {
            floor.pull(market.instrument, over)?;
            market.pulled = over;
        }
    }
    Ok(())
}

fn trade_aside(floor: &mut Floor, mut rows: Vec<Row>, from: Day) -> Result<Vec<Compared>, Failure> {
    rows.sort_by_key(|row| std::cmp::Reverse(row.price));
    let Some(dearest) = rows.first() else { return Ok(Vec::new()) };
    let instrument = instrument(ASIDE)?;
    floor.open(instrument, dearest.price)?;
    let mut compared = Vec::new();
    for (day, row) in (from..).zip(rows) {
        let made = floor.trade(instrument, row.price, row.volume)?;
        floor.go_to(day + 1)?;
        floor.pull(instrument, day)?;
        let average = match made {
            Ok(()) => floor.average(instrument, day)?,
            Err(_) => None,
        };
        compared.push(Compared { row, average, aside: true });
    }
    Ok(compared)
}

fn by_exchange(file: &str, row: &Row, why: String) -> Fault {
    Fault {
        file: file.to_owned(),
        row: Some(row.line),
        column: Some("turnover".into()),
        expected: "a price that the exchange takes".into(),
        found: why,
    }
}
