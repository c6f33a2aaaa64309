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

/// Blocks of this many calls are timed.
const CALLS: u32 = 100;
/// So many of them on each chain.
const BLOCKS: u32 = 21;

/// A chain that has seen a number of calls.
struct Aged {
    chain: Embedded,
    contract: AccountId,
    next: u32,
    call: fn(&mut Embedded, AccountId, u32),
}

impl Aged {
    fn new(calls: u32, call: fn(&mut Embedded, AccountId, u32)) -> Self {
        let mut chain = Embedded::new();
        let contract = deployed(&mut chain, b"");
        let mut aged = Self { chain, contract, next: 0, call };
        aged.run(calls);
        aged
    }

    /// Calls it so often; gives the time that took.
    fn run(&mut self, calls: u32) -> f64 {
        let started = processor_time();
        (self.next..self.next + calls).for_each(|number| (self.call)(&mut self.chain, self.contract, number));
        self.next += calls;
        processor_time() - started
    }
}

/// How many times as long a call takes on an old chain as on a young one. Blocks of calls take turns, and the median of the pairs
/// counts: whatever slows the machine for a while slows both.
fn factor(what: &str, call: fn(&mut Embedded, AccountId, u32)) -> f64 {
    let (mut young, mut old) = (Aged::new(500, call), Aged::new(8_000, call));
    let mut factors: Vec<f64> = (0..BLOCKS)
        .map(|_| {
            let time = young.run(CALLS);
            old.run(CALLS) / time
        })
        .collect();
    factors.sort_by(f64::total_cmp);
    let median = factors[factors.len() / 2];
    println!("{what}: a call after 8,000 takes {median:.2} times as long as a call after 500");
    median
}

/// One test, so that the two measurements do not run beside each other. With anything that piles up, a call after 8,000 others
/// would take several times as long: a sum over past calls makes the factor 6.
#[test]
fn a_call_takes_no_longer_on_an_old_chain() {
    let same = factor("state of one size", |chain, contract, _| {
        chain.call(&alice(), add(contract)).unwrap();
    });
    assert!(same <= 1.25, "a call takes {same:.2} times as long on an old chain");
    // The state grows too, and with it the depth of the trie: log n, but no more than that.
    let growing = factor("growing state", |chain, contract, number| {
        chain.call(&alice(), put(contract, number)).unwrap();
    });
    assert!(growing <= 1.75, "a call takes {growing:.2} times as long in a large state");
}
