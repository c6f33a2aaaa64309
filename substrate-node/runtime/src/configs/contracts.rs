//! Contracts: depth, sizes, deposits, all as on substrate-contracts-node.

use crate::{
    constants::deposit, AccountId, Balance, Balances, BlockNumber, Hash, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, Timestamp,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, Nothing, Randomness},
};
use frame_system::EnsureSigned;
use pallet_contracts::{DefaultAddressGenerator, Frame, Limits, Schedule};
use sp_runtime::Perbill;

parameter_types! {
    /// Deposit for a storage item.
    pub const DepositPerItem: Balance = deposit(1, 0);
    /// Deposit for a stored byte.
    pub const DepositPerByte: Balance = deposit(0, 1);
    /// Deposit a call may take when its sender names no limit.
    pub const DefaultDepositLimit: Balance = deposit(1024, 1024 * 1024);
    /// Share of a code's deposit that each instance locks.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    /// The default costs. Only the memory that the pallet's integrity check reckons with is larger:
    /// 24 frames of 128 KiB code do not fit into the default 128 MiB.
    pub ContractsSchedule: Schedule<Runtime> = Schedule {
        limits: Limits {
            runtime_memory: 1024 * 1024 * 1024,
            validator_runtime_memory: 2 * 1024 * 1024 * 1024,
            ..Default::default()
        },
        ..Default::default()
    };
}

/// There is no randomness here: contracts that need some commit and reveal.
///
/// The pallet wants a source for the deprecated `random` function, which the unstable interface
/// alone offers, and that is off.
pub struct NoRandomness;

impl Randomness<Hash, BlockNumber> for NoRandomness {
    fn random(_subject: &[u8]) -> (Hash, BlockNumber) {
        (Hash::zero(), 0)
    }
}

impl pallet_contracts::Config for Runtime {
    type Time = Timestamp;
    type Randomness = NoRandomness;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeHoldReason = RuntimeHoldReason;
    /// Contracts call contracts, not the runtime.
    type CallFilter = Nothing;
    type WeightPrice = pallet_transaction_payment::Pallet<Runtime>;
    type WeightInfo = pallet_contracts::weights::SubstrateWeight<Runtime>;
    type ChainExtension = ();
    type Schedule = ContractsSchedule;
    type CallStack = [Frame<Runtime>; 23];
    type DepositPerByte = DepositPerByte;
    type DepositPerItem = DepositPerItem;
    type DefaultDepositLimit = DefaultDepositLimit;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressGenerator = DefaultAddressGenerator;
    type MaxCodeLen = ConstU32<{ 128 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    type MaxTransientStorageSize = ConstU32<{ 1024 * 1024 }>;
    type MaxDelegateDependencies = ConstU32<32>;
    type UnsafeUnstableInterface = ConstBool<false>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    type UploadOrigin = EnsureSigned<AccountId>;
    type InstantiateOrigin = EnsureSigned<AccountId>;
    type Migrations = ();
    type Debug = ();
    type Environment = ();
    type ApiVersion = ();
    type Xcm = ();
}
