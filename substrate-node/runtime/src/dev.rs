//! The flag of a development chain.
//!
//! A development chain seals blocks on demand at timestamps its user sets, several of them in one
//! slot or even in one millisecond. Aura forbids that, rightly. Rather than weaken it for everyone,
//! this pallet keeps a flag that only genesis can set (there is no call), and the two checks that
//! stand in the way ask it: [`SlotsMayRepeat`] and [`MinimumPeriod`]. The preset `development` sets
//! the flag; on any other chain it is absent and both checks are as strict as ever.

use core::marker::PhantomData;
use frame_support::traits::Get;

pub use pallet::*;

/// The pallet: one storage item, no calls, no events.
#[frame_support::pallet]
pub mod pallet {
    use frame_support::pallet_prelude::*;

    /// Needs nothing but the system.
    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// The flag's owner.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Whether this is a development chain. Written by genesis alone.
    #[pallet::storage]
    pub type Enabled<T: Config> = StorageValue<_, bool, ValueQuery>;

    /// Genesis: `{"dev": {"enabled": true}}`.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Whether the chain is a development chain.
        pub enabled: bool,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if self.enabled {
                Enabled::<T>::put(true);
            }
        }
    }
}

/// For `pallet_aura`: may several blocks share a slot? Only on a development chain.
pub struct SlotsMayRepeat<T>(PhantomData<T>);

impl<T: Config> Get<bool> for SlotsMayRepeat<T> {
    fn get() -> bool {
        Enabled::<T>::get()
    }
}

/// For `pallet_timestamp`: the least time between blocks; nothing on a development chain,
/// half a slot elsewhere.
///
/// It reads storage, so native code asks for it (and for the metadata, which lists it) inside externalities.
pub struct MinimumPeriod<T>(PhantomData<T>);

impl<T: Config> Get<u64> for MinimumPeriod<T> {
    fn get() -> u64 {
        if Enabled::<T>::get() {
            0
        } else {
            crate::constants::SLOT_DURATION / 2
        }
    }
}
