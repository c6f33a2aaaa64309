//! Post-processing and validation, on modules small enough to read.

use weir_bundle::wasm::{check, reduce, strip, without_custom};

/// A contract's frame: what `imports` and `body` add is under test.
fn module(imports: &str, body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            {imports}
            (import "env" "memory" (memory 2 16))
            (func $call) (func $deploy)
            (export "call" (func $call)) (export "deploy" (func $deploy))
            {body})"#
    );
    wat::parse_str(text).expect("the test's own text")
}

/// The text of a refusal, with all its causes.
fn refusal(outcome: anyhow::Result<impl Sized>) -> String {
    format!("{:#}", outcome.err().expect("it is refused"))
}

fn text(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).expect("the test's own text")
}

#[test]
fn a_plain_contract_passes() {
    let module = module(r#"(import "seal1" "get_storage" (func (param i32 i32 i32 i32) (result i32)))"#, "");
    let stripped = strip(&module).unwrap();
    check(&stripped).unwrap();
    assert_eq!(strip(&stripped).unwrap(), stripped, "nothing is left to strip");
}

#[test]
fn custom_sections_are_kept_by_name_and_cut_out_without_a_trace() {
    let named = text(
        r#"(module (import "env" "memory" (memory 2 16)) (func $call) (func $deploy)
            (@custom ".debug_line" "xyz") (@custom "other" "o") (export "call" (func $call)) (export "deploy" (func $deploy)))"#,
    );
    let with = |keep: fn(&str) -> bool| reduce(&named, keep).unwrap();
    let plain = strip(&named).unwrap();
    let debug = with(|section| section == "name" || section.starts_with(".debug_"));
    let has = |code: &[u8], what: &[u8]| code.windows(what.len()).any(|bytes| bytes == what);
    assert!(has(&debug, b".debug_line") && has(&debug, b"deploy") && !has(&debug, b"other"));
    assert_eq!(without_custom(&debug).unwrap(), plain);
    assert_eq!(without_custom(&plain).unwrap(), plain);
}

#[test]
fn memory_without_a_bound_gets_one() {
    let raw = text(
        r#"(module (import "env" "memory" (memory 2)) (func $f) (export "call" (func $f)) (export "deploy" (func $f)))"#,
    );
    assert!(refusal(check(&raw)).contains("no bound"));
    check(&strip(&raw).unwrap()).unwrap();
}

#[test]
fn a_smaller_bound_is_kept() {
    let of = |pages: u32| text(&format!(r#"(module (import "env" "memory" (memory 2 {pages})))"#));
    assert_eq!(strip(&of(3)).unwrap(), of(3));
    assert_eq!(strip(&of(16)).unwrap(), of(16));
}

#[test]
fn too_much_memory_is_refused() {
    assert!(refusal(strip(&text(r#"(module (import "env" "memory" (memory 2 17)))"#))).contains("17 pages"));
    assert!(refusal(strip(&text(r#"(module (import "env" "memory" (memory 40)))"#))).contains("40 pages"));
}

#[test]
fn memory_must_be_imported() {
    assert!(refusal(strip(&text("(module (memory 2))"))).contains("--import-memory"));
    assert!(refusal(strip(&text("(module)"))).contains("--import-memory"));
    let elsewhere = r#"(module (import "seal0" "memory" (memory 2 16)) (func $f) (export "call" (func $f)) (export "deploy" (func $f)))"#;
    assert!(refusal(check(&text(elsewhere))).contains("seal0.memory"));
}

#[test]
fn only_the_entry_points_stay_exported() {
    let raw = module(
        "",
        r#"(func $more) (global $g i32 (i32.const 7)) (export "more" (func $more)) (export "g" (global $g))"#,
    );
    assert!(refusal(check(&raw)).contains("`more` is exported"));
    check(&strip(&raw).unwrap()).unwrap();
}

#[test]
fn a_global_called_call_is_no_entry_point() {
    let raw = text(
        r#"(module (import "env" "memory" (memory 2)) (global $g i32 (i32.const 7)) (func $f)
            (export "call" (global $g)) (export "deploy" (func $f)))"#,
    );
    assert!(refusal(check(&strip(&raw).unwrap())).contains("`call` is not exported"));
}

#[test]
fn entry_points_take_nothing() {
    let raw = text(
        r#"(module (import "env" "memory" (memory 2 16)) (func $f (param i32))
            (export "call" (func $f)) (export "deploy" (func $f)))"#,
    );
    assert!(refusal(check(&raw)).contains("takes arguments"));
}

#[test]
fn custom_sections_go() {
    let plain = strip(&module("", "")).unwrap();
    let noted = module("", r#"(@custom "producers" "me") (@custom "name" "\00\02\01x")"#);
    assert_ne!(noted, plain);
    assert_eq!(strip(&noted).unwrap(), plain);
}

#[test]
fn a_start_section_is_refused() {
    let raw = module("", "(func $begin) (start $begin)");
    assert!(refusal(strip(&raw)).contains("start section"));
    assert!(refusal(check(&raw)).contains("start section"));
}

#[test]
fn imports_that_are_no_functions_are_refused() {
    let raw = module(r#"(import "env" "table" (table 1 funcref))"#, "");
    assert!(refusal(strip(&raw)).contains("env.table"));
}

#[test]
fn unknown_imports_are_named() {
    let imports = r#"(import "env" "__ink_enforce_error_0" (func)) (import "seal0" "reentrance_count" (func))
        (import "seal0" "seal_caller" (func (param i32 i32)))"#;
    let refused = refusal(check(&module(imports, "")));
    assert!(refused.ends_with(": env.__ink_enforce_error_0, seal0.reentrance_count"), "{refused}");
}

#[test]
fn floats_are_refused_once_only_reachable_code_is_left() {
    for body in ["(func (drop (f32.const 1)))", "(func (param f64))", "(func (local f32))"] {
        let raw = module("", body);
        let stripped = strip(&raw).expect("the compiler may leave them: wasm-opt drops what nothing reaches");
        assert!(refusal(check(&stripped)).contains("floating-point"), "{body}");
    }
}

#[test]
fn what_wasmi_is_configured_not_to_know_is_refused() {
    for body in [
        "(func (memory.copy (i32.const 0) (i32.const 1) (i32.const 2)))",
        "(func (result i32 i32) (i32.const 0) (i32.const 1))",
        "(func (drop (i32.trunc_sat_f32_s (f32.const 1))))",
        "(func (drop (ref.null func)))",
        "(func $f (return_call $f))",
    ] {
        assert!(refusal(check(&module("", body))).contains("pallet-contracts would refuse"), "{body}");
    }
    check(&module("", "(func (drop (i32.extend8_s (i32.const 200))))")).expect("sign extension is known");
}

#[test]
fn malformed_wasm_is_refused_wherever_it_is_cut() {
    let whole = strip(&module("", "")).unwrap();
    for length in 0..whole.len() {
        assert!(strip(&whole[..length]).is_err() || check(&whole[..length]).is_err(), "cut after {length} bytes");
    }
    for byte in 8..whole.len() {
        let mut changed = whole.clone();
        changed[byte] ^= 0xff;
        // Whatever it answers, it must answer.
        let _ = strip(&changed).and_then(|stripped| check(&stripped));
    }
    assert!(refusal(strip(b"not wasm at all")).contains("not valid Wasm"));
    assert!(refusal(check(b"")).contains("pallet-contracts would refuse"));
}
