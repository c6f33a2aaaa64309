//! The market of an instrument and its day: what market/exchange keeps and `weir_rules::market` decides on. Orders are in
//! [`crate::order`].

use crate::units::{BasisPoints, Day, Money, Price, Quantity};
use crate::{Instrument, Scope};

pub use crate::order::{Accept, Closed, Level, Matched, Order, OrderId, OrderKind, OrderStatus, Side, Ticket};

/// A price counted in ticks: what the book is sorted by. Below 2^24.
pub type Tick = u32;

/// How many best price levels a market keeps at hand for its takers' rule.
pub const LEVELS: usize = 5;

/// No level: in the list of the best.
pub const NO_TICK: Tick = Tick::MAX;

/// Minutes of the market's day, from the first to before the second. Equal: not used.
pub type Window = (u16, u16);

/// Block trading (大宗).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct BlockTerms {
    /// The smallest block; 0: no block trading.
    pub min: Quantity,
    /// How far a block's price may be from the previous close, in basis points of it, up to 10,000.
    pub band: BasisPoints,
}

/// The rules of an instrument's market, set by the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// How far a price may be from the previous close, in basis points of it; 1 to 10,000.
    pub band: BasisPoints,
    /// The smallest order that may be listed; at least 1.
    pub min: Quantity,
    /// The largest order that may be listed.
    pub max: Quantity,
    /// A day's volume up to this leaves the close where it was.
    pub thin: Quantity,
    /// The tick: prices are multiples of it, in cents; at least 1. Fixed when the market is opened.
    pub tick: Price,
    /// A taker may pick within so many best price levels, up to [`LEVELS`]; 0: any order.
    pub levels: u8,
    /// When the market trades; with neither used, always.
    pub windows: [Window; 2],
    /// What an account has bought today it may not offer today.
    pub hold: bool,
    /// Accounts of one controller group do not trade with each other.
    pub arms_length: bool,
    /// How many units a controller group may have bought more than it has sold here; 0: no limit.
    pub position: Quantity,
    /// Block trading.
    pub block: BlockTerms,
    /// Who may sell to whom.
    pub scope: Scope,
}

impl Terms {
    /// Do they ask more of a sale than price, size and the two sides' standing?
    pub fn limit_parties(&self) -> bool {
        self.scope.rules != 0 || self.hold || self.position > 0
    }
}

impl Default for Terms {
    /// A band of a tenth, a tick of a cent, nothing else restricted; no block trading.
    fn default() -> Self {
        Self {
            band: 1_000,
            min: 1,
            max: Quantity::MAX,
            thin: 0,
            tick: 1,
            levels: 0,
            windows: [(0, 0); 2],
            hold: false,
            arms_length: false,
            position: 0,
            block: BlockTerms { min: 0, band: 0 },
            scope: Scope::default(),
        }
    }
}

/// The trading day of an instrument so far, and the close of the last day before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Session {
    /// The day the totals are of.
    pub day: Day,
    /// The previous close: the middle of today's price band.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
    /// Sum of price times quantity, not rounded: [`Self::turnover`] times 1,000 and the residues that stayed with buyers.
    pub value: u128,
    /// Price of the first trade; 0 when there was none.
    pub open: Price,
    /// The highest price.
    pub high: Price,
    /// The lowest price.
    pub low: Price,
    /// Price of the last trade.
    pub last: Price,
}

/// Where a search for partners stopped: a buy and the offer it is compared with next. Zeros: at the top of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Scan {
    /// The buy.
    pub bid: OrderId,
    /// Where it stands in the book, best first.
    pub bid_at: Tick,
    /// The offer.
    pub offer: OrderId,
    /// Where it stands.
    pub offer_at: Tick,
}

/// An instrument's market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Market {
    /// Its rules.
    pub terms: Terms,
    /// Its day.
    pub session: Session,
    /// Halted by the supervisor: nothing is listed, taken or matched.
    pub halted: bool,
    /// The best price levels of today's offers, best first, then [`NO_TICK`]; kept when [`Terms::levels`] is not 0.
    pub best: [Tick; LEVELS],
    /// Where [`Terms`] let two orders not meet and the search for other partners has not ended.
    pub scan: Scan,
}

/// One trading day of an instrument at a venue: the trades of its book that were paid at once. Blocks and sales through a bank are not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Bar {
    /// Which day.
    pub day: Day,
    /// Price of the day's first trade; 0 when there was none.
    pub open: Price,
    /// The highest price.
    pub high: Price,
    /// The lowest price.
    pub low: Price,
    /// Price of the day's last trade.
    pub last: Price,
    /// The day's close: its volume-weighted average, or carried forward.
    pub close: Price,
    /// Units traded.
    pub volume: Quantity,
    /// Cents paid.
    pub turnover: Money,
    /// Sum of price times quantity, not rounded.
    pub value: u128,
}

/// A venue as seen by the oracle.
#[ink::trait_definition]
pub trait Venue {
    /// A day that is over, while the venue still keeps it (a ring of days); a day without trades carries the close. `None` for a day
    /// that is not over, or is kept no longer, or before the market was opened.
    #[ink(message)]
    fn bar(&self, instrument: Instrument, day: Day) -> Option<Bar>;
}
