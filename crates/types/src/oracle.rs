//! Prices and other outside facts: what market/oracle keeps and answers, and `weir_rules::oracle` decides on.
//!
//! * [`feed`]: what reporters say, in rounds. * [`index`]: what the trades say. * [`request`]: questions with a fee.
//! * [`dia`]: the shape in which consumers of DIA's oracle read.

pub mod dia;
pub mod error;
pub mod feed;
pub mod index;
#[cfg(test)]
mod records;
pub mod request;

pub use error::Error;
pub use feed::{Accepted, Feed, FeedId, FeedTerms, Outcome, Reading, Report, Reset, Round, Trip};
pub use index::{Index, Model, Score, Series, Slot, Totals, Window};
pub use request::{Reply, Request, RequestId, RequestState, RequestStatus};

use crate::units::Price;
use crate::Instrument;

/// The highest price that a report or a venue's bar may have, in cents for a whole unit: ten million a tonne. Up to it forecasts
/// are reckoned in 64 bits; 128 would be a twentieth of the contract's code.
pub const MAX_PRICE: Price = 1_000_000_000;

/// The oracle as seen by other contracts. Both answers say of when they are and whether that is too old.
#[ink::trait_definition]
pub trait Oracle {
    /// What reporters say of a feed; `None` before the first round was accepted.
    #[ink(message)]
    fn reading(&self, feed: FeedId) -> Option<Reading>;

    /// What the trades of an instrument say; `None` before the first day was pulled.
    #[ink(message)]
    fn index(&self, instrument: Instrument) -> Option<Index>;
}
