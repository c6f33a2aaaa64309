//! A node over a websocket. What is asynchronous below is hidden: each method returns when the chain has answered.
//!
//! * A phase is cut into chunks of at most [`phase::CHUNK`] calls. Of each chunk every call is estimated by a dry run on the
//!   state before it, signed with the next nonce of its signer, and submitted; signers go concurrently, calls of one signer in
//!   order. The chunk ends when all are in final blocks (on a development chain, at once).
//! * Gas in receipts is what the call consumed in its block: the weight that the `System` event reports for the transaction,
//!   less what every transaction of its kind weighs (`phase::overhead`). It equals the dry run's `gas_consumed` on the same state,
//!   and the embedded engine's, to the unit.
//! * Deposits in receipts are the sum of the pallet's deposit events.
//! * A call that reverted in its block is replayed as a dry run at the parent block, or where the calls before it in the same
//!   block matter, at the block itself, to learn the contract's error.
//! * Storage is read and dry runs are made at the best block.

mod events;
mod find;
mod phase;
mod rpc;
mod shapes;

pub use find::{Sent, Which};

use crate::chain::{Call, Chain, ChainInfo, Cost, DryRun, Engine, Receipt};
use crate::error::{CallFailure, ChainError, Failure};
use crate::hash::{blake2_256, contract_address, ss58};
use crate::{Balance, Signer};
use ink::scale::{Compact, Encode};
use phase::{Job, Phases};
use rpc::Rpc;
use shapes::{AccountInfo, ContractInfo, DispatchInfo};
use tokio::runtime::Runtime;
use weir_types::{AccountId, Hash, Timestamp};

/// How many transfers travel in one transaction of [`Chain::fund`].
const FUND_CHUNK: usize = 200;

/// The engine that talks to a node.
pub struct Node {
    runtime: Runtime,
    phases: Phases,
    info: ChainInfo,
}

impl Node {
    /// Connects and learns which chain it is.
    pub fn connect(url: &str) -> Result<Self, ChainError> {
        let broken = |error: std::io::Error| ChainError::Transport { url: url.to_owned(), reason: error.to_string() };
        // One thread beside the caller's keeps the connection alive while the caller computes.
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(broken)?;
        let (rpc, info) = runtime.block_on(async {
            let rpc = Rpc::connect(url).await?;
            let name = rpc.chain_name().await?;
            let dev = rpc.storage(rpc.key("Dev", "Enabled")).await? == Some(vec![1]);
            let info = ChainInfo { engine: Engine::Node, name, genesis: rpc.genesis(), dev };
            Ok::<_, ChainError>((rpc, info))
        })?;
        Ok(Self { runtime, phases: Phases::new(rpc), info })
    }

    fn rpc(&self) -> &Rpc {
        &self.phases.rpc
    }

    fn account(&self, account: AccountId) -> Result<AccountInfo, ChainError> {
        self.runtime.block_on(self.rpc().account(account))
    }

    fn read<T: ink::scale::Decode>(&self, key: Vec<u8>) -> Result<Option<T>, ChainError> {
        self.runtime.block_on(self.rpc().value(key))
    }

    fn one(&mut self, signer: &Signer, job: Job) -> Result<Receipt, CallFailure> {
        self.info.accept(signer)?;
        let done = self.runtime.block_on(self.phases.run(vec![(signer.clone(), job)])).pop();
        done.unwrap_or_else(|| Err(ChainError::Refused("it was not sent".to_owned()).into()))
    }
}

