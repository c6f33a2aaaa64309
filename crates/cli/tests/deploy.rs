//! Deployment through the real contracts on the embedded engine, and what `weir` answers to what is wrong. Needs the bundles
//! (scripts/build.sh).

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use weir_cli::deploy::{deploy, Kind, Manifest, Plan};
use weir_cli::exit::Exit;
use weir_cli::status::{status, Code};
use weir_client::bundle::Bundles;
use weir_client::{connect, Chain};

/// A folder of a test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weir-deploy-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn embedded() -> Box<dyn Chain> {
    connect("embedded").unwrap()
}

/// The command; `arguments` split at spaces.
fn weir(arguments: &str, bundles: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
    command.args(arguments.split(' '));
    if let Some(folder) = bundles {
        command.env("WEIR_BUNDLES", folder);
    }
    command.output().unwrap()
}

/// It failed with this code, in one line that has these words.
fn refused(output: &Output, code: i32, words: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.trim_end().lines().count() == 1 && told.contains(words), "{told}");
}

#[test]
fn the_suite_is_deployed_wired_and_granted_once() {
    let folder = Folder::new("once");
    let path = folder.0.join("manifest.json");
    let (mut chain, plan, bundles) = (embedded(), Plan::dev().unwrap(), Bundles::from_env());
    let first = deploy(chain.as_mut(), &plan, &bundles, &[], Some(&path), &mut |_| {}).unwrap();
    let count = |kind| first.steps.iter().filter(|step| step.kind == kind).count();
    assert_eq!((count(Kind::Upload), count(Kind::Contract)), (17, 12));
    // Each message that asks the policy has a rule; last of all the registry joins.
    let rules: usize = weir_cli::deploy::policy::HIGH_RISK.iter().map(|(_, names)| names.len()).sum();
    assert_eq!((count(Kind::Call), rules), (3 + plan.grants.len() + rules + 1, 28));
    assert_eq!(first.steps.last().map(|step| step.name.as_str()), Some("registry.join"));
    assert_eq!(first.made(), first.steps.len());

    let found = status(chain.as_mut(), &first.manifest).unwrap();
    assert!(found.ok, "{found:#?}");
    let sealed = |name: &str| found.contracts.iter().find(|contract| contract.name == name).and_then(|c| c.sealed);
    assert_eq!((sealed("ledger"), sealed("registry"), sealed("settlement")), (Some(true), Some(true), Some(true)));
    assert_eq!(sealed("exchange"), None, "told by its constructor");

    let block = chain.block_number().unwrap();
    let second = deploy(chain.as_mut(), &plan, &bundles, &[], Some(&path), &mut |_| {}).unwrap();
    assert_eq!((second.made(), chain.block_number().unwrap()), (0, block));
    assert_eq!(second.manifest, first.manifest);
    fs::remove_file(&path).unwrap();
    let third = deploy(chain.as_mut(), &plan, &bundles, &[], Some(&path), &mut |_| {}).unwrap();
    assert_eq!((third.made(), chain.block_number().unwrap()), (0, block), "found without the manifest");
    assert_eq!(third.manifest, first.manifest.clone().without_blocks());

    // Another chain of the same genesis has nothing of it.
    let mut empty = embedded();
    let missing = status(empty.as_mut(), &first.manifest).unwrap();
    assert!(!missing.ok && missing.contracts.iter().all(|contract| contract.code == Code::Missing));
    assert!(missing.calls.iter().all(|call| !call.shown));
}

#[test]
fn two_chains_get_the_same_addresses_and_another_salt_gets_others() {
    let bundles = Bundles::from_env();
    let deployed = |plan: &Plan| deploy(embedded().as_mut(), plan, &bundles, &[], None, &mut |_| {}).unwrap().manifest;
    let plan = Plan::dev().unwrap();
    let (one, two) = (deployed(&plan), deployed(&plan));
    assert_eq!(one, two);
    let other = deployed(&Plan { salt: "another".into(), ..plan });
    assert!(one.contracts.iter().all(|(name, contract)| other.contracts[name].address != contract.address));
}

#[test]
fn a_facade_for_a_batch_that_is_not_there_is_refused_by_the_ledger() {
    let (mut chain, plan, bundles) = (embedded(), Plan::dev().unwrap(), Bundles::from_env());
    let batch = "CO2-UK-2021-001".parse().unwrap();
    let failure = deploy(chain.as_mut(), &plan, &bundles, &[batch], None, &mut |_| {}).unwrap_err();
    assert_eq!(failure.exit, Exit::Refused);
    assert!(
        failure.message.contains("ledger.register_facade(CO2-UK-2021-001): ledger::Error::UnknownBatch"),
        "{failure}"
    );
}

