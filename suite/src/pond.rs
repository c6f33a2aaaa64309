//! One sandbox of drink, and all that a transaction came to in it: answer, events, what was said, what is stored.
//!
//! Builds of `weir guard` can run in the place of the plain code: the sandbox stores theirs under the plain code's hash. Then every
//! address, and every code hash that a contract is told, is what it is without them, and what they do can be held byte for
//! byte against what the plain code does.

use drink::frame_support::storage::{
    child, storage_prefix, unhashed, with_transaction, KeyPrefixIterator, TransactionOutcome,
};
use drink::minimal::{MinimalSandbox, MinimalSandboxRuntime, RuntimeEvent};
use drink::pallet_contracts::{self, CollectEvents, DebugInfo, Determinism, ExecReturnValue, StorageDeposit};
use drink::sandbox_api::prelude::*;
use drink::{AccountId32, DispatchError, Sandbox, Weight};
use ink::scale::{Decode, Encode};
use std::collections::BTreeMap;
use std::path::PathBuf;
use weir_client::{AccountId, Balance, Cost, Hash, RawEvent, Timestamp};

/// The pallet.
pub type Pallet = pallet_contracts::Pallet<MinimalSandboxRuntime>;

const GAS: Weight = Weight::from_parts(u64::MAX / 4, u64::MAX / 4);

/// What a transaction did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The contract's answer, or why there is none.
    pub answer: Result<ExecReturnValue, DispatchError>,
    /// The contract that it made.
    pub made: Option<AccountId>,
    /// What was emitted.
    pub events: Vec<RawEvent>,
}

/// An outcome, and what it cost and said on the way.
pub struct Done {
    /// What it did.
    pub outcome: Outcome,
    /// What it consumed.
    pub cost: Cost,
    /// What contracts wrote for debugging.
    pub said: Vec<u8>,
}

impl Outcome {
    /// Whether what it changed lasts.
    pub fn lasts(&self) -> bool {
        self.answer.as_ref().is_ok_and(|answer| !answer.did_revert())
    }
}

/// What contracts have stored: by account, what the pallet knows of it, and the root of its storage.
pub type Stored = BTreeMap<Vec<u8>, (Vec<u8>, Vec<u8>)>;

/// A sandbox.
pub struct Pond {
    sandbox: MinimalSandbox,
    builds: Option<PathBuf>,
}

