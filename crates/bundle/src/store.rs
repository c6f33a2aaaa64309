//! The bundles on disk, and the stamp that tells whether one is up to date.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{ensure, Context, Result};
use contract_metadata::ContractMetadata;
use serde_json::{json, Value};

use crate::{blake2_256, hex};

/// Where bundles lie, and their stamps.
#[derive(Clone, Debug)]
pub struct Store {
    bundles: PathBuf,
    stamps: PathBuf,
}

/// What is known of a finished bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Hash of all that went in.
    pub key: String,
    /// Bytes of the optimised code.
    pub size: u64,
    /// The code hash.
    pub hash: String,
}

impl Store {
    /// Makes the two folders.
    ///
    /// # Errors
    /// The disk's.
    pub fn new(bundles: &Path, stamps: &Path) -> Result<Self> {
        for folder in [bundles, stamps] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(Self { bundles: bundles.to_owned(), stamps: stamps.to_owned() })
    }

    /// Whether `name` was made from exactly `key` and its files are still those that were written.
    pub fn current(&self, name: &str, key: &str) -> Option<Stamp> {
        let text = fs::read_to_string(self.stamp(name)).ok()?;
        let stamp: Value = serde_json::from_str(&text).ok()?;
        if stamp["key"] != key || stamp["files"] != self.digest(name)?.as_str() {
            return None;
        }
        Some(Stamp { key: key.to_owned(), size: stamp["size"].as_u64()?, hash: stamp["hash"].as_str()?.to_owned() })
    }

    /// Writes the three files, each whole or not at all, and the stamp last.
    ///
    /// # Errors
    /// The disk's.
    pub fn put(&self, name: &str, key: &str, metadata: &ContractMetadata, code: &[u8]) -> Result<Stamp> {
        let bundle = serde_json::to_vec(metadata)?;
        let mut without_code = metadata.clone();
        without_code.remove_source_wasm_attribute();
        let description = serde_json::to_vec_pretty(&without_code)?;
        write(&self.file(name, "wasm"), code)?;
        write(&self.file(name, "json"), &description)?;
        write(&self.file(name, "contract"), &bundle)?;
        let size = u64::try_from(code.len())?;
        let hash = hex(&blake2_256(&[code]));
        let files = self.digest(name).context("a bundle vanished while it was written")?;
        let stamp = json!({ "key": key, "files": files, "size": size, "hash": hash });
        write(&self.stamp(name), stamp.to_string().as_bytes())?;
        Ok(Stamp { key: key.to_owned(), size, hash })
    }

    /// Writes a file beside the three.
    ///
    /// # Errors
    /// The disk's.
    pub fn keep(&self, name: &str, end: &str, content: &[u8]) -> Result<()> {
        write(&self.file(name, end), content)
    }

    fn file(&self, name: &str, end: &str) -> PathBuf {
        self.bundles.join(format!("{name}.{end}"))
    }

    fn stamp(&self, name: &str) -> PathBuf {
        self.stamps.join(format!("{name}.stamp"))
    }

    fn digest(&self, name: &str) -> Option<String> {
        let files = ["wasm", "json", "contract"].map(|end| fs::read(self.file(name, end)).ok());
        let [Some(wasm), Some(json), Some(contract)] = files else { return None };
        Some(hex(&blake2_256(&[&wasm, &json, &contract])))
    }
}

/// Through a second file: a reader, or a run that is killed, never sees half of one.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}", process::id()));
    fs::write(&partial, content)
        .and_then(|()| fs::rename(&partial, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The code hash of every bundle in a folder, by name, each checked against what its three files say.
///
/// # Errors
/// A folder without bundles, or a bundle whose files contradict each other.
pub fn hashes(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|end| end != "contract") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let code = fs::read(path.with_extension("wasm")).with_context(|| format!("{name}.wasm is missing"))?;
        let hash = hex(&blake2_256(&[&code]));
        for end in ["contract", "json"] {
            let metadata = ContractMetadata::load(path.with_extension(end))?;
            ensure!(hex(&metadata.source.hash.0) == hash, "{name}.{end} gives another code hash than {name}.wasm has");
            let inside = metadata.source.wasm.map(|wasm| wasm.0);
            ensure!(
                end == "json" || inside.as_ref() == Some(&code),
                "{name}.contract holds other code than {name}.wasm"
            );
        }
        found.push((name, hash));
    }
    ensure!(!found.is_empty(), "no bundle in {}: run scripts/build.sh", folder.display());
    found.sort();
    Ok(found)
}
