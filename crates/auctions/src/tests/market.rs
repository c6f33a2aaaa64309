//! A ledger, a settlement and eight accounts made up for the tests, and the steps of auctions on them. A step that fails is undone,
//! as on the chain.

use crate::desk::{Opened, Placed};
use crate::partners::{Context, Partners};
use crate::payout::{Paid, Progress};
use crate::store::Books;
use crate::Error;
use std::collections::{BTreeMap, BTreeSet};
use weir_types::auction::{bid_hash, AuctionId, BidId, Conditions, Lots, Notice, Pricing, Range, Rules, Schedule};
use weir_types::ledger::{Error as LedgerError, LockId};
use weir_types::settlement::{Delivery, Error as SettlementError, FundId, Settled};
use weir_types::{
    AccountId, AccountRecord, BatchId, Hash, Instrument, Money, Pollutant, Price, Profile, Quantity, Timestamp,
};

pub const ACCOUNTS: u8 = 8;
pub const UNITS: Quantity = 1_000_000;
pub const CASH: Money = 1_000_000;
pub const CONDITIONS: Conditions = Conditions { min_window: 10, max_term: 10_000, grace: 100, band: 1_000 };
pub const REVEALING: Timestamp = 100;
pub const CLEARING: Timestamp = 200;
pub const DEFAULTING: Timestamp = 300;
pub const CLOSED: Timestamp = 400;

pub fn account(n: u8) -> AccountId {
    AccountId::from([n + 1; 32])
}

fn index(account: AccountId) -> usize {
    usize::from(<AccountId as AsRef<[u8; 32]>>::as_ref(&account)[0]) - 1
}

pub fn batch() -> BatchId {
    "CO2-UK-2021-001".parse().unwrap()
}

/// Lots of a tonne between 1 and 100 cents, from now on.
pub fn notice(lots: Lots) -> Notice {
    Notice {
        batch: batch(),
        lot: 1_000,
        lots,
        tick: 1,
        range: Range::Sealed { floor: 1, ceiling: 100, reserve: None },
        pricing: Pricing::Uniform,
        rules: Rules { max_lots: lots, admit_flagged: false, default_part: 2_000 },
        schedule: Schedule { opens: 0, ends: REVEALING, reveals: CLEARING, claims: DEFAULTING },
    }
}

pub fn one_way_notice(lots: Lots) -> Notice {
    let schedule = Schedule { opens: 0, ends: REVEALING, reveals: REVEALING, claims: CLEARING };
    Notice { range: Range::OneWay { below: 1_000, above: 1_000 }, schedule, ..notice(lots) }
}

fn later(schedule: Schedule, by: Timestamp) -> Schedule {
    let Schedule { opens, ends, reveals, claims } = schedule;
    Schedule { opens: opens + by, ends: ends + by, reveals: reveals + by, claims: claims + by }
}

