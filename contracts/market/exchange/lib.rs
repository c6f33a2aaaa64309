//! Listed trading (挂牌) within a price band: units wait in their owner's own cell, locked at the ledger; whoever takes an order
//! pays the seller through settlement in the same message.
//!
//! **Invariants**
//! - An open order's `remaining` is what its lock holds, and `quantity` = what was taken + `remaining`.
//! - An order is closed once: filled, cancelled or expired; then nothing of it is locked. Its record stays.
//! - Every trade is at the order's price, inside the day's band, between two accounts; the exchange holds neither units nor cash.
//! - The close moves only by listed trades, once a day; the supervisor can halt and set terms, not trade, cancel or reprice.
//!
//! There is no administrator: partners are named at deployment, for good. What the supervisor may do is asked of the registry.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod error;
pub mod events;

pub use self::error::Error;
pub use self::exchange::{Exchange, ExchangeRef};

use weir_types::AccountId;

/// The partners and the clock of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows who is supervisor.
    pub registry: AccountId,
    /// Locks the units.
    pub ledger: AccountId,
    /// Delivers against payment.
    pub settlement: AccountId,
    /// How many minutes before midnight UTC the day begins: 480 for China, negative in the west.
    pub day_offset: i16,
}

#[cfg(test)]
mod tests;

#[ink::contract]
mod exchange {
    use crate::{calls, events, Config, Error};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Mapping;
    use weir_rules::market::{self as rules, Refusal};
    use weir_types::calls::done;
    use weir_types::market::{Market, Order, OrderId, OrderStatus, Terms};
    use weir_types::settlement::{Delivery, TradeMode};
    use weir_types::{keys, ledger, BatchId, Instrument, Money, Price, Quantity};

    /// The most orders one page shows.
    pub const MAX_PAGE: u32 = 64;

    /// What every message reads.
    #[ink(storage)]
    pub struct Exchange {
        /// Partners and clock.
        config: Config,
        /// How many orders there have been: the number of the last one.
        count: OrderId,
        /// Orders by number, open and closed.
        orders: Mapping<OrderId, Order, ManualKey<{ keys::EXCHANGE_LISTINGS }>>,
        /// Markets by instrument.
        markets: Mapping<Instrument, Market, ManualKey<{ keys::EXCHANGE_MARKETS }>>,
    }

    impl Exchange {
        /// An exchange without markets.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, count: 0, orders: Mapping::default(), markets: Mapping::default() }
        }

        /// Lists units of the caller for sale at `price` cents for a whole unit, until `expires`. The units stay the caller's,
        /// locked at the ledger. The order's number.
        ///
        /// # Events
        /// `Listed`; `DayClosed` when it is the first message of a new day.
        ///
        /// # Errors
        /// `UnknownMarket`, `MarketHalted`, `PriceOutOfBand`, `OrderTooSmall`, `OrderTooLarge`, `NothingToPay`, `Overflow`;
        /// `Ledger(..)` when the caller may not trade, has not enough, or the expiry has passed; `LedgerFailed`.
        #[ink(message)]
        pub fn list(
            &mut self,
            batch: BatchId,
            quantity: Quantity,
            price: Price,
            expires: Timestamp,
        ) -> Result<OrderId, Error> {
            let seller = self.env().caller();
            let mut market = self.open_market_of(batch.instrument)?;
            if self.roll(batch.instrument, &mut market)? {
                self.markets.insert(batch.instrument, &market);
            }
            rules::check_listing(&market, price, quantity)?;
            let lock = calls::lock(self.config.ledger, seller, batch, quantity, expires)?;
            let order = self.count.checked_add(1).ok_or(Error::Overflow)?;
            self.count = order;
            let record = Order { seller, batch, price, quantity, remaining: quantity, expires, lock, closed: None };
            self.orders.insert(order, &record);
            self.env().emit_event(events::Listed { order, seller, batch, quantity, price, expires });
            Ok(order)
        }

