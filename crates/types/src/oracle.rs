//! Prices and other outside facts: what market/oracle keeps and answers, and `weir_rules::oracle` decides on.
//!
//! * [`feed`]: what reporters say, in rounds. * [`index`]: what the trades say. * [`request`]: questions with a fee.
//! * [`dia`]: the shape in which consumers of DIA's oracle read.

pub mod dia;
pub mod feed;
pub mod index;
pub mod request;

pub use feed::{Accepted, Feed, FeedId, FeedTerms, Reading, Report, Reset, Round, Trip};
pub use index::{Index, Model, Score, Series, Slot, Totals, Window};
pub use request::{Reply, Request, RequestId, RequestState, RequestStatus};

use crate::units::Price;
use crate::Instrument;

/// The highest price that a report, a venue's bar or a forecast may have, in cents for a whole unit. Products with it stay far
/// inside 128 bits.
pub const MAX_PRICE: Price = 1_000_000_000_000_000;

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
