//! The breaker on net flow (ERC-7265): out of a stock no more flows in a withdrawal period than the terms let go.
//!
//! Net flow, not gross: whoever brings units in and takes them out again moves nothing, and cannot use the limit up
//! for others; and since what flows in within the period is not part of the stock that the limit is a share of,
//! nobody lifts the limit with it.

use super::ring;
use crate::math::divide;
use weir_types::policy::{Breaker, BreakerStatus, BreakerTerms, Error, Flow, Ring, Trip};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{AccountId, Timestamp};

/// The longest grace period: a week.
pub const MAX_GRACE: Timestamp = 7 * weir_types::units::DAY_MS;

/// Terms that do not contradict themselves.
pub fn check(terms: &BreakerTerms) -> Result<(), Error> {
    let shares = terms.min_retained_bps <= terms.trip_bps && terms.trip_bps <= ONE_IN_BASIS_POINTS;
    let times = (1..=ring::MAX_WINDOW).contains(&terms.withdrawal_period) && terms.grace_period <= MAX_GRACE;
    (shares && times).then_some(()).ok_or(Error::BadTerms)
}

/// A breaker over a stock.
pub fn new(terms: BreakerTerms, stock: u128) -> Result<Breaker, Error> {
    check(&terms)?;
    i128::try_from(stock).map_err(|_| Error::Overflow)?;
    Ok(Breaker { terms, total: stock, flows: Ring::default(), tripped: None, grace_until: 0 })
}

/// New terms for a breaker: what has flowed goes on counting, and a trip stays.
pub fn amend(breaker: &mut Breaker, terms: BreakerTerms, now: Timestamp) -> Result<(), Error> {
    check(&terms)?;
    breaker.terms = terms;
    roll(breaker, now)
}

/// The stock that the breaker knows of.
pub fn stock(breaker: &Breaker) -> Result<u128, Error> {
    breaker.total.checked_add_signed(ring::sum(&breaker.flows)?).ok_or(Error::Overflow)
}

/// ERC-7265's status at a time.
pub fn status(breaker: &Breaker, now: Timestamp) -> BreakerStatus {
    let mut breaker = *breaker;
    if is_tripped(&breaker, now) {
        return BreakerStatus::Triggered;
    }
    let known = roll(&mut breaker, now).is_ok();
    if known && (now < breaker.grace_until || breaker.total < breaker.terms.limit_begin_threshold) {
        return BreakerStatus::Inactive;
    }
    BreakerStatus::Ok
}

/// Has it tripped, and is the trip not over? A trip ends by itself when the withdrawal period has passed since.
pub fn is_tripped(breaker: &Breaker, now: Timestamp) -> bool {
    breaker.tripped.is_some_and(|trip| now < trip.at.saturating_add(breaker.terms.withdrawal_period))
}

/// Lets a flow through and counts it, or refuses it and leaves the breaker as it was. Did it trip by itself on this
/// flow?
pub fn flow(breaker: &mut Breaker, flow: &Flow, now: Timestamp) -> Result<bool, Error> {
    let [inflow, outflow] = [flow.inflow, flow.outflow].map(i128::try_from);
    let (Ok(inflow), Ok(outflow)) = (inflow, outflow) else { return Err(Error::Overflow) };
    let net = inflow.checked_sub(outflow).ok_or(Error::Overflow)?;
    let mut next = *breaker;
    roll(&mut next, now)?;
    ring::add(&mut next.flows, net)?;
    // More than there is never flows out, nor more in than can be counted.
    let left = stock(&next).map_err(|_| Error::FlowLimit)?;
    i128::try_from(left).map_err(|_| Error::Overflow)?;
    let mut trips = false;
    if net < 0 {
        match status(breaker, now) {
            BreakerStatus::Triggered => return Err(Error::Tripped),
            BreakerStatus::Ok if left < retained(next.total, next.terms.min_retained_bps)? => {
                return Err(Error::FlowLimit);
            }
            BreakerStatus::Ok => trips = left < retained(next.total, next.terms.trip_bps)?,
            BreakerStatus::Uninitialized | BreakerStatus::Inactive => {}
        }
    }
    if trips {
        next.tripped = Some(Trip { at: now, by: None });
    }
    *breaker = next;
    Ok(trips)
}

/// Somebody trips it.
pub fn trip(breaker: &mut Breaker, by: AccountId, now: Timestamp) -> Result<(), Error> {
    if is_tripped(breaker, now) {
        return Err(Error::Tripped);
    }
    breaker.tripped = Some(Trip { at: now, by: Some(by) });
    breaker.grace_until = 0;
    Ok(())
}

/// Ends a trip and begins the grace period. Who tripped it, if it was somebody: who resets is somebody else.
pub fn reset(breaker: &mut Breaker, now: Timestamp) -> Result<Option<AccountId>, Error> {
    if !is_tripped(breaker, now) {
        return Err(Error::NotTripped);
    }
    breaker.grace_until = now.saturating_add(breaker.terms.grace_period);
    Ok(breaker.tripped.take().and_then(|trip| trip.by))
}

/// What has left the withdrawal period becomes part of the stock that the limit is a share of.
fn roll(breaker: &mut Breaker, now: Timestamp) -> Result<(), Error> {
    let past = ring::advance(&mut breaker.flows, breaker.terms.withdrawal_period, now)?;
    // Never negative: the buckets are in the order of time, so this is the stock as it once was.
    breaker.total = breaker.total.checked_add_signed(past).ok_or(Error::Overflow)?;
    Ok(())
}

/// A share of the total, rounded down. The total is split first: its product with the share may leave the range.
fn retained(total: u128, share: u32) -> Result<u128, Error> {
    let (one, share) = (u128::from(ONE_IN_BASIS_POINTS), u128::from(share));
    let exact = || {
        let whole = divide(total, one)?;
        let rest = total.checked_sub(whole.checked_mul(one)?)?;
        whole.checked_mul(share)?.checked_add(divide(rest.checked_mul(share)?, one)?)
    };
    exact().ok_or(Error::Overflow)
}
