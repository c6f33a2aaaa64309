//! What came of a run: read back from the chain, in the terms of the files. No block numbers, addresses or times in here that two
//! engines would not agree on; what a run cost is apart.

use std::collections::BTreeMap;
use weir_types::auction::Reason;
use weir_types::bank_sale::Basis;
use weir_types::compliance::ComplianceStatus;
use weir_types::oracle::Score;
use weir_types::{Cell, Money, Price, Quantity, Supply, Timestamp};

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Each installation's years, by the installation's place in the facts and the year.
    pub years: BTreeMap<(usize, u16), YearOutcome>,
    /// Supply of each year's batches at the end, by year and batch.
    pub supply: BTreeMap<u16, BTreeMap<String, Supply>>,
    /// What operators hold at the end, by place: cash, and cells by batch.
    pub holdings: BTreeMap<usize, Holding>,
    /// What the treasury holds at the end.
    pub treasury: Holding,
    /// Trading days, in order.
    pub days: Vec<DayOutcome>,
    /// How much money there is.
    pub money: Money,
    /// How much of it settlement, desk and auction hold at the end.
    pub held: Money,
    /// Auctions, in order.
    pub auctions: Vec<AuctionOutcome>,
    /// Sales through banks, in order.
    pub sales: Vec<SaleOutcome>,
    /// Indices, in order: before each trading day and after the last of a year.
    pub indices: Vec<IndexOutcome>,
    /// How often each event was emitted, by contract and event: `exchange::Traded`.
    pub events: BTreeMap<String, u64>,
    /// What was checked while it ran.
    pub checks: Vec<Check>,
}

/// An installation's year as the chain has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearOutcome {
    /// Verified emissions.
    pub verified: Option<Quantity>,
    /// Make-good from earlier years.
    pub carried: Quantity,
    /// Surrendered by the deadline.
    pub surrendered: Quantity,
    /// Missing at the deadline.
    pub missing: Quantity,
    /// The penalty, as it stands at the end of the run.
    pub penalty: Money,
    /// The status when the period was closed.
    pub status: ComplianceStatus,
}

/// What somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// Money.
    pub cash: Money,
    /// Units by batch.
    pub cells: BTreeMap<String, Cell>,
}

/// How units were sold on the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// A listing was taken, and paid at once.
    Listed,
    /// A standing order was met.
    Standing,
    /// A block was confirmed, and paid at once.
    Block,
    /// A listing or a block that is paid through a bank: as agreed, whatever came of it.
    Bank,
}

/// Trades of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many.
    pub trades: u64,
    /// Units.
    pub volume: Quantity,
    /// Sum of price times quantity.
    pub value: u128,
}

impl Tally {
    /// Adds a trade.
    pub fn note(&mut self, price: Price, quantity: Quantity) {
        self.add(&Self { trades: 1, volume: quantity, value: price * quantity });
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.trades += other.trades;
        self.volume += other.volume;
        self.value += other.value;
    }

    /// The volume-weighted average price, rounded down; none without a trade.
    pub fn average(&self) -> Option<Price> {
        self.value.checked_div(self.volume)
    }
}

/// A trading day on the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayOutcome {
    /// The scheme year whose units were traded.
    pub year: u16,
    /// When.
    pub at: Timestamp,
    /// Listings taken.
    pub listed: Tally,
    /// Standing orders met.
    pub standing: Tally,
    /// Blocks.
    pub blocks: Tally,
    /// Through banks.
    pub banked: Tally,
    /// Of all these, units sold by the treasury.
    pub treasury: Quantity,
    /// The lowest price in the book: of listings and standing orders that were paid at once.
    pub low: Price,
    /// The highest price in the book.
    pub high: Price,
}

impl DayOutcome {
    /// Adds a trade.
    pub fn note(&mut self, route: Route, price: Price, quantity: Quantity, treasury: bool) {
        if let Route::Listed | Route::Standing = route {
            self.low = if self.high == 0 { price } else { self.low.min(price) };
            self.high = self.high.max(price);
        }
        let tally = match route {
            Route::Listed => &mut self.listed,
            Route::Standing => &mut self.standing,
            Route::Block => &mut self.blocks,
            Route::Bank => &mut self.banked,
        };
        tally.note(price, quantity);
        if treasury {
            self.treasury += quantity;
        }
    }

    /// The trades that make the day's prices: listings and standing orders that were paid at once.
    pub fn book(&self) -> Tally {
        let mut book = self.listed;
        book.add(&self.standing);
        book
    }

    /// All trades.
    pub fn all(&self) -> Tally {
        let mut all = self.book();
        all.add(&self.blocks);
        all.add(&self.banked);
        all
    }

    /// The volume-weighted average price of the book; none without a trade.
    pub fn vwap(&self) -> Option<Price> {
        self.book().average()
    }
}

