//! What a block's events say of each of its transactions.

use super::rpc::Rpc;
use super::shapes::{signed, DispatchError, Weight};
use crate::chain::RawEvent;
use crate::error::ChainError;
use crate::Balance;
use ink::scale::{Decode, Input};
use std::collections::HashMap;
use subxt::config::substrate::SubstrateConfig;
use subxt::events::{EventDetails, Events, Phase};
use weir_types::{AccountId, Hash};

/// What became of a transaction.
#[derive(Debug, Default)]
pub struct Fate {
    /// What it weighed, all told.
    pub weight: Weight,
    /// Why it failed, when it did.
    pub error: Option<DispatchError>,
    /// Deposits paid less deposits given back.
    pub deposit: i128,
    /// What contracts told.
    pub events: Vec<RawEvent>,
}

/// The fates of a block's transactions, by their positions in it.
pub fn fates(rpc: &Rpc, events: Vec<u8>) -> Result<HashMap<u32, Fate>, ChainError> {
    let mut fates: HashMap<u32, Fate> = HashMap::new();
    for event in Events::<SubstrateConfig>::decode_from(events, rpc.metadata().clone()).iter() {
        let event = event.map_err(|error| rpc.odd(&error.to_string()))?;
        if let Phase::ApplyExtrinsic(position) = event.phase() {
            let fate = fates.entry(position).or_default();
            note(fate, &event, rpc.existential_deposit()).map_err(|_| rpc.odd("an event of another version"))?;
        }
    }
    Ok(fates)
}

fn note(
    fate: &mut Fate,
    event: &EventDetails<SubstrateConfig>,
    existential_deposit: Balance,
) -> Result<(), ink::scale::Error> {
    let fields = &mut event.field_bytes();
    match (event.pallet_name(), event.variant_name()) {
        ("System", "ExtrinsicSuccess") => fate.weight = Weight::decode(fields)?,
        ("System", "ExtrinsicFailed") => {
            fate.error = Some(DispatchError::decode(fields)?);
            fate.weight = Weight::decode(fields)?;
        }
        ("Contracts", "ContractEmitted") => {
            let contract = AccountId::decode(fields)?;
            let data = Vec::decode(fields)?;
            let topics = event.topics().iter().map(|topic| Hash::from(topic.0)).collect();
            fate.events.push(RawEvent { contract, topics, data });
        }
        // A new contract's account is given the existential deposit, which the pallet counts as deposit too.
        ("Contracts", "Instantiated") => add(fate, signed(existential_deposit)),
        ("Contracts", "StorageDepositTransferredAndHeld") => add(fate, signed(third(fields)?)),
        ("Contracts", "StorageDepositTransferredAndReleased") => add(fate, -signed(third(fields)?)),
        ("Contracts", "CodeStored") => {
            let (_code_hash, held) = <([u8; 32], Balance)>::decode(fields)?;
            add(fate, signed(held));
        }
        _ => {}
    }
    Ok(())
}

fn add(fate: &mut Fate, amount: i128) {
    fate.deposit = fate.deposit.saturating_add(amount);
}

/// `{from, to, amount}`: the amount.
fn third<I: Input>(fields: &mut I) -> Result<Balance, ink::scale::Error> {
    let (_from, _to, amount) = <(AccountId, AccountId, Balance)>::decode(fields)?;
    Ok(amount)
}
