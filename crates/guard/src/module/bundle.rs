//! `.contract` bundles: JSON whose `source.wasm` is the code and `source.hash` its hash.

use super::{code_hash, hex, unhex};
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// Code with the bundle it came in, if it came in one.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The contract's code.
    pub code: Vec<u8>,
    document: Option<Value>,
}

impl Bundle {
    /// Reads plain Wasm or a `.contract`, told apart by the first bytes.
    ///
    /// # Errors
    /// JSON without code, a hash that is not the code's. The code itself is not looked at.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        if bytes.starts_with(b"\0asm") {
            return Ok(Self { code: bytes.to_vec(), document: None });
        }
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Error::Malformed("neither Wasm nor a .contract bundle".into()));
        }
        let document: Value = serde_json::from_slice(bytes).map_err(|error| Error::Bundle(error.to_string()))?;
        let text = |name| document.get("source").and_then(|source| source.get(name)).and_then(Value::as_str);
        let code = unhex(text("wasm").ok_or_else(|| Error::Bundle("no `source.wasm`".into()))?)?;
        if let Some(stated) = text("hash") {
            let found = hex(&code_hash(&code));
            if !stated.eq_ignore_ascii_case(&found) {
                return Err(Error::BundleHash { stated: stated.into(), found });
            }
        }
        Ok(Self { code, document: Some(document) })
    }

    /// The same bundle around other code: the hash follows, the metadata stays, so that clients see no difference.
    pub fn with_code(&self, code: Vec<u8>) -> Self {
        let mut document = self.document.clone();
        if let Some(source) = document.as_mut().and_then(|document| document.get_mut("source")) {
            source["hash"] = Value::String(hex(&code_hash(&code)));
            source["wasm"] = Value::String(hex(&code));
        }
        Self { code, document }
    }

    /// The file's bytes, in the form it was read in.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.document {
            Some(document) => document.to_string().into_bytes(),
            None => self.code.clone(),
        }
    }

    /// The contract's name, from the bundle's metadata.
    pub fn name(&self) -> Option<String> {
        self.document.as_ref()?.get("contract")?.get("name")?.as_str().map(str::to_owned)
    }

    /// Names of the messages and constructors by selector (`0x…`), from the bundle's metadata.
    pub fn messages(&self) -> BTreeMap<String, String> {
        let spec = self.document.as_ref().and_then(|document| document.get("spec"));
        let listed = ["messages", "constructors"].iter().filter_map(|kind| spec?.get(kind)?.as_array()).flatten();
        let named = |entry: &Value| {
            Some((entry.get("selector")?.as_str()?.to_ascii_lowercase(), entry.get("label")?.as_str()?.to_owned()))
        };
        listed.filter_map(named).collect()
    }

    /// Name of the message or constructor with this selector.
    pub fn message(&self, selector: [u8; 4]) -> Option<String> {
        self.messages().remove(&hex(&selector))
    }
}
