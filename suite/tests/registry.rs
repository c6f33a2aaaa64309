//! identity/registry on drink: roles, measures, and what the ledger is told. Defects 23 to 28 of the predecessor among them.

use registry::{AreaStatus, DenyEntry, Error};
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::registry::{Registry as _, MAX_SCREEN};
use weir_types::units::NEVER;
use weir_types::{AccountId, AccountRecord, Capability, OrgKind, Pollutant, RefusalReason, Region, Role};

fn pushed(w: &mut World, name: &str) -> AccountRecord {
    let message = w.ledger.messages().account(who(name).account());
    w.ask(message)
}

fn screened(w: &mut World, names: &[AccountId], capability: Capability) -> Option<(u8, RefusalReason)> {
    let message = w.registry.messages().screen(names.to_vec(), capability);
    w.ask(message).err().map(|refusal| (refusal.index, refusal.reason))
}

#[test]
fn registering_tells_the_ledger() {
    let mut w = World::new();
    let record = pushed(&mut w, "a");
    assert!(record.eligible && !record.frozen && !record.suspended);
    assert_eq!((record.group, record.denied_until), (1, 0));
    let message = w.registry.messages().organisation(who("a").account());
    assert_eq!(w.ask(message).map(|o| (o.kind, o.sector)), Some((OrgKind::Operator, 3511)));
    let message = w.registry.messages().organisation(who("stranger").account());
    assert_eq!(w.ask(message), None);
    let message = w.registry.messages().count();
    assert_eq!(w.ask(message), 4);
    let message = w.registry.messages().accounts(1, 2);
    assert_eq!(w.ask(message), vec![who("a2").account(), who("b").account()]);
    let message = w.registry.messages().accounts(u32::MAX, u32::MAX);
    assert!(w.ask(message).is_empty());
}

/// Defects 23, 26 and 28: anyone could add, adding needed the entry to exist already, nobody was asked.
#[test]
fn predecessor_23_26_28_only_a_registrar_registers_and_once() {
    let mut w = World::new();
    let stranger = who("stranger").account();
    for signer in [w.admin.clone(), who("a"), holder(Role::Regulator), holder(Role::Watchdog)] {
        let message = w.registry.messages().register(stranger, profile(OrgKind::Trader, 0));
        assert_eq!(w.refused(&signer, message), Error::Refused(RefusalReason::MissingRole));
    }
    w.register(&who("stranger"), OrgKind::Trader, 0);
    let message = w.registry.messages().register(stranger, profile(OrgKind::Trader, 0));
    assert_eq!(w.refused(&holder(Role::Registrar), message), Error::AlreadyRegistered);
    let mut bad = profile(OrgKind::Trader, 0);
    bad.region = Region([0; 6]);
    let message = w.registry.messages().register(who("other").account(), bad);
    assert_eq!(w.refused(&holder(Role::Registrar), message), Error::BadCode);
}

#[test]
fn roles_are_granted_by_the_administrator_and_run_out() {
    let mut w = World::new();
    let (r, a) = (w.registry, who("a").account());
    let until = w.now() + HOUR;
    assert_eq!(w.refused(&who("a"), r.messages().grant_role(Role::Court, a, until)), Error::NotAllowed);
    let now = w.now();
    assert_eq!(w.refused(&w.admin.clone(), r.messages().grant_role(Role::Court, a, now)), Error::ExpiryInPast);
    w.ok(&w.admin.clone(), r.messages().grant_role(Role::Verifier, a, until));
    assert_eq!(screened(&mut w, &[a], Capability::Act(Role::Verifier)), None);
    w.pass(HOUR);
    assert_eq!(screened(&mut w, &[a], Capability::Act(Role::Verifier)), Some((0, RefusalReason::MissingRole)));
    w.ok(&w.admin.clone(), r.messages().grant_role(Role::Verifier, a, NEVER));
    w.ok(&who("a"), r.messages().renounce_role(Role::Verifier));
    assert_eq!(w.refused(&who("a"), r.messages().renounce_role(Role::Verifier)), Error::RoleNotHeld);
    assert_eq!(w.refused(&w.admin.clone(), r.messages().revoke_role(Role::Verifier, a)), Error::RoleNotHeld);
}

#[test]
fn independence_is_of_groups() {
    let mut w = World::new();
    let verifier = holder(Role::Verifier).account();
    let [a, a2, b] = ["a", "a2", "b"].map(|name| who(name).account());
    w.ok(&w.admin.clone(), w.registry.messages().grant_role(Role::Verifier, a2, NEVER));
    let over = Capability::ActOver(Role::Verifier);
    assert_eq!(screened(&mut w, &[verifier, a, b], over), None);
    assert_eq!(screened(&mut w, &[a2, b], over), None);
    assert_eq!(screened(&mut w, &[a2, b, a], over).map(|(_, reason)| reason), Some(RefusalReason::NotIndependent));
    assert_eq!(screened(&mut w, &[a2, a2], over).map(|(_, reason)| reason), Some(RefusalReason::NotIndependent));
    assert_eq!(screened(&mut w, &[b, a], over), Some((0, RefusalReason::MissingRole)));
}

#[test]
fn screening_names_the_first_that_does_not_pass_and_is_bounded() {
    let mut w = World::new();
    let [a, b, stranger] = ["a", "b", "stranger"].map(|name| who(name).account());
    assert_eq!(screened(&mut w, &[a, b], Capability::Trade), None);
    assert_eq!(screened(&mut w, &[a, stranger, b], Capability::Hold), Some((1, RefusalReason::Unknown)));
    w.ok(&holder(Role::Court), w.registry.messages().freeze(b, REASON, evidence()));
    assert_eq!(screened(&mut w, &[a, b], Capability::Trade), Some((1, RefusalReason::Frozen)));
    assert_eq!(screened(&mut w, &[a, b], Capability::Hold), None, "what is frozen is still held");
    let many = vec![a; MAX_SCREEN + 1];
    assert_eq!(screened(&mut w, &many, Capability::Hold).map(|(_, reason)| reason), Some(RefusalReason::TooMany));
    assert!(screened(&mut w, &[], Capability::Hold).is_some());
}

