//! The firewall's policy in a deployment: which messages have rules, which rules, and how two people put them in force.

use super::apply::Run;
use super::fail;
use super::manifest::CallRecord;
use super::suite::{proof, Suite};
use super::text::{short, Account, Hex};
use crate::exit::{Exit, Failure};
use ::policy::events::ChangeProposed;
use ::policy::PolicyRef;
use registry::RegistryRef;
use serde_json::{json, Map};
use weir_client::hash::blake2_256;
use weir_client::typed::{Message as _, Prepared, Typed as _};
use weir_client::{AccountId, Call, Chain, Contract, Receipt, Signer};
use weir_types::policy::{Change, Guarded, Hours, Limit, Rule, Selector};
use weir_types::registry::Registry as _;
use weir_types::units::DAY_MS;
use weir_types::Role;

/// The messages that ask, by the contract that they are sent to. The exchange and the auction ask in codes that they run.
pub const HIGH_RISK: [(&str, &[&str]); 10] = [
    ("registry", registry::Registry::HIGH_RISK),
    ("issuer", issuer::Issuer::HIGH_RISK),
    ("ledger", ledger::Ledger::HIGH_RISK),
    ("compliance", compliance::Compliance::HIGH_RISK),
    ("cash", cash::Cash::HIGH_RISK),
    ("settlement", settlement::Settlement::HIGH_RISK),
    ("desk", desk::Desk::HIGH_RISK),
    ("exchange", office::Office::HIGH_RISK),
    ("auction", auctioneer::Auctioneer::HIGH_RISK),
    ("oracle", oracle::Oracle::HIGH_RISK),
];

/// What a deployment begins with: nobody needs another's word, and nobody does in a day what no honest day has. Operators put
/// stricter rules in force with the same two signatures (docs/operators.md).
pub const FIRST: Rule = Rule {
    caller: Limit { window: DAY_MS, value: 1_000_000_000_000_000_000, calls: 100_000 },
    group: Limit { window: 0, value: 0, calls: 0 },
    hours: Hours::ALWAYS,
    above: u128::MAX,
    approvals: 0,
    approver: Role::Approver,
    delay: 0,
    term: 7 * DAY_MS,
    read_back: false,
};

/// A rule that is to be in force.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// Its name in the manifest.
    pub name: String,
    /// What is proposed.
    change: Change,
    /// What the manifest will say, the block aside.
    record: CallRecord,
}

/// Ink!'s selector of a message that no trait defines.
pub fn selector(message: &str) -> Selector {
    let hash = blake2_256(message.as_bytes());
    let mut selector = Selector::default();
    selector.iter_mut().zip(hash.as_ref()).for_each(|(to, byte)| *to = *byte);
    selector
}

/// Adds a rule for every message that asks, and the registry's joining: from then on all contracts ask.
pub fn guard(suite: &mut Suite, policy: AccountId) {
    let Some(people) = suite.plan.policy.clone() else { return };
    let messages = || Contract::<PolicyRef>::at(policy).messages();
    for (contract, names) in HIGH_RISK {
        let Some(target) = suite.address(contract) else { continue };
        for name in names {
            let selector = selector(name);
            let change = Change::Rule { target, selector, rule: Some(FIRST) };
            let arguments = [
                ("contract", json!(contract)),
                ("message", json!(name)),
                ("callsInADay", json!(FIRST.caller.calls)),
                ("valueInADay", json!(FIRST.caller.value.to_string())),
            ];
            let record = CallRecord {
                contract: "policy".to_owned(),
                message: "propose".to_owned(),
                arguments: arguments.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Map<_, _>>(),
                input: Hex(messages().propose(change).prepare().data),
                signer: Account(people.proposer.account()),
                proofs: vec![proof("rule", messages().rule(target, selector), Some(FIRST))],
                block: None,
            };
            suite.rules.push(Ruling { name: format!("policy.rule({contract}.{name})"), change, record });
        }
    }
    if let Some(registry) = suite.address("registry") {
        let messages = || Contract::<RegistryRef>::at(registry).messages();
        let told = [("policy", json!(Account(policy)))];
        let proofs = vec![proof("policy", messages().policy(), Some(policy))];
        suite.join("registry.join", "registry", &told, messages().join(policy), proofs);
    }
}

/// Puts first rules in force where there are none: one phase of proposals by one, one of decisions by the other. A rule that
/// somebody has made since stays as it is: a second run must not loosen it.
pub(super) fn adopt(run: &mut Run<'_>) -> Result<(), Failure> {
    let suite = run.suite;
    let (Some(policy), Some(people)) = (suite.address("policy"), suite.plan.policy.clone()) else { return Ok(()) };
    let mut missing = Vec::new();
    for ruling in &suite.rules {
        if in_force(run.chain, policy, ruling)?.is_none() {
            missing.push(ruling);
        }
    }
    let messages = || Contract::<PolicyRef>::at(policy).messages();
    let proposals = missing.iter().map(|ruling| call(&people.proposer, messages().propose(ruling.change).prepare()));
    let proposed = run.chain.send(proposals.collect());
    let mut decisions = Vec::new();
    for (ruling, sent) in missing.iter().zip(proposed) {
        let receipt = taken(sent, &ruling.name)?;
        let event: ChangeProposed = receipt.event_of(policy).map_err(|error| unshown(&ruling.name, &error))?;
        decisions.push(call(&people.adopter, messages().decide(event.id, true).prepare()));
    }
    let mut blocks = std::collections::BTreeMap::new();
    for (ruling, sent) in missing.iter().zip(run.chain.send(decisions)) {
        blocks.insert(ruling.name.clone(), taken(sent, &ruling.name)?.block);
    }
    for ruling in &suite.rules {
        if in_force(run.chain, policy, ruling)?.is_none() {
            return Err(unshown(&ruling.name, &"it was decided, and the chain does not show it"));
        }
        let made = blocks.get(&ruling.name).copied();
        run.recorded(&ruling.name, &ruling.record, short(policy), made)?;
    }
    Ok(())
}

/// The rule that the chain has for the message, whoever put it there.
fn in_force(chain: &mut dyn Chain, policy: AccountId, ruling: &Ruling) -> Result<Option<Rule>, Failure> {
    let Change::Rule { target, selector, .. } = ruling.change else { return Ok(None) };
    let asked = Contract::<PolicyRef>::at(policy).messages().rule(target, selector);
    chain.query(asked).map_err(|error| unshown(&ruling.name, &error))
}

fn call(signer: &Signer, message: Prepared) -> Call {
    Call { signer: signer.clone(), dest: message.dest, data: message.data, value: message.value }
}

fn taken(sent: Result<Receipt, weir_client::CallFailure>, name: &str) -> Result<Receipt, Failure> {
    sent.map_err(fail::call::<u64, ::policy::Error>).map_err(|failure| failure.while_doing(name))
}

fn unshown(name: &str, reason: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Refused, reason.to_string()).while_doing(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_inks() {
        assert_eq!(selector("set_terms"), ink::selector_bytes!("set_terms"));
    }

    #[test]
    fn the_first_rule_is_one() {
        assert_eq!(weir_rules::policy::decide::check(&FIRST), Ok(()));
    }
}
