//! Code of the exchange: standing conditional orders (placed, and matched by anybody).
//!
//! The exchange runs it in its own storage by delegate call, after it has brought the market to today; what the messages do and refuse
//! is documented with the exchange's of the same names. An instance of its own is an exchange without markets.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::standing::{Standing, StandingRef};

#[ink::contract]
mod standing {
    use weir_floor::desk::Desk;
    use weir_floor::{calls, emit, events, offer, Books, Config, Error, Shelf, Today};
    use weir_rules::book::matching;
    use weir_rules::market as rules;
    use weir_types::calls::done;
    use weir_types::market::{Accept, Matched, OrderId, OrderKind, Side, Ticket};
    use weir_types::Instrument;

    /// The exchange's root cell.
    #[ink(storage)]
    pub struct Standing {
        config: Config,
        count: OrderId,
        books: Books,
    }

    impl Standing {
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

        /// `exchange::match_orders`.
        #[ink(message)]
        pub fn match_orders(&mut self, instrument: Instrument, limit: u32) -> Result<Matched, Error> {
            let mut today = Today::stored(&self.config, instrument)?;
            today.check_trading()?;
            let (config, terms, clock) = (self.config, today.market.terms, today.clock);
            let mut desk = Desk { shelf: Shelf::of(instrument), config, terms, clock, known: [None; 2] };
            let matched = matching::run(&mut desk, &mut today.market, &clock, limit)?;
            today.store();
            done(matched)
        }
    }
}