/// Four powers are four roles: none of them can do what another can.
#[test]
fn powers_are_apart() {
    let mut w = World::new();
    let (r, a) = (w.registry, who("a").account());
    let denial = DenyEntry { reason: REASON, evidence: evidence(), until: NEVER };
    let missing = Error::Refused(RefusalReason::MissingRole);
    for role in ROLES {
        let signer = holder(role);
        if role != Role::Court {
            assert_eq!(w.refused(&signer, r.messages().freeze(a, REASON, evidence())), missing, "{role:?}");
        }
        if role != Role::Regulator {
            assert_eq!(w.refused(&signer, r.messages().suspend(a, REASON, evidence())), missing, "{role:?}");
        }
        if role != Role::Watchdog {
            assert_eq!(w.refused(&signer, r.messages().deny(a, denial)), missing, "{role:?}");
        }
    }
    let admin = w.admin.clone();
    assert_eq!(w.refused(&admin, r.messages().freeze(a, REASON, evidence())), missing);
}

/// Defects 24 and 25: removals stayed invisible; no reason, no evidence, no expiry, and no trade asked.
#[test]
fn predecessor_24_25_denials_have_reason_evidence_expiry_and_an_end() {
    let mut w = World::new();
    let (r, a, watchdog) = (w.registry, who("a").account(), holder(Role::Watchdog));
    let until = w.now() + HOUR;
    let denial = DenyEntry { reason: REASON, evidence: evidence(), until };
    let without_reason = DenyEntry { reason: 0, ..denial };
    assert_eq!(w.refused(&watchdog, r.messages().deny(a, without_reason)), Error::MissingReason);
    let without_evidence = DenyEntry { evidence: Default::default(), ..denial };
    assert_eq!(w.refused(&watchdog, r.messages().deny(a, without_evidence)), Error::MissingEvidence);
    let past = DenyEntry { until: 1, ..denial };
    assert_eq!(w.refused(&watchdog, r.messages().deny(a, past)), Error::ExpiryInPast);
    w.ok(&watchdog, r.messages().deny(a, denial));
    assert_eq!(pushed(&mut w, "a").denied_until, until);
    let receipt = w.ok(&watchdog, r.messages().allow(a, REASON));
    let lifted: registry::events::MeasureLifted = receipt.event_of(w.registry.address()).expect("a visible removal");
    assert_eq!((lifted.account, lifted.reason), (a, REASON));
    assert_eq!(pushed(&mut w, "a").denied_until, 0);
    assert_eq!(w.refused(&watchdog, r.messages().allow(a, REASON)), Error::NotDenied);
}

#[test]
fn nobody_takes_a_measure_over_its_own_group_and_the_barred_do_not_act() {
    let mut w = World::new();
    let (r, a, a2, b) = (w.registry, who("a").account(), who("a2").account(), who("b").account());
    w.ok(&w.admin.clone(), r.messages().grant_role(Role::Court, a, NEVER));
    let own = Error::Refused(RefusalReason::NotIndependent);
    assert_eq!(w.refused(&who("a"), r.messages().freeze(a2, REASON, evidence())), own);
    w.ok(&who("a"), r.messages().freeze(b, REASON, evidence()));
    w.ok(&holder(Role::Court), r.messages().freeze(a, REASON, evidence()));
    assert_eq!(
        w.refused(&who("a"), r.messages().unfreeze(b, REASON, evidence())),
        Error::Refused(RefusalReason::Frozen)
    );
}

#[test]
fn wiring_is_sealed_and_the_ledgers_refusal_undoes_the_message() {
    let mut w = World::deployed();
    let (r, admin) = (w.registry, w.admin.clone());
    w.ok(&admin, r.messages().grant_role(Role::Registrar, holder(Role::Registrar).account(), NEVER));
    let message = r.messages().register(who("a").account(), profile(OrgKind::Operator, 1));
    assert_eq!(w.refused(&holder(Role::Registrar), message), Error::NotWired);
    assert_eq!(w.refused(&who("a"), r.messages().wire(w.ledger.address())), Error::NotAllowed);
    w.ok(&admin, r.messages().wire(w.ledger.address()));
    assert_eq!(w.refused(&admin, r.messages().wire(w.ledger.address())), Error::AlreadyWired);
    let message = r.messages().register(who("a").account(), profile(OrgKind::Operator, 1));
    let refused = w.refused(&holder(Role::Registrar), message);
    assert_eq!(refused, Error::Ledger(ledger::Error::NotWired), "the ledger knows no registry yet");
    assert_eq!(w.ask(r.messages().count()), 0);
}

#[test]
fn areas_have_a_status() {
    let mut w = World::new();
    let (r, region, so2) = (w.registry, Region::new("GD").expect("a code"), Pollutant::new("SO2").expect("a code"));
    assert_eq!(w.ask(r.messages().area_status(region, so2)), None);
    let message = r.messages().set_area_status(region, so2, AreaStatus::Failed);
    assert_eq!(w.refused(&who("a"), message), Error::Refused(RefusalReason::MissingRole));
    w.ok(&holder(Role::Regulator), r.messages().set_area_status(region, so2, AreaStatus::Failed));
    assert_eq!(w.ask(r.messages().area_status(region, so2)), Some(AreaStatus::Failed));
}
