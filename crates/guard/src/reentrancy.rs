//! Re-entrancy: each frame has globals of its own, so an inner frame does not see the outer one. A mark in storage does.
//!
//! It is set around those `seal_call`s whose flags hold ALLOW_REENTRY (without the flag the pallet refuses a return
//! into the contract by itself), and read at the start of each message, in contracts that have such a call. Others pay
//! nothing. A frame that begins while the mark is set is a miss, unless the profile has seen its selector entered so;
//! and it is held to the profile even if it changes nothing, since what it answers may be acted on.
//!
//! A tail call sets no mark: its frame is over. In read-only calls a write traps: a message that calls out with
//! ALLOW_REENTRY cannot be called read-only once it is guarded.

use crate::{
    host::flags,
    module::code_hash,
    support::{at, body, Support},
};
use wasm_encoder::{BlockType, Function, ValType};

/// What re-entered frames are held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reentry {
    /// Selectors that may be entered while the mark is set, as read from the input (little-endian).
    pub allowed: Vec<u32>,
    /// Miss code of the others.
    pub code: u32,
}

/// The mark's storage key, the same in every build: an upgrade in the middle of a call finds it.
pub fn mark_key() -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&code_hash(b"weir-guard: inside a call that may come back")[..16]);
    key
}

impl Support<'_> {
    /// Adds `(operation: i32) -> i32`: 0 looks (0 if set), 1 sets (the old length, -1 if it was not set), 2 clears.
    pub(crate) fn mark_helper(&mut self) -> u32 {
        if let Some(helper) = self.marker {
            return helper;
        }
        let get = self.import("get_storage", 1);
        let set = self.import("set_storage", 2);
        let clear = self.import("clear_storage", 1);
        let key = mark_key();
        let mut function = body([(4, ValType::I64)]);
        let code = &mut function.instructions();
        for word in 0..4 {
            code.i32_const(0).i64_load(at(8 * u64::from(word))).local_set(1 + word);
        }
        for (half, place) in [(&key[..8], 0), (&key[8..], 8)] {
            let mut eight = [0; 8];
            eight.copy_from_slice(half);
            code.i32_const(0).i64_const(i64::from_le_bytes(eight)).i64_store(at(place));
        }
        code.i32_const(0).i32_const(1).i32_store(at(24));
        code.local_get(0).i32_eqz().if_(BlockType::Result(ValType::I32));
        code.i32_const(0).i32_const(16).i32_const(16).i32_const(24).call(get);
        code.else_().local_get(0).i32_const(1).i32_eq().if_(BlockType::Result(ValType::I32));
        code.i32_const(0).i32_const(16).i32_const(0).i32_const(1).call(set);
        code.else_().i32_const(0).i32_const(16).call(clear).end().end();
        for word in 0..4 {
            code.i32_const(0).local_get(1 + word).i64_store(at(8 * u64::from(word)));
        }
        let helper = self.add(&[ValType::I32], &[ValType::I32], function);
        self.marker = Some(helper);
        helper
    }

    /// In the wrapper of `seal_call`, before (`set`) and after the call; `kept` is a local that is zero at the start.
    pub(crate) fn enter_mark(&mut self, function: &mut Function, kept: u32, set: bool) {
        let helper = self.mark_helper();
        let code = &mut function.instructions();
        if set {
            let both = flags::ALLOW_REENTRY | flags::TAIL_CALL;
            code.local_get(0).i32_const(both as i32).i32_and().i32_const(flags::ALLOW_REENTRY as i32).i32_eq();
            code.if_(BlockType::Empty).i32_const(1).call(helper).local_set(kept).end();
        } else {
            // An inner frame does not take away the outer one's mark.
            code.local_get(kept).i32_const(-1).i32_eq().if_(BlockType::Empty).i32_const(2).call(helper).drop().end();
        }
    }
}
