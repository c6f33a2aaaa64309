//! allowances/ledger on drink: who may move what, every refusal, and the identities after each step of random calls.

use ledger::Error;
use proptest::prelude::*;
use weir_client::Hash;
use weir_suite::*;
use weir_types::ledger::{BatchTerms, Ledger as _};
use weir_types::market::Accept;
use weir_types::{AccountId, Cell, Quantity, Role, Supply};

fn cell(w: &mut World, name: &str) -> Cell {
    let message = w.ledger.messages().cell(batch(), who(name).account());
    w.ask(message)
}

fn supply(w: &mut World) -> Supply {
    let message = w.ledger.messages().supply(batch());
    w.ask(message).expect("a batch")
}

/// The two identities of every batch: by state, and by holder.
fn check(w: &mut World) {
    let s = supply(w);
    assert_eq!(s.issued, s.tradable + s.locked + s.surrendered + s.cancelled + s.reserve);
    let cells: Vec<Cell> = OPERATORS.iter().map(|(name, _)| cell(w, name)).collect();
    let sum = |of: fn(&Cell) -> Quantity| cells.iter().map(of).sum::<Quantity>();
    assert_eq!((s.tradable, s.locked, s.surrendered), (sum(|c| c.tradable), sum(|c| c.locked), sum(|c| c.surrendered)));
}

#[test]
fn units_move_within_a_controller_group_only() {
    let mut w = World::new();
    w.issue(&[("a", 1_000), ("c", 1_000)]);
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 400);
    let receipt = w.ok(&who("a"), message);
    let moved: ledger::events::Transferred = receipt.event_of(w.ledger.address()).expect("one event");
    assert_eq!((moved.from, moved.to, moved.quantity), (who("a").account(), who("a2").account(), 400));
    assert_eq!((cell(&mut w, "a").tradable, cell(&mut w, "a2").tradable), (600, 400));

    for (from, to, error) in [
        ("a", "b", Error::NotSameGroup),
        ("c", "a", Error::NotSameGroup), // no group is no group, even towards another without one
        ("a", "stranger", Error::ReceiverNotEligible),
        ("stranger", "a", Error::SenderNotEligible),
    ] {
        let message = w.ledger.messages().transfer(batch(), who(to).account(), 1);
        assert_eq!(w.refused(&who(from), message), error, "{from} to {to}");
    }
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 601);
    assert_eq!(w.refused(&who("a"), message), Error::InsufficientTradable);
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), u128::MAX);
    assert_eq!(w.refused(&who("a"), message), Error::InsufficientTradable);
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 0);
    assert_eq!(w.refused(&who("a"), message), Error::ZeroQuantity);
    let message = w.ledger.messages().transfer(co2().batch(9), who("a2").account(), 1);
    assert_eq!(w.refused(&who("a"), message), Error::UnknownBatch);
    check(&mut w);
}

#[test]
fn a_transfer_to_oneself_changes_nothing() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let before = cell(&mut w, "a");
    let message = w.ledger.messages().transfer(batch(), who("a").account(), 400);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a"), before);
}

#[test]
fn partners_messages_are_closed_to_everybody_else() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let a = who("a").account();
    for signer in [w.admin.clone(), who("a"), who("stranger"), holder(Role::Allocator), holder(Role::Regulator)] {
        let l = w.ledger;
        assert_eq!(w.refused(&signer, l.messages().open_batch(co2().batch(7), BatchTerms::Free)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().issue(batch(), vec![(a, 1)], 0)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().release(batch(), a, 1)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().cancel_reserve(batch(), 1)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().record_account(a, Default::default())), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().lock(a, batch(), 1, u64::MAX)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().move_locked(a, 1, signer.account(), 1)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().surrender(a, batch(), 1)), Error::NotAllowed);
        assert_eq!(
            w.refused(&signer, l.messages().facade_transfer(batch(), a, a, signer.account(), 1)),
            Error::NotAllowed
        );
        assert_eq!(w.refused(&signer, l.messages().facade_approve(batch(), a, signer.account(), 1)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, l.messages().unlock(1)), Error::UnknownLock);
    }
    check(&mut w);
}

