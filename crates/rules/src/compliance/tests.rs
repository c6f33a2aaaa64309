use super::*;
use proptest::prelude::*;

const RATE: Money = 10_000;

fn verified(quantity: Quantity) -> Obligation {
    Obligation { reported: Some(quantity), verified: Some(quantity), ..Obligation::default() }
}

/// Closes an obligation into a fresh one.
fn closed(mut obligation: Obligation) -> (Obligation, Obligation) {
    let mut next = Obligation::default();
    let emissions = obligation.verified;
    close(&mut obligation, emissions, RATE, &mut next).unwrap();
    (obligation, next)
}

#[test]
fn a_full_surrender_is_compliant_and_hands_on_nothing() {
    let mut obligation = verified(1_500);
    assert_eq!(status(&obligation, Some(1_500), false), Ok(ComplianceStatus::Pending));
    assert_eq!(surrender(&mut obligation, Some(1_500), 1_501, false), Err(Refusal::ExceedsDue));
    assert_eq!(surrender(&mut obligation, Some(1_500), 0, false), Err(Refusal::ZeroQuantity));
    assert_eq!(surrender(&mut obligation, Some(1_500), 1_500, false), Ok(()));
    assert_eq!(surrender(&mut obligation, Some(1_500), 1, false), Err(Refusal::NothingDue));
    assert_eq!(status(&obligation, Some(1_500), false), Ok(ComplianceStatus::Compliant));
    let (obligation, next) = closed(obligation);
    assert_eq!(obligation.closed, Some(ComplianceStatus::Compliant));
    assert_eq!((obligation.shortfall, obligation.penalty, next), (0, 0, Obligation::default()));
}

#[test]
fn what_is_missing_is_carried_and_costs_a_penalty_rounded_down() {
    let mut obligation = verified(1_999);
    surrender(&mut obligation, Some(1_999), 500, false).unwrap();
    let (mut obligation, mut next) = closed(obligation);
    assert_eq!(obligation.closed, Some(ComplianceStatus::NonCompliant));
    // 1.499 t at 100.00: 149.90.
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (1_499, 14_990, 1_499));
    assert_eq!(penalty(1_499, 3), Ok(4), "rounded down");
    // Make-good: what is carried falls, the status and the penalty stay.
    assert_eq!(make_good(&mut obligation, Some(1_999), &mut next, None, 1_500), Err(Refusal::ExceedsDue));
    assert_eq!(make_good(&mut obligation, Some(1_999), &mut next, None, 1_499), Ok(()));
    assert_eq!(make_good(&mut obligation, Some(1_999), &mut next, None, 1), Err(Refusal::NothingDue));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (0, 14_990, 0));
    assert_eq!(obligation.closed, Some(ComplianceStatus::NonCompliant));
}

#[test]
fn a_surrender_after_the_deadline_is_owed_no_more_but_was_not_in_time() {
    let mut obligation = verified(1_000);
    surrender(&mut obligation, Some(1_000), 1_000, true).unwrap();
    let (obligation, next) = closed(obligation);
    assert_eq!(obligation.closed, Some(ComplianceStatus::NonCompliant));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (0, RATE, 0));
}

#[test]
fn without_verified_emissions_only_what_is_carried_is_known_to_be_due() {
    let mut obligation = Obligation { reported: Some(9_000), carried: 2_000, ..Obligation::default() };
    assert_eq!(surrender(&mut obligation, None, 1, false), Err(Refusal::NotVerified));
    let (mut obligation, mut next) = closed(obligation);
    assert_eq!(obligation.closed, Some(ComplianceStatus::NoData));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (2_000, 20_000, 2_000));
    // The regulator determines the emissions later: the difference is reopened.
    correct(&mut obligation, None, 5_000, RATE, Some(&mut next)).unwrap();
    assert_eq!(obligation.closed, Some(ComplianceStatus::NonCompliant));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (7_000, 70_000, 7_000));
}

#[test]
fn a_correction_upwards_reopens_and_downwards_becomes_a_credit() {
    let mut obligation = verified(1_000);
    surrender(&mut obligation, Some(1_000), 1_000, false).unwrap();
    let (mut obligation, mut next) = closed(obligation);
    correct(&mut obligation, Some(1_000), 1_200, RATE, Some(&mut next)).unwrap();
    assert_eq!(obligation.closed, Some(ComplianceStatus::NonCompliant));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried), (200, 2_000, 200));
    correct(&mut obligation, Some(1_200), 700, RATE, Some(&mut next)).unwrap();
    assert_eq!(obligation.closed, Some(ComplianceStatus::Compliant));
    assert_eq!((obligation.shortfall, obligation.penalty, next.carried, next.credit), (0, 0, 0, 300));
    // The credit counts as surrendered in the next period; what it does not need goes on.
    next.verified = Some(100);
    assert_eq!(due(&next, Some(100)), Ok(0));
    let (next, after) = closed(next);
    assert_eq!((next.closed, after.credit), (Some(ComplianceStatus::Compliant), 200));
}

