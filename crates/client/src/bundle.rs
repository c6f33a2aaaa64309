//! The `.contract` bundles that `scripts/build.sh` writes.

use crate::hash::blake2_256;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use weir_types::Hash;

/// A contract's bundle: its wasm, and what names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The contract's name.
    pub name: String,
    /// Where the bundle was read.
    pub path: PathBuf,
    /// Hash of the wasm: the code hash on chain.
    pub code_hash: Hash,
    /// The code.
    pub wasm: Vec<u8>,
    /// BLAKE2b-256 of the file itself, metadata included: what a manifest records.
    pub digest: Hash,
}

/// Why there is no bundle to use; each says which file and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// No such file.
    #[error("no bundle {}: run scripts/build.sh", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("bundle {} cannot be read: {reason}", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is no bundle.
    #[error("{} is no .contract bundle ({reason}): run scripts/build.sh", .path.display())]
    NotABundle {
        /// Which file.
        path: PathBuf,
        /// What is missing in it.
        reason: String,
    },
    /// The wasm is another than the bundle says.
    #[error("bundle {} states the code hash 0x{} and holds code of 0x{}: run scripts/build.sh", .path.display(), hex::encode(.stated), hex::encode(.actual))]
    HashMismatch {
        /// Which file.
        path: PathBuf,
        /// What it states.
        stated: Hash,
        /// What the wasm hashes to.
        actual: Hash,
    },
}

/// A folder of bundles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundles {
    folder: PathBuf,
    instead: BTreeMap<String, Bundle>,
}

impl Bundles {
    /// The bundles in a folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), instead: BTreeMap::new() }
    }

    /// Where the scripts put them: `$WEIR_BUNDLES`, else `bundles` in `$WEIR_CACHE`, else in `~/.cache/weir`.
    pub fn from_env() -> Self {
        let var = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let user_cache = || var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|home| home.join(".cache")));
        let cache = || var("WEIR_CACHE").unwrap_or_else(|| user_cache().unwrap_or_default().join("weir"));
        Self::at(var("WEIR_BUNDLES").unwrap_or_else(|| cache().join("bundles")))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same, but with this bundle in the place of the file of its name: other code with the same messages.
    #[must_use]
    pub fn with(mut self, bundle: Bundle) -> Self {
        self.instead.insert(bundle.name.clone(), bundle);
        self
    }

    /// The bundle of a contract, checked against the code hash that it states.
    pub fn get(&self, name: &str) -> Result<Bundle, BundleError> {
        if let Some(bundle) = self.instead.get(name) {
            return Ok(bundle.clone());
        }
        Bundle::read(&self.folder.join(format!("{name}.contract")))
    }

    /// The names of all bundles in the folder, sorted.
    pub fn names(&self) -> Result<Vec<String>, BundleError> {
        let entries = fs::read_dir(&self.folder).map_err(|error| unreadable(&self.folder, &error))?;
        let is_bundle = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "contract");
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_bundle);
        let mut names: Vec<_> = paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
        names.sort();
        Ok(names)
    }
}

#[derive(Deserialize)]
struct File {
    source: Source,
    contract: Named,
}

#[derive(Deserialize)]
struct Source {
    hash: String,
    wasm: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl Bundle {
    /// The same contract with other code. Path and metadata stay those of the file.
    #[must_use]
    pub fn with_code(mut self, wasm: Vec<u8>) -> Self {
        self.code_hash = blake2_256(&wasm);
        // There is no such file to digest: what names the bundle is the plain one's digest and the code.
        let both = [<[u8; 32]>::from(self.digest), self.code_hash.into()].concat();
        self.digest = blake2_256(&both);
        self.wasm = wasm;
        self
    }

    /// Reads and checks one bundle.
    pub fn read(path: &Path) -> Result<Self, BundleError> {
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let not = |reason: &str| BundleError::NotABundle { path: path.to_owned(), reason: reason.to_owned() };
        let file: File = serde_json::from_slice(&bytes).map_err(|error| not(&error.to_string()))?;
        let wasm = file.source.wasm.ok_or_else(|| not("it holds metadata without code"))?;
        let wasm = from_hex(&wasm).ok_or_else(|| not("its code is not hexadecimal"))?;
        let stated = from_hex(&file.source.hash).and_then(|hash| <[u8; 32]>::try_from(hash).ok());
        let stated = Hash::from(stated.ok_or_else(|| not("its code hash is not 32 bytes"))?);
        let actual = blake2_256(&wasm);
        if stated != actual {
            return Err(BundleError::HashMismatch { path: path.to_owned(), stated, actual });
        }
        Ok(Self {
            name: file.contract.name,
            path: path.to_owned(),
            code_hash: actual,
            wasm,
            digest: blake2_256(&bytes),
        })
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()
}

fn unreadable(path: &Path, error: &io::Error) -> BundleError {
    match error.kind() {
        io::ErrorKind::NotFound => BundleError::Missing(path.to_owned()),
        _ => BundleError::Unreadable { path: path.to_owned(), reason: error.to_string() },
    }
}
