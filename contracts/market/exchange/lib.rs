//! The market of an instrument: listed orders (挂牌) taken by number, standing orders that carry themselves out, blocks (大宗) confirmed
//! by both sides, within a band around the previous close. Units wait in their owner's own cell, the cash of a standing buy in a fund
//! at settlement; a buyer pays the seller through settlement in the same message, or through a bank where the seller agrees.
//!
//! **Invariants**
//! - An open sell's `remaining` is what its lock holds, an open buy's `funds` what its fund holds; `quantity` = traded + `remaining`.
//! - An order is closed once: filled, cancelled, expired or rejected; then nothing of it is locked. Its record stays.
//! - Every trade is inside the day's band, between two accounts; the exchange holds neither units nor cash.
//! - An order is in the book from its listing, or the end of the slot it is due in, until it is closed (one that was filled by number,
//!   until it is swept). Price goes before time.
//! - The close moves only by trades of the book that were paid at once; the supervisor can halt and set terms, not trade or reprice.
//!
//! There is no administrator: partners and codes are named at deployment, for good. Three more codes run in this one's storage (ADR 7).
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// A message that is handed on goes as it came; its arguments are here for their names and types.
#![allow(unused_variables)]

pub use self::exchange::{Exchange, ExchangeRef};
pub use weir_floor::{events, Codes, Config, Error, Holder, RING};

#[cfg(test)]
mod tests;

#[ink::contract]
mod exchange {
    use ink::prelude::vec::Vec;
    use weir_floor::offer::{self, How};
    use weir_floor::sale::{self, Wish};
    use weir_floor::{run_code, Books, Codes, Config, Error, Holder, Part, Today};
    use weir_rules::market as rules;
    use weir_types::calls::done;
    use weir_types::market::{
        Accept, Bar, Level, Market, Matched, Order, OrderId, OrderKind, OrderStatus, Side, Terms, Ticket, Venue,
    };
    use weir_types::units::Day;
    use weir_types::{BatchId, Instrument, Money, Price, Quantity};

    /// The most orders one page shows.
    pub const MAX_PAGE: u32 = 64;

    /// The root cell.
    #[ink(storage)]
    pub struct Exchange {
        config: Config,
        /// The last order's number.
        count: OrderId,
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

