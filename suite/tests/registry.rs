//! identity/registry on drink: roles, measures, and what the ledger is told. The predecessor's defects are in `defects_identity.rs`.

use registry::{AreaStatus, Error, Grounds};
use weir_client::Hash;
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
    let message = w.registry.messages().state();
    let state = w.ask(message);
    assert_eq!((state.ledger, state.count), (Some(w.ledger.address()), 4));
    assert_eq!(state.admin.map(|admin| admin.current), Some(w.admin.account()));
    let message = w.registry.messages().accounts(1, 2);
    assert_eq!(w.ask(message), vec![who("a2").account(), who("b").account()]);
    let message = w.registry.messages().accounts(u32::MAX, u32::MAX);
    assert!(w.ask(message).is_empty());
}

#[test]
fn a_region_is_a_code() {
    let mut w = World::new();
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
    assert_eq!(w.refused(&who("b"), r.messages().revoke_role(Role::Verifier, a)), Error::NotAllowed);
    w.ok(&who("a"), r.messages().revoke_role(Role::Verifier, a));
    assert_eq!(w.refused(&who("a"), r.messages().revoke_role(Role::Verifier, a)), Error::RoleNotHeld);
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
    w.ok(&holder(Role::Court), w.registry.messages().take_measure(b, MeasureKind::Freeze, grounds()));
    assert_eq!(screened(&mut w, &[a, b], Capability::Trade), Some((1, RefusalReason::Frozen)));
    assert_eq!(screened(&mut w, &[a, b], Capability::Hold), None, "what is frozen is still held");
    let many = vec![a; MAX_SCREEN + 1];
    assert_eq!(screened(&mut w, &many, Capability::Hold).map(|(_, reason)| reason), Some(RefusalReason::TooMany));
    assert!(screened(&mut w, &[], Capability::Hold).is_some());
}

/// Four powers are four roles: none of them can do what another can, and the administrator none of it.
#[test]
fn powers_are_apart() {
    let mut w = World::new();
    let (r, a) = (w.registry, who("a").account());
    let missing = Error::Refused(RefusalReason::MissingRole);
    for kind in [MeasureKind::Suspension, MeasureKind::Freeze, MeasureKind::Denial] {
        let others = ROLES.into_iter().filter(|role| *role != kind.role()).map(holder);
        for signer in others.chain([w.admin.clone()]) {
            assert_eq!(w.refused(&signer, r.messages().take_measure(a, kind, grounds())), missing, "{signer}");
            assert_eq!(w.refused(&signer, r.messages().lift_measure(a, kind, REASON, evidence())), missing, "{signer}");
        }
    }
}

