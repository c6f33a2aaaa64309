//! Step-up confirmation and dual approval through contracts that have joined.

use crate::scene::*;
use crate::table::{self, Risk};
use ink::scale::Encode;
use ink::MessageResult;
use weir_suite::*;
use weir_types::policy::{Check, Error, Limit, OrderId, OrderStatus, Rule};
use weir_types::Role;

fn step_up() -> Rule {
    Rule { above: 500, approvals: 1, approver: Role::Approver, delay: HOUR, ..free() }
}

fn risk(risks: Vec<Risk>, contract: &str, message: &str) -> Risk {
    risks.into_iter().find(|risk| (risk.contract, risk.message) == (contract, message)).expect("is in the table")
}

fn status(s: &mut Scene, id: OrderId) -> OrderStatus {
    let message = s.policy.messages().order_status(id);
    s.w.ask(message).expect("an order").1
}

/// A large mint waits for an approver of another organisation, and goes through once.
#[test]
fn a_large_mint_waits_for_another_organisation() {
    let mut s = Scene::new();
    let mint = risk(table::high_risk(&mut s), "cash", "mint");
    s.join();
    s.adopt(mint.target, "mint", step_up());
    assert_eq!(s.denied(&mint), Error::NeedsOrder);
    let id = s.schedule(&mint, None);
    assert_eq!(s.denied(&mint), Error::NotApproved);
    s.approve(id, &holder(Role::Approver));
    assert_eq!(s.denied(&mint), Error::TooEarly);
    s.w.pass(HOUR);
    let mut other = Risk { call: mint.call.clone(), ..mint };
    other.call.data[4] ^= 1;
    assert_eq!(s.denied(&other), Error::NeedsOrder, "another account would get it");
    s.goes(&mint);
    assert_eq!(status(&mut s, id), OrderStatus::Done);
    assert_eq!(s.denied(&mint), Error::NeedsOrder, "once");
    // Up to there no order is needed.
    let message = s.w.cash.messages().mint(who("a").account(), 499);
    s.w.ok(&holder(Role::Bank), message);
}

/// The exchange and the auction ask through codes that they run: the target is the contract, the input is its own.
#[test]
fn orders_reach_messages_of_other_codes() {
    for (contract, message) in [("exchange", "set_terms"), ("auction", "open"), ("settlement", "propose_admin")] {
        let mut s = Scene::new();
        let risk = risk(table::high_risk(&mut s), contract, message);
        s.join();
        s.adopt(risk.target, risk.message, Rule { above: 0, delay: 0, ..step_up() });
        assert_eq!(s.denied(&risk), Error::NeedsOrder, "{contract}");
        let id = s.schedule(&risk, None);
        s.approve(id, &holder(Role::Approver));
        s.goes(&risk);
        assert_eq!(status(&mut s, id), OrderStatus::Done, "{contract}");
    }
}

/// What the registry itself asks about: a role takes two organisations, without asking the registry back.
#[test]
fn a_role_takes_two() {
    let mut s = Scene::new();
    let grant = risk(table::high_risk(&mut s), "registry", "grant_role");
    s.join();
    s.adopt(grant.target, "grant_role", Rule { above: 0, delay: 0, ..step_up() });
    assert_eq!(s.denied(&grant), Error::NeedsOrder);
    let id = s.schedule(&grant, None);
    s.approve(id, &holder(Role::Approver));
    s.goes(&grant);
    let view = s.w.registry.messages().role_until(Role::Reporter, who("stranger").account());
    assert!(s.w.ask(view).is_some());
    // A group limit would make the policy ask the registry back: the chain ends it, and the message is closed, not open.
    let group = Limit { window: DAY, value: 9, calls: 9 };
    s.adopt(grant.target, "grant_role", Rule { group, ..free() });
    assert_eq!(s.denied(&grant), Error::PolicyFailed);
}

/// The term of proposals takes two and is read back: done as ordered, failed when it is something else by then.
#[test]
fn a_parameter_is_read_back() {
    let mut s = Scene::new();
    drop(table::high_risk(&mut s));
    s.join();
    let target = s.w.issuer.address();
    s.adopt(target, "set_term", Rule { read_back: true, delay: 0, ..step_up() });
    let config =
        |s: &Scene, term| issuer::Config { registry: s.w.registry.address(), ledger: s.w.ledger.address(), term };
    let admin = s.w.admin.clone();
    let ordered = |s: &mut Scene, term| {
        let call = sent(&admin, s.w.issuer.messages().set_term(term));
        let risk = Risk { contract: "issuer", message: "set_term", target, call };
        let shown: MessageResult<issuer::Config> = Ok(config(s, term));
        let expected = shown.encode()[1..].to_vec();
        let check = Check { selector: selector("config"), arguments: Vec::new(), expected };
        assert_eq!(s.denied(&risk), Error::NeedsOrder);
        let id = s.schedule(&risk, Some(check.clone()));
        s.approve(id, &holder(Role::Approver));
        s.goes(&risk);
        assert_eq!(status(s, id), OrderStatus::Used);
        (id, check)
    };
    let read = |s: &mut Scene, (id, check): (OrderId, Check)| {
        let message = s.policy.messages().read_back(id, check);
        s.w.ok(&who("stranger"), message);
        status(s, id)
    };
    let first = ordered(&mut s, 5);
    assert_eq!(read(&mut s, first), OrderStatus::Done);
    // Two orders after another: the first of them is not what the parameter is.
    let (overtaken, last) = (ordered(&mut s, 6), ordered(&mut s, 7));
    assert_eq!(read(&mut s, overtaken), OrderStatus::Failed);
    assert_eq!(read(&mut s, last), OrderStatus::Done);
    // One that nobody reads back in its term has failed, too.
    let (unread, _) = ordered(&mut s, 8);
    s.w.pass(DAY);
    assert_eq!(status(&mut s, unread), OrderStatus::Failed);
}
