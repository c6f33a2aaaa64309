//! The runtime as a library: genesis storage and block boundaries without a node.
//!
//! ```
//! use weir_runtime::{native, reexports::sp_io::TestExternalities, System, Timestamp};
//!
//! let mut chain = TestExternalities::new(native::development_storage());
//! chain.execute_with(|| {
//!     native::begin_block(Default::default(), 1_700_000_000_000);
//!     assert_eq!(System::block_number(), 1);
//!     assert_eq!(Timestamp::get(), 1_700_000_000_000);
//!     // bare_call, bare_instantiate, apply … here
//!     let header = native::end_block();
//!     native::begin_block(header.hash(), 1_700_000_000_000); // the same millisecond: allowed in development
//! });
//! ```

use crate::{
    constants::SLOT_DURATION, genesis, Executive, Hash, Header, Runtime, RuntimeCall, System, UncheckedExtrinsic,
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_runtime::{transaction_validity::TransactionValidityError, BuildStorage, Digest, DigestItem, DispatchResult};
use sp_storage::Storage;

/// Storage of a fresh development chain: what the node's preset `development` builds, without the
/// wasm code (`:code`), which native execution does not need.
pub fn development_storage() -> Storage {
    genesis::development().build_storage().expect("the preset is a constant of this crate and a test builds it; qed")
}

/// The digest item by which a block claims its Aura slot.
pub fn slot_digest(timestamp_ms: u64) -> DigestItem {
    let slot = Slot::from(timestamp_ms / SLOT_DURATION);
    DigestItem::PreRuntime(AURA_ENGINE_ID, codec::Encode::encode(&slot))
}

/// Begin the next block at exactly `timestamp_ms`: initialise the pallets and set the clock, as the node does.
///
/// `parent` is the hash that the new block will know its predecessor by: that of the header which
/// [`end_block`] returned, or anything unique.
///
/// # Panics
/// If the timestamp lies before the last block's, as the node's runtime does.
pub fn begin_block(parent: Hash, timestamp_ms: u64) {
    let header = Header {
        parent_hash: parent,
        number: System::block_number().saturating_add(1),
        state_root: Default::default(),
        extrinsics_root: Default::default(),
        digest: Digest { logs: vec![slot_digest(timestamp_ms)] },
    };
    Executive::initialize_block(&header);
    let set = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: timestamp_ms });
    apply(UncheckedExtrinsic::new_bare(set))
        .expect("inherents are valid; qed")
        .expect("the timestamp is set once a block; qed");
}

/// Apply a transaction, signed or inherent, with fees, nonce and weight, as in a block of the node.
pub fn apply(transaction: UncheckedExtrinsic) -> Result<DispatchResult, TransactionValidityError> {
    Executive::apply_extrinsic(transaction)
}

/// End the block: run the hooks, compute the roots, return the header.
pub fn end_block() -> Header {
    Executive::finalize_block()
}

/// Weight that a dry run or a bare call may spend: a whole block, as `ContractsApi` takes when no limit is given.
pub fn max_block_weight() -> frame_support::weights::Weight {
    <<Runtime as frame_system::Config>::BlockWeights as frame_support::traits::Get<
        frame_system::limits::BlockWeights,
    >>::get()
    .max_block
}
