//! The suite with the guard in it: learnt on the node's own pallet, deployed, run. Needs the bundles (scripts/build.sh).

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_cli::deploy::{self, Plan};
use weir_cli::guard::learn::{learnt, record, Course, Scenario};
use weir_cli::guard::suite;
use weir_cli::year::output::json;
use weir_cli::year::run::progress::Progress;
use weir_cli::year::{execute_with, prepare};
use weir_client::bundle::Bundles;
use weir_client::connect;
use weir_guard::analysis::Analysis;
use weir_guard::instrument::Mode;
use weir_guard::profile::Profile;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn years() -> PathBuf {
    root().join("data/uk-ets")
}

fn learn(scenario: Scenario, limit: usize) -> BTreeMap<String, Profile> {
    let (data, prices) = (years(), root().join("data/shenzhen/sza_daily.csv"));
    let course = Course { scenario, data: &data, limit: NonZeroUsize::new(limit), prices: &prices, traces: None };
    learnt(&Bundles::from_env(), &course).unwrap()
}

fn year(bundles: &Bundles, limit: usize) -> String {
    let prepared = prepare(&years(), NonZeroUsize::new(limit)).unwrap();
    let mut chain = connect("embedded").unwrap();
    let done = execute_with(chain.as_mut(), bundles, prepared, &Progress::new(false));
    json::result(&done.unwrap_or_else(|failure| panic!("{failure}")).told()).to_string()
}

#[test]
fn guarded_years_come_out_as_plain_ones() {
    const SOME: usize = 4;
    let plain = Bundles::from_env();
    let profiles = learn(Scenario::Year, SOME);
    let wanted = year(&plain, SOME);
    for mode in [Mode::Monitor, Mode::Enforce] {
        assert_eq!(year(&suite::guarded(&plain, mode, &profiles).unwrap(), SOME), wanted, "{mode:?}");
    }
    assert_eq!(year(&suite::learning(&plain, &[]).unwrap(), SOME), wanted);
}

/// The exchange is held to its own profile, and so is each code that it runs in its storage.
#[test]
fn what_was_never_seen_is_undone_on_the_nodes_pallet() {
    let plain = Bundles::from_env();
    let mut profiles = learn(Scenario::Gas, 1);
    // Without what was learnt of the ledger, the year ends at the first call that needs it.
    let ledger = profiles.get_mut("ledger").unwrap();
    let code = weir_guard::module::unhex(&ledger.code).unwrap();
    *ledger = Profile::new(code.try_into().unwrap());
    let guarded = suite::guarded(&plain, Mode::Enforce, &profiles).unwrap();
    let deployed =
        deploy::deploy(connect("embedded").unwrap().as_mut(), &Plan::dev().unwrap(), &guarded, &[], None, &mut |_| {});
    let refused = deployed.unwrap_err();
    assert!(refused.message.starts_with("contract ledger"), "{refused}");
}

#[test]
fn what_refers_to_a_code_refers_to_its_guarded_one() {
    let plain = Bundles::from_env();
    let profiles = learn(Scenario::Gas, 1);
    let guarded = suite::guarded(&plain, Mode::Enforce, &profiles).unwrap();
    assert_eq!(guarded, suite::guarded(&plain, Mode::Enforce, &profiles).unwrap(), "built twice, the same code");
    let mut chain = connect("embedded").unwrap();
    let done = deploy::deploy(chain.as_mut(), &Plan::dev().unwrap(), &guarded, &[], None, &mut |_| {}).unwrap();
    let exchange = done.manifest.contracts.get("exchange").unwrap();
    for name in ["matching", "deals", "office"] {
        let hash = guarded.get(name).unwrap().code_hash;
        assert_ne!(hash, plain.get(name).unwrap().code_hash);
        let told = exchange.arguments.get(name).unwrap().as_str().unwrap();
        assert_eq!(told, weir_guard::module::hex(hash.as_ref()), "{name}");
        assert!(chain.has_code(hash).unwrap(), "{name}");
    }
    let address = exchange.address.0;
    assert_eq!(chain.code_hash_of(address).unwrap(), Some(guarded.get("exchange").unwrap().code_hash));
}

#[test]
fn a_scenario_is_heard_the_same_way_twice() {
    let (data, prices) = (years(), PathBuf::new());
    let course = Course { scenario: Scenario::Gas, data: &data, limit: None, prices: &prices, traces: None };
    let hear = || record(&Bundles::from_env(), &course).unwrap().0;
    let (one, two) = (hear(), hear());
    assert_eq!((&one.frames, &one.calls), (&two.frames, &two.calls));
    assert!(one.calls.iter().any(|call| call.test == "gas: ledger.transfer"), "named by contract and message");
}

/// Traces of the suite's tests that a folder keeps are read instead of running them, if they are of these contracts.
#[test]
fn kept_traces_of_drink_are_read_or_refused() {
    let folder = std::env::temp_dir().join(format!("weir-kept-traces-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (data, prices) = (years(), PathBuf::new());
    let course = Course { scenario: Scenario::Drink, data: &data, limit: None, prices: &prices, traces: Some(&folder) };
    let plain = Bundles::from_env();
    // A frame of the ledger that wrote something and ended well: function 7, path 3.
    let ledger = weir_guard::module::hex(plain.get("ledger").unwrap().code_hash.as_ref());
    let said = |build: &str| {
        let begin = format!("~wg0100000000000000{build}\n");
        begin + "~wg02000007000000030000000000000000\n~wg06000000000000000000000000000002\n"
    };
    let write = |build: &str| {
        let text = format!("# ledger::one\n{}# ledger::two\n", said(build));
        std::fs::write(folder.join("ledger.one.txt"), text).unwrap();
    };
    write(&ledger[2..18]);
    let profiles = learnt(&plain, &course).unwrap();
    let taken = &profiles["ledger"].functions[&7][&3];
    assert_eq!((taken.count, taken.first.as_str()), (1, "drink: ledger::one"));
    assert_eq!(profiles["ledger"].frames, 1, "a transaction that said nothing is no frame");
    write("0123456789abcdef");
    let refused = learnt(&plain, &course).unwrap_err();
    assert!(refused.message.contains("record them again"), "{refused}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_kept_profiles_are_of_this_code() {
    let plain = Bundles::from_env();
    let profiles = suite::read(&plain, &root().join(suite::PROFILES)).unwrap();
    for (name, bundle) in suite::codes(&plain).unwrap() {
        let profile = &profiles[&name];
        let analysis = Analysis::like(&bundle.wasm, profile).unwrap();
        profile.fits(&analysis).unwrap_or_else(|error| panic!("{name}: {error}: run weir guard learn-suite"));
    }
}

#[test]
fn the_command_deploys_with_the_guard() {
    let weir = |arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
        command.args(arguments.split(' ')).current_dir(root()).output().unwrap()
    };
    let plain = weir("up --engine embedded --json");
    let guarded = weir("up --engine embedded --json --guard enforce");
    assert!(guarded.status.success(), "{}", String::from_utf8_lossy(&guarded.stderr));
    let steps =
        |output: &[u8]| serde_json::from_slice::<serde_json::Value>(output).unwrap()["steps"].as_array().unwrap().len();
    assert_eq!(steps(&plain.stdout), steps(&guarded.stdout));
    let nowhere = weir("up --engine embedded --guard enforce --guard-profiles nowhere");
    let told = String::from_utf8_lossy(&nowhere.stderr);
    assert!(nowhere.status.code() == Some(5) && told.contains("weir guard learn-suite"), "{told}");
}
