//! Rounds, readings, breaker.

use super::*;
use oracle::events::{BreakerReset, FeedTermsSet, Reported, RoundEnded};
use weir_types::oracle::dia::{OracleGetters, CENT};
use weir_types::oracle::{Accepted, Oracle as _, Outcome, Reading, Trip};

fn reading(s: &mut Scene) -> Option<Reading> {
    let message = s.oracle.messages().reading(feed());
    s.w.ask(message)
}

fn dia(s: &mut Scene, pair: &str) -> Option<(u64, u128)> {
    let message = s.oracle.messages().get_latest_price(pair.into());
    s.w.ask(message)
}

fn trips(s: &mut Scene, start: u32, limit: u32) -> Vec<Trip> {
    let message = s.oracle.messages().trips(feed(), start, limit);
    s.w.ask(message)
}

#[test]
fn a_round_of_three_gives_the_median() {
    let mut s = Scene::with_feed();
    assert_eq!(reading(&mut s), None);
    let opened = s.w.now();
    let receipt = s.submit("r1", 1, 5_200);
    let reported: Reported = receipt.event_of(s.oracle.address()).expect("a report");
    assert_eq!((reported.round, reported.price, reported.reporter), (1, 5_200, who("r1").account()));
    s.w.pass(1_000);
    s.submit("r2", 1, 5_000);
    assert_eq!(reading(&mut s), None, "two are enough, but a third may come");
    let receipt = s.submit("r3", 1, 5_100);
    let ended: RoundEnded = receipt.event_of(s.oracle.address()).expect("an end");
    let accepted = Accepted { price: 5_100, as_of: opened, round: 1, reports: 3 };
    assert_eq!((ended.round, ended.outcome), (1, Outcome::Accepted(accepted)));
    let expected = Reading { price: 5_100, as_of: opened, round: 1, reports: 3, is_stale: false, tripped: false };
    assert_eq!(reading(&mut s), Some(expected));
    let message = s.oracle.messages().feed(feed());
    let (record, round) = s.w.ask(message).expect("a feed");
    assert_eq!((record.round, record.reference, round), (2, Some(5_100), None));
}

#[test]
fn a_stale_price_is_never_shown_as_fresh() {
    let mut s = Scene::with_feed();
    let at = s.w.now();
    s.round(1, 5_000);
    assert_eq!(dia(&mut s, "CO2-UK-2021/GBP"), Some((at, 5_000 * CENT)));
    s.w.pass(DAY);
    assert_eq!(reading(&mut s).map(|read| (read.as_of, read.is_stale)), Some((at, false)));
    s.w.pass(1);
    assert_eq!(reading(&mut s).map(|read| (read.as_of, read.is_stale)), Some((at, true)));
    assert_eq!(dia(&mut s, "CO2-UK-2021/GBP"), None);
    // A round that fails does not make it young again.
    s.submit("r1", 2, 5_000);
    s.w.pass(HOUR);
    let message = s.oracle.messages().close_round(feed());
    let receipt = s.w.ok(&who("stranger"), message);
    let ended: RoundEnded = receipt.event_of(s.oracle.address()).expect("an end");
    assert_eq!(ended.outcome, Outcome::Failed { reports: 1, agreeing: 1 });
    assert_eq!(reading(&mut s).map(|read| (read.round, read.is_stale)), Some((1, true)));
}

#[test]
fn one_report_a_reporter_a_group_and_a_round() {
    let mut s = Scene::with_feed();
    s.submit("r1", 1, 5_000);
    assert_eq!(s.refuses("r1", 1, 5_001), Error::AlreadyReported);
    assert_eq!(s.refuses("r1s", 1, 5_001), Error::NotIndependent, "of r1's group");
    assert_eq!(s.refuses("r2", 2, 5_001), Error::WrongRound);
    assert_eq!(s.refuses("r2", 0, 5_001), Error::WrongRound);
    assert_eq!(s.refuses("r2", 1, 0), Error::BadPrice);
    assert_eq!(s.refuses("r2", 1, u128::MAX), Error::BadPrice);
    s.w.pass(HOUR);
    assert_eq!(s.refuses("r2", 1, 5_001), Error::RoundOver);
    let other = FeedId { vintage: None, ..feed() };
    let message = s.oracle.messages().submit(other, 1, 5_000);
    assert_eq!(s.w.refused(&who("r1"), message), Error::UnknownFeed);
    // Whoever loses the role in the middle of a round has reported, and does not report again.
    let message = s.oracle.messages().close_round(feed());
    s.w.ok(&who("stranger"), message);
    let message = s.w.registry.messages().revoke_role(Role::Reporter, who("r2").account());
    s.w.ok(&s.w.admin.clone(), message);
    assert_eq!(s.refuses("r2", 2, 5_000), Error::NotAllowed);
}