        /// Buys `quantity` of an order, or of what is left of it, at the order's price; the caller has approved the amount to
        /// settlement on cash. `max_price` is the price the buyer saw: it protects against another order under this number.
        /// What was paid: price times quantity / 1,000, rounded down, the residue stays with the buyer.
        ///
        /// # Events
        /// `Traded`; `DayClosed` when it is the first message of a new day.
        ///
        /// # Errors
        /// `UnknownOrder`, `OrderClosed`, `OrderExpired`, `OwnOrder`, `ZeroQuantity`, `ExceedsRemaining`, `PriceAboveMaximum`,
        /// `MarketHalted`, `PriceOutOfBand` (a stale order outside of today's band), `NothingToPay`, `Overflow`;
        /// `Settlement(..)` when a party may not trade or the buyer has not enough cash or approval; `SettlementFailed`,
        /// `SettlementMismatch`.
        #[ink(message)]
        pub fn take(&mut self, order: OrderId, quantity: Quantity, max_price: Price) -> Result<Money, Error> {
            let buyer = self.env().caller();
            let now = self.env().block_timestamp();
            let mut record = self.orders.get(order).ok_or(Error::UnknownOrder)?;
            let batch = record.batch;
            let mut market = self.open_market_of(batch.instrument)?;
            self.roll(batch.instrument, &mut market)?;
            let amount = rules::take(&mut record, &mut market, buyer, quantity, max_price, now)?;
            self.orders.insert(order, &record);
            self.markets.insert(batch.instrument, &market);

            let mode = TradeMode::Listed;
            let delivery = Delivery { lock: record.lock, buyer, quantity, amount, mode };
            let settled = calls::deliver(self.config.settlement, delivery)?;
            if settled.seller != record.seller || settled.batch != batch {
                return Err(Error::SettlementMismatch);
            }
            self.env().emit_event(events::Traded {
                order,
                batch,
                seller: record.seller,
                buyer,
                price: record.price,
                quantity,
                amount,
                mode,
                remaining: record.remaining,
                settlement: settled.id,
            });
            done(amount)
        }

