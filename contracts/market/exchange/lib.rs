//! The market of an instrument: listed orders (挂牌) taken by number, standing orders that carry themselves out, blocks (大宗) confirmed
//! by both sides, all within a band around the previous close. Units wait in their owner's own cell, locked at the ledger; the cash of
//! a standing buy waits in a fund at settlement; whoever buys pays the seller through settlement in the same message, or through a bank
//! where the seller agrees.
//!
//! **Invariants**
//! - An open sell's `remaining` is what its lock holds, an open buy's `funds` what its fund holds, and `quantity` = what was traded +
//!   `remaining`.
//! - An order is closed once: filled, cancelled, expired or rejected; then nothing of it is locked. Its record stays.
//! - Every trade is inside the day's band, between two accounts, at a price neither side has to take: the exchange holds neither units
//!   nor cash.
//! - An order is in the book from its listing, or the end of the slot it is due in, until it is closed; a filled listing that was taken
//!   by number may stay until the next `match_orders` sweeps it. Price goes before time.
//! - The close moves only by trades of the book that were paid at once; the supervisor can halt and set terms, not trade or reprice.
//!
//! There is no administrator: partners are named at deployment, for good. What supervisor and regulator may do is asked of the registry.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod data;
mod day;
mod desk;
mod error;
pub mod events;
mod parties;

pub use self::data::{Books, Holder, RING};
pub use self::error::Error;
pub use self::exchange::{Exchange, ExchangeRef};

use ink::env::{DefaultEnvironment, Event};
use weir_types::AccountId;

/// The partners and the clock of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows the roles, and where accounts are.
    pub registry: AccountId,
    /// Locks the units.
    pub ledger: AccountId,
    /// Delivers against payment, keeps the cash of standing buys.
    pub settlement: AccountId,
    /// How many minutes before midnight UTC the day begins: 480 for China, negative in the west.
    pub day_offset: i16,
}

fn emit<E: Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

#[cfg(test)]
mod tests;

#[ink::contract]
mod exchange {
    use crate::data::{Books, Holder, Shelf};
    use crate::day::{self, Today};
    use crate::desk::{self, Desk};
    use crate::parties::{self, Party};
    use crate::{calls, emit, events, Config, Error};
    use ink::prelude::vec::Vec;
    use weir_rules::book::{self, levels, matching};
    use weir_rules::market::{self as rules, Clock, Refusal};
    use weir_types::book::{Entry, Link, Queue};
    use weir_types::calls::done;
    use weir_types::market::{
        Accept, Bar, Level, Market, Matched, Order, OrderId, OrderKind, OrderStatus, Side, Terms, Ticket, Venue,
    };
    use weir_types::settlement::{Delivery, TradeMode};
    use weir_types::units::Day;
    use weir_types::{BatchId, Instrument, Money, Price, Quantity, Role};

    /// The most orders one page shows.
    pub const MAX_PAGE: u32 = 64;
    /// The most price levels one look shows.
    pub const MAX_LEVELS: u32 = 20;

    /// What every message reads.
    #[ink(storage)]
    pub struct Exchange {
        /// Partners and clock.
        config: Config,
        /// How many orders there have been: the number of the last one.
        count: OrderId,
        /// All else.
        books: Books,
    }

    impl Exchange {
        /// An exchange without markets.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, count: 0, books: Books::default() }
        }

