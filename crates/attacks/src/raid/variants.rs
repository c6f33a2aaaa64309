//! What an attacker makes of a call that somebody else makes: by rules that hold for every message, without knowing what it
//! means. Written before anything was run.

use serde::Serialize;
use weir_client::AccountId;

/// How an attack differs from the call it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The same call by somebody who has no right at all.
    Stranger,
    /// The same call by somebody who has another right.
    Other,
    /// With another account in the place of one.
    Account,
    /// With another amount.
    Amount,
    /// The same call once more.
    Twice,
    /// A call of before, again.
    Replay,
    /// A call that was not due yet.
    Early,
}

/// An attack: who sends what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// What kind.
    pub kind: Kind,
    /// By whom.
    pub origin: AccountId,
    /// Selector and arguments.
    pub data: Vec<u8>,
}

/// Amounts are taken to be 16 bytes of which the upper eight are zero, as every amount of the scenarios is.
const MOST: u128 = 1 << 60;
/// Places in a call's arguments that are tried, at most.
const PLACES: usize = 3;

/// Calls that differ from this one in one argument, by its sender.
pub fn of_arguments(origin: AccountId, data: &[u8], known: &[AccountId], instead: &[AccountId]) -> Vec<Variant> {
    let mut variants = Vec::new();
    let accounts = places(data, 32, |_, window| known.iter().any(|one| bytes(one) == window));
    for at in accounts.iter().copied() {
        for account in instead.iter().filter(|one| data.get(at..at + 32) != Some(bytes(one))) {
            variants.push(Variant { kind: Kind::Account, origin, data: with(data, at, bytes(account)) });
        }
    }
    // What begins within an account is none: its last bytes and an amount's first would be taken for one.
    let outside = |at: usize| accounts.iter().all(|account| !(*account..account + 32).contains(&at));
    for at in places(data, 16, |at, window| outside(at) && is_amount(window)) {
        let Some(amount) = amount(data.get(at..at + 16).unwrap_or_default()) else { continue };
        for other in [0, 1, amount + 1, amount * 2, amount * 1_000_000, 1 << 100, u128::MAX] {
            if other != amount {
                variants.push(Variant { kind: Kind::Amount, origin, data: with(data, at, &other.to_le_bytes()) });
            }
        }
    }
    variants
}

/// Where in the arguments such windows begin; they do not overlap.
fn places(data: &[u8], length: usize, is: impl Fn(usize, &[u8]) -> bool) -> Vec<usize> {
    let (mut found, mut at) = (Vec::new(), 4);
    while let Some(window) = data.get(at..at + length) {
        if is(at, window) && found.len() < PLACES {
            found.push(at);
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

fn amount(window: &[u8]) -> Option<u128> {
    window.try_into().ok().map(u128::from_le_bytes)
}

fn is_amount(window: &[u8]) -> bool {
    // A number's lowest byte is seldom zero: else every window that reaches into one would be taken for another.
    amount(window).is_some_and(|amount| amount > 0 && amount < MOST && (amount & 0xff != 0 || amount % 100 == 0))
}

fn with(data: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut changed = data.to_vec();
    if let Some(window) = changed.get_mut(at..at + bytes.len()) {
        window.copy_from_slice(bytes);
    }
    changed
}

fn bytes(account: &AccountId) -> &[u8] {
    let bytes: &[u8; 32] = account.as_ref();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_amounts_are_found_and_replaced() {
        let account = |byte| AccountId::from([byte; 32]);
        let mut data = vec![1, 2, 3, 4];
        data.extend([7; 32]);
        data.extend(500_u128.to_le_bytes());
        let found = of_arguments(account(9), &data, &[account(7)], &[account(8), account(7)]);
        let accounts: Vec<_> = found.iter().filter(|one| one.kind == Kind::Account).collect();
        assert_eq!(accounts.len(), 1, "not by itself");
        assert_eq!(accounts[0].data[4..36], [8; 32]);
        let amounts: Vec<_> = found.iter().filter(|one| one.kind == Kind::Amount).collect();
        assert!(amounts.iter().all(|one| one.data[..36] == data[..36]));
        let tried: Vec<u128> = amounts.iter().filter_map(|one| amount(&one.data[36..])).collect();
        assert!(tried.contains(&1_000) && tried.contains(&u128::MAX) && !tried.contains(&500));
    }

    #[test]
    fn a_call_without_arguments_has_no_variants() {
        assert!(of_arguments(AccountId::from([1; 32]), &[1, 2, 3, 4], &[], &[]).is_empty());
    }
}
