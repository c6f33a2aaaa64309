//! The host functions a contract may import.

/// Name, versions (the digit of the module `sealN`), and whether `seal_<name>` is an alias of it.
///
/// Source: `#[define_env]` in pallet-contracts 40.1.0, src/wasm/runtime.rs (31.0.0 has the same). Left out: what is
/// marked unstable (a chain refuses it unless its schedule allows it), what is deprecated (refused on upload) and
/// `call_chain_extension` (Weir's runtime has none).
const STABLE: &[(&str, &[u8], bool)] = &[
    ("address", &[0], true),
    ("balance", &[0], true),
    ("block_number", &[0], true),
    ("call", &[0, 1], true),
    ("call", &[2], false),
    ("call_runtime", &[0], false),
    ("caller", &[0], true),
    ("caller_is_origin", &[0], true),
    ("caller_is_root", &[0], false),
    ("clear_storage", &[0, 1], true),
    ("code_hash", &[0], true),
    ("contains_storage", &[0, 1], true),
    ("debug_message", &[0], true),
    ("delegate_call", &[0], true),
    ("deposit_event", &[0], true),
    ("ecdsa_recover", &[0], true),
    ("ecdsa_to_eth_address", &[0], true),
    ("gas_left", &[0], true),
    ("get_storage", &[0, 1], true),
    ("hash_blake2_128", &[0], true),
    ("hash_blake2_256", &[0], true),
    ("hash_keccak_256", &[0], true),
    ("hash_sha2_256", &[0], true),
    ("input", &[0], true),
    ("instantiate", &[0, 1], true),
    ("instantiate", &[2], false),
    ("instantiation_nonce", &[0], false),
    ("is_contract", &[0], true),
    ("lock_delegate_dependency", &[0], false),
    ("minimum_balance", &[0], true),
    ("now", &[0], true),
    ("own_code_hash", &[0], true),
    ("seal_return", &[0], false),
    ("set_code_hash", &[0], true),
    ("set_storage", &[0, 1, 2], true),
    ("sr25519_verify", &[0], false),
    ("take_storage", &[0], true),
    ("terminate", &[0, 1], true),
    ("transfer", &[0], true),
    ("unlock_delegate_dependency", &[0], false),
    ("value_transferred", &[0], true),
    ("weight_to_fee", &[0], true),
    ("xcm_execute", &[0], false),
    ("xcm_send", &[0], false),
];

/// Whether `module`.`name` is in the stable interface of pallet-contracts.
pub fn is_stable(module: &str, name: &str) -> bool {
    let Some(version) = module.strip_prefix("seal").and_then(|digits| digits.parse::<u8>().ok()) else { return false };
    STABLE.iter().any(|(plain, versions, aliased)| {
        let alias = *aliased && name.strip_prefix("seal_") == Some(*plain);
        versions.contains(&version) && (name == *plain || alias)
    })
}

#[cfg(test)]
mod tests {
    use super::is_stable;

    #[test]
    fn knows_versions_and_aliases() {
        assert!(is_stable("seal0", "seal_caller") && is_stable("seal0", "caller"));
        assert!(is_stable("seal2", "set_storage") && is_stable("seal1", "seal_call"));
        assert!(is_stable("seal0", "seal_return") && !is_stable("seal0", "return"));
    }

    #[test]
    fn refuses_unstable_deprecated_and_unknown() {
        for (module, name) in [
            ("seal1", "gas_left"),
            ("seal0", "reentrance_count"),
            ("seal0", "seal_random"),
            ("seal0", "seal_call_chain_extension"),
            ("seal3", "call"),
            ("seal2", "seal_call"),
            ("env", "caller"),
            ("wbg", "caller"),
        ] {
            assert!(!is_stable(module, name), "{module}.{name}");
        }
    }
}
