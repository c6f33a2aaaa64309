//! `weir bench market` as users run it, with few of everything. Needs the bundles (scripts/build.sh).

use serde_json::Value;
use std::process::{Command, Output};

fn weir(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_weir")).args(["bench", "market"]).args(arguments).output().expect("weir runs")
}

const FEW: [&str; 8] = ["--depth", "20", "--bids", "110", "--rounds", "12", "--entities", "6"];

#[test]
fn few_of_everything_are_measured_and_no_budget_is_claimed() {
    let done = weir(&[&FEW[..], &["--json"]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    let figures = said["figures"].as_array().unwrap();
    let held: Vec<_> = figures.iter().filter(|figure| !figure["budget"].is_null()).collect();
    assert_eq!(held.len(), 6, "two shapes of the book, a bid, two reports, a pull");
    for figure in &held {
        let name = &figure["name"];
        assert_eq!((&figure["claimed"], &figure["kept"]), (&Value::Bool(false), &Value::Null), "{name}");
        let at = figure["at"].as_array().unwrap();
        assert_eq!(at.len(), 2, "{name}");
        assert!(at.iter().all(|point| point["refTime"].as_u64().unwrap() > 1_000_000_000), "{name}: a call costs more");
        // So small that a figure which is not flat has grown with each order, bid or round.
        assert!(figure["largestToSmallest"].as_u64().unwrap() <= 1_100, "{figure}");
    }
    let clearings = said["clearings"].as_array().unwrap();
    assert_eq!(clearings.len(), 2);
    for clearing in clearings {
        assert_eq!((&clearing["bids"], &clearing["claim"]["messages"]), (&6.into(), &6.into()));
        assert!(clearing["clear"]["refTime"].as_u64().unwrap() > 0);
    }
    // Half of what is bid for is offered: to the upper half of the prices, or to all who bid the same.
    assert_eq!((&clearings[0]["winners"], &clearings[1]["winners"]), (&3.into(), &6.into()));
}

#[test]
fn one_part_is_told_for_people() {
    let done = weir(&["--part", "book", "--depth", "10"]);
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(text.lines().count(), 4, "a heading, two shapes, and what is held to nothing: {text}");
    assert_eq!(text.lines().filter(|line| line.contains("a try")).count(), 2, "{text}");
}

#[test]
fn what_makes_no_benchmark_is_refused() {
    for wrong in [["--depth", "9"], ["--bids", "99"], ["--entities", "1"], ["--part", "everything"]] {
        assert_eq!(weir(&wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(weir(&["--engine", "nowhere"]).status.code(), Some(4));
}
