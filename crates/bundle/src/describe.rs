//! The metadata file, in the shape of contract-metadata 5.0.3, which cargo-contract, drink, ink_e2e and the explorers read.

use anyhow::{ensure, Context, Result};
use contract_metadata::{
    Compiler, Contract as About, ContractMetadata, Language, Source, SourceCompiler, SourceLanguage, SourceWasm,
};
use semver::Version;
use serde_json::{json, Map, Value};

use crate::{blake2_256, project::Contract};

/// The cargo-contract whose format and settings are followed; its readers want the field.
const CARGO_CONTRACT: &str = "5.0.3";

/// What compiled the contract.
#[derive(Clone, Debug)]
pub struct Tools {
    /// rustc's version.
    pub rust: Version,
    /// The platform it ran on.
    pub host: String,
    /// `wasm-opt`'s own words.
    pub wasm_opt: String,
}

/// The whole metadata with the code inside, that is the `.contract` file.
///
/// # Errors
/// The ink! metadata is not of a contract, or the manifest lacks what the format wants (`authors` is one).
pub fn bundle(contract: &Contract, tools: &Tools, code: &[u8], abi: &[u8]) -> Result<ContractMetadata> {
    let abi: Map<String, Value> = serde_json::from_slice(abi).context("the metadata program wrote no JSON object")?;
    for part in ["source", "contract"] {
        ensure!(!abi.contains_key(part), "the ink! metadata already has `{part}`");
    }
    for part in ["spec", "storage", "types", "version"] {
        ensure!(abi.contains_key(part), "the ink! metadata lacks `{part}`");
    }
    let source = Source::new(
        Some(SourceWasm::new(code.to_vec())),
        blake2_256(&[code]).into(),
        SourceLanguage::new(Language::Ink, contract.ink.clone()),
        SourceCompiler::new(Compiler::RustC, tools.rust.clone()),
        Some(build_info(contract, tools)),
    );
    Ok(ContractMetadata::new(source, about(&contract.package)?, None, None, abi))
}

fn build_info(contract: &Contract, tools: &Tools) -> Map<String, Value> {
    let info = json!({
        "build_mode": "Release",
        "cargo_contract_version": CARGO_CONTRACT,
        "rust_toolchain": format!("{}-{}", tools.rust, tools.host),
        "wasm_opt_settings": { "keep_debug_symbols": false, "optimization_passes": contract.level.to_string() },
        // Beyond cargo-contract's fields, which readers ignore: what really built it.
        "builder": concat!("weir-bundle ", env!("CARGO_PKG_VERSION")),
        "wasm_opt": tools.wasm_opt,
    });
    info.as_object().cloned().unwrap_or_default()
}

fn about(package: &Value) -> Result<About> {
    let text = |field: &str| package[field].as_str();
    let authors: Vec<&str> = package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    ensure!(!authors.is_empty(), "its Cargo.toml names no `authors`, which the format wants");
    let mut about = About::builder();
    about
        .name(text("name").context("no name")?)
        .version(text("version").context("no version")?.parse()?)
        .authors(authors);
    if let Some(description) = text("description") {
        about.description(description);
    }
    if let Some(license) = text("license") {
        about.license(license);
    }
    for field in ["documentation", "repository", "homepage"] {
        let Some(address) = text(field) else { continue };
        let address = address.parse().with_context(|| format!("`{field}` of its Cargo.toml is no URL"))?;
        match field {
            "documentation" => about.documentation(address),
            "repository" => about.repository(address),
            _ => about.homepage(address),
        };
    }
    about.build().map_err(anyhow::Error::msg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimise::Level;

    fn ledger(authors: Value) -> Contract {
        let package = json!({"name": "ledger", "version": "0.1.0", "authors": authors, "description": "All batches"});
        let ink = Version::new(5, 1, 1);
        Contract {
            name: "ledger".into(),
            manifest: "".into(),
            package,
            ink,
            budget: None,
            missed: None,
            level: Level::Z,
        }
    }

    fn tools() -> Tools {
        Tools { rust: Version::new(1, 85, 0), host: "x86_64".into(), wasm_opt: "wasm-opt version 108".into() }
    }

    const ABI: &[u8] = br#"{"spec":{},"storage":{},"types":[],"version":5}"#;

    #[test]
    fn has_the_shape_tools_read() {
        let metadata = bundle(&ledger(json!(["A"])), &tools(), b"code", ABI).unwrap();
        let json = serde_json::to_value(&metadata).unwrap();
        assert_eq!(json["source"]["language"], "ink! 5.1.1");
        assert_eq!(json["source"]["compiler"], "rustc 1.85.0");
        assert_eq!(json["source"]["wasm"], "0x636f6465");
        assert_eq!(json["source"]["hash"], crate::hex(&blake2_256(&[b"code"])));
        assert_eq!(json["source"]["build_info"]["rust_toolchain"], "1.85.0-x86_64");
        assert_eq!(json["contract"]["name"], "ledger");
        assert_eq!(json["contract"]["authors"], json!(["A"]));
        assert_eq!(json["version"], 5);
        assert!(json["image"].is_null());
    }

    #[test]
    fn refuses_what_is_not_a_contract() {
        assert!(bundle(&ledger(json!(["A"])), &tools(), b"code", b"").is_err());
        assert!(bundle(&ledger(json!(["A"])), &tools(), b"code", br#"{"error":"x"}"#).is_err());
        assert!(bundle(&ledger(json!([])), &tools(), b"code", ABI).is_err());
    }
}
