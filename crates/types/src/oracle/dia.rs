//! DIA's getters, so that what reads a DIA oracle on ink! can read this one. The selectors follow the trait's name:
//! `OracleGetters::get_latest_price` is 0xbddfa62d there and here.

use crate::AccountId;
use ink::prelude::string::String;
use ink::prelude::vec::Vec;

/// What a cent is in DIA's prices of 18 decimals.
pub const CENT: u128 = 10_000_000_000_000_000;

/// The most pairs that one question may have; those beyond are answered with `None`.
pub const MAX_PAIRS: usize = 16;

/// DIA's getters (diadata-org/dia-oracle-anchor).
#[ink::trait_definition]
pub trait OracleGetters {
    /// Who sets the prices.
    #[ink(message)]
    fn get_updater(&self) -> AccountId;

    /// Time (milliseconds) and price (18 decimals) of a pair such as `CO2-UK-2021/GBP`; `None` when it is unknown or too old.
    #[ink(message)]
    fn get_latest_price(&self, pair: String) -> Option<(u64, u128)>;

    /// The same for several pairs, in their order.
    #[ink(message)]
    fn get_latest_prices(&self, pairs: Vec<String>) -> Vec<Option<(u64, u128)>>;
}