#[test]
fn an_installation_that_closed_owes_only_what_is_carried() {
    let installation = Installation { operator: [1; 32].into(), authority: 1, number: 0, last_year: Some(2021) };
    let of = |vintage| Instrument { vintage, ..Instrument::default() };
    let mut obligation = Obligation { carried: 300, ..Obligation::default() };
    assert_eq!(emissions(&obligation, &installation, of(2021)), None);
    let known = emissions(&obligation, &installation, of(2022));
    assert_eq!(known, Some(0));
    surrender(&mut obligation, known, 300, false).unwrap();
    assert_eq!(status(&obligation, known, true), Ok(ComplianceStatus::Compliant));
    // A correction says that it ran after all.
    correct(&mut obligation, known, 50, RATE, None).unwrap();
    assert_eq!(emissions(&obligation, &installation, of(2022)), Some(50));
}

#[test]
fn reports_are_replaced_until_verified_and_verified_once() {
    let mut obligation = Obligation::default();
    assert_eq!(verify(&mut obligation, 10), Err(Refusal::NotReported));
    report(&mut obligation, 9).unwrap();
    report(&mut obligation, 10).unwrap();
    verify(&mut obligation, 10).unwrap();
    assert_eq!(verify(&mut obligation, 11), Err(Refusal::AlreadyVerified));
    assert_eq!(report(&mut obligation, 11), Err(Refusal::AlreadyVerified));
    let mut next = Obligation::default();
    close(&mut obligation, Some(10), RATE, &mut next).unwrap();
    assert_eq!(close(&mut obligation, Some(10), RATE, &mut next), Err(Refusal::AlreadyClosed));
}

#[test]
fn older_vintages_count_and_later_ones_do_not() {
    let period: Instrument = "CO2-UK-2021".parse().unwrap();
    for (batch, answer) in [
        ("CO2-UK-2021-001", Ok(())),
        ("CO2-UK-2019-007", Ok(())),
        ("CO2-UK-2022-001", Err(Refusal::LaterVintage)),
        ("COD-UK-2021-001", Err(Refusal::WrongInstrument)),
        ("CO2-GD-2021-001", Err(Refusal::WrongInstrument)),
    ] {
        assert_eq!(check_batch(batch.parse().unwrap(), period), answer, "{batch}");
    }
}

#[test]
fn dates_follow_each_other() {
    let first = open_period(10, 20, RATE, None, 5).unwrap();
    assert_eq!(open_period(20, 20, RATE, None, 5), Err(Refusal::BadDates));
    assert_eq!(open_period(10, 20, RATE, None, 20), Err(Refusal::BadDates));
    assert_eq!(open_period(15, 20, RATE, Some(&first), 5), Err(Refusal::BadDates));
    assert!(open_period(15, 21, RATE, Some(&first), 5).is_ok());
    let states = [9, 10, 20].map(|now| period_state(&first, now));
    assert_eq!(states, [PeriodState::Active, PeriodState::Audit, PeriodState::Audit]);
    assert_eq!(period_state(&Period { ended: true, ..first }, 9), PeriodState::Ended);
}

#[test]
fn numbers_out_of_range_are_refused() {
    let mut huge = Obligation { carried: Quantity::MAX, reported: Some(1), ..Obligation::default() };
    assert_eq!(verify(&mut huge, 1), Err(Refusal::Overflow));
    assert_eq!(penalty(Quantity::MAX, Money::MAX), Err(Refusal::Overflow));
}

/// One installation over several years, with what the contract does around the rules.
struct Life {
    years: Vec<Obligation>,
    first_open: usize,
}

#[derive(Debug, Clone)]
enum Step {
    Verify(Quantity),
    Surrender(usize, Quantity, bool),
    MakeGood(Quantity),
    Correct(usize, Quantity),
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0u128..5_000).prop_map(Step::Verify),
        (0usize..3, 0u128..5_000, any::<bool>()).prop_map(|(ahead, q, late)| Step::Surrender(ahead, q, late)),
        (0u128..5_000).prop_map(Step::MakeGood),
        (0usize..8, 0u128..5_000).prop_map(|(year, q)| Step::Correct(year, q)),
        Just(Step::Close),
    ];
    prop::collection::vec(step, 1..60)
}