/// Without two people to put rules in force nobody joins the policy, which is there all the same.
#[test]
fn without_rulers_nobody_joins() {
    let (mut chain, bundles) = (embedded(), Bundles::from_env());
    let plan = Plan { policy: None, ..Plan::dev().unwrap() };
    let done = deploy(chain.as_mut(), &plan, &bundles, &[], None, &mut |_| {}).unwrap();
    assert!(done.manifest.contracts.contains_key("policy") && done.manifest.contracts.contains_key("watchlist"));
    assert!(!done.manifest.calls.keys().any(|name| name.starts_with("policy.") || name == "registry.join"));
    // They come later: what is there stays, and the rest is made.
    let plan = Plan::dev().unwrap();
    let done = deploy(chain.as_mut(), &plan, &bundles, &[], None, &mut |_| {}).unwrap();
    assert_eq!(done.made(), 28 + 1);
    assert!(status(chain.as_mut(), &done.manifest).unwrap().ok);
    let again = deploy(chain.as_mut(), &plan, &bundles, &[], None, &mut |_| {}).unwrap();
    assert_eq!(again.made(), 0);
}

#[test]
fn a_rehearsal_writes_only_where_it_is_told() {
    let folder = Folder::new("rehearsal");
    let manifest = folder.0.join("m.json");
    let output = weir(&format!("up --engine embedded --manifest {}", manifest.display()), None);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("12 contracts"),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(Manifest::read(&manifest).unwrap().is_some());
    let json = weir("up --engine embedded --json", None);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["contracts"], 12);
    assert_eq!(value["made"], value["steps"].as_array().unwrap().len());
}

/// The kills that matter are those against a node (e2e/tests/up_kill.rs). Here: whenever a run is killed, its manifest is whole.
#[test]
fn a_killed_run_leaves_a_whole_manifest_or_none() {
    let folder = Folder::new("killed");
    let manifest = folder.0.join("m.json");
    let up = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
        command.args(["up", "--fresh", "--engine", "embedded", "--manifest"]).arg(&manifest);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    assert!(up().status().unwrap().success());
    let (whole, moments) = (begun.elapsed(), 40);
    let mut partial = 0;
    for moment in 1..moments {
        let mut process = up().spawn().unwrap();
        std::thread::sleep(whole * moment / moments);
        let _ = process.kill();
        process.wait().unwrap();
        let found = Manifest::read(&manifest).unwrap();
        partial += u32::from(found.is_some_and(|manifest| manifest.calls.len() < 40));
    }
    println!("{partial} of {moments} runs were killed with a manifest begun");
}

#[test]
fn what_is_wrong_is_told_in_a_line() {
    let folder = Folder::new("wrong");
    let at = |name: &str| folder.0.join(name).display().to_string();
    refused(&weir("up", Some(&at("no-bundles"))), 5, "run scripts/build.sh");
    refused(&weir("up --engine ws://127.0.0.1:1 --manifest x", None), 4, "no node answers at ws://127.0.0.1:1");
    refused(&weir("up --engine carrier-pigeon", None), 4, "carrier-pigeon");
    refused(&weir(&format!("up --plan {}", at("none.toml")), None), 3, "none.toml");
    fs::write(at("bad.toml"), "name = \"x\"\nsalt = 7\n").unwrap();
    refused(&weir(&format!("up --plan {}", at("bad.toml")), None), 3, "bad.toml:2:8: ");
    fs::write(at("bad-bytes.toml"), b"name = \"\xff\"").unwrap();
    refused(&weir(&format!("up --plan {}", at("bad-bytes.toml")), None), 3, "bad-bytes.toml:1: ");
    refused(&weir(&format!("status --manifest {}", at("none.json")), None), 5, "run weir up");
    fs::write(at("bad.json"), "{}").unwrap();
    refused(&weir(&format!("status --manifest {}", at("bad.json")), None), 5, "bad.json");
    assert_eq!(weir("up --facade CO2", None).status.code(), Some(2));
    assert!(!PathBuf::from("x").exists());
}

#[test]
fn who_has_too_little_is_told_and_nothing_is_lost() {
    let folder = Folder::new("poor");
    let (mut chain, bundles) = (embedded(), Bundles::from_env());
    let path = folder.0.join("manifest.json");
    let poor = Plan { deployer: weir_client::Signer::dev("//poor").unwrap(), ..Plan::dev().unwrap() };
    let failure = deploy(chain.as_mut(), &poor, &bundles, &[], Some(&path), &mut |_| {}).unwrap_err();
    assert_eq!(failure.exit, Exit::Balance, "{failure}");
    // Enough for a part; then enough for all.
    let alice = weir_client::Signer::dev("//Alice").unwrap();
    chain.fund(&alice, &[(poor.deployer.account(), 3_000_000_000_000)]).unwrap();
    let failure = deploy(chain.as_mut(), &poor, &bundles, &[], Some(&path), &mut |_| {}).unwrap_err();
    assert_eq!(failure.exit, Exit::Balance, "{failure}");
    let partial = Manifest::read(&path).unwrap().unwrap();
    assert!(!partial.bundles.is_empty() && partial.calls.is_empty(), "{partial:#?}");
    chain.fund(&alice, &[(poor.deployer.account(), 1_000_000_000_000_000)]).unwrap();
    let done = deploy(chain.as_mut(), &poor, &bundles, &[], Some(&path), &mut |_| {}).unwrap();
    assert!(status(chain.as_mut(), &done.manifest).unwrap().ok);
    assert!(done.made() < done.steps.len());
}
