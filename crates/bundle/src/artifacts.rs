//! What cargo says it built (`--message-format=json-render-diagnostics`).
//!
//! Read instead of guessing file names: a file left over from an earlier build is never taken for a new one.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{ensure, Result};
use serde_json::Value;

/// The files of one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// The contract as the compiler left it.
    pub wasm: Option<PathBuf>,
    /// The program that prints its ink! metadata.
    pub metadata: Option<PathBuf>,
}

/// By manifest.
pub type Artifacts = BTreeMap<PathBuf, Built>;

/// Adds what one log of cargo tells.
///
/// # Errors
/// A line that is not JSON, or a package with two metadata programs.
pub fn read(log: &str, into: &mut Artifacts) -> Result<()> {
    for line in log.lines().filter(|line| line.starts_with('{')) {
        let message: Value = serde_json::from_str(line)?;
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let Some(manifest) = message["manifest_path"].as_str() else { continue };
        let built = into.entry(manifest.into()).or_default();
        let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(wasm) = files.map(Path::new).find(|file| file.extension().is_some_and(|end| end == "wasm")) {
            built.wasm = Some(wasm.to_owned());
        }
        if message["target"]["kind"][0] == "example" {
            if let Some(program) = message["executable"].as_str() {
                ensure!(built.metadata.is_none(), "{manifest} has more than one example that prints metadata");
                built.metadata = Some(program.into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_wasm_and_example() {
        let log = concat!(
            r#"{"reason":"compiler-artifact","manifest_path":"/w/a/Cargo.toml","target":{"kind":["cdylib","rlib"]},"filenames":["/t/a.wasm","/t/liba.rlib"]}"#,
            "\nnoise that is not JSON\n",
            r#"{"reason":"compiler-artifact","manifest_path":"/w/a/Cargo.toml","target":{"kind":["example"]},"filenames":["/t/m"],"executable":"/t/m"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let mut artifacts = Artifacts::new();
        read(log, &mut artifacts).unwrap();
        let expected = Built { wasm: Some("/t/a.wasm".into()), metadata: Some("/t/m".into()) };
        assert_eq!(artifacts.get(Path::new("/w/a/Cargo.toml")), Some(&expected));
    }

    #[test]
    fn refuses_a_cut_line() {
        assert!(read("{\"reason\":\"compiler-art", &mut Artifacts::new()).is_err());
    }
}
