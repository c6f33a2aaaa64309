//! The oracle: prices that reporters agree on, indices from trades, a forecast that says how good it has been, and questions.
//!
//! * [`rounds`]: reports and their median. * [`breaker`]: the bound between one reading and the next. * [`freshness`]: what is too old.
//! * [`bars`]: the ring of daily bars and averages over windows of it. * [`indices`]: what a day changes, and what is shown.
//! * [`forecast`]: damped Holt and its band. * [`requests`]: question, answer, expiry.
//!
//! **Rounding**: averages are rounded down; a forecast is rounded to the nearest cent, its band outwards.

pub mod bars;
pub mod breaker;
pub mod forecast;
pub mod freshness;
pub mod indices;
pub mod requests;
pub mod rounds;

use weir_types::Price;

/// A price of at most [`weir_types::oracle::MAX_PRICE`], or a difference of two, which 64 bits hold.
fn in_64_bits(price: Price) -> u64 {
    u64::try_from(price).unwrap_or(u64::MAX)
}
