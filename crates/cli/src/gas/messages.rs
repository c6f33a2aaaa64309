//! The messages that contracts have, from the metadata in their bundles: what must be measured.

use crate::exit::{Exit, Failure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use weir_client::bundle::Bundle;

/// Messages by contract and selector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages(BTreeMap<String, BTreeMap<[u8; 4], Described>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Described {
    label: String,
    mutates: bool,
}

#[derive(Deserialize)]
struct File {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    messages: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    label: String,
    selector: String,
    mutates: bool,
}

impl Messages {
    /// Takes the messages of a bundle.
    pub fn add(&mut self, bundle: &Bundle) -> Result<(), Failure> {
        let text = fs::read(&bundle.path).map_err(|error| broken(bundle, error))?;
        self.add_text(&bundle.name, &text).map_err(|error| broken(bundle, error))
    }

    fn add_text(&mut self, name: &str, text: &[u8]) -> Result<(), String> {
        let file: File = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let mut messages = BTreeMap::new();
        for Line { label, selector, mutates } in file.spec.messages {
            let bytes = hex::decode(selector.trim_start_matches("0x")).ok().and_then(|bytes| bytes.try_into().ok());
            let selector: [u8; 4] = bytes.ok_or_else(|| format!("{label} has no selector of four bytes"))?;
            messages.insert(selector, Described { label, mutates });
        }
        self.0.insert(name.to_owned(), messages);
        Ok(())
    }

    /// The name of the message that a call's bytes begin with.
    pub fn label(&self, contract: &str, data: &[u8]) -> Option<&str> {
        let selector: [u8; 4] = data.get(..4)?.try_into().ok()?;
        self.0.get(contract)?.get(&selector).map(|message| message.label.as_str())
    }

    /// The selector of a message.
    pub fn selector(&self, contract: &str, label: &str) -> Option<[u8; 4]> {
        let mut messages = self.0.get(contract)?.iter();
        messages.find(|(_, message)| message.label == label).map(|(selector, _)| *selector)
    }

    /// Does the message change anything?
    pub fn mutates(&self, contract: &str, label: &str) -> bool {
        let mut messages = self.0.get(contract).into_iter().flat_map(BTreeMap::values);
        messages.any(|message| message.label == label && message.mutates)
    }

    /// All of them: contract and message.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|(name, messages)| messages.values().map(move |message| (name.as_str(), message.label.as_str())))
    }
}

fn broken(bundle: &Bundle, error: impl std::fmt::Display) -> Failure {
    let text = format!("bundle {}: its metadata cannot be read ({error}): run scripts/build.sh", bundle.path.display());
    Failure::new(Exit::Bundle, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_messages() {
        let mut messages = Messages::default();
        let text =
            br#"{"spec":{"messages":[{"label":"PSP22::transfer","selector":"0xdb20f9f5","mutates":true,"args":[]},
            {"label":"admin","selector":"0x00000001","mutates":false}]},"types":[]}"#;
        messages.add_text("cash", text).unwrap();
        assert_eq!(messages.label("cash", &[0xdb, 0x20, 0xf9, 0xf5, 1]), Some("PSP22::transfer"));
        assert_eq!(messages.label("cash", &[0xdb]), None);
        assert_eq!(messages.selector("cash", "admin"), Some([0, 0, 0, 1]));
        assert!(messages.mutates("cash", "PSP22::transfer") && !messages.mutates("cash", "admin"));
        assert_eq!(messages.all().collect::<Vec<_>>(), [("cash", "admin"), ("cash", "PSP22::transfer")]);
        let bad = br#"{"spec":{"messages":[{"label":"x","selector":"0x12","mutates":true}]}}"#;
        assert!(messages.add_text("cash", bad).unwrap_err().contains("selector"));
    }
}
