//! What a bid costs, by how many there are.

use super::figure::{sizes, Figure};
use super::hall::{hold, Held, Prices};
use super::stage::Stage;
use crate::exit::Failure;

/// Bidders, in turn: at the smallest size each bids once.
const BIDDERS: usize = 100;

/// Auctions of all sizes up to so many bids.
pub fn measure(stage: &mut Stage<'_>, bids: u64) -> Result<Vec<Figure>, Failure> {
    let bidders = stage.bidders(BIDDERS)?;
    let mut held = Vec::new();
    for size in sizes(BIDDERS as u64, bids) {
        held.push(hold(stage, &bidders, size as usize, Prices::Spread)?);
    }
    let at = |cost: fn(&Held) -> u64| held.iter().map(|held| (held.bids, cost(held))).collect();
    Ok(vec![
        Figure::flat("auction, a bid: commit, reveal, clearing, claim", BIDS, at(Held::a_bid)),
        Figure::part("  commit", BIDS, at(|held| held.commit.mean())),
        Figure::part("  reveal", BIDS, at(|held| held.reveal.mean())),
        Figure::part("  clearing, a bid's share", BIDS, at(|held| held.clear.ref_time / held.bids.max(1))),
        Figure::part("  claim", BIDS, at(|held| held.claim.mean())),
    ])
}

const BIDS: &str = "bids";

impl Held {
    /// All that was consumed, a bid.
    pub fn a_bid(&self) -> u64 {
        let phases = [self.commit, self.reveal, self.clear, self.claim];
        let sum: u64 = phases.iter().map(|phase| phase.ref_time).sum();
        sum.checked_div(self.bids).unwrap_or_default()
    }
}
