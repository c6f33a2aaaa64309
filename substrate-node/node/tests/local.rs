//! A validator of the local network on its own.

mod support;

use serde_json::json;
use std::time::Duration;
use support::{wait_until, Node};

/// Four validators take turns of six seconds: Alice's comes within four.
const TURN: Duration = Duration::from_secs(45);
const NOT_A_DEV_CHAIN: i64 = 7001;

#[test]
fn a_validator_authors_by_the_clock_and_refuses_time_travel() {
    // A validator of a network that is not a development chain brings its network key, or says that it wants a new one.
    let key = "--unsafe-force-node-key-generation";
    let node =
        Node::start(&["--chain", "local", "--alice", "--tmp", "--port", "0", "--no-mdns", "--no-prometheus", key]);
    for (method, params) in
        [("weir_mine", json!([1])), ("weir_setNextTimestamp", json!([1])), ("weir_increaseTime", json!([1]))]
    {
        assert_eq!(node.call(method, params), Err(NOT_A_DEV_CHAIN), "{method}");
    }
    wait_until(TURN, "Alice authors", || node.best() >= 1);
    // Alone she has a quarter of the votes.
    assert_eq!(node.finalized(), 0);
}
