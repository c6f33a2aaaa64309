//! Limits of callers and controller groups: so much value and so many calls in any window.

use super::ring;
use weir_types::policy::{Error, Limit, Tally};
use weir_types::Timestamp;

/// Counts a call against a limit; `over` when that is too much, and then nothing is counted.
pub fn count(tally: &mut Tally, limit: &Limit, value: u128, now: Timestamp, over: Error) -> Result<(), Error> {
    if limit.window == 0 {
        return Ok(());
    }
    let mut next = *tally;
    // A value beyond the range is beyond any limit within it; rules whose limit is beyond are refused.
    let value = i128::try_from(value).map_err(|_| over)?;
    for (ring, value, most) in [
        (&mut next.value, value, i128::try_from(limit.value).unwrap_or(i128::MAX)),
        (&mut next.calls, 1, i128::from(limit.calls)),
    ] {
        ring::advance(ring, limit.window, now)?;
        let used = ring::sum(ring)?;
        if used.checked_add(value).is_none_or(|sum| sum > most) {
            return Err(over);
        }
        ring::add(ring, value)?;
    }
    *tally = next;
    Ok(())
}

/// Does the tally count nothing any more? Then it may be removed.
pub fn is_over(tally: &Tally, now: Timestamp) -> bool {
    [tally.value, tally.calls].iter_mut().all(|ring| {
        let window = ring.length.saturating_mul(weir_types::policy::ring::PARTS);
        ring::advance(ring, window, now).is_ok() && ring.sums.iter().all(|sum| *sum == 0)
    })
}
