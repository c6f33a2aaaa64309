//! Code hashes, digests and contract addresses: what the chain computes, computed here.

use blake2::digest::{consts::U32, Digest};
use blake2::Blake2b;
use ink::scale::Encode;
use weir_types::{AccountId, Hash};

/// BLAKE2b-256, the chain's hash: a code hash is that of the wasm.
pub fn blake2_256(bytes: &[u8]) -> Hash {
    let digest: [u8; 32] = Blake2b::<U32>::digest(bytes).into();
    Hash::from(digest)
}

/// The address that an instantiation by `deployer` will give, known before it is sent (pallet-contracts' `DefaultAddressGenerator`).
pub fn contract_address(deployer: AccountId, code_hash: Hash, data: &[u8], salt: &[u8]) -> AccountId {
    let entropy = (b"contract_addr_v1", deployer, code_hash, data, salt).encode();
    let address: [u8; 32] = blake2_256(&entropy).into();
    AccountId::from(address)
}

/// The account's SS58 address with the generic Substrate prefix 42, as wallets show it.
pub fn ss58(account: AccountId) -> String {
    let bytes: &[u8; 32] = account.as_ref();
    encode_ss58(bytes)
}

/// SS58 with a one-byte prefix: prefix, account, and two bytes of checksum, in base 58.
fn encode_ss58(account: &[u8; 32]) -> String {
    use blake2::Blake2b512;
    let mut body = vec![42u8];
    body.extend(account);
    let checksum = Blake2b512::new().chain_update(b"SS58PRE").chain_update(&body).finalize();
    body.extend(checksum.iter().take(2));
    base58(&body)
}

fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in digits.iter_mut() {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| '1');
    zeros.chain(digits.iter().rev().map(|digit| char::from(ALPHABET[usize::from(*digit)]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alice_has_her_known_address() {
        let alice = crate::Signer::dev("//Alice").unwrap().account();
        assert_eq!(ss58(alice), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    }

    #[test]
    fn blake2_matches_its_vector() {
        let hash: [u8; 32] = blake2_256(b"abc").into();
        assert_eq!(hex::encode(hash), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    }
}
