//! allowances/issuer on drink: the cap, two steps by two independent accounts, pro rata to the last unit.

use issuer::Error;
use weir_client::Receipt;
use weir_suite::*;
use weir_types::ledger::{BatchTerms, Ledger as _};
use weir_types::units::NEVER;
use weir_types::{Quantity, RefusalReason, Role, Supply};

/// A cap of 1,000, of which 100 for the reserve alone, and one open batch.
fn capped() -> World {
    let mut w = World::new();
    let i = w.issuer;
    w.ok(&holder(Role::Regulator), i.messages().set_cap(co2(), 1_000, 100));
    w.ok(&holder(Role::Allocator), i.messages().open_batch(co2(), BatchTerms::Free));
    w
}

fn id(w: &World, receipt: &Receipt) -> issuer::ProposalId {
    let proposed: issuer::events::Proposed = receipt.event_of(w.issuer.address()).expect("a proposal");
    proposed.id
}

fn propose(w: &mut World, lines: &[(&str, Quantity)]) -> issuer::ProposalId {
    let lines = lines.iter().map(|(name, quantity)| (who(name).account(), *quantity)).collect();
    let message = w.issuer.messages().propose_allocation(batch(), lines);
    let receipt = w.ok(&holder(Role::Allocator), message);
    id(w, &receipt)
}

fn supply(w: &mut World) -> Supply {
    let message = w.ledger.messages().supply(batch());
    w.ask(message).expect("a batch")
}

#[test]
fn batches_are_numbered_and_named() {
    let mut w = capped();
    assert!(supply(&mut w).issued == 0);
    assert_eq!(batch().to_string(), "CO2-UK-2021-001");
    let i = w.issuer;
    w.ok(&holder(Role::Allocator), i.messages().open_batch(co2(), BatchTerms::SurrenderOnly));
    assert_eq!(w.ask(i.messages().batch_count(co2())), 2);
    let other = "SO2-UK-2021".parse().expect("an instrument");
    assert_eq!(w.refused(&holder(Role::Allocator), i.messages().open_batch(other, BatchTerms::Free)), Error::NoCap);
}

#[test]
fn what_one_proposes_another_approves() {
    let mut w = capped();
    let proposal = propose(&mut w, &[("a", 300), ("b", 200)]);
    assert_eq!(supply(&mut w).issued, 0, "a proposal issues nothing");
    let i = w.issuer;
    let refused = w.refused(&holder(Role::Allocator), i.messages().approve(proposal));
    assert_eq!(refused, Error::Refused(RefusalReason::MissingRole));
    w.ok(&holder(Role::Approver), i.messages().approve(proposal));
    assert_eq!((supply(&mut w).issued, supply(&mut w).tradable), (500, 500));
    assert_eq!(w.refused(&holder(Role::Approver), i.messages().approve(proposal)), Error::UnknownProposal);
}

#[test]
fn nobody_approves_for_itself_or_its_group() {
    let mut w = capped();
    let (i, r, admin) = (w.issuer, w.registry, w.admin.clone());
    for (name, role) in [("a", Role::Allocator), ("a", Role::Approver), ("a2", Role::Approver)] {
        w.ok(&admin, r.messages().grant_role(role, who(name).account(), NEVER));
    }
    let message = i.messages().propose_allocation(batch(), vec![(who("b").account(), 1)]);
    let receipt = w.ok(&who("a"), message);
    let proposal = id(&w, &receipt);
    for name in ["a", "a2"] {
        let refused = w.refused(&who(name), i.messages().approve(proposal));
        assert_eq!(refused, Error::Refused(RefusalReason::NotIndependent), "{name}");
    }
    w.ok(&holder(Role::Approver), i.messages().approve(proposal));
}

