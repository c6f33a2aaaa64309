//! The suite's contracts with the guard in them: the same bundles, other code.

use super::files;
use crate::deploy::{self, Plan};
use crate::exit::{Exit, Failure};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use weir_client::bundle::{Bundle, Bundles};
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::profile::Profile;

/// Where the profiles of the suite's contracts are.
pub const PROFILES: &str = "guard/profiles";

/// With which guard the suite is deployed.
#[derive(Debug, Clone, clap::Args)]
pub struct Guarded {
    /// Deploy the suite with the guard: monitor reports calls that take paths the profiles do not know, enforce undoes them.
    #[arg(long, value_enum, value_name = "MODE", default_value_t = GuardMode::Off)]
    guard: GuardMode,
    /// Where the profiles are, one a contract.
    #[arg(long, value_name = "DIR", default_value = PROFILES)]
    guard_profiles: PathBuf,
}

/// What the guard does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum GuardMode {
    /// There is none.
    Off,
    /// It reports.
    Monitor,
    /// It refuses.
    Enforce,
}

impl fmt::Display for GuardMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Monitor => "monitor",
            Self::Enforce => "enforce",
        })
    }
}

impl Guarded {
    /// The bundles to deploy: the plain ones, or guarded ones made of them.
    ///
    /// # Errors
    /// A profile that is missing or of other code.
    pub fn bundles(&self, plain: Bundles) -> Result<Bundles, Failure> {
        let mode = match self.guard {
            GuardMode::Off => return Ok(plain),
            GuardMode::Monitor => Mode::Monitor,
            GuardMode::Enforce => Mode::Enforce,
        };
        guarded(&plain, mode, &read(&plain, &self.guard_profiles)?)
    }
}

/// The suite's codes, by contract: those that are contracts and those that contracts run in their own storage.
pub fn codes(bundles: &Bundles) -> Result<BTreeMap<String, Bundle>, Failure> {
    Ok(deploy::contents::suite(&Plan::dev()?, bundles, &[])?.codes)
}

/// The profiles of the suite's codes in a folder.
pub fn read(bundles: &Bundles, folder: &Path) -> Result<BTreeMap<String, Profile>, Failure> {
    let one = |name: String| {
        let path = file(folder, &name);
        if !path.is_file() {
            let text = format!("no profile {}: run weir guard learn-suite", path.display());
            return Err(Failure::new(Exit::Bundle, text));
        }
        Ok((name, files::profile(&path)?))
    };
    codes(bundles)?.into_keys().map(one).collect()
}

/// Where a contract's profile is.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// Builds the suite's codes by their profiles. What refers to a code refers to its guarded one: hashes come from bundles.
pub fn guarded(plain: &Bundles, mode: Mode, profiles: &BTreeMap<String, Profile>) -> Result<Bundles, Failure> {
    let mut bundles = plain.clone();
    for (name, bundle) in codes(plain)? {
        let profile = profiles.get(&name);
        // A contract that no scenario has called yet has an empty profile: nothing of it is let through.
        let options = Options { allow_empty: true, ..Options::new(mode) };
        let output = instrument(&bundle.wasm, &options, profile).map_err(|error| stale(error, &name))?;
        bundles = bundles.with(bundle.with_code(output.code));
    }
    Ok(bundles)
}

/// Learning builds of the suite's codes. `tail_calls`: the contracts that make any.
pub fn learning(plain: &Bundles, tail_calls: &[String]) -> Result<Bundles, Failure> {
    let mut bundles = plain.clone();
    for (name, bundle) in codes(plain)? {
        let options = Options { tail_calls: tail_calls.contains(&name), ..Options::new(Mode::Learn) };
        let output = instrument(&bundle.wasm, &options, None)
            .map_err(|error| files::refused(error).while_doing(format_args!("bundle of {name}")))?;
        bundles = bundles.with(bundle.with_code(output.code));
    }
    Ok(bundles)
}

fn stale(error: weir_guard::Error, name: &str) -> Failure {
    let mut failure = files::refused(error.clone()).while_doing(format_args!("profile of {name}"));
    if matches!(error, weir_guard::Error::ProfileMismatch { .. }) {
        failure.exit = Exit::Bundle;
    }
    failure
}

/// The plain bundle as weir-guard reads it, with its metadata.
pub fn described(bundle: &Bundle) -> Result<weir_guard::module::Bundle, Failure> {
    files::contract(&bundle.path).map_err(|failure| Failure::new(Exit::Bundle, failure.message))
}