        /// Lists units of the caller for sale at `price` cents for a whole unit, until `expires`. They stay the caller's, locked at the
        /// ledger. The order's number.
        ///
        /// # Events
        /// `Listed`; `DayClosed` when it is the first message of a new day, here and below.
        ///
        /// # Errors
        /// `UnknownMarket`, `MarketHalted`, `OutOfHours`, `PriceOutOfBand`, `PriceOffTick`, `OrderTooSmall`, `OrderTooLarge`,
        /// `NothingToPay`, `Overflow`; `Ledger(..)` when the caller may not trade, has not enough, or the expiry has passed;
        /// `BoughtToday`; `LedgerFailed`.
        #[ink(message)]
        pub fn list(
            &mut self,
            batch: BatchId,
            quantity: Quantity,
            price: Price,
            expires: Timestamp,
            accept: Accept,
        ) -> Result<OrderId, Error> {
            let mut today = self.trading(batch.instrument)?;
            rules::check_listing(&today.market, price, quantity)?;
            let mut order = self.draft(OrderKind::Listed, batch, quantity, price, expires, accept);
            let id = self.offer(&mut today, &mut order)?;
            emit(events::Listed { order: id, seller: order.owner, batch, quantity, price, expires, accept });
            Ok(id)
        }

        /// Places a standing order: sells at its price or more, or buys at its price or less, not before `after`. Units are locked, or
        /// the caller's cash (approved to settlement) is put into a fund. Anybody carries it out by [`Self::match_orders`]. Its price
        /// may be outside of today's band: then it waits. The order's number.
        ///
        /// # Events
        /// `OrderPlaced`.
        ///
        /// # Errors
        /// As [`Self::list`], but for hours and band; `BadExpiry`; `Settlement(..)` when the cash or its approval is not enough.
        #[ink(message)]
        pub fn place(&mut self, ticket: Ticket) -> Result<OrderId, Error> {
            let Ticket { side, batch, quantity, price, after, expires, accept_flagged } = ticket;
            let mut today = self.today(batch.instrument)?;
            if today.market.halted {
                return Err(Error::MarketHalted);
            }
            let kind = match side {
                Side::Sell => OrderKind::Sell { after },
                Side::Buy => OrderKind::Buy { after, funds: 0 },
            };
            let accept = Accept { flagged: accept_flagged, bank: false };
            let mut order = self.draft(kind, batch, quantity, price, expires, accept);
            let funds = rules::check_standing(&today.market, &order, today.clock.now)?;
            if side == Side::Buy {
                order.kind = OrderKind::Buy { after, funds };
            }
            let id = self.offer(&mut today, &mut order)?;
            let owner = order.owner;
            emit(events::OrderPlaced { order: id, owner, side, batch, quantity, price, after, expires, accept_flagged });
            Ok(id)
        }

        /// Buys `quantity` of a sell, or of what is left of it, at the order's price; the caller has approved the amount to settlement
        /// on cash. `max_price` is the price the buyer saw; `accept_flagged` confirms that the seller may be flagged.
        /// What was paid: price times quantity / 1,000, rounded down, the residue stays with the buyer.
        ///
        /// # Events
        /// `Traded`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NotInBook`, `OrderClosed`, `OrderExpired`, `OrderWaiting`, `NotWithinBestLevels`, `OwnOrder`,
        /// `ZeroQuantity`, `ExceedsRemaining`, `PriceAboveMaximum`, `MarketHalted`, `OutOfHours`, `PriceOutOfBand`, `NothingToPay`,
        /// `Overflow`; `SellerFlagged`, `BuyerFlagged`, `SameGroup`, `Ineligible(..)`, `NotRegistered`, `PositionLimit`;
        /// `Settlement(..)` when a party may not trade or cash is short; `SettlementFailed`, `SettlementMismatch`, `RegistryFailed`.
        #[ink(message)]
        pub fn take(
            &mut self,
            order: OrderId,
            quantity: Quantity,
            max_price: Price,
            accept_flagged: bool,
        ) -> Result<Money, Error> {
            done(self.sell(order, Some(quantity), max_price, accept_flagged, None)?)
        }

