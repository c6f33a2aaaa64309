//! A chain of the test's own that can break off before or after any transaction: every such run must be finished by the next.

use super::*;
use crate::deploy::manifest::{CallRecord, ContractRecord};
use crate::deploy::plan::Plan;
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use weir_client::bundle::Bundle;
use weir_client::hash::{blake2_256, contract_address};
use weir_client::{
    Balance, CallFailure, ChainError, ChainInfo, Cost, DryRun, Engine, Hash, Receipt, Signer, Timestamp,
};

/// What a chain remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct State {
    codes: BTreeSet<[u8; 32]>,
    contracts: BTreeMap<AccountId, Hash>,
    calls: BTreeMap<(AccountId, Vec<u8>), u32>,
}

struct Fake {
    info: ChainInfo,
    state: State,
    block: u32,
    /// The connection breaks at this transaction; true: after it has been included.
    breaks: Option<(u32, bool)>,
    /// Why contracts refuse all calls.
    refuses: Option<ChainError>,
}

impl Fake {
    fn new() -> Self {
        let info = ChainInfo { engine: Engine::Embedded, name: "Fake".into(), genesis: Hash::from([9; 32]), dev: true };
        Self { info, state: State::default(), block: 0, breaks: None, refuses: None }
    }

    fn transaction(&mut self, effect: impl FnOnce(&mut State)) -> Result<Receipt, CallFailure> {
        if let Some(error) = &self.refuses {
            return Err(error.clone().into());
        }
        let broken = || ChainError::Transport { url: "ws://fake".into(), reason: "killed".into() };
        let breaks = self.breaks.filter(|(at, _)| *at == self.block + 1).map(|(_, after)| after);
        if breaks == Some(false) {
            return Err(broken().into());
        }
        self.block += 1;
        effect(&mut self.state);
        match breaks {
            Some(_) => Err(broken().into()),
            None => Ok(Receipt { block: self.block, ..Receipt::default() }),
        }
    }
}

impl Chain for Fake {
    fn info(&self) -> &ChainInfo {
        &self.info
    }
    fn upload(&mut self, _: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let hash = blake2_256(wasm);
        self.transaction(|state| {
            state.codes.insert(hash.into());
        })?;
        Ok((hash, Cost::default()))
    }
    fn instantiate(
        &mut self,
        signer: &Signer,
        code: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        _: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        let address = contract_address(signer.account(), code, &data, &salt);
        assert!(!self.state.contracts.contains_key(&address), "made twice");
        let receipt = self.transaction(|state| {
            state.contracts.insert(address, code);
        })?;
        Ok((address, receipt))
    }
    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        let one = |call: Call| self.transaction(|state| *state.calls.entry((call.dest, call.data)).or_default() += 1);
        calls.into_iter().map(one).collect()
    }
    fn dry_run(&mut self, _: AccountId, dest: AccountId, data: Vec<u8>, _: Balance) -> Result<DryRun, CallFailure> {
        let made = self.state.calls.contains_key(&(dest, data));
        Ok(DryRun { data: vec![0, u8::from(made)], reverted: false, cost: Cost::default(), debug: String::new() })
    }
    fn fund(&mut self, _: &Signer, _: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        Ok(())
    }
    fn balance(&mut self, _: AccountId) -> Result<Balance, ChainError> {
        Ok(0)
    }
    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(0)
    }
    fn set_time(&mut self, _: Timestamp) -> Result<(), ChainError> {
        Ok(())
    }
    fn block_number(&mut self) -> Result<u32, ChainError> {
        Ok(self.block)
    }
    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        Ok(self.state.contracts.get(&contract).copied())
    }
    fn has_code(&mut self, code: Hash) -> Result<bool, ChainError> {
        Ok(self.state.codes.contains(&<[u8; 32]>::from(code)))
    }
}

/// Two contracts of a code each, and a call to each; a view has the call's own bytes.
fn suite(wasm: &[u8]) -> Suite {
    let mut suite = Suite::new(&Plan::dev().unwrap());
    for name in ["ledger", "registry"] {
        let wasm = [wasm, name.as_bytes()].concat();
        let code_hash = blake2_256(&wasm);
        let bundle = Bundle { name: name.into(), path: PathBuf::new(), code_hash, wasm, digest: Hash::from([1; 32]) };
        suite.codes.insert(name.into(), bundle);
        let (input, salt) = (vec![1, 2, 3, 4], name.as_bytes().to_vec());
        let address = contract_address(suite.plan.deployer.account(), code_hash, &input, &salt);
        let record = ContractRecord {
            address: Account(address),
            bundle: name.into(),
            code_hash: Hex::of(code_hash),
            constructor: "new".into(),
            arguments: Map::new(),
            input: Hex(input),
            salt: Hex(salt),
            block: None,
        };
        suite.contracts.push(Unit { name: name.into(), record });
        let input = Hex(vec![5, 6, 7, 8]);
        let record = CallRecord {
            contract: name.into(),
            message: "wire".into(),
            arguments: Map::new(),
            signer: Account(suite.plan.deployer.account()),
            proofs: vec![Proof { view: "wiring".into(), query: input.clone(), answer: Hex(vec![0, 1]), at: None }],
            input,
            block: None,
        };
        let explain = fail::call::<(), weir_types::ledger::Error>;
        suite.calls.push(Action { name: format!("{name}.wire"), dest: address, record, explain });
    }
    suite
}

/// Where a test's manifest is; removed with its folder when the test ends.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("weir-apply-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Self(folder.join("manifest.json"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = self.0.parent().map(fs::remove_dir_all);
    }
}

const STEPS: u32 = 6;

