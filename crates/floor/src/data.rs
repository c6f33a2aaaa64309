//! What the exchange keeps under keys of its own, and the book's view of it.

use crate::Codes;
use ink::storage::{traits::ManualKey, Lazy, Mapping};
use weir_rules::book::Shelves;
use weir_rules::holding::Bought;
use weir_types::book::{Bucket, Entry, Queue, Word};
use weir_types::market::{Bar, Market, OrderId, Tick};
use weir_types::units::Day;
use weir_types::{keys, AccountId, BatchId, Group, Instrument, Timestamp};

/// For how many days a bar is kept.
pub const RING: Day = 128;

/// Whose position it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Holder {
    /// A controller group's.
    Group(Group),
    /// An account's that is of no group.
    Account(AccountId),
}

impl Holder {
    /// The account's group, or itself.
    pub fn of(account: AccountId, group: Group) -> Self {
        if group == 0 {
            Self::Account(account)
        } else {
            Self::Group(group)
        }
    }
}

/// Everything but the partners and the last order's number. Nothing of it lies in the root cell.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Books {
    /// Orders by number, open and closed, with their place in the book.
    pub orders: Mapping<OrderId, Entry, ManualKey<{ keys::EXCHANGE_LISTINGS }>>,
    /// Markets.
    pub markets: Mapping<Instrument, Market, ManualKey<{ keys::EXCHANGE_MARKETS }>>,
    /// Bitmaps of the book.
    words: Mapping<(Instrument, Queue, u8, Tick), Word, ManualKey<{ keys::EXCHANGE_WORDS }>>,
    /// Orders of a tick.
    buckets: Mapping<(Instrument, Queue, Tick), Bucket, ManualKey<{ keys::EXCHANGE_BUCKETS }>>,
    /// Days that are over, by day modulo [`RING`].
    bars: Mapping<(Instrument, Day), Bar, ManualKey<{ keys::EXCHANGE_DAYS }>>,
    /// What was bought on a day, in markets that hold it until the next.
    pub bought: Mapping<(AccountId, BatchId), Bought, ManualKey<{ keys::EXCHANGE_BOUGHT }>>,
    /// Bought less sold, in markets with a position limit.
    positions: Mapping<(Instrument, Holder), i128, ManualKey<{ keys::EXCHANGE_POSITIONS }>>,
    /// The other codes.
    pub codes: Lazy<Codes, ManualKey<{ keys::EXCHANGE_WIRING }>>,
    /// Exceptions from a market's scope, by seller and buyer: until when.
    pub exceptions: Mapping<(Instrument, AccountId, AccountId), Timestamp, ManualKey<{ keys::EXCHANGE_EXCEPTIONS }>>,
}

impl Books {
    /// An order with its place.
    #[inline(never)]
    pub fn entry(&self, id: OrderId) -> Option<Entry> {
        self.orders.get(id)
    }

    /// Stores an order with its place.
    #[inline(never)]
    pub fn set_entry(&mut self, id: OrderId, entry: &Entry) {
        self.orders.insert(id, entry);
    }

    /// A market.
    #[inline(never)]
    pub fn market(&self, instrument: Instrument) -> Option<Market> {
        self.markets.get(instrument)
    }

    /// Stores a market.
    #[inline(never)]
    pub fn set_market(&mut self, instrument: Instrument, market: &Market) {
        self.markets.insert(instrument, market);
    }

    /// What a holder has bought more than sold.
    #[inline(never)]
    pub fn position(&self, instrument: Instrument, holder: Holder) -> i128 {
        self.positions.get((instrument, holder)).unwrap_or(0)
    }

    /// Stores a position.
    #[inline(never)]
    pub fn set_position(&mut self, instrument: Instrument, holder: Holder, position: i128) {
        self.positions.insert((instrument, holder), &position);
    }

    /// Keeps a day that is over in the place of one that is [`RING`] days older.
    pub fn keep(&mut self, instrument: Instrument, bar: &Bar) {
        self.bars.insert((instrument, bar.day.checked_rem(RING).unwrap_or(0)), bar);
    }

    /// A day before `today` that is still kept; one without trades shows the close it carries.
    pub fn bar(&self, instrument: Instrument, day: Day, today: Day) -> Option<Bar> {
        if today.checked_sub(day)? > RING || day >= today {
            return None;
        }
        // Only days on which something happened are stored. Bounded by the ring; one step on a day with a trade.
        let found = (0..RING).find_map(|back| {
            let at = day.checked_sub(back)?;
            self.bars.get((instrument, at.checked_rem(RING)?)).filter(|bar| bar.day == at)
        })?;
        Some(if found.day == day { found } else { Bar { day, close: found.close, ..Bar::default() } })
    }
}

/// The book of one instrument. The mappings have no state of their own, so that this can be made at will.
pub struct Shelf {
    /// Where it all lies.
    pub books: Books,
    /// Whose book.
    pub instrument: Instrument,
}

impl Shelf {
    /// The book of an instrument.
    pub fn of(instrument: Instrument) -> Self {
        Self { books: Books::default(), instrument }
    }
}

impl Shelves for Shelf {
    #[inline(never)]
    fn word(&self, queue: Queue, level: u8, index: Tick) -> Word {
        self.books.words.get((self.instrument, queue, level, index)).unwrap_or_default()
    }

    #[inline(never)]
    fn set_word(&mut self, queue: Queue, level: u8, index: Tick, word: &Word) {
        let key = (self.instrument, queue, level, index);
        if *word == Word::default() {
            self.books.words.remove(key);
        } else {
            self.books.words.insert(key, word);
        }
    }

    #[inline(never)]
    fn bucket(&self, queue: Queue, tick: Tick) -> Option<Bucket> {
        self.books.buckets.get((self.instrument, queue, tick))
    }

    #[inline(never)]
    fn set_bucket(&mut self, queue: Queue, tick: Tick, bucket: Option<Bucket>) {
        let key = (self.instrument, queue, tick);
        match bucket {
            Some(bucket) => drop(self.books.buckets.insert(key, &bucket)),
            None => self.books.buckets.remove(key),
        }
    }

    fn entry(&self, id: OrderId) -> Option<Entry> {
        self.books.entry(id)
    }

    fn set_entry(&mut self, id: OrderId, entry: &Entry) {
        self.books.set_entry(id, entry);
    }
}