        /// Lists units of the caller, locked at the ledger, at `price` cents for a whole unit, until `expires`. The order's number.
        /// # Events
        /// `Listed`; `DayClosed` when it is the first message of a new day, here and below.
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
                return Err(self.run(Part::Deals));
            }
            today.check_trading()?;
            let draft = offer::draft(OrderKind::Listed, self.env().caller(), (batch, quantity), price, expires, accept);
            offer::list::<false>(&self.config, &mut self.count, &mut today, draft)
        }

        /// Places a standing order: sells at its price or more, or buys at its price or less, not before `after`. Units are locked, or
        /// the caller's cash (approved to settlement) is put into a fund. Anybody carries it out by [`Self::match_orders`]. Its price
        /// may be outside of today's band: then it waits. The order's number.
        /// # Events
        /// `OrderPlaced`.
        /// # Errors
        /// As [`Self::list`], but for hours and band; `BadExpiry`; `Settlement(..)` when cash or approval are short.
        #[ink(message)]
        pub fn place(&mut self, ticket: Ticket) -> Result<OrderId, Error> {
            self.hand_on(ticket.batch.instrument, Part::Office)
        }

        /// Buys `quantity` of a sell, or of what is left of it, at the order's price; the caller has approved the amount to settlement
        /// on cash. `max_price` is the price the buyer saw; `accept_flagged` confirms that the seller may be flagged.
        /// What was paid: price times quantity / 1,000, rounded down, the residue stays with the buyer.
        /// # Events
        /// `Traded`.
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
                return Err(self.run(Part::Deals));
            }
            today.check_trading()?;
            let (buyer, quantity) = (self.env().caller(), Some(quantity));
            let wish = Wish { buyer, order, quantity, max_price, accept_flagged, bank: None };
            done(sale::sell::<false>(&self.config, today, entry, &wish)?)
        }

        /// The same, paid through a bank: the units go to a lock of settlement's. When the payment fails they go back to the seller's
        /// free holding, not into the order. Not in the day's totals: nothing is paid yet.
        /// # Events
        /// `Traded`.
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
            self.hand_on(self.market_of(order)?, Part::Deals)
        }

        /// Carries out standing orders, in at most `limit` steps (a trade, a pair that may not meet, an order that is due, one that ran
        /// out). Anybody; what is left goes on with the next call.
        /// # Events
        /// `Traded`, `OrderClosed`.
        /// # Errors
        /// `UnknownMarket`, `MarketHalted`, `OutOfHours`, `Overflow`; `LedgerFailed`, `SettlementFailed`, `RegistryFailed`,
        /// `Settlement(..)`, `SettlementMismatch`: nothing has happened then.
        #[ink(message)]
        pub fn match_orders(&mut self, instrument: Instrument, limit: u32) -> Result<Matched, Error> {
            self.hand_on(instrument, Part::Matching)
        }

        /// Proposes a block to one buyer, until `expires`: units of the caller are locked. The order's number.
        /// # Events
        /// `BlockProposed`.
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
            self.hand_on(batch.instrument, Part::Deals)
        }

        /// Confirms a block and pays it, in cash or through a bank. The buyer that it names. The close does not move.
        /// # Events
        /// `Traded`.
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
            self.hand_on(self.market_of(order)?, Part::Deals)
        }

        /// Rejects a block: its units go back. The buyer that it names. How many.
        /// # Events
        /// `OrderClosed`.
        /// # Errors
        /// `UnknownOrder`, `NoBlock`, `NotCounterparty`, `OrderClosed`, `OrderExpired`, `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        pub fn reject_block(&mut self, order: OrderId) -> Result<Quantity, Error> {
            done(offer::close(&self.config, order, How::Reject(self.env().caller()))?)
        }

        /// Takes an order off the market, until it runs out; also while the market is halted, outside of band and hours. Its owner. How
        /// many units, or of a buy cents, went back.
        /// # Events
        /// `OrderClosed`.
        /// # Errors
        /// `UnknownOrder`, `NotOwner`, `OrderClosed`, `OrderExpired` (use [`Self::expire`]), `Ledger(..)`, `LedgerFailed`,
        /// `Settlement(..)`, `SettlementFailed`.
        #[ink(message)]
        pub fn cancel(&mut self, order: OrderId) -> Result<u128, Error> {
            done(offer::close(&self.config, order, How::Cancel(self.env().caller()))?)
        }

        /// Closes an order that has run out: what is left goes back to its owner. Anybody. How many units or cents. One that was filled
        /// by number and is still in its bucket leaves it: 0.
        /// # Events
        /// `OrderClosed`.
        /// # Errors
        /// `UnknownOrder`, `OrderActive`, `OrderClosed`, and those of its partners as with [`Self::cancel`].
        #[ink(message)]
        pub fn expire(&mut self, order: OrderId) -> Result<u128, Error> {
            done(offer::close(&self.config, order, How::Expire)?)
        }

        /// Closes the instrument's day if it is over; every listing and trade does the same first. Anybody. True when it was.
        #[ink(message)]
        pub fn roll_day(&mut self, instrument: Instrument) -> Result<bool, Error> {
            let today = self.today(instrument)?;
            self.left(&today);
            done(today.ended.is_some())
        }

        /// Opens an instrument's market with a reference price for its first day. Supervisor only.
        /// # Events
        /// `MarketOpened`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `MarketExists`, `BadTerms`, `Overflow`.
        #[ink(message)]
        pub fn open_market(&mut self, instrument: Instrument, reference: Price, terms: Terms) -> Result<(), Error> {
            Err(self.run(Part::Office))
        }

        /// Changes a market's terms, but for its tick. A day that is over closes by its own. Supervisor only.
        /// # Events
        /// `TermsChanged`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `BadTerms`, `Overflow`.
        #[ink(message)]
        pub fn set_terms(&mut self, instrument: Instrument, terms: Terms) -> Result<(), Error> {
            self.hand_on(instrument, Part::Office)
        }

        /// Halts a market: nothing is listed, taken or matched; orders can be cancelled, and expire as they would. `reason` is the
        /// hash of the notice. Supervisor only.
        /// # Events
        /// `MarketHalted`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `MarketHalted` (already).
        #[ink(message)]
        pub fn halt(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            Err(self.run(Part::Office))
        }

        /// Resumes a halted market. Supervisor only.
        /// # Events
        /// `MarketResumed`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownMarket`, `NotHalted`.
        #[ink(message)]
        pub fn resume(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            Err(self.run(Part::Office))
        }

        /// Lets a pair of accounts trade in spite of the market's scope until `expires`; 0 ends it. Regulator only.
        /// # Events
        /// `ExceptionSet`.
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
            Err(self.run(Part::Office))
        }

        /// Does the market's scope let the seller's units go to the buyer now? For front ends: the error names the rule.
        /// # Errors
        /// `UnknownMarket`, `NotRegistered`, `Ineligible(..)`, `RegistryFailed`.
        #[ink(message)]
        pub fn check_transfer(&self, seller: AccountId, buyer: AccountId, instrument: Instrument) -> Result<(), Error> {
            Err(self.run(Part::Office))
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
            // At the last number there is, a page is shorter: nothing lies behind it.
            let end = start.saturating_add(limit.min(MAX_PAGE).into());
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
            self.run(Part::Office);
            Vec::new()
        }

        /// What a controller group, or an account of none, has bought more than sold while positions were limited.
        #[ink(message)]
        pub fn position(&self, instrument: Instrument, holder: Holder) -> i128 {
            self.run(Part::Office);
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

        /// The market, brought to today. The caller stores it.
        #[inline(never)]
        fn today(&self, instrument: Instrument) -> Result<Today, Error> {
            let today = Today::rolled(&self.config, instrument)?;
            today.close_day();
            Ok(today)
        }

        fn left(&self, today: &Today) {
            if today.ended.is_some() {
                today.store();
            }
        }

        #[inline(never)]
        fn market_of(&self, order: OrderId) -> Result<Instrument, Error> {
            self.books.entry(order).map(|entry| entry.order.batch.instrument).ok_or(Error::UnknownOrder)
        }

        /// Brings the market to today and hands the message on.
        fn hand_on<T>(&self, instrument: Instrument, part: Part) -> Result<T, Error> {
            self.left(&self.today(instrument)?);
            Err(self.run(part))
        }

        #[inline(never)]
        fn run(&self, part: Part) -> Error {
            run_code(self.books.codes.get().map(|codes| codes.of(part)))
        }
    }

    impl Venue for Exchange {
        /// A day that is over; kept for [`crate::RING`] days.
        #[ink(message)]
        fn bar(&self, instrument: Instrument, day: Day) -> Option<Bar> {
            self.seen(instrument)?.bar(day)
        }
    }
}
