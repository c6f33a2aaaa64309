//! Defects 6 to 10 of the public predecessor's bilateral sale, as they cannot happen in a sale through a bank.

use desk::{Basis, Error, Phase};
use weir_suite::*;
use weir_types::settlement::Settlement as _;
use weir_types::Role;

/// The purchase tested the stored bank serial before it was set, so it always reverted.
#[test]
fn defect_06_purchase_reverts_before_serial_is_set() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 300, 1_500);
    assert!(w.sale(id).0.reference.is_empty());
    w.file(id, "b", "PAYMENT-1");
    assert_eq!(w.sale(id).0.reference, b"PAYMENT1");
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    assert_eq!(w.cell("b").tradable, 300, "the purchase goes through");
    // And the other way round: what has no reference is not confirmed by the bank.
    let id = w.open_sale("a", "b", 300, 1_500);
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(id)), Error::NoReference);
}

/// The deadline test was inverted: a purchase went through after the deadline only.
#[test]
fn defect_07_the_deadline_test_is_inverted() {
    let mut w = World::two_sides();
    let d = w.desk;
    let [early, late] = [100, 200].map(|quantity| w.open_sale("a", "b", quantity, 1_500));
    w.pass(DAY - 1);
    w.file(early, "b", "PAYMENT-1");
    w.pass(1);
    let message = d.messages().file_reference(late, b"PAYMENT-2".to_vec());
    assert_eq!(w.refused(&who("b"), message), Error::TooLate);
    w.pass(3 * DAY - 1);
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(early));
    assert_eq!(w.sale(late).1, Phase::Due { share: 0, basis: Basis::Expired });
    let third = w.open_sale("a", "b", 100, 1_500);
    w.file(third, "b", "PAYMENT-3");
    w.pass(4 * DAY);
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(third)), Error::TooLate);
    assert_eq!(w.cell("b").tradable, 100);
}

/// A purchase could be repeated, and delivered again.
#[test]
fn defect_08_purchase_repeats() {
    let mut w = World::two_sides();
    let d = w.desk;
    let id = w.open_sale("a", "b", 300, 1_500);
    w.file(id, "b", "PAYMENT-1");
    w.ok(&holder(Role::Bank), d.messages().confirm_payment(id));
    let after = w.belongings();
    let filed = d.messages().file_reference(id, b"PAYMENT-2".to_vec());
    assert_eq!(w.refused(&who("b"), filed), Error::SaleEnded);
    assert_eq!(w.refused(&holder(Role::Bank), d.messages().confirm_payment(id)), Error::SaleEnded);
    assert_eq!(w.refused(&who("a"), d.messages().confirm_payment(id)), Error::SaleEnded);
    assert_eq!(w.refused(&who("b"), d.messages().finish(id)), Error::SaleEnded);
    let lock = w.sale(id).0.lock;
    let message = w.settlement.messages().deliver(delivery(lock, "b", 300, 1));
    let gone = settlement::Error::Ledger(ledger::Error::UnknownLock);
    assert_eq!(w.refused(&venue(), message), gone);
    assert_eq!(w.belongings(), after);
}

/// The seller could withdraw after the buyer had paid off chain, and nobody could dispute it.
#[test]
fn defect_09_the_seller_withdraws_after_the_buyer_has_paid() {
    use weir_types::ledger::Ledger as _;
    let mut w = World::two_sides();
    let (d, arbiter) = (w.desk, holder(Role::Arbiter));
    let id = w.open_sale("a", "b", 300, 1_500);
    w.file(id, "b", "PAYMENT-1");
    // The seller has no way to take the units back: neither at the desk, nor at the ledger, nor through the venue.
    let lock = w.sale(id).0.lock;
    assert_eq!(w.refused(&who("a"), d.messages().withdraw(id)), Error::NotParty);
    assert_eq!(w.refused(&who("a"), d.messages().finish(id)), Error::NotDue);
    for signer in [who("a"), venue()] {
        let message = w.ledger.messages().unlock(lock);
        assert_eq!(w.refused(&signer, message), ledger::Error::LockActive);
    }
    let message = w.ledger.messages().transfer(batch(), who("a2").account(), 701);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::InsufficientTradable);
    // Nobody confirms: the buyer disputes, the units stay locked, and an arbiter gives them to who has paid.
    w.pass(7 * DAY - 1);
    w.ok(&who("b"), d.messages().dispute(id, evidence()));
    w.pass(DAY);
    assert_eq!(w.refused(&who("a"), d.messages().finish(id)), Error::NotDue);
    w.ok(&arbiter, d.messages().take_case(id));
    w.ok(&arbiter, d.messages().rule(id, 10_000, evidence()));
    w.pass(3 * DAY);
    w.ok(&who("b"), d.messages().finish(id));
    assert_eq!(w.cell("b").tradable, 300);
}

/// The bank serial was neither unique nor confirmed by anybody.
#[test]
fn defect_10_bank_serial_neither_unique_nor_confirmed() {
    let mut w = World::two_sides();
    let d = w.desk;
    let [first, second] = [100, 200].map(|quantity| w.open_sale("a", "b", quantity, 1_500));
    w.file(first, "b", "PAYMENT 1");
    let again = d.messages().file_reference(second, b"pay-ment1".to_vec());
    assert_eq!(w.refused(&who("b"), again), Error::ReferenceUsed);
    assert_eq!(w.cell("b").tradable, 0, "a reference alone delivers nothing");
    for signer in [who("b"), who("c"), venue(), w.admin.clone()] {
        assert_eq!(w.refused(&signer, d.messages().confirm_payment(first)), Error::NotParty);
    }
    w.ok(&who("a"), d.messages().confirm_payment(first));
    assert_eq!(w.cell("b").tradable, 100);
}
