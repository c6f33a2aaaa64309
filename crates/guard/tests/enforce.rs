//! What guarded builds let through and what they refuse, on contracts written by hand.

mod common;

use common::{learn, Outcome, World};
use weir_guard::{
    analysis::Analysis,
    instrument::{instrument, Mode, Options},
    learn::{records, Record},
    module::Module,
    monitor::PathAnomaly,
    profile::Profile,
    support::Line,
};

fn input(bytes: &[u8]) -> Vec<u8> {
    [&[0xaa, 0xbb, 0xcc, 0xdd], bytes].concat()
}

/// `two_choices` learnt with all but both.
fn guarded(mode: Mode) -> World {
    let code = learn::wat("two_choices");
    let seen = [input(&[0, 0, 0, 0]), input(&[1, 0, 0, 0]), input(&[0, 1, 0, 0])];
    let profile = learn::profile(&code, &seen);
    let world = World::default();
    world.add(&learn::build(&code, mode, Some(&profile)));
    world.deploy(0, &[]);
    world
}

#[test]
fn a_path_of_seen_edges_that_was_never_seen_is_refused_with_what_ink_callers_can_decode() {
    let world = guarded(Mode::Enforce);
    assert_eq!(world.call(0, &input(&[1, 0, 0, 0])), Outcome::ok(&[1, 0]));
    assert_eq!(world.call(0, &input(&[0, 1, 0, 0])), Outcome::ok(&[0, 1]));
    assert_eq!(world.call(0, &input(&[0, 0, 0, 0])), Outcome::ok(&[0, 0]));
    let before = world.state();
    world.debug();
    assert_eq!(world.call(0, &input(&[1, 1, 0, 0])), Outcome::refused());
    assert_eq!(world.state(), before);
    let lines = records(&world.debug());
    assert!(
        matches!(lines[..], [Record { line: Line::Miss, first, .. }] if first as u32 == u32::from_le_bytes([0xaa, 0xbb, 0xcc, 0xdd])),
        "{lines:?}"
    );
}

#[test]
fn a_frame_that_reverts_or_traps_anyway_is_left_as_it_is() {
    let world = guarded(Mode::Enforce);
    assert_eq!(world.call(0, &input(&[1, 1, 1, 0])), Outcome::Returned { flags: 1, data: vec![1, 1] });
    assert_eq!(records(&world.debug()), [], "nothing was checked");
    assert_eq!(world.call(0, &input(&[1, 1, 0, 1])), Outcome::Trapped);
}

#[test]
fn a_frame_that_changes_nothing_is_not_refused() {
    let code = learn::wat("two_choices");
    let profile = learn::profile(&code, &[input(&[1, 1, 0, 0])]);
    let world = World::default();
    world.add(&learn::build(&code, Mode::Enforce, Some(&profile)));
    assert_eq!(world.call(0, &input(&[0, 0, 0, 0])), Outcome::ok(&[0, 0]));
    assert_eq!(world.call(0, &input(&[1, 0, 0, 0])), Outcome::refused());
}

#[test]
fn monitor_reports_once_and_lets_through() {
    let world = guarded(Mode::Monitor);
    assert_eq!(world.call(0, &input(&[1, 0, 0, 0])), Outcome::ok(&[1, 0]));
    assert_eq!(world.state().events, []);
    assert_eq!(world.call(0, &input(&[1, 1, 0, 0])), Outcome::ok(&[1, 1]));
    let events = world.state().events;
    assert_eq!(events.len(), 1);
    let (_, topics, data) = &events[0];
    let event = PathAnomaly::decode(data).unwrap();
    assert_eq!(event.selector, [0xaa, 0xbb, 0xcc, 0xdd]);
    assert_eq!(topics[0], 4);
    assert_eq!(topics[1..], PathAnomaly::topic());
    assert_eq!(world.state().storage[0].len(), 2, "both writes lasted");
}

#[test]
fn monitor_emits_nothing_where_an_event_would_trap() {
    // A profile without any call: every path is a miss. A read-only call of a contract that calls on.
    let (caller, callee) = (learn::wat("caller"), learn::wat("two_choices"));
    let empty = learn::profile(&caller, &[]);
    let run = |code: &[u8]| {
        let world = World::default();
        world.add(code);
        world.add(&callee);
        let answer = world.run(0, common::account(200), "call", &input(&[0]), true);
        (answer, world.state().events)
    };
    let monitored = learn::build(&caller, Mode::Monitor, Some(&empty));
    assert_eq!(run(&monitored), run(&caller));
    assert_eq!(run(&monitored).0, Outcome::ok(&[0xaa]));
}

#[test]
fn termination_and_new_code_are_checked_before_they_happen() {
    let code = learn::wat("caller");
    let ordinary = [input(&[0, 1, 0xaa, 0xbb, 0xcc, 0xdd, 0, 0, 0, 0])];
    let profile = learn::profile(&code, &ordinary);
    let world = World::default();
    world.add(&learn::build(&code, Mode::Enforce, Some(&profile)));
    world.add(&learn::wat("two_choices"));
    assert_eq!(world.call(0, &input(&[255, 1, 0])), Outcome::refused());
    assert!(world.state().gone.is_empty());
    assert_eq!(world.call(0, &input(&[254, 1, 0])), Outcome::refused());
    assert_eq!(world.state().codes, [0, 1]);
    let plain = World::default();
    plain.add(&code);
    plain.add(&learn::wat("two_choices"));
    plain.call(0, &input(&[254, 1, 0]));
    assert_eq!(plain.state().codes, [1, 1], "the plain contract takes new code");
}

