//! drink behind the client's trait, so that the suite's tests read like every other scenario and run through the same bundles.
//!
//! drink's pallet is older than the node's and charges code loading 28 times as much: its gas is never quoted.

use drink::frame_support::storage::{with_transaction, TransactionOutcome};
use drink::minimal::{MinimalSandbox, MinimalSandboxRuntime, RuntimeEvent};
use drink::pallet_contracts::{self, CollectEvents, DebugInfo, Determinism, ExecReturnValue};
use drink::sandbox_api::prelude::*;
use drink::{AccountId32, DispatchError, Sandbox, Weight};
use std::collections::BTreeSet;
use weir_client::{
    AccountId, Balance, Call, CallFailure, Chain, ChainError, ChainInfo, Cost, DryRun, Engine, Failure, Hash, RawEvent,
    Receipt, Signer, Timestamp,
};

type Pallet = pallet_contracts::Pallet<MinimalSandboxRuntime>;

/// A fresh chain of drink for each test.
pub struct Drink {
    sandbox: MinimalSandbox,
    info: ChainInfo,
    now: Timestamp,
    stored: BTreeSet<[u8; 32]>,
}

const GAS: Weight = Weight::from_parts(u64::MAX / 4, u64::MAX / 4);

impl Default for Drink {
    fn default() -> Self {
        let genesis = Hash::from([0u8; 32]);
        let info = ChainInfo { engine: Engine::Other, name: "drink".into(), genesis, dev: true };
        let mut drink = Self { sandbox: MinimalSandbox::default(), info, now: 0, stored: BTreeSet::new() };
        // The sandbox starts at the wall clock; a test wants the same time every day.
        drink.now = 1_600_000_000_000;
        drink.sandbox.set_timestamp(drink.now);
        drink
    }
}

fn id(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

fn module(error: DispatchError) -> Failure {
    Failure::Module(match error {
        DispatchError::Module(module) => format!("Contracts::{}", module.message.unwrap_or("?")),
        other => format!("{other:?}"),
    })
}

fn failure(reason: Failure) -> CallFailure {
    CallFailure { reason, cost: Cost::default() }
}

fn cost(gas: Weight, deposit: &pallet_contracts::StorageDeposit<Balance>) -> Cost {
    let deposit = match deposit {
        pallet_contracts::StorageDeposit::Charge(amount) => i128::try_from(*amount).unwrap_or(i128::MAX),
        pallet_contracts::StorageDeposit::Refund(amount) => i128::try_from(*amount).map_or(i128::MIN, |n| -n),
    };
    Cost { ref_time: gas.ref_time(), proof_size: gas.proof_size(), deposit }
}

impl Drink {
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

    fn receipt(&mut self, answer: Result<ExecReturnValue, DispatchError>, cost: Cost) -> Result<Receipt, CallFailure> {
        let events = self.emitted();
        match answer {
            Ok(answer) if answer.did_revert() => Err(CallFailure { reason: Failure::Reverted(answer.data), cost }),
            Ok(_) => Ok(Receipt { block: self.sandbox.block_number(), cost, events }),
            Err(error) => Err(CallFailure { reason: module(error), cost }),
        }
    }

    fn one(&mut self, call: Call) -> Result<Receipt, CallFailure> {
        let (origin, dest) = (id(call.signer.account()), id(call.dest));
        let result = self.sandbox.call_contract(dest, call.value, call.data, origin, GAS, None, Determinism::Enforced);
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        self.receipt(result.result, cost)
    }
}

impl Chain for Drink {
    fn info(&self) -> &ChainInfo {
        &self.info
    }

    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let result = self.sandbox.upload_contract(wasm.to_vec(), id(signer.account()), None, Determinism::Enforced);
        let uploaded = result.map_err(|error| failure(module(error)))?;
        self.stored.insert(uploaded.code_hash.0);
        Ok((Hash::from(uploaded.code_hash.0), Cost::default()))
    }

    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        let origin = id(signer.account());
        let hash: [u8; 32] = code_hash.into();
        let result = self.sandbox.instantiate_contract(hash.to_vec(), value, data, salt, origin, GAS, None);
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        match result.result {
            Ok(made) => {
                let receipt = self.receipt(Ok(made.result), cost)?;
                Ok((AccountId::from(<[u8; 32]>::from(made.account_id)), receipt))
            }
            Err(error) => Err(failure(module(error))),
        }
    }

    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        calls.into_iter().map(|call| self.one(call)).collect()
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure> {
        let result = self.sandbox.execute_with(|| {
            with_transaction(|| {
                let (debug, collect) = (DebugInfo::UnsafeDebug, CollectEvents::Skip);
                let (origin, dest) = (id(origin), id(dest));
                let result =
                    Pallet::bare_call(origin, dest, value, GAS, None, data, debug, collect, Determinism::Enforced);
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(result))
            })
        });
        let result = result.map_err(|error| failure(module(error)))?;
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        let debug = String::from_utf8_lossy(&result.debug_message).into_owned();
        let answer = result.result.map_err(|error| CallFailure { reason: module(error), cost })?;
        Ok(DryRun { reverted: answer.did_revert(), data: answer.data, cost, debug })
    }

    fn fund(&mut self, _from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        for (account, amount) in accounts {
            self.sandbox.mint_into(&id(*account), *amount).map_err(|error| failure(module(error)))?;
        }
        Ok(())
    }

    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError> {
        Ok(self.sandbox.free_balance(&id(account)))
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(self.now)
    }

    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError> {
        if ms < self.now {
            return Err(ChainError::TimeGoesBack { now: self.now, asked: ms });
        }
        self.now = ms;
        self.sandbox.set_timestamp(ms);
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32, ChainError> {
        Ok(self.sandbox.block_number())
    }

    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        let found = self.sandbox.execute_with(|| Pallet::code_hash(&id(contract)));
        Ok(found.map(|hash| Hash::from(hash.0)))
    }

    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError> {
        Ok(self.stored.contains(&<[u8; 32]>::from(code_hash)))
    }
}
