//! Days pulled from the venue, and what is shown of them.

use crate::{calls, Error, Oracle};
use ink::codegen::Env;
use weir_rules::oracle::{bars, freshness, indices};
use weir_types::market::Bar;
use weir_types::oracle::{dia, Index, Series, Totals, Window};
use weir_types::store::Records;
use weir_types::units::Day;
use weir_types::Instrument;

impl Oracle {
    /// Takes a day from the venue.
    pub(crate) fn take_day(&mut self, instrument: Instrument, day: Day) -> Result<Bar, Error> {
        let venue = self.config.venue;
        let series = self.series.find(instrument);
        if !indices::follows(series.as_ref(), day)? {
            // Days would be missing. They may be, when the venue does not keep the day before this one.
            let before = day.checked_sub(1).map(|before| calls::bar(venue, instrument, before)).transpose()?;
            if before.flatten().is_some() {
                return Err(Error::WrongDay);
            }
        }
        let bar = calls::bar(venue, instrument, day)?.ok_or(Error::NoBar)?;
        bars::check(&bar, day)?;
        let (series, slot) = indices::append(series, bar)?;
        self.series.keep(instrument, &series);
        self.bars.keep((instrument, bars::place(day)), &slot);
        Ok(bar)
    }

    pub(crate) fn averages(&self, instrument: Instrument, from: Day, to: Day) -> Result<Window, Error> {
        let series = self.series.find(instrument).ok_or(Error::BadWindow)?;
        self.averages_of(instrument, &series, from, to)
    }

    fn averages_of(&self, instrument: Instrument, series: &Series, from: Day, to: Day) -> Result<Window, Error> {
        bars::check_window(series, from, to)?;
        let before = self.sums_before(instrument, from)?;
        let after = match to.checked_add(1) {
            Some(next) if next <= series.day => self.sums_before(instrument, next)?,
            _ => series.totals,
        };
        bars::window(from, &before, to, &after)
    }

    /// The sums up to the day before this one, while the day is kept.
    fn sums_before(&self, instrument: Instrument, day: Day) -> Result<Totals, Error> {
        let slot = self.bars.find((instrument, bars::place(day))).filter(|slot| slot.day == day);
        slot.map(|slot| slot.before).ok_or(Error::BadWindow)
    }

    pub(crate) fn indices(&self, instrument: Instrument) -> Option<Index> {
        let series = self.series.find(instrument)?;
        let twap = self.averages_of(instrument, &series, indices::twap_from(&series), series.day).ok()?.twap;
        let (now, config) = (self.env().block_timestamp(), self.config);
        Some(indices::show(&series, twap, config.day_offset, now, config.max_age))
    }

    /// Time and price of a pair, in DIA's units: of the feed, or of the instrument's close where there is no feed; while not stale.
    pub(crate) fn latest(&self, pair: &str) -> Option<(u64, u128)> {
        let id = dia::feed_of(pair, &self.config.currency)?;
        let (as_of, price, is_stale) = match self.feeds.find(id) {
            Some(feed) => {
                let reading = freshness::reading(&feed, self.env().block_timestamp())?;
                (reading.as_of, reading.price, reading.is_stale)
            }
            None => {
                let index = self.indices(id.instrument()?)?;
                (index.as_of, index.close, index.is_stale)
            }
        };
        price.checked_mul(dia::CENT).filter(|_| !is_stale).map(|price| (as_of, price))
    }
}
