//! The manifest: what was deployed where, by whom, of what, with which arguments.
//!
//! It is a record and not the truth: addresses are derived, so a run that was killed before it wrote finds its contracts
//! without it. It is written after every step, through a temporary file that is then renamed, so it is always whole.

use super::schema;
use super::text::{Account, Hex};
use crate::exit::{Exit, Failure};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use weir_client::AccountId;
use weir_types::BatchId;

/// The version of the format, `schema` in the file.
pub const VERSION: u32 = 1;
/// Where `weir up` writes when it is not told.
pub const DEFAULT_FILE: &str = "weir-manifest.json";

/// What was deployed. `schema/manifest.schema.json` describes the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Version of the format.
    pub schema: u32,
    /// On which chain.
    pub chain: ChainRecord,
    /// After which plan.
    pub plan: PlanRecord,
    /// Who deployed; contract addresses depend on it.
    pub deployer: Account,
    /// The plan's salt; each contract's own salt begins with it.
    pub salt: String,
    /// Of which bundles, by the contract's name.
    pub bundles: BTreeMap<String, BundleRecord>,
    /// The contracts, by name; facades are `facade/` and the batch.
    pub contracts: BTreeMap<String, ContractRecord>,
    /// The calls that wired the contracts and granted roles, by name.
    pub calls: BTreeMap<String, CallRecord>,
}

/// Which chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChainRecord {
    /// Its name.
    pub name: String,
    /// Hash of its genesis block.
    pub genesis: Hex,
}

/// Which plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRecord {
    /// Its name.
    pub name: String,
    /// BLAKE2b-256 of its text.
    pub digest: Hex,
}

/// Uploaded code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleRecord {
    /// BLAKE2b-256 of the bundle's file.
    pub digest: Hex,
    /// BLAKE2b-256 of its wasm: the code hash on chain.
    pub code_hash: Hex,
    /// Bytes of its wasm.
    pub bytes: u64,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContractRecord {
    /// Where it is.
    pub address: Account,
    /// Of which bundle.
    pub bundle: String,
    /// Its code when it was deployed.
    pub code_hash: Hex,
    /// Which constructor.
    pub constructor: String,
    /// The constructor's arguments, to be read by people.
    pub arguments: Map<String, Value>,
    /// The constructor's selector and arguments as sent; the address depends on them.
    pub input: Hex,
    /// The salt as sent.
    pub salt: Hex,
    /// The block it was made in; absent when the run that sent it was interrupted before it knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u32>,
}

/// A call, and how to see on chain that it has been made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallRecord {
    /// Name of the contract called.
    pub contract: String,
    /// Which message.
    pub message: String,
    /// Its arguments, to be read by people.
    pub arguments: Map<String, Value>,
    /// Selector and arguments as sent.
    pub input: Hex,
    /// Who sent it.
    pub signer: Account,
    /// The views that show it, and what they answer once the call has been made.
    pub proofs: Vec<Proof>,
    /// The block it was in; absent when the run that sent it was interrupted before it knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u32>,
}

/// A view of the contract called, and its answer once the call has been made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    /// The view's name.
    pub view: String,
    /// Its selector and arguments.
    pub query: Hex,
    /// The encoded answer, or the part of it that matters.
    pub answer: Hex,
    /// Where in the answer that part begins; without it `answer` is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u32>,
}

impl Proof {
    /// Does an answer show it?
    pub fn shown_by(&self, answer: &[u8]) -> bool {
        match self.at {
            None => answer == self.answer.0,
            Some(at) => usize::try_from(at)
                .ok()
                .and_then(|at| answer.get(at..))
                .is_some_and(|part| part.starts_with(&self.answer.0)),
        }
    }
}

impl Manifest {
    /// The address of a contract.
    pub fn address(&self, name: &str) -> Option<AccountId> {
        self.contracts.get(name).map(|contract| contract.address.0)
    }

    /// The batches that have a facade.
    pub fn facades(&self) -> Vec<BatchId> {
        self.contracts.keys().filter_map(|name| name.strip_prefix("facade/")?.parse().ok()).collect()
    }

    /// Reads a manifest and checks it against the schema; `None` when there is no such file.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(bad(path, error)),
        };
        let value: Value = serde_json::from_slice(&text).map_err(|error| bad(path, error))?;
        schema::check(&value).map_err(|error| bad(path, error))?;
        serde_json::from_value(value).map(Some).map_err(|error| bad(path, error))
    }

    /// Checks the manifest against the schema and replaces the file as a whole.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let value = serde_json::to_value(self).map_err(|error| bad(path, error))?;
        schema::check(&value).map_err(|error| bad(path, error))?;
        let mut text = serde_json::to_string_pretty(&value).map_err(|error| bad(path, error))?;
        text.push('\n');
        replace(path, text.as_bytes()).map_err(|error| bad(path, format!("cannot be written: {error}")))
    }

    /// The same without block numbers: what two deployments of one plan have in common.
    pub fn without_blocks(mut self) -> Self {
        self.contracts.values_mut().for_each(|contract| contract.block = None);
        self.calls.values_mut().for_each(|call| call.block = None);
        self
    }
}

/// Writes beside the file, to disk, and renames: whoever reads sees the old file or the new one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside: PathBuf = path.with_file_name(name);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

fn bad(path: &Path, reason: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Bundle, format!("manifest {}: {reason}", path.display()))
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
