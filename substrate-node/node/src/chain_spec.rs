//! The chains this node knows by name, and those it reads from files.

use sc_service::{ChainType, GenericChainSpec, Properties};
use std::path::PathBuf;
use weir_runtime::constants::{SS58_PREFIX, TOKEN_DECIMALS, TOKEN_SYMBOL};

use wasm::WASM_BINARY;

/// The runtime, as the build script made it.
#[allow(dead_code, missing_docs)]
mod wasm {
    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

/// Identifier of the four-validator test network, `--chain local`.
pub const LOCAL_ID: &str = "weir_local";

/// `dev` (also the default), `local`, or the path of a specification.
pub fn load(id: &str) -> Result<GenericChainSpec, String> {
    match id {
        "" | "dev" => {
            named("Weir Development", "weir_dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)
        }
        "local" => named("Weir Local", LOCAL_ID, ChainType::Local, sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET),
        path => GenericChainSpec::from_json_file(PathBuf::from(path)),
    }
}

fn named(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<GenericChainSpec, String> {
    let wasm =
        WASM_BINARY.ok_or("this node was built with SKIP_WASM_BUILD: it has no runtime to start a chain with")?;
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
    properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
    properties.insert("ss58Format".into(), SS58_PREFIX.into());
    Ok(GenericChainSpec::builder(wasm, None)
        .with_name(name)
        .with_id(id)
        .with_chain_type(kind)
        .with_genesis_config_preset_name(preset)
        .with_properties(properties)
        .build())
}
