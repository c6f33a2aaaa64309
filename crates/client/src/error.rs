//! What can go wrong, each in one line that says what to do.

use crate::chain::Cost;
use crate::Balance;
use weir_types::Timestamp;

/// The chain or the way to it failed: nothing is known of a contract's opinion.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Nothing listens at the address.
    #[error("no node answers at {url} ({reason}): start one with scripts/node.sh start")]
    NodeDown {
        /// Where it was looked for.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// The connection broke, or the node answered nonsense.
    #[error("the connection to {url} failed: {reason}")]
    Transport {
        /// Which node.
        url: String,
        /// What happened.
        reason: String,
    },
    /// Something answers, but it is no chain with pallet-contracts as this client knows it.
    #[error("the chain at {url} cannot be used: {reason}")]
    WrongChain {
        /// Which node.
        url: String,
        /// What is missing or different.
        reason: String,
    },
    /// A key that anybody can derive, on a chain where that matters.
    #[error("{path} is a development key: refused on {chain}, which is not a development chain")]
    DevKey {
        /// The key's path.
        path: String,
        /// The chain's name.
        chain: String,
    },
    /// The clock can be set on a development chain only.
    #[error("the clock of {chain} cannot be set: it is not a development chain")]
    ClockNotOurs {
        /// The chain's name.
        chain: String,
    },
    /// Block time never goes back.
    #[error("block time is {now} ms: it cannot go back to {asked} ms")]
    TimeGoesBack {
        /// The time of the last block.
        now: Timestamp,
        /// The time asked for.
        asked: Timestamp,
    },
    /// The account cannot pay.
    #[error("{account} has {has} and needs {needs} units of the native token: fund it first")]
    TooLittleBalance {
        /// Whose balance, as an SS58 address or a key's path.
        account: String,
        /// What it has free.
        has: Balance,
        /// What was asked of it at least.
        needs: Balance,
    },
    /// No such call of a contract is in the blocks that were looked through.
    #[error("{0} is no call of a contract in a block of this chain")]
    NoTransaction(String),
    /// The transaction pool refused a transaction.
    #[error("the node refused the transaction: {0}")]
    Refused(String),
    /// Neither `embedded` nor a websocket address, or an engine that this build leaves out.
    #[error("`{0}` is no engine of this build: use `embedded` or a ws:// address")]
    UnknownEngine(String),
}

/// A call or an instantiation that changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct CallFailure {
    /// Why.
    pub reason: Failure,
    /// What the attempt consumed; nothing when it never ran.
    pub cost: Cost,
}

/// Why a call changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The contract refused; the bytes are its answer, which `typed` decodes.
    #[error("the contract refused with 0x{}", hex::encode(.0))]
    Reverted(Vec<u8>),
    /// A pallet refused: `Contracts::OutOfGas`, `Contracts::StorageDepositNotEnoughFunds`, or another dispatch error.
    #[error("{0}")]
    Module(String),
    /// It did not come to run.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl CallFailure {
    /// The name of the pallet's error, when a pallet refused.
    pub fn module(&self) -> Option<&str> {
        match &self.reason {
            Failure::Module(name) => Some(name),
            _ => None,
        }
    }
}

impl From<ChainError> for CallFailure {
    fn from(error: ChainError) -> Self {
        Self { reason: Failure::Chain(error), cost: Cost::default() }
    }
}
