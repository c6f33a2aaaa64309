//! The owner lets a miss through after a delay, and takes it back; nobody else does.

mod common;

use common::{account, learn, Outcome, World};
use weir_guard::{
    instrument::{instrument, Mode, Options},
    learn::records,
    owner::{message, Operation, Owner},
};

const OWNER: usize = 9;

fn input(bytes: &[u8]) -> Vec<u8> {
    [&[0xaa, 0xbb, 0xcc, 0xdd], bytes].concat()
}

fn world() -> World {
    let code = learn::wat("two_choices");
    let seen = [input(&[0, 0, 0, 0]), input(&[1, 0, 0, 0]), input(&[0, 1, 0, 0])];
    let profile = learn::profile(&code, &seen);
    let owner = Some(Owner { account: account(OWNER), delay: 1_000 });
    let options = Options { owner, ..Options::new(Mode::Enforce) };
    let guarded = instrument(&code, &options, Some(&profile)).unwrap().code;
    common::engine_takes(&guarded).unwrap();
    let world = World::default();
    world.add(&guarded);
    world.deploy(0, &[]);
    world
}

#[test]
fn a_false_alarm_is_mended_after_the_delay_and_the_mending_taken_back() {
    let world = world();
    let both = input(&[1, 1, 0, 0]);
    assert_eq!(world.call(0, &both), Outcome::refused());
    let code = records(&world.debug())[0].second as u32;
    let say = |operation| world.call_as(OWNER, 0, &message(operation, code));
    assert_eq!(say(Operation::Apply), Outcome::refused(), "nothing was proposed");
    assert_eq!(say(Operation::Allow), Outcome::ok(&[0]));
    assert_eq!(world.call(0, &both), Outcome::refused(), "a proposal changes nothing");
    world.0.borrow_mut().now = 999;
    assert_eq!(say(Operation::Apply), Outcome::refused(), "the delay is not over");
    world.0.borrow_mut().now = 1_000;
    assert_eq!(say(Operation::Apply), Outcome::ok(&[0]));
    assert_eq!(world.call(0, &both), Outcome::ok(&[1, 1]));
    assert_eq!(say(Operation::Apply), Outcome::refused(), "a proposal is carried out once");

    assert_eq!(say(Operation::Revoke), Outcome::ok(&[0]));
    assert_eq!(say(Operation::Withdraw), Outcome::ok(&[0]));
    world.0.borrow_mut().now = 5_000;
    assert_eq!(say(Operation::Apply), Outcome::refused(), "it was taken back");
    assert_eq!(say(Operation::Revoke), Outcome::ok(&[0]));
    world.0.borrow_mut().now = 6_000;
    assert_eq!(say(Operation::Apply), Outcome::ok(&[0]));
    assert_eq!(world.call(0, &both), Outcome::refused());
    let left: Vec<_> = world.state().storage[0].keys().filter(|key| key.len() > 1).cloned().collect();
    assert_eq!(left, Vec::<Vec<u8>>::new(), "no entry is left behind");
}

#[test]
fn nobody_else_is_heard_and_nothing_malformed_is() {
    let world = world();
    for operation in [Operation::Allow, Operation::Revoke, Operation::Apply, Operation::Withdraw] {
        assert_eq!(world.call_as(OWNER + 1, 0, &message(operation, 0)), Outcome::refused());
    }
    let good = message(Operation::Allow, 3);
    for bad in [&good[..8], &[&good[..], &[0]].concat(), &[&good[..4], &[4], &good[5..]].concat()] {
        assert_eq!(world.call_as(OWNER, 0, bad), Outcome::refused());
    }
    assert_eq!(world.deploy(0, &good), Outcome::ok(&[]), "a constructor does not know the selector");
    assert_eq!(world.state().storage[0].len(), 0);
}
