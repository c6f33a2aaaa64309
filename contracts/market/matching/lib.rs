//! Code of the exchange: standing conditional orders carry themselves out.
//!
//! The exchange runs it in its own storage by delegate call, after it has brought the market to today; what the messages do and refuse
//! is documented with the exchange's of the same names. An instance of its own is an exchange without markets.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::matching::{Matching, MatchingRef};

#[ink::contract]
mod matching {
    use weir_floor::desk::Desk;
    use weir_floor::{Books, Config, Error, Shelf, Today};
    use weir_rules::book::matching as rules;
    use weir_types::calls::done;
    use weir_types::market::{Matched, OrderId};
    use weir_types::Instrument;

    /// The exchange's root cell.
    #[ink(storage)]
    pub struct Matching {
        config: Config,
        count: OrderId,
        books: Books,
    }

    impl Matching {
        /// For its metadata.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, count: 0, books: Books::default() }
        }

        /// `exchange::match_orders`.
        #[ink(message)]
        pub fn match_orders(&mut self, instrument: Instrument, limit: u32) -> Result<Matched, Error> {
            let mut today = Today::stored(&self.config, instrument)?;
            today.check_trading()?;
            let (config, terms, clock) = (self.config, today.market.terms, today.clock);
            let mut desk = Desk { shelf: Shelf::of(instrument), config, terms, clock, known: [None; 2] };
            let matched = rules::run(&mut desk, &mut today.market, &clock, limit)?;
            today.store();
            done(matched)
        }
    }
}
