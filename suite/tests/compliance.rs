//! allowances/compliance on drink: a period from its opening to its end, and what happens after it.

use compliance::Error;
use weir_suite::*;
use weir_types::compliance::{ComplianceStatus, Obligation, PeriodState};
use weir_types::ledger::Ledger as _;
use weir_types::{Instrument, Role};

const RATE: u128 = 10_000; // 100.00 for a tonne

fn next() -> Instrument {
    "CO2-UK-2022".parse().expect("an instrument")
}

/// One installation of `a`, one of `b`; `a` holds five tonnes; the period's audit begins in 10 days, its deadline is in 20.
fn period() -> World {
    let mut w = World::new();
    w.issue(&[("a", 5_000), ("b", 5_000)]);
    let regulator = holder(Role::Regulator);
    for (id, operator) in [("UK-1", "a"), ("UK-2", "b")] {
        let message = w.compliance.messages().register_installation(installation(id), who(operator).account(), 1);
        w.ok(&regulator, message);
    }
    for (instrument, after) in [(co2(), 0), (next(), 100 * DAY)] {
        let now = w.now() + after;
        let message = w.compliance.messages().open_period(instrument, now + 10 * DAY, now + 20 * DAY, RATE);
        w.ok(&regulator, message);
    }
    w
}

fn report(w: &mut World, id: &str, operator: &str, quantity: u128) {
    let message = w.compliance.messages().report(installation(id), co2(), quantity);
    w.ok(&who(operator), message);
}

fn verify(w: &mut World, id: &str, quantity: u128) {
    let message = w.compliance.messages().verify(installation(id), co2(), quantity, evidence());
    w.ok(&holder(Role::Verifier), message);
}

fn surrender(w: &mut World, id: &str, operator: &str, period: Instrument, quantity: u128) {
    let message = w.compliance.messages().surrender(installation(id), period, batch(), quantity);
    w.ok(&who(operator), message);
}

fn obligation(w: &mut World, id: &str, period: Instrument) -> Obligation {
    let message = w.compliance.messages().obligation(installation(id), period);
    w.ask(message)
}

fn status(w: &mut World, id: &str) -> ComplianceStatus {
    let message = w.compliance.messages().status(installation(id), co2());
    w.ask(message).expect("a status")
}

fn close(w: &mut World) {
    while {
        let message = w.compliance.messages().close_period(co2(), 1);
        w.ok(&who("stranger"), message);
        let message = w.compliance.messages().period_state(co2());
        w.ask(message) != Some(PeriodState::Ended)
    } {}
}

#[test]
fn whoever_surrenders_what_is_due_is_compliant() {
    let mut w = period();
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::Pending);
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    verify(&mut w, "UK-1", 4_000);
    surrender(&mut w, "UK-1", "a", co2(), 4_000);
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::Compliant);
    let message = w.ledger.messages().cell(batch(), who("a").account());
    let cell = w.ask(message);
    assert_eq!((cell.tradable, cell.surrendered), (1_000, 4_000));
    w.pass(10 * DAY);
    close(&mut w);
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::Compliant);
    assert_eq!(status(&mut w, "UK-2"), ComplianceStatus::NoData, "nothing was entered");
}

#[test]
fn what_is_missing_is_fined_published_and_carried() {
    let mut w = period();
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    verify(&mut w, "UK-1", 4_000);
    surrender(&mut w, "UK-1", "a", co2(), 2_500);
    w.pass(10 * DAY);
    close(&mut w);
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::NonCompliant);
    let closed = obligation(&mut w, "UK-1", co2());
    assert_eq!((closed.shortfall, closed.penalty), (1_500, 15_000), "1.5 t at 100.00");
    assert_eq!(obligation(&mut w, "UK-1", next()).carried, 1_500);
    let message = w.compliance.messages().defaulters(co2(), 0, 10);
    let published = w.ask(message);
    assert_eq!(published.len(), 1);
    assert_eq!((published[0].installation, published[0].shortfall), (installation("UK-1"), 1_500));
}

#[test]
fn paying_late_makes_good_and_does_not_undo_the_penalty() {
    let mut w = period();
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    verify(&mut w, "UK-1", 4_000);
    w.pass(10 * DAY);
    close(&mut w);
    assert_eq!(obligation(&mut w, "UK-1", next()).carried, 4_000);
    surrender(&mut w, "UK-1", "a", co2(), 3_000);
    let late = obligation(&mut w, "UK-1", co2());
    assert_eq!((late.shortfall, late.penalty), (1_000, 40_000));
    assert_eq!(obligation(&mut w, "UK-1", next()).carried, 1_000, "what was made good is carried no more");
}

