//! What only a node can do: time by RPC, many signers at once, being down.

#[allow(dead_code)]
#[path = "../../crates/client/tests/common/mod.rs"]
mod common;

use common::*;
use std::time::{Duration, Instant};
use weir_client::*;
use weir_e2e::DevNode;

const DAY: u64 = 86_400_000;

#[test]
fn the_node_answers_soon_and_says_which_chain_it_is() {
    let node = DevNode::start();
    let info = node.connect().info().clone();
    println!("RPC after {:?}; {info:?}", node.started_in);
    assert!(info.dev && info.engine == Engine::Node && !info.name.is_empty());
    assert_eq!(info.genesis, DevNode::start().connect().info().genesis);
}

#[test]
fn time_is_set_and_never_goes_back() {
    let node = DevNode::start();
    let mut chain = node.connect();
    chain.set_time(embedded::START).unwrap();
    assert_eq!(chain.now().unwrap(), embedded::START);
    let contract = deployed(chain.as_mut(), b"");
    chain.set_time(embedded::START + 400 * DAY).unwrap();
    assert_eq!(chain.query(now(contract)).unwrap(), embedded::START + 400 * DAY);
    let past = chain.set_time(embedded::START).unwrap_err();
    assert!(matches!(past, ChainError::TimeGoesBack { .. }), "{past}");
}

#[test]
fn a_call_is_included_soon() {
    let node = DevNode::start();
    let mut chain = node.connect();
    let contract = deployed(chain.as_mut(), b"");
    chain.call(&alice(), add(contract)).unwrap();
    let calls = 10;
    let begun = Instant::now();
    for _ in 0..calls {
        chain.call(&alice(), add(contract)).unwrap();
    }
    let each = begun.elapsed() / calls;
    println!("{each:?} a call, from estimate to receipt");
    assert!(each < Duration::from_millis(500), "{each:?} a call");
}

#[test]
fn who_cannot_pay_is_told_so_and_others_go_on() {
    let node = DevNode::start();
    let mut chain = node.connect();
    let contract = deployed(chain.as_mut(), b"");
    let poor = Signer::dev("//poor").unwrap();
    let mut batch = Batch::new();
    batch.push(&poor, add(contract));
    batch.push(&alice(), add(contract));
    batch.push(&poor, add(contract));
    let answers = batch.send(chain.as_mut());
    let line = answers[0].as_ref().unwrap_err().to_string();
    assert!(line.contains("//poor") && line.contains("fund"), "{line}");
    assert!(answers[1].is_ok() && answers[2].is_err());
    chain.fund(&alice(), &[(poor.account(), 10_000_000_000_000)]).unwrap();
    chain.call(&poor, add(contract)).unwrap();
}

#[test]
fn two_connections_share_an_account() {
    let node = DevNode::start();
    let [mut one, mut two] = [node.connect(), node.connect()];
    let contract = deployed(one.as_mut(), b"");
    two.call(&alice(), add(contract)).unwrap();
    one.call(&alice(), add(contract)).unwrap();
    assert_eq!(one.query(get(contract)).unwrap(), 2);
}

#[test]
fn a_node_that_is_down_is_one_line() {
    let mut node = DevNode::start();
    let mut chain = node.connect();
    let contract = deployed(chain.as_mut(), b"");
    node.kill();
    let lost = chain.call(&alice(), add(contract)).unwrap_err().to_string();
    assert!(lost.starts_with("the connection to ws://127.0.0.1:") && lost.lines().count() == 1, "{lost}");
    let down = connect(&node.url()).err().unwrap().to_string();
    assert!(down.starts_with("no node answers at ws://127.0.0.1:") && down.contains("refused"), "{down}");
    assert_eq!(down.lines().count(), 1);
}
