//! How manifests and plans write bytes and accounts: `0x…` and SS58.

use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use weir_client::hash::ss58;
use weir_client::{AccountId, Hash, Signer};

/// Bytes, written as `0x` and lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hex(pub Vec<u8>);

impl Hex {
    /// The bytes of a hash.
    pub fn of(hash: Hash) -> Self {
        Self(<[u8; 32]>::from(hash).to_vec())
    }

    /// As a hash; `None` when these are not 32 bytes.
    pub fn hash(&self) -> Option<Hash> {
        <[u8; 32]>::try_from(self.0.as_slice()).ok().map(Hash::from)
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(&self.0))
    }
}

impl FromStr for Hex {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix("0x").ok_or("bytes are written 0x…")?;
        hex::decode(digits).map(Self).map_err(|error| format!("`{text}` is not hexadecimal: {error}"))
    }
}

/// An account, written in SS58; read from SS58 (prefix 42), `0x` and 64 digits, or a development key's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account(pub AccountId);

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ss58(self.0))
    }
}

impl FromStr for Account {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("//") {
            return Signer::dev(text).map(|key| Self(key.account())).map_err(|error| error.to_string());
        }
        let account = match text.strip_prefix("0x") {
            Some(digits) => hex::decode(digits).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()),
            None => from_ss58(text),
        };
        account.map(|bytes| Self(AccountId::from(bytes))).ok_or_else(|| {
            format!("`{text}` is no account: use an SS58 address (prefix 42), 0x and 64 digits, or //Name")
        })
    }
}

/// Reads base 58 and lets the encoder, which computes the checksum, confirm it.
fn from_ss58(text: &str) -> Option<[u8; 32]> {
    const ALPHABET: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    const LENGTH: usize = 35; // prefix, account, two bytes of checksum
    let mut bytes = [0u8; LENGTH];
    for character in text.chars() {
        let mut carry = u32::try_from(ALPHABET.find(character)?).ok()?;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    let account = <[u8; 32]>::try_from(bytes.get(1..33)?).ok()?;
    (ss58(AccountId::from(account)) == text).then_some(account)
}

/// The first and last characters of an address, for tables.
pub fn short(account: AccountId) -> String {
    let text = ss58(account);
    let tail = text.len().saturating_sub(4);
    format!("{}…{}", &text[..6.min(text.len())], &text[tail..])
}

macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}
as_text!(Hex);
as_text!(Account);

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn accounts_are_read_in_three_forms() {
        let alice: Account = "//Alice".parse().unwrap();
        assert_eq!(alice.to_string(), ALICE);
        assert_eq!(ALICE.parse(), Ok(alice));
        let hex = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        assert_eq!(hex.parse(), Ok(alice));
        let zeros = Account(AccountId::from([0; 32]));
        assert_eq!(zeros.to_string().parse(), Ok(zeros));
    }

    #[test]
    fn what_is_no_account_is_refused() {
        let mistyped = ALICE.replace("utQY", "utQZ");
        for bad in ["", "Alice", "0x12", "5Grwva", "0OIl", mistyped.as_str(), &ALICE.repeat(3)] {
            assert!(bad.parse::<Account>().is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_are_shortened() {
        assert_eq!(short("//Alice".parse::<Account>().unwrap().0), "5Grwva…utQY");
    }

    #[test]
    fn bytes_round_trip() {
        assert_eq!("0x00ff".parse::<Hex>().unwrap().to_string(), "0x00ff");
        assert!("00ff".parse::<Hex>().is_err() && "0x0".parse::<Hex>().is_err());
        assert_eq!(Hex::of(Hash::from([7; 32])).hash(), Some(Hash::from([7; 32])));
        assert_eq!(Hex(vec![1]).hash(), None);
    }
}
