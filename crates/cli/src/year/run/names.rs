//! What events are called, from the contracts' metadata.

use super::suite::Contracts;
use crate::exit::{Exit, Failure};
use std::collections::BTreeMap;
use weir_client::bundle::Bundles;
use weir_client::{AccountId, Hash};

/// Names of events by contract and signature.
pub type Names = BTreeMap<(AccountId, Hash), String>;

/// The names of all contracts' events, from their metadata.
pub fn names(bundles: &Bundles, contracts: &Contracts) -> Result<Names, Failure> {
    let mut names = Names::new();
    for (contract, address) in contracts.all() {
        let bundle = bundles.get(contract).map_err(crate::deploy::fail::bundle)?;
        let unusable =
            || Failure::new(Exit::Bundle, format!("{}: its metadata names no events", bundle.path.display()));
        let text = std::fs::read(&bundle.path).map_err(|_| unusable())?;
        let metadata: serde_json::Value = serde_json::from_slice(&text).map_err(|_| unusable())?;
        let events = metadata.pointer("/spec/events").and_then(|events| events.as_array()).ok_or_else(unusable)?;
        for event in events {
            let label = event.get("label").and_then(|label| label.as_str());
            let topic = event.get("signature_topic").and_then(|topic| topic.as_str());
            if let (Some(label), Some(topic)) = (label, topic.and_then(hash)) {
                names.insert((address, topic), format!("{contract}::{label}"));
            }
        }
    }
    Ok(names)
}

fn hash(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok()?;
    Some(Hash::from(bytes))
}
