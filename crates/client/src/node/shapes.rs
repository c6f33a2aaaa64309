//! The encoded shapes of what the node sends and takes, as far as they are read.
#![allow(dead_code)] // fields that nobody reads hold the place of what stands before the ones that are read

use crate::chain::Cost;
use crate::Balance;
use ink::scale::{Compact, Encode, Output};
use weir_types::AccountId;

/// Computation and proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode)]
pub struct Weight {
    #[codec(compact)]
    pub ref_time: u64,
    #[codec(compact)]
    pub proof_size: u64,
}

impl Weight {
    pub fn add(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(other.ref_time),
            proof_size: self.proof_size.saturating_add(other.proof_size),
        }
    }

    pub fn sub(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_sub(other.ref_time),
            proof_size: self.proof_size.saturating_sub(other.proof_size),
        }
    }
}

impl From<Weight> for Cost {
    fn from(weight: Weight) -> Self {
        Self { ref_time: weight.ref_time, proof_size: weight.proof_size, deposit: 0 }
    }
}

/// A transaction's or a call's declared weight, as `TransactionPaymentApi` tells it; the fee that follows is not read.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct DispatchInfo {
    pub weight: Weight,
}

/// `System.BlockWeights`, up to what is read.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct BlockWeights {
    pub base_block: Weight,
    pub max_block: Weight,
    pub base_extrinsic: Weight,
    pub max_extrinsic: Option<Weight>,
}

/// pallet-contracts' answer to a dry run; the events that follow are not read.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct ContractResult<Answer> {
    pub gas_consumed: Weight,
    pub gas_required: Weight,
    pub storage_deposit: StorageDeposit,
    pub debug_message: Vec<u8>,
    pub result: Result<Answer, DispatchError>,
}

impl<Answer> ContractResult<Answer> {
    pub fn cost(&self) -> Cost {
        Cost { deposit: self.storage_deposit.signed(), ..self.gas_consumed.into() }
    }

    pub fn map<Other>(self, change: impl FnOnce(Answer) -> Other) -> ContractResult<Other> {
        ContractResult {
            gas_consumed: self.gas_consumed,
            gas_required: self.gas_required,
            storage_deposit: self.storage_deposit,
            debug_message: self.debug_message,
            result: self.result.map(change),
        }
    }
}

/// What a contract returned.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct Returned {
    pub flags: u32,
    pub data: Vec<u8>,
}

impl Returned {
    pub fn reverted(&self) -> bool {
        self.flags & 1 == 1
    }
}

/// What a constructor returned, and the contract it made.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct Instantiated {
    pub result: Returned,
}

/// A deposit paid or given back.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub enum StorageDeposit {
    Refund(Balance),
    Charge(Balance),
}

impl StorageDeposit {
    fn signed(&self) -> i128 {
        match self {
            Self::Refund(amount) => -signed(*amount),
            Self::Charge(amount) => signed(*amount),
        }
    }
}

pub fn signed(amount: Balance) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

/// `sp_runtime::DispatchError`: the names are shown, so they are the runtime's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Decode)]
pub enum DispatchError {
    Other,
    CannotLookup,
    BadOrigin,
    Module { index: u8, error: [u8; 4] },
    ConsumerRemaining,
    NoProviders,
    TooManyConsumers,
    Token(TokenError),
    Arithmetic(ArithmeticError),
    Transactional(TransactionalError),
    Exhausted,
    Corruption,
    Unavailable,
    RootNotAllowed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Decode)]
pub enum TokenError {
    FundsUnavailable,
    OnlyProvider,
    BelowMinimum,
    CannotCreate,
    UnknownAsset,
    Frozen,
    Unsupported,
    CannotCreateHold,
    NotExpendable,
    Blocked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Decode)]
pub enum ArithmeticError {
    Underflow,
    Overflow,
    DivisionByZero,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Decode)]
pub enum TransactionalError {
    LimitReached,
    NoLayer,
}

/// `System.Account`.
#[derive(Debug, Default)]
#[ink::scale_derive(Decode)]
pub struct AccountInfo {
    pub nonce: u32,
    pub consumers: u32,
    pub providers: u32,
    pub sufficients: u32,
    pub free: Balance,
    pub reserved: Balance,
    pub frozen: Balance,
}

impl AccountInfo {
    /// What `Balances::usable_balance` says: free, less what is frozen beyond what is reserved, less the existential deposit of
    /// an account that something depends on.
    pub fn spendable(&self, existential_deposit: Balance) -> Balance {
        let frozen = self.frozen.saturating_sub(self.reserved);
        let kept = if self.consumers > 0 { frozen.max(existential_deposit) } else { frozen };
        self.free.saturating_sub(kept)
    }
}

/// `Contracts.ContractInfoOf`, up to what is read.
#[derive(Debug)]
#[ink::scale_derive(Decode)]
pub struct ContractInfo {
    pub trie_id: Vec<u8>,
    pub code_hash: [u8; 32],
}

/// `MultiAddress::Id`.
pub fn address(account: AccountId) -> (u8, AccountId) {
    (0, account)
}

/// Bytes that are encoded already.
pub struct Raw(pub Vec<u8>);

impl Encode for Raw {
    fn encode_to<T: Output + ?Sized>(&self, out: &mut T) {
        out.write(&self.0);
    }
}

/// Nothing where a call takes an optional deposit limit: the runtime's own applies.
pub const NO_LIMIT: Option<Compact<Balance>> = None;
