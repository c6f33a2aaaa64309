//! The breaker: a median too far from the last one is not taken; the feed stops until a supervisor, who is none of the reporters,
//! has looked at it.

use crate::oracle::in_64_bits;
use weir_types::oracle::{Error, Feed, Reset, Trip};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{BasisPoints, Price, Timestamp};

/// Is `price` within `bound` basis points of `reference`? Exact while both are at most [`weir_types::oracle::MAX_PRICE`], as all are.
pub fn within(price: Price, reference: Price, bound: BasisPoints) -> bool {
    let off = in_64_bits(price.abs_diff(reference)).saturating_mul(ONE_IN_BASIS_POINTS.into());
    off <= in_64_bits(reference).saturating_mul(bound.into())
}

/// Trips a feed's breaker on a median that was refused.
pub fn trip(feed: &mut Feed, round: u64, reference: Price, refused: Price, now: Timestamp) -> Result<Trip, Error> {
    feed.trips = feed.trips.checked_add(1).ok_or(Error::Overflow)?;
    feed.tripped = true;
    Ok(Trip { round, at: now, reference, refused, reset: None })
}

/// Resets it. When the refused median is accepted, the next one is compared with that; it never becomes a reading itself.
pub fn reset(feed: &mut Feed, trip: &mut Trip, reset: Reset) -> Result<(), Error> {
    if !feed.tripped {
        return Err(Error::NotTripped);
    }
    if reset.accepted {
        feed.reference = Some(trip.refused);
    }
    feed.tripped = false;
    trip.reset = Some(reset);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use weir_types::oracle::MAX_PRICE;

    #[test]
    fn the_bound_is_a_share_of_the_reference() {
        // 10 % of 5,005 is 500.5.
        assert!(within(5_505, 5_005, 1_000) && within(4_505, 5_005, 1_000));
        assert!(!within(5_506, 5_005, 1_000) && !within(4_504, 5_005, 1_000));
        assert!(within(1, 1, 0) && !within(2, 1, 9_999));
        assert!(within(0, u128::MAX, 10_000) && !within(u128::MAX, 1, 10_000), "no overflow");
    }

    proptest! {
        #[test]
        fn the_bound_is_symmetric(reference in 0u128..=MAX_PRICE, bound in 0u32..10_000, step in 0u128..=MAX_PRICE) {
            let (Some(low), Some(high)) = (reference.checked_sub(step), reference.checked_add(step)) else { return Ok(()) };
            prop_assert_eq!(within(low, reference, bound), within(high, reference, bound));
        }
    }
}
