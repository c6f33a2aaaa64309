use super::*;
use crate::year::input::{self, Input};
use crate::year::plan;
use std::collections::BTreeSet;
use std::path::Path;

fn input() -> Input {
    input::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/uk-ets")))
        .map_err(|f| f.to_string())
        .unwrap()
}

/// The comparison as the plan foresees it; tests on the engine hold the chain to the same.
fn foreseen(input: &Input, behaviour: &Behaviour) -> Comparison {
    let mut notes = Vec::new();
    let all = plan::obligations::derive(&input.facts, &input.scenario.years, behaviour, 1, &mut notes);
    let years = &input.scenario.years;
    let computed = years.iter().flat_map(|y| all.of_year(*y).map(|(place, of)| ((place, *y), of.status))).collect();
    compare(&input.facts, &computed, behaviour, &input.published)
}

fn rows(comparison: &Comparison) -> BTreeSet<(String, u16)> {
    comparison.differences.iter().map(|row| (row.operator.clone(), row.year)).collect()
}

#[test]
fn every_published_status_is_met() {
    let input = input();
    let comparison = foreseen(&input, &input.behaviour);
    assert_eq!(comparison.differences, []);
    assert_eq!((comparison.rows, comparison.listed), (2_271, 32));
    let counts = PublishedStatus::ALL.map(|status| (comparison.published(status), comparison.agreeing(status)));
    assert_eq!(counts, [2_049, 10, 9, 31, 1, 171].map(|count| (count, count)));
}

#[test]
fn emptying_behaviour_makes_exactly_the_rows_it_lists_differ() {
    let input = input();
    let comparison = foreseen(&input, &Behaviour::default());
    let listed: BTreeSet<(String, u16)> = input.behaviour.entries.keys().cloned().collect();
    assert_eq!(listed.len(), 32);
    assert_eq!(rows(&comparison), listed);
    assert!(comparison.differences.iter().all(|row| !row.reason.is_empty()));
}

#[test]
fn flipping_one_operator_changes_only_its_rows() {
    let input = input();
    let operators: BTreeSet<&String> = input.behaviour.entries.keys().map(|(operator, _)| operator).collect();
    for operator in operators {
        let comparison = foreseen(&input, &input.behaviour.without(operator));
        let own = input.behaviour.entries.keys().filter(|(of, _)| of == operator).cloned().collect();
        assert_eq!(rows(&comparison), own, "{operator}");
    }
    // And the other way: somebody who did all in time is listed.
    let mut behaviour = input.behaviour.clone();
    behaviour.entries.extend(plan::tests::deeds("1000000", 2021, "surrendered short", Some(1)).entries);
    let comparison = foreseen(&input, &behaviour);
    assert_eq!(rows(&comparison), [("1000000".to_owned(), 2021)].into());
    assert!(comparison.differences[0].reason.starts_with("listed in behaviour.toml"));
}

#[test]
fn words_of_the_file_are_known() {
    for status in PublishedStatus::ALL {
        assert_eq!(PublishedStatus::parse(status.word()), Some(status));
    }
    assert_eq!(PublishedStatus::parse("a"), None);
}
