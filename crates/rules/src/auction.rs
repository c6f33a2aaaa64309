//! Auctions: sealed bids by commit and reveal, and one-way auctions (单向竞价); one round, uniform price or pay-as-bid.
//!
//! A book of bids by price level is kept while bids are revealed; clearing walks it from the highest level down, a page at a time,
//! and ends in a few numbers ([`weir_types::auction::Stage`]) from which each bid's lots follow at once. All that clearing reads
//! are sums and sets, so that neither the order of reveals nor the size of a page can change the outcome.
//!
//! **Rounding.** Lots are whole. At the margin of a sealed auction every bid gets its share of what is left rounded down, and the
//! residue goes one lot each to the margin's bids in the order of their commits. Money is `price x quantity / 1,000`, rounded down,
//! for the deposit (at the ceiling) as for the payment, so that a deposit always covers what is paid. Cancelled volume is spread in
//! whole lots over the next four auctions, the residue one lot each from the first of them on.
//!
//! Sources: Reg. (EU) 2023/2830 (one round, sealed bids, clearing price, remainder to the last bid, cancellation, the next four
//! auctions), SEEE notice of 22 June 2021 (one-way auctions), US SO2 auctions (pay-as-bid).

pub mod bid;
pub mod bits;
pub mod book;
pub mod clearing;
pub mod notice;
pub mod series;
pub mod share;

use weir_types::auction::{Lots, Phase, Stage, Step, Terms};
use weir_types::units::WHOLE_UNIT;
use weir_types::{Money, Price, Quantity, Timestamp};

/// Why an auction refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Lots, lot, prices or parts that make no auction.
    BadNotice,
    /// A phase that is too short, in the past, out of order or too far ahead.
    BadSchedule,
    /// Floor or ceiling further from the close than the venue allows.
    OutsideBand,
    /// More price levels between floor and ceiling than a book has.
    TooManyLevels,
    /// Not in this phase.
    WrongPhase,
    /// Not in an auction of this kind.
    WrongKind,
    /// Not the bidder.
    NotBidder,
    /// The bidder is the seller, or of its controller group.
    OwnAuction,
    /// The bidder may not trade.
    Barred,
    /// The bidder is flagged, and the seller does not deal with flagged accounts.
    Flagged,
    /// Zero lots.
    ZeroLots,
    /// More lots than the bidder's group may bid for, or than the bid's deposit covers.
    TooManyLots,
    /// Under the floor, over the ceiling, or between two ticks.
    BadPrice,
    /// What is revealed is not what was committed.
    Mismatch,
    /// No reserve price was announced.
    NoReserve,
    /// Revealed already.
    Revealed,
    /// The bid has been settled.
    Settled,
    /// A number would leave its range.
    Overflow,
}

/// Where an auction is.
pub fn phase(terms: &Terms, stage: &Stage, now: Timestamp) -> Phase {
    let schedule = &terms.schedule;
    match stage.step {
        Step::Cancelled(_) => Phase::Cancelled,
        Step::Cleared if now < schedule.claims => Phase::Delivering,
        Step::Cleared => Phase::Defaulting,
        _ if now < schedule.opens => Phase::Announced,
        _ if now < schedule.ends => Phase::Bidding,
        _ if now < schedule.reveals => Phase::Revealing,
        _ => Phase::Clearing,
    }
}

/// Units of so many lots.
pub fn quantity(terms: &Terms, lots: Lots) -> Result<Quantity, Refusal> {
    terms.lot.checked_mul(lots.into()).ok_or(Refusal::Overflow)
}

/// What lots cost at a price: rounded down to a cent, the residue stays with the buyer.
pub fn amount(terms: &Terms, price: Price, lots: Lots) -> Result<Money, Refusal> {
    let value = price.checked_mul(quantity(terms, lots)?).ok_or(Refusal::Overflow)?;
    value.checked_div(WHOLE_UNIT).ok_or(Refusal::Overflow)
}

#[cfg(test)]
mod tests;
