//! A book of bids in memory, for the auction's own rules.

use std::collections::BTreeMap;
use weir_rules::auction::book::{Shelf, ShelfMut};
use weir_types::auction::{BidId, Level, Lots, Word};

/// The book of one auction.
#[derive(Default)]
pub struct Memory {
    words: BTreeMap<u8, Word>,
    demand: BTreeMap<Level, Lots>,
    members: BTreeMap<(Level, u32), Word>,
    /// Lots of revealed bids.
    pub bids: BTreeMap<BidId, Lots>,
}

fn read<K: Ord, V: Copy + Default>(map: &BTreeMap<K, V>, key: K) -> V {
    map.get(&key).copied().unwrap_or_default()
}

impl Shelf for Memory {
    fn word(&self, index: u8) -> Word {
        read(&self.words, index)
    }
    fn demand(&self, level: Level) -> Lots {
        read(&self.demand, level)
    }
    fn members(&self, level: Level, page: u32) -> Word {
        read(&self.members, (level, page))
    }
    fn lots(&self, bid: BidId) -> Lots {
        read(&self.bids, bid)
    }
}

impl ShelfMut for Memory {
    fn set_word(&mut self, index: u8, word: &Word) {
        self.words.insert(index, *word);
    }
    fn set_demand(&mut self, level: Level, lots: Lots) {
        self.demand.insert(level, lots);
    }
    fn set_members(&mut self, level: Level, page: u32, word: &Word) {
        self.members.insert((level, page), *word);
    }
}
