//! The development chain, as a client sees it.

mod support;

use serde_json::{json, Value};
use std::{thread::sleep, time::Duration};
use support::{wait_until, Node};
use weir_runtime::reexports::sp_keyring::Sr25519Keyring::{Alice, Bob};

const SOON: Duration = Duration::from_secs(5);
const DAY: u64 = 86_400_000;
const INVALID_PARAMS: i64 = -32602;

#[test]
fn transactions_are_sealed_at_once() {
    let node = Node::start(&["--dev"]);
    assert_eq!(node.best(), 0, "no block without a reason");

    node.transfer(Alice, 0).unwrap();
    let took = wait_until(SOON, "the transfer is in a block", || node.nonce(Alice) == 1);
    println!("one transfer: {} ms", took.as_millis());
    assert_eq!((node.best(), node.finalized()), (1, 1));

    // A gap: nothing can be sealed, and nothing is.
    node.transfer(Alice, 2).unwrap();
    sleep(Duration::from_millis(500));
    assert_eq!(node.best(), 1);
    // The gap is closed: both go.
    node.transfer(Alice, 1).unwrap();
    wait_until(SOON, "both transfers are in blocks", || node.nonce(Alice) == 3);

    // A replay is refused and makes no block.
    let before = node.best();
    assert!(node.transfer(Alice, 0).is_err());
    sleep(Duration::from_millis(300));
    assert_eq!(node.best(), before);

    let burst = 200;
    node.burst(Bob, burst);
    let took = wait_until(SOON, "the burst is in blocks", || node.nonce(Bob) == burst);
    let blocks = node.best() - before;
    println!("{burst} transfers: {blocks} blocks, {} ms after the last", took.as_millis());
    assert!(blocks < u64::from(burst) / 2, "what is ready together goes together");
    assert_eq!(node.finalized(), node.best());
}

#[test]
fn the_clock_is_the_users() {
    let node = Node::start(&["--dev"]);
    let hash = node.call("weir_mine", json!([])).unwrap();
    assert_eq!(node.call("chain_getBlockHash", json!([])).unwrap(), hash);
    assert_eq!((node.best(), node.finalized()), (1, 1));

    // Exactly the timestamp set, whether mined or by a transaction, even twice the same.
    let tomorrow = node.now() + DAY;
    for _ in 0..2 {
        assert_eq!(node.call("weir_setNextTimestamp", json!([tomorrow])), Ok(json!(tomorrow)));
        node.call("weir_mine", json!([1])).unwrap();
        assert_eq!(node.now(), tomorrow);
    }
    let later = tomorrow + 12_345;
    node.call("weir_setNextTimestamp", json!([later])).unwrap();
    node.transfer(Alice, 0).unwrap();
    wait_until(SOON, "the transfer is in a block", || node.nonce(Alice) == 1);
    assert_eq!(node.now(), later);

    // It goes on from there.
    node.call("weir_mine", json!([1])).unwrap();
    assert!((later..later + 60_000).contains(&node.now()));

    // The past is refused, and so is the far future.
    assert_eq!(node.call("weir_setNextTimestamp", json!([later - 1])), Err(INVALID_PARAMS));
    assert_eq!(node.call("weir_setNextTimestamp", json!([u64::MAX])), Err(INVALID_PARAMS));
    assert_eq!(node.call("weir_increaseTime", json!([u64::MAX])), Err(INVALID_PARAMS));
    assert_eq!(node.call("weir_mine", json!([1_000_000])), Err(INVALID_PARAMS));

    let before = node.now();
    node.call("weir_increaseTime", json!([365 * DAY])).unwrap();
    let hash = node.call("weir_mine", json!([50])).unwrap();
    assert!(node.now() >= before + 365 * DAY);
    assert_eq!(node.best(), 55);
    assert_eq!(node.call("chain_getBlockHash", json!([55])).unwrap(), hash);
}

#[test]
fn a_restart_keeps_blocks_and_time() {
    let folder = std::env::temp_dir().join(format!("weir-node-test-{}", std::process::id()));
    let arguments = ["--dev", "--base-path", folder.to_str().unwrap()];
    let node = Node::start(&arguments);
    node.call("weir_increaseTime", json!([DAY])).unwrap();
    let hash: Value = node.call("weir_mine", json!([3])).unwrap();
    let then = node.now();
    node.stop();

    let node = Node::start(&arguments);
    assert_eq!(node.call("chain_getBlockHash", json!([3])).unwrap(), hash);
    node.call("weir_mine", json!([1])).unwrap();
    assert!((then..then + 60_000).contains(&node.now()), "time goes on from the last block");
    drop(node);
    std::fs::remove_dir_all(folder).unwrap();
}
