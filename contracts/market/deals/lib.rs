//! Code of the exchange: sales in markets that limit who trades with whom and how much, sales through a bank, blocks.
//!
//! The exchange runs it in its own storage by delegate call, after it has brought the market to today; what the messages do and refuse
//! is documented with the exchange's of the same names. An instance of its own is an exchange without markets.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::deals::{Deals, DealsRef};

#[ink::contract]
mod deals {
    use weir_floor::sale::{self, Wish};
    use weir_floor::{emit, events, offer, Books, Config, Error, Today};
    use weir_rules::market as rules;
    use weir_types::calls::done;
    use weir_types::market::{Accept, OrderId, OrderKind};
    use weir_types::{BatchId, Instrument, Money, Price, Quantity};

    /// The exchange's root cell.
    #[ink(storage)]
    pub struct Deals {
        config: Config,
        count: OrderId,
        books: Books,
    }

    impl Deals {
        /// For its metadata.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self { config, count: 0, books: Books::default() }
        }

        /// `exchange::list` where what was bought today is held.
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
            let seller = self.env().caller();
            let mut draft = offer::draft(OrderKind::Listed, seller, (batch, quantity), price, expires, accept);
            offer::back_with_units::<true>(&self.config, &today, &mut draft)?;
            let order = offer::enter(&mut self.count, &mut today, &draft)?;
            emit(events::Listed { order, seller, batch, quantity, price, expires, accept });
            Ok(order)
        }

        /// `exchange::take` where parties are limited.
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

        /// `exchange::take_by_bank`.
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

        /// `exchange::propose_block`.
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
            let seller = self.env().caller();
            if seller == buyer {
                return Err(Error::OwnOrder);
            }
            let mut draft = offer::draft(OrderKind::Block { buyer }, seller, (batch, quantity), price, expires, accept);
            offer::back_with_units::<true>(&self.config, &today, &mut draft)?;
            let order = offer::enter(&mut self.count, &mut today, &draft)?;
            emit(events::BlockProposed { order, seller, buyer, batch, quantity, price, expires, accept });
            Ok(order)
        }

        /// `exchange::confirm_block`.
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

        fn trading(&self, instrument: Instrument) -> Result<Today, Error> {
            let today = Today::stored(&self.config, instrument)?;
            today.check_trading()?;
            Ok(today)
        }

        fn sell(
            &mut self,
            order: OrderId,
            quantity: Option<Quantity>,
            max_price: Price,
            accept_flagged: bool,
            bank: Option<AccountId>,
        ) -> Result<Money, Error> {
            let buyer = self.env().caller();
            let entry = self.books.entry(order).ok_or(Error::UnknownOrder)?;
            let today = self.trading(entry.order.batch.instrument)?;
            let wish = Wish { buyer, order, quantity, max_price, accept_flagged, bank };
            sale::sell::<true>(&self.config, today, entry, &wish)
        }
    }
}
