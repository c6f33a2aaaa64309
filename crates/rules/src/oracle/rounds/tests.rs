//! Rounds: worked examples, and random sequences of reports.

use super::*;
use crate::oracle::freshness::reading;
use proptest::prelude::*;
use weir_types::oracle::{Reset, Trip};
use weir_types::Hash;

const TERMS: FeedTerms =
    FeedTerms { min_reporters: 3, full: 5, spread: 1_000, deviation: 2_000, round_term: 100, max_age: 1_000 };

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn reports(prices: &[Price]) -> Vec<Report> {
    (1u8..).zip(prices).map(|(n, price)| Report { reporter: account(n), price: *price }).collect()
}

/// A round that opened at 10.
fn round(prices: &[Price]) -> Round {
    Round { opened: 10, reports: reports(prices) }
}

#[test]
fn the_median_is_the_middle_one() {
    let median = |prices: &[Price]| super::median(&reports(prices));
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[5]), Some(5));
    assert_eq!(median(&[9, 4]), Some(6), "the mean of the middle two, rounded down");
    assert_eq!(median(&[9, 1, 5]), Some(5));
    assert_eq!(median(&[7, 7, 1, 7]), Some(7));
    assert_eq!(median(&[4, 1, 3, 2]), Some(2));
    assert_eq!(median(&[u128::MAX, u128::MAX - 2]), Some(u128::MAX - 1));
}

#[test]
fn terms_must_leave_room() {
    assert_eq!(check_terms(&TERMS), Ok(()));
    assert_eq!(check_terms(&FeedTerms { min_reporters: 5, ..TERMS }), Ok(()));
    for bad in [
        FeedTerms { min_reporters: 0, ..TERMS },
        FeedTerms { min_reporters: 6, ..TERMS },
        FeedTerms { full: 8, ..TERMS },
        FeedTerms { spread: 0, ..TERMS },
        FeedTerms { deviation: 0, ..TERMS },
        FeedTerms { round_term: 0, ..TERMS },
        FeedTerms { max_age: 0, ..TERMS },
    ] {
        assert_eq!(open(bad), Err(Error::BadTerms), "{bad:?}");
    }
}

#[test]
fn a_report_is_for_the_open_round_and_comes_once() {
    let feed = open(TERMS).unwrap();
    let one = round(&[5_000]);
    let check = |round, number, n, price, now| check_report(&feed, round, number, &account(n), price, now);
    assert_eq!(check(None, 1, 1, 5_000, 10), Ok(()));
    assert_eq!(check(None, 2, 1, 5_000, 10), Err(Error::WrongRound));
    assert_eq!(check(None, 0, 1, 5_000, 10), Err(Error::WrongRound));
    assert_eq!(check(None, 1, 1, 0, 10), Err(Error::BadPrice));
    assert_eq!(check(None, 1, 1, MAX_PRICE + 1, 10), Err(Error::BadPrice));
    assert_eq!(check(Some(&one), 1, 1, 5_000, 10), Err(Error::AlreadyReported));
    assert_eq!(check(Some(&one), 1, 2, 5_000, 109), Ok(()));
    assert_eq!(check(Some(&one), 1, 2, 5_000, 110), Err(Error::RoundOver));
    assert_eq!(check(Some(&round(&[1; 5])), 1, 9, 5_000, 20), Err(Error::RoundOver), "it is full");
    let tripped = Feed { tripped: true, ..feed };
    assert_eq!(check_report(&tripped, None, 1, &account(1), 5_000, 10), Err(Error::Tripped));
}

#[test]
fn a_round_ends_when_it_is_full_or_has_run_its_term() {
    let mut feed = open(TERMS).unwrap();
    assert_eq!(close(&mut feed, None, 500), Err(Error::NoReports));
    let three = round(&[5_000, 5_100, 4_900]);
    assert_eq!(close(&mut feed, Some(&three), 109), Err(Error::RoundOpen));
    let accepted = Accepted { price: 5_000, as_of: 10, round: 1, reports: 3 };
    assert_eq!(close(&mut feed, Some(&three), 110), Ok(Outcome::Accepted(accepted)));
    assert_eq!((feed.round, feed.reference, feed.accepted), (2, Some(5_000), Some(accepted)));
    assert!(matches!(close(&mut feed, Some(&round(&[5_000; 5])), 11), Ok(Outcome::Accepted(_))));
}

#[test]
fn too_few_reports_or_too_few_that_agree_leave_the_reading() {
    let mut feed = open(TERMS).unwrap();
    let two = close(&mut feed, Some(&round(&[5_000, 5_001])), 110);
    assert_eq!(two, Ok(Outcome::Failed { reports: 2, agreeing: 2 }));
    let apart = close(&mut feed, Some(&round(&[5_000, 8_000, 2_000])), 110);
    assert_eq!(apart, Ok(Outcome::Failed { reports: 3, agreeing: 1 }));
    assert_eq!((feed.round, feed.accepted, feed.reference, feed.tripped), (3, None, None, false));
    // One liar among four changes the median little, and does not stop it.
    let lie = close(&mut feed, Some(&round(&[5_000, 5_010, 4_990, 1])), 110);
    assert!(matches!(lie, Ok(Outcome::Accepted(Accepted { price: 4_995, .. }))));
}