#[test]
fn a_learnt_termination_is_let_through() {
    let code = learn::wat("caller");
    let profile = learn::profile(&code, &[input(&[255, 1, 0])]);
    let world = World::default();
    world.add(&learn::build(&code, Mode::Enforce, Some(&profile)));
    assert_eq!(world.call(0, &input(&[255, 1, 0])), Outcome::ok(&[]));
    assert_eq!(world.state().gone, [0]);
}

#[test]
fn reentry_that_was_never_seen_is_refused_and_reentry_that_was_seen_is_not() {
    // A calls B with ALLOW_REENTRY, B calls A back, which ends at once.
    let code = learn::wat("caller");
    let back = |flags: u8| input(&[flags, 1, 1, 2, 3, 4, 0, 0, 9, 9, 9, 9, 0]);
    let attack = back(8);
    let learnt = |inputs: &[Vec<u8>]| {
        let learning = learn::build(&code, Mode::Learn, None);
        let world = World::default();
        world.add(&learning);
        world.add(&code);
        let mut profile = learn::profile(&code, &[]);
        for input in inputs {
            assert!(world.call(0, input).lasts());
            profile.add(&weir_guard::learn::frames(&world.debug()), "test");
        }
        profile
    };
    let view = input(&[0]);
    let outbound = input(&[8, 1, 1, 2, 3, 4, 0]);
    let world = |profile| {
        let world = World::default();
        world.add(&learn::build(&code, Mode::Enforce, Some(&profile)));
        world.add(&code);
        world
    };
    // Calls out and views are normal; a view in the middle of a call is not. B sees the refusal and goes on.
    let strict = world(learnt(&[outbound.clone(), view.clone()]));
    assert!(strict.call(0, &outbound).lasts());
    assert_eq!(strict.call(0, &view), Outcome::ok(&[0xaa]));
    strict.debug();
    strict.call(0, &attack);
    let lines = records(&strict.debug());
    assert_eq!(lines.len(), 1, "{lines:?}");
    let lenient = world(learnt(&[outbound, view, attack.clone()]));
    assert!(lenient.call(0, &attack).lasts());
    assert_eq!(records(&lenient.debug()), []);
    assert!(lenient.state().storage[0].keys().all(|key| key.len() == 1), "no mark is left");
}

#[test]
fn a_call_that_may_come_back_is_refused_where_none_was_seen() {
    let code = learn::wat("caller");
    let out = |flags: u8| input(&[flags, 1, 0xaa, 0xbb, 0xcc, 0xdd, 0, 0, 0, 0]);
    let build = |mode, profile: &_| {
        let world = World::default();
        world.add(&learn::build(&code, mode, Some(profile)));
        world.add(&learn::wat("two_choices"));
        world
    };
    let learning = World::default();
    learning.add(&learn::build(&code, Mode::Learn, None));
    learning.add(&learn::wat("two_choices"));
    let mut profile = learn::profile(&code, &[]);
    assert!(learning.call(0, &out(0)).lasts());
    profile.add(&weir_guard::learn::frames(&learning.debug()), "out");
    let world = build(Mode::Enforce, &profile);
    assert!(world.call(0, &out(0)).lasts());
    for flags in [8, 4, 12] {
        assert_eq!(world.call(0, &out(flags)), Outcome::refused(), "flags {flags}");
    }
    let watched = build(Mode::Monitor, &profile);
    assert!(watched.call(0, &out(8)).lasts());
    assert_eq!(watched.state().events.len(), 1);
}

#[test]
fn a_tail_call_is_checked_before_it_is_made() {
    let code = learn::wat("caller");
    let call = |flags: u8| input(&[flags, 1, 1, 2, 3, 4, 1, 0, 0, 0]);
    let learning = Options { tail_calls: true, ..Options::new(Mode::Learn) };
    let learnt = |inputs: &[Vec<u8>]| {
        let world = World::default();
        world.add(&instrument(&code, &learning, None).unwrap().code);
        world.add(&learn::wat("two_choices"));
        let mut profile = Profile::new(Analysis::of(&code).unwrap().code_hash).with_tail_calls(true);
        for input in inputs {
            assert!(world.call(0, input).lasts());
            profile.add(&weir_guard::learn::frames(&world.debug()), "tail");
        }
        profile
    };
    let seen = learnt(&[call(4)]);
    assert_eq!(seen.frames, 1, "the call that ended elsewhere");
    for (profile, wanted) in
        [(seen, Outcome::ok(&[1, 0])), (learnt(&[call(0)]), Outcome::refused()), (learnt(&[]), Outcome::refused())]
    {
        let world = World::default();
        world.add(&learn::build(&code, Mode::Enforce, Some(&profile)));
        world.add(&learn::wat("two_choices"));
        assert_eq!(world.call(0, &call(4)), wanted);
    }
}

#[test]
fn a_profile_with_tail_calls_that_was_learnt_without_them_is_sent_back() {
    let code = learn::wat("caller");
    let world = World::default();
    world.add(&learn::build(&code, Mode::Learn, None));
    world.add(&learn::wat("two_choices"));
    assert!(world.call(0, &input(&[4, 1, 1, 2, 3, 4, 1, 0, 0, 0])).lasts());
    let mut profile = learn::profile(&code, &[]);
    profile.add(&weir_guard::learn::frames(&world.debug()), "tail");
    let refused = instrument(&code, &Options::new(Mode::Enforce), Some(&profile)).unwrap_err();
    assert!(matches!(refused, weir_guard::Error::ProfileOptions(_)), "{refused}");
}

#[test]
fn the_marks_in_the_code_say_that_it_is_guarded() {
    let code = learn::wat("ways");
    let learning = learn::build(&code, Mode::Learn, None);
    assert_eq!(Module::read(&learning).unwrap_err(), weir_guard::Error::AlreadyGuarded);
}
