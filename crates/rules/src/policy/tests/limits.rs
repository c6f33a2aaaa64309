//! Rings and limits.

use super::{rule, HOUR};
use crate::policy::{limits, ring};
use weir_types::policy::{Error, Limit, Ring, Tally};
use weir_types::units::DAY_MS;

const OVER: Error = Error::CallerLimit;

#[test]
fn value_and_calls_are_limited_each() {
    let (mut tally, limit) = (Tally::default(), rule().caller);
    assert_eq!(limits::count(&mut tally, &limit, 1_001, 0, OVER), Err(OVER));
    assert_eq!(tally, Tally::default(), "what is refused is not counted");
    assert_eq!(limits::count(&mut tally, &limit, 600, 0, OVER), Ok(()));
    assert_eq!(limits::count(&mut tally, &limit, 401, 1, OVER), Err(OVER));
    assert_eq!(limits::count(&mut tally, &limit, 400, 1, OVER), Ok(()));
    assert_eq!(limits::count(&mut tally, &limit, 0, 2, OVER), Ok(()));
    assert_eq!(limits::count(&mut tally, &limit, 0, 3, OVER), Err(OVER), "a fourth call");
}

#[test]
fn a_value_beyond_the_range_is_over_every_limit() {
    let limit = Limit { window: DAY_MS, value: u128::MAX, calls: 9 };
    let mut tally = Tally::default();
    assert_eq!(limits::count(&mut tally, &limit, u128::MAX, 0, OVER), Err(OVER));
    assert_eq!(limits::count(&mut tally, &limit, i128::MAX.unsigned_abs(), 0, OVER), Ok(()));
    assert_eq!(limits::count(&mut tally, &limit, 1, 0, OVER), Err(OVER), "no overflow");
}

#[test]
fn without_a_window_nothing_is_counted() {
    let mut tally = Tally::default();
    assert_eq!(limits::count(&mut tally, &Limit::default(), u128::MAX, 0, OVER), Ok(()));
    assert_eq!(tally, Tally::default());
}

#[test]
fn what_is_used_comes_back_after_the_window_and_not_before() {
    let (mut tally, limit) = (Tally::default(), Limit { window: 8 * HOUR, value: 10, calls: 9 });
    let begin = 100 * HOUR + 1;
    assert_eq!(limits::count(&mut tally, &limit, 10, begin, OVER), Ok(()));
    assert_eq!(limits::count(&mut tally, &limit, 1, begin + 8 * HOUR, OVER), Err(OVER));
    assert!(!limits::is_over(&tally, begin + 8 * HOUR));
    // Nine buckets later at the latest.
    assert_eq!(limits::count(&mut tally, &limit, 10, begin + 9 * HOUR, OVER), Ok(()));
    assert!(limits::is_over(&tally, begin + 18 * HOUR));
}

#[test]
fn another_window_forgets_nothing() {
    let (mut tally, day) = (Tally::default(), rule().caller);
    assert_eq!(limits::count(&mut tally, &day, 1_000, DAY_MS, OVER), Ok(()));
    for window in [HOUR, 2 * DAY_MS, DAY_MS] {
        let changed = Limit { window, ..day };
        assert_eq!(limits::count(&mut tally.clone(), &changed, 1, DAY_MS + 1, OVER), Err(OVER), "{window}");
    }
}

#[test]
fn a_ring_is_empty_after_a_long_time_and_survives_the_end_of_time() {
    let mut ring = Ring::default();
    assert_eq!(ring::advance(&mut ring, 1, 5), Ok(0));
    ring::add(&mut ring, 7).unwrap();
    assert_eq!(ring::advance(&mut ring, 1, u64::MAX), Ok(7));
    assert_eq!(ring::sum(&ring), Ok(0));
    ring::add(&mut ring, i128::MAX).unwrap();
    assert_eq!(ring::add(&mut ring, 1), Err(Error::Overflow));
}
