//! Days pulled from the venue, and what is shown of them.

use crate::{calls, Error, Oracle};
use ink::codegen::Env;
use weir_rules::oracle::{bars, freshness, indices};
use weir_types::market::Bar;
use weir_types::oracle::{dia, FeedId, Index, Slot, Window};
use weir_types::units::Day;
use weir_types::Instrument;

impl Oracle {
    /// Takes a day from the venue.
    pub(crate) fn take_day(&mut self, instrument: Instrument, day: Day) -> Result<Bar, Error> {
        let venue = self.venue().ok_or(Error::NotWired)?;
        let series = self.series.get(instrument);
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
        self.series.insert(instrument, &series);
        self.bars.insert((instrument, bars::place(day)), &slot);
        Ok(bar)
    }

    /// A day's place in the ring, while it is that day's.
    pub(crate) fn slot(&self, instrument: Instrument, day: Day) -> Option<Slot> {
        self.bars.get((instrument, bars::place(day))).filter(|slot| slot.bar.day == day)
    }

    pub(crate) fn averages(&self, instrument: Instrument, from: Day, to: Day) -> Result<Window, Error> {
        let series = self.series.get(instrument).ok_or(Error::BadWindow)?;
        bars::check_window(&series, from, to)?;
        let ends = self.slot(instrument, from).zip(self.slot(instrument, to));
        let (first, last) = ends.ok_or(Error::BadWindow)?;
        Ok(bars::window(&first, &last)?)
    }

    pub(crate) fn indices(&self, instrument: Instrument) -> Option<Index> {
        let series = self.series.get(instrument)?;
        let twap = self.averages(instrument, indices::twap_from(&series), series.day).ok()?.twap;
        let (now, config) = (self.env().block_timestamp(), self.config);
        Some(indices::show(&series, twap, config.day_offset, now, config.max_age))
    }

    /// Time and price of a pair, in DIA's units: of the feed, or of the instrument's close where there is no feed; while not stale.
    pub(crate) fn latest(&self, pair: &str) -> Option<(u64, u128)> {
        let (name, currency) = pair.split_once('/')?;
        if currency.as_bytes() != self.config.currency {
            return None;
        }
        let id: FeedId = name.parse().ok()?;
        let (as_of, price, is_stale) = match self.feeds.get(id) {
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
