//! Auctions, sales through banks and indices as JSON.

use super::json::number;
use super::{prices, Told};
use crate::year::date;
use crate::year::outcome::{AuctionOutcome, IndexOutcome, SaleOutcome, Tally};
use serde_json::{json, Value};

fn some(of: Option<u128>) -> Value {
    of.map_or(Value::Null, number)
}

/// Trades of a kind.
pub fn tally(of: &Tally) -> Value {
    json!({ "average": some(of.average()), "trades": of.trades, "volume": number(of.volume) })
}

/// Auction by auction.
pub fn auctions(told: &Told) -> Vec<Value> {
    let one = |of: &AuctionOutcome| {
        json!({
            "bids": of.bids,
            "cancelled": of.cancelled.map(prices::reason),
            "carried": number(of.carried),
            "date": date::text(of.at),
            "demand": number(of.demand),
            "forfeited": number(of.forfeited),
            "offered": number(of.offered),
            "price": some(of.price),
            "reserve": some(of.reserve),
            "revealed": of.revealed,
            "revenue": number(of.revenue),
            "sold": number(of.sold),
            "winners": of.winners,
            "year": of.year,
        })
    };
    told.outcome.auctions.iter().map(one).collect()
}

/// Sale by sale.
pub fn sales(told: &Told) -> Vec<Value> {
    let one = |of: &SaleOutcome| {
        json!({
            "amount": number(of.amount),
            "delivered": number(of.delivered),
            "quantity": number(of.quantity),
            "to_buyer": number(of.to_buyer),
            "to_seller": number(of.to_seller),
            "went": prices::course(of),
            "year": of.year,
        })
    };
    told.outcome.sales.iter().map(one).collect()
}

/// The indices before each trading day and after the last of a year.
pub fn indices(told: &Told) -> Vec<Value> {
    let one = |of: &IndexOutcome| {
        json!({
            "close": number(of.close),
            "date": date::text(of.at),
            "days_forecast": of.score.days,
            "days_inside": of.score.held,
            "ema": number(of.ema),
            "forecast": number(of.forecast),
            "forecast_high": number(of.forecast_high),
            "forecast_low": number(of.forecast_low),
            "mean_error": of.score.mean_error(),
            "mean_error_of_last_close": of.score.mean_naive(),
            "twap": number(of.twap),
            "vwap": number(of.vwap),
            "year": of.year,
        })
    };
    told.outcome.indices.iter().map(one).collect()
}
