//! Sums over a sliding window in a fixed number of buckets.
//!
//! A window is cut into eight parts, and nine buckets are kept: any stretch of time as long as the window touches at
//! most nine, so that their sum is never less than what was counted in it. What is counted is forgotten between one
//! and one and an eighth windows later.

use weir_types::policy::ring::{BUCKETS, PARTS};
use weir_types::policy::{Error, Ring};
use weir_types::Timestamp;

/// The longest window: a leap year.
pub const MAX_WINDOW: Timestamp = 366 * weir_types::units::DAY_MS;

/// How long a bucket is: an eighth of the window, rounded up.
pub fn bucket(window: Timestamp) -> Timestamp {
    window.div_ceil(PARTS).max(1)
}

/// Brings the ring up to the time: drops what is out of the window. What was dropped.
///
/// When the window has changed, all that still counts is taken for new: a change of a rule lets nobody begin anew.
pub fn advance(ring: &mut Ring, window: Timestamp, now: Timestamp) -> Result<i128, Error> {
    let length = bucket(window);
    let dropped = drop_old(ring, now)?;
    if ring.length != length {
        let kept = sum(ring)?;
        *ring = Ring { length, newest: now.checked_div(length).ok_or(Error::Overflow)?, ..Ring::default() };
        add(ring, kept)?;
    }
    Ok(dropped)
}

/// Counts a value in the newest bucket.
pub fn add(ring: &mut Ring, value: i128) -> Result<(), Error> {
    let slot = place(ring, ring.newest)?;
    *slot = slot.checked_add(value).ok_or(Error::Overflow)?;
    Ok(())
}

/// All that counts.
pub fn sum(ring: &Ring) -> Result<i128, Error> {
    ring.sums.iter().try_fold(0i128, |sum, value| sum.checked_add(*value)).ok_or(Error::Overflow)
}

fn drop_old(ring: &mut Ring, now: Timestamp) -> Result<i128, Error> {
    let Some(newest) = now.checked_div(ring.length) else { return Ok(0) };
    let mut dropped = 0i128;
    // After as many steps as there are buckets all are empty.
    let steps = newest.saturating_sub(ring.newest).min(PARTS.saturating_add(1));
    for step in 1..=steps {
        let number = ring.newest.checked_add(step).ok_or(Error::Overflow)?;
        let old = core::mem::take(place(ring, number)?);
        dropped = dropped.checked_add(old).ok_or(Error::Overflow)?;
    }
    ring.newest = ring.newest.max(newest);
    Ok(dropped)
}

fn place(ring: &mut Ring, number: u64) -> Result<&mut i128, Error> {
    const PLACES: u64 = BUCKETS as u64;
    let place = usize::try_from(number % PLACES).map_err(|_| Error::Overflow)?;
    ring.sums.get_mut(place).ok_or(Error::Overflow)
}
