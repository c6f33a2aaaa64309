//! Defects 1 to 5 of the public predecessor's token, as they cannot happen here: on cash, on the ledger, and through
//! the facade of a batch.

use psp22::{PSP22Error, PSP22 as _};
use weir_client::Contract;
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::Role;

fn facade(w: &mut World) -> Contract<facade::FacadeRef> {
    let admin = w.admin.clone();
    let constructor = facade::FacadeRef::new(w.ledger.address(), batch());
    let facade = make(&mut w.chain, &admin, "facade", constructor);
    let message = w.ledger.messages().register_facade(batch(), facade.address());
    w.ok(&admin, message);
    facade
}

/// `burnFrom` checked the caller's balance and debited another's: an underflow minted without limit.
#[test]
fn defect_01_burning_checks_one_balance_and_debits_another() {
    let mut w = World::new();
    let (c, l, bank) = (w.cash, w.ledger, holder(Role::Bank));
    w.issue(&[("a", 100)]);
    w.ok(&bank, c.messages().mint(who("b").account(), 50));
    w.ok(&bank, c.messages().mint(bank.account(), 100));
    // Cash: burnt is the caller's own, and no more than it has; nobody names another.
    w.ok(&bank, c.messages().burn(100));
    assert_eq!(w.refused(&bank, c.messages().burn(1)), cash::Error::InsufficientBalance);
    assert_eq!(w.refused(&who("b"), c.messages().burn(1)), cash::Error::InsufficientLiability);
    assert_eq!((cash_of(&mut w, "b"), w.ask(c.messages().total_supply())), (50, 50));
    // Units: cancelled are the caller's own.
    assert_eq!(w.refused(&who("b"), l.messages().cancel(batch(), 1)), ledger::Error::InsufficientTradable);
    assert_eq!(w.refused(&who("a"), l.messages().cancel(batch(), 101)), ledger::Error::InsufficientTradable);
    w.ok(&who("a"), l.messages().cancel(batch(), 40));
    let supply = w.ask(l.messages().supply(batch())).expect("a batch");
    assert_eq!((w.cell("a").tradable, supply.tradable, supply.cancelled, supply.issued), (60, 60, 40, 100));
}

/// The admin was never set, so that nobody could ever do what only the admin might.
#[test]
fn defect_02_the_admin_is_never_set() {
    let mut w = World::deployed();
    let (c, l, s, admin) = (w.cash, w.ledger, w.settlement, w.admin.clone());
    let set = [w.ask(c.messages().admin()), w.ask(l.messages().admin()), w.ask(s.messages().admin())];
    assert!(set.iter().all(|found| found.is_some_and(|found| found.is(admin.account()))), "{set:?}");
    // And it can do its one thing: wire, once.
    w.wire();
    assert_eq!(w.refused(&admin, l.messages().wire(w.ledger_wiring())), ledger::Error::AlreadyWired);
}

/// Anybody could transfer anybody's tokens.
#[test]
fn defect_03_no_permission_check_on_transfers() {
    let mut w = World::new();
    w.issue(&[("a", 100)]);
    let (c, l, f) = (w.cash, w.ledger, facade(&mut w));
    w.ok(&holder(Role::Bank), c.messages().mint(who("a").account(), 100));
    let (a, a2) = (who("a").account(), who("a2").account());
    for signer in [w.admin.clone(), who("a2"), who("b"), who("stranger"), holder(Role::Bank), holder(Role::Regulator)] {
        let to = signer.account();
        let message = c.messages().transfer_from(a, to, 1, vec![]);
        assert_eq!(w.refused(&signer, message), PSP22Error::InsufficientAllowance);
        let message = l.messages().transfer_from(batch(), a, a2, 1);
        assert_eq!(w.refused(&signer, message), ledger::Error::InsufficientApproval);
        let message = f.messages().transfer_from(a, a2, 1, vec![]);
        assert_eq!(w.refused(&signer, message), PSP22Error::InsufficientAllowance);
    }
    // Nor does the holder send units where the rules do not let them go.
    let message = l.messages().transfer(batch(), who("b").account(), 1);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::NotSameGroup);
    assert_eq!((w.cell("a").tradable, cash_of(&mut w, "a")), (100, 100));
}

/// An approval left no event.
#[test]
fn defect_04_no_approval_event() {
    let mut w = World::new();
    w.issue(&[("a", 100)]);
    let (c, l, f) = (w.cash, w.ledger, facade(&mut w));
    let (a, b) = (who("a"), who("b").account());
    let receipt = w.ok(&a, c.messages().approve(b, 60));
    let event: psp22::Approval = receipt.event_of(c.address()).expect("cash tells");
    assert_eq!((event.owner, event.spender, event.amount), (a.account(), b, 60));
    let receipt = w.ok(&a, l.messages().approve(batch(), b, 70));
    let event: ledger::events::Approved = receipt.event_of(l.address()).expect("the ledger tells");
    assert_eq!((event.owner, event.spender, event.batch, event.quantity), (a.account(), b, batch(), 70));
    let receipt = w.ok(&a, f.messages().approve(b, 80));
    let event: psp22::Approval = receipt.event_of(f.address()).expect("the facade tells");
    assert_eq!((event.owner, event.spender, event.amount), (a.account(), b, 80));
    assert_eq!(w.ask(l.messages().approval(batch(), a.account(), b)), 80);
}

/// A token was a number: of no pollutant, no region, no vintage, and nothing told what had been surrendered.
#[test]
fn defect_05_no_pollutant_region_vintage_or_surrender_record() {
    let mut w = World::new();
    w.issue(&[("a", 100)]);
    let (l, f) = (w.ledger, facade(&mut w));
    use psp22::PSP22Metadata as _;
    // Pollutant, region, vintage and issue are in the batch, and in the token's very name.
    assert_eq!(w.ask(f.messages().token_name()).as_deref(), Some("CO2-UK-2021-001"));
    let other: weir_types::BatchId = "SO2-UK-2021-001".parse().expect("a batch");
    let message = l.messages().transfer(other, who("a2").account(), 1);
    assert_eq!(
        w.refused(&who("a"), message),
        ledger::Error::UnknownBatch,
        "units of one pollutant are none of another"
    );
    // Surrender has a state of its own, which no holder enters by its own word.
    let supply = w.ask(l.messages().supply(batch())).expect("a batch");
    assert_eq!((supply.surrendered, w.cell("a").surrendered), (0, 0));
    let message = l.messages().surrender(who("a").account(), batch(), 1);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::NotAllowed);
}
