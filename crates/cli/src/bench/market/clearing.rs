//! An auction in which every entity of a market bids: how much work it is to clear it, and to deliver.

use super::hall::{hold, Held, Prices};
use super::stage::Stage;
use crate::exit::Failure;

/// An auction of all entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearing {
    /// Where the bids were.
    pub prices: Prices,
    /// How it went.
    pub held: Held,
}

/// One with bids over all prices, and the one that takes the most steps: all at one price.
pub fn measure(stage: &mut Stage<'_>, entities: u64) -> Result<Vec<Clearing>, Failure> {
    let bidders = stage.bidders(entities as usize)?;
    let clear = |prices| hold(stage, &bidders, bidders.len(), prices).map(|held| Clearing { prices, held });
    [Prices::Spread, Prices::One].into_iter().map(clear).collect()
}

impl Clearing {
    /// What it is.
    pub fn name(&self) -> &'static str {
        match self.prices {
            Prices::Spread => "bids at 201 prices",
            Prices::One => "bids at one price",
        }
    }
}
