//! What chance decides, repeatably: each draw comes from the seed and from what is being decided, and from no other draw, so that
//! one operator's choices do not depend on another's.

/// Draws from a seed.
#[derive(Debug, Clone, Copy)]
pub struct Draw(u64);

impl Draw {
    /// Draws of a run.
    pub fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// Draws about something in particular: a year, an operator's id, a purpose.
    pub fn about(self, what: impl AsRef<[u8]>) -> Self {
        // FNV-1a over the bytes, then mixed: enough to tell names apart, and the same on every machine.
        let hash = what.as_ref().iter().fold(self.0 ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mix(hash))
    }

    /// A number from 0 to `bound` - 1; 0 when the bound is 0.
    pub fn below(self, bound: u64) -> u64 {
        let scaled = u128::from(self.0) * u128::from(bound);
        (scaled >> 64) as u64
    }

    /// A number between two, both included.
    pub fn between(self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// A number from 0 to `bound` - 1, late ones more often: the largest of four. Most trade falls in the last quarter of a year.
    pub fn late(self, bound: u64) -> u64 {
        (0..4u8).map(|n| self.about([n]).below(bound)).max().unwrap_or(0)
    }
}

/// The finaliser of splitmix64.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_repeat_and_differ() {
        let draw = |what: &str| Draw::new(7).about(what).below(1_000_000);
        assert_eq!(draw("a"), draw("a"));
        assert_ne!(draw("a"), draw("b"));
        assert_ne!(draw("a"), Draw::new(8).about("a").below(1_000_000));
        assert_eq!(Draw::new(1).below(0), 0);
    }

    #[test]
    fn draws_are_spread_and_late_ones_late() {
        let of = |n: u64| Draw::new(1).about(n.to_le_bytes());
        let mut seen = [0u32; 10];
        (0..10_000).for_each(|n| seen[of(n).below(10) as usize] += 1);
        assert!(seen.iter().all(|count| (800..1_200).contains(count)), "{seen:?}");
        let last = (0..10_000).filter(|n| of(*n).late(100) >= 75).count();
        assert!((6_500..7_200).contains(&last), "{last}");
        assert!((0..10_000).all(|n| (3..=5).contains(&of(n).between(3, 5))));
    }
}
