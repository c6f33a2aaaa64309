//! Disputes, rulings, appeals and withholdings on drink.

use desk::{Basis, Error, Phase, Side};
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::{Cell, Role};

fn tradable(n: u128) -> Cell {
    Cell { tradable: n, ..Default::default() }
}

/// A second arbiter.
fn second() -> weir_client::Signer {
    who("arbiter/2")
}

/// The two sides, a disputed sale of 301 kg for 15.05, a second arbiter. The deposit is 10.00.
fn disputed() -> (World, u64) {
    let mut w = World::two_sides();
    let message = w.registry.messages().grant_role(Role::Arbiter, second().account(), u64::MAX);
    w.ok(&w.admin.clone(), message);
    let id = w.disputed_sale();
    (w, id)
}

/// The same, ruled by the first arbiter.
fn ruled(share: u32) -> (World, u64) {
    let (mut w, id) = disputed();
    let (d, arbiter) = (w.desk, holder(Role::Arbiter));
    w.ok(&arbiter, d.messages().take_case(id));
    w.ok(&arbiter, d.messages().rule(id, share, document(2)));
    (w, id)
}

#[test]
fn an_arbiter_rules_and_the_ruling_is_carried_out_after_the_window_to_appeal() {
    for (share, units, b_cash, a_cash) in
        [(10_000, 301, 100_000, 100_000), (0, 0, 99_000, 101_000), (5_000, 150, 100_000, 100_000)]
    {
        let (mut w, id) = ruled(share);
        let d = w.desk;
        assert_eq!(w.sale(id).1, Phase::Appealing);
        assert_eq!(w.refused(&who("b"), d.messages().finish(id)), Error::NotDue);
        w.pass(3 * DAY);
        assert_eq!(w.sale(id).1, Phase::Due { share, basis: Basis::Ruled });
        let receipt = w.ok(&who("stranger"), d.messages().finish(id));
        let ended: desk::events::BankSaleEnded = receipt.event_of(d.address()).expect("the end");
        assert_eq!((ended.delivered, ended.returned), (units, 301 - units), "the residue stays with the seller");
        assert_eq!((w.cell("b").tradable, w.cell("a")), (units, tradable(1_000 - units)));
        assert_eq!((cash_of(&mut w, "b"), cash_of(&mut w, "a")), (b_cash, a_cash), "{share}");
        assert_eq!(w.cash_at(d.address()), 0);
    }
}

#[test]
fn either_side_disputes_within_its_window_and_nobody_else() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 301, 1_505);
    let dispute = |n| d.messages().dispute(id, document(n));
    assert_eq!(w.refused(&who("a"), dispute(1)), Error::WrongPhase, "nothing is claimed yet");
    w.file(id, "b", "PAYMENT-1");
    for signer in [who("c"), venue(), w.admin.clone(), holder(Role::Bank), holder(Role::Arbiter)] {
        assert_eq!(w.refused(&signer, dispute(1)), Error::NotParty);
    }
    assert_eq!(w.refused(&who("a"), dispute(0)), Error::MissingEvidence);
    w.pass(4 * DAY);
    assert_eq!(w.refused(&who("a"), dispute(1)), Error::TooLate, "the seller's window is the bank's");
    w.pass(3 * DAY - 1);
    let receipt = w.ok(&who("b"), dispute(1));
    let entered: desk::events::DocketEntered = receipt.event_of(d.address()).expect("an entry");
    assert_eq!((entered.by, entered.deposit), (who("b").account(), 0), "the buyer has deposited at the opening");
    assert_eq!(w.refused(&who("a"), dispute(2)), Error::AlreadyDisputed);
    assert_eq!(w.sale(id).0.dispute.map(|hearing| (hearing.by, hearing.evidence)), Some((Side::Buyer, document(1))));
}

