//! Code of the exchange: its counter. Standing orders are placed here, supervisor and regulator set the rules, anybody looks at the
//! book.
//!
//! The exchange runs it in its own storage by delegate call, after it has brought the market to today; what the messages do and refuse
//! is documented with the exchange's of the same names. An instance of its own is an exchange that nobody can trade on.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::office::{Office, OfficeRef};

#[ink::contract]
mod office {
    use ink::prelude::vec::Vec;
    use weir_floor::{calls, emit, events, look, offer, parties, Books, Config, Error, Holder, Shelf, Today};
    use weir_rules::book::levels;
    use weir_rules::market as rules;
    use weir_types::calls::done;
    use weir_types::market::{Accept, Level, OrderId, OrderKind, Side, Terms, Ticket};
    use weir_types::policy::Guarded;
    use weir_types::{Instrument, Price, Role};

    /// The most price levels one look shows.
    pub const MAX_LEVELS: u32 = 20;

    /// The exchange's root cell.
    #[ink(storage)]
    pub struct Office {
        config: Config,
        count: OrderId,
        books: Books,
    }

    impl Office {
        /// For its metadata.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, count: 0, books: Books::default() }
        }

        /// `exchange::place`.
        #[ink(message)]
        pub fn place(&mut self, ticket: Ticket) -> Result<OrderId, Error> {
            let Ticket { side, batch, quantity, price, after, expires, accept_flagged } = ticket;
            let mut today = Today::stored(&self.config, batch.instrument)?;
            if today.market.halted {
                return Err(Error::MarketHalted);
            }
            let kind = match side {
                Side::Sell => OrderKind::Sell { after },
                Side::Buy => OrderKind::Buy { after, funds: 0 },
            };
            let (owner, accept) = (self.env().caller(), Accept { flagged: accept_flagged, bank: false });
            let mut order = offer::draft(kind, owner, (batch, quantity), price, expires, accept);
            let funds = rules::check_standing(&today.market, &order, today.clock.now)?;
            if side == Side::Buy {
                order.kind = OrderKind::Buy { after, funds };
                order.lock = calls::fund(self.config.settlement, owner, funds, expires)?;
            } else {
                offer::back_with_units::<true>(&self.config, &today, &mut order)?;
            }
            let order = offer::enter(&mut self.count, &mut today, &order)?;
            emit(events::OrderPlaced { order, owner, side, batch, quantity, price, after, expires, accept_flagged });
            Ok(order)
        }

        /// `exchange::open_market`.
        #[ink(message)]
        pub fn open_market(&mut self, instrument: Instrument, reference: Price, terms: Terms) -> Result<(), Error> {
            let by = self.caller_as(Role::Supervisor)?;
            self.enter(0);
            if self.books.markets.contains(instrument) {
                return Err(Error::MarketExists);
            }
            if !instrument.is_valid() {
                return Err(Error::BadTerms);
            }
            let market = rules::open(reference, terms, self.config.clock()?.day)?;
            self.books.set_market(instrument, &market);
            emit(events::MarketOpened { instrument, reference, terms, by });
            done(())
        }

        /// `exchange::set_terms`.
        #[ink(message)]
        pub fn set_terms(&mut self, instrument: Instrument, terms: Terms) -> Result<(), Error> {
            let by = self.caller_as(Role::Supervisor)?;
            self.enter(0);
            let mut market = Today::stored(&self.config, instrument)?.market;
            let before = rules::set_terms(&mut market, terms)?;
            levels::rebuild(&Shelf::of(instrument), &mut market)?;
            self.books.set_market(instrument, &market);
            emit(events::TermsChanged { instrument, before, after: terms, by });
            done(())
        }

        /// `exchange::halt`.
        #[ink(message)]
        pub fn halt(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            let by = self.set_halted(instrument, true, Error::MarketHalted)?;
            emit(events::MarketHalted { instrument, reason, by });
            done(())
        }

        /// `exchange::resume`.
        #[ink(message)]
        pub fn resume(&mut self, instrument: Instrument, reason: Hash) -> Result<(), Error> {
            let by = self.set_halted(instrument, false, Error::NotHalted)?;
            self.enter(0);
            emit(events::MarketResumed { instrument, reason, by });
            done(())
        }

        /// `exchange::set_exception`.
        #[ink(message)]
        pub fn set_exception(
            &mut self,
            instrument: Instrument,
            seller: AccountId,
            buyer: AccountId,
            expires: Timestamp,
        ) -> Result<(), Error> {
            let by = self.caller_as(Role::Regulator)?;
            self.enter(0);
            let key = (instrument, seller, buyer);
            if expires == 0 {
                self.books.exceptions.remove(key);
            } else {
                self.books.exceptions.insert(key, &expires);
            }
            emit(events::ExceptionSet { instrument, seller, buyer, expires, by });
            done(())
        }

        /// `exchange::check_transfer`.
        #[ink(message)]
        pub fn check_transfer(&self, seller: AccountId, buyer: AccountId, instrument: Instrument) -> Result<(), Error> {
            let Today { market, clock, .. } = Today::stored(&self.config, instrument)?;
            let pair = (seller, buyer);
            parties::check_scope(&self.books, self.config.registry, &market.terms, instrument, pair, clock.now)
        }

        /// `exchange::levels`.
        #[ink(message)]
        pub fn levels(&self, instrument: Instrument, side: Side, count: u32) -> Vec<Level> {
            let Ok(today) = Today::stored(&self.config, instrument) else { return Vec::new() };
            look::best(&today, side, usize::try_from(count.min(MAX_LEVELS)).unwrap_or(0))
        }

        /// `exchange::position`.
        #[ink(message)]
        pub fn position(&self, instrument: Instrument, holder: Holder) -> i128 {
            self.books.position(instrument, holder)
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

    impl Guarded for Office {
        /// What decides who may trade with whom, at which prices; and letting go of a brake. Halting stays open, and so does all that
        /// takes an order back.
        const HIGH_RISK: &'static [&'static str] = &["open_market", "set_terms", "resume", "set_exception"];

        fn guard(&self) -> Option<AccountId> {
            Some(self.config.registry)
        }
    }
}
