//! 256 bits at a time: which levels have bids, which bids a level has.

use weir_types::auction::Word;

/// How many bits a word has, as a shift: 256.
pub const SHIFT: u32 = 8;

/// The page a number is on, and its bit there.
pub fn place(number: u32) -> (u32, u8) {
    let [_, _, _, bit] = number.to_be_bytes();
    (number >> SHIFT, bit)
}

/// The number at a bit of a page; `None` beyond 32 bits.
pub fn number(page: u32, bit: u8) -> Option<u32> {
    page.checked_mul(1 << SHIFT)?.checked_add(bit.into())
}

fn split(bit: u8) -> (usize, u64) {
    (usize::from(bit >> 6), 1u64 << (bit & 63))
}

/// The word with the bit set.
pub fn with(mut word: Word, bit: u8) -> Word {
    let (index, mask) = split(bit);
    if let Some(limb) = word.0.get_mut(index) {
        *limb |= mask;
    }
    word
}

/// Is the bit set?
pub fn has(word: &Word, bit: u8) -> bool {
    let (index, mask) = split(bit);
    word.0.get(index).is_some_and(|limb| limb & mask != 0)
}

/// How many bits are set.
pub fn count(word: &Word) -> u32 {
    word.0.iter().fold(0, |sum: u32, limb| sum.saturating_add(limb.count_ones()))
}

/// The highest bit set up to and including `bit`.
pub fn highest_to(word: &Word, bit: u8) -> Option<u8> {
    let (top, _) = split(bit);
    let unwanted = !bit & 63; // 63 less the bit's place in its limb
    for (index, limb) in word.0.iter().enumerate().rev() {
        let limb = match index.cmp(&top) {
            core::cmp::Ordering::Greater => continue,
            core::cmp::Ordering::Equal => (limb << unwanted) >> unwanted,
            core::cmp::Ordering::Less => *limb,
        };
        if limb != 0 {
            return position(index, 63u32.checked_sub(limb.leading_zeros())?);
        }
    }
    None
}

/// The lowest bit set from `bit` on.
pub fn lowest_from(word: &Word, bit: u8) -> Option<u8> {
    let (bottom, _) = split(bit);
    let unwanted = bit & 63;
    for (index, limb) in word.0.iter().enumerate() {
        let limb = match index.cmp(&bottom) {
            core::cmp::Ordering::Less => continue,
            core::cmp::Ordering::Equal => (limb >> unwanted) << unwanted,
            core::cmp::Ordering::Greater => *limb,
        };
        if limb != 0 {
            return position(index, limb.trailing_zeros());
        }
    }
    None
}

/// The `nth` bit set, counted from 1 at the lowest.
pub fn nth(word: &Word, nth: u64) -> Option<u8> {
    let mut from = 0u8;
    let mut left = nth.checked_sub(1)?;
    loop {
        let bit = lowest_from(word, from)?;
        if left == 0 {
            return Some(bit);
        }
        left = left.checked_sub(1)?;
        from = bit.checked_add(1)?;
    }
}

fn position(index: usize, bit: u32) -> Option<u8> {
    let high = u8::try_from(index).ok()?.checked_mul(64)?;
    high.checked_add(u8::try_from(bit).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn word(bits: &BTreeSet<u8>) -> Word {
        bits.iter().fold(Word::default(), |word, bit| with(word, *bit))
    }

    #[test]
    fn numbers_have_a_page_and_a_bit() {
        assert_eq!(
            [place(0), place(255), place(256), place(u32::MAX)],
            [(0, 0), (0, 255), (1, 0), ((1 << 24) - 1, 255)]
        );
        assert_eq!((number(1, 0), number((1 << 24) - 1, 255), number(1 << 24, 0)), (Some(256), Some(u32::MAX), None));
    }

    proptest! {
        #[test]
        fn a_word_is_a_set(bits in prop::collection::btree_set(any::<u8>(), 0..200), at in any::<u8>()) {
            let word = word(&bits);
            prop_assert_eq!(has(&word, at), bits.contains(&at));
            prop_assert_eq!(count(&word) as usize, bits.len());
            prop_assert_eq!(highest_to(&word, at), bits.range(..=at).next_back().copied());
            prop_assert_eq!(lowest_from(&word, at), bits.range(at..).next().copied());
            prop_assert_eq!(nth(&word, at.into()), at.checked_sub(1).and_then(|n| bits.iter().nth(n.into())).copied());
        }
    }
}