impl Chain for Node {
    fn info(&self) -> &ChainInfo {
        &self.info
    }

    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure> {
        let code_hash = blake2_256(wasm);
        if self.has_code(code_hash)? {
            return Ok((code_hash, Cost::default()));
        }
        let enforced = 0u8;
        let call = self.rpc().call("Contracts", "upload_code", &(wasm, shapes::NO_LIMIT, enforced))?;
        let weighed: DispatchInfo = self.runtime.block_on(self.rpc().weigh(&call))?;
        let receipt = self.one(signer, Job::Plain(call))?;
        let cost = Cost { deposit: receipt.cost.deposit, ..weighed.weight.into() };
        Ok((code_hash, cost))
    }

    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure> {
        let address = contract_address(signer.account(), code_hash, &data, &salt);
        let receipt = self.one(signer, Job::Instantiate { code_hash, data, salt, value })?;
        Ok((address, receipt))
    }

    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>> {
        let mut answers: Vec<Option<Result<Receipt, CallFailure>>> = Vec::with_capacity(calls.len());
        let mut jobs = Vec::with_capacity(calls.len());
        for Call { signer, dest, data, value } in calls {
            match self.info.accept(&signer) {
                Ok(()) => {
                    jobs.push((signer, Job::Call { dest, data, value }));
                    answers.push(None);
                }
                Err(refused) => answers.push(Some(Err(refused.into()))),
            }
        }
        let mut sent = self.runtime.block_on(self.phases.run(jobs)).into_iter();
        let missing = || Err(ChainError::Refused("it was not sent".to_owned()).into());
        let next = |answer: Option<_>| answer.unwrap_or_else(|| sent.next().unwrap_or_else(missing));
        answers.into_iter().map(next).collect()
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure> {
        let job = Job::Call { dest, data, value };
        let run = self.runtime.block_on(self.rpc().dry_run(origin, &job, None))?;
        let cost = run.cost();
        let debug = String::from_utf8_lossy(&run.debug_message).into_owned();
        match run.result {
            Ok(answer) => Ok(DryRun { reverted: answer.reverted(), data: answer.data, cost, debug }),
            Err(error) => Err(CallFailure { reason: Failure::Module(self.rpc().name(&error)), cost }),
        }
    }

    fn fund(&mut self, from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure> {
        let needs = accounts.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
        let has = self.balance(from.account())?;
        if has < needs {
            let account = ss58(from.account());
            return Err(ChainError::TooLittleBalance { account, has, needs }.into());
        }
        for chunk in accounts.chunks(FUND_CHUNK) {
            let transfer = |(account, amount): &(AccountId, Balance)| {
                self.rpc().call("Balances", "transfer_keep_alive", &(shapes::address(*account), Compact(*amount)))
            };
            let transfers = chunk.iter().map(transfer).collect::<Result<Vec<_>, _>>()?;
            let mut body = Compact(u32::try_from(transfers.len()).unwrap_or(u32::MAX)).encode();
            body.extend(transfers.into_iter().flatten());
            let batch = self.rpc().call("Utility", "batch_all", &shapes::Raw(body))?;
            self.one(from, Job::Plain(batch))?;
        }
        Ok(())
    }

    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError> {
        Ok(self.account(account)?.spendable(self.rpc().existential_deposit()))
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        self.read(self.rpc().key("Timestamp", "Now")).map(Option::unwrap_or_default)
    }

    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError> {
        if !self.info.dev {
            return Err(ChainError::ClockNotOurs { chain: self.info.name.clone() });
        }
        let now = self.now()?;
        if ms < now {
            return Err(ChainError::TimeGoesBack { now, asked: ms });
        }
        self.runtime.block_on(self.rpc().mine_at(ms))
    }

    fn block_number(&mut self) -> Result<u32, ChainError> {
        self.read(self.rpc().key("System", "Number")).map(Option::unwrap_or_default)
    }

    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError> {
        let mut key = self.rpc().key("Contracts", "ContractInfoOf");
        key.extend(sp_crypto_hashing::twox_64(contract.as_ref()));
        key.extend(contract.as_ref() as &[u8]);
        let info: Option<ContractInfo> = self.read(key)?;
        Ok(info.map(|info| Hash::from(info.code_hash)))
    }

    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError> {
        let mut key = self.rpc().key("Contracts", "CodeInfoOf");
        key.extend(code_hash.as_ref());
        Ok(self.runtime.block_on(self.rpc().storage(key))?.is_some())
    }
}