pub fn shift(notice: Notice, by: Timestamp) -> Notice {
    Notice { schedule: later(notice.schedule, by), ..notice }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<T> {
    pub owner: AccountId,
    pub left: T,
    pub expires: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    pub now: Timestamp,
    pub units: Vec<Quantity>,
    pub cash: Vec<Money>,
    pub records: Vec<AccountRecord>,
    pub profiles: Vec<Profile>,
    pub locks: BTreeMap<LockId, Held<Quantity>>,
    pub funds: BTreeMap<FundId, Held<Money>>,
    pub allocators: BTreeSet<AccountId>,
    pub close: Option<Price>,
    /// What settlement answers to a delivery instead.
    pub fault: Option<Error>,
    last: u64,
    settled: u64,
}

impl World {
    /// What has expired goes home, as anybody may do at the ledger and at settlement.
    pub fn expire_all(&mut self, now: Timestamp) {
        for held in std::mem::take(&mut self.locks).into_values() {
            assert!(held.expires <= now);
            self.units[index(held.owner)] += held.left;
        }
        for held in std::mem::take(&mut self.funds).into_values() {
            assert!(held.expires <= now);
            self.cash[index(held.owner)] += held.left;
        }
    }

    fn spend(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<AccountId, SettlementError> {
        let held = self.funds.get_mut(&fund).ok_or(SettlementError::UnknownFund)?;
        if held.expires <= self.now {
            return Err(SettlementError::FundExpired);
        }
        held.left = held.left.checked_sub(amount).ok_or(SettlementError::InsufficientFund)?;
        let (owner, left) = (held.owner, held.left);
        if left == 0 {
            self.funds.remove(&fund);
        }
        self.cash[index(to)] += amount;
        Ok(owner)
    }
}

impl Partners for World {
    fn require_allocator(&self, account: AccountId) -> Result<(), Error> {
        self.allocators.contains(&account).then_some(()).ok_or(Error::NotAllowed)
    }

    fn profiles(&self, seller: AccountId, buyer: AccountId, _: Pollutant) -> Result<(Profile, Profile), Error> {
        Ok((self.profiles[index(seller)], self.profiles[index(buyer)]))
    }

    fn close(&self, _: Instrument, _: Timestamp) -> Result<Price, Error> {
        self.close.ok_or(Error::NoClose)
    }

    fn account(&self, account: AccountId) -> Result<AccountRecord, Error> {
        Ok(self.records[index(account)])
    }

    fn lock(&mut self, owner: AccountId, _: BatchId, quantity: Quantity, expires: Timestamp) -> Result<LockId, Error> {
        if !self.records[index(owner)].may_trade(self.now) {
            return Err(Error::Ledger(LedgerError::SenderBarred));
        }
        let units = &mut self.units[index(owner)];
        *units = units.checked_sub(quantity).ok_or(Error::Ledger(LedgerError::InsufficientTradable))?;
        self.last += 1;
        self.locks.insert(self.last, Held { owner, left: quantity, expires });
        Ok(self.last)
    }

    fn unlock(&mut self, lock: LockId) -> Result<Quantity, Error> {
        let held = self.locks.remove(&lock).ok_or(Error::Ledger(LedgerError::UnknownLock))?;
        self.units[index(held.owner)] += held.left;
        Ok(held.left)
    }

    fn fund(&mut self, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error> {
        let cash = &mut self.cash[index(payer)];
        *cash = cash.checked_sub(amount).ok_or(Error::Settlement(SettlementError::InsufficientCash))?;
        self.last += 1;
        self.funds.insert(self.last, Held { owner: payer, left: amount, expires });
        Ok(self.last)
    }

    fn deliver(&mut self, fund: FundId, delivery: Delivery) -> Result<Settled, Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let refuse = |error| Err(Error::Settlement(SettlementError::Ledger(error)));
        let Some(held) = self.locks.get_mut(&delivery.lock) else { return refuse(LedgerError::UnknownLock) };
        if held.expires <= self.now {
            return refuse(LedgerError::LockExpired);
        }
        let (seller, buyer) = (held.owner, delivery.buyer);
        let (from, to) = (self.records[index(seller)], self.records[index(buyer)]);
        if !from.may_trade(self.now) {
            return refuse(if from.frozen { LedgerError::SenderFrozen } else { LedgerError::SenderBarred });
        }
        if !to.may_trade(self.now) {
            return refuse(if to.frozen { LedgerError::ReceiverFrozen } else { LedgerError::ReceiverBarred });
        }
        let Some(left) = held.left.checked_sub(delivery.quantity) else {
            return refuse(LedgerError::InsufficientLocked);
        };
        held.left = left;
        if left == 0 {
            self.locks.remove(&delivery.lock);
        }
        self.units[index(buyer)] += delivery.quantity;
        let payer = self.spend(fund, seller, delivery.amount).map_err(Error::Settlement)?;
        assert_eq!(payer, buyer, "nobody pays for another");
        self.settled += 1;
        let standing = Default::default();
        Ok(Settled { id: self.settled, seller, batch: batch(), from: standing, to: standing })
    }

    fn refund(&mut self, fund: FundId) -> Result<Money, Error> {
        let held = self.funds.remove(&fund).ok_or(Error::Settlement(SettlementError::UnknownFund))?;
        self.cash[index(held.owner)] += held.left;
        Ok(held.left)
    }

    fn forfeit(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<(), Error> {
        self.spend(fund, to, amount).map(|_| ()).map_err(Error::Settlement)
    }
}

/// The accounts and the auctions between them.
pub struct Market {
    pub partners: World,
    pub books: Books,
    pub now: Timestamp,
}

macro_rules! step {
    ($self:ident, $caller:expr, |$books:ident, $world:ident, $at:ident| $step:expr) => {{
        $self.partners.now = $self.now;
        let $at = &Context { venue: account(99), caller: account($caller), now: $self.now };
        let before = $self.partners.clone();
        let ($books, $world) = (&mut $self.books, &mut $self.partners);
        let answer = $step;
        if answer.is_err() {
            $self.partners = before;
        }
        answer
    }};
}

impl Market {
    pub fn new() -> Self {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let n = usize::from(ACCOUNTS);
        let good = AccountRecord { eligible: true, ..Default::default() };
        let partners = World {
            now: 0,
            units: vec![UNITS; n],
            cash: vec![CASH; n],
            records: vec![good; n],
            profiles: vec![Profile::default(); n],
            locks: BTreeMap::new(),
            funds: BTreeMap::new(),
            allocators: (0..ACCOUNTS).map(account).collect(),
            close: None,
            fault: None,
            last: 0,
            settled: 0,
        };
        Self { partners, books: Books::default(), now: 0 }
    }

    /// Every commitment of a test has this salt.
    pub fn hash(&self, who: u8, auction: AuctionId, price: Price, lots: Lots) -> Hash {
        bid_hash(account(99), auction, account(who), price, lots, Hash::from([7; 32]))
    }

    pub fn open(&mut self, who: u8, notice: &Notice) -> Result<Opened, Error> {
        step!(self, who, |books, world, at| books.open(world, at, notice, &CONDITIONS))
    }

    pub fn commit(
        &mut self,
        who: u8,
        auction: AuctionId,
        price: Price,
        lots: Lots,
        max: Lots,
    ) -> Result<Placed, Error> {
        let hash = self.hash(who, auction, price, lots);
        step!(self, who, |books, world, at| books.commit(world, at, auction, hash, max, None))
    }

    pub fn change(
        &mut self,
        who: u8,
        auction: AuctionId,
        id: BidId,
        price: Price,
        lots: Lots,
        max: Lots,
    ) -> Result<Placed, Error> {
        let hash = self.hash(who, auction, price, lots);
        step!(self, who, |books, world, at| books.commit(world, at, auction, hash, max, Some(id)))
    }

    pub fn withdraw(&mut self, who: u8, auction: AuctionId, id: BidId) -> Result<Money, Error> {
        step!(self, who, |books, world, at| books.withdraw(world, at, auction, id))
    }

    pub fn bid_openly(&mut self, who: u8, auction: AuctionId, price: Price, lots: Lots) -> Result<Placed, Error> {
        step!(self, who, |books, world, at| books.bid_openly(world, at, auction, price, lots))
    }

    pub fn reveal(&mut self, auction: AuctionId, id: BidId, price: Price, lots: Lots) -> Result<(), Error> {
        let salt = Hash::from([7; 32]);
        step!(self, 7, |books, _world, at| books.reveal(at, auction, id, price, lots, salt)).map(|_| ())
    }

    pub fn reveal_reserve(&mut self, auction: AuctionId, price: Price, salt: Hash) -> Result<(), Error> {
        step!(self, 7, |books, _world, at| books.reveal_reserve(at, auction, price, salt))
    }

    pub fn clear(&mut self, auction: AuctionId, steps: u32) -> Result<Progress, Error> {
        step!(self, 7, |books, world, at| books.clear(world, at, auction, steps)).map(|(_, progress)| progress)
    }

    pub fn claim(&mut self, auction: AuctionId, id: BidId) -> Result<Paid, Error> {
        step!(self, 7, |books, world, at| books.claim(world, at, auction, id))
    }
}
