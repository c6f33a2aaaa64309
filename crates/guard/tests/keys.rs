//! Storage keys that the caller may choose are found; keys that begin with a constant of the code are not.

use weir_guard::analysis::Analysis;
use weir_guard::audit::{self, Severity};

/// The findings on keys in a contract whose `call` reads its input to 256 (the selector first) and then does this.
fn found(helpers: &str, body: &str) -> Vec<(Severity, String)> {
    let text = format!(
        r#"(module
        (import "seal0" "input" (func $input (param i32 i32)))
        (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
        (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
        (import "env" "memory" (memory 2 16))
        (global $stack (mut i32) (i32.const 65536))
        (data (i32.const 64) "key")
        (data (i32.const 66000) "root")
        {helpers}
        (func (export "deploy"))
        (func (export "call") (local $at i32) (local $n i32)
          (call $input (i32.const 256) (i32.const 252))
          (local.set $at (i32.sub (global.get $stack) (i32.const 64)))
          {body}))"#
    );
    let code = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let findings = audit::findings(&Analysis::of(&code).unwrap());
    let keys = findings.into_iter().filter(|one| one.kind == "open_key");
    keys.map(|one| (one.severity, one.text)).collect()
}

const WRITE: &str = "(drop (call $set (local.get $at) (i32.const 32) (i32.const 64) (i32.const 1)))";

#[test]
fn the_callers_bytes_as_a_key_are_high() {
    // Where they lie, copied, copied through a pointer, handed to a helper.
    let direct = "(drop (call $set (i32.const 260) (i32.const 32) (i32.const 64) (i32.const 1)))";
    let copied = format!("(i64.store (local.get $at) (i64.load (i32.const 260))) {WRITE}");
    let helper =
        "(func $write (param $key i32) (drop (call $set (local.get $key) (i32.const 4) (i32.const 64) (i32.const 1))))";
    let passed = "(call $write (i32.const 264))";
    let behind = "(drop (call $get (i32.add (i32.load (i32.const 260)) (i32.const 4)) (i32.const 4)
        (i32.const 900) (i32.const 252)))";
    for (helpers, body) in [("", direct), ("", copied.as_str()), (helper, passed), ("", behind)] {
        let found = found(helpers, body);
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert_eq!(found[0].0, Severity::High, "{body}");
        assert!(found[0].1.starts_with("`call` can reach ") && found[0].1.contains("_storage"), "{}", found[0].1);
    }
}

#[test]
fn a_constant_before_the_callers_bytes_is_no_finding() {
    let constant = "(drop (call $set (i32.const 64) (i32.const 3) (i32.const 260) (i32.const 32)))";
    let prefix = format!(
        "(i32.store (local.get $at) (i32.const 7)) (i64.store offset=4 (local.get $at) (i64.load (i32.const 260))) {WRITE}"
    );
    // As ink! does it: a pair of a root key's address and the caller's bytes, written to a fresh buffer by a function.
    let encoder = "(func $encode (param $what i32) (param $buffer i32)
        (i32.store (i32.load (local.get $buffer)) (i32.load (i32.load (local.get $what))))
        (i64.store offset=4 (i32.load (local.get $buffer)) (i64.load offset=4 (local.get $what))))";
    let encoded =
        "(i32.store (local.get $at) (i32.const 66000)) (i64.store offset=4 (local.get $at) (i64.load (i32.const 260)))
        (i32.store offset=32 (local.get $at) (i32.const 70000))
        (call $encode (local.get $at) (i32.add (local.get $at) (i32.const 32)))
        (drop (call $set (i32.load offset=32 (local.get $at)) (i32.const 12) (i32.const 64) (i32.const 1)))";
    let helper = "(func $write (param $root i32) (local $at i32) (local.set $at (i32.const 70000))
        (i32.store (local.get $at) (local.get $root)) (i32.store offset=4 (local.get $at) (i32.load (i32.const 260)))
        (drop (call $set (local.get $at) (i32.const 8) (i32.const 64) (i32.const 1))))";
    for (helpers, body) in [
        ("", constant),
        ("", prefix.as_str()),
        (encoder, encoded),
        (helper, "(call $write (i32.const 7)) (call $write (i32.const 8))"),
    ] {
        assert_eq!(found(helpers, body), [], "{body}");
    }
}

#[test]
fn what_is_computed_is_medium_and_what_is_not_known_is_low() {
    let computed = format!("(i32.store (local.get $at) (i32.mul (local.get $n) (local.get $n))) {WRITE}");
    assert_eq!(found("", &computed)[0].0, Severity::Medium);
    // Another caller passes what nobody can tell: the worst of them counts.
    let helper = "(func $write (param $root i32) (i32.store (i32.const 70000) (local.get $root))
        (drop (call $set (i32.const 70000) (i32.const 8) (i32.const 64) (i32.const 1))))";
    let two = "(call $write (i32.const 7)) (call $write (i32.mul (local.get $n) (local.get $n)))";
    assert_eq!(found(helper, two)[0].0, Severity::Medium);
    let unknown = found("", WRITE);
    assert_eq!(unknown[0].0, Severity::Low);
    assert!(unknown[0].1.starts_with("of 1 of 1 storage accesses") && unknown[0].1.ends_with("in call"), "{unknown:?}");
}