        /// The same, paid through a bank: the units go to a lock of settlement's until the payment is confirmed. When that fails later
        /// they go back to the seller's free holding, not into the order. Not in the day's totals: nothing is paid yet.
        ///
        /// # Events
        /// `Traded`.
        ///
        /// # Errors
        /// As [`Self::take`]; `BankNotAccepted`.
        #[ink(message)]
        pub fn take_by_bank(
            &mut self,
            order: OrderId,
            quantity: Quantity,
            max_price: Price,
            accept_flagged: bool,
            bank: AccountId,
        ) -> Result<Money, Error> {
            done(self.sell(order, Some(quantity), max_price, accept_flagged, Some(bank))?)
        }

        /// Carries out standing orders of an instrument, in at most `limit` steps (a trade, a pair that may not meet, an order that
        /// is due, one that ran out). Anybody; what is left goes on with the next call.
        ///
        /// # Events
        /// `Traded`, `OrderExpired`, `OrderRejected`, `ChangeReturned`.
        ///
        /// # Errors
        /// `UnknownMarket`, `MarketHalted`, `OutOfHours`, `Overflow`; `LedgerFailed`, `SettlementFailed`, `RegistryFailed`,
        /// `Settlement(..)`, `SettlementMismatch`: nothing has happened then.
        #[ink(message)]
        pub fn match_orders(&mut self, instrument: Instrument, limit: u32) -> Result<Matched, Error> {
            let mut today = self.trading(instrument)?;
            let (config, terms, clock) = (self.config, today.market.terms, today.clock);
            let mut desk = Desk { shelf: Shelf::of(instrument), config, terms, clock, known: [None; 2] };
            let matched = matching::run(&mut desk, &mut today.market, &clock, limit)?;
            self.books.set_market(instrument, &today.market);
            done(matched)
        }

        /// Proposes a block to one buyer, until `expires`: units of the caller are locked. The order's number.
        ///
        /// # Events
        /// `BlockProposed`.
        ///
        /// # Errors
        /// As [`Self::list`]; `NoBlock`, `OwnOrder`.
        #[ink(message)]
        pub fn propose_block(
            &mut self,
            batch: BatchId,
            quantity: Quantity,
            price: Price,
            buyer: AccountId,
            expires: Timestamp,
            accept: Accept,
        ) -> Result<OrderId, Error> {
            let mut today = self.trading(batch.instrument)?;
            rules::check_block(&today.market, price, quantity)?;
            let mut order = self.draft(OrderKind::Block { buyer }, batch, quantity, price, expires, accept);
            let seller = order.owner;
            if seller == buyer {
                return Err(Error::OwnOrder);
            }
            let id = self.offer(&mut today, &mut order)?;
            emit(events::BlockProposed { order: id, seller, buyer, batch, quantity, price, expires, accept });
            Ok(id)
        }

        /// Confirms a block and pays it, in cash or through a bank. The buyer that it names. The close does not move.
        ///
        /// # Events
        /// `Traded`.
        ///
        /// # Errors
        /// As [`Self::take`]; `NoBlock`, `NotCounterparty`, `BankNotAccepted`.
        #[ink(message)]
        pub fn confirm_block(
            &mut self,
            order: OrderId,
            max_price: Price,
            accept_flagged: bool,
            bank: Option<AccountId>,
        ) -> Result<Money, Error> {
            done(self.sell(order, None, max_price, accept_flagged, bank)?)
        }

