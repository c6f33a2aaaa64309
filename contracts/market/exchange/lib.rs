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

pub use self::exchange::{Exchange, ExchangeRef};
pub use weir_floor::{events, Codes, Config, Error, Holder, RING};

#[cfg(test)]
mod tests;

#[ink::contract]
mod exchange {
    use ink::prelude::vec::Vec;
    use weir_floor::offer::{self, How};
    use weir_floor::sale::{self, Wish};
    use weir_floor::{emit, events, run_code, Books, Codes, Config, Error, Holder, Today};
    use weir_rules::market as rules;
    use weir_types::calls::done;
    use weir_types::market::{
        Accept, Bar, Level, Market, Matched, Order, OrderId, OrderKind, OrderStatus, Side, Terms, Ticket, Venue,
    };
    use weir_types::units::Day;
    use weir_types::{BatchId, Instrument, Money, Price, Quantity};

    /// The most orders one page shows.
    pub const MAX_PAGE: u32 = 64;

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
        /// An exchange without markets. The codes are on the chain, or will be before they are needed.
        #[ink(constructor)]
        pub fn new(config: Config, codes: Codes) -> Self {
            let mut books = Books::default();
            books.codes.set(&codes);
            Self { config, count: 0, books }
        }

        /// The hashes of the exchange's other codes.
        #[ink(message)]
        pub fn codes(&self) -> Option<Codes> {
            self.books.codes.get()
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
            let mut today = self.today(batch.instrument)?;
            if today.market.terms.hold {
                self.left(&today);
                return Err(self.run_deals());
            }
            today.check_trading()?;
            rules::check_listing(&today.market, price, quantity)?;
            let seller = self.env().caller();
            let mut draft = offer::draft(OrderKind::Listed, seller, (batch, quantity), price, expires, accept);
            offer::back_with_units::<false>(&self.config, &today, &mut draft)?;
            let order = offer::enter(&mut self.count, &mut today, &draft)?;
            emit(events::Listed { order, seller, batch, quantity, price, expires, accept });
            Ok(order)
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
            self.left(&self.today(ticket.batch.instrument)?);
            Err(self.run_standing())
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
            let entry = self.books.entry(order).ok_or(Error::UnknownOrder)?;
            let today = self.today(entry.order.batch.instrument)?;
            if today.market.terms.limit_parties() {
                self.left(&today);
                return Err(self.run_deals());
            }
            today.check_trading()?;
            let (buyer, quantity) = (self.env().caller(), Some(quantity));
            let wish = Wish { buyer, order, quantity, max_price, accept_flagged, bank: None };
            done(sale::sell::<false>(&self.config, today, entry, &wish)?)
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
            let _ = (quantity, max_price, accept_flagged, bank);
            self.left_for(order)?;
            Err(self.run_deals())
        }

        /// Carries out standing orders of an instrument, in at most `limit` steps (a trade, a pair that may not meet, an order that
        /// is due, one that ran out). Anybody; what is left goes on with the next call.
        ///
        /// # Events
        /// `Traded`, `OrderClosed`.
        ///
        /// # Errors
        /// `UnknownMarket`, `MarketHalted`, `OutOfHours`, `Overflow`; `LedgerFailed`, `SettlementFailed`, `RegistryFailed`,
        /// `Settlement(..)`, `SettlementMismatch`: nothing has happened then.
        #[ink(message)]
        pub fn match_orders(&mut self, instrument: Instrument, limit: u32) -> Result<Matched, Error> {
            let _ = limit;
            self.left(&self.today(instrument)?);
            Err(self.run_standing())
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
            let _ = (quantity, price, buyer, expires, accept);
            self.left(&self.today(batch.instrument)?);
            Err(self.run_deals())
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
            let _ = (max_price, accept_flagged, bank);
            self.left_for(order)?;
            Err(self.run_deals())
        }

