//! Nothing piles up from block to block. A binary of its own, so that no other test runs beside the measurement.
#![cfg(all(feature = "embedded", target_os = "linux"))]

#[allow(dead_code)]
mod common;

use common::{add, alice, deployed, put};
use weir_client::{AccountId, Embedded, Typed};

/// What this thread has spent on a processor, in seconds: other work on the machine does not count, as it would by the clock.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: f64 = text.split_whitespace().next().unwrap().parse().unwrap();
    nanoseconds / 1e9
}

fn best_of(runs: u32, calls: u32, call: fn(&mut Embedded, AccountId, u32)) -> f64 {
    let once = || {
        let mut chain = Embedded::new();
        let contract = deployed(&mut chain, b"");
        let started = processor_time();
        (0..calls).for_each(|number| call(&mut chain, contract, number));
        processor_time() - started
    };
    (0..runs).map(|_| once()).fold(f64::MAX, f64::min)
}

/// How many times as long four times the calls take.
fn factor(what: &str, call: fn(&mut Embedded, AccountId, u32)) -> f64 {
    let (few, many) = (best_of(3, 2_000, call), best_of(2, 8_000, call));
    println!("{what}: 2,000 calls {few:.3} s, 8,000 calls {many:.3} s, factor {:.2}", many / few);
    many / few
}

/// One test, so that the two measurements do not run beside each other.
#[test]
fn four_times_the_calls_take_four_times_as_long() {
    let same = factor("state of one size", |chain, contract, _| {
        chain.call(&alice(), add(contract)).unwrap();
    });
    assert!(same <= 4.4, "four times the calls take {same:.2} times as long");
    // The state grows fourfold too, and with it the depth of the trie: n log n, but no more than that.
    let growing = factor("growing state", |chain, contract, number| {
        chain.call(&alice(), put(contract, number)).unwrap();
    });
    assert!(growing <= 5.0, "four times the entries take {growing:.2} times as long");
}
