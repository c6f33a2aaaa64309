//! The node's own runtime, natively in this process: same pallets, same weights, same schedule as on the node, so gas and
//! deposits are the node's to the unit. No files, no sockets, no signatures; the state ends with the value.
//!
//! Every call is a block of its own, at the time that [`Chain::set_time`] gave: the runtime's hooks run, the call runs as the
//! transaction would (rolled back whole when it fails), and the block's changes are written to the trie.

mod block;
mod debug;
mod names;
mod suppose;

pub use debug::Spoken;
pub use suppose::Supposed;

use crate::chain::{Call, Chain, ChainInfo, Cost, DryRun, Engine, Receipt};
use crate::error::{CallFailure, ChainError, Failure};
use crate::hash::{blake2_256, ss58};
use crate::{Balance, Signer};
use block::{Blocks, Outcome};
use debug::{Ear, Said};
use names::dispatch_error;
use weir_runtime::reexports::frame_support::{dispatch::DispatchClass, storage::storage_prefix, weights::Weight};
use weir_runtime::reexports::pallet_contracts::{
    Code, CollectEvents, Config, DebugInfo, Determinism, ExecReturnValue, StorageDeposit, WeightInfo,
};
use weir_runtime::reexports::sp_io;
use weir_runtime::reexports::sp_runtime::{traits::Dispatchable, DispatchError};
use weir_runtime::{Balances, Contracts, Runtime, RuntimeCall, RuntimeOrigin, System, Timestamp as Clock};
use weir_types::{AccountId, Hash, Timestamp};

type Native = weir_runtime::AccountId;
type Weights = <Runtime as Config>::WeightInfo;

/// Before [`Chain::set_time`] says otherwise, blocks bear this time: 2021-01-01 00:00 UTC.
pub const START: Timestamp = 1_609_459_200_000;

/// The engine in the process.
pub struct Embedded {
    blocks: Blocks,
    info: ChainInfo,
    gas_limit: Weight,
    ear: Ear,
}

impl Embedded {
    /// A fresh development chain: the genesis of the node's preset `development`.
    pub fn new() -> Self {
        let (blocks, genesis) = Blocks::at_genesis(START);
        let info = ChainInfo {
            engine: Engine::Embedded,
            name: "Weir Development (embedded)".to_owned(),
            genesis: Hash::from(genesis.0),
            dev: true,
        };
        Self { blocks, info, gas_limit: gas_limit(), ear: Ear::default() }
    }

    /// From now on every call, construction and question is told to `ear` with what its contracts wrote for debugging, which
    /// is what learning builds of weir-guard speak through. What they write costs gas: the limit is raised, so that a call
    /// that fits a block without it still runs.
    pub fn listen(&mut self, ear: impl FnMut(Spoken<'_>) + 'static) {
        self.ear.open(ear);
        self.gas_limit = gas_limit().saturating_mul(debug::MORE_GAS);
    }

    fn call(&mut self, call: Call) -> Result<Receipt, CallFailure> {
        let gas_limit = self.gas_limit;
        let ear = &mut self.ear;
        let (block, answer, events) = self.blocks.with_next(|| {
            let input = ear.copy(&call.data);
            let result = Contracts::bare_call(
                native(call.signer.account()),
                native(call.dest),
                call.value,
                gas_limit,
                None,
                call.data,
                ear.wanted(),
                CollectEvents::Skip,
                Determinism::Enforced,
            );
            ear.hear(&Said {
                contract: Some(call.dest),
                asked: false,
                input,
                result: result.result.as_ref(),
                text: &result.debug_message,
            });
            let cost = cost(result.gas_consumed, &result.storage_deposit);
            settle(result.result.map(|answer| (answer, ())), cost)
        });
        answer.map(|((), cost)| Receipt { block, cost, events })
    }
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain for Embedded {
    fn info(&self) -> &ChainInfo {
        &self.info
    }

    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let code_hash = blake2_256(wasm);
        if self.has_code(code_hash)? {
            return Ok((code_hash, Cost::default()));
        }
        let origin = native(signer.account());
        let length = u32::try_from(wasm.len()).unwrap_or(u32::MAX);
        let weight = Weights::upload_code_determinism_enforced(length);
        let (_, answer, _) = self.blocks.with_next(|| {
            match Contracts::bare_upload_code(origin, wasm.to_vec(), None, Determinism::Enforced) {
                Ok(done) => Outcome::Keep(Ok(cost(weight, &StorageDeposit::Charge(done.deposit)))),
                Err(error) => Outcome::Discard(Err(failed(error, cost(weight, &StorageDeposit::default())))),
            }
        });
        answer.map(|cost| (code_hash, cost))
    }

    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        let gas_limit = self.gas_limit;
        let ear = &mut self.ear;
        let (block, answer, events) = self.blocks.with_next(|| {
            let input = ear.copy(&data);
            let result = Contracts::bare_instantiate(
                native(signer.account()),
                value,
                gas_limit,
                None,
                Code::Existing(<[u8; 32]>::from(code_hash).into()),
                data,
                salt,
                ear.wanted(),
                CollectEvents::Skip,
            );
            let made = result.result.as_ref();
            let contract = made.ok().map(|made| AccountId::from(<[u8; 32]>::from(made.account_id.clone())));
            let result_of = made.map(|made| &made.result);
            ear.hear(&Said { contract, asked: false, input, result: result_of, text: &result.debug_message });
            let cost = cost(result.gas_consumed, &result.storage_deposit);
            settle(result.result.map(|made| (made.result, made.account_id)), cost)
        });
        answer.map(|(made, cost)| (AccountId::from(<[u8; 32]>::from(made)), Receipt { block, cost, events }))
    }

    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        calls.into_iter().map(|call| self.call(call)).collect()
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure> {
        let gas_limit = self.gas_limit;
        let input = self.ear.copy(&data);
        let result = self.blocks.look_and_discard(|| {
            Contracts::bare_call(
                native(origin),
                native(dest),
                value,
                gas_limit,
                None,
                data,
                DebugInfo::UnsafeDebug,
                CollectEvents::Skip,
                Determinism::Enforced,
            )
        });
        self.ear.hear(&Said {
            contract: Some(dest),
            asked: true,
            input,
            result: result.result.as_ref(),
            text: &result.debug_message,
        });
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        let debug = String::from_utf8_lossy(&result.debug_message).into_owned();
        match result.result {
            Ok(answer) => Ok(DryRun { reverted: answer.did_revert(), data: answer.data, cost, debug }),
            Err(error) => Err(failed(error, cost)),
        }
    }

