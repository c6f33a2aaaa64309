//! From a contract's raw Wasm and its ink! metadata to the bundle that every ink! tool reads.
//!
//! cargo compiles (`scripts/build.sh`); this crate does the rest, and does it the same way on every machine:
//! [`wasm::strip`] removes what a chain has no use for, [`optimise`] calls `wasm-opt`, [`wasm::check`] refuses what
//! pallet-contracts would refuse, [`describe`] writes the metadata, [`store`] puts the files in place and knows
//! when there is nothing to do.

pub mod artifacts;
pub mod describe;
pub mod host;
pub mod optimise;
pub mod project;
pub mod store;
pub mod table;
pub mod wasm;

use blake2::{digest::consts::U32, Blake2b, Digest};

/// The hash by which pallet-contracts names code: BLAKE2b with 32 bytes of output.
pub fn blake2_256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Blake2b::<U32>::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Lower-case hexadecimal with the `0x` in front that ink! tools write.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("0x"), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    /// RFC 7693 fixes BLAKE2b-512 only; this is the vector of BLAKE2b-256 over nothing that Substrate uses.
    #[test]
    fn blake2_256_of_nothing() {
        let hash = super::hex(&super::blake2_256(&[]));
        assert_eq!(hash, "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    }
}
