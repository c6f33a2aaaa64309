//! Time, authorship and finality.

use crate::{constants::SLOT_DURATION, dev, Aura, Runtime, RuntimeEvent};
use frame_support::traits::{ConstU32, ConstU64};
use sp_core::Void;

pub use pallet_grandpa::AuthorityId as GrandpaId;
pub use sp_consensus_aura::sr25519::AuthorityId as AuraId;

/// Most validators a chain can have.
pub const MAX_AUTHORITIES: u32 = 32;

impl pallet_timestamp::Config for Runtime {
    /// Milliseconds since 1970.
    type Moment = u64;
    /// Aura asserts that the timestamp lies in the slot the block claims.
    type OnTimestampSet = Aura;
    type MinimumPeriod = dev::MinimumPeriod<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type DisabledValidators = ();
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    type AllowMultipleBlocksPerSlot = dev::SlotsMayRepeat<Runtime>;
    type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<0>;
    type KeyOwnerProof = Void;
    type EquivocationReportSystem = ();
}