/// An auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuctionOutcome {
    /// The scheme year whose units were offered.
    pub year: u16,
    /// When its notice was published.
    pub at: Timestamp,
    /// Units offered.
    pub offered: Quantity,
    /// Of these, due of auctions cancelled before.
    pub carried: Quantity,
    /// Bids committed.
    pub bids: u64,
    /// Bids revealed.
    pub revealed: u64,
    /// Units that these asked for.
    pub demand: Quantity,
    /// The reserve price, when one was revealed.
    pub reserve: Option<Price>,
    /// The price of all, when it cleared.
    pub price: Option<Price>,
    /// Why it was cancelled, when it was.
    pub cancelled: Option<Reason>,
    /// Units sold.
    pub sold: Quantity,
    /// Bids that won.
    pub winners: u64,
    /// What winners paid.
    pub revenue: Money,
    /// Deposits of bids that were not revealed.
    pub forfeited: Money,
}

/// A sale that was paid, or not, through a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SaleOutcome {
    /// The scheme year whose units were sold.
    pub year: u16,
    /// Units.
    pub quantity: Quantity,
    /// What the buyer was to pay.
    pub amount: Money,
    /// An arbiter heard it.
    pub disputed: bool,
    /// A second one did.
    pub appealed: bool,
    /// A depository withheld it for a while.
    pub withheld: bool,
    /// Why it ended; none while it is open.
    pub basis: Option<Basis>,
    /// Units that the buyer has.
    pub delivered: Quantity,
    /// Deposits that went to the buyer.
    pub to_buyer: Money,
    /// Deposits that went to the seller.
    pub to_seller: Money,
}

/// The oracle's indices of a year's instrument at a time, in cents for a whole unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexOutcome {
    /// Of which year's instrument.
    pub year: u16,
    /// When.
    pub at: Timestamp,
    /// The previous close.
    pub close: Price,
    /// The average price of the last day with trades.
    pub vwap: Price,
    /// The mean of the last days' closes.
    pub twap: Price,
    /// The exponential average of the closes of days with trades.
    pub ema: Price,
    /// What the next close is expected to be; 0 before the first.
    pub forecast: Price,
    /// Lower end of the forecast's band.
    pub forecast_low: Price,
    /// Its upper end.
    pub forecast_high: Price,
    /// How forecasts have turned out so far.
    pub score: Score,
}

/// Something that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What must hold.
    pub what: String,
    /// Whether it did, and what was found.
    pub held: bool,
    /// What was found.
    pub found: String,
}

/// The figures of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearTotals {
    /// Free allocation.
    pub allocated: Quantity,
    /// Recorded emissions.
    pub emissions: Quantity,
    /// Issued to holders and into the reserve.
    pub issued: Quantity,
    /// Sold in auctions; a trade is a winner.
    pub auctioned: Tally,
    /// Listings taken.
    pub listed: Tally,
    /// Standing orders met.
    pub standing: Tally,
    /// Blocks.
    pub blocks: Tally,
    /// Through banks.
    pub banked: Tally,
    /// Sold by the treasury on the exchange.
    pub treasury: Quantity,
    /// Surrendered by the deadline.
    pub surrendered: Quantity,
    /// Missing at the deadline.
    pub missing: Quantity,
    /// Penalties.
    pub penalty: Money,
    /// Compliant installations.
    pub compliant: usize,
    /// Non-compliant installations.
    pub non_compliant: usize,
    /// Installations without data.
    pub no_data: usize,
}

impl YearTotals {
    /// Units traded on the exchange.
    pub fn traded(&self) -> Quantity {
        self.listed.volume + self.standing.volume + self.blocks.volume + self.banked.volume
    }

    /// The average price of the book: of listings and standing orders that were paid at once.
    pub fn vwap(&self) -> Option<Price> {
        let mut book = self.listed;
        book.add(&self.standing);
        book.average()
    }
}

impl Outcome {
    /// The figures of a year; allocation is the file's, all else the chain's.
    pub fn totals(&self, year: u16, allocated: Quantity) -> YearTotals {
        let mut totals = YearTotals { allocated, ..YearTotals::default() };
        for ((_, of), outcome) in &self.years {
            if *of != year {
                continue;
            }
            totals.emissions += outcome.verified.unwrap_or(0);
            totals.surrendered += outcome.surrendered;
            totals.missing += outcome.missing;
            totals.penalty += outcome.penalty;
            match outcome.status {
                ComplianceStatus::Compliant => totals.compliant += 1,
                ComplianceStatus::NonCompliant => totals.non_compliant += 1,
                ComplianceStatus::NoData | ComplianceStatus::Pending => totals.no_data += 1,
            }
        }
        totals.issued = self.supply.get(&year).map_or(0, |batches| batches.values().map(|supply| supply.issued).sum());
        for day in self.days.iter().filter(|day| day.year == year) {
            totals.listed.add(&day.listed);
            totals.standing.add(&day.standing);
            totals.blocks.add(&day.blocks);
            totals.banked.add(&day.banked);
            totals.treasury += day.treasury;
        }
        for auction in self.auctions.iter().filter(|auction| auction.year == year) {
            totals.auctioned.trades += auction.winners;
            totals.auctioned.volume += auction.sold;
            totals.auctioned.value += auction.price.unwrap_or(0) * auction.sold;
        }
        totals
    }

    /// The indices at the end of a year's trading.
    pub fn last_indices(&self, year: u16) -> Option<&IndexOutcome> {
        self.indices.iter().rev().find(|of| of.year == year)
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.held)
    }
}