/// An account as FRAME has it.
pub fn id(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

fn cost(gas: Weight, deposit: &StorageDeposit<Balance>) -> Cost {
    let deposit = match deposit {
        StorageDeposit::Charge(amount) => i128::try_from(*amount).unwrap_or(i128::MAX),
        StorageDeposit::Refund(amount) => i128::try_from(*amount).map_or(i128::MIN, |n| -n),
    };
    Cost { ref_time: gas.ref_time(), proof_size: gas.proof_size(), deposit }
}

impl Pond {
    /// A fresh one. `builds`: a folder with the code that runs in the place of other code: `<hash of the other>.wasm`.
    pub fn new(builds: Option<PathBuf>) -> Self {
        Self { sandbox: MinimalSandbox::default(), builds }
    }

    /// Uploads; the build that is to run in its place has to pass the pallet's checks as well.
    pub fn upload(&mut self, origin: AccountId, wasm: &[u8]) -> Result<Hash, DispatchError> {
        let made = self.sandbox.upload_contract(wasm.to_vec(), id(origin), None, Determinism::Enforced)?;
        let hash = made.code_hash.0;
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let build = self.builds.as_ref().map(|folder| folder.join(format!("{name}.wasm")));
        if let Some(code) = build.and_then(|path| std::fs::read(path).ok()) {
            let admitted = self.rolled_back(|| {
                Pallet::bare_upload_code(id(origin), code.clone(), None, Determinism::Enforced)
                    .map(|done| done.code_hash)
            });
            admitted.unwrap_or_else(|error| panic!("the build for {name} is refused: {error:?}"));
            let key = [&storage_prefix(b"Contracts", b"PristineCode")[..], &hash].concat();
            self.sandbox.execute_with(|| unhashed::put_raw(&key, &code.encode()));
        }
        Ok(Hash::from(hash))
    }

    /// Makes a contract.
    pub fn instantiate(&mut self, origin: AccountId, hash: Hash, data: Vec<u8>, salt: Vec<u8>, value: Balance) -> Done {
        let hash = <[u8; 32]>::from(hash).to_vec();
        let result = self.sandbox.instantiate_contract(hash, value, data, salt, id(origin), GAS, None);
        let made = result.result.as_ref().ok().map(|made| AccountId::from(<[u8; 32]>::from(made.account_id.clone())));
        let outcome = Outcome { answer: result.result.map(|made| made.result), made, events: self.emitted() };
        Done { outcome, cost: cost(result.gas_consumed, &result.storage_deposit), said: result.debug_message }
    }

    /// Calls.
    pub fn call(&mut self, origin: AccountId, dest: AccountId, data: Vec<u8>, value: Balance) -> Done {
        let result = self.sandbox.call_contract(id(dest), value, data, id(origin), GAS, None, Determinism::Enforced);
        let outcome = Outcome { answer: result.result, made: None, events: self.emitted() };
        Done { outcome, cost: cost(result.gas_consumed, &result.storage_deposit), said: result.debug_message }
    }

    /// Calls, and undoes it.
    pub fn ask(&mut self, origin: AccountId, dest: AccountId, data: Vec<u8>, value: Balance) -> Done {
        let (debug, collect) = (DebugInfo::UnsafeDebug, CollectEvents::Skip);
        let (origin, dest) = (id(origin), id(dest));
        let call = || Pallet::bare_call(origin, dest, value, GAS, None, data, debug, collect, Determinism::Enforced);
        let result = self.rolled_back(call);
        let outcome = Outcome { answer: result.result, made: None, events: Vec::new() };
        Done { outcome, cost: cost(result.gas_consumed, &result.storage_deposit), said: result.debug_message }
    }

    fn rolled_back<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let rolled = || with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(what())));
        self.sandbox.execute_with(rolled).unwrap_or_else(|error| panic!("no layer to roll back: {error:?}"))
    }

    /// Native tokens for an account.
    pub fn mint(&mut self, account: AccountId, amount: Balance) -> Result<(), DispatchError> {
        self.sandbox.mint_into(&id(account), amount).map(drop)
    }

    /// Sets the clock.
    pub fn set_time(&mut self, now: Timestamp) {
        self.sandbox.set_timestamp(now);
    }

    /// What an account has.
    pub fn balance(&mut self, account: AccountId) -> Balance {
        self.sandbox.free_balance(&id(account))
    }

    /// The block.
    pub fn block(&mut self) -> u32 {
        self.sandbox.block_number()
    }

    /// A contract's code.
    pub fn code_of(&mut self, contract: AccountId) -> Option<Hash> {
        self.sandbox.execute_with(|| Pallet::code_hash(&id(contract))).map(|hash| Hash::from(hash.0))
    }

    /// All that contracts have stored.
    pub fn stored(&mut self) -> Stored {
        self.sandbox.execute_with(|| {
            let prefix = storage_prefix(b"Contracts", b"ContractInfoOf");
            let keys = KeyPrefixIterator::new(prefix.to_vec(), prefix.to_vec(), |key| Ok(key.to_vec()));
            let mut all = Stored::new();
            for key in keys {
                let info = unhashed::get_raw(&[&prefix[..], &key].concat()).unwrap_or_default();
                // The name of the contract's storage comes first.
                let trie = Vec::<u8>::decode(&mut &info[..]).unwrap_or_default();
                let root = child::root(&child::ChildInfo::new_default(&trie), child::StateVersion::V1);
                all.insert(key, (info, root));
            }
            all
        })
    }

    fn emitted(&mut self) -> Vec<RawEvent> {
        let events = self.sandbox.events();
        self.sandbox.reset_events();
        let emitted = events.into_iter().filter_map(|record| match record.event {
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { contract, data }) => Some(RawEvent {
                contract: AccountId::from(<[u8; 32]>::from(contract)),
                topics: record.topics.iter().map(|topic| Hash::from(topic.0)).collect(),
                data,
            }),
            _ => None,
        });
        emitted.collect()
    }
}
