//! Hours, step-up, and rules that make sense.

use super::{rule, HOUR};
use crate::policy::decide::{approvals_needed, check, MAX_TERM};
use crate::policy::hours::{self, is_open};
use weir_types::policy::{Error, Hours, Limit, Rule, Weight};
use weir_types::units::DAY_MS;

/// Monday, the 5th of January 1970.
const MONDAY: u64 = 4 * DAY_MS;

#[test]
fn hours_open_on_their_days_in_local_time() {
    // 9:00 to 11:30, Monday to Friday.
    let hours = Hours { days: 0b001_1111, opens: 540, closes: 690 };
    for (now, open) in [
        (MONDAY + 9 * HOUR - 1, false),
        (MONDAY + 9 * HOUR, true),
        (MONDAY + 11 * HOUR + HOUR / 2 - 1, true),
        (MONDAY + 11 * HOUR + HOUR / 2, false),
        (MONDAY + 4 * DAY_MS + 9 * HOUR, true),
        (MONDAY + 5 * DAY_MS + 9 * HOUR, false),
        (MONDAY - DAY_MS + 9 * HOUR, false),
    ] {
        assert_eq!(is_open(&hours, 0, now), open, "{now}");
        assert_eq!(is_open(&hours, 480, now - 8 * HOUR), open, "eight hours east, {now}");
        assert_eq!(is_open(&hours, -90, now + HOUR * 3 / 2), open, "an hour and a half west, {now}");
    }
    assert!(is_open(&Hours::ALWAYS, 0, u64::MAX) && is_open(&Hours::ALWAYS, -720, 0));
}

#[test]
fn hours_over_midnight_belong_to_the_day_they_begin_on() {
    // 22:00 on Monday to 2:00 on Tuesday.
    let hours = Hours { days: 1, opens: 1_320, closes: 120 };
    for (now, open) in [
        (MONDAY + HOUR, false),
        (MONDAY + 22 * HOUR, true),
        (MONDAY + 25 * HOUR, true),
        (MONDAY + 26 * HOUR, false),
        (MONDAY + DAY_MS + 22 * HOUR, false),
    ] {
        assert_eq!(is_open(&hours, 0, now), open, "{now}");
    }
    let to_midnight = Hours { days: 0x7f, opens: 1_320, closes: 0 };
    assert!(is_open(&to_midnight, 0, 23 * HOUR) && !is_open(&to_midnight, 0, HOUR));
}

#[test]
fn hours_that_never_open_are_refused() {
    for (days, opens, closes) in [(0, 0, 1_440), (0x80, 0, 1_440), (1, 5, 5), (1, 1_440, 5), (1, 0, 1_441)] {
        assert_eq!(hours::check(&Hours { days, opens, closes }), Err(Error::BadRule));
    }
    assert_eq!(hours::check(&Hours::ALWAYS), Ok(()));
}

#[test]
fn the_call_steps_up_with_its_value_and_its_caller() {
    let needed = |rule: &Rule, value, weight| approvals_needed(rule, value, weight, 0, 0);
    assert_eq!(needed(&rule(), 499, Weight::Clear), Ok(0));
    assert_eq!(needed(&rule(), 500, Weight::Clear), Ok(2));
    assert_eq!(needed(&rule(), 0, Weight::Cautioned), Ok(1));
    assert_eq!(needed(&rule(), 500, Weight::Cautioned), Ok(2));
    assert_eq!(needed(&rule(), 0, Weight::Blocked), Err(Error::Blocked));
    let free = Rule { approvals: 0, ..rule() };
    assert_eq!(needed(&free, u128::MAX, Weight::Clear), Ok(0));
    assert_eq!(needed(&free, 0, Weight::Cautioned), Ok(1));
    let parameter = Rule { approvals: 1, read_back: true, above: u128::MAX, ..rule() };
    assert_eq!(needed(&parameter, 0, Weight::Clear), Ok(1), "a parameter always");
    let monday = Rule { hours: Hours { days: 1, ..Hours::ALWAYS }, ..rule() };
    assert_eq!(needed(&monday, 0, Weight::Clear), Err(Error::OutOfHours));
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
    assert_eq!(check(&rule()), Ok(()));
    let limit = rule().caller;
    for bad in [
        Rule { approvals: 3, ..rule() },
        Rule { approvals: 0, read_back: true, ..rule() },
        Rule { term: HOUR, ..rule() },
        Rule { delay: 0, term: 0, ..rule() },
        Rule { term: MAX_TERM + 1, ..rule() },
        Rule { caller: Limit { calls: 0, ..limit }, ..rule() },
        Rule { group: Limit { window: 0, ..limit }, ..rule() },
        Rule { group: Limit { window: 367 * DAY_MS, ..limit }, ..rule() },
        Rule { caller: Limit { value: u128::MAX, ..limit }, ..rule() },
        Rule { hours: Hours { days: 0, ..Hours::ALWAYS }, ..rule() },
    ] {
        assert_eq!(check(&bad), Err(Error::BadRule), "{bad:?}");
    }
}
