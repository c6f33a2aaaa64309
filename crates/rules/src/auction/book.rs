//! The book: revealed bids by price level. What it costs to add one does not depend on how many there are.
//!
//! Three sets of 256 bits at a time and one sum: which words of levels are in use (with the auction's state), which levels of a
//! word have bids, which bids a level has (by their numbers, so that the order of commits can be walked whatever the order of
//! reveals), and how many lots are bid for at a level.

use super::{bits, Refusal};
use weir_types::auction::{BidId, Level, Lots, Terms, Word};
use weir_types::Price;

/// Where the book is kept. What was never stored is empty.
pub trait Shelf {
    /// Which of the 256 levels from `index x 256` on have bids.
    fn word(&self, index: u8) -> Word;
    /// Lots bid for at a level.
    fn demand(&self, level: Level) -> Lots;
    /// Which of the 256 bids from `page x 256` on are at the level.
    fn members(&self, level: Level, page: u32) -> Word;
    /// The lots of a bid that is in the book.
    fn lots(&self, bid: BidId) -> Lots;
}

/// Where it can be written to.
pub trait ShelfMut: Shelf {
    /// Keeps a word of levels.
    fn set_word(&mut self, index: u8, word: &Word);
    /// Keeps the lots bid for at a level.
    fn set_demand(&mut self, level: Level, lots: Lots);
    /// Keeps a page of a level's bids.
    fn set_members(&mut self, level: Level, page: u32, word: &Word);
}

/// The level of a price.
pub fn level(terms: &Terms, price: Price) -> Result<Level, Refusal> {
    if price > terms.ceiling {
        return Err(Refusal::BadPrice);
    }
    let above = price.checked_sub(terms.floor).ok_or(Refusal::BadPrice)?;
    if above.checked_rem(terms.tick) != Some(0) {
        return Err(Refusal::BadPrice);
    }
    let level = above.checked_div(terms.tick).ok_or(Refusal::BadPrice)?;
    Level::try_from(level).map_err(|_| Refusal::BadPrice)
}

/// The price of a level.
pub fn price(terms: &Terms, level: Level) -> Result<Price, Refusal> {
    let above = terms.tick.checked_mul(level.into()).ok_or(Refusal::Overflow)?;
    terms.floor.checked_add(above).ok_or(Refusal::Overflow)
}

/// Adds a bid of which the book has nothing yet. The summary is the caller's to keep.
pub fn add(shelf: &mut impl ShelfMut, summary: &mut Word, level: Level, bid: BidId, lots: Lots) -> Result<(), Refusal> {
    let before = shelf.demand(level);
    shelf.set_demand(level, before.checked_add(lots).ok_or(Refusal::Overflow)?);
    let (page, bit) = bits::place(bid);
    let members = shelf.members(level, page);
    shelf.set_members(level, page, &bits::with(members, bit));
    if before == 0 {
        let [index, bit] = level.to_be_bytes();
        let word = shelf.word(index);
        shelf.set_word(index, &bits::with(word, bit));
        *summary = bits::with(*summary, index);
    }
    Ok(())
}

/// The highest level with bids under `below`.
pub fn highest_under(shelf: &impl Shelf, summary: &Word, below: u32) -> Option<Level> {
    let top = Level::try_from(below.checked_sub(1)?).ok()?;
    let [index, bit] = top.to_be_bytes();
    if bits::has(summary, index) {
        if let Some(bit) = bits::highest_to(&shelf.word(index), bit) {
            return Some(Level::from_be_bytes([index, bit]));
        }
    }
    let index = bits::highest_to(summary, index.checked_sub(1)?)?;
    let bit = bits::highest_to(&shelf.word(index), u8::MAX)?;
    Some(Level::from_be_bytes([index, bit]))
}
