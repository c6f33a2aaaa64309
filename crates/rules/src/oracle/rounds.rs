//! Rounds: each admitted reporter reports once, the reading is the median of at least `min_reporters` that agree.
//!
//! Who may report, and that no two reports come from one controller group, is the registry's to say. A median of n reports stays
//! between honest ones while fewer than half are not; the last reporter of a round sees the others' reports.

use crate::oracle::breaker;
use weir_types::oracle::feed::MAX_REPORTS;
use weir_types::oracle::{Accepted, Error, Feed, FeedTerms, Outcome, Report, Round, MAX_PRICE};
use weir_types::{AccountId, Price, Timestamp};

/// Terms that make a feed.
pub fn check_terms(terms: &FeedTerms) -> Result<(), Error> {
    let counts =
        1 <= terms.min_reporters && terms.min_reporters <= terms.full && usize::from(terms.full) <= MAX_REPORTS;
    if counts && terms.spread > 0 && terms.deviation > 0 && terms.round_term > 0 && terms.max_age > 0 {
        Ok(())
    } else {
        Err(Error::BadTerms)
    }
}

/// A feed without readings.
pub fn open(terms: FeedTerms) -> Result<Feed, Error> {
    check_terms(&terms)?;
    Ok(Feed { terms, round: 1, accepted: None, reference: None, trips: 0, tripped: false })
}

/// May a report for round `number` come in now? Asked before the registry is. `round` is what has been reported so far.
pub fn check_report(
    feed: &Feed,
    round: Option<&Round>,
    number: u64,
    reporter: &AccountId,
    price: Price,
    now: Timestamp,
) -> Result<(), Error> {
    if feed.tripped {
        return Err(Error::Tripped);
    }
    if number != feed.round {
        return Err(Error::WrongRound);
    }
    if price == 0 || price > MAX_PRICE {
        return Err(Error::BadPrice);
    }
    let Some(round) = round else { return Ok(()) };
    if is_over(feed, round, now) {
        return Err(Error::RoundOver);
    }
    if round.reports.iter().any(|report| report.reporter == *reporter) {
        return Err(Error::AlreadyReported);
    }
    Ok(())
}

/// Has a round run its term, or all reports it takes? (The latter only when the terms have become stricter meanwhile.)
pub fn is_over(feed: &Feed, round: &Round, now: Timestamp) -> bool {
    is_full(feed, round) || now.saturating_sub(round.opened) >= feed.terms.round_term
}

/// Has it all the reports it takes?
pub fn is_full(feed: &Feed, round: &Round) -> bool {
    round.reports.len() >= usize::from(feed.terms.full)
}

/// Ends the round that is open, if it may end, and opens the next one.
pub fn close(feed: &mut Feed, round: Option<&Round>, now: Timestamp) -> Result<Outcome, Error> {
    if feed.tripped {
        return Err(Error::Tripped);
    }
    let round = round.ok_or(Error::NoReports)?;
    if !is_over(feed, round, now) {
        return Err(Error::RoundOpen);
    }
    let number = feed.round;
    feed.round = number.checked_add(1).ok_or(Error::Overflow)?;
    let median = median(&round.reports).ok_or(Error::NoReports)?;
    let (mut reports, mut agreeing) = (0u8, 0u8);
    for report in &round.reports {
        reports = reports.saturating_add(1);
        agreeing = agreeing.saturating_add(breaker::within(report.price, median, feed.terms.spread).into());
    }
    if agreeing < feed.terms.min_reporters {
        return Ok(Outcome::Failed { reports, agreeing });
    }
    if let Some(reference) = feed.reference.filter(|of| !breaker::within(median, *of, feed.terms.deviation)) {
        return breaker::trip(feed, number, reference, median, now).map(Outcome::Tripped);
    }
    let accepted = Accepted { price: median, as_of: round.opened, round: number, reports };
    feed.accepted = Some(accepted);
    feed.reference = Some(median);
    Ok(Outcome::Accepted(accepted))
}

/// The median price; of an even number the mean of the two in the middle, rounded down. `None` of none.
pub fn median(reports: &[Report]) -> Option<Price> {
    let upper = reports.len().checked_div(2)?;
    let lower = reports.len().checked_sub(1)?.checked_div(2)?;
    let (low, high) = (ranked(reports, lower), ranked(reports, upper));
    low.checked_add(high.checked_sub(low)? >> 1)
}

/// The price that would stand at this place, from 0, if the reports were sorted. There are at most seven.
fn ranked(reports: &[Report], rank: usize) -> Price {
    for Report { price, .. } in reports {
        let (mut below, mut up_to) = (0usize, 0usize);
        for other in reports {
            below = below.saturating_add((other.price < *price).into());
            up_to = up_to.saturating_add((other.price <= *price).into());
        }
        if below <= rank && rank < up_to {
            return *price;
        }
    }
    0
}

#[cfg(test)]
mod tests;
