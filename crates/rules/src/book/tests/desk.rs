//! An exchange in memory: orders, the book, units, cash, all that the contracts would hold.

use crate::book::matching::{Desk, Fill, Verdict};
use crate::book::{enter, leave, Shelves};
use crate::market::{self, Clock, Refusal};
use std::cell::Cell;
use std::collections::BTreeMap;
use weir_types::book::{Bucket, Entry, Link, Queue, Word};
use weir_types::market::{Market, Terms, Tick};
use weir_types::order::{Accept, Closed, Order, OrderId, OrderKind};
use weir_types::units::DAY_MS;
use weir_types::{AccountId, BatchId, Instrument, Money, Price, Quantity, Timestamp};

/// How many accounts take part.
pub const ACCOUNTS: u8 = 8;
pub const DAY: u32 = 20_000;
pub const START: Timestamp = DAY as Timestamp * DAY_MS;

pub fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

pub fn index(account: AccountId) -> u8 {
    let bytes: &[u8; 32] = account.as_ref();
    bytes[0]
}

/// A trade that was made.
pub type Trade = (OrderId, OrderId, Price, Quantity);

#[derive(Clone)]
pub struct Exchange {
    pub market: Market,
    pub clock: Clock,
    pub orders: BTreeMap<OrderId, Entry>,
    pub words: BTreeMap<(Queue, u8, Tick), Word>,
    pub buckets: BTreeMap<(Queue, Tick), Bucket>,
    pub tradable: [Quantity; ACCOUNTS as usize],
    pub cash: [Money; ACCOUNTS as usize],
    /// Units and cents behind open orders.
    pub behind: BTreeMap<OrderId, u128>,
    /// Who can neither buy nor sell.
    pub frozen: [bool; ACCOUNTS as usize],
    /// Pairs of accounts that may not trade, as a bit mask of `seller * 8 + buyer`.
    pub apart: u64,
    pub trades: Vec<Trade>,
    pub touched: Cell<u64>,
}

impl Exchange {
    pub fn new(terms: Terms) -> Self {
        let market = market::open(5_000, terms, DAY).unwrap();
        Self {
            market,
            clock: market::clock(START, 0).unwrap(),
            orders: BTreeMap::new(),
            words: BTreeMap::new(),
            buckets: BTreeMap::new(),
            tradable: [1_000_000; ACCOUNTS as usize],
            cash: [100_000_000; ACCOUNTS as usize],
            behind: BTreeMap::new(),
            frozen: [false; ACCOUNTS as usize],
            apart: 0,
            trades: Vec::new(),
            touched: Cell::new(0),
        }
    }

    pub fn may_meet(&self, seller: AccountId, buyer: AccountId) -> bool {
        seller != buyer && self.apart >> (u64::from(index(seller)) * 8 + u64::from(index(buyer))) & 1 == 0
    }

    pub fn order(&self, owner: u8, kind: OrderKind, price: Price, quantity: Quantity, expires: Timestamp) -> Order {
        let batch: BatchId = Instrument::default().batch(1);
        let (owner, accept) = (account(owner), Accept::default());
        Order { kind, owner, batch, price, quantity, remaining: quantity, expires, lock: 0, accept, closed: None }
    }

    /// Lists or places, as the contract does: checked, backed by units or cash, entered.
    pub fn place(&mut self, mut order: Order) -> Result<OrderId, Refusal> {
        let who = usize::from(index(order.owner));
        if order.kind == OrderKind::Listed {
            market::check_trading(&self.market, self.clock.minute)?;
            market::check_listing(&self.market, order.price, order.quantity)?;
        }
        let worth = match order.kind {
            OrderKind::Listed => 0,
            _ => market::check_standing(&self.market, &order, self.clock.now)?,
        };
        let purse = if let OrderKind::Buy { funds, .. } = &mut order.kind {
            *funds = worth;
            (&mut self.cash[who], worth)
        } else {
            (&mut self.tradable[who], order.quantity)
        };
        let left = purse.0.checked_sub(purse.1).ok_or(Refusal::ExceedsRemaining)?;
        let behind = purse.1;
        let id = self.orders.len() as u64 + 1;
        let (mut market, now) = (self.market, self.clock.now);
        enter(self, &mut market, id, &mut Entry { order, link: Link::default() }, now)?;
        self.market = market;
        *if order.side() == weir_types::order::Side::Buy { &mut self.cash[who] } else { &mut self.tradable[who] } =
            left;
        self.behind.insert(id, behind);
        Ok(id)
    }

