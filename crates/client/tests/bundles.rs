//! Bundles: what is read and what is refused.

use std::fs;
use std::path::PathBuf;
use weir_client::bundle::{BundleError, Bundles};
use weir_client::hash::blake2_256;

/// A folder of its own for each test, removed when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weir-bundles-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> Bundles {
        fs::write(self.0.join(format!("{name}.contract")), text).unwrap();
        Bundles::at(&self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bundle(hash: &str, wasm: &str) -> String {
    format!(
        r#"{{"source":{{"hash":"{hash}","language":"ink! 5.1.1","wasm":"{wasm}"}},"contract":{{"name":"thing","version":"0.1.0"}},"spec":{{}}}}"#
    )
}

#[test]
fn a_bundle_is_read_and_named() {
    let folder = Folder::new("good");
    let text = bundle(&format!("0x{}", hex::encode(blake2_256(b"\0asm"))), "0x0061736d");
    let bundles = folder.write("thing", &text);
    let read = bundles.get("thing").unwrap();
    assert_eq!((read.name.as_str(), read.wasm.as_slice()), ("thing", b"\0asm".as_slice()));
    assert_eq!(read.digest, blake2_256(text.as_bytes()));
    assert_eq!(bundles.names().unwrap(), ["thing"]);
}

#[test]
fn a_missing_bundle_says_what_to_run() {
    let folder = Folder::new("missing");
    let error = Bundles::at(&folder.0).get("ledger").unwrap_err();
    assert!(matches!(error, BundleError::Missing(_)));
    let line = error.to_string();
    assert!(line.contains("ledger.contract") && line.contains("scripts/build.sh"), "{line}");
}

#[test]
fn code_that_is_not_what_the_bundle_states_is_refused() {
    let folder = Folder::new("mismatch");
    let bundles = folder.write("thing", &bundle(&format!("0x{}", "11".repeat(32)), "0x0061736d"));
    assert!(matches!(bundles.get("thing"), Err(BundleError::HashMismatch { .. })));
}

#[test]
fn what_is_no_bundle_says_why() {
    let folder = Folder::new("bad");
    let hash = "0x".to_owned() + &"11".repeat(32);
    for (text, reason) in [
        ("", "EOF"),
        ("{}", "source"),
        (r#"{"source":{"hash":"0x11"},"contract":{"name":"x"}}"#, "without code"),
        (&bundle(&hash, "0xzz"), "hexadecimal"),
        (&bundle("0x11", "0x00"), "32 bytes"),
    ] {
        let line = folder.write("x", text).get("x").unwrap_err().to_string();
        assert!(line.contains(reason) && line.contains("x.contract"), "{line}");
    }
}
