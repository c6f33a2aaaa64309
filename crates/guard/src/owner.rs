//! Mending false alarms on the chain: one account may, after a delay, let a miss through or stop doing so.
//!
//! The exported `call` answers one reserved selector itself, whatever the contract does with others. The input is
//! `selector ++ operation (1 byte) ++ miss code (u32, little-endian)`; the answer is `0x00`, or `0x0101` with the
//! REVERT flag. A change is proposed, then carried out when the delay is over; nobody else can do either.
//!
//! Storage keys are `build (16 bytes) ++ code (4) ++ 0`: allowed, `… ++ 1`: proposed. They are bound to the build, so a
//! new build starts with none. They are read when a path is missed, and at no other time.

use crate::{
    host::REVERT,
    module::code_hash,
    support::{at, body, Support, REFUSAL},
};
use wasm_encoder::{BlockType, Function, ValType};

/// Who may mend false alarms, and how long a proposal waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The account: a person's or a contract's.
    pub account: [u8; 32],
    /// Milliseconds of block time between proposal and effect.
    pub delay: u64,
}

/// What the owner can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Operation {
    /// Proposes to let a miss through.
    Allow = 0,
    /// Proposes to stop that.
    Revoke = 1,
    /// Carries out what was proposed for this code.
    Apply = 2,
    /// Takes the proposal back.
    Withdraw = 3,
}

/// The reserved selector.
pub fn selector() -> [u8; 4] {
    let mut selector = [0; 4];
    selector.copy_from_slice(&code_hash(b"weir-guard: the owner's message")[..4]);
    selector
}

/// The owner's message as a call's input.
pub fn message(operation: Operation, code: u32) -> Vec<u8> {
    let mut input = selector().to_vec();
    input.push(operation as u8);
    input.extend(code.to_le_bytes());
    input
}

/// Length of a storage key.
const KEY: i32 = 21;
/// Bit of the second global: the frame is a constructor's, in which the reserved selector means nothing.
const CONSTRUCTING: i32 = 16;

impl Owner {
    /// The selector as the contract reads it.
    pub(crate) fn selector(&self) -> i32 {
        i32::from_le_bytes(selector())
    }
}