    /// Takes by number.
    pub fn take(&mut self, buyer: u8, id: OrderId, quantity: Quantity, max: Price) -> Result<Money, Refusal> {
        let mut entry = self.entry(id).ok_or(Refusal::NotInBook)?;
        if entry.link.queue != Some(Queue::Offers) && entry.order.closed.is_none() {
            return Err(Refusal::NotInBook);
        }
        if !crate::book::levels::may_pick(&self.market, entry.link.tick) {
            return Err(Refusal::NotBest);
        }
        let mut market = self.market;
        market::check_trading(&market, self.clock.minute)?;
        let paid = market::take(&mut entry.order, &mut market, account(buyer), quantity, max, self.clock.now)?;
        let seller = usize::from(index(entry.order.owner));
        if self.frozen[seller] || self.frozen[usize::from(buyer)] {
            return Err(Refusal::Halted);
        }
        let left = self.cash[usize::from(buyer)].checked_sub(paid).ok_or(Refusal::AboveMaximum)?;
        self.cash[usize::from(buyer)] = left;
        self.cash[seller] += paid;
        self.tradable[usize::from(buyer)] += quantity;
        *self.behind.get_mut(&id).unwrap() -= quantity;
        if entry.order.closed.is_some() && market.terms.levels > 0 {
            leave(self, &mut market, &mut entry);
        }
        self.set_entry(id, &entry);
        self.market = market;
        Ok(paid)
    }

    /// Cancels, or expires for anybody.
    pub fn close(&mut self, id: OrderId, by: Option<u8>) -> Result<(), Refusal> {
        let mut entry = self.entry(id).ok_or(Refusal::NotInBook)?;
        match by {
            Some(by) => market::cancel(&mut entry.order, account(by), self.clock.now)?,
            None => market::expire(&mut entry.order, self.clock.now)?,
        }
        let mut market = self.market;
        leave(self, &mut market, &mut entry);
        self.market = market;
        self.set_entry(id, &entry);
        self.give_back(id, &entry.order)
    }

    pub fn run(&mut self, limit: u32) -> Result<weir_types::order::Matched, Refusal> {
        let (mut market, clock) = (self.market, self.clock);
        market::check_trading(&market, clock.minute)?;
        let done = crate::book::matching::run(self, &mut market, &clock, limit);
        self.market = market;
        done
    }

    /// Moves the clock, and the day if it is over.
    pub fn pass(&mut self, ms: Timestamp) {
        self.clock = market::clock(self.clock.now + ms, 0).unwrap();
        let mut market = self.market;
        if market::roll(&mut market, self.clock.day).is_some() {
            crate::book::levels::rebuild(self, &mut market).unwrap();
        }
        self.market = market;
    }

    fn touch(&self) {
        self.touched.set(self.touched.get() + 1);
    }
}

impl Shelves for Exchange {
    fn word(&self, queue: Queue, level: u8, index: Tick) -> Word {
        self.touch();
        self.words.get(&(queue, level, index)).copied().unwrap_or_default()
    }
    fn set_word(&mut self, queue: Queue, level: u8, index: Tick, word: &Word) {
        self.touch();
        if *word == Word::default() {
            self.words.remove(&(queue, level, index));
        } else {
            self.words.insert((queue, level, index), *word);
        }
    }
    fn bucket(&self, queue: Queue, tick: Tick) -> Option<Bucket> {
        self.touch();
        self.buckets.get(&(queue, tick)).copied()
    }
    fn set_bucket(&mut self, queue: Queue, tick: Tick, bucket: Option<Bucket>) {
        self.touch();
        match bucket {
            Some(bucket) => self.buckets.insert((queue, tick), bucket),
            None => self.buckets.remove(&(queue, tick)),
        };
    }
    fn entry(&self, id: OrderId) -> Option<Entry> {
        self.touch();
        self.orders.get(&id).copied()
    }
    fn set_entry(&mut self, id: OrderId, entry: &Entry) {
        self.touch();
        self.orders.insert(id, *entry);
    }
}

impl Desk for Exchange {
    type Error = Refusal;

    fn trade(&mut self, fill: &Fill) -> Result<Verdict, Refusal> {
        let Fill { buy, buyer, sell, seller, price, quantity, amount } = *fill;
        let (low, high) = market::limits(self.market.session.close, &self.market.terms).unwrap();
        assert!(seller.price <= price && price <= buyer.price, "neither side gets less than it asked for");
        assert!(low <= price && price <= high, "inside the band");
        assert_eq!(amount, price * quantity / 1_000);
        let (from, to) = (usize::from(index(seller.owner)), usize::from(index(buyer.owner)));
        if self.frozen[from] {
            return Ok(Verdict::BadSell);
        }
        if self.frozen[to] {
            return Ok(Verdict::BadBuy);
        }
        if !self.may_meet(seller.owner, buyer.owner) {
            return Ok(Verdict::Pass);
        }
        *self.behind.get_mut(&buy).unwrap() -= amount;
        *self.behind.get_mut(&sell).unwrap() -= quantity;
        self.cash[from] += amount;
        self.tradable[to] += quantity;
        self.trades.push((buy, sell, price, quantity));
        Ok(Verdict::Done)
    }

    fn give_back(&mut self, id: OrderId, order: &Order) -> Result<(), Refusal> {
        assert!(order.closed.is_some(), "only what is closed");
        let behind = self.behind.remove(&id).expect("given back once");
        let who = usize::from(index(order.owner));
        match order.kind {
            OrderKind::Buy { funds, .. } => {
                assert_eq!(behind, funds);
                self.cash[who] += behind;
            }
            _ => {
                assert_eq!(behind, order.remaining);
                assert_ne!(order.closed, Some(Closed::Filled));
                self.tradable[who] += behind;
            }
        }
        Ok(())
    }
}
