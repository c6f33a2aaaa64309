//! The trait that both engines implement, and its words.

use std::fmt;

use crate::error::{CallFailure, ChainError};
use crate::{Balance, Signer};
use weir_types::{AccountId, Hash, Timestamp};

/// A chain with contracts on it.
///
/// Engines need `&mut self` for questions too: they cache, and the embedded one runs them.
pub trait Chain {
    /// Which chain this is; asked once, when connecting.
    fn info(&self) -> &ChainInfo;

    /// Stores code and returns its hash. Code that is there already is not an error: it costs nothing and nothing is sent.
    fn upload(&mut self, signer: &Signer, wasm: &[u8]) -> Result<(Hash, Cost), CallFailure>;

    /// Makes a contract of stored code; `data` is the constructor's selector and arguments. The address is the one that
    /// [`crate::hash::contract_address`] foretells.
    fn instantiate(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        data: Vec<u8>,
        salt: Vec<u8>,
        value: Balance,
    ) -> Result<(AccountId, Receipt), CallFailure>;

    /// Sends a phase of calls and waits until all have run; the answers are in the calls' order.
    ///
    /// Calls of one signer keep their order. Calls of different signers may be reordered by a node: what must come after
    /// something else belongs in a later phase. One failed call does not stop the others.
    /// Refunds of deposits are pro rata of what a contract stores, so that order may move a single unit of the native token from
    /// one signer's refund to another's; gas does not depend on it.
    fn send(&mut self, calls: Vec<Call>) -> Vec<Result<Receipt, CallFailure>>;

    /// What a call would answer and cost now, changing nothing. A contract that refuses is an answer (`reverted`), not a failure.
    fn dry_run(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
    ) -> Result<DryRun, CallFailure>;

    /// Gives native tokens to accounts, so that they can pay deposits and fees.
    fn fund(&mut self, from: &Signer, accounts: &[(AccountId, Balance)]) -> Result<(), CallFailure>;

    /// The native tokens an account may spend.
    fn balance(&mut self, account: AccountId) -> Result<Balance, ChainError>;

    /// The time of the last block, or that which [`Chain::set_time`] gave to the next one.
    fn now(&mut self) -> Result<Timestamp, ChainError>;

    /// Sets the time of the next block and those after it. Development chains only; never back.
    fn set_time(&mut self, ms: Timestamp) -> Result<(), ChainError>;

    /// The number of the last block.
    fn block_number(&mut self) -> Result<u32, ChainError>;

    /// The code that a contract runs; `None` when the account is no contract.
    fn code_hash_of(&mut self, contract: AccountId) -> Result<Option<Hash>, ChainError>;

    /// Is the code stored?
    fn has_code(&mut self, code_hash: Hash) -> Result<bool, ChainError>;
}

/// Which engine runs the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The node's runtime, natively in this process; its state ends with it.
    Embedded,
    /// A node over a websocket.
    Node,
    /// Another implementation of [`Chain`].
    Other,
}

/// Which chain this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainInfo {
    /// Which engine.
    pub engine: Engine,
    /// The chain's name.
    pub name: String,
    /// Hash of the genesis block.
    pub genesis: Hash,
    /// A development chain: its clock can be set and development keys are accepted.
    pub dev: bool,
}

impl ChainInfo {
    /// Refuses keys that anybody can derive, on a chain where that matters.
    pub fn accept(&self, signer: &Signer) -> Result<(), ChainError> {
        if signer.is_dev() && !self.dev {
            return Err(ChainError::DevKey { path: signer.path().to_owned(), chain: self.name.clone() });
        }
        Ok(())
    }
}

/// A call that is ready to be sent.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who sends it, and pays.
    pub signer: Signer,
    /// Which contract.
    pub dest: AccountId,
    /// The message's selector and arguments.
    pub data: Vec<u8>,
    /// Native tokens sent along.
    pub value: Balance,
}

/// What a call consumed. Fees of the transaction are left out: they pay for more than the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Computation in picoseconds of the reference machine: pallet-contracts' `gas_consumed`, without the extrinsic's base.
    /// Of a call that ran out of gas, pallet-contracts 40.1 tells only what it had charged before the engine stopped.
    pub ref_time: u64,
    /// Bytes of storage proof: the other half of `gas_consumed`.
    pub proof_size: u64,
    /// Deposit for storage, positive when the signer paid, negative when it was refunded.
    pub deposit: i128,
}

impl std::ops::Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(other.ref_time),
            proof_size: self.proof_size.saturating_add(other.proof_size),
            deposit: self.deposit.saturating_add(other.deposit),
        }
    }
}

impl std::iter::Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, cost| sum + cost)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millions = self.ref_time / 1_000_000;
        write!(f, "{millions} M ref_time, {} B proof, deposit {}", self.proof_size, self.deposit)
    }
}

/// That a call ran and what came of it. Answers of messages are not in it: a transaction has none. Ask the events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The block it is in.
    pub block: u32,
    /// What it consumed.
    pub cost: Cost,
    /// What contracts told during the call, in order.
    pub events: Vec<RawEvent>,
}

/// An event as a contract emitted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// Which contract.
    pub contract: AccountId,
    /// Topics; the first is the signature of the event's type.
    pub topics: Vec<Hash>,
    /// The encoded fields.
    pub data: Vec<u8>,
}

/// What a call would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// The encoded answer.
    pub data: Vec<u8>,
    /// The contract refused: nothing would be changed.
    pub reverted: bool,
    /// What it would consume.
    pub cost: Cost,
    /// What the contract wrote for debugging.
    pub debug: String,
}