/// All three kinds of measure: taken once (a denial again), told to the ledger, lifted once, by the role that takes it.
#[test]
fn measures_are_taken_and_lifted_by_one_role_each() {
    let mut w = World::new();
    let (r, a) = (w.registry, who("a").account());
    for (kind, role, taken, lifted) in [
        (MeasureKind::Suspension, Role::Regulator, Some(Error::AlreadySuspended), Error::NotSuspended),
        (MeasureKind::Freeze, Role::Court, Some(Error::AlreadyFrozen), Error::NotFrozen),
        (MeasureKind::Denial, Role::Watchdog, None, Error::NotDenied),
    ] {
        let signer = holder(role);
        let take = |grounds| r.messages().take_measure(a, kind, grounds);
        let lift = |reason, evidence| r.messages().lift_measure(a, kind, reason, evidence);
        let marks = |w: &mut World| {
            let record = pushed(w, "a");
            [record.suspended, record.frozen, record.denied_until != 0]
        };
        assert_eq!(w.refused(&signer, lift(REASON, evidence())), lifted);
        assert_eq!(w.refused(&signer, take(Grounds { reason: 0, ..grounds() })), Error::MissingReason);
        assert_eq!(
            w.refused(&signer, take(Grounds { evidence: Hash::default(), ..grounds() })),
            Error::MissingEvidence
        );
        assert_eq!(w.refused(&signer, take(Grounds { until: 1, ..grounds() })), Error::ExpiryInPast);
        if taken.is_some() {
            let ends = Grounds { until: w.now() + HOUR, ..grounds() };
            assert_eq!(w.refused(&signer, take(ends)), Error::NoExpiry, "{kind:?}");
        }
        w.ok(&signer, take(grounds()));
        assert_eq!(
            marks(&mut w),
            [MeasureKind::Suspension, MeasureKind::Freeze, MeasureKind::Denial].map(|k| k == kind)
        );
        let kept = w.ask(r.messages().measure_of(a, kind)).expect("a measure");
        assert_eq!((kept.reason, kept.evidence, kept.until, kept.by), (REASON, evidence(), NEVER, signer.account()));
        match taken {
            Some(error) => assert_eq!(w.refused(&signer, take(grounds())), error),
            None => drop(w.ok(&signer, take(grounds()))),
        }
        assert_eq!(w.refused(&signer, lift(0, evidence())), Error::MissingReason);
        if kind == MeasureKind::Freeze {
            assert_eq!(w.refused(&signer, lift(REASON, Hash::default())), Error::MissingEvidence);
        }
        w.ok(&signer, lift(REASON, evidence()));
        assert_eq!(marks(&mut w), [false; 3]);
        assert_eq!(w.ask(r.messages().measure_of(a, kind)), None);
    }
    let nobody = who("stranger").account();
    let message = r.messages().take_measure(nobody, MeasureKind::Suspension, grounds());
    assert_eq!(w.refused(&holder(Role::Regulator), message), Error::NotRegistered);
}

#[test]
fn nobody_takes_a_measure_over_its_own_group_and_the_barred_do_not_act() {
    let mut w = World::new();
    let (r, a, a2, b) = (w.registry, who("a").account(), who("a2").account(), who("b").account());
    w.ok(&w.admin.clone(), r.messages().grant_role(Role::Court, a, NEVER));
    let own = Error::Refused(RefusalReason::NotIndependent);
    assert_eq!(w.refused(&who("a"), r.messages().take_measure(a2, MeasureKind::Freeze, grounds())), own);
    w.ok(&who("a"), r.messages().take_measure(b, MeasureKind::Freeze, grounds()));
    w.ok(&holder(Role::Court), r.messages().take_measure(a, MeasureKind::Freeze, grounds()));
    assert_eq!(
        w.refused(&who("a"), r.messages().lift_measure(b, MeasureKind::Freeze, REASON, evidence())),
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
    assert_eq!(w.ask(r.messages().state()).count, 0);
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

#[test]
fn profiles_say_where_accounts_are_and_whether_their_city_fails() {
    let mut w = World::new();
    let (r, [a, stranger]) = (w.registry, ["a", "stranger"].map(|name| who(name).account()));
    let [so2, cod] = ["SO2", "COD"].map(|text| Pollutant::new(text).expect("a code"));
    let district = |text| Region::new(text).expect("a code");
    let works =
        registry::Profile { region: district("440304"), basin: 7, sector: 3110, ..profile(OrgKind::Operator, 1) };
    w.ok(&holder(Role::Registrar), r.messages().amend(a, works));
    let failed = r.messages().set_area_status(district("440305"), so2, AreaStatus::Failed);
    w.ok(&holder(Role::Regulator), failed);
    assert_eq!(w.ask(r.messages().area_status(district("440300"), so2)), Some(AreaStatus::Failed), "kept by city");
    let known = |area_fails| {
        Some(weir_types::Profile { region: district("440304"), basin: 7, sector: 3110, group: 1, area_fails })
    };
    assert_eq!(w.ask(r.messages().profiles(vec![a, stranger], so2)), [known(true), None]);
    assert_eq!(w.ask(r.messages().profiles(vec![stranger, a], cod)), [None, known(false)]);
    assert_eq!(w.ask(r.messages().profiles(vec![a; MAX_SCREEN + 1], cod)).len(), MAX_SCREEN);
    assert!(w.ask(r.messages().profiles(vec![], cod)).is_empty());
}