impl Life {
    fn new() -> Self {
        Self { years: vec![Obligation::default(); 16], first_open: 0 }
    }

    /// True when the rules allowed the step.
    fn take(&mut self, step: &Step) -> bool {
        let first_open = self.first_open;
        let (ended, open) = self.years.split_at_mut(first_open);
        match *step {
            Step::Verify(q) => report(&mut open[0], q).is_ok() && verify(&mut open[0], q).is_ok(),
            Step::Surrender(ahead, q, late) => {
                let emissions = open[ahead].verified;
                let owed = balance(&open[ahead], emissions).unwrap().owed;
                let done = surrender(&mut open[ahead], emissions, q, late).is_ok();
                assert_eq!(done, emissions.is_some() && q > 0 && q <= owed);
                done
            }
            Step::MakeGood(q) => {
                let Some(last) = ended.last_mut() else { return false };
                let (own, theirs) = (last.verified, open[0].verified);
                let before = (last.shortfall, last.closed, last.penalty, open[0].carried);
                let done = make_good(last, own, &mut open[0], theirs, q).is_ok();
                if done {
                    assert_eq!((last.shortfall + q, last.closed, last.penalty, open[0].carried + q), before);
                    assert_eq!(balance(&open[0], theirs).unwrap().excess, 0, "never more than is owed");
                }
                done
            }
            Step::Correct(year, q) if year < first_open => {
                let emissions = ended[year].verified;
                correct(&mut ended[year], emissions, q, RATE, Some(&mut open[0])).is_ok()
            }
            Step::Correct(year, q) => {
                let obligation = &mut open[year - first_open];
                let emissions = obligation.verified;
                correct(obligation, emissions, q, RATE, None).is_ok()
            }
            Step::Close if first_open < 12 => {
                let (closing, receiver) = open.split_at_mut(1);
                let emissions = closing[0].verified;
                close(&mut closing[0], emissions, RATE, &mut receiver[0]).unwrap();
                if receiver[0].verified.is_none() && receiver[0].surrendered == 0 {
                    assert_eq!(receiver[0].carried, closing[0].shortfall, "carried in = shortfall out");
                }
                self.first_open += 1;
                true
            }
            Step::Close => false,
        }
    }

    fn check(&self) {
        let (mut emitted, mut given) = (0, 0);
        for year in &self.years[..self.first_open] {
            let expected = balance(year, year.verified).unwrap();
            assert_eq!(year.shortfall, expected.owed);
            let short = missing(year, year.verified).unwrap();
            assert_eq!(year.penalty, short * RATE / 1_000);
            assert_eq!(year.closed, status(year, year.verified, true).ok());
            assert_eq!(year.closed == Some(ComplianceStatus::NonCompliant), year.verified.is_some() && short > 0);
            assert!(year.late <= year.surrendered);
            emitted += year.verified.unwrap_or(0);
            given += year.surrendered;
        }
        let open = &self.years[self.first_open];
        assert!(open.carried == 0 || open.credit == 0);
        assert_eq!(open.carried + given, open.credit + emitted, "all emissions = all surrendered + what is handed on");
        assert!(self.years[self.first_open + 1..].iter().all(|year| year.carried == 0 && year.credit == 0));
    }
}

proptest! {
    #[test]
    fn nothing_is_forgiven_and_nothing_owed_twice(steps in steps()) {
        let mut life = Life::new();
        for step in &steps {
            let before = life.years.clone();
            if !life.take(step) && !matches!(step, Step::Verify(_)) {
                prop_assert_eq!(&before, &life.years, "a refusal changes nothing: {:?}", step);
            }
            life.check();
        }
    }

    #[test]
    fn corrections_depend_on_the_last_word_only(steps in steps(), year in 0usize..8, words in prop::collection::vec(0u128..5_000, 1..6)) {
        let (mut one, mut all) = (Life::new(), Life::new());
        for step in &steps {
            one.take(step);
            all.take(step);
        }
        for word in &words {
            all.take(&Step::Correct(year, *word));
        }
        one.take(&Step::Correct(year, *words.last().unwrap()));
        prop_assert_eq!(one.years, all.years);
    }
}
