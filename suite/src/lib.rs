//! The contracts on drink, through the same bundles that are deployed: every message, every error, every role that is refused.

mod drink_chain;
pub mod floor;
pub mod pond;
mod sales;
pub mod trace;
mod world;

pub use drink_chain::Drink;
pub use registry::MeasureKind;
pub use sales::*;
pub use world::*;
