//! `weir guard watch` counts, on a real node, what a contract built to monitor has reported.

use std::fs;
use std::process::{Command, Output};
use weir_client::{Call, Chain, Node, Signer};
use weir_e2e::{weir, DevNode};
use weir_guard::profile::Profile;

const BANK: &str = include_str!("../../crates/cli/tests/wat/bank.wat");

#[test]
fn reports_are_counted_by_path() {
    let folder = std::env::temp_dir().join(format!("weir-watch-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let guard = |arguments: &str| -> Output {
        Command::new(weir()).arg("guard").args(arguments.split(' ')).current_dir(&folder).output().unwrap()
    };
    let done = |arguments: &str| {
        let output = guard(arguments);
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    };
    // Nobody has tested it yet: whatever it does is news.
    let plain = wat::parse_str(BANK).unwrap();
    let empty = Profile::new(weir_guard::module::code_hash(&plain));
    fs::write(folder.join("profile.json"), empty.to_json()).unwrap();
    fs::write(folder.join("bank.wasm"), plain).unwrap();
    done("instrument bank.wasm --mode monitor --profile profile.json --allow-empty --output watched.wasm");

    let node = DevNode::start();
    let mut chain = Node::connect(&node.url()).unwrap();
    let alice = Signer::dev("//Alice").unwrap();
    let (hash, _) = chain.upload(&alice, &fs::read(folder.join("watched.wasm")).unwrap()).unwrap();
    let bank = chain.instantiate(&alice, hash, Vec::new(), vec![1], 0).unwrap().0;
    let begun = chain.block_number().unwrap() + 1;
    let watch = format!("watch --from {begun} --map watched.wasm.map.json --engine {} --json", node.url());
    let quiet = guard(&watch);
    assert_eq!(quiet.status.code(), Some(0), "{}", String::from_utf8_lossy(&quiet.stderr));

    let fund = Call { signer: alice, dest: bank, data: vec![6, 0, 0, 0], value: 0 };
    for answer in chain.send(vec![fund.clone(), fund]) {
        answer.unwrap();
    }
    let told = guard(&watch);
    assert_eq!(told.status.code(), Some(1), "{}", String::from_utf8_lossy(&told.stderr));
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let reported = told["reported"].as_array().unwrap();
    assert_eq!(reported.len(), 1, "{told:#}");
    assert_eq!(reported[0]["count"], 2, "{told:#}");
    assert_eq!(reported[0]["contract"], "watched", "{told:#}");
    assert_ne!(reported[0]["what"], "the code is in no map", "{told:#}");
    let _ = fs::remove_dir_all(&folder);
}
