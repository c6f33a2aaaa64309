//! What profiles, builds and contracts look like to people.

mod common;

use common::{learn, learn::wat, World};
use weir_guard::{
    analysis::Analysis,
    audit::{self, Severity},
    instrument::{instrument, Mode, Options},
    map::Map,
    report,
};

fn input(bytes: &[u8]) -> Vec<u8> {
    [&[1, 2, 3, 4], bytes].concat()
}

#[test]
fn the_audit_names_the_ways_to_give_a_contract_away() {
    let code = wat("caller");
    let findings = audit::findings(&Analysis::of(&code).unwrap());
    let kinds: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.kind)).collect();
    assert_eq!(kinds, [(Severity::High, "set_code_hash"), (Severity::High, "terminate"), (Severity::Low, "reentry")]);
    assert_eq!(audit::findings(&Analysis::of(&wat("two_choices")).unwrap()), []);
}

#[test]
fn the_audit_finds_a_product_that_wraps_and_not_one_that_is_checked() {
    let module = |body: &str| {
        wat::parse_str(format!(
            r#"(module (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
            (import "env" "memory" (memory 1 16)) (data (i32.const 100) "key!") (func (export "deploy"))
            (func (export "call") (local $a i32) (local $b i32) (local $wide i64) {body}
              (drop (call $set (i32.const 100) (i32.const 4) (i32.const 0) (i32.const 4)))))"#
        ))
        .unwrap()
    };
    let wraps = module(
        "(i32.store (i32.const 0) (i32.mul (local.get $a) (local.get $b))) (i32.store (i32.const 4) (i32.const 1))
         (i32.store (i32.const 8) (local.get $a)) (i32.store (i32.const 12) (local.get $b))
         (i32.store (i32.const 16) (local.get $b))",
    );
    let checked = module(
        "(local.set $wide (i64.mul (i64.extend_i32_u (local.get $a)) (i64.extend_i32_u (local.get $b))))
         (if (i32.wrap_i64 (i64.shr_u (local.get $wide) (i64.const 32))) (then (unreachable)))",
    );
    let kinds = |code: &[u8]| {
        let analysis = Analysis::of(code).unwrap();
        audit::findings(&analysis).into_iter().map(|finding| finding.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&wraps), ["overflow"]);
    assert_eq!(kinds(&checked), Vec::<&str>::new());
}

#[test]
fn allowed_paths_say_what_they_do() {
    let code = wat("two_choices");
    let profile = learn::profile(&code, &[input(&[1, 0, 0, 0])]);
    let analysis = Analysis::of(&code).unwrap();
    let allowed = audit::allowed_paths(&analysis, &profile);
    assert_eq!(allowed.len(), 1, "the helper writes; `call` itself does nothing");
    assert!(allowed[0].does.writes && !allowed[0].does.calls);
}

#[test]
fn coverage_grows_with_the_tests_and_shows_what_is_left() {
    let code = wat("two_choices");
    let analysis = Analysis::of(&code).unwrap();
    let of_call = |inputs: &[Vec<u8>]| {
        let profile = learn::profile(&code, inputs);
        let all = report::coverage(&analysis, &profile);
        let call = all.into_iter().find(|one| one.function == analysis.module.call).unwrap();
        (call.taken, call.paths, call.edges_taken, call.edges)
    };
    let (taken, paths, edges_taken, edges) = of_call(&[input(&[0, 0, 0, 0])]);
    assert_eq!((taken, paths), (1, 4));
    assert!(edges_taken < edges);
    let all: Vec<Vec<u8>> = (0..4).map(|bits| input(&[bits & 1, bits >> 1, 0, 0])).collect();
    let (taken, paths, edges_taken, edges) = of_call(&all);
    assert_eq!((taken, edges_taken), (paths, edges));
}

#[test]
fn a_profile_is_shown_and_written_the_same_each_time() {
    let code = wat("ways");
    let inputs: Vec<Vec<u8>> = (0..20).map(|n| input(&[n % 4, n])).collect();
    let (one, two) = (learn::profile(&code, &inputs), learn::profile(&code, &inputs));
    assert_eq!(one.to_json(), two.to_json());
    let again = weir_guard::profile::Profile::from_json(&one.to_json()).unwrap();
    assert_eq!(again, one);
    let analysis = Analysis::of(&code).unwrap();
    let shown = report::show(&analysis, &one);
    assert!(shown.contains("loop: ") && shown.contains("input 0"), "{shown}");
    let mut both = one.clone();
    both.merge(&two).unwrap();
    assert_eq!(both.frames, 2 * one.frames);
    assert_eq!(one.diff(&both).unwrap(), Default::default());
}

#[test]
fn a_refusal_is_explained_by_the_builds_map() {
    let code = wat("two_choices");
    let profile = learn::profile(&code, &[input(&[1, 0, 0, 0]), input(&[0, 1, 0, 0])]);
    let output = instrument(&code, &Options::new(Mode::Enforce), Some(&profile)).unwrap();
    let map = Map::of(&Analysis::of(&code).unwrap(), &output);
    let world = World::default();
    world.add(&output.code);
    world.call(0, &input(&[1, 1, 0, 0]));
    let debug = world.debug();
    let lines = map.explain(&debug);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("0x01020304: ") && lines[0].contains("never"), "{}", lines[0]);
    let other = Map { build: format!("0x{}", "00".repeat(16)), ..map };
    assert_eq!(other.explain(&debug), Vec::<String>::new());
}
