//! Step-up confirmation in a scenario: every high-risk message needs an order that a second person has approved, and the scenario's own
//! people see to it before they call. An attacker finds nobody who approves.
//!
//! The rule is put in force as the policy demands, by two people of the scenario; who may do what, the policy says when it is asked.

use crate::town::input;
use ink::scale::Decode;
use std::collections::BTreeSet;
use weir_client::{AccountId, Call, Chain, Embedded, Hash, Signer};
use weir_types::policy::{Change, Rule, Selector};

/// What is stepped up.
#[derive(Debug, Clone, Default)]
pub struct StepUp {
    /// The policy's code.
    pub policy: Hash,
    /// The messages of the contract in question.
    pub messages: BTreeSet<Selector>,
}

/// Who sees to orders.
#[derive(Debug)]
pub struct Orders {
    what: StepUp,
    policy: Option<AccountId>,
    people: Vec<Signer>,
}

impl Orders {
    /// Nothing is there yet.
    pub fn new(what: StepUp) -> Self {
        Self { what, policy: None, people: Vec::new() }
    }

    /// A contract has been made.
    pub fn made(&mut self, code: Hash, contract: AccountId) {
        if code == self.what.policy {
            self.policy.get_or_insert(contract);
        }
    }

    /// Somebody calls, whom approvals may be asked of from now on.
    pub fn meet(&mut self, signer: &Signer) {
        if self.people.iter().all(|one| one.account() != signer.account()) {
            self.people.push(signer.clone());
        }
    }

    /// Whether a rule may have come into force with this call.
    pub fn decides(&self, dest: AccountId, data: &[u8]) -> bool {
        self.policy == Some(dest) && data.starts_with(&input("decide", ()))
    }

    /// Makes every rule there is for these contracts one that asks for an order.
    pub fn tighten(&mut self, chain: &mut Embedded, targets: &BTreeSet<AccountId>) {
        for target in targets {
            for selector in self.what.messages.clone() {
                if let Some(rule) = self.rule(chain, *target, selector).filter(|rule| rule.approvals == 0) {
                    self.put(chain, *target, selector, Rule { approvals: 1, above: 0, ..rule });
                }
            }
        }
    }

    /// Has the call that is to come approved, where it needs that. Where nobody may approve, the message goes back to its first rule:
    /// a benign call is not to fail for want of a second person in the scenario.
    pub fn prepare(&mut self, chain: &mut Embedded, by: AccountId, target: AccountId, data: &[u8]) {
        let Some((selector, arguments)) = data.split_first_chunk::<4>() else { return };
        let Some(rule) = self.rule(chain, target, *selector).filter(|rule| rule.approvals > 0) else { return };
        let Some(requester) = self.people.iter().find(|one| one.account() == by).cloned() else { return };
        let check = None::<weir_types::policy::Check>;
        let order = input("schedule", (target, *selector, arguments.to_vec(), check));
        let Some(answer) = self.sent(chain, &requester, order) else { return };
        let Ok(order) = Hash::decode(&mut answer.as_slice()) else { return };
        if self.by_somebody(chain, &input("approve", order)).is_none() {
            self.put(chain, target, *selector, Rule { approvals: 0, above: u128::MAX, ..rule });
        }
    }

    fn rule(&self, chain: &mut Embedded, target: AccountId, selector: Selector) -> Option<Rule> {
        let policy = self.policy.filter(|_| self.what.messages.contains(&selector))?;
        let asker = self.people.first()?.account();
        let answer = chain.dry_run(asker, policy, input("rule", (target, selector)), 0).ok()?;
        // The first byte is ink!'s own `Ok`.
        Option::<Rule>::decode(&mut answer.data.get(1..)?).ok().flatten()
    }

    /// One proposes, another decides; whether the rule is in force then, [`Self::rule`] tells.
    fn put(&mut self, chain: &mut Embedded, target: AccountId, selector: Selector, rule: Rule) {
        let change = Change::Rule { target, selector, rule: Some(rule) };
        let Some(number) = self.by_somebody(chain, &input("propose", change)) else { return };
        let Ok(number) = u64::decode(&mut number.as_slice()) else { return };
        self.by_somebody(chain, &input("decide", (number, true)));
    }

    /// The first who may sends it; what the message answers.
    fn by_somebody(&self, chain: &mut Embedded, data: &[u8]) -> Option<Vec<u8>> {
        self.people.clone().iter().find_map(|one| self.sent(chain, one, data.to_vec()))
    }

    fn sent(&self, chain: &mut Embedded, signer: &Signer, data: Vec<u8>) -> Option<Vec<u8>> {
        let policy = self.policy?;
        let supposed = chain.suppose(signer.account(), policy, data.clone(), 0, &[policy]);
        let answer = supposed.answer.ok().filter(|_| supposed.changed == [true])?;
        let call = Call { signer: signer.clone(), dest: policy, data, value: 0 };
        chain.send(vec![call]).pop()?.ok()?;
        // Ink!'s own `Ok`, and the message's.
        answer.data.strip_prefix(&[0, 0]).map(<[u8]>::to_vec)
    }
}