#[test]
fn dispute_after_the_window_moves_nothing() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 301, 1_505);
    w.file(id, "b", "PAYMENT-1");
    w.pass(7 * DAY);
    let before = w.belongings();
    for name in ["a", "b"] {
        assert_eq!(w.refused(&who(name), d.messages().dispute(id, document(1))), Error::TooLate);
    }
    assert_eq!(w.belongings(), before);
}

#[test]
fn a_seller_disputes_against_a_deposit_that_the_winner_takes() {
    let mut w = World::two_sides();
    let (d, arbiter) = (w.desk, holder(Role::Arbiter));
    let id = w.open_sale("a", "b", 301, 1_505);
    w.file(id, "b", "PAYMENT-1");
    w.ok(&who("a"), d.messages().dispute(id, document(1)));
    assert_eq!((cash_of(&mut w, "a"), w.cash_at(d.address())), (99_000, 2_000));
    // The bank's word is evidence now; the arbiter decides.
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    assert_eq!(w.sale(id).1, Phase::Hearing);
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(id)), Error::AlreadyConfirmed);
    w.ok(&arbiter, d.messages().take_case(id));
    w.ok(&arbiter, d.messages().rule(id, 10_000, document(2)));
    w.pass(3 * DAY);
    w.ok(&who("b"), d.messages().finish(id));
    assert_eq!((w.cell("b"), cash_of(&mut w, "b"), cash_of(&mut w, "a")), (tradable(301), 101_000, 99_000));
}

#[test]
fn arbiters_are_of_neither_side_and_of_no_group_of_theirs() {
    let (mut w, id) = disputed();
    let (d, admin) = (w.desk, w.admin.clone());
    let rule = |share| d.messages().rule(id, share, document(2));
    for signer in [who("a"), who("b"), who("c"), admin.clone(), venue(), holder(Role::Bank), holder(Role::Supervisor)] {
        assert_eq!(w.refused(&signer, d.messages().take_case(id)), Error::NotAllowed);
        assert_eq!(w.refused(&signer, rule(0)), Error::NotAllowed);
    }
    // With the role, and yet a side, of a side's group, or the bank whose word is disputed.
    for account in [who("a"), who("a2"), who("b"), holder(Role::Bank)] {
        let message = w.registry.messages().grant_role(Role::Arbiter, account.account(), u64::MAX);
        w.ok(&admin, message);
        assert_eq!(w.refused(&account, d.messages().take_case(id)), Error::NotAllowed, "{account}");
    }
    let (first, other) = (holder(Role::Arbiter), second());
    assert_eq!(w.refused(&first, rule(0)), Error::NotYourCase);
    w.ok(&first, d.messages().take_case(id));
    assert_eq!(w.refused(&other, d.messages().take_case(id)), Error::CaseTaken);
    assert_eq!(w.refused(&other, rule(0)), Error::NotYourCase);
    assert_eq!(w.refused(&first, rule(10_001)), Error::BadShare);
    assert_eq!(w.refused(&first, d.messages().rule(id, 1, document(0))), Error::MissingEvidence);
    // One that has lost the role since.
    let message = w.registry.messages().revoke_role(Role::Arbiter, first.account());
    w.ok(&admin, message);
    assert_eq!(w.refused(&first, rule(0)), Error::NotAllowed);
}

#[test]
fn evidence_is_filed_by_the_parties_and_the_bank_while_it_is_heard() {
    let (mut w, id) = disputed();
    let d = w.desk;
    for signer in [who("a"), who("b"), holder(Role::Bank)] {
        w.ok(&signer, d.messages().add_evidence(id, document(7)));
    }
    assert_eq!(w.refused(&who("a"), d.messages().add_evidence(id, document(0))), Error::MissingEvidence);
    for signer in [who("c"), venue(), w.admin.clone(), holder(Role::Arbiter)] {
        assert_eq!(w.refused(&signer, d.messages().add_evidence(id, document(7))), Error::NotParty);
    }
    w.pass(7 * DAY);
    assert_eq!(w.refused(&who("a"), d.messages().add_evidence(id, document(7))), Error::TooLate);
    let id = w.open_sale("a", "b", 10, 1_000);
    assert_eq!(w.refused(&who("a"), d.messages().add_evidence(id, document(7))), Error::WrongPhase);
}