#[test]
fn a_correction_after_the_close_reopens_the_difference() {
    let mut w = period();
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    verify(&mut w, "UK-1", 4_000);
    surrender(&mut w, "UK-1", "a", co2(), 4_000);
    w.pass(10 * DAY);
    close(&mut w);
    let message = w.compliance.messages().correct(installation("UK-1"), co2(), 4_600, evidence());
    assert_eq!(w.refused(&who("a"), message), Error::NotAllowed);
    let message = w.compliance.messages().correct(installation("UK-1"), co2(), 4_600, evidence());
    w.ok(&holder(Role::Regulator), message);
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::NonCompliant);
    assert_eq!(obligation(&mut w, "UK-1", co2()).shortfall, 600);
    assert_eq!(obligation(&mut w, "UK-1", next()).carried, 600);
}

#[test]
fn nobody_verifies_itself() {
    let mut w = period();
    let message = w.registry.messages().grant_role(Role::Verifier, who("a").account(), u64::MAX);
    w.ok(&w.admin.clone(), message);
    let message = w.registry.messages().grant_role(Role::Verifier, who("a2").account(), u64::MAX);
    w.ok(&w.admin.clone(), message);
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    for verifier in ["a", "a2"] {
        let message = w.compliance.messages().verify(installation("UK-1"), co2(), 4_000, evidence());
        assert_eq!(w.refused(&who(verifier), message), Error::NotIndependent, "{verifier} is of the operator's group");
    }
    let message = w.compliance.messages().verify(installation("UK-1"), co2(), 4_000, evidence());
    assert_eq!(w.refused(&who("b"), message), Error::NotAllowed);
    verify(&mut w, "UK-1", 4_000);
}

#[test]
fn each_step_asks_for_the_one_before_it_and_for_the_right_person() {
    let mut w = period();
    let c = w.compliance;
    let id = installation("UK-1");
    assert_eq!(w.refused(&who("b"), c.messages().report(id, co2(), 1)), Error::NotOperator);
    assert_eq!(w.refused(&who("a"), c.messages().report(installation("UK-9"), co2(), 1)), Error::UnknownInstallation);
    assert_eq!(w.refused(&who("a"), c.messages().surrender(id, co2(), batch(), 1)), Error::NotVerified);
    let verifier = holder(Role::Verifier);
    w.pass(10 * DAY);
    assert_eq!(w.refused(&verifier, c.messages().verify(id, co2(), 1, evidence())), Error::NotReported);
    report(&mut w, "UK-1", "a", 1_000);
    verify(&mut w, "UK-1", 1_000);
    assert_eq!(w.refused(&who("b"), c.messages().surrender(id, co2(), batch(), 1)), Error::NotOperator);
    assert_eq!(w.refused(&who("a"), c.messages().surrender(id, co2(), batch(), 0)), Error::ZeroQuantity);
    assert_eq!(w.refused(&who("a"), c.messages().surrender(id, co2(), batch(), 1_001)), Error::ExceedsDue);
    let later = next().batch(1);
    assert_eq!(w.refused(&who("a"), c.messages().surrender(id, co2(), later, 1)), Error::LaterVintage);
    let other: Instrument = "SO2-UK-2021".parse().expect("an instrument");
    assert_eq!(w.refused(&who("a"), c.messages().surrender(id, co2(), other.batch(1), 1)), Error::WrongInstrument);
    assert_eq!(w.refused(&who("a"), c.messages().close_period(co2(), 1)), Error::TooEarly);
    w.pass(10 * DAY);
    assert_eq!(w.refused(&who("a"), c.messages().report(id, co2(), 1)), Error::DeadlinePassed);
    assert_eq!(w.refused(&who("a"), c.messages().close_period(co2(), 0)), Error::BadPage);
    close(&mut w);
    assert_eq!(w.refused(&who("a"), c.messages().close_period(co2(), 1)), Error::PeriodEnded);
}

#[test]
fn only_a_regulator_registers_and_opens() {
    let mut w = period();
    let c = w.compliance;
    for signer in [w.admin.clone(), who("a"), holder(Role::Verifier), holder(Role::Registrar)] {
        let message = c.messages().register_installation(installation("UK-3"), who("a").account(), 1);
        assert_eq!(w.refused(&signer, message), Error::NotAllowed);
        let message = c.messages().open_period("CO2-UK-2023".parse().expect("one"), u64::MAX - 1, u64::MAX, 1);
        assert_eq!(w.refused(&signer, message), Error::NotAllowed);
    }
    let message = c.messages().register_installation(installation("UK-1"), who("a").account(), 1);
    assert_eq!(w.refused(&holder(Role::Regulator), message), Error::InstallationExists);
}

#[test]
fn a_frozen_operator_can_still_surrender() {
    let mut w = period();
    report(&mut w, "UK-1", "a", 4_000);
    w.pass(10 * DAY);
    verify(&mut w, "UK-1", 4_000);
    let message = w.registry.messages().take_measure(who("a").account(), MeasureKind::Freeze, grounds());
    w.ok(&holder(Role::Court), message);
    surrender(&mut w, "UK-1", "a", co2(), 4_000);
    assert_eq!(status(&mut w, "UK-1"), ComplianceStatus::Compliant);
}