fn deploy(chain: &mut Fake, file: &File) -> Result<Deployment, Failure> {
    apply(chain, &suite(b"first"), Some(&file.0), &mut |_| {})
}

#[test]
fn a_second_run_changes_nothing() {
    let (mut chain, file) = (Fake::new(), File::new("twice"));
    let first = deploy(&mut chain, &file).unwrap();
    assert_eq!(first.made(), STEPS as usize);
    let written = fs::metadata(&file.0).unwrap().modified().unwrap();
    let state = chain.state.clone();
    let second = deploy(&mut chain, &file).unwrap();
    assert_eq!(second.made(), 0);
    assert_eq!((second.manifest, chain.state, chain.block), (first.manifest, state, STEPS));
    assert_eq!(fs::metadata(&file.0).unwrap().modified().unwrap(), written, "the file has not been touched");
}

#[test]
fn a_run_broken_off_anywhere_is_finished_by_the_next() {
    let (mut whole, file) = (Fake::new(), File::new("whole"));
    let undisturbed = deploy(&mut whole, &file).unwrap();
    for at in 1..=STEPS {
        for after in [false, true] {
            for keeps_manifest in [false, true] {
                let (mut chain, file) = (Fake::new(), File::new(&format!("broken-{at}-{after}-{keeps_manifest}")));
                chain.breaks = Some((at, after));
                assert_eq!(deploy(&mut chain, &file).unwrap_err().exit, Exit::Engine);
                if let Some(partial) = Manifest::read(&file.0).unwrap() {
                    assert!(partial.bundles.len() + partial.contracts.len() + partial.calls.len() < STEPS as usize);
                }
                if !keeps_manifest {
                    let _ = fs::remove_file(&file.0);
                }
                chain.breaks = None;
                let finished = deploy(&mut chain, &file).unwrap();
                assert_eq!(chain.state, whole.state, "broken at {at}");
                assert_eq!(finished.manifest.clone().without_blocks(), undisturbed.manifest.clone().without_blocks());
                assert_eq!(Manifest::read(&file.0).unwrap(), Some(finished.manifest));
            }
        }
    }
}

#[test]
fn what_the_plan_no_longer_asks_for_leaves_the_manifest() {
    let (mut chain, file) = (Fake::new(), File::new("dropped"));
    deploy(&mut chain, &file).unwrap();
    let mut less = suite(b"first");
    less.calls.pop();
    let done = apply(&mut chain, &less, Some(&file.0), &mut |_| {}).unwrap();
    assert_eq!((done.made(), done.manifest.calls.len()), (0, 1));
    assert_eq!(Manifest::read(&file.0).unwrap(), Some(done.manifest));
}

#[test]
fn another_chain_is_refused() {
    let (mut chain, file) = (Fake::new(), File::new("chain"));
    deploy(&mut chain, &file).unwrap();
    let mut other = Fake::new();
    other.info.genesis = Hash::from([8; 32]);
    let failure = deploy(&mut other, &file).unwrap_err();
    assert_eq!((failure.exit, other.block), (Exit::Engine, 0));
    assert!(failure.message.contains("0x0909") && failure.message.contains("0x0808"), "{failure}");
}

#[test]
fn a_wiped_chain_is_noticed() {
    let (mut chain, file) = (Fake::new(), File::new("wiped"));
    deploy(&mut chain, &file).unwrap();
    let mut wiped = Fake::new();
    let failure = deploy(&mut wiped, &file).unwrap_err();
    assert_eq!((failure.exit, wiped.block), (Exit::Bundle, 0));
    assert!(failure.message.contains("wiped") && failure.message.contains("--fresh"), "{failure}");
}

#[test]
fn other_bundles_and_other_plans_are_refused() {
    let (mut chain, file) = (Fake::new(), File::new("stale"));
    deploy(&mut chain, &file).unwrap();
    let failure = apply(&mut chain, &suite(b"second"), Some(&file.0), &mut |_| {}).unwrap_err();
    assert_eq!((failure.exit, chain.block), (Exit::Bundle, STEPS));
    assert!(failure.message.contains("ledger, registry"), "{failure}");
    let mut other = suite(b"first");
    other.contracts[0].record.address = other.contracts[1].record.address;
    let failure = apply(&mut chain, &other, Some(&file.0), &mut |_| {}).unwrap_err();
    assert_eq!((failure.exit, chain.block), (Exit::Bundle, STEPS));
    assert!(failure.message.contains("another plan"), "{failure}");
}

#[test]
fn who_cannot_pay_is_told_so() {
    let (mut chain, file) = (Fake::new(), File::new("poor"));
    chain.refuses = Some(ChainError::TooLittleBalance { account: "//Alice".into(), has: 1, needs: 2 });
    let failure = deploy(&mut chain, &file).unwrap_err();
    assert_eq!(failure.exit, Exit::Balance);
    assert!(failure.message.starts_with("code of ledger: //Alice has 1"), "{failure}");
}

#[test]
fn development_keys_stay_on_development_chains() {
    let (mut chain, file) = (Fake::new(), File::new("keys"));
    chain.info.dev = false;
    let failure = deploy(&mut chain, &file).unwrap_err();
    assert_eq!((failure.exit, chain.block), (Exit::Engine, 0));
    assert!(failure.message.contains("//Alice is a development key"), "{failure}");
}

#[test]
fn without_a_record_nothing_is_written() {
    let mut chain = Fake::new();
    let mut heard = Vec::new();
    let deployment = apply(&mut chain, &suite(b"first"), None, &mut |step| heard.push(step.clone())).unwrap();
    assert_eq!(heard, deployment.steps);
    assert_eq!(deployment.manifest.address("ledger"), Some(suite(b"first").contracts[0].record.address.0));
}
