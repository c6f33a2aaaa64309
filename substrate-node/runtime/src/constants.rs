//! The numbers other crates quote: token, time, deposits.

use crate::{Balance, BlockNumber};

/// One token: 12 decimals.
pub const UNIT: Balance = 1_000_000_000_000;
/// A thousandth of a token.
pub const MILLIUNIT: Balance = 1_000_000_000;
/// Below this an account is removed; as on substrate-contracts-node.
pub const EXISTENTIAL_DEPOSIT: Balance = MILLIUNIT;
/// Decimals of the token, for wallets.
pub const TOKEN_DECIMALS: u32 = 12;
/// Symbol of the token, for wallets.
pub const TOKEN_SYMBOL: &str = "UNIT";
/// Prefix of addresses: generic Substrate.
pub const SS58_PREFIX: u8 = 42;

/// Length of an Aura slot in milliseconds.
pub const SLOT_DURATION: u64 = 6_000;
/// How many block hashes the chain remembers; bounds the mortality of transactions.
pub const BLOCK_HASH_COUNT: BlockNumber = 2_400;

/// What storing `items` entries of `bytes` bytes in total costs while they are stored.
///
/// The figures of substrate-contracts-node: an item costs as much as 20,000 bytes.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
    (items as Balance * UNIT + (bytes as Balance) * (5 * MILLIUNIT / 100)) / 10
}