#[test]
fn wiring_happens_once_and_only_by_the_administrator() {
    let mut w = World::deployed();
    let wiring = w.ledger_wiring();
    let message = w.ledger.messages().wire(wiring.clone());
    assert_eq!(w.refused(&who("stranger"), message), Error::NotAllowed);
    w.wire();
    let message = w.ledger.messages().wire(wiring);
    assert_eq!(w.refused(&w.admin.clone(), message), Error::AlreadyWired);
}

#[test]
fn the_administrator_changes_in_two_steps() {
    let mut w = World::new();
    let next = who("stranger");
    let message = w.ledger.messages().propose_admin(next.account());
    assert_eq!(w.refused(&next, message), Error::NotAllowed);
    let message = w.ledger.messages().accept_admin();
    assert_eq!(w.refused(&next, message), Error::NotPending);
    let message = w.ledger.messages().propose_admin(next.account());
    w.ok(&w.admin.clone(), message);
    let message = w.ledger.messages().accept_admin();
    w.ok(&next, message);
    let message = w.ledger.messages().admin();
    assert_eq!(w.ask(message).map(|admin| admin.current), Some(next.account()));
}

#[test]
fn whoever_is_barred_neither_sends_nor_receives() {
    let mut w = World::new();
    w.issue(&[("a", 1_000), ("a2", 1_000)]);
    let (a, r) = (who("a").account(), w.registry);
    let send = |w: &mut World, from: &str, to: &str| {
        let message = w.ledger.messages().transfer(batch(), who(to).account(), 1);
        w.refused(&who(from), message)
    };
    w.ok(&holder(Role::Court), r.messages().take_measure(a, MeasureKind::Freeze, grounds()));
    assert_eq!(send(&mut w, "a", "a2"), Error::SenderFrozen);
    assert_eq!(send(&mut w, "a2", "a"), Error::ReceiverFrozen);
    w.ok(&holder(Role::Court), r.messages().lift_measure(a, MeasureKind::Freeze, REASON, evidence()));
    w.ok(&holder(Role::Regulator), r.messages().take_measure(a, MeasureKind::Suspension, grounds()));
    assert_eq!(send(&mut w, "a", "a2"), Error::SenderBarred);
    assert_eq!(send(&mut w, "a2", "a"), Error::ReceiverBarred);
    w.ok(&holder(Role::Regulator), r.messages().lift_measure(a, MeasureKind::Suspension, REASON, Hash::default()));
    let until = w.now() + HOUR;
    let denial = registry::Grounds { reason: REASON, evidence: evidence(), until };
    w.ok(&holder(Role::Watchdog), r.messages().take_measure(a, MeasureKind::Denial, denial));
    assert_eq!(send(&mut w, "a", "a2"), Error::SenderBarred);
    w.pass(HOUR); // the denial runs out by itself
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    w.ok(&who("a"), message);
    check(&mut w);
}

#[test]
fn a_halted_batch_rests_and_can_still_be_cancelled() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let message = w.ledger.messages().halt(batch(), true, evidence());
    assert_eq!(w.refused(&w.admin.clone(), message), Error::RegistryRefused);
    let message = w.ledger.messages().halt(batch(), true, evidence());
    w.ok(&holder(Role::Supervisor), message);
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    assert_eq!(w.refused(&who("a"), message), Error::Halted);
    let message = w.ledger.messages().cancel(batch(), 10);
    w.ok(&who("a"), message);
    assert_eq!(supply(&mut w).cancelled, 10);
    let message = w.ledger.messages().halt(batch(), false, evidence());
    w.ok(&holder(Role::Supervisor), message);
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 1);
    w.ok(&who("a"), message);
    check(&mut w);
}

