//! A set of ticks as a bitmap of three levels, 256 bits a word: the next tick is found with at most five words, whatever the
//! number of orders.

use super::Shelves;
use weir_types::book::{Queue, Word};
use weir_types::market::Tick;

/// How many levels; 8 bits of a tick each.
const LEVELS: u8 = 3;

/// The highest tick.
pub const MAX_TICK: Tick = (1 << 24) - 1;

/// The first tick of the queue at or after `from`.
pub fn first_from(shelves: &impl Shelves, queue: Queue, from: Tick) -> Option<Tick> {
    let mut at = from;
    for level in 0..LEVELS {
        let word = shelves.word(queue, level, at >> 8);
        if let Some(found) = next_bit(&word, at & 0xff) {
            return (0..level).rev().try_fold((at & !0xff) | found, |at, below| {
                let word = shelves.word(queue, below, at);
                next_bit(&word, 0).map(|bit| (at << 8) | bit)
            });
        }
        // Further up each bit stands for 256 ticks; past the end there are only zeros.
        at = (at >> 8).checked_add(1)?;
    }
    None
}

/// Puts a tick into the set or takes it out. A word further up changes only with the first and the last tick under it.
pub fn set(shelves: &mut impl Shelves, queue: Queue, tick: Tick, present: bool) {
    let mut at = tick;
    for level in 0..LEVELS {
        let mut word = shelves.word(queue, level, at >> 8);
        let was_empty = word == Word::default();
        flip(&mut word, at & 0xff, present);
        shelves.set_word(queue, level, at >> 8, &word);
        let done = if present { !was_empty } else { word != Word::default() };
        if done {
            return;
        }
        at >>= 8;
    }
}

fn next_bit(word: &Word, from: u32) -> Option<u32> {
    let mut first = u64::MAX << (from & 63);
    (0u32..).zip(word).skip_while(|(lane, _)| *lane < from >> 6).find_map(|(lane, bits)| {
        let bits = bits & core::mem::replace(&mut first, u64::MAX);
        (bits != 0).then(|| (lane << 6) | bits.trailing_zeros())
    })
}

fn flip(word: &mut Word, bit: u32, present: bool) {
    let mask = 1u64 << (bit & 63);
    for (lane, bits) in (0u32..).zip(word) {
        if lane == bit >> 6 {
            *bits = if present { *bits | mask } else { *bits & !mask };
        }
    }
}
