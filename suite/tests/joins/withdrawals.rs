//! What gives people back what is theirs is never asked about: a policy that fails, or refuses everything, stops none of it.

use crate::hall;
use crate::scene::Scene;
use crate::table;
use psp22::PSP22;
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::Role;

/// A bank takes money out of circulation that it holds.
pub fn bank_burns(s: &mut Scene) {
    let bank = holder(Role::Bank);
    let message = s.w.cash.messages().transfer(bank.account(), 100, Vec::new());
    s.w.ok(&who("a"), message);
    let message = s.w.cash.messages().burn(100);
    s.w.ok(&bank, message);
}

/// Somebody has its money paid out, and somebody else takes its own back.
fn redemptions(s: &mut Scene) {
    let bank = holder(Role::Bank);
    for (number, name) in (1..).zip(["a", "b", "c"]) {
        let message = s.w.cash.messages().request_redemption(bank.account(), 10, evidence());
        s.w.ok(&who(name), message);
        match number {
            1 => {
                let message = s.w.cash.messages().confirm_redemption(1, evidence());
                s.w.ok(&bank, message);
            }
            2 => {
                let message = s.w.cash.messages().decline_redemption(2, evidence());
                s.w.ok(&bank, message);
            }
            _ => {
                s.w.pass(TERM);
                let message = s.w.cash.messages().cancel_redemption(3);
                s.w.ok(&who("c"), message);
            }
        }
    }
}

/// Orders, bids, deposits and units come back; obligations are met; measures are lifted; brakes are pulled.
fn all(s: &mut Scene, listed: u64) {
    let message = s.w.exchange.messages().cancel(listed);
    s.w.ok(&who("a"), message);
    let message = s.w.auction.messages().withdraw(1, 1);
    s.w.ok(&who("b"), message);
    let message = s.w.compliance.messages().surrender(installation("UK-1"), co2(), batch(), 9);
    s.w.ok(&who("a"), message);
    let message = s.w.issuer.messages().withdraw(2);
    s.w.ok(&holder(Role::Allocator), message);
    let message = s.w.registry.messages().lift_measure(who("c").account(), MeasureKind::Freeze, REASON, evidence());
    s.w.ok(&holder(Role::Court), message);
    let message = s.w.ledger.messages().halt(batch(), true, evidence());
    s.w.ok(&holder(Role::Supervisor), message);
    let message = s.w.exchange.messages().halt(co2(), evidence());
    s.w.ok(&holder(Role::Supervisor), message);
    let message = s.w.cash.messages().transfer(who("b").account(), 5, Vec::new());
    s.w.ok(&who("a"), message);
    bank_burns(s);
    redemptions(s);
}

/// A world in which there is something to take back: an order, a bid, what is owed, a proposal, a freeze.
fn owed() -> (Scene, u64) {
    let mut s = Scene::new();
    drop(table::high_risk(&mut s));
    let notice = hall::notice(&mut s.w);
    hall::open(&mut s.w, notice);
    hall::commit(&mut s.w, "b", 5_000, 3);
    let listed = floor::list(&mut s.w, "a", 1_000, 5_000);
    floor::freeze(&mut s.w, "c");
    (s, listed)
}

#[test]
fn a_policy_that_fails_locks_nobody_in() {
    for how in [1, 4, 7] {
        let (mut s, listed) = owed();
        let policy = s.join_broken();
        s.misbehave(policy, how);
        all(&mut s, listed);
    }
}

#[test]
fn a_policy_without_rules_locks_nobody_in() {
    let (mut s, listed) = owed();
    s.join();
    all(&mut s, listed);
    let message = s.w.ledger.messages().cell(batch(), who("a").account());
    assert_eq!(s.w.ask(message).locked, 0);
}
