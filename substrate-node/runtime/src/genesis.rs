//! The genesis presets, as configurations for native code and as JSON for the node.

use crate::{
    configs::{AuraId, GrandpaId},
    dev, AccountId, Balance, BalancesConfig, RuntimeGenesisConfig, SudoConfig,
};
use alloc::{vec, vec::Vec};
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// What every well-known account owns at genesis: more than any test can spend.
pub const ENDOWMENT: Balance = 1 << 80;

/// Alice to Ferdie and their stashes: the accounts that presets fund.
pub fn well_known_accounts() -> Vec<AccountId> {
    Sr25519Keyring::well_known().map(|key| key.to_account_id()).collect()
}

/// A development chain: Alice authors, blocks are sealed on demand, the clock is the user's.
pub fn development() -> RuntimeGenesisConfig {
    RuntimeGenesisConfig {
        dev: dev::GenesisConfig { enabled: true, ..Default::default() },
        ..chain(&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)])
    }
}

/// A local network of four validators, Alice to Dave, with real Aura and GRANDPA.
pub fn local_testnet() -> RuntimeGenesisConfig {
    chain(&[
        (Sr25519Keyring::Alice, Ed25519Keyring::Alice),
        (Sr25519Keyring::Bob, Ed25519Keyring::Bob),
        (Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
        (Sr25519Keyring::Dave, Ed25519Keyring::Dave),
    ])
}

fn chain(validators: &[(Sr25519Keyring, Ed25519Keyring)]) -> RuntimeGenesisConfig {
    let aura = |keys: &(Sr25519Keyring, Ed25519Keyring)| AuraId::from(keys.0.public());
    let grandpa = |keys: &(Sr25519Keyring, Ed25519Keyring)| (GrandpaId::from(keys.1.public()), 1);
    RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: well_known_accounts().into_iter().map(|account| (account, ENDOWMENT)).collect(),
            ..Default::default()
        },
        aura: pallet_aura::GenesisConfig { authorities: validators.iter().map(aura).collect() },
        grandpa: pallet_grandpa::GenesisConfig {
            authorities: validators.iter().map(grandpa).collect(),
            ..Default::default()
        },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
        ..Default::default()
    }
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![
        PresetId::from(sp_genesis_builder::DEV_RUNTIME_PRESET),
        PresetId::from(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET),
    ]
}

/// A preset as JSON, if there is one of that name.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    let config = match id.as_ref() {
        sp_genesis_builder::DEV_RUNTIME_PRESET => development(),
        sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
        _ => return None,
    };
    serde_json::to_vec(&config).ok()
}
