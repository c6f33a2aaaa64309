//! What a rule says of a call, and which rules make sense.

use super::{hours, ring};
use weir_types::policy::order::MAX_APPROVALS;
use weir_types::policy::{Error, Rule, Weight};
use weir_types::units::DAY_MS;
use weir_types::Timestamp;

/// The longest that an order may wait.
pub const MAX_TERM: Timestamp = 90 * DAY_MS;

/// How long a change of the policy itself waits to be adopted.
pub const CHANGE_TERM: Timestamp = 7 * DAY_MS;

/// How many approvals a call needs, 0 when it needs no order; an error when it is not carried out at all.
pub fn approvals_needed(rule: &Rule, value: u128, weight: Weight, offset: i16, now: Timestamp) -> Result<u8, Error> {
    if weight == Weight::Blocked {
        return Err(Error::Blocked);
    }
    if !hours::is_open(&rule.hours, offset, now) {
        return Err(Error::OutOfHours);
    }
    Ok(stepped_up(rule, value, weight))
}

/// The same without looking at the time: an order may be scheduled and approved outside of hours.
pub fn stepped_up(rule: &Rule, value: u128, weight: Weight) -> u8 {
    if rule.read_back || (rule.approvals > 0 && value >= rule.above) {
        rule.approvals.max(1)
    } else {
        u8::from(weight == Weight::Cautioned)
    }
}

/// A rule that does not contradict itself.
pub fn check(rule: &Rule) -> Result<(), Error> {
    hours::check(&rule.hours)?;
    let limits = [rule.caller, rule.group].iter().all(|limit| {
        let none = limit.window == 0 && limit.value == 0 && limit.calls == 0;
        none || ((1..=ring::MAX_WINDOW).contains(&limit.window) && limit.calls > 0 && in_range(limit.value))
    });
    let orders = usize::from(rule.approvals) <= MAX_APPROVALS && (!rule.read_back || rule.approvals > 0);
    let times = rule.term <= MAX_TERM && rule.delay < rule.term;
    (limits && orders && times).then_some(()).ok_or(Error::BadRule)
}

fn in_range(value: u128) -> bool {
    i128::try_from(value).is_ok()
}
