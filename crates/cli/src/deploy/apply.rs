//! Puts a suite on a chain: each step is looked for first, so a run that was killed anywhere is finished by the next one.

use super::manifest::{CallRecord, ChainRecord, Manifest, PlanRecord, Proof, VERSION};
use super::suite::{bundle_record, Action, Suite, Unit};
use super::text::{short, Account, Hex};
use super::{fail, policy};
use crate::exit::{Exit, Failure};
use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;
use weir_client::{AccountId, Call, Chain};

/// How often, and how far apart, a step that a node refused is looked for again: what an interrupted run left in the
/// transaction pool may be on its way into a block.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stores code.
    Upload,
    /// Makes a contract.
    Contract,
    /// Wires or grants.
    Call,
}

impl Kind {
    /// For tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "code",
            Self::Contract => "contract",
            Self::Call => "call",
        }
    }
}

/// A step that has been taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub kind: Kind,
    /// Its name in the manifest.
    pub name: String,
    /// Where or what: a short address, or a code hash.
    pub what: String,
    /// The block it was made in by this run; `None` when it was there already.
    pub made: Option<u32>,
}

/// What a deployment came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The manifest.
    pub manifest: Manifest,
    /// Every step, in order.
    pub steps: Vec<Step>,
}

impl Deployment {
    /// How many steps this run has made.
    pub fn made(&self) -> usize {
        self.steps.iter().filter(|step| step.made.is_some()).count()
    }
}

/// Puts the suite on the chain.
///
/// With a `record` the manifest there is read first and written after every step. `progress` hears of every step.
///
/// # Errors
/// The first step that fails ends the run; all before it are in the manifest, and running again goes on there.
pub fn apply(
    chain: &mut dyn Chain,
    suite: &Suite,
    record: Option<&Path>,
    progress: &mut dyn FnMut(&Step),
) -> Result<Deployment, Failure> {
    chain.info().accept(&suite.plan.deployer).map_err(fail::chain)?;
    let found = record.map(Manifest::read).transpose()?.flatten();
    if let (Some(found), Some(path)) = (&found, record) {
        fits(found, suite, chain)
            .map_err(|failure| failure.while_doing(format_args!("manifest {}", path.display())))?;
    }
    let old = found.clone();
    let mut run =
        Run { chain, suite, record, progress, written: found, manifest: begin(suite, old), steps: Vec::new() };
    run.manifest.chain = run.chain_record();
    for name in suite.codes.keys() {
        run.upload(name)?;
    }
    for unit in &suite.contracts {
        run.contract(unit)?;
    }
    for action in &suite.calls {
        run.call(action)?;
    }
    policy::adopt(&mut run)?;
    for action in &suite.joins {
        run.call(action)?;
    }
    run.save()?;
    Ok(Deployment { manifest: run.manifest, steps: run.steps })
}

/// Does what a manifest says agree with the plan, the bundles and the chain?
fn fits(manifest: &Manifest, suite: &Suite, chain: &mut dyn Chain) -> Result<(), Failure> {
    let here = Hex::of(chain.info().genesis);
    if manifest.chain.genesis != here {
        let message = format!(
            "it is of the chain with genesis {}, and this one ({}) has {here}: name another manifest or another chain",
            manifest.chain.genesis,
            chain.info().name
        );
        return Err(Failure::new(Exit::Engine, message));
    }
    let stale = |message: String| Err(Failure::new(Exit::Bundle, message));
    let changed: Vec<_> = suite
        .codes
        .iter()
        .filter(|(name, bundle)| {
            manifest.bundles.get(*name).is_some_and(|record| record.code_hash != Hex::of(bundle.code_hash))
        })
        .map(|(name, _)| name.as_str())
        .collect();
    if !changed.is_empty() {
        return stale(format!(
            "it is stale: the bundles have other code than was deployed ({}). Build the commit that was deployed, or deploy \
             anew beside it with another --manifest (or --fresh, which keeps the old one as .old)",
            changed.join(", ")
        ));
    }
    for unit in &suite.contracts {
        let Some(record) = manifest.contracts.get(&unit.name) else { continue };
        if record.address != unit.record.address {
            return stale(format!(
                "it is of another plan: {} is at {} there and would be at {} by this one (deployer, salt or arguments differ). \
                 Use its plan, or deploy anew beside it with another --manifest",
                unit.name, record.address, unit.record.address
            ));
        }
        if chain.code_hash_of(record.address.0).map_err(fail::chain)?.is_none() {
            let block = chain.block_number().map_err(fail::chain)?;
            return stale(format!(
                "it is stale: {} should be at {} and the chain, at block {block}, has nothing there; has it been wiped? Deploy \
                 anew with --fresh, which keeps the old one as .old",
                unit.name, record.address
            ));
        }
    }
    Ok(())
}

