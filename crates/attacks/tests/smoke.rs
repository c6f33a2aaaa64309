//! The laboratory's harness, on one subject of each letter; scripts/attacks.sh has built them. And its list against the page.

use std::path::Path;
use weir_attacks::classes::{self, By, Subject};
use weir_attacks::measure::{self, Figures, Way};
use weir_attacks::policy::CONTRACTS;
use weir_attacks::subjects::Codes;
use weir_client::bundle::Bundles;

fn measured(class: u8) -> Figures {
    let bundles = Bundles::from_env();
    let mut codes = Codes::read(&bundles.folder().with_file_name("attacks").join("subjects")).unwrap();
    for name in CONTRACTS {
        codes = codes.with(name, bundles.get(name).unwrap().wasm.clone());
    }
    let subject = classes::all().into_iter().find(|one| one.class == class).unwrap();
    measure::subject(&subject, &codes, 4).unwrap()
}

fn caught(figures: &Figures, way: Way) -> u64 {
    figures.ways.iter().find(|one| one.way == way).unwrap().caught
}

#[test]
fn paths_alone_stop_an_exposed_helper() {
    let figures = measured(15);
    assert_eq!((figures.by, figures.reached), (By::P, 4));
    assert_eq!(caught(&figures, Way::PathsOnly), 4);
    assert_eq!(caught(&figures, Way::All), 4);
}

/// With the probe the attack is another path; without it, it is the path of every transfer.
#[test]
fn a_probe_stops_an_unrestricted_from() {
    let figures = measured(14);
    assert_eq!((figures.by, figures.reached), (By::S, 4));
    assert_eq!(caught(&figures, Way::All), 4);
    assert_eq!(caught(&figures, Way::NoProbes), 0);
}

/// No path is wrong: what stops it is a rule that two people made.
#[test]
fn a_policy_stops_a_stolen_key() {
    let figures = measured(22);
    assert_eq!((figures.by, figures.reached), (By::Y, 4));
    assert_eq!(caught(&figures, Way::PathsOnly), 0);
    assert_eq!(caught(&figures, Way::PoliciesOnly), 4);
    assert_eq!(caught(&figures, Way::All), 4);
}

/// docs/guard.md said what should catch which class before anything was run: the list here says the same.
#[test]
fn the_page_and_the_list_agree() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guard.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("## What should catch which attack").unwrap();
    let row = |line: &str| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let class: u8 = cells.next()?.parse().ok()?;
        Some((class, cells.nth(1)?.to_owned()))
    };
    let stated: Vec<(u8, String)> = table.lines().filter_map(row).collect();
    let listed: Vec<_> = classes::all().iter().map(|one: &Subject| (one.class, format!("{:?}", one.by))).collect();
    assert_eq!(stated, listed);
    assert_eq!(stated.len(), 22);
}
