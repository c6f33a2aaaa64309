//! DIA's getters, so that what reads a DIA oracle on ink! can read this one. The selectors follow the trait's name:
//! `OracleGetters::get_latest_price` is 0xbddfa62d there and here.

use super::FeedId;
use crate::{AccountId, Pollutant, Region};
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

/// The feed that a pair such as `CO2-UK-2021/GBP` or `CO2-UK/GBP` names; `None` when it is another currency's or not well formed.
/// By bytes and not by `str::parse`, which would be a twentieth of the oracle's code.
pub fn feed_of(pair: &str, currency: &[u8; 3]) -> Option<FeedId> {
    let name = pair.as_bytes().strip_suffix(currency)?.strip_suffix(b"/")?;
    let mut parts = name.split(|byte| *byte == b'-');
    let pollutant = Pollutant(padded(parts.next()?)?);
    let region = Region(padded(parts.next()?)?);
    let vintage = match parts.next() {
        Some(digits) => Some(number(digits)?),
        None => None,
    };
    Some(FeedId { pollutant, region, vintage }).filter(|feed| feed.is_valid() && parts.next().is_none())
}

fn padded<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut code = [0; N];
    code.get_mut(..text.len())?.copy_from_slice(text);
    Some(code)
}

fn number(digits: &[u8]) -> Option<u16> {
    let add = |sum: u16, digit: &u8| {
        let value = digit.checked_sub(b'0').filter(|value| *value < 10)?;
        sum.checked_mul(10)?.checked_add(value.into())
    };
    digits.iter().try_fold(0, add).filter(|_| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_names_what_its_first_half_says() {
        for text in ["CO2-UK-2021", "SO2-440300", "NH3N-GD.1-0"] {
            assert_eq!(feed_of(&format!("{text}/GBP"), b"GBP"), text.parse().ok(), "{text}");
        }
        let odd =
            ["CO2-UK-2021/USD", "CO2-UK-2021", "CO2-UK-2021GBP", "/GBP", "GBP", "", "CO2/GBP", "CO2-UK-/GBP", "-/GBP"];
        let more = ["CO2-UK-20x1/GBP", "CO2-UK-70000/GBP", "CO2-UK-1-1/GBP", "CO2CO2-UK/GBP", "C 2-UK/GBP", "é-UK/GBP"];
        for bad in odd.into_iter().chain(more) {
            assert_eq!(feed_of(bad, b"GBP"), None, "{bad}");
        }
    }
}