/// The manifest to begin with: what is recorded of this deployment, or nothing.
fn begin(suite: &Suite, found: Option<Manifest>) -> Manifest {
    let plan = &suite.plan;
    let record = PlanRecord { name: plan.name.clone(), digest: Hex::of(plan.digest) };
    match found {
        Some(mut found) => {
            // What the plan no longer asks for is not vouched for: a role taken away is no fault of the chain's.
            found.calls.retain(|name, _| suite.call_names().any(|known| known == name));
            Manifest { plan: record, ..found }
        }
        None => Manifest {
            schema: VERSION,
            chain: ChainRecord { name: String::new(), genesis: Hex::default() },
            plan: record,
            deployer: Account(plan.deployer.account()),
            salt: plan.salt.clone(),
            bundles: BTreeMap::new(),
            contracts: BTreeMap::new(),
            calls: BTreeMap::new(),
        },
    }
}

/// A deployment under way.
pub(super) struct Run<'a> {
    pub(super) chain: &'a mut dyn Chain,
    pub(super) suite: &'a Suite,
    record: Option<&'a Path>,
    progress: &'a mut dyn FnMut(&Step),
    written: Option<Manifest>,
    manifest: Manifest,
    steps: Vec<Step>,
}

impl Run<'_> {
    fn chain_record(&self) -> ChainRecord {
        ChainRecord { name: self.chain.info().name.clone(), genesis: Hex::of(self.chain.info().genesis) }
    }

    fn upload(&mut self, name: &str) -> Result<(), Failure> {
        let Some(bundle) = self.suite.codes.get(name) else { return Ok(()) };
        let mut made = None;
        if !self.chain.has_code(bundle.code_hash).map_err(fail::chain)? {
            let sent = self.chain.upload(&self.suite.plan.deployer, &bundle.wasm).map_err(fail::sent);
            let there = |chain: &mut dyn Chain| chain.has_code(bundle.code_hash).map_err(fail::chain);
            settle(self.chain, sent.map(|_| ()), there)
                .map_err(|failure| failure.while_doing(format_args!("code of {name}")))?;
            made = Some(self.chain.block_number().map_err(fail::chain)?);
        }
        self.manifest.bundles.insert(name.to_owned(), bundle_record(bundle));
        let hash = Hex::of(bundle.code_hash).to_string();
        self.done(Kind::Upload, name, hash.get(..10).unwrap_or(&hash).to_owned(), made)
    }

    fn contract(&mut self, unit: &Unit) -> Result<(), Failure> {
        let mut record = unit.record.clone();
        let during = |failure: Failure| failure.while_doing(format_args!("contract {}", unit.name));
        record.block = self.manifest.contracts.get(&unit.name).and_then(|known| known.block);
        let mut made = None;
        if !is_there(self.chain, unit)? {
            let code = record.code_hash.hash().unwrap_or_default();
            let (data, salt) = (record.input.0.clone(), record.salt.0.clone());
            let sent = self.chain.instantiate(&self.suite.plan.deployer, code, data, salt, 0);
            record.block = sent.as_ref().ok().map(|(_, receipt)| receipt.block);
            made = record.block;
            settle(self.chain, sent.map(|_| ()).map_err(fail::sent), |chain| is_there(chain, unit)).map_err(during)?;
        }
        self.manifest.contracts.insert(unit.name.clone(), record);
        self.done(Kind::Contract, &unit.name, short(unit.record.address.0), made)
    }

    fn call(&mut self, action: &Action) -> Result<(), Failure> {
        let mut record = action.record.clone();
        let during = |failure: Failure| failure.while_doing(&action.name);
        record.block = self.manifest.calls.get(&action.name).and_then(|known| known.block);
        let proven = |chain: &mut dyn Chain| proven(chain, action.dest, &action.record.proofs);
        let mut made = None;
        if !proven(self.chain)? {
            let signer = self.suite.plan.deployer.clone();
            let call = Call { signer, dest: action.dest, data: record.input.0.clone(), value: 0 };
            let unanswered = || Failure::new(Exit::Engine, "the engine gave no answer");
            let sent = self.chain.send(vec![call]).pop().ok_or_else(unanswered)?;
            record.block = sent.as_ref().ok().map(|receipt| receipt.block);
            made = record.block;
            settle(self.chain, sent.map(|_| ()).map_err(action.explain), proven).map_err(during)?;
        }
        let what = short(action.dest);
        self.manifest.calls.insert(action.name.clone(), record);
        self.done(Kind::Call, &action.name, what, made)
    }

    /// Records a call that the chain shows, in the block it was made in by this run.
    pub(super) fn recorded(
        &mut self,
        name: &str,
        record: &CallRecord,
        what: String,
        made: Option<u32>,
    ) -> Result<(), Failure> {
        let block = made.or_else(|| self.manifest.calls.get(name).and_then(|known| known.block));
        self.manifest.calls.insert(name.to_owned(), CallRecord { block, ..record.clone() });
        self.done(Kind::Call, name, what, made)
    }

    fn done(&mut self, kind: Kind, name: &str, what: String, made: Option<u32>) -> Result<(), Failure> {
        self.save()?;
        let step = Step { kind, name: name.to_owned(), what, made };
        (self.progress)(&step);
        self.steps.push(step);
        Ok(())
    }

    /// Writes the manifest when it says something new.
    fn save(&mut self) -> Result<(), Failure> {
        let Some(path) = self.record else { return Ok(()) };
        if self.written.as_ref() != Some(&self.manifest) {
            self.manifest.write(path)?;
            self.written = Some(self.manifest.clone());
        }
        Ok(())
    }
}