impl Support<'_> {
    /// `call`s are the owner's business, `deploy`s are not.
    pub(crate) fn forbid_owner(&mut self, function: &mut Function) {
        function.instructions().i32_const(CONSTRUCTING).global_set(self.did());
    }

    /// On the stack: whether the selector is the owner's, in a call.
    pub(crate) fn is_owners(&self, function: &mut Function, owner: &Owner) {
        let code = &mut function.instructions();
        code.global_get(self.selector()).i32_const(owner.selector()).i32_eq();
        code.global_get(self.did()).i32_const(CONSTRUCTING).i32_and().i32_eqz().i32_and();
    }

    fn put_key(&self, function: &mut Function, code: u32) {
        for (half, place) in [(0, 0), (8, 8)] {
            let mut eight = [0; 8];
            eight.copy_from_slice(&self.purpose.build[half..half + 8]);
            function.instructions().i32_const(0).i64_const(i64::from_le_bytes(eight)).i64_store(at(place));
        }
        function.instructions().i32_const(0).local_get(code).i32_store(at(16));
    }

    /// Adds `(code: i32) -> i32`: whether the owner has allowed this miss. Leaves the memory as it was.
    pub(crate) fn allowed(&mut self) -> u32 {
        let get = self.import("get_storage", 1);
        let mut function = body([(4, ValType::I64)]);
        for word in 0..4 {
            function.instructions().i32_const(0).i64_load(at(8 * u64::from(word))).local_set(1 + word);
        }
        self.put_key(&mut function, 0);
        let code = &mut function.instructions();
        code.i32_const(0).i32_const(0).i32_store8(at(20)).i32_const(0).i32_const(1).i32_store(at(24));
        code.i32_const(0).i32_const(KEY).i32_const(28).i32_const(24).call(get).i32_eqz();
        for word in 0..4 {
            code.i32_const(0).local_get(1 + word).i64_store(at(8 * u64::from(word)));
        }
        self.add(&[ValType::I32], &[ValType::I32], function)
    }

    /// Adds `(input: i32, length: i32)`, which ends the frame.
    pub(crate) fn owner_handler(&mut self, owner: &Owner) -> u32 {
        let get = self.import("get_storage", 1);
        let set = self.import("set_storage", 2);
        let clear = self.import("clear_storage", 1);
        let caller = self.import("caller", 0);
        let now = self.import("now", 0);
        let end = self.import("seal_return", 0);
        let (operation, number) = (2, 3);
        let mut function = body([(2, ValType::I32)]);
        let code = &mut function.instructions();
        // Leaving the outer block refuses, leaving the inner one agrees. The frame ends here: memory is free to use.
        code.block(BlockType::Empty).block(BlockType::Empty);
        code.local_get(1).i32_const(9).i32_ne().br_if(1);
        code.local_get(0).i32_load8_u(at(4)).local_set(operation).local_get(0).i32_load(at(5)).local_set(number);
        code.i32_const(0).i32_const(32).i32_store(at(40)).i32_const(0).i32_const(40).call(caller);
        for word in 0..4 {
            let mut eight = [0; 8];
            eight.copy_from_slice(&owner.account[8 * word..8 * word + 8]);
            code.i32_const(0).i64_load(at(8 * word as u64)).i64_const(i64::from_le_bytes(eight)).i64_ne().br_if(1);
        }
        self.put_key(&mut function, number);
        let code = &mut function.instructions();
        code.i32_const(0).i32_const(1).i32_store8(at(20));
        // The clock goes to 56.
        code.i32_const(0).i32_const(8).i32_store(at(48)).i32_const(56).i32_const(48).call(now);
        // Proposals: operation and due time, at 31.
        code.local_get(operation).i32_const(2).i32_lt_u().if_(BlockType::Empty);
        code.i32_const(0).local_get(operation).i32_store8(at(31));
        code.i32_const(0).i32_const(0).i64_load(at(56)).i64_const(owner.delay as i64).i64_add().i64_store(at(32));
        code.i32_const(0).i32_const(KEY).i32_const(31).i32_const(9).call(set).drop().br(1).end();
        code.local_get(operation).i32_const(3).i32_gt_u().br_if(1);
        // The others need a proposal, and end it.
        code.i32_const(0).i32_const(9).i32_store(at(48));
        code.i32_const(0).i32_const(KEY).i32_const(31).i32_const(48).call(get).br_if(1);
        code.local_get(operation).i32_const(2).i32_eq().if_(BlockType::Empty);
        code.i32_const(0).i64_load(at(56)).i32_const(0).i64_load(at(32)).i64_lt_u().br_if(2);
        code.i32_const(0).i32_const(KEY).call(clear).drop().i32_const(0).i32_const(0).i32_store8(at(20));
        code.i32_const(0).i32_load8_u(at(31)).if_(BlockType::Empty);
        code.i32_const(0).i32_const(KEY).call(clear).drop().else_();
        code.i32_const(0).i32_const(KEY).i32_const(31).i32_const(1).call(set).drop().end();
        code.else_().i32_const(0).i32_const(KEY).call(clear).drop().end().end();
        code.i32_const(0).i32_const(0).i32_store8(at(0)).i32_const(0).i32_const(0).i32_const(1).call(end);
        code.unreachable().end();
        code.i32_const(0).i32_const(i32::from(u16::from_le_bytes(REFUSAL))).i32_store16(at(0));
        code.i32_const(REVERT).i32_const(0).i32_const(2).call(end).unreachable();
        self.add(&[ValType::I32, ValType::I32], &[], function)
    }
}
