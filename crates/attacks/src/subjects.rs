//! The compiled subjects, where scripts/attacks.sh puts them.

use crate::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The codes of the small subjects and of what they need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    folder: PathBuf,
    /// With probes, and without, by name.
    codes: BTreeMap<(bool, String), Vec<u8>>,
}

impl Codes {
    /// Those in a folder: `probes/NAME.wasm` and `plain/NAME.wasm`.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut codes = BTreeMap::new();
        for (probes, name) in [(true, "probes"), (false, "plain")] {
            let folder = folder.join(name);
            let entries = fs::read_dir(&folder).map_err(|_| Error::NotBuilt(folder.display().to_string()))?;
            for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                if path.extension().is_some_and(|extension| extension == "wasm") {
                    let code = fs::read(&path).map_err(|error| Error::File(format!("{}: {error}", path.display())))?;
                    codes.insert((probes, stem), code);
                }
            }
        }
        Ok(Self { folder: folder.to_owned(), codes })
    }

    /// The same with a contract of the suite among the helpers.
    #[must_use]
    pub fn with(mut self, name: &str, code: Vec<u8>) -> Self {
        self.codes.insert((false, name.to_owned()), code);
        self
    }

    /// A subject's code.
    ///
    /// # Errors
    /// It is not built.
    pub fn subject(&self, name: &str, probes: bool) -> Result<Vec<u8>, Error> {
        let missing = || Error::NotBuilt(format!("{}: {name}", self.folder.display()));
        self.codes.get(&(probes, name.to_owned())).cloned().ok_or_else(missing)
    }

    /// A helper's.
    ///
    /// # Errors
    /// It is not built.
    pub fn helper(&self, name: &str) -> Result<Vec<u8>, Error> {
        self.subject(name, false)
    }
}