/// After sending: is it there now? What failed and yet is there was sent by a run that was interrupted.
fn settle(
    chain: &mut dyn Chain,
    sent: Result<(), Failure>,
    mut there: impl FnMut(&mut dyn Chain) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let Err(failure) = sent else {
        return match there(chain)? {
            true => Ok(()),
            false => Err(Failure::new(Exit::Refused, "it was accepted, and the chain does not show it")),
        };
    };
    if failure.exit != Exit::Refused {
        return Err(failure);
    }
    for look in 0..LOOKS {
        if there(chain)? {
            return Ok(());
        }
        if chain.info().engine == weir_client::Engine::Embedded || look + 1 == LOOKS {
            break;
        }
        sleep(BETWEEN_LOOKS);
    }
    Err(failure)
}

/// Is the contract there, with the code it should have?
fn is_there(chain: &mut dyn Chain, unit: &Unit) -> Result<bool, Failure> {
    match chain.code_hash_of(unit.record.address.0).map_err(fail::chain)? {
        None => Ok(false),
        Some(code) if Hex::of(code) == unit.record.code_hash => Ok(true),
        Some(code) => {
            let message = format!("{} at {} runs other code: {}", unit.name, unit.record.address, Hex::of(code));
            Err(Failure::new(Exit::Refused, message))
        }
    }
}

/// Do all the views answer as they do once the call has been made?
pub fn proven(chain: &mut dyn Chain, dest: AccountId, proofs: &[Proof]) -> Result<bool, Failure> {
    for proof in proofs {
        let run = chain.dry_run(AccountId::from([0; 32]), dest, proof.query.0.clone(), 0).map_err(fail::sent)?;
        if run.reverted || !proof.shown_by(&run.data) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
