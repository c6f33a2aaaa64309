//! Who signs for whom: development keys by the parties' names, so that every run and every engine has the same accounts.

use crate::deploy;
use crate::exit::{Exit, Failure};
use crate::year::facts::Facts;
use crate::year::input::scenario::Scenario;
use crate::year::plan::Party;
use std::collections::BTreeMap;
use weir_client::{AccountId, Balance, Chain, Signer};
use weir_types::Role;

/// One native token, as the runtime has it: 12 decimals.
const UNIT: Balance = 1_000_000_000_000;
/// What an operator is given for deposits and fees.
const OPERATOR_FUNDS: Balance = 1_000 * UNIT;
/// What those are given who act for everybody.
const OFFICE_FUNDS: Balance = 1_000_000 * UNIT;

/// The parties' keys.
pub struct Parties {
    keys: BTreeMap<Party, Signer>,
}

impl Parties {
    /// Derives everybody's key.
    pub fn new(facts: &Facts, scenario: &Scenario) -> Result<Self, Failure> {
        let offices = [
            (Party::Treasury, "//treasury".to_owned()),
            (Party::Registrar, "//registrar".to_owned()),
            (Party::Regulator, "//regulator".to_owned()),
            (Party::Allocator, "//allocator".to_owned()),
            (Party::Approver, "//approver".to_owned()),
            (Party::Supervisor, "//supervisor".to_owned()),
            (Party::Depository, "//depository".to_owned()),
            (Party::Keeper, "//keeper".to_owned()),
            (Party::Arbiter(0), "//arbiter/0".to_owned()),
            (Party::Arbiter(1), "//arbiter/1".to_owned()),
        ];
        let verifiers = (0..scenario.compliance.verifiers).map(|n| (Party::Verifier(n), format!("//verifier/{n}")));
        let banks = (0..scenario.cash.banks).map(|n| (Party::Bank(n), format!("//bank/{n}")));
        let operators = facts.installations.iter().enumerate();
        let operators = operators.map(|(place, of)| (Party::Operator(place), format!("//operator/{}", of.operator)));
        let keys = offices.into_iter().chain(verifiers).chain(banks).chain(operators).map(|(party, path)| {
            let signer = Signer::dev(&path);
            signer
                .map(|signer| (party, signer))
                .map_err(|error| Failure::new(Exit::BadInput, format!("{path}: {error}")))
        });
        Ok(Self { keys: keys.collect::<Result<_, _>>()? })
    }

    /// A party's key.
    pub fn signer(&self, party: Party) -> Result<&Signer, Failure> {
        self.keys.get(&party).ok_or_else(|| Failure::new(Exit::Refused, format!("{party:?} has no key")))
    }

    /// A party's account.
    pub fn account(&self, party: Party) -> Result<AccountId, Failure> {
        self.signer(party).map(Signer::account)
    }

    /// Gives everybody native tokens, so that they can pay deposits and fees.
    pub fn fund(&self, chain: &mut dyn Chain, from: &Signer) -> Result<(), Failure> {
        let share = |party: &Party| match party {
            Party::Operator(_) => OPERATOR_FUNDS,
            _ => OFFICE_FUNDS,
        };
        let all: Vec<(AccountId, Balance)> =
            self.keys.iter().map(|(party, key)| (key.account(), share(party))).collect();
        chain.fund(from, &all).map_err(|failure| deploy::fail::sent(failure).while_doing("funding accounts"))
    }
}

/// The role a party acts in; operators and the keeper have none. Who auctions is an allocator.
pub fn role(party: Party) -> Option<Role> {
    match party {
        Party::Operator(_) | Party::Keeper => None,
        Party::Registrar => Some(Role::Registrar),
        Party::Regulator => Some(Role::Regulator),
        Party::Allocator | Party::Treasury => Some(Role::Allocator),
        Party::Approver => Some(Role::Approver),
        Party::Supervisor => Some(Role::Supervisor),
        Party::Verifier(_) => Some(Role::Verifier),
        Party::Bank(_) => Some(Role::Bank),
        Party::Arbiter(_) => Some(Role::Arbiter),
        Party::Depository => Some(Role::Depository),
    }
}
