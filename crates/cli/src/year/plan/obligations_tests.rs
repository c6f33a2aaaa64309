use super::*;
use crate::year::plan::tests::{deeds, facts};
use ComplianceStatus::{Compliant, NoData, NonCompliant};

const YEARS: [u16; 3] = [2021, 2022, 2023];

/// One operator's years: (carried, surrendered, missing, status).
fn years(emissions: [Option<u128>; 3], behaviour: &Behaviour) -> Vec<(u128, u128, u128, ComplianceStatus)> {
    let facts = facts(&[("1", [0, 0, 0], emissions)]);
    let all = derive(&facts, &YEARS, behaviour, 7, &mut Vec::new());
    let of = |year| all.get(0, year).map(|y| (y.carried, y.surrender, y.missing, y.status));
    YEARS.into_iter().filter_map(of).collect()
}

#[test]
fn everybody_reports_and_surrenders_unless_listed() {
    let plain = years([Some(5_000), None, Some(0)], &Behaviour::default());
    assert_eq!(plain, [(0, 5_000, 0, Compliant), (0, 0, 0, NoData), (0, 0, 0, Compliant)]);
}

#[test]
fn a_shortfall_is_due_on_top_of_the_next_years_emissions() {
    let short = years([Some(5_000), Some(3_000), Some(1_000)], &deeds("1", 2021, "surrendered short", Some(2)));
    assert_eq!(short, [(0, 3_000, 2_000, NonCompliant), (2_000, 5_000, 0, Compliant), (0, 1_000, 0, Compliant)]);
}

#[test]
fn a_late_report_is_no_data_and_is_made_good_next_year() {
    let behaviour = deeds("1", 2021, "reported late", None);
    let late = years([Some(5_000), Some(3_000), None], &behaviour);
    assert_eq!(late, [(0, 0, 0, NoData), (5_000, 8_000, 0, Compliant), (0, 0, 0, NoData)]);
    let facts = facts(&[("1", [0, 0, 0], [Some(5_000), None, None])]);
    let all = derive(&facts, &YEARS, &behaviour, 7, &mut Vec::new());
    assert_eq!(all.get(0, 2021).map(|y| (y.afterwards, y.penalty)), Some((Some(5_000), 35)));
    // Nothing entered in 2022: what is carried cannot be surrendered, and is carried on.
    assert_eq!(all.get(0, 2023).map(|y| (y.carried, y.status)), Some((5_000, NoData)));
}

#[test]
fn who_stopped_owes_no_report_but_what_is_carried() {
    let stopped = years([Some(5_000), None, None], &deeds("1", 2022, "stopped", None));
    assert_eq!(stopped, [(0, 5_000, 0, Compliant), (0, 0, 0, Compliant), (0, 0, 0, Compliant)]);
    let mut behaviour = deeds("1", 2021, "surrendered short", Some(5));
    behaviour.entries.extend(deeds("1", 2022, "stopped", Some(4)).entries);
    let debtor = years([Some(5_000), None, None], &behaviour);
    assert_eq!(
        debtor,
        [(0, 0, 5_000, NonCompliant), (5_000, 1_000, 4_000, NonCompliant), (4_000, 4_000, 0, Compliant)]
    );
}

#[test]
fn what_does_not_fit_is_noted() {
    let facts = facts(&[("1", [0, 0, 0], [Some(5_000), None, None])]);
    let mut behaviour = deeds("1", 2021, "surrendered short", Some(9));
    behaviour.entries.extend(deeds("1", 2022, "reported late", None).entries);
    let mut notes = Vec::new();
    let all = derive(&facts, &YEARS, &behaviour, 7, &mut notes);
    assert_eq!(all.get(0, 2021).map(|y| (y.surrender, y.missing)), Some((0, 5_000)));
    assert_eq!(notes.len(), 2, "{notes:?}");
}
