//! The chain's host functions over plain bytes, on chain only: what [`crate::store`], [`crate::events`] and [`crate::calls`] share.
//!
//! ink! reaches them through code that is made anew for each type. `pallet-contracts-uapi` is ink!'s own crate for them.

use ink::prelude::{vec, vec::Vec};
use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl, ReturnErrorCode};

/// A topic of an event as the host takes it.
pub const TOPIC: usize = 32;

/// The longest record, in bytes; reading a longer one traps. Fresh memory is zero, so room costs nothing.
const RECORD: usize = 512;

/// The longest answer of another contract; a longer one traps.
const ANSWER: usize = 4_096;

/// What is stored under a key.
#[inline(never)]
pub fn get(key: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = vec![0; RECORD];
    let mut rest = bytes.as_mut_slice();
    HostFnImpl::get_storage_v1(key, &mut rest).ok()?;
    let length = rest.len();
    bytes.truncate(length);
    Some(bytes)
}

/// Stores bytes under a key.
#[inline(never)]
pub fn set(key: &[u8], value: &[u8]) {
    HostFnImpl::set_storage_v2(key, value);
}

/// Is anything stored under a key?
#[inline(never)]
pub fn has(key: &[u8]) -> bool {
    HostFnImpl::contains_storage_v1(key).is_some()
}

/// Removes what is stored under a key.
#[inline(never)]
pub fn clear(key: &[u8]) {
    HostFnImpl::clear_storage_v1(key);
}

/// Emits an event: its topics one after the other, their number before them in SCALE's compact form, and its data.
#[inline(never)]
pub fn deposit(topics: &[u8], data: &[u8]) {
    HostFnImpl::deposit_event(topics, data);
}

/// A value as a topic: what is longer is replaced by its hash, what is shorter ends in zeros.
#[inline(never)]
pub fn topic(encoded: &[u8]) -> [u8; TOPIC] {
    let mut topic = [0; TOPIC];
    match topic.get_mut(..encoded.len()) {
        Some(start) => start.copy_from_slice(encoded),
        None => HostFnImpl::hash_blake2_256(encoded, &mut topic),
    }
    topic
}

/// Calls a contract without value and without a limit; `None` when it trapped or is none. A revert has an answer too. The answer is
/// there for good: memory is never given back in a contract.
#[inline(never)]
pub fn call(callee: &[u8], input: &[u8]) -> Option<&'static [u8]> {
    let mut answer = vec![0; ANSWER].leak();
    let called = HostFnImpl::call_v2(CallFlags::empty(), callee, 0, 0, None, &[0; 16], input, Some(&mut answer));
    matches!(called, Ok(()) | Err(ReturnErrorCode::CalleeReverted)).then_some(&*answer)
}
