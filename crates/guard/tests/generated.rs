//! Contracts generated with every shape of control flow, whose choices are bits of the input: what was learnt passes, and
//! exactly what was not is refused.

mod common;

use common::{account, Outcome, World};
use std::fmt::Write;
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    learn,
    profile::Profile,
};

struct Writer {
    state: u64,
    text: String,
    labels: Vec<(String, bool)>,
    next: u32,
    /// The function that is written; it calls those behind it alone.
    own: u32,
}

const FUNCTIONS: u32 = 4;

impl Writer {
    fn random(&mut self, below: u32) -> u32 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.state >> 33) % u64::from(below)) as u32
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn label(&mut self, is_loop: bool) -> String {
        self.next += 1;
        let label = format!("$l{}", self.next);
        self.labels.push((label.clone(), is_loop));
        label
    }

    fn block(&mut self, depth: u32) {
        for _ in 0..=self.random(3) {
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: u32) {
        let kind = if depth == 0 { self.random(3) } else { self.random(13) };
        let note = self.random(9);
        match kind {
            0 | 1 => self.put(&format!("(call $note (i32.const {note}))")),
            2 => self.put("(if (call $bit) (then (if (call $bit) (then (unreachable)))))"),
            3 | 4 => {
                self.put("(if (call $bit) (then");
                self.block(depth - 1);
                if kind == 3 {
                    self.put(") (else");
                    self.block(depth - 1);
                }
                self.put("))");
            }
            5 => {
                let label = self.label(false);
                self.put(&format!("(block {label}"));
                self.block(depth - 1);
                self.put(&format!("(br_if {label} (call $bit))"));
                self.block(depth - 1);
                self.put(")");
                self.labels.pop();
            }
            6 => {
                let label = self.label(true);
                self.put(&format!("(loop {label}"));
                self.block(depth - 1);
                self.put(&format!("(br_if {label} (call $bit))"));
                self.put(")");
                self.labels.pop();
            }
            7 => {
                let (one, two, three) = (self.label(false), self.label(false), self.label(false));
                self.put(&format!(
                    "(block {one} (block {two} (block {three} (br_table {one} {two} {three} {two} (call $two)))"
                ));
                self.labels.pop();
                self.block(depth - 1);
                self.put(")");
                self.labels.pop();
                self.block(depth - 1);
                self.put(")");
                self.labels.pop();
            }
            8 => {
                let outer: Vec<String> =
                    self.labels.iter().filter(|(_, is_loop)| !is_loop).map(|(label, _)| label.clone()).collect();
                if let Some(label) = outer.get(self.random(9) as usize % outer.len().max(1)) {
                    let label = label.clone();
                    self.put(&format!("(if (call $bit) (then (br {label})))"));
                }
            }
            9 => self.put("(if (call $bit) (then (return (i32.const 3))))"),
            10 if self.own + 1 < FUNCTIONS => {
                let callee = self.own + 1 + self.random(FUNCTIONS - self.own - 1);
                self.put(&format!("(call $note (call $f{callee}))"));
            }
            11 => {
                self.next += 1;
                let label = format!("$v{}", self.next);
                let wide = self.random(2) == 1;
                let (ty, narrow) = if wide { ("i64", "i32.wrap_i64") } else { ("i32", "i32.eqz") };
                self.put(&format!("(call $note ({narrow} (block {label} (result {ty})"));
                self.put(&format!("(drop (br_if {label} ({ty}.const 1) (call $bit)))"));
                self.block(depth - 1);
                self.put(&format!("(br_table {label} {label} ({ty}.const 2) (call $two)))))"));
            }
            _ => self.put("(if (call $bit) (then (call $return (call $bit) (i32.const 64) (i32.const 4))))"),
        }
    }

    /// A contract: bits are taken from the input one after the other; behind its end they are all zero.
    fn contract(seed: u64) -> Vec<u8> {
        let mut writer = Self { state: seed, text: String::new(), labels: Vec::new(), next: 0, own: 0 };
        for own in 0..FUNCTIONS {
            writer.own = own;
            writer.put(&format!("(func $f{own} (result i32)"));
            writer.block(4);
            writer.put("(i32.const 5))");
        }
        let body = writer.text;
        let mut text = String::from(
            r#"(module
            (import "seal0" "input" (func $input (param i32 i32)))
            (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
            (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
            (import "env" "memory" (memory 1 16))
            (global $at (mut i32) (i32.const 0)) (global $notes (mut i32) (i32.const 0))
            (func $bit (result i32)
              (global.set $at (i32.add (global.get $at) (i32.const 1)))
              (i32.and (i32.const 1) (i32.shr_u
                (i32.load8_u offset=99 (i32.shr_u (i32.add (global.get $at) (i32.const 7)) (i32.const 3)))
                (i32.and (global.get $at) (i32.const 7)))))
            (func $two (result i32) (i32.or (call $bit) (i32.shl (call $bit) (i32.const 1))))
            (func $note (param $what i32)
              (global.set $notes (i32.add (global.get $notes) (i32.const 1)))
              (i32.store (i32.const 64) (i32.add (local.get $what) (i32.mul (global.get $notes) (i32.const 256))))
              (drop (call $set (i32.const 64) (i32.const 4) (i32.const 64) (i32.const 4))))
            (func (export "deploy"))
            (func (export "call")
              (i32.store (i32.const 96) (i32.const 100))
              (call $input (i32.const 100) (i32.const 96))
              (drop (call $f0)))"#,
        );
        let _ = write!(text, "{body})");
        wat::parse_str(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"))
    }
}

fn guard(code: &[u8], options: &Options, profile: Option<&Profile>) -> Vec<u8> {
    let built = instrument(code, &Options { allow_empty: true, ..options.clone() }, profile).expect("builds").code;
    common::engine_takes(&built).expect("the chain takes it");
    built
}

fn call(code: &[u8], input: &[u8]) -> (Outcome, common::State, String) {
    let world = World::default();
    world.add(code);
    let answer = world.run(0, account(1), "call", input, false);
    (answer, world.state(), world.debug())
}

#[test]
fn exactly_what_was_not_learnt_is_refused() {
    let contracts = std::env::var("WEIR_GUARD_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(60_u64);
    let (mut refused, mut passed) = (0, 0);
    for seed in 0..contracts {
        let code = Writer::contract(seed);
        let hash = Analysis::of(&code).unwrap().code_hash;
        let mut random = Writer { state: seed ^ 0xabcd, text: String::new(), labels: Vec::new(), next: 0, own: 0 };
        let mut bytes = |length: u32| (0..length).map(|_| random.random(256) as u8).collect::<Vec<u8>>();
        let inputs: Vec<Vec<u8>> = (0..40).map(|at| bytes(4 + at % 9)).collect();
        let (depth, rounds) = ((seed % 4) as u32, seed % 3 == 0);
        let learning = Options { depth, rounds, ..Options::new(Mode::Learn) };
        let learning = guard(&code, &learning, None);
        let empty = || Profile::new(hash).with_depth(depth).with_rounds(rounds);
        let runs: Vec<_> = inputs
            .iter()
            .map(|input| {
                let plain = call(&code, input);
                let learnt = call(&learning, input);
                assert_eq!((&plain.0, &plain.1), (&learnt.0, &learnt.1), "seed {seed}, {input:?}: learning differs");
                let mut alone = empty();
                if plain.0.lasts() {
                    alone.add(&learn::frames(&learnt.2), "alone");
                }
                (input, plain, alone)
            })
            .collect();
        for taught in [0, 1, 3, 10, 40] {
            let mut profile = empty();
            runs.iter().take(taught).for_each(|(_, _, alone)| profile.merge(alone).unwrap());
            let enforced = guard(&code, &Options::new(Mode::Enforce), Some(&profile));
            for (at, (input, plain, alone)) in runs.iter().enumerate() {
                let known = profile.diff(alone).unwrap().added.is_empty();
                let (answer, state, text) = call(&enforced, input);
                let changes = plain.0.lasts() && !plain.1.storage[0].is_empty();
                let same = answer == plain.0 && state == plain.1;
                if at < taught || !changes || (known && depth == 0 && !rounds) {
                    assert!(same, "seed {seed}, {taught} taught, {input:?}: {answer:?} for {:?}\n{text}", plain.0);
                    passed += 1;
                } else if !known {
                    assert_eq!(answer, Outcome::refused(), "seed {seed}, {taught} taught, {input:?}");
                    refused += 1;
                } else {
                    assert!(same || answer == Outcome::refused(), "seed {seed}, {taught} taught, {input:?}");
                }
            }
        }
    }
    println!("{contracts} contracts: {passed} calls as they were, {refused} refused");
    assert!(contracts < 10 || (passed > 0 && refused > 0));
}
