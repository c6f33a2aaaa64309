//! What happens to a path that was not seen: noted when it happens, judged when the frame ends.

use super::{body, print::at, Line, Support};
use crate::{
    host::REVERT,
    instrument::Mode,
    module::index,
    monitor::{self, PathAnomaly},
};
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Function, ValType};

/// What a refused frame answers: `Err(LangError::CouldNotReadInput)` of ink!, which its callers can decode.
pub const REFUSAL: [u8; 2] = [1, 1];

impl Support<'_> {
    /// `(code: i32)`: notes the first miss, unless the owner has allowed it.
    pub(super) fn miss_body(&self, allowed: Option<u32>) -> Function {
        let mut function = body([]);
        let mut code = function.instructions();
        code.global_get(self.first_miss()).i32_eqz().if_(BlockType::Empty);
        if let Some(allowed) = allowed {
            code.local_get(0).call(allowed).i32_eqz().if_(BlockType::Empty);
        }
        code.local_get(0).i32_const(1).i32_add().global_set(self.first_miss());
        if allowed.is_some() {
            code.end();
        }
        code.end().end();
        function
    }

    /// `(mask: i64, path: i64, base: i32)`
    pub(super) fn mask_body(&self) -> Function {
        let mut function = body([]);
        let mut code = function.instructions();
        code.local_get(0).local_get(1).i64_shr_u().i32_wrap_i64().i32_const(1).i32_and().i32_eqz();
        code.if_(BlockType::Empty);
        code.local_get(1).i32_wrap_i64().local_get(2).i32_add().call(self.miss);
        code.end().end();
        function
    }

    /// Adds a function `(path: i64)` that looks the path up in a set of more than 64: a jump table over the words,
    /// those that are equal once.
    pub(super) fn words(&mut self, words: &[u64], base: u32) -> u32 {
        let mut places: BTreeMap<u64, u32> = BTreeMap::new();
        for word in words.iter().filter(|word| **word != 0) {
            let next = index(places.len());
            places.entry(*word).or_insert(next);
        }
        let none = index(places.len());
        let mut order: Vec<(u32, u64)> = places.iter().map(|(word, place)| (*place, *word)).collect();
        order.sort_unstable();
        let mut function = body([]);
        let mut code = function.instructions();
        code.block(BlockType::Result(ValType::I64)).block(BlockType::Empty);
        order.iter().for_each(|_| {
            code.block(BlockType::Empty);
        });
        code.local_get(0).i64_const(6).i64_shr_u().i32_wrap_i64();
        let table: Vec<u32> = words.iter().map(|word| places.get(word).copied().unwrap_or(none)).collect();
        code.br_table(table, none);
        for (place, word) in order {
            code.end().i64_const(word as i64).br(none - place);
        }
        code.end().i64_const(0).end();
        code.local_get(0).i64_shr_u().i32_wrap_i64().i32_const(1).i32_and().i32_eqz();
        code.if_(BlockType::Empty);
        code.local_get(0).i32_wrap_i64().i32_const(base as i32).i32_add().call(self.miss);
        code.end();
        self.add(&[ValType::I64], &[], function)
    }

    /// Adds `(context: i32) -> i64`: the first path number of a context that was seen; of others, a miss.
    pub(super) fn context_of(&mut self, seen: &[u32], paths: u64, unknown: u32) -> u32 {
        let mut function = body([]);
        let code = &mut function.instructions();
        for (context, at) in seen.iter().zip(0_u64..) {
            code.local_get(0).i32_const(*context as i32).i32_eq().if_(BlockType::Empty);
            code.i64_const((at * paths) as i64).return_().end();
        }
        code.i32_const(unknown as i32).call(self.miss).i64_const(0);
        self.add(&[ValType::I32], &[ValType::I64], function)
    }

    /// Adds `(rounds: i32, buckets: i32, code: i32)`: the bucket of a loop that is left must be among these.
    pub(super) fn rounds_helper(&mut self) -> u32 {
        let mut function = body([(1, ValType::I32)]);
        let code = &mut function.instructions();
        let bucket = 3;
        code.i32_const(32).local_get(0).i32_clz().i32_sub().local_set(bucket);
        code.local_get(1).local_get(bucket).i32_const(4).local_get(bucket).i32_const(4).i32_lt_u().select();
        code.i32_shr_u().i32_const(1).i32_and().i32_eqz().if_(BlockType::Empty).local_get(2).call(self.miss).end();
        self.add(&[ValType::I32, ValType::I32, ValType::I32], &[], function)
    }

    /// `()`: at every way out, unless the frame undoes its changes anyway. Without a miss, or when the frame did
    /// nothing, nothing happens.
    pub(super) fn finish_body(&mut self) -> Function {
        // What hardly ever runs stands apart: the chain's engine translates a function when it is first called, and charges
        // for it by the byte in every frame.
        let (rare, bits) = match self.purpose.mode {
            Mode::Monitor => (self.report_body(), 2),
            _ => (self.refuse_body(), -1),
        };
        let rare = self.add(&[], &[], rare);
        let mut function = body([]);
        let mut code = function.instructions();
        code.global_get(self.first_miss()).if_(BlockType::Empty).global_get(self.did());
        if bits != -1 {
            code.i32_const(bits).i32_and();
        }
        code.if_(BlockType::Empty).call(rare).end().end();
        function
    }

    fn refuse_body(&mut self) -> Function {
        let seal_return = self.import("seal_return", 0);
        let mut function = body([]);
        self.say_miss(&mut function);
        let mut code = function.instructions();
        code.i32_const(0).i32_const(i32::from(u16::from_le_bytes(REFUSAL))).i32_store16(at(0));
        code.i32_const(REVERT).i32_const(0).i32_const(2).call(seal_return).unreachable();
        function
    }

    /// The first miss is an event and a line. In a read-only call an event would trap: it is left out unless the
    /// frame has written, which proves that the call is none.
    fn report_body(&mut self) -> Function {
        let deposit_event = self.import("deposit_event", 0);
        let event = PathAnomaly { build: self.purpose.build, selector: [0; 4], code: 0 }.encode();
        let (data, topics) = (event.len(), monitor::topics());
        let all = data + topics.len();
        let words = all.div_ceil(8);
        let mut function = body([(index(words), ValType::I64)]);
        let mut code = function.instructions();
        for word in 0..words {
            code.i32_const(0).i64_load(at(8 * word as u64)).local_set(index(word));
        }
        let contents: Vec<u8> = event.iter().chain(&topics).copied().chain([0; 8]).collect();
        for word in 0..words {
            let mut eight = [0; 8];
            eight.copy_from_slice(&contents[8 * word..8 * word + 8]);
            code.i32_const(0).i64_const(i64::from_le_bytes(eight)).i64_store(at(8 * word as u64));
        }
        code.i32_const(0).global_get(self.selector()).i32_store(at(PathAnomaly::SELECTOR));
        code.i32_const(0).global_get(self.first_miss()).i32_const(1).i32_sub().i32_store(at(PathAnomaly::CODE));
        code.i32_const(data as i32).i32_const(topics.len() as i32).i32_const(0).i32_const(data as i32);
        code.call(deposit_event);
        for word in 0..words {
            code.i32_const(0).local_get(index(word)).i64_store(at(8 * word as u64));
        }
        self.say_miss(&mut function);
        // Once a frame: a `set_code_hash` that is reported is not reported again when the frame ends.
        function.instructions().i32_const(0).global_set(self.first_miss());
        function
    }

    fn say_miss(&self, function: &mut Function) {
        let mut build = [0; 4];
        build.copy_from_slice(&self.purpose.build[..4]);
        let mut code = function.instructions();
        code.global_get(self.selector()).i64_extend_i32_u().i64_const(Line::Miss.bits()).i64_or();
        code.global_get(self.first_miss()).i32_const(1).i32_sub().i64_extend_i32_u();
        code.i64_const(i64::from(u32::from_be_bytes(build)) << 32).i64_or();
        code.call(self.print);
    }
}