#[test]
fn a_round_ends_when_it_may() {
    let mut s = Scene::with_feed();
    let close = |s: &mut Scene| s.oracle.messages().close_round(feed());
    let message = close(&mut s);
    assert_eq!(s.w.refused(&who("r1"), message), Error::NoReports);
    s.submit("r1", 1, 5_000);
    s.submit("r2", 1, 5_100);
    let message = close(&mut s);
    assert_eq!(s.w.refused(&who("r1"), message), Error::RoundOpen);
    s.w.pass(HOUR);
    let message = close(&mut s);
    s.w.ok(&who("stranger"), message);
    assert_eq!(reading(&mut s).map(|read| (read.price, read.reports)), Some((5_050, 2)), "two of two agree");
    let message = s.oracle.messages().close_round(FeedId { vintage: None, ..feed() });
    assert_eq!(s.w.refused(&who("r1"), message), Error::UnknownFeed);
    // Reports too far apart do not make a reading.
    s.submit("r1", 2, 5_000);
    s.submit("r2", 2, 8_000);
    let receipt = s.submit("r3", 2, 2_000);
    let ended: RoundEnded = receipt.event_of(s.oracle.address()).expect("an end");
    assert_eq!(ended.outcome, Outcome::Failed { reports: 3, agreeing: 1 });
}

#[test]
fn a_jump_stops_the_feed_until_an_independent_supervisor_resets_it() {
    let mut s = Scene::with_feed();
    s.round(1, 5_000);
    let reset = |s: &Scene, accepted| s.oracle.messages().reset(feed(), accepted, evidence());
    let message = reset(&s, true);
    assert_eq!(s.w.refused(&supervisor(), message), Error::NotTripped);
    s.round(2, 6_001);
    assert_eq!(reading(&mut s).map(|r| (r.price, r.is_stale, r.tripped)), Some((5_000, true, true)));
    assert_eq!(dia(&mut s, "CO2-UK-2021/GBP"), None);
    assert_eq!(s.refuses("r4", 3, 5_000), Error::Tripped);
    let message = s.oracle.messages().close_round(feed());
    assert_eq!(s.w.refused(&who("r4"), message), Error::Tripped);

    // A supervisor who reported, and one of a reporter's group.
    for name in ["r2", "r1s"] {
        let message = s.w.registry.messages().grant_role(Role::Supervisor, who(name).account(), NEVER);
        s.w.ok(&s.w.admin.clone(), message);
        let message = reset(&s, true);
        assert_eq!(s.w.refused(&who(name), message), Error::NotIndependent, "{name}");
    }
    let message = s.oracle.messages().reset(FeedId { vintage: None, ..feed() }, true, evidence());
    assert_eq!(s.w.refused(&supervisor(), message), Error::UnknownFeed);
    let message = reset(&s, false);
    let receipt = s.w.ok(&supervisor(), message);
    let event: BreakerReset = receipt.event_of(s.oracle.address()).expect("a reset");
    assert_eq!((event.trip, event.accepted, event.reason, event.by), (1, false, evidence(), supervisor().account()));
    // Not accepted: the same jump trips again. Accepted: it passes.
    s.round(3, 6_001);
    let message = reset(&s, true);
    s.w.ok(&supervisor(), message);
    assert_eq!(reading(&mut s).map(|r| r.price), Some(5_000));
    s.round(4, 6_001);
    assert_eq!(reading(&mut s).map(|r| (r.price, r.is_stale)), Some((6_001, false)));
    let message = reset(&s, true);
    assert_eq!(s.w.refused(&supervisor(), message), Error::NotTripped);

    let log = trips(&mut s, 1, 64);
    assert_eq!(
        log.iter().map(|trip| (trip.round, trip.reference, trip.refused)).collect::<Vec<_>>(),
        vec![(2, 5_000, 6_001), (3, 5_000, 6_001)]
    );
    let endings = log.iter().map(|trip| trip.reset.map(|reset| (reset.accepted, reset.by)));
    assert_eq!(endings.collect::<Vec<_>>(), [false, true].map(|yes| Some((yes, supervisor().account()))));
    assert_eq!(trips(&mut s, 2, 64).len(), 1);
    assert_eq!((trips(&mut s, 1, 0).len(), trips(&mut s, 3, 64).len(), trips(&mut s, u32::MAX, 64).len()), (0, 0, 0));
}