#[test]
fn a_jump_trips_the_breaker_until_it_is_reset() {
    let mut feed = open(TERMS).unwrap();
    close(&mut feed, Some(&round(&[5_000; 3])), 110).unwrap();
    let Ok(Outcome::Tripped(mut trip)) = close(&mut feed, Some(&round(&[6_001; 3])), 110) else { panic!("no trip") };
    assert_eq!((trip.round, trip.reference, trip.refused, trip.at), (2, 5_000, 6_001, 110));
    let read = reading(&feed, 110).unwrap();
    assert_eq!((read.price, read.is_stale, read.tripped), (5_000, true, true), "young, but not to be used");
    assert_eq!(close(&mut feed, Some(&round(&[5_000; 3])), 110), Err(Error::Tripped));
    let how = Reset { by: account(9), at: 120, accepted: true, reason: Hash::default() };
    breaker::reset(&mut feed, &mut trip, how).unwrap();
    assert_eq!(breaker::reset(&mut feed, &mut trip, how), Err(Error::NotTripped));
    assert_eq!((feed.reference, trip.reset), (Some(6_001), Some(how)));
    assert_eq!(reading(&feed, 120).map(|read| read.price), Some(5_000), "what was refused is never a reading");
    assert!(matches!(close(&mut feed, Some(&round(&[6_001; 3])), 110), Ok(Outcome::Accepted(_))));
}

fn price() -> impl Strategy<Value = Price> {
    prop_oneof![20 => 4_000u128..6_000, 2 => 1u128..20_000, 1 => Just(MAX_PRICE)]
}

proptest! {
    #[test]
    fn the_median_is_that_of_the_sorted_list(prices in proptest::collection::vec(price(), 1..=7)) {
        let mut sorted = prices.clone();
        sorted.sort_unstable();
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        prop_assert_eq!(median(&reports(&prices)), Some((low + high) / 2));
    }

    /// With fewer liars than half, the median lies between honest prices, in whatever order they come.
    #[test]
    fn a_minority_of_liars_moves_the_median_no_further_than_the_honest(
        honest in proptest::collection::vec(4_000u128..6_000, 4),
        lies in proptest::collection::vec(1u128..u128::MAX, 0..=3),
        turn in 0usize..7,
    ) {
        let mut prices = [honest.clone(), lies].concat();
        let turn = turn % prices.len();
        prices.rotate_left(turn);
        let median = median(&reports(&prices)).unwrap();
        prop_assert!(honest.iter().min() <= Some(&median) && Some(&median) <= honest.iter().max());
    }

    /// Random reports, closings and resets: a reading is always a median of enough reports, inside the bound of the one before
    /// (or of a price that a supervisor let pass), and of no later than its first report.
    #[test]
    fn readings_follow_the_rules(
        steps in proptest::collection::vec((0u8..10, 1u8..9, price(), 0u64..60, any::<bool>()), 0..200)
    ) {
        let (mut feed, mut open_round, mut last_trip, mut now) = (open(TERMS).unwrap(), None::<Round>, None::<Trip>, 0);
        for (what, who, price, wait, accepted) in steps {
            now += wait;
            let before = feed;
            match what {
                0..=6 => {
                    let number = feed.round;
                    if check_report(&feed, open_round.as_ref(), number, &account(who), price, now).is_ok() {
                        let round = open_round.get_or_insert(Round { opened: now, reports: Vec::new() });
                        prop_assert!(round.reports.iter().all(|report| report.reporter != account(who)));
                        round.reports.push(Report { reporter: account(who), price });
                        prop_assert!(round.reports.len() <= usize::from(TERMS.full));
                    }
                }
                7 | 8 => match close(&mut feed, open_round.as_ref(), now) {
                    Ok(outcome) => {
                        prop_assert_eq!(feed.round, before.round + 1);
                        let round = open_round.take().unwrap();
                        match outcome {
                            Outcome::Accepted(read) => {
                                prop_assert!(read.reports >= TERMS.min_reporters && read.as_of == round.opened);
                                prop_assert!(before.reference.is_none_or(|of| breaker::within(read.price, of, TERMS.deviation)));
                                prop_assert_eq!(feed.accepted, Some(read));
                            }
                            Outcome::Failed { agreeing, .. } => {
                                prop_assert!(agreeing < TERMS.min_reporters);
                                prop_assert_eq!(feed.accepted, before.accepted);
                            }
                            Outcome::Tripped(trip) => {
                                prop_assert!(feed.tripped && feed.accepted == before.accepted);
                                prop_assert!(!breaker::within(trip.refused, trip.reference, TERMS.deviation));
                                last_trip = Some(trip);
                            }
                        }
                    }
                    Err(_) => prop_assert_eq!(feed, before),
                },
                _ => if let Some(trip) = &mut last_trip {
                    let how = Reset { by: account(99), at: now, accepted, reason: Hash::default() };
                    prop_assert_eq!(breaker::reset(&mut feed, trip, how).is_ok(), before.tripped);
                    prop_assert!(!feed.tripped && feed.accepted == before.accepted);
                },
            }
            if let Some(read) = reading(&feed, now) {
                prop_assert!(read.is_stale || now - read.as_of <= TERMS.max_age && !feed.tripped);
            }
        }
    }
}