    fn fund(&mut self, from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        let needs = accounts.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
        let has = self.balance(from.account())?;
        if has < needs {
            let account = ss58(from.account());
            return Err(ChainError::TooLittleBalance { account, has, needs }.into());
        }
        let origin = RuntimeOrigin::signed(native(from.account()));
        let (_, answer, _) = self.blocks.with_next(|| {
            for (account, value) in accounts {
                let dest = native(*account).into();
                let transfer =
                    weir_runtime::reexports::pallet_balances::Call::transfer_keep_alive { dest, value: *value };
                if let Err(error) = RuntimeCall::Balances(transfer).dispatch(origin.clone()) {
                    return Outcome::Discard(Err(failed(error.error, Cost::default())));
                }
            }
            Outcome::Keep(Ok(()))
        });
        answer
    }

    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError> {
        Ok(self.blocks.look(|| Balances::usable_balance(native(account))))
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        let next = self.blocks.next_timestamp();
        let last = self.blocks.look(Clock::get);
        Ok(if last == 0 { next } else { last })
    }

    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError> {
        let now = self.blocks.look(Clock::get);
        if ms < now {
            return Err(ChainError::TimeGoesBack { now, asked: ms });
        }
        self.blocks.set_next_timestamp(ms);
        self.blocks.with_next(|| Outcome::Keep(()));
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32, ChainError> {
        Ok(self.blocks.look(System::block_number))
    }

    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        let hash = self.blocks.look(|| Contracts::code_hash(&native(contract)));
        Ok(hash.map(|hash| Hash::from(hash.0)))
    }

    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError> {
        // The pallet keeps its map to itself; the key is the map's prefix and the hash as it is.
        let mut key = storage_prefix(b"Contracts", b"CodeInfoOf").to_vec();
        key.extend(code_hash.as_ref());
        Ok(self.blocks.look(|| sp_io::storage::exists(&key)))
    }
}

/// A dispatch is kept when the contract accepted, else discarded whole, as the transaction would be.
fn settle<T>(
    result: Result<(ExecReturnValue, T), DispatchError>,
    cost: Cost,
) -> Outcome<Result<(T, Cost), CallFailure>> {
    match result {
        Ok((answer, value)) if !answer.did_revert() => Outcome::Keep(Ok((value, cost))),
        Ok((answer, _)) => Outcome::Discard(Err(CallFailure { reason: Failure::Reverted(answer.data), cost })),
        Err(error) => Outcome::Discard(Err(failed(error, cost))),
    }
}

fn failed(error: DispatchError, cost: Cost) -> CallFailure {
    CallFailure { reason: Failure::Module(dispatch_error(error)), cost }
}

fn cost(weight: Weight, deposit: &StorageDeposit<Balance>) -> Cost {
    let amount = |value: &Balance| i128::try_from(*value).unwrap_or(i128::MAX);
    let deposit = match deposit {
        StorageDeposit::Charge(value) => amount(value),
        StorageDeposit::Refund(value) => -amount(value),
    };
    Cost { ref_time: weight.ref_time(), proof_size: weight.proof_size(), deposit }
}

/// The most a transaction may ask for: what a node would not take must not run here.
fn gas_limit() -> Weight {
    let weights = <Runtime as weir_runtime::reexports::frame_system::Config>::BlockWeights::get();
    let most = weights.get(DispatchClass::Normal).max_extrinsic.unwrap_or(weights.max_block);
    most.saturating_sub(Weights::call())
}

fn native(account: AccountId) -> Native {
    let bytes: &[u8; 32] = account.as_ref();
    Native::from(*bytes)
}
