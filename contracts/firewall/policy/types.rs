//! What a policy is made with.

use weir_types::AccountId;

/// What a policy is made with, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows roles and controller groups.
    pub registry: AccountId,
    /// firewall/watchlist: what is said of callers. Without one nothing is said of anybody.
    pub watchlist: Option<AccountId>,
    /// How many minutes before midnight UTC the local day begins, by which hours are reckoned.
    pub day_offset: i16,
}