#[test]
fn the_cap_is_hard() {
    let mut w = capped();
    let i = w.issuer;
    let allocator = holder(Role::Allocator);
    propose(&mut w, &[("a", 900)]);
    let lines = vec![(who("b").account(), 1)];
    let refused = w.refused(&allocator, i.messages().propose_allocation(batch(), lines));
    assert!(matches!(refused, Error::OverCap | Error::OverSetAside), "the last 100 are set aside: {refused:?}");
    w.ok(&allocator, i.messages().propose_reserve(batch(), 100));
    assert_eq!(w.refused(&allocator, i.messages().propose_reserve(batch(), 1)), Error::OverCap);
    let lines = vec![(who("b").account(), u128::MAX)];
    let refused = w.refused(&allocator, i.messages().propose_allocation(batch(), lines));
    assert!(matches!(refused, Error::OverCap | Error::OverSetAside | Error::Overflow), "{refused:?}");
    let regulator = holder(Role::Regulator);
    assert_eq!(w.refused(&regulator, i.messages().set_cap(co2(), 1_001, 100)), Error::CapRaised);
    assert_eq!(w.refused(&regulator, i.messages().set_cap(co2(), 999, 100)), Error::OverCap);
    assert_eq!(
        w.refused(&w.admin.clone(), i.messages().set_cap(co2(), 1, 0)),
        Error::Refused(RefusalReason::MissingRole)
    );
}

#[test]
fn what_is_rejected_withdrawn_or_expired_is_free_again() {
    let mut w = capped();
    let i = w.issuer;
    let rejected = propose(&mut w, &[("a", 900)]);
    assert_eq!(w.refused(&holder(Role::Approver), i.messages().reject(rejected, 0)), Error::MissingReason);
    w.ok(&holder(Role::Approver), i.messages().reject(rejected, REASON));
    let withdrawn = propose(&mut w, &[("a", 900)]);
    assert!(matches!(w.refused(&who("a"), i.messages().withdraw(withdrawn)), Error::NotAllowed | Error::Refused(_)));
    w.ok(&holder(Role::Allocator), i.messages().withdraw(withdrawn));
    let expired = propose(&mut w, &[("a", 900)]);
    assert_eq!(w.refused(&who("stranger"), i.messages().expire(expired)), Error::NotExpired);
    w.pass(TERM);
    assert_eq!(w.refused(&holder(Role::Approver), i.messages().approve(expired)), Error::Expired);
    w.ok(&who("stranger"), i.messages().expire(expired));
    let last = propose(&mut w, &[("a", 900)]);
    w.ok(&holder(Role::Approver), i.messages().approve(last));
    assert_eq!(supply(&mut w).issued, 900);
}

#[test]
fn a_pool_is_shared_to_the_last_unit() {
    let mut w = capped();
    let (i, regulator, approver) = (w.issuer, holder(Role::Regulator), holder(Role::Approver));
    let [a, b, c] = ["a", "b", "c"].map(|name| who(name).account());
    w.ok(&regulator, i.messages().record_history(co2(), vec![(a, 1), (b, 1), (c, 1)]));
    assert_eq!(
        w.refused(&holder(Role::Allocator), i.messages().propose_pro_rata(batch(), vec![a])),
        Error::HistoryOpen
    );
    w.ok(&regulator, i.messages().set_pool(co2(), 100));
    assert_eq!(w.refused(&regulator, i.messages().record_history(co2(), vec![(a, 9)])), Error::HistoryClosed);
    for accounts in [vec![a, b], vec![c]] {
        let message = i.messages().propose_pro_rata(batch(), accounts);
        let receipt = w.ok(&holder(Role::Allocator), message);
        let proposal = id(&w, &receipt);
        w.ok(&approver, i.messages().approve(proposal));
    }
    assert_eq!(w.refused(&holder(Role::Allocator), i.messages().propose_pro_rata(batch(), vec![a])), Error::ShareTaken);
    let s = supply(&mut w);
    assert_eq!((s.tradable, s.reserve, s.issued), (99, 1, 100), "three shares of 33, the residue in the reserve");
}

#[test]
fn the_reserve_is_released_in_two_steps_and_can_be_cancelled() {
    let mut w = capped();
    let (i, allocator, approver) = (w.issuer, holder(Role::Allocator), holder(Role::Approver));
    let a = who("a").account();
    let receipt = w.ok(&allocator, i.messages().propose_reserve(batch(), 100));
    let reserve = id(&w, &receipt);
    w.ok(&approver, i.messages().approve(reserve));
    let receipt = w.ok(&allocator, i.messages().propose_release(batch(), a, 60));
    let release = id(&w, &receipt);
    w.ok(&approver, i.messages().approve(release));
    let receipt = w.ok(&allocator, i.messages().propose_cancel_reserve(batch(), 40));
    let cancel = id(&w, &receipt);
    w.ok(&approver, i.messages().approve(cancel));
    let s = supply(&mut w);
    assert_eq!((s.issued, s.tradable, s.reserve, s.cancelled), (100, 60, 0, 40));
}
