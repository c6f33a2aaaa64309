//! Lines in the debug message: how a learning build says what it did, and a refusal why.
//!
//! A line is `~wg`, two words of 16 hexadecimal digits, and a line feed. The highest byte of the first is its kind.
//! Nothing but `debug_message` leaves a read-only call or a reverted frame.

use super::{body, Support};
use crate::instrument::Mode;
use wasm_encoder::{BlockType, Function, MemArg, ValType};

/// What a line begins with.
pub const PREFIX: &str = "~wg";

/// Kinds of lines: the highest byte of the first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Line {
    /// A frame begins: 0 for `call`, 1 for `deploy`; the build's first eight bytes.
    Begin = 1,
    /// A path has ended: function (24 bits), path (32 bits); calling context.
    Path = 2,
    /// The input was read: its selector.
    Selector = 3,
    /// Another contract is called: 1 if its code runs here (a delegate call); its flags. What follows up to `Back` is from there.
    Out = 4,
    /// It came back: the code it came back with.
    Back = 5,
    /// The frame ends: bit 0 if it undoes its changes, above it what it did.
    End = 6,
    /// A frame began while the re-entrancy mark was set.
    Reentered = 7,
    /// Refused or reported: selector; the first four bytes of the build, the miss code.
    Miss = 8,
    /// A loop was left: function, loop and bucket as a path.
    Rounds = 9,
}

impl Line {
    /// The kind as part of the first word.
    pub fn bits(self) -> i64 {
        i64::from(self as u8) << 56
    }

    /// The kind with this number.
    pub fn from_byte(byte: u8) -> Option<Self> {
        [
            Self::Begin,
            Self::Path,
            Self::Selector,
            Self::Out,
            Self::Back,
            Self::End,
            Self::Reentered,
            Self::Miss,
            Self::Rounds,
        ]
        .into_iter()
        .find(|line| *line as u8 == byte)
    }
}

/// Memory that is borrowed, in words of eight bytes from address 0 on.
const BORROWED: u64 = 5;

pub(crate) fn at(offset: u64) -> MemArg {
    MemArg { offset, align: 0, memory_index: 0 }
}

impl Support<'_> {
    /// `(first: i64, second: i64)`: prints a line. `restores`: the memory it uses is put back.
    pub(super) fn print_body(&mut self, restores: bool) -> Function {
        let debug_message = self.import("debug_message", 0);
        let mut function = body([(1, ValType::I32), (1 + BORROWED as u32, ValType::I64)]);
        let (round, digit, kept) = (2, 3, 4);
        let mut code = function.instructions();
        if restores {
            for word in 0..BORROWED {
                code.i32_const(0).i64_load(at(8 * word)).local_set(kept + word as u32);
            }
        }
        code.i32_const(0).i32_const(i32::from_le_bytes(*b"~wg\n")).i32_store(at(0));
        code.i32_const(0).i32_const(i32::from(b'\n')).i32_store8(at(35));
        code.loop_(BlockType::Empty);
        // The highest digit, and both words one digit up.
        code.local_get(0).i64_const(60).i64_shr_u().local_set(digit);
        code.local_get(0).i64_const(4).i64_shl().local_get(1).i64_const(60).i64_shr_u().i64_or().local_set(0);
        code.local_get(1).i64_const(4).i64_shl().local_set(1);
        code.local_get(round);
        code.local_get(digit).i64_const(48).i64_add();
        code.i64_const(39).i64_const(0).local_get(digit).i64_const(9).i64_gt_u().select().i64_add();
        code.i64_store8(at(3));
        code.local_get(round).i32_const(1).i32_add().local_tee(round).i32_const(32).i32_lt_u().br_if(0).end();
        code.i32_const(0).i32_const(36).call(debug_message).drop();
        if restores {
            for word in 0..BORROWED {
                code.i32_const(0).local_get(kept + word as u32).i64_store(at(8 * word));
            }
        }
        if self.purpose.mode == Mode::Learn {
            code.end();
        }
        function
    }

    /// Prints a line of two constants.
    pub(super) fn say(&self, function: &mut Function, first: i64, second: i64) {
        function.instructions().i64_const(first).i64_const(second).call(self.print);
    }
}
