//! A book in memory, which counts what it is asked.

use crate::auction::book::{self, Shelf, ShelfMut};
use std::cell::Cell;
use std::collections::BTreeMap;
use weir_types::auction::{BidId, Level, Lots, State, Terms, Word};
use weir_types::Price;

#[derive(Default, Clone)]
pub struct Memory {
    words: BTreeMap<u8, Word>,
    demand: BTreeMap<Level, Lots>,
    members: BTreeMap<(Level, u32), Word>,
    bids: BTreeMap<BidId, Lots>,
    /// Reads so far.
    pub reads: Cell<u64>,
    /// Writes so far.
    pub writes: u64,
}

impl Memory {
    /// The next bid, committed and revealed.
    pub fn place(&mut self, terms: &Terms, state: &mut State, price: Price, lots: Lots) {
        state.bids += 1;
        self.reveal(terms, state, state.bids, price, lots);
    }

    /// Reveals a bid under its number.
    pub fn reveal(&mut self, terms: &Terms, state: &mut State, bid: BidId, price: Price, lots: Lots) {
        self.bids.insert(bid, lots);
        let level = book::level(terms, price).unwrap();
        book::add(self, &mut state.summary, level, bid, lots).unwrap();
    }

    fn read<T: Default>(&self, found: Option<T>) -> T {
        self.reads.set(self.reads.get() + 1);
        found.unwrap_or_default()
    }
}

impl Shelf for Memory {
    fn word(&self, index: u8) -> Word {
        self.read(self.words.get(&index).copied())
    }
    fn demand(&self, level: Level) -> Lots {
        self.read(self.demand.get(&level).copied())
    }
    fn members(&self, level: Level, page: u32) -> Word {
        self.read(self.members.get(&(level, page)).copied())
    }
    fn lots(&self, bid: BidId) -> Lots {
        self.read(self.bids.get(&bid).copied())
    }
}

impl ShelfMut for Memory {
    fn set_word(&mut self, index: u8, word: &Word) {
        self.writes += 1;
        self.words.insert(index, *word);
    }
    fn set_demand(&mut self, level: Level, lots: Lots) {
        self.writes += 1;
        self.demand.insert(level, lots);
    }
    fn set_members(&mut self, level: Level, page: u32, word: &Word) {
        self.writes += 1;
        self.members.insert((level, page), *word);
    }
}
