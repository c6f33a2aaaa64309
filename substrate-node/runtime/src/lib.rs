//! The runtime of the Weir chain.
//!
//! One crate, two uses. The node runs it as wasm (built by `weir-node`'s build script). The embedded
//! engine of `weir-client` links it natively and runs it over [`reexports::sp_io::TestExternalities`],
//! so that gas and deposits are the node's to the unit; start at [`native`].
//!
//! * [`configs`]: how each pallet is set up, a file per subject.
//! * [`dev`]: the flag that turns a chain into a development chain with a settable clock.
//! * [`genesis`]: the presets `development` and `local_testnet`.
//! * [`native`]: genesis storage and block boundaries for native use (feature `std`).
//! * [`reexports`]: the FRAME crates of this very release, so that no dependent names a version.
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// What the runtime macros generate has no documentation; what people write here does.
#![allow(missing_docs)]

extern crate alloc;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{
    generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub mod apis;
pub mod configs;
pub mod constants;
pub mod dev;
pub mod genesis;
#[cfg(feature = "std")]
pub mod native;
#[cfg(feature = "std")]
pub mod reexports;

#[cfg(feature = "std")]
pub use apis::RuntimeApi;

/// Number of a block.
pub type BlockNumber = u32;
/// Signature of a transaction, of any scheme the field uses.
pub type Signature = MultiSignature;
/// Account: the 32 bytes of a public key or of a contract's address.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Amount of the native token in its smallest unit.
pub type Balance = u128;
/// Number of transactions an account has sent.
pub type Nonce = u32;
/// Hash of a block, a transaction, a code.
pub type Hash = sp_core::H256;
/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// Block with its transactions decoded.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// What a signed transaction carries beside the call.
///
/// `CheckMetadataHash` is left out on purpose: older clients (ink_e2e's subxt) cannot sign it.
pub type TxExtension = (
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);
/// Transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a sender signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Dispatches blocks and transactions to the pallets.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;
/// Event with its phase and topics, as dry runs return it.
pub type EventRecord = frame_system::EventRecord<RuntimeEvent, Hash>;

/// The types the node handles without knowing the calls inside a transaction.
pub mod opaque {
    use super::*;

    pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// Header of a block.
    pub type Header = super::Header;
    /// Block whose transactions stay encoded.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
    /// Names a block by number or hash.
    pub type BlockId = generic::BlockId<Block>;

    impl_opaque_keys! {
        /// The keys of a validator.
        pub struct SessionKeys {
            /// Authors blocks.
            pub aura: Aura,
            /// Votes on finality.
            pub grandpa: Grandpa,
        }
    }
}

/// Version of the runtime. `spec_version` rises with every change of behaviour,
/// `transaction_version` with every change of a call's encoding.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("weir"),
    impl_name: Cow::Borrowed("weir"),
    authoring_version: 1,
    spec_version: 100,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

#[frame_support::runtime]
mod runtime {
    /// The Weir runtime.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(2)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(3)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(4)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(5)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(6)]
    pub type Sudo = pallet_sudo;
    #[runtime::pallet_index(7)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(8)]
    pub type Contracts = pallet_contracts;
    #[runtime::pallet_index(9)]
    pub type Dev = crate::dev;
}

#[cfg(test)]
mod tests;
