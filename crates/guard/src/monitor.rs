//! The event of a build that watches: a path that was never seen was taken, and let through.

use crate::module::code_hash;

/// Emitted once a frame, for its first miss, when the frame ends without undoing its changes.
///
/// Not emitted in read-only calls: an event traps there, and the guard would change what the contract does. Host
/// functions do not tell whether a call is read-only, but those that write trap in one: a frame that has written is
/// none. So a frame that only read, or only called other contracts, reports nothing on the chain; its line is in the
/// debug message of a learning build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathAnomaly {
    /// The build, as in its map.
    pub build: [u8; 16],
    /// Selector of the message.
    pub selector: [u8; 4],
    /// Which miss, as in the build's map.
    pub code: u32,
}

impl PathAnomaly {
    /// Where the selector is in the encoding.
    pub(crate) const SELECTOR: u64 = 16;
    /// Where the code is.
    pub(crate) const CODE: u64 = 20;

    /// As the event's data (SCALE: fixed widths, one after the other).
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.build.to_vec();
        bytes.extend(self.selector);
        bytes.extend(self.code.to_le_bytes());
        bytes
    }

    /// Reads an event's data; `None` if it is another event.
    pub fn decode(data: &[u8]) -> Option<Self> {
        let (build, rest) = data.split_first_chunk::<16>()?;
        let (selector, rest) = rest.split_first_chunk::<4>()?;
        let code: &[u8; 4] = rest.try_into().ok()?;
        Some(Self { build: *build, selector: *selector, code: u32::from_le_bytes(*code) })
    }

    /// The one topic: the hash of the event's signature, as in ink! 5.
    pub fn topic() -> [u8; 32] {
        code_hash(b"PathAnomaly([u8;16],[u8;4],u32)")
    }
}

/// The topics as `deposit_event` takes them: a SCALE vector of one hash.
pub(crate) fn topics() -> Vec<u8> {
    let mut topics = vec![1 << 2];
    topics.extend(PathAnomaly::topic());
    topics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_reads_back_and_has_its_fields_where_they_are_written() {
        let event = PathAnomaly { build: [7; 16], selector: [1, 2, 3, 4], code: 0x0a0b };
        let bytes = event.encode();
        assert_eq!(PathAnomaly::decode(&bytes), Some(event));
        assert_eq!(bytes[PathAnomaly::SELECTOR as usize..][..4], [1, 2, 3, 4]);
        assert_eq!(bytes[PathAnomaly::CODE as usize..][..4], 0x0a0b_u32.to_le_bytes());
        assert_eq!(PathAnomaly::decode(&bytes[1..]), None);
    }
}
