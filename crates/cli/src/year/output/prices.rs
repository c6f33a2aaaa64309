//! What was paid in which way, against the indices; auctions; sales through banks. As rows of text, for table and report.

use super::numbers::{grouped, money, tonnes};
use super::Told;
use crate::year::date;
use crate::year::outcome::{AuctionOutcome, IndexOutcome, SaleOutcome, Tally, YearTotals};
use weir_types::auction::Reason;
use weir_types::bank_sale::Basis;

/// A table: its head, and its rows.
pub struct Rows {
    /// The head.
    pub head: Vec<String>,
    /// The rows, the first cell of each its name.
    pub rows: Vec<Vec<String>>,
}

/// How a share in millionths reads.
fn percent(millionths: u64) -> String {
    format!("{}.{:02} %", millionths / 10_000, millionths % 10_000 / 100)
}

/// A line of a table: its name, and what it shows of a thing.
type Line<T, Shown> = (&'static str, fn(&T) -> Shown);

/// Years side by side: average prices by how units were sold, then the indices at the end of the year's trading.
pub fn against_indices(told: &Told) -> Rows {
    let totals = told.totals();
    let head = std::iter::once(String::new()).chain(totals.iter().map(|(year, _)| year.to_string())).collect();
    let mut rows = Vec::new();
    let sold: [Line<YearTotals, Tally>; 5] = [
        ("auctions", |of| of.auctioned),
        ("listings", |of| of.listed),
        ("standing orders", |of| of.standing),
        ("blocks", |of| of.blocks),
        ("through banks", |of| of.banked),
    ];
    for (name, of) in sold {
        let cell = |(_, totals): &(u16, YearTotals)| {
            let tally = of(totals);
            tally.average().map_or("-".into(), |price| format!("{} for {} t", money(price), tonnes(tally.volume)))
        };
        rows.push(std::iter::once(name.to_owned()).chain(totals.iter().map(cell)).collect());
    }
    let shown: [Line<IndexOutcome, String>; 7] = [
        ("close", |of| money(of.close)),
        ("VWAP of the last day", |of| money(of.vwap)),
        ("TWAP of 20 days", |of| money(of.twap)),
        ("EMA", |of| money(of.ema)),
        ("forecast and its band", |of| {
            format!("{} ({} to {})", money(of.forecast), money(of.forecast_low), money(of.forecast_high))
        }),
        ("days inside the band", |of| format!("{} of {}", of.score.held, of.score.days)),
        ("mean error: forecast, last close", |of| {
            let mean = |error: Option<u64>| error.map_or("-".into(), percent);
            format!("{}, {}", mean(of.score.mean_error()), mean(of.score.mean_naive()))
        }),
    ];
    for (name, of) in shown {
        let cell = |(year, _): &(u16, YearTotals)| told.outcome.last_indices(*year).map_or("-".into(), of);
        rows.push(std::iter::once(name.to_owned()).chain(totals.iter().map(cell)).collect());
    }
    Rows { head, rows }
}

/// Why an auction was cancelled.
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::TooFewBids => "too few bids",
        Reason::UnderReserve => "under the reserve",
        Reason::Lapsed => "lapsed",
    }
}

/// Auction by auction.
pub fn auctions(told: &Told) -> Rows {
    let head = [
        "auction",
        "offered (t)",
        "carried (t)",
        "bids",
        "revealed",
        "bid for (t)",
        "reserve",
        "price",
        "sold (t)",
        "forfeited",
    ];
    let row = |of: &AuctionOutcome| {
        let price = of.price.map(money).or(of.cancelled.map(|why| reason(why).to_owned()));
        vec![
            format!("{} {}", of.year, date::text(of.at)),
            tonnes(of.offered),
            tonnes(of.carried),
            of.bids.to_string(),
            of.revealed.to_string(),
            tonnes(of.demand),
            of.reserve.map_or("-".into(), money),
            price.unwrap_or_default(),
            tonnes(of.sold),
            money(of.forfeited),
        ]
    };
    Rows { head: head.map(String::from).to_vec(), rows: told.outcome.auctions.iter().map(row).collect() }
}

/// How a sale through a bank went, in words.
pub fn course(of: &SaleOutcome) -> &'static str {
    let all = of.delivered == of.quantity;
    match of.basis {
        None => "open",
        Some(Basis::Confirmed) if of.withheld => "withheld, released, confirmed by the bank",
        Some(Basis::Confirmed) => "confirmed by the bank",
        Some(Basis::Accepted) => "confirmed by the seller",
        Some(Basis::Withdrawn) => "withdrawn",
        Some(Basis::Expired) => "never paid",
        Some(Basis::Ruled) if of.appealed && all => "ruled for the buyer on appeal",
        Some(Basis::Ruled) if of.appealed => "ruled on appeal",
        Some(Basis::Ruled) if all => "ruled for the buyer",
        Some(Basis::Ruled) if of.delivered == 0 => "ruled for the seller",
        Some(Basis::Ruled) => "split",
        Some(Basis::Default) => "not ruled in time",
        Some(Basis::Lapsed) => "lapsed",
    }
}

/// Sales through banks, by how they went.
pub fn sales(told: &Told) -> Rows {
    let head = ["through a bank", "sales", "sold (t)", "delivered (t)", "deposits to buyers", "to sellers"];
    let mut ways: Vec<&'static str> = told.outcome.sales.iter().map(course).collect();
    ways.sort_unstable();
    ways.dedup();
    let row = |way: &str| {
        let of: Vec<&SaleOutcome> = told.outcome.sales.iter().filter(|sale| course(sale) == way).collect();
        let sum = |part: fn(&SaleOutcome) -> u128| of.iter().map(|sale| part(sale)).sum::<u128>();
        vec![
            way.to_owned(),
            grouped(of.len() as u128),
            tonnes(sum(|sale| sale.quantity)),
            tonnes(sum(|sale| sale.delivered)),
            money(sum(|sale| sale.to_buyer)),
            money(sum(|sale| sale.to_seller)),
        ]
    };
    Rows { head: head.map(String::from).to_vec(), rows: ways.into_iter().map(row).collect() }
}
