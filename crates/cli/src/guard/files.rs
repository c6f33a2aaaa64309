//! Files of `weir guard`: read whole, written whole, and only when all is well.

use crate::exit::{Exit, Failure};
use std::fs;
use std::path::Path;
use weir_guard::module::Bundle;
use weir_guard::profile::Profile;
use weir_guard::Error;

/// What weir-guard refuses, as the command's failure.
pub fn refused(error: Error) -> Failure {
    let exit = match error {
        Error::Options(_) | Error::ProfileMissing => Exit::Usage,
        _ => Exit::BadInput,
    };
    Failure::new(exit, error.to_string())
}

/// A contract: `.wasm` or `.contract`.
pub fn contract(path: &Path) -> Result<Bundle, Failure> {
    Bundle::read(&bytes(path)?).map_err(|error| refused(error).while_doing(path.display()))
}

/// A profile.
pub fn profile(path: &Path) -> Result<Profile, Failure> {
    Profile::from_json(&text(path)?).map_err(|error| refused(error).while_doing(path.display()))
}

/// A text.
pub fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?).map_err(|_| bad(path, "not UTF-8 text"))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| bad(path, error))
}

/// Writes beside the target first, so that a failure leaves no half of a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| bad(folder, error))?;
    }
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // It may never have come to be.
        let _ = fs::remove_file(&beside);
        bad(path, error)
    })
}

fn bad(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::BadInput, format!("{}: {error}", path.display()))
}
