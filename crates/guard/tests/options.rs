//! The two options that make profiles finer: calling contexts and loop buckets.

mod common;

use common::{account, learn::wat, Outcome, World};
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    learn,
    profile::Profile,
    Error,
};

fn input(way: u8, what: u8, rounds: u8) -> Vec<u8> {
    vec![1, 2, 3, 4, way, what, rounds]
}

fn build(code: &[u8], options: &Options, profile: Option<&Profile>) -> Vec<u8> {
    let code = instrument(code, options, profile).expect("builds").code;
    common::engine_takes(&code).expect("the chain takes it");
    code
}

/// What `context` does with these inputs, learnt with these options.
fn learnt(options: &Options, inputs: &[Vec<u8>]) -> Profile {
    let code = wat("context");
    let world = World::default();
    world.add(&build(&code, options, None));
    let hash = Analysis::of(&code).unwrap().code_hash;
    let mut profile = Profile::new(hash).with_depth(options.depth).with_rounds(options.rounds);
    for input in inputs {
        assert!(world.run(0, account(1), "call", input, false).lasts());
        profile.add(&learn::frames(&world.debug()), "test");
    }
    Profile::from_json(&profile.to_json()).unwrap()
}

/// A build of `context` that knows these inputs.
fn knowing(profile: &Profile, inputs: &[Vec<u8>]) -> World {
    let world = World::default();
    world.add(&build(&wat("context"), &Options::new(Mode::Enforce), Some(profile)));
    for input in inputs {
        assert!(world.call(0, input).lasts(), "{input:?} was learnt");
    }
    world
}

fn guarded(options: &Options, inputs: &[Vec<u8>]) -> World {
    knowing(&learnt(options, inputs), inputs)
}

fn learning(depth: u32, rounds: bool) -> Options {
    Options { depth, rounds, ..Options::new(Mode::Learn) }
}

#[test]
fn a_path_known_from_one_call_is_a_miss_from_another_when_contexts_are_told_apart() {
    let seen = [input(0, 0, 1), input(1, 1, 1)];
    let attack = input(0, 1, 1);
    assert!(guarded(&learning(0, false), &seen).call(0, &attack).lasts(), "paths alone do not see it");
    for depth in 1..=4 {
        let world = guarded(&learning(depth, false), &seen);
        assert_eq!(world.call(0, &attack), Outcome::refused(), "depth {depth}");
    }
}

/// A build of depth 0 tells no callee where it is called from: held to contexts that the profile still had, it refused everything.
#[test]
fn a_profile_made_loose_is_that_of_paths_alone() {
    let seen = [input(0, 0, 1), input(1, 1, 1)];
    let loose = learnt(&learning(2, false), &seen).with_depth(0);
    assert!(knowing(&loose, &seen).call(0, &input(0, 1, 1)).lasts());
}

#[test]
fn a_depth_that_no_build_has_is_refused() {
    let text = learnt(&learning(4, false), &[input(0, 0, 1)]).to_json();
    let deeper = text.replace("\"depth\": 4", "\"depth\": 5");
    assert!(text != deeper && matches!(Profile::from_json(&deeper), Err(Error::ProfileMalformed(_))));
}

#[test]
fn a_depth_of_two_sees_who_called_the_caller() {
    let seen = [input(2, 0, 1), input(3, 1, 1)];
    let attack = input(2, 1, 1);
    assert!(guarded(&learning(1, false), &seen).call(0, &attack).lasts(), "the last call is the same");
    for depth in 2..=4 {
        let world = guarded(&learning(depth, false), &seen);
        assert_eq!(world.call(0, &attack), Outcome::refused(), "depth {depth}");
    }
}

#[test]
fn loops_are_held_to_the_buckets_that_were_seen() {
    // `rounds` goes back to its head one time fewer than it is asked for.
    let world = guarded(&learning(0, true), &[input(4, 0, 1), input(4, 0, 4), input(4, 0, 30)]);
    for (asked, lasts) in
        [(0, true), (1, true), (2, false), (3, true), (4, true), (5, false), (8, false), (9, true), (200, true)]
    {
        assert_eq!(world.call(0, &input(4, 0, asked)).lasts(), lasts, "asked for {asked}");
    }
    let without = guarded(&learning(0, false), &[input(4, 0, 1), input(4, 0, 4)]);
    assert!(without.call(0, &input(4, 0, 200)).lasts());
}

#[test]
fn buckets_are_powers_of_two() {
    let buckets: Vec<u32> = [0, 1, 2, 3, 4, 7, 8, 1_000, u32::MAX].map(weir_guard::rounds::bucket).to_vec();
    assert_eq!(buckets, [0, 1, 2, 2, 3, 3, 4, 4, 4]);
}

#[test]
fn profiles_learnt_with_other_options_do_not_mix() {
    let new = || Profile::new([1; 32]);
    assert!(matches!(new().merge(&new().with_depth(2)), Err(Error::ProfileOptions(_))));
    assert!(matches!(new().merge(&new().with_rounds(true)), Err(Error::ProfileOptions(_))));
    let five = Options { depth: 5, ..Options::new(Mode::Learn) };
    assert!(matches!(instrument(&wat("context"), &five, None), Err(Error::Options(_))));
}

/// Contexts and counters change nothing the contract does.
#[test]
fn learning_with_everything_told_apart_changes_nothing() {
    for name in ["context", "ways", "two_choices"] {
        let code = wat(name);
        let (plain, full) = (World::default(), World::default());
        plain.add(&code);
        full.add(&build(&code, &learning(3, true), None));
        for bits in 0..128_u8 {
            let input = input(bits % 5, bits / 5 % 7, bits);
            assert_eq!(full.call(0, &input), plain.call(0, &input), "{name}, {input:?}");
            assert_eq!(full.state(), plain.state());
        }
    }
}
