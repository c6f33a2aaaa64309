//! What monitor mode may not do in read-only calls, on the node's own pallet: an event would trap there, and the
//! contract would behave otherwise than without the guard. So it says nothing there, and answers as the plain
//! contract does.

use std::cell::RefCell;
use std::rc::Rc;
use weir_client::{AccountId, Call, Chain, Embedded, Signer};
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::learn::frames;
use weir_guard::monitor::PathAnomaly;
use weir_guard::profile::Profile;

/// Fifth byte of the input: which way, which is noted in the answer. Sixth: 0 reads, 1 calls the account behind it, 2
/// writes.
const ASKED: &str = r#"(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "seal_call" (func $call (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))
  (data (i32.const 64) "k") (data (i32.const 252) "\80")
  (func (export "deploy"))
  (func (export "call")
    (call $input (i32.const 256) (i32.const 252))
    (if (i32.load8_u (i32.const 260)) (then (i32.store8 (i32.const 900) (i32.const 7))))
    (if (i32.eq (i32.load8_u (i32.const 261)) (i32.const 1)) (then
      (drop (call $call (i32.const 0) (i32.const 262) (i64.const 0) (i32.const 512) (i32.const 256) (i32.const 4)
        (i32.const -1) (i32.const 600)))))
    (if (i32.eq (i32.load8_u (i32.const 261)) (i32.const 2)) (then
      (drop (call $set (i32.const 64) (i32.const 1) (i32.const 900) (i32.const 1)))))
    (i32.store (i32.const 908) (i32.const 4))
    (drop (call $get (i32.const 64) (i32.const 1) (i32.const 901) (i32.const 908)))
    (call $return (i32.const 0) (i32.const 900) (i32.const 2))))"#;

/// Calls the account behind the selector and the flags, with the rest of its input; answers with the return code and
/// the answer.
const ASKING: &str = r#"(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "seal_call" (func $call (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))
  (data (i32.const 252) "\80") (data (i32.const 600) "\10")
  (func (export "deploy"))
  (func (export "call")
    (call $input (i32.const 256) (i32.const 252))
    (i32.store (i32.const 604) (call $call (i32.load8_u (i32.const 260)) (i32.const 261) (i64.const 0) (i32.const 512)
      (i32.const 293) (i32.sub (i32.load (i32.const 252)) (i32.const 37)) (i32.const 608) (i32.const 600)))
    (call $return (i32.const 0) (i32.const 604) (i32.const 6))))"#;

const READ_ONLY: u8 = 16;
/// What a `seal_call` answers whose callee trapped.
const TRAPPED: u8 = 1;

struct World {
    chain: Embedded,
    alice: Signer,
    asked: AccountId,
    asking: AccountId,
}

impl World {
    fn new(mut chain: Embedded, asked: &[u8]) -> Self {
        let alice = Signer::dev("//Alice").unwrap();
        let mut make = |code: &[u8], salt: u8| {
            let (hash, _) = chain.upload(&alice, code).unwrap();
            chain.instantiate(&alice, hash, Vec::new(), vec![salt], 0).unwrap().0
        };
        let (asked, asking) = (make(asked, 1), make(&wat::parse_str(ASKING).unwrap(), 2));
        Self { chain, alice, asked, asking }
    }

    /// What the asked contract is told: the way, what to do, and whom to call: somebody who is no contract.
    fn told(way: u8, what: u8) -> Vec<u8> {
        [&[1, 2, 3, 4, way, what][..], &[9; 32]].concat()
    }

    /// Through the other contract with these flags: what it answers, in a dry run and as a transaction, and the
    /// anomalies told.
    fn through(&mut self, flags: u8, way: u8, what: u8) -> (Vec<u8>, Vec<PathAnomaly>) {
        let asked: [u8; 32] = *self.asked.as_ref();
        let data = [&[1, 2, 3, 4, flags][..], &asked, &Self::told(way, what)].concat();
        let answer = self.chain.dry_run(self.alice.account(), self.asking, data.clone(), 0).unwrap();
        assert!(!answer.reverted);
        (answer.data, self.sent(self.asking, data))
    }

    fn sent(&mut self, dest: AccountId, data: Vec<u8>) -> Vec<PathAnomaly> {
        let call = Call { signer: self.alice.clone(), dest, data, value: 0 };
        let receipt = self.chain.send(vec![call]).remove(0).unwrap();
        let asked = self.asked;
        let events = receipt.events.iter().filter(|event| event.contract == asked);
        events.map(|event| PathAnomaly::decode(&event.data).expect("the contract itself emits nothing")).collect()
    }
}

fn builds() -> [Vec<u8>; 2] {
    let plain = wat::parse_str(ASKED).unwrap();
    let build = |mode, profile: Option<&Profile>| instrument(&plain, &Options::new(mode), profile).unwrap().code;
    let profile = Rc::new(RefCell::new(Profile::new(Analysis::of(&plain).unwrap().code_hash)));
    let (ear, mut chain) = (Rc::clone(&profile), Embedded::new());
    chain.listen(move |spoken| {
        if spoken.lasted {
            ear.borrow_mut().add(&frames(spoken.debug), "way 0");
        }
    });
    let mut world = World::new(chain, &build(Mode::Learn, None));
    for what in 0..3 {
        world.sent(world.asked, World::told(0, what));
    }
    let watched = build(Mode::Monitor, Some(&profile.borrow()));
    [plain, watched]
}

#[test]
fn a_watched_contract_answers_read_only_calls_as_the_plain_one_does_and_says_nothing() {
    let [plain, watched] = builds().map(|code| {
        let mut world = World::new(Embedded::new(), &code);
        let mut told = Vec::new();
        for what in 0..3 {
            for way in 0..2 {
                told.push(((what, way), world.through(READ_ONLY, way, what)));
            }
        }
        told
    });
    for (((what, way), (plain, _)), (_, (watched, anomalies))) in plain.iter().zip(&watched) {
        assert_eq!(watched, plain, "way {way}, {what}");
        assert!(anomalies.is_empty(), "way {way}, {what}: {anomalies:?}");
        // Reading and calling out answer; writing traps in a read-only call, guarded or not.
        let expected = if *what == 2 { TRAPPED } else { 0 };
        assert_eq!(plain[0], expected, "way {way}, {what}");
        assert!(*what == 2 || plain[4] == way * 7, "way {way}, {what}: {plain:?}");
    }
}

#[test]
fn outside_of_them_it_reports_what_changed_something() {
    let [_, watched] = builds();
    let mut world = World::new(Embedded::new(), &watched);
    for what in 0..3 {
        assert!(world.through(0, 0, what).1.is_empty(), "{what}: the learnt way is no anomaly");
    }
    // Read, or only called out: it cannot be told from a read-only call. Written: reported, once.
    for (what, reports) in [(0, 0), (1, 0), (2, 1)] {
        let (answer, anomalies) = world.through(0, 1, what);
        assert_eq!((answer[0], answer[4]), (0, 7), "{what}: let through");
        assert_eq!(anomalies.len(), reports, "{what}");
        assert!(anomalies.iter().all(|one| one.selector == [1, 2, 3, 4]));
    }
    // A dry run is no read-only call: what it shows is what the transaction does.
    let told = World::told(1, 2);
    let dry = world.chain.dry_run(world.alice.account(), world.asked, told.clone(), 0).unwrap();
    assert_eq!((dry.reverted, dry.data), (false, vec![7, 7]));
    assert_eq!(world.sent(world.asked, told).len(), 1);
}
