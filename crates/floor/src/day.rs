//! A market as it stands today.

use crate::data::{Books, Shelf};
use crate::{emit, events, Config, Error};
use weir_rules::book::levels;
use weir_rules::market::{self as rules, Clock};
use weir_types::market::{Bar, Market};
use weir_types::Instrument;

/// An instrument's market, and the time.
pub struct Today {
    /// Of what.
    pub instrument: Instrument,
    /// The market.
    pub market: Market,
    /// Now.
    pub clock: Clock,
    /// The day that is over and has not been stored as such.
    pub ended: Option<Bar>,
}

impl Today {
    /// The market as it is stored. The exchange brings it to today before it runs another code.
    pub fn stored(config: &Config, instrument: Instrument) -> Result<Self, Error> {
        let market = Books::default().market(instrument).ok_or(Error::UnknownMarket)?;
        Ok(Self { instrument, market, clock: config.clock()?, ended: None })
    }

    /// The market, rolled to today; stores nothing.
    #[inline(never)]
    pub fn rolled(config: &Config, instrument: Instrument) -> Result<Self, Error> {
        let mut today = Self::stored(config, instrument)?;
        today.ended = rules::roll(&mut today.market, today.clock.day);
        if today.ended.is_some() {
            levels::rebuild(&Shelf::of(instrument), &mut today.market)?;
        }
        Ok(today)
    }

    /// Does the market trade now?
    pub fn check_trading(&self) -> Result<(), Error> {
        Ok(rules::check_trading(&self.market, self.clock.minute)?)
    }

    /// Keeps the day that is over and tells so. The caller stores the market.
    #[inline(never)]
    pub fn close_day(&self) {
        let Some(bar) = self.ended else { return };
        Books::default().keep(self.instrument, &bar);
        emit(events::DayClosed { instrument: self.instrument, bar });
    }

    /// Stores the market.
    pub fn store(&self) {
        Books::default().set_market(self.instrument, &self.market);
    }
}