        /// Rejects a block: its units go back. The buyer that it names. How many.
        ///
        /// # Events
        /// `OrderRejected`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NoBlock`, `NotCounterparty`, `OrderClosed`, `OrderExpired`, `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        pub fn reject_block(&mut self, order: OrderId) -> Result<Quantity, Error> {
            let caller = self.env().caller();
            done(self.close(order, |order, clock| rules::reject(order, caller, clock.now))?)
        }

        /// Takes an order off the market: what is left goes back to its owner, until it runs out; also while the market is halted and
        /// outside of band and hours. Its owner. How many units, or of a buy cents, went back.
        ///
        /// # Events
        /// `OrderCancelled`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NotOwner`, `OrderClosed`, `OrderExpired` (use [`Self::expire`]), `Ledger(..)`, `LedgerFailed`,
        /// `Settlement(..)`, `SettlementFailed`.
        #[ink(message)]
        pub fn cancel(&mut self, order: OrderId) -> Result<u128, Error> {
            let caller = self.env().caller();
            done(self.close(order, |order, clock| rules::cancel(order, caller, clock.now))?)
        }

        /// Closes an order that has run out: what is left goes back to its owner. Anybody. How many units or cents.
        ///
        /// # Events
        /// `OrderExpired`.
        ///
        /// # Errors
        /// `UnknownOrder`, `OrderActive`, `OrderClosed`, and those of its partners as with [`Self::cancel`].
        #[ink(message)]
        pub fn expire(&mut self, order: OrderId) -> Result<u128, Error> {
            done(self.close(order, |order, clock| rules::expire(order, clock.now))?)
        }

        /// Closes the instrument's day if it is over. Anybody; every listing and trade does the same first. True when it was.
        ///
        /// # Errors
        /// `UnknownMarket`, `Overflow`.
        #[ink(message)]
        pub fn roll_day(&mut self, instrument: Instrument) -> Result<bool, Error> {
            let today = self.today(instrument)?;
            if today.ended.is_some() {
                self.books.set_market(instrument, &today.market);
            }
            done(today.ended.is_some())
        }

        /// Opens an instrument's market with a reference price for its first day. Supervisor only.
        ///
        /// # Events
        /// `MarketOpened`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `MarketExists`, `BadTerms`, `Overflow`.
        #[ink(message)]
        pub fn open_market(&mut self, instrument: Instrument, reference: Price, terms: Terms) -> Result<(), Error> {
            let by = self.caller_as(Role::Supervisor)?;
            if self.books.markets.contains(instrument) {
                return Err(Error::MarketExists);
            }
            if !instrument.is_valid() {
                return Err(Error::BadTerms);
            }
            let market = rules::open(reference, terms, self.clock()?.day)?;
            self.books.set_market(instrument, &market);
            emit(events::MarketOpened { instrument, reference, terms, by });
            done(())
        }

        /// Changes a market's terms from now on, but for its tick. A day that is over closes first, by the rules it traded under.
        /// Supervisor only.
        ///
        /// # Events
        /// `TermsChanged`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `BadTerms`, `Overflow`.
        #[ink(message)]
        pub fn set_terms(&mut self, instrument: Instrument, terms: Terms) -> Result<(), Error> {
            let by = self.caller_as(Role::Supervisor)?;
            let mut market = self.today(instrument)?.market;
            let before = rules::set_terms(&mut market, terms)?;
            levels::rebuild(&Shelf::of(instrument), &mut market)?;
            self.books.set_market(instrument, &market);
            emit(events::TermsChanged { instrument, before, after: terms, by });
            done(())
        }

        /// Halts a market: nothing is listed, taken or matched until it is resumed; orders can be cancelled, and expire as they would.
        /// `reason` is the hash of the notice. Supervisor only.
        ///
        /// # Events
        /// `MarketHalted`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `MarketHalted` (already).
        #[ink(message)]
        pub fn halt(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            let by = self.set_halted(instrument, true, Error::MarketHalted)?;
            emit(events::MarketHalted { instrument, reason, by });
            done(())
        }

        /// Resumes a halted market. Supervisor only.
        ///
        /// # Events
        /// `MarketResumed`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `NotHalted`.
        #[ink(message)]
        pub fn resume(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            let by = self.set_halted(instrument, false, Error::NotHalted)?;
            emit(events::MarketResumed { instrument, reason, by });
            done(())
        }

        /// Lets a pair of accounts trade in spite of the market's scope until `expires`; 0 ends it. Regulator only.
        ///
        /// # Events
        /// `ExceptionSet`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`.
        #[ink(message)]
        pub fn set_exception(
            &mut self,
            instrument: Instrument,
            seller: AccountId,
            buyer: AccountId,
            expires: Timestamp,
        ) -> Result<(), Error> {
            let by = self.caller_as(Role::Regulator)?;
            let key = (instrument, seller, buyer);
            if expires == 0 {
                self.books.exceptions.remove(key);
            } else {
                self.books.exceptions.insert(key, &expires);
            }
            emit(events::ExceptionSet { instrument, seller, buyer, expires, by });
            done(())
        }

        /// Does the market's scope let the seller's units go to the buyer now? For front ends: the error names the rule.
        ///
        /// # Errors
        /// `UnknownMarket`, `NotRegistered`, `Ineligible(..)`, `RegistryFailed`.
        #[ink(message)]
        pub fn check_transfer(&self, seller: AccountId, buyer: AccountId, instrument: Instrument) -> Result<(), Error> {
            let market = self.books.market(instrument).ok_or(Error::UnknownMarket)?;
            let now = self.env().block_timestamp();
            parties::check_scope(&self.books, self.config.registry, &market.terms, instrument, (seller, buyer), now)
        }

        /// An order with its status now: expired when it has run out, whether or not anybody has closed it.
        #[ink(message)]
        pub fn order(&self, order: OrderId) -> Option<(Order, OrderStatus)> {
            let order = self.books.entry(order)?.order;
            Some((order, rules::status(&order, self.env().block_timestamp())))
        }

        /// Up to `limit` (at most `MAX_PAGE`) orders by number from `start` on, which counts from 1.
        #[ink(message)]
        pub fn orders(&self, start: OrderId, limit: u32) -> Vec<(OrderId, Order, OrderStatus)> {
            let Some(end) = start.checked_add(limit.min(MAX_PAGE).into()) else { return Vec::new() };
            (start..end).map_while(|id| self.order(id).map(|(record, status)| (id, record, status))).collect()
        }

        /// How many orders there have been: the number of the last one.
        #[ink(message)]
        pub fn order_count(&self) -> OrderId {
            self.count
        }

        /// An instrument's market as it stands now: when its day is over, the new day with the close that results.
        #[ink(message)]
        pub fn market(&self, instrument: Instrument) -> Option<Market> {
            self.seen(instrument).map(|today| today.market)
        }

        /// The lowest and the highest price of today.
        #[ink(message)]
        pub fn limits(&self, instrument: Instrument) -> Option<(Price, Price)> {
            let market = self.market(instrument)?;
            rules::limits(market.session.close, &market.terms).ok()
        }

        /// The best `count` (at most `MAX_LEVELS`) price levels of a side, best first, of what can be traded now.
        #[ink(message)]
        pub fn levels(&self, instrument: Instrument, side: Side, count: u32) -> Vec<Level> {
            let Some(today) = self.seen(instrument) else { return Vec::new() };
            let count = usize::try_from(count.min(MAX_LEVELS)).unwrap_or(0);
            day::best(&Shelf::of(instrument), &today.market, &today.clock, side, count)
        }

        /// What a controller group, or an account of none, has bought more than sold while positions were limited.
        #[ink(message)]
        pub fn position(&self, instrument: Instrument, holder: Holder) -> i128 {
            self.books.positions.get((instrument, holder)).unwrap_or(0)
        }

        /// The partners and the clock.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.config
        }

        fn clock(&self) -> Result<Clock, Error> {
            Ok(rules::clock(self.env().block_timestamp(), self.config.day_offset)?)
        }

        fn seen(&self, instrument: Instrument) -> Option<Today> {
            Today::of(instrument, self.clock().ok()?).ok()
        }

        /// The market, brought to today, with the day before told of. The caller stores it.
        #[inline(never)]
        fn today(&self, instrument: Instrument) -> Result<Today, Error> {
            let today = Today::of(instrument, self.clock()?)?;
            today.close_day();
            Ok(today)
        }

        /// The same, while it trades.
        fn trading(&self, instrument: Instrument) -> Result<Today, Error> {
            let today = self.today(instrument)?;
            rules::check_trading(&today.market, today.clock.minute)?;
            Ok(today)
        }

        fn draft(
            &self,
            kind: OrderKind,
            batch: BatchId,
            quantity: Quantity,
            price: Price,
            expires: Timestamp,
            accept: Accept,
        ) -> Order {
            let owner = self.env().caller();
            Order { kind, owner, batch, price, quantity, remaining: quantity, expires, lock: 0, accept, closed: None }
        }

        /// Backs an order with units or cash, numbers it, puts it where it belongs.
        #[inline(never)]
        fn offer(&mut self, today: &mut Today, order: &mut Order) -> Result<OrderId, Error> {
            let Order { owner, batch, quantity, expires, .. } = *order;
            let config = self.config;
            order.lock = if let OrderKind::Buy { funds, .. } = order.kind {
                calls::fund(config.settlement, owner, funds, expires)?
            } else {
                let lock = calls::lock(config.ledger, owner, batch, quantity, expires)?;
                let terms = &today.market.terms;
                parties::check_hold(&self.books, config.ledger, terms, batch, owner, today.clock.day)?;
                lock
            };
            let id = self.count.checked_add(1).ok_or(Error::Overflow)?;
            self.count = id;
            let mut entry = Entry { order: *order, link: Link::default() };
            let before = (today.market.best, today.market.scan);
            if let OrderKind::Block { .. } = order.kind {
                self.books.set_entry(id, &entry);
            } else {
                let mut shelf = Shelf::of(today.instrument);
                book::enter(&mut shelf, &mut today.market, id, &mut entry, today.clock.now)?;
            }
            if today.ended.is_some() || before != (today.market.best, today.market.scan) {
                self.books.set_market(today.instrument, &today.market);
            }
            Ok(id)
        }

        /// Sells a part of an order in the book, or with no quantity all of a block, to the caller. What was paid or is to be.
        fn sell(
            &mut self,
            order: OrderId,
            quantity: Option<Quantity>,
            max_price: Price,
            accept_flagged: bool,
            bank: Option<AccountId>,
        ) -> Result<Money, Error> {
            let buyer = self.env().caller();
            let mut entry = self.books.entry(order).ok_or(Error::UnknownOrder)?;
            let batch = entry.order.batch;
            let Today { mut market, clock, .. } = self.trading(batch.instrument)?;
            let now = clock.now;
            if bank.is_some() && !entry.order.accept.bank {
                return Err(Error::BankNotAccepted);
            }
            let (mode, amount) = match quantity {
                None => (TradeMode::Block, rules::confirm(&mut entry.order, &market, buyer, max_price, now)?),
                Some(quantity) => {
                    check_offered(&entry, &market, now)?;
                    let mut record = market;
                    let amount = rules::take(&mut entry.order, &mut record, buyer, quantity, max_price, now)?;
                    if bank.is_none() {
                        market = record;
                    }
                    (TradeMode::Listed, amount)
                }
            };
            let quantity = quantity.unwrap_or(entry.order.quantity);
            // Where takers are kept to the best levels a level must not outlive its orders. Elsewhere the next matching sweeps.
            if entry.order.closed.is_some() && market.terms.levels > 0 {
                book::leave(&mut Shelf::of(batch.instrument), &mut market, &mut entry);
            }
            self.books.set_entry(order, &entry);
            self.books.set_market(batch.instrument, &market);

            let Order { owner: seller, accept, lock, price, remaining, .. } = entry.order;
            let (terms, config) = (&market.terms, self.config);
            parties::check_scope(&self.books, config.registry, terms, batch.instrument, (seller, buyer), now)?;
            let delivery = Delivery { lock, buyer, quantity, amount, mode };
            let settled = calls::deliver(config.settlement, delivery, bank)?;
            if settled.seller != seller || settled.batch != batch {
                return Err(Error::SettlementMismatch);
            }
            let selling = Party { account: seller, standing: settled.from, accepts_flagged: accept.flagged };
            let buying = Party { account: buyer, standing: settled.to, accepts_flagged: accept_flagged };
            parties::check_pair(terms, &selling, &buying)?;
            parties::note(&mut self.books, terms, batch, (&selling, &buying), quantity, clock.day)?;
            let settlement = settled.id;
            let (buy, traded) = (0, quantity);
            emit(events::Traded {
                order,
                batch,
                seller,
                buyer,
                price,
                quantity: traded,
                amount,
                mode,
                remaining,
                settlement,
                buy,
                bank,
            });
            Ok(amount)
        }

        /// Closes an order as `how` says, takes it out of the book and gives back what it has left.
        fn close(
            &mut self,
            id: OrderId,
            how: impl FnOnce(&mut Order, &Clock) -> Result<(), Refusal>,
        ) -> Result<u128, Error> {
            let clock = self.clock()?;
            let mut entry = self.books.entry(id).ok_or(Error::UnknownOrder)?;
            how(&mut entry.order, &clock)?;
            self.remove(id, &mut entry, &clock)
        }

        #[inline(never)]
        fn remove(&mut self, id: OrderId, entry: &mut Entry, clock: &Clock) -> Result<u128, Error> {
            let instrument = entry.order.batch.instrument;
            if entry.link.queue.is_some() {
                let mut market = self.books.market(instrument).ok_or(Error::UnknownMarket)?;
                let before = market.best;
                book::leave(&mut Shelf::of(instrument), &mut market, entry);
                if before != market.best {
                    self.books.set_market(instrument, &market);
                }
            }
            self.books.set_entry(id, entry);
            let returned = desk::return_rest(&self.config, &entry.order, clock)?;
            desk::tell_closed(id, &entry.order, returned);
            Ok(returned)
        }

        fn set_halted(&mut self, instrument: Instrument, halted: bool, already: Error) -> Result<AccountId, Error> {
            let by = self.caller_as(Role::Supervisor)?;
            let mut market = self.books.market(instrument).ok_or(Error::UnknownMarket)?;
            if market.halted == halted {
                return Err(already);
            }
            market.halted = halted;
            self.books.set_market(instrument, &market);
            Ok(by)
        }

        fn caller_as(&self, role: Role) -> Result<AccountId, Error> {
            let caller = self.env().caller();
            calls::require_role(self.config.registry, caller, role).map(|()| caller)
        }
    }

    impl Venue for Exchange {
        /// A day that is over; kept for [`crate::RING`] days.
        #[ink(message)]
        fn bar(&self, instrument: Instrument, day: Day) -> Option<Bar> {
            let Today { clock, ended, .. } = self.seen(instrument)?;
            let carried = |bar: &Bar| bar.day <= day && day < clock.day;
            match ended.filter(carried) {
                // Nobody has closed that day yet.
                Some(bar) if bar.day == day => Some(bar),
                Some(bar) => Some(Bar { day, close: bar.close, ..Bar::default() }),
                None => self.books.bar(instrument, day, clock.day),
            }
        }
    }

    /// Is the order in the book, at a price that may be picked?
    fn check_offered(entry: &Entry, market: &Market, now: Timestamp) -> Result<(), Error> {
        if !matches!(entry.order.kind, OrderKind::Listed | OrderKind::Sell { .. }) {
            return Err(Error::NotInBook);
        }
        rules::check_open(&entry.order, now)?;
        if entry.link.queue != Some(Queue::Offers) {
            return Err(Error::OrderWaiting);
        }
        if levels::may_pick(market, entry.link.tick) {
            Ok(())
        } else {
            Err(Error::NotWithinBestLevels)
        }
    }
}
