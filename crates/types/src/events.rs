//! Small code for events: what ink! makes for each kind of event anew, once for all.

/// Emits an event: the same topics and bytes as `self.env().emit_event(..)`.
///
/// That builds the topics in a buffer of the host's by code made for each kind of event, 200 bytes of it; here an event only names its
/// topics and encodes itself.
#[inline(never)]
pub fn emit<E: ink::env::Event>(event: E) {
    #[cfg(feature = "std")]
    ink::env::emit_event::<ink::env::DefaultEnvironment, E>(event);
    #[cfg(not(feature = "std"))]
    crate::host::deposit(&event.topics(Topics::default().into()), &event.encode());
}

/// The topics of an event as the host takes them, the signature's first.
#[cfg(not(feature = "std"))]
#[derive(Default)]
struct Topics(ink::prelude::vec::Vec<u8>);

#[cfg(not(feature = "std"))]
impl ink::env::event::TopicsBuilderBackend<ink::env::DefaultEnvironment> for Topics {
    type Output = ink::prelude::vec::Vec<u8>;

    /// A number below 64 is in SCALE's compact form four times the number, in one byte; no event has more than four topics.
    fn expect(&mut self, topics: usize) {
        self.0.extend(u8::try_from(topics).ok().and_then(|topics| topics.checked_mul(4)));
    }

    fn push_topic<T: ink::scale::Encode>(&mut self, value: &T) {
        self.0.extend_from_slice(&crate::host::topic(&value.encode()));
    }

    fn output(self) -> Self::Output {
        self.0
    }
}