        /// Takes an order off the market: what is left goes back to its seller. Seller only, until it runs out; also while the
        /// market is halted and outside of the band. How much went back.
        ///
        /// # Events
        /// `OrderCancelled`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NotSeller`, `OrderClosed`, `OrderExpired` (use [`Self::expire`]), `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        pub fn cancel(&mut self, order: OrderId) -> Result<Quantity, Error> {
            let mut record = self.orders.get(order).ok_or(Error::UnknownOrder)?;
            rules::cancel(&mut record, self.env().caller(), self.env().block_timestamp())?;
            self.orders.insert(order, &record);
            let returned = calls::unlock(self.config.ledger, record.lock)?;
            self.env().emit_event(events::OrderCancelled { order, seller: record.seller, returned });
            done(returned)
        }

        /// Closes an order that has run out: what is left goes back to its seller. Anybody. How much went back.
        ///
        /// # Events
        /// `OrderExpired`.
        ///
        /// # Errors
        /// `UnknownOrder`, `OrderActive`, `OrderClosed`, `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        pub fn expire(&mut self, order: OrderId) -> Result<Quantity, Error> {
            let mut record = self.orders.get(order).ok_or(Error::UnknownOrder)?;
            rules::expire(&mut record, self.env().block_timestamp())?;
            self.orders.insert(order, &record);
            let returned = match calls::unlock(self.config.ledger, record.lock) {
                // Anybody may take an expired lock off at the ledger itself; then the units are back already.
                Err(Error::Ledger(ledger::Error::UnknownLock)) => record.remaining,
                unlocked => unlocked?,
            };
            self.env().emit_event(events::OrderExpired { order, seller: record.seller, returned });
            done(returned)
        }

        /// Closes the instrument's day if it is over. Anybody; every listing and trade does the same first. True when a day was
        /// closed.
        ///
        /// # Events
        /// `DayClosed`.
        ///
        /// # Errors
        /// `UnknownMarket`, `Overflow`.
        #[ink(message)]
        pub fn roll_day(&mut self, instrument: Instrument) -> Result<bool, Error> {
            let mut market = self.open_market_of(instrument)?;
            let rolled = self.roll(instrument, &mut market)?;
            if rolled {
                self.markets.insert(instrument, &market);
            }
            done(rolled)
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
            let by = self.supervisor()?;
            if self.markets.contains(instrument) {
                return Err(Error::MarketExists);
            }
            if !instrument.is_valid() {
                return Err(Error::BadTerms);
            }
            let market = rules::open(reference, terms, self.today()?)?;
            self.markets.insert(instrument, &market);
            self.env().emit_event(events::MarketOpened { instrument, reference, terms, by });
            done(())
        }

        /// Changes a market's band, order sizes and thin-market parameter, from now on. A day that is over closes first, by the
        /// rules it traded under. Supervisor only.
        ///
        /// # Events
        /// `TermsChanged`; `DayClosed` when it is the first message of a new day.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `BadTerms`, `Overflow`.
        #[ink(message)]
        pub fn set_terms(&mut self, instrument: Instrument, terms: Terms) -> Result<(), Error> {
            let by = self.supervisor()?;
            let mut market = self.open_market_of(instrument)?;
            rules::check_terms(&terms)?;
            self.roll(instrument, &mut market)?;
            let before = core::mem::replace(&mut market.terms, terms);
            self.markets.insert(instrument, &market);
            self.env().emit_event(events::TermsChanged { instrument, before, after: terms, by });
            done(())
        }

        /// Halts a market: nothing is listed or taken until it is resumed; orders can be cancelled, and expire as they would.
        /// `reason` is the hash of the notice. Supervisor only.
        ///
        /// # Events
        /// `MarketHalted`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `MarketHalted` (already).
        #[ink(message)]
        pub fn halt(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            let by = self.supervisor()?;
            let mut market = self.open_market_of(instrument)?;
            if market.halted {
                return Err(Error::MarketHalted);
            }
            market.halted = true;
            self.markets.insert(instrument, &market);
            self.env().emit_event(events::MarketHalted { instrument, reason, by });
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
            let by = self.supervisor()?;
            let mut market = self.open_market_of(instrument)?;
            if !market.halted {
                return Err(Error::NotHalted);
            }
            market.halted = false;
            self.markets.insert(instrument, &market);
            self.env().emit_event(events::MarketResumed { instrument, reason, by });
            done(())
        }

        /// An order with its status now: expired when it has run out, whether or not anybody has closed it.
        #[ink(message)]
        pub fn order(&self, order: OrderId) -> Option<(Order, OrderStatus)> {
            let record = self.orders.get(order)?;
            Some((record, rules::status(&record, self.env().block_timestamp())))
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
            let mut market = self.markets.get(instrument)?;
            rules::roll(&mut market, self.today().ok()?);
            Some(market)
        }

        /// The lowest and the highest price of today.
        #[ink(message)]
        pub fn limits(&self, instrument: Instrument) -> Option<(Price, Price)> {
            let market = self.market(instrument)?;
            rules::limits(market.session.close, &market.terms).ok()
        }

        /// The partners and the clock.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.config
        }

        fn open_market_of(&self, instrument: Instrument) -> Result<Market, Error> {
            self.markets.get(instrument).ok_or(Error::UnknownMarket)
        }

        fn today(&self) -> Result<u32, Refusal> {
            rules::day_of(self.env().block_timestamp(), self.config.day_offset)
        }

        /// Brings a market to today and tells what the day before closed at. The caller stores the market.
        fn roll(&self, instrument: Instrument, market: &mut Market) -> Result<bool, Error> {
            let Some(ended) = rules::roll(market, self.today()?) else { return Ok(false) };
            let rules::DayClose { day, close, volume, turnover } = ended;
            self.env().emit_event(events::DayClosed { instrument, day, close, volume, turnover });
            Ok(true)
        }

        fn supervisor(&self) -> Result<AccountId, Error> {
            let caller = self.env().caller();
            calls::require_supervisor(self.config.registry, caller).map(|()| caller)
        }
    }
}