#[test]
fn nobody_rules_and_anybody_has_the_default_carried_out() {
    for confirmed in [false, true] {
        let (mut w, id) = disputed();
        let (d, arbiter) = (w.desk, holder(Role::Arbiter));
        if confirmed {
            w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
        }
        w.ok(&arbiter, d.messages().take_case(id));
        w.pass(7 * DAY);
        assert_eq!(w.refused(&arbiter, d.messages().rule(id, 1, document(2))), Error::TooLate);
        assert_eq!(w.sale(id).1, Phase::Appealing, "the default can be appealed too");
        w.pass(3 * DAY);
        w.ok(&who("stranger"), d.messages().finish(id));
        let units = if confirmed { 301 } else { 0 };
        assert_eq!(w.sale(id).0.ended, Some(desk::Ended { delivered: units, basis: Basis::Default }));
        assert_eq!((w.cell("b").tradable, w.cell("a")), (units, tradable(1_000 - units)));
        assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "b")), (100_000, 100_000), "each has its own back");
    }
}

#[test]
fn one_appeal_to_another_arbiter_and_that_is_final() {
    let (mut w, id) = ruled(10_000);
    let (d, first, other) = (w.desk, holder(Role::Arbiter), second());
    let appeal = |n| d.messages().appeal(id, document(n));
    for signer in [who("c"), venue(), w.admin.clone(), first.clone()] {
        assert_eq!(w.refused(&signer, appeal(3)), Error::NotParty);
    }
    assert_eq!(w.refused(&who("a"), appeal(0)), Error::MissingEvidence);
    w.pass(3 * DAY - 1);
    w.ok(&who("a"), appeal(3));
    assert_eq!(cash_of(&mut w, "a"), 99_000, "against a deposit");
    assert_eq!(w.refused(&who("b"), appeal(3)), Error::AlreadyDisputed);
    assert_eq!(w.refused(&first, d.messages().take_case(id)), Error::NotAllowed, "another arbiter");
    w.ok(&other, d.messages().take_case(id));
    assert_eq!(w.refused(&first, d.messages().rule(id, 0, document(4))), Error::NotAllowed);
    w.ok(&other, d.messages().rule(id, 0, document(4)));
    assert_eq!(w.sale(id).1, Phase::Due { share: 0, basis: Basis::Ruled }, "at once");
    assert_eq!(w.refused(&who("b"), appeal(3)), Error::AlreadyDisputed);
    w.ok(&who("a"), d.messages().finish(id));
    assert_eq!((w.cell("a"), cash_of(&mut w, "a"), cash_of(&mut w, "b")), (tradable(1_000), 101_000, 99_000));
}

#[test]
fn an_appeal_in_time_and_when_nobody_hears_it_the_ruling_stands() {
    let (mut w, id) = ruled(10_000);
    let d = w.desk;
    w.ok(&who("a"), d.messages().appeal(id, document(3)));
    w.pass(7 * DAY);
    assert_eq!(w.refused(&second(), d.messages().take_case(id)), Error::TooLate);
    w.ok(&who("stranger"), d.messages().finish(id));
    assert_eq!((w.cell("b"), cash_of(&mut w, "b")), (tradable(301), 101_000));
    let (mut w, id) = ruled(10_000);
    let d = w.desk;
    w.pass(3 * DAY);
    assert_eq!(w.refused(&who("a"), d.messages().appeal(id, document(3))), Error::TooLate);
    let id = w.open_sale("a", "b", 10, 1_000);
    assert_eq!(w.refused(&who("b"), d.messages().appeal(id, document(3))), Error::WrongPhase);
}

