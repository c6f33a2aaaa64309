//! `weir up` against a real node, killed with SIGKILL at many moments: whatever it was doing, the next run finishes it, and the
//! end is that of a run nobody disturbed.

use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use weir_e2e::{weir, DevNode};

/// How many deployments are killed, each after another share of its transactions.
const MOMENTS: u64 = 16;
/// Between the kills of one deployment that is killed again and again.
const LONGER_EACH_TIME: Duration = Duration::from_millis(60);

/// A folder of a test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weir-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// A plan like the built-in one with another salt.
    fn plan(&self, salt: &str) -> PathBuf {
        let text = include_str!("../../plans/dev.toml").replace("salt = \"weir\"", &format!("salt = \"{salt}\""));
        let path = self.0.join(format!("{salt}.toml"));
        fs::write(&path, text).expect("the plan is written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `weir up` with a plan and a manifest.
fn up(engine: &str, plan: &Path, manifest: &Path) -> Command {
    let mut command = Command::new(weir());
    command.args(["up", "--engine", engine, "--plan"]).arg(plan).arg("--manifest").arg(manifest);
    command
}

fn must(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("the command runs");
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8_lossy(&stdout).into_owned()
}

/// Starts the command and kills it when the time has come. True when it was killed, false when it had ended before, in success.
fn killed_when(mut command: Command, now: impl Fn() -> bool) -> bool {
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    while !now() {
        if let Some(status) = process.try_wait().expect("the process can be asked") {
            assert!(status.success(), "{command:?} failed by itself: {status}");
            return false;
        }
        sleep(Duration::from_millis(2));
    }
    process.kill().expect("SIGKILL is sent");
    !process.wait().expect("the process ends").success()
}

fn read(manifest: &Path) -> Value {
    serde_json::from_slice(&fs::read(manifest).expect("a manifest")).expect("JSON")
}

/// What a manifest says of the deployment itself: without the chain and without block numbers.
fn deployment(manifest: &Path) -> Value {
    let mut value = read(manifest);
    value.as_object_mut().expect("an object").remove("chain");
    for part in ["contracts", "calls"] {
        let entries = value[part].as_object_mut().expect("an object");
        entries.values_mut().for_each(|entry| drop(entry.as_object_mut().expect("an object").remove("block")));
    }
    value
}

/// The chain holds all of it, and another run finds nothing to do.
fn finished(engine: &str, plan: &Path, manifest: &Path) {
    let mut status = Command::new(weir());
    status.args(["status", "--engine", engine, "--json", "--manifest"]).arg(manifest);
    let status: Value = serde_json::from_str(&must(status)).expect("JSON");
    assert_eq!(status["ok"], true, "{status:#}");
    let before = fs::read(manifest).expect("a manifest");
    let again = must(up(engine, plan, manifest));
    assert!(again.contains("nothing to do"), "{again}");
    assert_eq!(fs::read(manifest).expect("a manifest"), before, "a second run leaves the manifest alone");
}

/// How many transactions Alice has sent.
fn sent_by_alice(engine: &str) -> u64 {
    let address = engine.trim_start_matches("ws://");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"system_accountNextIndex","params":["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"]}"#;
    let mut stream = TcpStream::connect(address).expect("the node answers");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("the question is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let json = answer.find("{\"").map(|at| &answer[at..]).expect("JSON in the answer");
    let json = &json[..=json.rfind('}').expect("JSON ends")];
    serde_json::from_str::<Value>(json).expect("JSON")["result"].as_u64().expect("a number")
}

#[test]
fn two_fresh_chains_end_alike_however_often_one_is_killed() {
    let folder = Folder::new("up-fresh");
    let plan = folder.plan("fresh");
    let (calm, rough) = (DevNode::start(), DevNode::start());
    let (calm_manifest, rough_manifest) = (folder.0.join("calm.json"), folder.0.join("rough.json"));
    must(up(&calm.url(), &plan, &calm_manifest));
    finished(&calm.url(), &plan, &calm_manifest);

    // From uploads on: every run gets a little longer to live, until one ends by itself.
    let (mut kills, mut life) = (0, LONGER_EACH_TIME);
    let killed = |life| {
        let begun = Instant::now();
        killed_when(up(&rough.url(), &plan, &rough_manifest), || begun.elapsed() >= life)
    };
    while killed(life) {
        kills += 1;
        life += LONGER_EACH_TIME;
        assert!(kills < 1_000, "no run ever ends");
    }
    finished(&rough.url(), &plan, &rough_manifest);
    println!("killed {kills} times before a run ended by itself");
    assert!(kills >= 3, "too fast to be killed: shorten LONGER_EACH_TIME");
    assert_eq!(deployment(&calm_manifest), deployment(&rough_manifest));
    assert_eq!(read(&calm_manifest)["chain"], read(&rough_manifest)["chain"]);
    // Nothing was sent twice: not even a transaction that failed.
    assert_eq!(sent_by_alice(&calm.url()), sent_by_alice(&rough.url()));
}

#[test]
fn a_kill_at_any_moment_is_mended_with_and_without_the_manifest() {
    let folder = Folder::new("up-moments");
    let node = DevNode::start();
    let url = node.url();
    let undisturbed = folder.plan("undisturbed");
    let before = sent_by_alice(&url);
    must(up(&url, &undisturbed, &folder.0.join("undisturbed.json")));
    let whole = sent_by_alice(&url) - before;
    let mut kills = 0;
    for moment in 0..MOMENTS {
        let plan = folder.plan(&format!("moment-{moment}"));
        let (manifest, rehearsal) =
            (folder.0.join(format!("{moment}.json")), folder.0.join(format!("{moment}-r.json")));
        // By what has been sent, not by the clock: how fast the machine is must not decide what is hit.
        let enough = sent_by_alice(&url) + whole * moment / MOMENTS;
        kills += u64::from(killed_when(up(&url, &plan, &manifest), || sent_by_alice(&url) >= enough));
        if moment % 2 == 1 {
            let _ = fs::remove_file(&manifest);
        }
        must(up(&url, &plan, &manifest));
        finished(&url, &plan, &manifest);
        // What nobody disturbed: the same plan in this process.
        must(up("embedded", &plan, &rehearsal));
        assert_eq!(deployment(&manifest), deployment(&rehearsal), "killed at moment {moment}");
    }
    println!("{kills} of {MOMENTS} runs of {whole} transactions were killed");
    assert!(kills >= MOMENTS / 2, "too fast to be killed");
}

#[test]
fn a_node_that_is_down_and_a_chain_that_is_another_are_told_in_a_line() {
    let folder = Folder::new("up-down");
    let (plan, manifest) = (folder.plan("down"), folder.0.join("manifest.json"));
    let mut node = DevNode::start();
    let url = node.url();
    must(up(&url, &plan, &manifest));
    node.kill();
    let refused = |mut command: Command, code: i32, words: &str| {
        let output = command.output().expect("the command runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.trim_end().lines().count() == 1 && told.contains(words), "{told}");
    };
    refused(up(&url, &plan, &manifest), 4, "no node answers");
    refused(up("embedded", &plan, &manifest), 4, "genesis");
    // A fresh chain of the same genesis: the manifest is ahead of it.
    let wiped = DevNode::start();
    refused(up(&wiped.url(), &plan, &manifest), 5, "wiped");
    let mut fresh = up(&wiped.url(), &plan, &manifest);
    fresh.arg("--fresh");
    must(fresh);
    finished(&wiped.url(), &plan, &manifest);
}
