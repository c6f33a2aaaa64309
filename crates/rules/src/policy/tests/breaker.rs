//! The breaker.

use super::{account, terms, HOUR};
use crate::policy::breaker::{self, flow, reset, status, trip};
use weir_types::policy::{Breaker, BreakerStatus, BreakerTerms, Error, Flow};
use weir_types::units::DAY_MS;

fn out(outflow: u128) -> Flow {
    Flow { asset: [0; 16], inflow: 0, outflow }
}

fn into(inflow: u128) -> Flow {
    Flow { asset: [0; 16], inflow, outflow: 0 }
}

fn over(stock: u128) -> Breaker {
    breaker::new(terms(), stock).unwrap()
}

#[test]
fn more_than_the_share_is_refused_and_leaves_it_as_it_was() {
    let mut breaker = over(1_000);
    let before = breaker;
    assert_eq!(flow(&mut breaker, &out(251), 0), Err(Error::FlowLimit));
    assert_eq!(breaker, before);
    assert_eq!(flow(&mut breaker, &out(100), 0), Ok(false));
    assert_eq!(flow(&mut breaker, &out(151), 0), Err(Error::FlowLimit));
    assert_eq!(breaker::stock(&breaker), Ok(900));
}

#[test]
fn it_trips_on_the_flow_that_goes_through_below_the_line() {
    let mut breaker = over(1_000);
    assert_eq!(flow(&mut breaker, &out(101), 5), Ok(true));
    assert_eq!(status(&breaker, 6), BreakerStatus::Triggered);
    assert_eq!(flow(&mut breaker, &out(1), 6), Err(Error::Tripped));
    assert_eq!(flow(&mut breaker, &into(1), 6), Ok(false), "what comes in always may");
    assert_eq!(flow(&mut breaker, &Flow { asset: [0; 16], inflow: 9, outflow: 9 }, 6), Ok(false), "net of nothing");
}

#[test]
fn a_trip_is_over_by_reset_or_by_time() {
    let mut breaker = over(1_000);
    assert_eq!(flow(&mut breaker, &out(101), 0), Ok(true));
    assert_eq!(status(&breaker, DAY_MS - 1), BreakerStatus::Triggered);
    assert_eq!(status(&breaker, DAY_MS), BreakerStatus::Ok);
    assert_eq!(reset(&mut breaker.clone(), DAY_MS), Err(Error::NotTripped));
    assert_eq!(reset(&mut breaker, HOUR), Ok(None));
    assert_eq!(status(&breaker, HOUR), BreakerStatus::Inactive);
    assert_eq!(flow(&mut breaker, &out(500), HOUR), Ok(false), "grace");
    assert_eq!(flow(&mut breaker, &out(1), 2 * HOUR), Err(Error::FlowLimit), "grace is over");
}

#[test]
fn somebody_trips_it_and_who_is_told_at_the_reset() {
    let mut breaker = over(10);
    assert_eq!(status(&breaker, 0), BreakerStatus::Inactive, "below the threshold");
    assert_eq!(flow(&mut breaker, &out(9), 0), Ok(false));
    assert_eq!(trip(&mut breaker, account(1), 0), Ok(()));
    assert_eq!(trip(&mut breaker, account(1), 0), Err(Error::Tripped));
    assert_eq!(flow(&mut breaker, &out(1), 0), Err(Error::Tripped));
    assert_eq!(reset(&mut breaker, 1), Ok(Some(account(1))));
    assert_eq!(trip(&mut breaker, account(1), 2), Ok(()), "grace is no protection from a trip");
    assert_eq!(flow(&mut breaker, &out(1), 3), Err(Error::Tripped));
}

#[test]
fn inflow_lifts_the_limit_only_after_the_period() {
    let mut breaker = over(1_000);
    assert_eq!(flow(&mut breaker, &into(1_000_000), 0), Ok(false));
    assert_eq!(flow(&mut breaker, &out(1_000_000 + 251), 1), Err(Error::FlowLimit));
    assert_eq!(flow(&mut breaker, &out(1_000_000), 1), Ok(false), "the same again goes out");
    assert_eq!(flow(&mut breaker, &into(1_000_000), 2), Ok(false));
    let later = 2 * DAY_MS;
    assert_eq!(flow(&mut breaker, &out(100_100), later), Ok(false), "a tenth of all");
    assert_eq!(flow(&mut breaker, &out(150_151), later), Err(Error::FlowLimit));
}

#[test]
fn new_terms_forget_no_flow_and_end_no_trip() {
    let mut breaker = over(1_000);
    flow(&mut breaker, &out(101), 0).unwrap();
    let slower = BreakerTerms { withdrawal_period: 2 * DAY_MS, ..terms() };
    breaker::amend(&mut breaker, slower, 1).unwrap();
    assert_eq!(status(&breaker, DAY_MS), BreakerStatus::Triggered);
    assert_eq!((breaker::stock(&breaker), breaker.total), (Ok(899), 1_000));
}

#[test]
fn terms_that_contradict_themselves_are_refused() {
    for bad in [
        BreakerTerms { min_retained_bps: 9_001, ..terms() },
        BreakerTerms { trip_bps: 10_001, ..terms() },
        BreakerTerms { withdrawal_period: 0, ..terms() },
        BreakerTerms { withdrawal_period: 367 * DAY_MS, ..terms() },
        BreakerTerms { grace_period: 8 * DAY_MS, ..terms() },
    ] {
        assert_eq!(breaker::new(bad, 1), Err(Error::BadTerms));
    }
    assert_eq!(breaker::new(terms(), u128::MAX), Err(Error::Overflow));
}

#[test]
fn more_than_there_is_never_flows() {
    let mut breaker = over(10);
    assert_eq!(flow(&mut breaker, &out(11), 0), Err(Error::FlowLimit));
    assert_eq!(flow(&mut breaker, &out(u128::MAX), 0), Err(Error::Overflow));
    assert_eq!(flow(&mut breaker, &into(i128::MAX.unsigned_abs()), 0), Err(Error::Overflow));
}