        /// Rejects a block: its units go back. The buyer that it names. How many.
        ///
        /// # Events
        /// `OrderClosed`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NoBlock`, `NotCounterparty`, `OrderClosed`, `OrderExpired`, `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        pub fn reject_block(&mut self, order: OrderId) -> Result<Quantity, Error> {
            done(offer::close(&self.config, order, How::Reject(self.env().caller()))?)
        }

        /// Takes an order off the market: what is left goes back to its owner, until it runs out; also while the market is halted and
        /// outside of band and hours. Its owner. How many units, or of a buy cents, went back.
        ///
        /// # Events
        /// `OrderClosed`.
        ///
        /// # Errors
        /// `UnknownOrder`, `NotOwner`, `OrderClosed`, `OrderExpired` (use [`Self::expire`]), `Ledger(..)`, `LedgerFailed`,
        /// `Settlement(..)`, `SettlementFailed`.
        #[ink(message)]
        pub fn cancel(&mut self, order: OrderId) -> Result<u128, Error> {
            done(offer::close(&self.config, order, How::Cancel(self.env().caller()))?)
        }

        /// Closes an order that has run out: what is left goes back to its owner. Anybody. How many units or cents.
        ///
        /// # Events
        /// `OrderClosed`.
        ///
        /// # Errors
        /// `UnknownOrder`, `OrderActive`, `OrderClosed`, and those of its partners as with [`Self::cancel`].
        #[ink(message)]
        pub fn expire(&mut self, order: OrderId) -> Result<u128, Error> {
            done(offer::close(&self.config, order, How::Expire)?)
        }

        /// Closes the instrument's day if it is over. Anybody; every listing and trade does the same first. True when it was.
        ///
        /// # Errors
        /// `UnknownMarket`, `Overflow`.
        #[ink(message)]
        pub fn roll_day(&mut self, instrument: Instrument) -> Result<bool, Error> {
            let today = self.today(instrument)?;
            self.left(&today);
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
            let _ = (instrument, reference, terms);
            Err(self.run_office())
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
            let _ = terms;
            self.left(&self.today(instrument)?);
            Err(self.run_office())
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
            let _ = (instrument, reason);
            Err(self.run_office())
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
            let _ = (instrument, reason);
            Err(self.run_office())
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
            let _ = (instrument, seller, buyer, expires);
            Err(self.run_office())
        }

        /// Does the market's scope let the seller's units go to the buyer now? For front ends: the error names the rule.
        ///
        /// # Errors
        /// `UnknownMarket`, `NotRegistered`, `Ineligible(..)`, `RegistryFailed`.
        #[ink(message)]
        pub fn check_transfer(&self, seller: AccountId, buyer: AccountId, instrument: Instrument) -> Result<(), Error> {
            let _ = (seller, buyer, instrument);
            Err(self.run_office())
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

        /// The best `count` (at most 20) price levels of a side, best first, of what can be traded now.
        #[ink(message)]
        pub fn levels(&self, instrument: Instrument, side: Side, count: u32) -> Vec<Level> {
            let _ = (instrument, side, count, self.run_office());
            Vec::new()
        }

        /// What a controller group, or an account of none, has bought more than sold while positions were limited.
        #[ink(message)]
        pub fn position(&self, instrument: Instrument, holder: Holder) -> i128 {
            let _ = (instrument, holder, self.run_office());
            0
        }

        /// The partners and the clock.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.config
        }

        fn seen(&self, instrument: Instrument) -> Option<Today> {
            Today::rolled(&self.config, instrument).ok()
        }

        /// The market, brought to today, with the day before told of. The caller stores it.
        #[inline(never)]
        fn today(&self, instrument: Instrument) -> Result<Today, Error> {
            let today = Today::rolled(&self.config, instrument)?;
            today.close_day();
            Ok(today)
        }

        /// The market is left to another code as of today.
        fn left(&self, today: &Today) {
            if today.ended.is_some() {
                today.store();
            }
        }

        /// The same for the market of an order.
        #[inline(never)]
        fn left_for(&self, order: OrderId) -> Result<(), Error> {
            let entry = self.books.entry(order).ok_or(Error::UnknownOrder)?;
            self.left(&self.today(entry.order.batch.instrument)?);
            Ok(())
        }

        fn run_standing(&self) -> Error {
            run_code(self.books.codes.get().map(|codes| codes.standing))
        }

        fn run_deals(&self) -> Error {
            run_code(self.books.codes.get().map(|codes| codes.deals))
        }

        #[inline(never)]
        fn run_office(&self) -> Error {
            run_code(self.books.codes.get().map(|codes| codes.office))
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
}
