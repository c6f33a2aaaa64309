//! What is too old to be acted on. A price is never shown without its time, and never as fresh when it is not.

use weir_types::oracle::{Feed, Reading};
use weir_types::Timestamp;

/// Is something of `as_of` older than `max_age`? What is of the future is no older than now.
pub fn is_stale(as_of: Timestamp, now: Timestamp, max_age: Timestamp) -> bool {
    now.saturating_sub(as_of) > max_age
}

/// What a feed says now; `None` before its first reading. While the breaker has tripped the last reading is stale.
pub fn reading(feed: &Feed, now: Timestamp) -> Option<Reading> {
    let accepted = feed.accepted?;
    let is_stale = feed.tripped || is_stale(accepted.as_of, now, feed.terms.max_age);
    Some(Reading {
        price: accepted.price,
        as_of: accepted.as_of,
        round: accepted.round,
        reports: accepted.reports,
        is_stale,
        tripped: feed.tripped,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_counted_from_the_time_of_the_price() {
        assert!(!is_stale(1_000, 1_500, 500));
        assert!(is_stale(1_000, 1_501, 500));
        assert!(!is_stale(2_000, 1_000, 0), "the future is not old");
        assert!(is_stale(0, u64::MAX, u64::MAX - 1));
    }
}
