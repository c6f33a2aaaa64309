//! What the trades of an instrument say: daily bars, and the indices that are worked out from them as they are pulled.

use crate::units::{Day, Price, Quantity, Timestamp};

/// How many days of an instrument are kept.
pub const RING: u32 = 512;

/// The most days a window may have: all that are kept. Each window costs two look-ups, whatever its length.
pub const MAX_WINDOW: u32 = RING;

/// Over how many days the time-weighted average of [`Index`] is.
pub const TWAP_DAYS: u32 = 20;

/// Sums over all bars of a series. They wrap: only the difference of two of them counts, and that of a window always fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Totals {
    /// Of price times quantity.
    pub value: u128,
    /// Of units.
    pub volume: u128,
    /// Of closes.
    pub closes: u64,
}

crate::fixed!(Totals { value, volume, closes });

/// A place of the ring. The day's own volume, value and close are the difference to the next day's sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Slot {
    /// Which day stands here.
    pub day: Day,
    /// The sums up to the day before it.
    pub before: Totals,
}

crate::fixed!(Slot { day, before });

/// What is kept of an instrument beside its bars: rewritten by each pull, of constant size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Series {
    /// The first day since which no day is missing.
    pub start: Day,
    /// The last day that was pulled.
    pub day: Day,
    /// The last day with trades.
    pub traded: Option<Day>,
    /// The last day's close.
    pub close: Price,
    /// Price of the last trade; 0 before the first.
    pub last: Price,
    /// Volume-weighted average of the last day with trades; 0 before the first.
    pub vwap: Price,
    /// Exponential average of the closes of days with trades, in thousandths of a cent; 0 before the first.
    pub ema: u64,
    /// Sums up to the last day.
    pub totals: Totals,
    /// The forecast.
    pub model: Model,
}

crate::fixed!(Series { start, day, traded, close, last, vwap, ema, totals, model });

/// Damped Holt and the band around it. Prices are in thousandths of a cent, ratios in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Model {
    /// The smoothed price.
    pub level: i64,
    /// How much it moves from one day to the next, before damping.
    pub trend: i64,
    /// Half the band's width, as a share of the forecast.
    pub width: u64,
    /// The running mean of the errors' size, as a share of the forecast; the band's step is a part of it.
    pub scale: u64,
    /// The last price, in cents; 0 before the first.
    pub last: u64,
    /// How the forecasts have turned out.
    pub score: Score,
}

crate::fixed!(Model { level, trend, width, scale, last, score });

/// How one-day forecasts have turned out, each made before its day was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Score {
    /// How many days were forecast.
    pub days: u32,
    /// On how many of them the price was inside the band.
    pub held: u32,
    /// Sum of the forecasts' errors, each in millionths of the price that came.
    pub error: u64,
    /// The same of the simplest forecast there is: tomorrow as today.
    pub naive: u64,
}

crate::fixed!(Score { days, held, error, naive });

impl Score {
    /// The mean absolute percentage error in millionths; `None` before the first day.
    pub fn mean_error(&self) -> Option<u64> {
        self.error.checked_div(self.days.into())
    }

    /// The same of the last value.
    pub fn mean_naive(&self) -> Option<u64> {
        self.naive.checked_div(self.days.into())
    }
}

/// An instrument's indices. Prices are in cents for a whole unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Index {
    /// The last day that was pulled.
    pub day: Day,
    /// Price of the last trade; 0 when there was none.
    pub last: Price,
    /// The day's close, carried forward when there was no trade.
    pub close: Price,
    /// Volume-weighted average of the last day with trades; 0 when there was none.
    pub vwap: Price,
    /// Mean of the closes of the last [`TWAP_DAYS`] days, or of as many as there are.
    pub twap: Price,
    /// Exponential average of the closes of days with trades; 0 when there was none.
    pub ema: Price,
    /// Forecast of the next close of a day with trades; 0 when there was none yet.
    pub forecast: Price,
    /// Lower end of the band that is to hold four times in five.
    pub forecast_low: Price,
    /// Its upper end.
    pub forecast_high: Price,
    /// How good forecasts and band have been so far.
    pub score: Score,
    /// When the last day with trades ended; 0 when there was none.
    pub as_of: Timestamp,
    /// No trade for too long, or no trade at all.
    pub is_stale: bool,
}

/// Averages over a window of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Units traded.
    pub volume: Quantity,
    /// Volume-weighted average price; `None` when nothing was traded.
    pub vwap: Option<Price>,
    /// Time-weighted average: the mean of the days' closes.
    pub twap: Price,
}
