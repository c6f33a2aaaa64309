//! `weir oracle` as users run it: the Shenzhen file through exchange and oracle on the embedded engine. Needs the bundles
//! (scripts/build.sh).

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use weir_cli::oracle::replay::replay;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/shenzhen/sza_daily.csv")
}

fn weir(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_weir")).args(arguments).output().expect("weir runs")
}

#[test]
fn the_shenzhen_file_gives_the_published_averages() {
    let done = replay("sza_daily.csv", &std::fs::read(file()).unwrap()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((done.compared.len(), done.published()), (788, 767));
    assert!(done.agreeing() >= 716, "{}", done.agreeing());
    assert_eq!(done.refused.len(), 54, "{:#?}", done.refused);
    assert!(done.same_forecasts(), "{:?}", done.learnt);
    assert_eq!(done.learnt.len(), 8);
    let text = done.text();
    assert!(text.contains("716 of 767") && text.contains("row 480, column low"), "{text}");
}

/// A file of two days: what is compared, what is told, and how it ends.
#[test]
fn few_rows_are_told_and_counted() {
    let folder = std::env::temp_dir().join(format!("weir-oracle-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("two.csv");
    let rows = "date,instrument,open,high,low,average,close,volume,turnover\n\
                2021-05-14,SZA-2019,12,12,12,12,12,10,120\n\
                2021-05-13,SZA-2019,10,10,10,11,10,10,100\n\
                2021-05-13,SZA-2019,10,10,10,10,10,10,100\n";
    std::fs::write(&path, rows).unwrap();
    let path = path.display().to_string();
    let done = weir(&["oracle", "replay", &path, "--json", "--at-least", "2"]);
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((done.status.code(), &said["agreeing"], &said["with_average"]), (Some(0), &2.into(), &3.into()));
    assert_eq!(said["refused"].as_array().map(Vec::len), Some(2), "an average that cannot be, and the key again");
    assert_eq!(weir(&["oracle", "replay", &path, "--at-least", "3"]).status.code(), Some(1));
}

#[test]
fn what_is_no_price_file_is_refused() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").display().to_string();
    for arguments in
        [["oracle", "replay", &readme], ["oracle", "forecast", &readme], ["oracle", "forecast", "/nowhere"]]
    {
        let done = weir(&arguments);
        assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(weir(&["oracle", "forecast"]).status.code(), Some(2));
}

#[test]
fn the_forecast_keeps_to_its_budget() {
    let path = file().display().to_string();
    let done = weir(&["oracle", "forecast", &path]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stdout));
    let said = weir(&["oracle", "forecast", &path, "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(said.as_array().map(Vec::len), Some(2));
    assert_eq!(said[0]["good"], true);
}
