//! What a plan means for these bundles: every code, contract and call, with its place on chain, before anything is sent.

use super::fail;
use super::manifest::{BundleRecord, CallRecord, ContractRecord, Proof};
use super::plan::Plan;
use super::policy::Ruling;
use super::text::{Account, Hex};
use crate::exit::{Exit, Failure};
use ink::scale::{Decode, Encode};
use ink::MessageResult;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Debug;
use weir_client::bundle::{Bundle, Bundles};
use weir_client::hash::contract_address;
use weir_client::typed::{Message, Prepared};
use weir_client::{AccountId, CallFailure};

/// Everything that is to be on chain, in the order in which it is put there.
pub struct Suite {
    /// The plan.
    pub plan: Plan,
    /// The codes, by contract name.
    pub codes: BTreeMap<String, Bundle>,
    /// The contracts, in order.
    pub contracts: Vec<Unit>,
    /// The calls that wire and grant, in order.
    pub calls: Vec<Action>,
    /// The rules that are put in force after that.
    pub rules: Vec<Ruling>,
    /// The calls that come last: they let contracts ask for the rules.
    pub joins: Vec<Action>,
}

/// A contract to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name in the manifest.
    pub name: String,
    /// What the manifest will say, the block aside.
    pub record: ContractRecord,
}

/// A call to be made.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its name in the manifest, such as `ledger.wire`.
    pub name: String,
    /// The contract's address.
    pub dest: AccountId,
    /// What the manifest will say, the block aside.
    pub record: CallRecord,
    /// Names the contract's error.
    pub explain: fn(CallFailure) -> Failure,
}

impl Suite {
    /// An empty suite after a plan.
    pub fn new(plan: &Plan) -> Self {
        Self {
            plan: plan.clone(),
            codes: BTreeMap::new(),
            contracts: Vec::new(),
            calls: Vec::new(),
            rules: Vec::new(),
            joins: Vec::new(),
        }
    }

    /// Takes a contract's bundle.
    pub fn code(&mut self, bundles: &Bundles, name: &str) -> Result<&Bundle, Failure> {
        if !self.codes.contains_key(name) {
            let bundle = bundles.get(name).map_err(fail::bundle)?;
            self.codes.insert(name.to_owned(), bundle);
        }
        self.codes.get(name).ok_or_else(|| Failure::new(Exit::Bundle, format!("no bundle {name}")))
    }

    /// Adds a contract; answers its address, which is known before it is there.
    pub fn contract(
        &mut self,
        bundles: &Bundles,
        bundle: &str,
        name: &str,
        arguments: &[(&str, Value)],
        input: Vec<u8>,
    ) -> Result<AccountId, Failure> {
        let code_hash = self.code(bundles, bundle)?.code_hash;
        let salt = format!("{}/{name}", self.plan.salt).into_bytes();
        let address = contract_address(self.plan.deployer.account(), code_hash, &input, &salt);
        let record = ContractRecord {
            address: Account(address),
            bundle: bundle.to_owned(),
            code_hash: Hex::of(code_hash),
            constructor: "new".to_owned(),
            arguments: named(arguments),
            input: Hex(input),
            salt: Hex(salt),
            block: None,
        };
        self.contracts.push(Unit { name: name.to_owned(), record });
        Ok(address)
    }

    /// Adds a call of the deployer's to a contract, with the views that show it.
    pub fn call<M, T, E>(
        &mut self,
        name: &str,
        contract: &str,
        arguments: &[(&str, Value)],
        message: M,
        proofs: Vec<Proof>,
    ) where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let action = self.action(name, contract, arguments, message, proofs);
        self.calls.push(action);
    }

    /// The same for a call that comes last.
    pub fn join<M, T, E>(
        &mut self,
        name: &str,
        contract: &str,
        arguments: &[(&str, Value)],
        message: M,
        proofs: Vec<Proof>,
    ) where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let action = self.action(name, contract, arguments, message, proofs);
        self.joins.push(action);
    }

    fn action<M, T, E>(
        &self,
        name: &str,
        contract: &str,
        arguments: &[(&str, Value)],
        message: M,
        proofs: Vec<Proof>,
    ) -> Action
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let Prepared { dest, data, .. } = message.prepare();
        let after_dot = name.split_once('.').map_or(name, |(_, message)| message);
        let record = CallRecord {
            contract: contract.to_owned(),
            message: after_dot.split('(').next().unwrap_or(after_dot).to_owned(),
            arguments: named(arguments),
            input: Hex(data),
            signer: Account(self.plan.deployer.account()),
            proofs,
            block: None,
        };
        Action { name: name.to_owned(), dest, record, explain: fail::call::<T, E> }
    }

    /// The names under which a manifest has calls.
    pub fn call_names(&self) -> impl Iterator<Item = &str> {
        let calls = self.calls.iter().chain(&self.joins).map(|action| action.name.as_str());
        calls.chain(self.rules.iter().map(|ruling| ruling.name.as_str()))
    }

    /// The address of a contract of the suite.
    pub fn address(&self, name: &str) -> Option<AccountId> {
        self.contracts.iter().find(|unit| unit.name == name).map(|unit| unit.record.address.0)
    }
}

/// What the manifest says of a bundle.
pub fn bundle_record(bundle: &Bundle) -> BundleRecord {
    BundleRecord {
        digest: Hex::of(bundle.digest),
        code_hash: Hex::of(bundle.code_hash),
        bytes: bundle.wasm.len() as u64,
    }
}

/// A view, and what it answers once a call has been made.
pub fn proof<M: Message>(view: &str, query: M, answer: M::Output) -> Proof
where
    M::Output: Encode,
{
    let answer: MessageResult<M::Output> = Ok(answer);
    Proof { view: view.to_owned(), query: Hex(query.prepare().data), answer: Hex(answer.encode()), at: None }
}

fn named(arguments: &[(&str, Value)]) -> Map<String, Value> {
    arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
