//! Assumptions about how units are sold: auctions, conditions, blocks, banks.

use super::{Market, MAX_TONNES};
use serde::Deserialize;
use weir_types::units::{ONE_IN_BASIS_POINTS, WHOLE_UNIT};
use weir_types::{BasisPoints, Quantity};

/// How many auctions a year has: one a quarter of its trading days.
pub const QUARTERS: usize = 4;

/// Assumptions about auctions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auctions {
    /// What part of what is not allocated free is auctioned.
    pub part: BasisPoints,
    /// Tonnes of a lot.
    pub lot_t: u64,
    /// How far the lowest and the highest price that may be bid are from the previous close.
    pub range: BasisPoints,
    /// How far bids are from the previous close, at most.
    pub spread: BasisPoints,
    /// For what part of what it lacks an operator bids: drawn between the two; in the last quarter between the second and all.
    pub bid_for: [BasisPoints; 2],
    /// The most bids of an auction.
    pub bidders: u32,
    /// The seller's secret reserve price of each quarter, as a part of the previous close; 0: none.
    pub reserve: [BasisPoints; QUARTERS],
}

/// Assumptions about blocks and conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Orders {
    /// How many of those who want at least a block's units agree on a block.
    pub blocks: BasisPoints,
    /// The smallest block, in tonnes.
    pub block_min_t: u64,
    /// How far a block's price may be from the previous close.
    pub block_band: BasisPoints,
    /// How many of the offers, and of the buyers' wishes, are standing orders.
    pub standing: BasisPoints,
}

/// Assumptions about sales that are paid through a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// What part of the quantity traded is paid so.
    pub part: BasisPoints,
    /// The smallest sale that is, in tonnes.
    pub least_t: u64,
    /// Of so many sales that leave the time for it one goes another way than the ordinary: in all ways by turns.
    pub astray_every: u32,
}

impl Auctions {
    /// Units of a lot.
    pub fn lot(&self) -> Quantity {
        Quantity::from(self.lot_t) * WHOLE_UNIT
    }
}

impl Bank {
    /// Units of the smallest sale.
    pub fn least(&self) -> Quantity {
        Quantity::from(self.least_t) * WHOLE_UNIT
    }
}

impl Orders {
    /// Units of the smallest block.
    pub fn block_min(&self) -> Quantity {
        Quantity::from(self.block_min_t) * WHOLE_UNIT
    }
}

/// Key, whether its value makes sense, what is expected, what was found.
pub(super) type Finding = (&'static str, bool, &'static str, String);

/// What is to be checked of the three.
pub(super) fn findings(market: &Market, auctions: &Auctions, orders: &Orders, bank: &Bank) -> Vec<Finding> {
    let one = ONE_IN_BASIS_POINTS;
    let lot = |tonnes: u64| (1..=MAX_TONNES).contains(&u128::from(tonnes));
    let Auctions { part, lot_t, range, spread, bid_for: [low, high], bidders, reserve } = *auctions;
    let most = one.saturating_add(range);
    vec![
        ("part", part <= one && bank.part <= one, "ratios up to 10000", format!("{part} and {}", bank.part)),
        ("lot_t", lot(lot_t), "at least 1", lot_t.to_string()),
        ("range", (1..=9_000).contains(&range), "1 to 9000 basis points", range.to_string()),
        ("spread", spread <= range, "at most the range", spread.to_string()),
        ("bid_for", low <= high && high <= one, "two ratios up to 10000, the smaller first", format!("{low}, {high}")),
        ("bidders", (1..=1_000).contains(&bidders), "1 to 1000", bidders.to_string()),
        (
            "reserve",
            reserve.iter().all(|reserve| *reserve <= most),
            "prices that can be bid: at most 10000 and the range",
            format!("{reserve:?}"),
        ),
        ("blocks", orders.blocks <= one, "a ratio up to 10000", orders.blocks.to_string()),
        ("standing", orders.standing <= one, "a ratio up to 10000", orders.standing.to_string()),
        ("least_t", lot(bank.least_t), "at least 1", bank.least_t.to_string()),
        ("block_min_t", lot(orders.block_min_t), "at least 1", orders.block_min_t.to_string()),
        (
            "block_band",
            (market.band..=one).contains(&orders.block_band),
            "the band to 10000 basis points",
            orders.block_band.to_string(),
        ),
        ("astray_every", bank.astray_every > 0, "at least 1", "0".into()),
    ]
}
