//! `weir year` as users run it: through the contracts on the embedded engine, and its answers to bad input. Needs the bundles
//! (scripts/build.sh).

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use weir_cli::year::input::behaviour::Behaviour;
use weir_cli::year::output::{json, prices};
use weir_cli::year::run::progress::Progress;
use weir_cli::year::{execute, prepare, Done};
use weir_client::connect;
use weir_types::auction::Reason;

fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/uk-ets")
}

/// A folder of its own with the real files, changed.
fn folder(name: &str, file: &str, change: impl FnOnce(String) -> Vec<u8>) -> PathBuf {
    let to = std::env::temp_dir().join(format!("weir-year-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&to).unwrap();
    for one in ["installations.csv", "scenario.toml", "behaviour.toml"] {
        std::fs::copy(real().join(one), to.join(one)).unwrap();
    }
    let text = std::fs::read_to_string(to.join(file)).unwrap();
    std::fs::write(to.join(file), change(text)).unwrap();
    to
}

fn run(data: &Path, limit: Option<usize>) -> Done {
    let prepared = prepare(data, limit.and_then(NonZeroUsize::new)).unwrap();
    let mut chain = connect("embedded").unwrap();
    execute(chain.as_mut(), prepared, &Progress::new(false)).unwrap()
}

fn holds(done: &Done) {
    let failed: Vec<_> = done.outcome.failures().collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

fn differing(done: &Done) -> BTreeSet<(String, u16)> {
    done.comparison.differences.iter().map(|row| (row.operator.clone(), row.year)).collect()
}

#[test]
fn sixty_installations_come_out_as_published_and_the_same_again() {
    let done = run(&real(), Some(60));
    holds(&done);
    assert_eq!(differing(&done), BTreeSet::new());
    assert_eq!(done.comparison.rows, 180);
    assert!(done.outcome.events["exchange::Traded"] > 50, "{:?}", done.outcome.events);
    assert!(!done.outcome.events.contains_key("unknown"), "{:?}", done.outcome.events);
    // Every way of selling, and every way a sale through a bank may go, has been on the chain.
    let outcome = &done.outcome;
    assert!(outcome.auctions.iter().any(|of| of.price.is_some() && of.carried > 0), "{:#?}", outcome.auctions);
    assert!(outcome.auctions.iter().any(|of| of.cancelled == Some(Reason::UnderReserve)));
    assert!(outcome.auctions.iter().any(|of| of.forfeited > 0));
    assert!(
        outcome.days.iter().any(|day| day.standing.trades > 0) && outcome.days.iter().any(|day| day.blocks.trades > 0)
    );
    let went: BTreeSet<_> = outcome.sales.iter().map(prices::course).collect();
    for course in [
        "confirmed by the bank",
        "confirmed by the seller",
        "never paid",
        "ruled for the buyer",
        "ruled for the buyer on appeal",
        "ruled for the seller",
        "split",
        "withheld, released, confirmed by the bank",
    ] {
        assert!(went.contains(course), "{course}: {went:?}");
    }
    let last = outcome.last_indices(2023).unwrap();
    assert!(last.score.days > 0 && last.forecast_low <= last.forecast && last.forecast <= last.forecast_high);
    let again = run(&real(), Some(60));
    assert_eq!(json::result(&done.told()).to_string(), json::result(&again.told()).to_string());
}

/// The operators that behaviour.toml lists, on the chain: with the file, without it, and with one operator taken out.
#[test]
fn behaviour_makes_exactly_its_own_rows_differ() {
    let listed = prepare(&real(), None).unwrap().input.behaviour;
    let operators: BTreeSet<String> = listed.entries.keys().map(|(operator, _)| operator.clone()).collect();
    let data = folder("listed", "installations.csv", |text| {
        let mut lines = text.lines();
        let head = lines.next().unwrap();
        // The listed operators, and twenty others to trade with.
        let rows = lines.enumerate().filter(|(n, line)| *n < 60 || operators.contains(line.split(',').next().unwrap()));
        let rows: Vec<&str> = rows.map(|(_, line)| line).collect();
        format!("{head}\n{}\n", rows.join("\n")).into_bytes()
    });
    let with = run(&data, None);
    holds(&with);
    assert_eq!(differing(&with), BTreeSet::new());

    std::fs::write(data.join("behaviour.toml"), "# empty\n").unwrap();
    let without = run(&data, None);
    holds(&without);
    assert_eq!(without.input.behaviour, Behaviour::default());
    let rows: BTreeSet<(String, u16)> = listed.entries.keys().cloned().collect();
    assert_eq!(differing(&without), rows);

    let text = std::fs::read_to_string(real().join("behaviour.toml")).unwrap();
    let (head, rows) = text.split_once("[[row]]").unwrap();
    let others: Vec<&str> = rows.split("[[row]]").filter(|row| !row.contains("\"1000592\"")).collect();
    std::fs::write(data.join("behaviour.toml"), format!("{head}[[row]]{}", others.join("[[row]]"))).unwrap();
    let flipped = run(&data, None);
    holds(&flipped);
    let own = [("1000592".to_owned(), 2022), ("1000592".to_owned(), 2023)];
    assert_eq!(differing(&flipped), own.into());
    for (row, year) in &with.outcome.years {
        if with.input.facts.installations[row.0].operator != "1000592" {
            assert_eq!(flipped.outcome.years[row], *year);
        }
    }
    std::fs::remove_dir_all(data).unwrap();
}

fn weir(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_weir")).args(arguments).output().unwrap()
}

fn ended(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn bad_input_is_named_and_nothing_is_sent() {
    let data = folder("bad", "installations.csv", |text| text.replacen(",9815,", ",lots,", 1).into_bytes());
    // An engine that is not there: the files are looked at first.
    let output = weir(&["year", "--data", data.to_str().unwrap(), "--engine", "ws://127.0.0.1:1"]);
    let (code, said) = ended(&output);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("nothing was sent"), "{said}");
    let expected = "row 2, column allocation_total: expected a whole number of tonnes or a blank, found \"lots\"";
    assert!(said.contains(expected), "{said}");
    assert!(output.stdout.is_empty());
    std::fs::write(data.join("scenario.toml"), "x = 1").unwrap();
    assert_eq!(ended(&weir(&["year", "--data", data.to_str().unwrap()])).0, 3);
    std::fs::remove_file(data.join("scenario.toml")).unwrap();
    let (code, said) = ended(&weir(&["year", "--data", data.to_str().unwrap()]));
    assert_eq!(code, 3);
    assert!(said.contains("scenario.toml: expected a readable file"), "{said}");
    std::fs::remove_dir_all(data).unwrap();
}

#[test]
fn other_failures_have_their_own_codes() {
    let data = real();
    let data = data.to_str().unwrap();
    assert_eq!(ended(&weir(&["year"])).0, 2);
    assert_eq!(ended(&weir(&["year", "--data", data, "--limit", "0"])).0, 2);
    assert_eq!(ended(&weir(&["year", "--data", data, "--report", "no/such/folder/r.html"])).0, 2);
    let (code, said) = ended(&weir(&["year", "--data", data, "--engine", "ws://127.0.0.1:1"]));
    assert_eq!((code, said.lines().count()), (4, 1), "{said}");
    let output = Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(["year", "--data", data, "--limit", "1"])
        .env("WEIR_BUNDLES", std::env::temp_dir().join("weir-no-bundles-here"))
        .output()
        .unwrap();
    let (code, said) = ended(&output);
    assert_eq!((code, said.lines().count()), (5, 1), "{said}");
}
