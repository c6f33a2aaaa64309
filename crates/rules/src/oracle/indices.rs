//! What a day changes in an instrument's indices, and what is shown of them.

use crate::math::divide;
use crate::oracle::{bars, forecast, freshness, in_64_bits};
use weir_types::market::Bar;
use weir_types::oracle::index::TWAP_DAYS;
use weir_types::oracle::{Error, Index, Model, Series, Slot, Totals};
use weir_types::units::{Day, DAY_MS};
use weir_types::{Price, Timestamp};

/// Weight of the newest close in the exponential average, of 21: an average over 20 days.
const EMA_WEIGHT: u64 = 2;
/// The weights' sum.
const EMA_WHOLE: u64 = 21;
/// Thousandths of a cent.
const MILLI: u64 = 1_000;
/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Does `day` follow the last day of a series? False when days would be missing before it (or when it would be the first): then it
/// may be taken only if the venue no longer keeps the day before it, so that nobody can choose which days count.
pub fn follows(series: Option<&Series>, day: Day) -> Result<bool, Error> {
    let Some(series) = series else { return Ok(false) };
    if day <= series.day {
        return Err(Error::WrongDay);
    }
    Ok(series.day.checked_add(1) == Some(day))
}

/// Takes a bar into a series (a new one when there is none): the series as it is now, and what goes into the bar's place of the
/// ring. When days are missing before it, windows begin with it.
pub fn append(series: Option<Series>, bar: Bar) -> Result<(Series, Slot), Error> {
    let mut now = series.unwrap_or(Series {
        start: bar.day,
        day: bar.day,
        traded: None,
        close: bar.close,
        last: 0,
        vwap: 0,
        ema: 0,
        totals: Totals::default(),
        model: Model::default(),
    });
    if series.is_some() && now.day.checked_add(1) != Some(bar.day) {
        now.start = bar.day;
    }
    let slot = Slot { day: bar.day, before: now.totals };
    now.totals = bars::add(&now.totals, &bar);
    (now.day, now.close) = (bar.day, bar.close);
    if let Some(average) = divide(bar.value, bar.volume) {
        (now.traded, now.last, now.vwap) = (Some(bar.day), bar.last, average);
        now.ema = ema(now.ema, bar.close)?;
        forecast::learn(&mut now.model, bar.close, &forecast::PARAMETERS)?;
    }
    Ok((now, slot))
}

/// The exponential average with a close added, in thousandths of a cent; the first close is its own average.
pub fn ema(average: u64, close: Price) -> Result<u64, Error> {
    let close = in_64_bits(close).checked_mul(MILLI).ok_or(Error::Overflow)?;
    if average == 0 {
        return Ok(close);
    }
    let step = close.abs_diff(average).checked_div(EMA_WHOLE).and_then(|part| part.checked_mul(EMA_WEIGHT));
    let next =
        step.and_then(|step| if close > average { average.checked_add(step) } else { average.checked_sub(step) });
    next.ok_or(Error::Overflow)
}

/// The first day of the window that [`Index::twap`] is over.
pub fn twap_from(series: &Series) -> Day {
    bars::first_kept(series).max(series.day.saturating_sub(TWAP_DAYS.saturating_sub(1)))
}

/// When a day ends, in milliseconds of block time, for days that begin `offset` minutes before midnight UTC.
pub fn end_of(day: Day, offset: i16) -> Option<Timestamp> {
    let shift = i64::from(offset).checked_mul(MINUTE_MS)?.checked_neg()?;
    u64::from(day).checked_add(1)?.checked_mul(DAY_MS)?.checked_add_signed(shift)
}

/// What is shown of a series. `twap` comes from the ring; `offset` is the market's day.
pub fn show(series: &Series, twap: Price, offset: i16, now: Timestamp, max_age: Timestamp) -> Index {
    let ended = series.traded.and_then(|day| end_of(day, offset));
    let band = forecast::predict(&series.model, &forecast::PARAMETERS).unwrap_or_default();
    Index {
        day: series.day,
        last: series.last,
        close: series.close,
        vwap: series.vwap,
        twap,
        ema: series.ema.checked_div(MILLI).unwrap_or_default().into(),
        forecast: band.forecast,
        forecast_low: band.low,
        forecast_high: band.high,
        score: series.model.score,
        as_of: ended.unwrap_or_default(),
        is_stale: ended.is_none_or(|as_of| freshness::is_stale(as_of, now, max_age)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::day_of;

    fn bar(day: Day, price: Price, volume: u128) -> Bar {
        let value = price * volume;
        let price_or = |traded| if volume > 0 { traded } else { 0 };
        let [open, high, low, last] = [price_or(price); 4];
        Bar { day, open, high, low, last, close: price, volume, turnover: value / 1_000, value }
    }

    #[test]
    fn a_day_without_trades_carries_the_close_and_moves_nothing_else() {
        let (first, _) = append(None, bar(10, 5_000, 2)).unwrap();
        let (second, slot) = append(Some(first), bar(11, 5_000, 0)).unwrap();
        assert_eq!((second.day, second.traded, second.last, second.vwap), (11, Some(10), 5_000, 5_000));
        assert_eq!((second.model, second.ema), (first.model, first.ema));
        assert_eq!((slot.before, second.totals.closes), (first.totals, 10_000));
    }

    #[test]
    fn a_series_that_begins_without_a_trade_is_stale() {
        let (series, _) = append(None, bar(10, 5_000, 0)).unwrap();
        let index = show(&series, 5_000, 0, end_of(10, 0).unwrap(), u64::MAX);
        assert_eq!((index.close, index.last, index.ema, index.forecast, index.as_of), (5_000, 0, 0, 0, 0));
        assert!(index.is_stale);
        let (series, _) = append(Some(series), bar(11, 5_100, 1)).unwrap();
        let index = show(&series, 5_000, 0, end_of(11, 0).unwrap(), 1);
        assert_eq!((index.last, index.ema, index.forecast, index.as_of), (5_100, 5_100, 5_100, 12 * DAY_MS));
        assert!(!index.is_stale);
    }

    #[test]
    fn days_follow_each_other_unless_the_venue_has_lost_them() {
        let (series, _) = append(None, bar(10, 1, 1)).unwrap();
        assert_eq!([9, 10].map(|day| follows(Some(&series), day)), [Err(Error::WrongDay); 2]);
        assert_eq!([11, 12].map(|day| follows(Some(&series), day)), [Ok(true), Ok(false)]);
        assert_eq!(follows(None, 5), Ok(false));
        let (series, _) = append(Some(series), bar(12, 1, 1)).unwrap();
        assert_eq!((series.start, bars::first_kept(&series), twap_from(&series)), (12, 12, 12));
    }

    #[test]
    fn the_exponential_average_follows_slowly() {
        // 2/21 of the way from 50.00 to 71.00 is 2.00.
        let first = ema(0, 5_000).unwrap();
        assert_eq!(ema(first, 7_100).unwrap() / MILLI, 5_200);
        assert_eq!(ema(first, 2_900).unwrap() / MILLI, 4_800);
        assert_eq!(ema(0, u128::MAX), Err(Error::Overflow));
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        for offset in [-720, 0, 480] {
            let end = end_of(18_000, offset).unwrap();
            assert_eq!((day_of(end - 1, offset), day_of(end, offset)), (Ok(18_000), Ok(18_001)));
        }
        assert_eq!(end_of(0, i16::MAX).map(|end| end < DAY_MS), None, "before the epoch");
    }
}