#[test]
fn approvals_are_spent() {
    let mut w = World::new();
    w.issue(&[("a", 1_000)]);
    let (a, a2, b) = (who("a").account(), who("a2").account(), who("b"));
    let message = w.ledger.messages().approve(batch(), b.account(), 300);
    w.ok(&who("a"), message);
    let message = w.ledger.messages().transfer_from(batch(), a, a2, 200);
    w.ok(&b, message);
    let message = w.ledger.messages().transfer_from(batch(), a, a2, 101);
    assert_eq!(w.refused(&b, message), Error::InsufficientApproval);
    let message = w.ledger.messages().transfer_from(batch(), a, b.account(), 50);
    assert_eq!(w.refused(&b, message), Error::NotSameGroup, "an approval does not carry units out of the group");
    let message = w.ledger.messages().approval(batch(), a, b.account());
    assert_eq!(w.ask(message), 100);
    check(&mut w);
}

/// Defect 1 of the public predecessor: burning checked one account's balance and debited another's.
#[test]
fn predecessor_1_what_is_cancelled_is_the_callers_own() {
    let mut w = World::new();
    w.issue(&[("a", 1_000), ("b", 1_000)]);
    let message = w.ledger.messages().cancel(batch(), 1_001);
    assert_eq!(w.refused(&who("a"), message), Error::InsufficientTradable);
    let message = w.ledger.messages().cancel(batch(), 1_000);
    w.ok(&who("a"), message);
    assert_eq!((cell(&mut w, "a").tradable, cell(&mut w, "b").tradable), (0, 1_000));
    check(&mut w);
}

#[derive(Debug, Clone)]
enum Step {
    Transfer(usize, usize, Quantity),
    Cancel(usize, Quantity),
    Return(usize, Quantity),
    List(usize, Quantity),
    Take(u64, usize, Quantity),
    CancelOrder(u64),
    Halt(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..OPERATORS.len();
    let step = prop_oneof![
        (who.clone(), who.clone(), 0u128..700).prop_map(|(a, b, q)| Step::Transfer(a, b, q)),
        (who.clone(), 0u128..200).prop_map(|(a, q)| Step::Cancel(a, q)),
        (who.clone(), 0u128..200).prop_map(|(a, q)| Step::Return(a, q)),
        (who.clone(), 0u128..700).prop_map(|(a, q)| Step::List(a, q)),
        (1u64..6, who.clone(), 0u128..500).prop_map(|(o, a, q)| Step::Take(o, a, q)),
        (1u64..6).prop_map(Step::CancelOrder),
        any::<bool>().prop_map(Step::Halt),
    ];
    prop::collection::vec(step, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is sent, refused or not, the identities hold and no unit and no cent appears or vanishes.
    #[test]
    fn identities_hold_after_random_calls(steps in steps()) {
        use weir_client::Typed;
        let mut w = World::new();
        let names = OPERATORS.map(|(name, _)| name);
        w.issue(&names.map(|name| (name, 1_000)));
        for name in names {
            w.give_cash(&who(name), 1_000_000);
        }
        open_market(&mut w);
        let (l, x) = (w.ledger, w.exchange);
        for step in steps {
            let _ = match step {
                Step::Transfer(from, to, q) => {
                    let to: AccountId = who(names[to]).account();
                    w.chain.call(&who(names[from]), l.messages().transfer(batch(), to, q)).is_ok()
                }
                Step::Cancel(from, q) => w.chain.call(&who(names[from]), l.messages().cancel(batch(), q)).is_ok(),
                Step::Return(from, q) => w.chain.call(&who(names[from]), l.messages().return_to_reserve(batch(), q)).is_ok(),
                Step::List(from, q) => {
                    let expires = w.now() + DAY;
                    w.chain.call(&who(names[from]), x.messages().list(batch(), q, 5_000, expires, Accept::default())).is_ok()
                }
                Step::Take(order, by, q) => w.chain.call(&who(names[by]), x.messages().take(order, q, 5_000, false)).is_ok(),
                Step::CancelOrder(order) => {
                    let seller = names.iter().find(|name| w.chain.call(&who(name), x.messages().cancel(order)).is_ok());
                    seller.is_some()
                }
                Step::Halt(on) => w.chain.call(&holder(Role::Supervisor), l.messages().halt(batch(), on, evidence())).is_ok(),
            };
            check(&mut w);
            let cash: u128 = names.iter().map(|name| cash_of(&mut w, name)).sum();
            prop_assert_eq!(cash, 4_000_000);
        }
    }
}
