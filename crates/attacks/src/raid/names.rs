//! Addresses and code hashes differ from build to build: here they are numbers, in the order in which they were made.

use std::collections::btree_map::{BTreeMap, Entry};

/// What was made so far.
#[derive(Debug, Clone, Default)]
pub struct Names {
    numbers: BTreeMap<[u8; 32], u32>,
    made: Vec<[u8; 32]>,
}

impl Names {
    /// One more.
    pub fn add(&mut self, name: [u8; 32]) {
        if let Entry::Vacant(free) = self.numbers.entry(name) {
            free.insert(self.made.len() as u32);
            self.made.push(name);
        }
    }

    /// Its number.
    pub fn number(&self, name: &[u8; 32]) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// What has this number.
    pub fn of(&self, number: u32) -> Option<[u8; 32]> {
        self.made.get(number as usize).copied()
    }

    /// The bytes with numbers for names.
    pub fn numbered(&self, bytes: &[u8]) -> Vec<u8> {
        self.replaced(bytes, |window| Some(mark(self.number(window)?)))
    }

    /// The bytes with names for numbers.
    pub fn named(&self, bytes: &[u8]) -> Vec<u8> {
        self.replaced(bytes, |window| self.of(unmark(window)?))
    }

    fn replaced(&self, bytes: &[u8], by: impl Fn(&[u8; 32]) -> Option<[u8; 32]>) -> Vec<u8> {
        let (mut replaced, mut at) = (Vec::with_capacity(bytes.len()), 0);
        while let Some(byte) = bytes.get(at) {
            let window = bytes.get(at..at + 32).and_then(|window| window.try_into().ok());
            match window.and_then(&by) {
                Some(other) => {
                    replaced.extend(other);
                    at += 32;
                }
                None => {
                    replaced.push(*byte);
                    at += 1;
                }
            }
        }
        replaced
    }
}

const MARK: [u8; 28] = *b"weir laboratory, made as no.";

fn mark(number: u32) -> [u8; 32] {
    let mut name = [0; 32];
    name[..28].copy_from_slice(&MARK);
    name[28..].copy_from_slice(&number.to_le_bytes());
    name
}

fn unmark(name: &[u8; 32]) -> Option<u32> {
    let number = name.strip_prefix(&MARK)?;
    Some(u32::from_le_bytes(number.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_one_build_are_those_of_the_other() {
        let (mut one, mut other) = (Names::default(), Names::default());
        one.add([1; 32]);
        one.add([2; 32]);
        other.add([3; 32]);
        other.add([4; 32]);
        let bytes = [&[9, 9][..], &[2; 32], &[7], &[1; 32]].concat();
        let expected = [&[9, 9][..], &[4; 32], &[7], &[3; 32]].concat();
        assert_eq!(other.named(&one.numbered(&bytes)), expected);
        assert_eq!(one.numbered(&[5; 40]), [5; 40]);
    }
}
