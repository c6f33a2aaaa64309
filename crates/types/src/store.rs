//! Small code for storage: what ink! makes for each mapping anew, once for all. Keys and values are the same bytes.
//!
//! `Mapping::get` decodes a value out of the host's buffer and hands it on through four layers, each of which copies it: 250 bytes of
//! code for each mapping beside the decoding. Here a value is filled in its place ([`crate::fixed`]), and what is the same for all
//! mappings is one function. The names differ from ink!'s, so that one sees which is meant.

use crate::fixed::Fixed;
#[cfg(not(feature = "std"))]
use crate::host;
use ink::scale::{Encode, EncodeLike};
use ink::storage::traits::{Packed, StorageKey};
use ink::storage::{Lazy, Mapping};

/// A mapping of records.
pub trait Records<K: Encode, V> {
    /// The record under a key: `Mapping::get`. Traps on bytes that are no such record, as that does.
    fn find<Q: EncodeLike<K>>(&self, key: Q) -> Option<V>;

    /// Stores a record: `Mapping::insert`.
    fn keep<Q: EncodeLike<K>>(&mut self, key: Q, value: &V);

    /// Is there one? `Mapping::contains`.
    fn has<Q: EncodeLike<K>>(&self, key: Q) -> bool;

    /// Removes it: `Mapping::remove`.
    fn erase<Q: EncodeLike<K>>(&mut self, key: Q);
}

/// A record with a key of its own.
pub trait Record<V> {
    /// The record: `Lazy::get`. Traps on bytes that are no such record.
    fn load(&self) -> Option<V>;

    /// Stores it: `Lazy::set`.
    fn save(&mut self, value: &V);
}

#[cfg(feature = "std")]
impl<K: Encode, V: Fixed + Packed + EncodeLike, Key: StorageKey> Records<K, V> for Mapping<K, V, Key> {
    fn find<Q: EncodeLike<K>>(&self, key: Q) -> Option<V> {
        self.get(key)
    }

    fn keep<Q: EncodeLike<K>>(&mut self, key: Q, value: &V) {
        self.insert(key, value);
    }

    fn has<Q: EncodeLike<K>>(&self, key: Q) -> bool {
        self.contains(key)
    }

    fn erase<Q: EncodeLike<K>>(&mut self, key: Q) {
        self.remove(key);
    }
}

#[cfg(feature = "std")]
impl<V: Fixed + Packed, Key: StorageKey> Record<V> for Lazy<V, Key> {
    fn load(&self) -> Option<V> {
        self.get()
    }

    fn save(&mut self, value: &V) {
        self.set(value);
    }
}

#[cfg(not(feature = "std"))]
impl<K: Encode, V: Fixed + Packed + EncodeLike, Key: StorageKey> Records<K, V> for Mapping<K, V, Key> {
    #[inline(never)]
    fn find<Q: EncodeLike<K>>(&self, key: Q) -> Option<V> {
        read(&full(Key::KEY, &key))
    }

    #[inline(never)]
    fn keep<Q: EncodeLike<K>>(&mut self, key: Q, value: &V) {
        host::set(&full(Key::KEY, &key), &Encode::encode(value));
    }

    fn has<Q: EncodeLike<K>>(&self, key: Q) -> bool {
        host::has(&full(Key::KEY, &key))
    }

    fn erase<Q: EncodeLike<K>>(&mut self, key: Q) {
        host::clear(&full(Key::KEY, &key));
    }
}

#[cfg(not(feature = "std"))]
impl<V: Fixed + Packed, Key: StorageKey> Record<V> for Lazy<V, Key> {
    #[inline(never)]
    fn load(&self) -> Option<V> {
        read(&Key::KEY.to_le_bytes())
    }

    #[inline(never)]
    fn save(&mut self, value: &V) {
        host::set(&Key::KEY.to_le_bytes(), &Encode::encode(value));
    }
}

/// The bytes of an entry's key: the mapping's and the entry's own.
#[cfg(not(feature = "std"))]
#[inline(never)]
fn full<Q: Encode>(mapping: u32, key: &Q) -> ink::prelude::vec::Vec<u8> {
    let mut bytes = mapping.encode();
    key.encode_to(&mut bytes);
    bytes
}

#[cfg(not(feature = "std"))]
#[inline(always)]
fn read<V: Fixed>(key: &[u8]) -> Option<V> {
    let bytes = host::get(key)?;
    let mut value = V::blank();
    let mut rest = bytes.as_slice();
    if value.fill(&mut rest).is_err() || !rest.is_empty() {
        panic!("a record of another shape");
    }
    Some(value)
}
