//! What the manifests say of a contract.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{bail, ensure, Context, Result};
use semver::Version;
use serde_json::Value;

use crate::optimise::Level;

/// One contract's package, and what the suite decided about it.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The package's name, which is the bundle's.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest: PathBuf,
    /// The package as `cargo metadata` describes it.
    pub package: Value,
    /// The ink! of the committed lock.
    pub ink: Version,
    /// The most bytes the optimised code should have.
    pub budget: Option<u64>,
    /// Where the budget is missed for now: the size it has, which must not grow.
    pub missed: Option<u64>,
    /// What `wasm-opt` aims for.
    pub level: Level,
}

/// The packages of the workspace that `manifest` is the root of.
///
/// # Errors
/// cargo refuses the workspace, or the lock is missing.
pub fn contracts(manifest: &Path) -> Result<Vec<Contract>> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--locked", "--format-version=1", "--manifest-path"])
        .arg(manifest)
        .output()
        .context("cargo does not run")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    let workspace: Value = serde_json::from_slice(&output.stdout)?;
    let root = Path::new(workspace["workspace_root"].as_str().context("cargo metadata without a root")?);
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("the committed Cargo.lock is missing")?;
    from_workspace(&workspace, &ink_version(&lock)?)
}

fn from_workspace(workspace: &Value, ink: &Version) -> Result<Vec<Contract>> {
    let settings = &workspace["metadata"]["weir"];
    let packages = workspace["packages"].as_array().context("cargo metadata without packages")?;
    for name in
        ["budget", "missed", "optimise"].iter().filter_map(|part| settings[part].as_object()).flat_map(|map| map.keys())
    {
        let known = name == "default" || packages.iter().any(|package| package["name"] == name.as_str());
        ensure!(known, "[workspace.metadata.weir] names `{name}`, which is no package");
    }
    packages.iter().map(|package| contract(package, settings, ink)).collect()
}

fn contract(package: &Value, settings: &Value, ink: &Version) -> Result<Contract> {
    let name = package["name"].as_str().context("a package without a name")?;
    let own = |part: &str| settings[part].get(name).or_else(|| settings[part].get("default"));
    let bytes = |part: &str| match own(part) {
        None => Ok(None),
        Some(bytes) => {
            bytes.as_u64().map(Some).with_context(|| format!("{part} of {name}: expected a number of bytes"))
        }
    };
    let (budget, missed) = (bytes("budget")?, bytes("missed")?);
    let level = match own("optimise") {
        None => Level::default(),
        Some(level) => level.as_str().unwrap_or_default().parse()?,
    };
    Ok(Contract {
        name: name.to_owned(),
        manifest: package["manifest_path"].as_str().context("a package without a manifest")?.into(),
        package: package.clone(),
        ink: ink.clone(),
        budget,
        missed,
        level,
    })
}

/// The version of ink! in a `Cargo.lock`.
fn ink_version(lock: &str) -> Result<Version> {
    let mut versions = lock.split("[[package]]").filter(|entry| entry.contains("\nname = \"ink\"\n"));
    let (Some(entry), None) = (versions.next(), versions.next()) else { bail!("Cargo.lock has not exactly one ink") };
    let version = entry.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.context("Cargo.lock gives ink no version")?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"ink\"\nversion = \"5.1.1\"\nsource = \"x\"\n\n[[package]]\nname = \"ink_env\"\nversion = \"5.1.2\"\n";

    #[test]
    fn reads_ink_from_the_lock() {
        assert_eq!(ink_version(LOCK).unwrap(), Version::new(5, 1, 1));
        assert!(ink_version("version = 4\n").is_err());
    }

    fn workspace(weir: Value) -> Value {
        let package = |name: &str| json!({"name": name, "manifest_path": format!("/w/{name}/Cargo.toml")});
        json!({"metadata": {"weir": weir}, "packages": [package("ledger"), package("cash")]})
    }

    #[test]
    fn own_settings_before_the_default() {
        let budget = json!({"default": 40_000, "ledger": 28_000});
        for (named, level) in [("3", Level::Three), ("apart", Level::Apart)] {
            let settings = json!({"budget": budget, "optimise": {"ledger": named}});
            let found = from_workspace(&workspace(settings), &Version::new(5, 1, 1)).unwrap();
            assert_eq!((found[0].budget, found[0].level), (Some(28_000), level));
            assert_eq!((found[1].budget, found[1].level), (Some(40_000), Level::Z));
        }
    }

    #[test]
    fn no_settings_no_budget() {
        let found = from_workspace(&workspace(Value::Null), &Version::new(5, 1, 1)).unwrap();
        assert_eq!((found[0].budget, found[0].level), (None, Level::Z));
    }

    #[test]
    fn refuses_settings_that_mean_nothing() {
        let ink = Version::new(5, 1, 1);
        assert!(from_workspace(&workspace(json!({"budget": {"legder": 1}})), &ink).is_err());
        assert!(from_workspace(&workspace(json!({"budget": {"ledger": "28 KB"}})), &ink).is_err());
        assert!(from_workspace(&workspace(json!({"optimise": {"ledger": "fast"}})), &ink).is_err());
    }
}
