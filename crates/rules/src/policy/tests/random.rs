//! Random operations, judged by plain records of everything that happened.

use super::{account, call, hash, rule, terms, HOUR};
use crate::policy::{breaker, decide, denial, limits, orders};
use proptest::prelude::*;
use weir_types::policy::{BreakerStatus, BreakerTerms, Denial, Denials, Error, Flow, Level, Limit, Tally, Weight};
use weir_types::policy::{OrderStatus, Rule};

/// Waits that stay within a bucket, cross a few, and leave the window.
fn wait() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0..HOUR, 3 => 0..8 * HOUR, 1 => 0..100 * HOUR]
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(Level::Notice), Just(Level::Caution), Just(Level::Block)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// In every stretch of a window's length the accepted calls stay within the limit; what is refused would have
    /// been too much for the nine eighths before it; and after a window and an eighth nothing counts any more.
    #[test]
    fn no_window_holds_more_than_its_limit(
        window in HOUR..40 * HOUR,
        most in 1u128..2_000,
        calls in 1u32..12,
        steps in prop::collection::vec((0u128..900, wait()), 1..80),
    ) {
        let limit = Limit { window, value: most, calls };
        let (mut tally, mut now, mut taken) = (Tally::default(), 0u64, Vec::<(u64, u128)>::new());
        for (value, wait) in steps {
            now += wait;
            let before = tally;
            let answer = limits::count(&mut tally, &limit, value, now, Error::CallerLimit);
            let lately = |span: u64| -> (u128, u32) {
                let within = taken.iter().filter(|(at, _)| now - at < span);
                within.fold((0, 0), |(sum, n), (_, value)| (sum + value, n + 1))
            };
            if answer.is_ok() {
                let (sum, count) = lately(window);
                prop_assert!(sum + value <= most && count < calls, "{sum} + {value}, {count} calls");
                taken.push((now, value));
            } else {
                prop_assert_eq!(tally, before);
                // A bucket is an eighth, rounded up.
                let (sum, count) = lately(window.div_ceil(8) * 9);
                prop_assert!(sum + value > most || count >= calls, "refused without need");
            }
        }
        prop_assert!(limits::is_over(&tally, now + window.div_ceil(8) * 9));
    }

    /// Whatever flows, trips, is reset or gets new terms: the stock is what flowed in less what flowed out; what is
    /// refused changes nothing; while it limits, what is left is not less than what it retains of the stock a period
    /// ago; while it is tripped nothing flows out, and no trip outlasts the period.
    #[test]
    fn a_breaker_conserves_and_retains(
        begin in 0u128..5_000,
        steps in prop::collection::vec((0u8..10, 0u128..800, 0u128..800, wait()), 1..80),
    ) {
        let mut terms = terms();
        let (mut b, mut stock, mut now) = (breaker::new(terms, begin).unwrap(), begin, 0u64);
        for (what, inflow, outflow, wait) in steps {
            now += wait;
            let (before, status) = (b, breaker::status(&b, now));
            match what {
                0 => {
                    let trips = breaker::trip(&mut b, account(1), now).is_ok();
                    prop_assert_eq!(trips, status != BreakerStatus::Triggered);
                }
                1 => { prop_assert_eq!(breaker::reset(&mut b, now).is_ok(), status == BreakerStatus::Triggered); }
                2 => {
                    let more = u64::try_from(inflow).unwrap() * 100_000;
                    terms = BreakerTerms { withdrawal_period: HOUR + more, ..terms };
                    breaker::amend(&mut b, terms, now).unwrap();
                }
                _ => match breaker::flow(&mut b, &Flow { asset: [0; 16], inflow, outflow }, now) {
                    Ok(tripped) => {
                        stock = stock + inflow - outflow;
                        let flows_out = outflow > inflow;
                        prop_assert!(!flows_out || status != BreakerStatus::Triggered);
                        if flows_out && status == BreakerStatus::Ok {
                            prop_assert!(stock * 10_000 >= b.total * u128::from(terms.min_retained_bps) - 9_999);
                            let below = stock < b.total * u128::from(terms.trip_bps) / 10_000;
                            prop_assert_eq!(tripped, below);
                        } else {
                            prop_assert!(!tripped);
                        }
                    }
                    Err(_) => prop_assert_eq!(b, before),
                },
            }
            prop_assert_eq!(breaker::stock(&b), Ok(stock));
            prop_assert!(!breaker::is_tripped(&b, now + terms.withdrawal_period));
        }
        // After a period without flow all of the stock is what the limit is a share of.
        now += terms.withdrawal_period * 9 / 8 + 8;
        breaker::amend(&mut b, terms, now).unwrap();
        prop_assert_eq!(b.total, stock);
    }

    /// Blocking takes two sources whose word is in force; nobody else's word counts, and a source has one.
    #[test]
    fn one_source_alone_never_blocks(
        steps in prop::collection::vec((1u8..8, level(), 0u64..60 * HOUR, wait(), any::<bool>()), 1..60),
    ) {
        let (mut list, mut now) = (Denials::default(), 0u64);
        let mut said: Vec<(u8, Level, u64)> = Vec::new();
        for (source, level, term, wait, speaks) in steps {
            now += wait;
            if speaks {
                let word = Denial { source: account(source), level, until: now + term, evidence: hash(1) };
                if denial::publish(&mut list, word, now).is_ok() {
                    said.retain(|(other, ..)| *other != source);
                    said.push((source, level, now + term));
                }
            } else if denial::retract(&mut list, account(source)).is_ok() {
                said.retain(|(other, ..)| *other != source);
            }
            let heard = |least: Level| said.iter().filter(|(_, level, until)| *level >= least && *until > now).count();
            let expected = match (heard(Level::Block), heard(Level::Caution)) {
                (2.., _) => Weight::Blocked,
                (_, 1..) => Weight::Cautioned,
                _ => Weight::Clear,
            };
            prop_assert_eq!(denial::weight(&list, now), expected);
        }
    }

    /// Whatever is done by whom and when: an order is carried out at most once, in its time, with its approvals by
    /// different accounts none of which asked; it ends; and what is over stays over.
    #[test]
    fn an_order_is_carried_out_once_with_its_approvals(
        approvals in 0u8..3,
        delay in 0..30 * HOUR,
        rest in 1..60 * HOUR,
        parameter in any::<bool>(),
        steps in prop::collection::vec((0u8..9, 1u8..6, wait()), 1..40),
    ) {
        let rule = Rule { approvals, delay, term: delay + rest, ..rule() };
        prop_assert_eq!(decide::check(&rule), Ok(()));
        let (check, mut now) = (parameter.then(|| hash(5)), 0u64);
        let mut order = orders::schedule(&rule, account(9), &call(1), check, 1, now).unwrap();
        let (mut agreed, mut uses) = (std::collections::BTreeSet::new(), 0);
        for (what, who, wait) in steps {
            now += wait;
            let before = order;
            let done = match what {
                0..=3 => orders::approve(&mut order, account(who), now).map(|_| { agreed.insert(who); }),
                4..=6 => orders::take(&mut order, approvals, now).map(|()| uses += 1),
                7 => orders::cancel(&mut order),
                _ => orders::may_read(&order, hash(5), now).map(|()| orders::read(&mut order, who > 2)),
            };
            if done.is_err() {
                prop_assert_eq!(order, before, "an error changes nothing");
            } else if (4..=6).contains(&what) {
                prop_assert!(now >= delay && now < delay + rest, "in its time");
                prop_assert!(agreed.len() >= usize::from(approvals.max(1)) && !agreed.contains(&1));
            }
            prop_assert!(uses <= 1);
        }
        let end = orders::status(&order, now + 2 * rule.term);
        let over = [OrderStatus::Expired, OrderStatus::Done, OrderStatus::Failed, OrderStatus::Cancelled];
        prop_assert!(over.contains(&end), "{end:?}");
        prop_assert!(orders::take(&mut order, 0, now + 2 * rule.term).is_err());
    }
}
