//! Events by their types.

use crate::chain::{RawEvent, Receipt};
use ink::env::Event;
use ink::scale::{Decode, DecodeAll};
use std::any::type_name;
use weir_types::AccountId;

/// An event bears the signature of a type and does not decode as it, or there are not as many as there must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The bytes are not the type's: a field's own type has changed.
    #[error("an event of {0} cannot be read: is the contract of another version?")]
    Undecodable(&'static str),
    /// [`Receipt::event_of`] found another number than one.
    #[error("{found} events of {event} where one was expected")]
    NotOne {
        /// The event's type.
        event: &'static str,
        /// How many there were.
        found: usize,
    },
}

impl RawEvent {
    /// The event as `E`; `None` when it is of another type.
    pub fn decode<E: Event + Decode>(&self) -> Option<Result<E, EventError>> {
        let signature = E::SIGNATURE_TOPIC?;
        let first: &[u8] = self.topics.first()?.as_ref();
        if first != signature {
            return None;
        }
        Some(E::decode_all(&mut self.data.as_slice()).map_err(|_| EventError::Undecodable(type_name::<E>())))
    }
}

impl Receipt {
    /// The events of type `E` that the contract emitted during the call, in order.
    pub fn events_of<E: Event + Decode>(&self, contract: AccountId) -> Result<Vec<E>, EventError> {
        self.events.iter().filter(|event| event.contract == contract).filter_map(RawEvent::decode::<E>).collect()
    }

    /// The one event of type `E` that the contract emitted during the call.
    pub fn event_of<E: Event + Decode>(&self, contract: AccountId) -> Result<E, EventError> {
        let mut events = self.events_of::<E>(contract)?;
        match (events.pop(), events.len()) {
            (Some(event), 0) => Ok(event),
            (last, rest) => {
                Err(EventError::NotOne { event: type_name::<E>(), found: rest + usize::from(last.is_some()) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use weir_types::admin::{AdminChanged, AdminProposed};
    use weir_types::Hash;

    #[test]
    fn events_are_told_apart_by_contract_and_signature() {
        let [here, there] = [1, 2].map(|n| AccountId::from([n; 32]));
        let raw = |contract, topic: Option<[u8; 32]>, data| RawEvent {
            contract,
            topics: topic.map(Hash::from).into_iter().collect(),
            data,
        };
        let changed = AdminChanged { from: here, to: there };
        let events = vec![
            raw(here, AdminChanged::SIGNATURE_TOPIC, changed.encode()),
            raw(there, AdminChanged::SIGNATURE_TOPIC, changed.encode()),
            raw(here, AdminProposed::SIGNATURE_TOPIC, vec![1]),
            raw(here, None, changed.encode()),
        ];
        let receipt = Receipt { events, ..Receipt::default() };
        assert_eq!(receipt.events_of::<AdminChanged>(here).unwrap().len(), 1);
        assert_eq!(receipt.event_of::<AdminChanged>(there).unwrap().to, there);
        assert!(matches!(receipt.events_of::<AdminProposed>(here), Err(EventError::Undecodable(_))));
        assert!(matches!(receipt.event_of::<AdminProposed>(there), Err(EventError::NotOne { found: 0, .. })));
    }
}