#[test]
fn terms_are_checked_and_told() {
    let mut s = scene();
    for bad in [
        FeedTerms { min_reporters: 0, ..TERMS },
        FeedTerms { full: 1, ..TERMS },
        FeedTerms { full: 8, ..TERMS },
        FeedTerms { spread: 0, ..TERMS },
        FeedTerms { deviation: 0, ..TERMS },
        FeedTerms { round_term: 0, ..TERMS },
        FeedTerms { max_age: 0, ..TERMS },
    ] {
        let message = s.oracle.messages().set_feed(feed(), bad);
        assert_eq!(s.w.refused(&supervisor(), message), Error::BadTerms, "{bad:?}");
    }
    let message = s.oracle.messages().set_feed(FeedId { region: weir_types::Region([0; 6]), ..feed() }, TERMS);
    assert_eq!(s.w.refused(&supervisor(), message), Error::BadTerms);
    let mut before = None;
    for terms in [TERMS, FeedTerms { full: 2, ..TERMS }] {
        let message = s.oracle.messages().set_feed(feed(), terms);
        let receipt = s.w.ok(&supervisor(), message);
        let event: FeedTermsSet = receipt.event_of(s.oracle.address()).expect("terms");
        assert_eq!((event.before, event.after, event.by), (before, terms, supervisor().account()));
        before = Some(terms);
    }
    // Two are a full round now.
    s.submit("r1", 1, 5_000);
    s.submit("r2", 1, 5_000);
    assert_eq!(reading(&mut s).map(|read| read.round), Some(1));
}

/// A feed of a pollutant and a region without a vintage, and what DIA's consumers see of several.
#[test]
fn feeds_have_keys_of_their_own() {
    let mut s = Scene::with_feed();
    let any = FeedId { vintage: None, ..feed() };
    let message = s.oracle.messages().set_feed(any, TERMS);
    s.w.ok(&supervisor(), message);
    for name in ["r1", "r2", "r3"] {
        let message = s.oracle.messages().submit(any, 1, 4_000);
        s.w.ok(&who(name), message);
    }
    let at = s.w.now();
    s.round(1, 5_000);
    let pairs = ["CO2-UK/GBP", "CO2-UK-2021/GBP", "CO2-UK-2022/GBP", "CO2-UK/EUR", "nonsense", ""];
    let message = s.oracle.messages().get_latest_prices(pairs.map(String::from).to_vec());
    let prices = vec![Some((at, 4_000 * CENT)), Some((at, 5_000 * CENT)), None, None, None, None];
    assert_eq!(s.w.ask(message), prices);
    let message = s.oracle.messages().get_latest_prices(vec!["CO2-UK/GBP".into(); 20]);
    let many = s.w.ask(message);
    assert_eq!((many.len(), many.iter().flatten().count()), (20, 16), "at most so many are answered");
    let message = s.oracle.messages().get_updater();
    assert_eq!(s.w.ask(message), s.oracle.address());
}

#[test]
fn a_report_costs_the_same_after_hundreds_of_rounds() {
    let mut s = Scene::with_feed();
    let mut costs = Vec::new();
    for round in 1..=300 {
        costs.push(s.submit("r1", round, 5_000).cost.ref_time);
        s.submit("r2", round, 5_000);
        s.submit("r3", round, 5_000);
    }
    let (early, late) = (costs[2], costs[299]);
    assert!(early.abs_diff(late) * 1_000 < early, "{early} then, {late} now");
}