#[test]
fn a_depository_withholds_with_a_reason_and_nothing_is_lost_by_it() {
    let mut w = World::two_sides();
    let (d, depository) = (w.desk, holder(Role::Depository));
    let id = w.open_sale("a", "b", 301, 1_505);
    w.file(id, "b", "PAYMENT-1");
    for signer in [who("a"), who("b"), venue(), w.admin.clone(), holder(Role::Arbiter), holder(Role::Supervisor)] {
        assert_eq!(w.refused(&signer, d.messages().withhold(id, document(5))), Error::NotAllowed);
        assert_eq!(w.refused(&signer, d.messages().release(id, document(5))), Error::NotAllowed);
    }
    assert_eq!(w.refused(&depository, d.messages().withhold(id, document(0))), Error::MissingEvidence);
    assert_eq!(w.refused(&depository, d.messages().release(id, document(5))), Error::NotWithheld);
    w.ok(&depository, d.messages().withhold(id, document(5)));
    assert_eq!(w.refused(&depository, d.messages().withhold(id, document(5))), Error::WithheldBefore);
    // The bank's word is entered in its time, and carried out when the withholding ends.
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    assert_eq!(w.sale(id).1, Phase::Due { share: 10_000, basis: Basis::Confirmed });
    assert_eq!(w.refused(&who("b"), d.messages().finish(id)), Error::Withheld);
    assert_eq!(w.cell("a").locked, 301);
    assert_eq!(w.refused(&depository, d.messages().release(id, document(0))), Error::MissingEvidence);
    w.ok(&depository, d.messages().release(id, document(6)));
    w.ok(&who("stranger"), d.messages().finish(id));
    assert_eq!((w.cell("b"), cash_of(&mut w, "b")), (tradable(301), 100_000));
}

#[test]
fn a_withholding_ends_by_itself_or_on_appeal_to_an_arbiter() {
    let mut w = World::two_sides();
    let (d, depository) = (w.desk, holder(Role::Depository));
    let id = w.open_sale("a", "b", 100, 1_000);
    w.ok(&depository, d.messages().withhold(id, document(5)));
    w.ok(&who("a"), d.messages().confirm_payment(id));
    w.pass(30 * DAY - 1);
    assert_eq!(w.refused(&who("b"), d.messages().finish(id)), Error::Withheld);
    w.pass(1);
    w.ok(&who("b"), d.messages().finish(id));
    let id = w.open_sale("a", "b", 100, 1_000);
    w.ok(&depository, d.messages().withhold(id, document(5)));
    w.ok(&who("a"), d.messages().confirm_payment(id));
    for signer in [who("a"), depository.clone(), w.admin.clone(), holder(Role::Supervisor)] {
        assert_eq!(w.refused(&signer, d.messages().lift_withholding(id, document(6))), Error::NotAllowed);
    }
    w.ok(&holder(Role::Arbiter), d.messages().lift_withholding(id, document(6)));
    w.ok(&who("b"), d.messages().finish(id));
    assert_eq!(w.cell("b"), tradable(200));
    // A depository that is a side withholds nothing; nor does one that also judges lift what it withheld.
    let admin = w.admin.clone();
    for (role, account) in [(Role::Depository, who("b").account()), (Role::Arbiter, depository.account())] {
        let message = w.registry.messages().grant_role(role, account, u64::MAX);
        w.ok(&admin, message);
    }
    let id = w.open_sale("a", "b", 100, 1_000);
    assert_eq!(w.refused(&who("b"), d.messages().withhold(id, document(5))), Error::NotAllowed);
    w.ok(&depository, d.messages().withhold(id, document(5)));
    assert_eq!(w.refused(&depository, d.messages().lift_withholding(id, document(6))), Error::NotAllowed);
}

