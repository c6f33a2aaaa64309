//! How the contracts join firewall/policy, on drink: which messages ask it, what its answers do, and that a policy that fails closes
//! these and locks nobody in.

#[path = "joins/breaker.rs"]
mod breaker;
mod hall;
#[path = "joins/orders.rs"]
mod orders;
#[path = "joins/random.rs"]
mod random;
#[path = "joins/scene.rs"]
mod scene;
#[path = "joins/table.rs"]
mod table;
#[path = "joins/withdrawals.rs"]
mod withdrawals;

use scene::*;
use std::collections::BTreeSet;
use weir_suite::*;
use weir_types::policy::{Error, Hours, Limit, Rule};
use weir_types::Role;

/// What a contract names is what this file sends; a name that nobody sends, or the other way round, would be untested.
#[test]
fn the_table_is_what_the_contracts_name() {
    let mut s = Scene::new();
    let sent: BTreeSet<_> = table::high_risk(&mut s).iter().map(|risk| (risk.contract, risk.message)).collect();
    let named: BTreeSet<_> =
        table::NAMED.iter().flat_map(|(contract, names)| names.iter().map(move |name| (*contract, *name))).collect();
    assert_eq!(sent, named);
    assert_eq!(named.len(), 28);
}

/// Without a rule each high-risk message is closed; with one that limits nothing each is carried out.
#[test]
fn each_high_risk_message_asks() {
    let mut s = Scene::new();
    let risks = table::high_risk(&mut s);
    s.join();
    for risk in &risks {
        assert_eq!(s.denied(risk), Error::NoRule, "{} {}", risk.contract, risk.message);
    }
    for risk in &risks {
        s.adopt(risk.target, risk.message, free());
        let receipt = s.goes(risk);
        let entered: policy::events::CallEntered = receipt.event_of(s.policy.address()).expect("an event");
        assert_eq!((entered.target, entered.selector), (risk.target, selector(risk.message)));
        assert_eq!(entered.caller, risk.call.signer.account(), "{} {}", risk.contract, risk.message);
    }
}

/// A contract whose registry has joined nothing asks nobody.
#[test]
fn without_a_policy_everything_is_as_before() {
    let mut s = Scene::new();
    for risk in table::high_risk(&mut s) {
        s.goes(&risk);
    }
}

/// A policy that traps, or answers what is no answer, closes every high-risk message.
#[test]
fn a_policy_that_fails_closes_what_is_high_risk() {
    let mut s = Scene::new();
    let risks = table::high_risk(&mut s);
    let policy = s.join_broken();
    for risk in &risks {
        s.misbehave(policy, 1);
        assert_eq!(s.denied(risk), Error::PolicyFailed, "{} {}", risk.contract, risk.message);
    }
    for how in [4, 5, 6, 7] {
        s.misbehave(policy, how);
        assert_eq!(s.denied(&risks[0]), Error::PolicyFailed, "{how}");
    }
    s.misbehave(policy, 0);
    s.goes(&risks[0]);
}

/// The policy is named once, by the administrator, and has to be one.
#[test]
fn the_registry_joins_once() {
    let mut s = Scene::new();
    let policy = s.policy.address();
    let admin = s.w.admin.clone();
    for signer in ROLES.map(holder).into_iter().chain([who("stranger")]) {
        let message = s.w.registry.messages().join(policy);
        assert_eq!(s.w.refused(&signer, message), registry::Error::NotAllowed, "{signer}");
    }
    for nobody in [s.w.ledger.address(), who("stranger").account()] {
        let message = s.w.registry.messages().join(nobody);
        assert_eq!(s.w.refused(&admin, message), registry::Error::NoPolicy);
    }
    s.join();
    let message = s.w.registry.messages().join(policy);
    assert_eq!(s.w.refused(&admin, message), registry::Error::AlreadyWired);
}

/// A limit holds for what a caller does in a window, whatever contract it is asked through.
#[test]
fn a_bank_mints_within_its_limit() {
    let mut s = Scene::new();
    s.join();
    let limit = Limit { window: DAY, value: 1_000, calls: 3 };
    s.adopt(s.w.cash.address(), "mint", Rule { caller: limit, ..free() });
    let mint = |s: &Scene, amount| s.w.cash.messages().mint(who("a").account(), amount);
    let bank = holder(Role::Bank);
    let message = mint(&s, 1_001);
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::CallerLimit));
    for amount in [600, 400] {
        let message = mint(&s, amount);
        s.w.ok(&bank, message);
    }
    let message = mint(&s, 1);
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::CallerLimit));
    // Whoever is no bank hears that, as before.
    let message = mint(&s, 1);
    assert_eq!(s.w.refused(&who("b"), message), cash::Error::NotBank);
    s.w.pass(DAY + DAY / 8);
    let message = mint(&s, 1_000);
    s.w.ok(&bank, message);
}

/// Two sources block a caller in every contract; one makes it ask for an approval; what is its own it still takes out.
#[test]
fn two_sources_block() {
    let mut s = Scene::new();
    let risks = table::high_risk(&mut s);
    s.join();
    let bank = holder(Role::Bank);
    let mint = risks.into_iter().find(|risk| risk.message == "mint").expect("is in the table");
    s.adopt(mint.target, "mint", free());
    s.goes(&mint);
    s.denounce("w1", 61, bank.account());
    assert_eq!(s.denied(&mint), Error::NeedsOrder);
    s.denounce("w2", 62, bank.account());
    assert_eq!(s.denied(&mint), Error::Blocked);
    withdrawals::bank_burns(&mut s);
}

/// Outside of its hours a parameter stays as it is.
#[test]
fn a_market_is_changed_in_its_hours() {
    let mut s = Scene::new();
    let risks = table::high_risk(&mut s);
    s.join();
    let terms = risks.into_iter().find(|risk| (risk.contract, risk.message) == ("exchange", "set_terms")).expect("is");
    // The world begins an hour after 12:26 UTC on a Sunday.
    let minute = u16::try_from(s.w.now() / 60_000 % 1_440).expect("a minute");
    let hours = Hours { days: 0x7f, opens: minute + 60, closes: minute + 120 };
    s.adopt(terms.target, terms.message, Rule { hours, ..free() });
    assert_eq!(s.denied(&terms), Error::OutOfHours);
    s.w.pass(HOUR);
    s.goes(&terms);
    s.w.pass(HOUR);
    assert_eq!(s.denied(&terms), Error::OutOfHours);
}
