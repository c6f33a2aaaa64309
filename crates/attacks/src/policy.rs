//! firewall/policy for a subject: with the registry that it asks, and two people who put a rule in force.

use crate::town::{input, Town, Who};
use crate::Error;
use weir_client::AccountId;
use weir_types::policy::{Change, Hours, Limit, Rule};
use weir_types::units::{DAY_MS, NEVER};
use weir_types::Role;

/// The contracts of the suite that this takes, by their bundles' names.
pub const CONTRACTS: [&str; 2] = ["registry", "policy"];

/// At most so many calls and so much in a day for a caller; a call of `above` and more takes a second person's word.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Calls in a day.
    pub calls: u32,
    /// Value in a day.
    pub value: u128,
    /// From here on somebody else approves.
    pub above: u128,
}

impl Town<'_> {
    /// Deploys a policy: from now on subjects that ask one are given it.
    ///
    /// # Errors
    /// The contracts are not built, or refuse.
    pub fn found(&mut self) -> Result<(), Error> {
        let code = self.helper_code("registry")?;
        let registry = self.make(code, ())?;
        for (role, who) in [(Role::Supervisor, Who::Alice), (Role::Regulator, Who::Bob)] {
            let granted = input("grant_role", (role, self.account(who), NEVER));
            self.must(registry, Who::Alice, granted, "grant_role")?;
        }
        let code = self.helper_code("policy")?;
        self.policy = Some(self.make(code, (registry, None::<AccountId>, 0_i16))?);
        Ok(())
    }

    /// Has a rule for a message of the subject put in force, by two people. Without a policy nothing happens.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn rule(&mut self, message: &str, bounds: Bounds) -> Result<(), Error> {
        let Some(policy) = self.policy else { return Ok(()) };
        let mut selector = [0; 4];
        selector.copy_from_slice(&input(message, ()));
        let Bounds { calls, value, above } = bounds;
        let rule = Rule {
            caller: Limit { window: DAY_MS, value, calls },
            group: Limit::default(),
            hours: Hours::ALWAYS,
            above,
            approvals: 1,
            approver: Role::Approver,
            delay: 0,
            term: DAY_MS,
            read_back: false,
        };
        let change = Change::Rule { target: self.subject, selector, rule: Some(rule) };
        self.must(policy, Who::Alice, input("propose", change), "propose")?;
        self.must(policy, Who::Bob, input("decide", (1_u64, true)), "decide")
    }

    fn must(&mut self, dest: AccountId, who: Who, data: Vec<u8>, what: &str) -> Result<(), Error> {
        match self.send_to(dest, who, data, 0) {
            true => Ok(()),
            false => Err(Error::Broken(format!("{what} is refused"))),
        }
    }
}