#[test]
fn a_withholding_too_late_to_leave_time_is_refused() {
    let mut w = World::two_sides();
    let (d, depository) = (w.desk, holder(Role::Depository));
    let id = w.open_sale("a", "b", 100, 1_000);
    // Filing 1, confirming 3, disputing 3, ruling 7, appealing 3, ruling 7: 24 days.
    w.pass(24 * DAY);
    w.pass(1);
    assert_eq!(w.refused(&depository, d.messages().withhold(id, document(5))), Error::TooLate);
    w.ok(&who("a"), d.messages().finish(id));
}

#[test]
fn an_account_frozen_in_between_loses_neither_word_nor_units() {
    let mut w = World::two_sides();
    let (d, court, r) = (w.desk, holder(Role::Court), w.registry);
    let id = w.open_sale("a", "b", 301, 1_505);
    w.file(id, "b", "PAYMENT-1");
    let a = who("a").account();
    w.ok(&court, r.messages().freeze(a, REASON, evidence()));
    let before = w.belongings();
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    assert_eq!(w.belongings(), before, "nothing moved");
    assert!(w.sale(id).0.confirmed, "the bank's word stands");
    let frozen = Error::Ledger(ledger::Error::SenderFrozen);
    assert_eq!(w.refused(&who("b"), d.messages().finish(id)), frozen);
    w.pass(20 * DAY);
    w.ok(&court, r.messages().unfreeze(a, REASON, evidence()));
    w.ok(&who("stranger"), d.messages().finish(id));
    assert_eq!((w.cell("b"), cash_of(&mut w, "b")), (tradable(301), 100_000));
}

#[test]
fn what_cannot_be_carried_out_goes_back_in_the_end() {
    let mut w = World::two_sides();
    let (d, court, r) = (w.desk, holder(Role::Court), w.registry);
    let id = w.open_sale("a", "b", 301, 1_505);
    w.file(id, "b", "PAYMENT-1");
    w.ok(&court, r.messages().freeze(who("a").account(), REASON, evidence()));
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    // 24 days, 30 of withholding at most, 7 to carry out.
    w.pass(61 * DAY);
    assert_eq!(w.refused(&who("a"), d.messages().confirm_payment(id)), Error::TooLate);
    w.ok(&who("stranger"), d.messages().finish(id));
    assert_eq!(w.sale(id).0.ended.map(|ended| ended.basis), Some(Basis::Lapsed));
    assert_eq!((w.cell("a"), cash_of(&mut w, "b")), (tradable(1_000), 100_000), "the payer's deposit is the payer's");
}

#[test]
fn should_the_desk_be_forgotten_the_units_come_home_and_the_sale_still_ends() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 301, 1_505);
    let lock = w.sale(id).0.lock;
    w.pass(weir_types::bank_sale::BACKSTOP - 1);
    let message = w.ledger.messages().unlock(lock);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::LockActive);
    w.pass(1);
    let message = w.ledger.messages().unlock(lock);
    w.ok(&who("stranger"), message);
    assert_eq!(w.cell("a"), tradable(1_000));
    w.ok(&who("stranger"), d.messages().finish(id));
    assert_eq!((cash_of(&mut w, "a"), w.cash_at(d.address())), (101_000, 0));
}

#[test]
fn a_halted_batch_is_delivered_when_the_halt_is_lifted() {
    let mut w = World::two_sides();
    let (d, supervisor) = (w.desk, holder(Role::Supervisor));
    let id = w.open_sale("a", "b", 301, 1_505);
    let message = w.ledger.messages().halt(batch(), true, evidence());
    w.ok(&supervisor, message);
    w.ok(&who("a"), d.messages().confirm_payment(id));
    assert_eq!(w.refused(&who("b"), d.messages().finish(id)), Error::Ledger(ledger::Error::Halted));
    let message = w.ledger.messages().halt(batch(), false, evidence());
    w.ok(&supervisor, message);
    w.ok(&who("b"), d.messages().finish(id));
    assert_eq!(w.cell("b"), tradable(301));
}
