//! The clock of a development chain: pure, told the wall clock's time by its caller.
//!
//! It runs beside the wall clock at a distance that the user changes, never goes back, and stands
//! still rather than fall behind the last block.

use std::fmt;

/// The latest timestamp one may ask for: what JavaScript still represents exactly, some 285,000 years ahead.
pub const LATEST: u64 = (1 << 53) - 1;

/// Why the clock refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The timestamp asked for lies before that of the last block.
    Past {
        /// What was asked for.
        asked: u64,
        /// Timestamp of the last block.
        last: u64,
    },
    /// The timestamp asked for lies beyond [`LATEST`].
    TooFar,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Past { asked, last } => write!(f, "timestamp {asked} is before the last block's, {last}"),
            Self::TooFar => write!(f, "a timestamp cannot exceed {LATEST}"),
        }
    }
}

/// All times are milliseconds since 1970.
#[derive(Debug, Clone)]
pub struct Clock {
    /// What is added to the wall clock.
    offset: i128,
    /// What the next block's timestamp shall be exactly.
    next: Option<u64>,
    /// Timestamp of the last block.
    last: u64,
}

impl Clock {
    /// The clock of a chain whose last block has the timestamp `last`. If that lies in the future,
    /// as after time travel and a restart, time goes on from there.
    pub fn new(last: u64, wall: u64) -> Self {
        Self { offset: distance(last, wall).max(0), next: None, last }
    }

    /// The next block has exactly this timestamp; time goes on from there.
    pub fn set_next(&mut self, timestamp: u64) -> Result<u64, Refusal> {
        if timestamp < self.last {
            return Err(Refusal::Past { asked: timestamp, last: self.last });
        }
        if timestamp > LATEST {
            return Err(Refusal::TooFar);
        }
        self.next = Some(timestamp);
        Ok(timestamp)
    }

    /// Move the clock forward. A timestamp set for the next block moves with it.
    /// Returns what the next block's timestamp would be now.
    pub fn increase(&mut self, by: u64, wall: u64) -> Result<u64, Refusal> {
        let target = self.peek(wall).saturating_add(by);
        if target > LATEST {
            return Err(Refusal::TooFar);
        }
        match &mut self.next {
            Some(next) => *next = target,
            None => self.offset = distance(target, wall),
        }
        Ok(target)
    }

    /// What a block sealed now gets as its timestamp.
    pub fn peek(&self, wall: u64) -> u64 {
        let running = i128::from(wall).saturating_add(self.offset).max(0);
        self.next.unwrap_or(u64::try_from(running).unwrap_or(LATEST)).max(self.last)
    }

    /// A block with this timestamp was imported.
    pub fn sealed(&mut self, timestamp: u64, wall: u64) {
        // Whoever set another timestamp while the block was built meant the block after it.
        if self.next == Some(timestamp) {
            self.next = None;
            self.offset = distance(timestamp, wall);
        }
        self.last = timestamp;
    }
}

fn distance(to: u64, from: u64) -> i128 {
    i128::from(to).saturating_sub(i128::from(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALL: u64 = 1_700_000_000_000;

    #[test]
    fn it_follows_the_wall_clock() {
        let clock = Clock::new(0, WALL);
        assert_eq!(clock.peek(WALL), WALL);
        assert_eq!(clock.peek(WALL + 5), WALL + 5);
    }

    #[test]
    fn it_never_goes_back() {
        let mut clock = Clock::new(0, WALL);
        clock.sealed(WALL, WALL);
        assert_eq!(clock.peek(WALL - 10), WALL);
        assert_eq!(clock.set_next(WALL - 1), Err(Refusal::Past { asked: WALL - 1, last: WALL }));
    }

    #[test]
    fn the_next_block_has_exactly_the_timestamp_set_and_time_goes_on_from_there() {
        let mut clock = Clock::new(0, WALL);
        clock.sealed(WALL, WALL);
        assert_eq!(clock.set_next(WALL + 1_000_000), Ok(WALL + 1_000_000));
        assert_eq!(clock.peek(WALL + 7), WALL + 1_000_000);
        clock.sealed(WALL + 1_000_000, WALL + 10);
        assert_eq!(clock.peek(WALL + 10), WALL + 1_000_000);
        assert_eq!(clock.peek(WALL + 13), WALL + 1_000_003);
    }

    #[test]
    fn time_can_be_slowed_but_not_reversed() {
        // Set to just after the last block, although the wall clock is a day ahead of it.
        let mut clock = Clock::new(WALL, WALL);
        let wall = WALL + 86_400_000;
        clock.set_next(WALL + 1).unwrap();
        clock.sealed(clock.peek(wall), wall);
        assert_eq!(clock.peek(wall + 2), WALL + 3);
    }

    #[test]
    fn the_same_timestamp_may_be_set_again() {
        let mut clock = Clock::new(WALL, WALL);
        assert_eq!(clock.set_next(WALL), Ok(WALL));
        clock.sealed(WALL, WALL);
        assert_eq!(clock.set_next(WALL), Ok(WALL));
    }

    #[test]
    fn increase_moves_the_clock_and_what_is_set() {
        let mut clock = Clock::new(0, WALL);
        assert_eq!(clock.increase(500, WALL), Ok(WALL + 500));
        assert_eq!(clock.increase(500, WALL), Ok(WALL + 1_000));
        assert_eq!(clock.peek(WALL + 1), WALL + 1_001);
        clock.set_next(WALL + 2_000).unwrap();
        assert_eq!(clock.increase(10, WALL), Ok(WALL + 2_010));
        assert_eq!(clock.peek(WALL + 99), WALL + 2_010);
    }

    #[test]
    fn increase_counts_from_the_last_block_if_that_is_ahead() {
        let mut clock = Clock::new(WALL, WALL);
        assert_eq!(clock.increase(100, WALL - 50), Ok(WALL + 100));
    }

    #[test]
    fn a_timestamp_set_meanwhile_is_kept_for_the_block_after() {
        let mut clock = Clock::new(0, WALL);
        let building = clock.peek(WALL);
        clock.set_next(WALL + 50).unwrap();
        clock.sealed(building, WALL + 3);
        assert_eq!(clock.peek(WALL + 4), WALL + 50);
    }

    #[test]
    fn a_restart_in_the_future_goes_on_from_there() {
        let clock = Clock::new(WALL + 1_000_000, WALL);
        assert_eq!(clock.peek(WALL + 5), WALL + 1_000_005);
    }

    #[test]
    fn the_far_future_is_refused() {
        let mut clock = Clock::new(0, WALL);
        assert_eq!(clock.set_next(LATEST + 1), Err(Refusal::TooFar));
        assert_eq!(clock.increase(u64::MAX, WALL), Err(Refusal::TooFar));
        assert_eq!(clock.peek(WALL), WALL);
    }
}
