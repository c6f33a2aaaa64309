//! Builds that count do what the plain ones do, and count what they execute.

mod common;

use common::{account, learn, World};
use weir_guard::count;
use weir_guard::instrument::Mode;

/// Runs a build's `call` on a fresh chain; what it answered, and what it counted.
fn run(code: &[u8], input: &[u8]) -> (String, u64) {
    let world = World::default();
    world.add(code);
    world.deploy(0, &[0; 4]);
    let answer = world.run(0, account(200), "call", input, false);
    (format!("{answer:?}"), count::executed(&world.debug()))
}

#[test]
fn straight_code_is_counted_to_the_instruction() {
    let module = |body: &str| {
        let text = format!(
            r#"(module (import "env" "memory" (memory 1 16)) (func (export "deploy")) (func (export "call") (local i32) {body}))"#
        );
        wat::parse_str(text).unwrap()
    };
    let counted = |body| run(&count::build(&module(body)).unwrap(), &[]).1;
    assert_eq!(counted(""), 0);
    assert_eq!(counted("(drop (i32.const 1))"), 2);
    assert_eq!(counted("(if (i32.const 0) (then (drop (i32.const 1))))"), 2);
    assert_eq!(counted("(if (i32.const 1) (then (drop (i32.const 1))))"), 4);
    // Three rounds of get, const, add, tee, const, lt, br_if.
    let rounds = "(loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 3))))";
    assert_eq!(counted(rounds), 21);
}

#[test]
fn plain_and_guarded_code_are_counted_and_stay_what_they_were() {
    let code = learn::wat("two_choices");
    let input = [1, 2, 3, 4, 1, 0, 0, 0];
    let profile = learn::profile(&code, &[input.to_vec()]);
    let guarded = learn::build(&code, Mode::Enforce, Some(&profile));
    let [plain, more] = [&code, &guarded].map(|code| run(&count::build(code).unwrap(), &input));
    assert_eq!(plain.0, run(&code, &input).0);
    assert_eq!(more.0, run(&guarded, &input).0);
    assert!(plain.1 > 10 && more.1 > plain.1, "{plain:?} {more:?}");
    let other = [1, 2, 3, 4, 1, 1, 0, 0];
    assert_eq!(run(&count::build(&guarded).unwrap(), &other).0, run(&guarded, &other).0, "refused as before");
}
