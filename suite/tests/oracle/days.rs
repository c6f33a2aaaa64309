//! Days pulled from the venue.

use super::*;
use ink::scale::Encode;
use oracle::events::DayPulled;
use weir_types::market::Bar;
use weir_types::oracle::dia::{OracleGetters, CENT};
use weir_types::oracle::index::RING;
use weir_types::oracle::{Index, Oracle as _, Window};
use weir_types::Instrument;

/// A day on which `volume` went at one price.
pub fn bar(day: u32, price: u128, volume: u128) -> Bar {
    let value = price * volume;
    let traded = if volume > 0 { price } else { 0 };
    let turnover = value / 1_000;
    Bar { day, open: traded, high: traded, low: traded, last: traded, close: price, volume, turnover, value }
}

/// Teaches the venue what to answer about a day.
pub fn teach(s: &mut Scene, day: u32, answer: Option<Bar>) {
    let told: ink::MessageResult<Option<Bar>> = Ok(answer);
    let venue = s.venue;
    venue.learns(&mut s.w, &(co2(), day), &told.encode());
}

#[track_caller]
fn pull(s: &mut Scene, day: u32) -> weir_client::Receipt {
    let message = s.oracle.messages().pull(co2(), day);
    s.w.ok(&who("stranger"), message)
}

#[track_caller]
pub fn refused(s: &mut Scene, day: u32) -> Error {
    let message = s.oracle.messages().pull(co2(), day);
    s.w.refused(&who("stranger"), message)
}

fn index(s: &mut Scene) -> Option<Index> {
    let message = s.oracle.messages().index(co2());
    s.w.ask(message)
}

fn window(s: &mut Scene, from: u32, to: u32) -> Result<Window, Error> {
    let message = s.oracle.messages().window(co2(), from, to);
    s.w.ask(message)
}

fn today(s: &mut Scene) -> u32 {
    u32::try_from(s.w.now() / DAY).expect("a day")
}

#[test]
fn days_become_indices() {
    let mut s = scene();
    assert_eq!(index(&mut s), None);
    let first = today(&mut s);
    // 40 t at 52.00 and 10 t at 50.00; a day without trades; 50 t at 40.00.
    let value = 5_200 * 40_000 + 5_000 * 10_000;
    let mixed = Bar {
        day: first,
        open: 5_200,
        high: 5_200,
        low: 5_000,
        last: 5_000,
        close: 5_160,
        volume: 50_000,
        turnover: value / 1_000,
        value,
    };
    for (day, bar) in
        [(first, mixed), (first + 1, bar(first + 1, 5_160, 0)), (first + 2, bar(first + 2, 4_000, 50_000))]
    {
        teach(&mut s, day, Some(bar));
        let receipt = pull(&mut s, day);
        let event: DayPulled = receipt.event_of(s.oracle.address()).expect("a day");
        assert_eq!((event.instrument, event.bar), (co2(), bar));
    }
    s.w.pass(3 * DAY);
    let shown = index(&mut s).expect("an index");
    assert_eq!((shown.day, shown.last, shown.close, shown.vwap), (first + 2, 4_000, 4_000, 4_000));
    assert_eq!(shown.twap, (5_160 + 5_160 + 4_000) / 3);
    // 2/21 of the way from 51.60 to 40.00.
    assert_eq!(shown.ema, 5_049);
    // One forecast was made, 51.60 for 40.00, and lay outside: 29 % of what came.
    assert_eq!((shown.score.days, shown.score.held, shown.score.error, shown.score.naive), (1, 0, 290_000, 290_000));
    assert!(shown.forecast_low < shown.forecast && shown.forecast < shown.forecast_high && shown.forecast < 4_000);
    assert_eq!((shown.as_of, shown.is_stale), (u64::from(first + 3) * DAY, false));
    s.w.pass(2 * DAY);
    let shown = index(&mut s).expect("an index");
    assert!(shown.is_stale && shown.close == 4_000, "said with its age");

    let all = window(&mut s, first, first + 2).expect("a window");
    assert_eq!((all.vwap, all.twap, all.volume), (Some(4_580), 4_773, 100_000));
    let quiet = window(&mut s, first + 1, first + 1).expect("a window");
    assert_eq!((quiet.vwap, quiet.twap, quiet.volume), (None, 5_160, 0));
    for (from, to) in [(first - 1, first), (first, first + 3), (first + 1, first), (0, u32::MAX)] {
        assert_eq!(window(&mut s, from, to), Err(Error::BadWindow), "{from} {to}");
    }
}

#[test]
fn dia_shows_the_close_where_there_is_no_feed() {
    let mut s = scene();
    let day = today(&mut s);
    teach(&mut s, day, Some(bar(day, 5_000, 10)));
    pull(&mut s, day);
    let ask = |s: &mut Scene| {
        let message = s.oracle.messages().get_latest_price("CO2-UK-2021/GBP".into());
        s.w.ask(message)
    };
    assert_eq!(ask(&mut s), Some((u64::from(day + 1) * DAY, 5_000 * CENT)));
    s.w.pass(4 * DAY);
    assert_eq!(ask(&mut s), None, "stale");
    let message = s.oracle.messages().set_feed(feed(), TERMS);
    s.w.ok(&supervisor(), message);
    assert_eq!(ask(&mut s), None, "a feed without a reading");
}

#[test]
fn nobody_leaves_out_or_repeats_a_day() {
    let mut s = scene();
    let first = today(&mut s);
    for day in first..first + 5 {
        teach(&mut s, day, Some(bar(day, 5_000, 10)));
    }
    assert_eq!(refused(&mut s, first + 1), Error::WrongDay, "not the venue's first day");
    pull(&mut s, first);
    assert_eq!(refused(&mut s, first), Error::WrongDay);
    assert_eq!(refused(&mut s, first - 1), Error::WrongDay);
    assert_eq!(refused(&mut s, first + 2), Error::WrongDay);
    assert_eq!(refused(&mut s, first + 9), Error::NoBar, "not over");
    pull(&mut s, first + 1);
    // The venue's own ring has gone on: days it no longer keeps are passed over, and windows begin after them.
    teach(&mut s, first + 2, None);
    assert_eq!(refused(&mut s, first + 2), Error::NoBar);
    assert_eq!(refused(&mut s, first + 4), Error::WrongDay);
    pull(&mut s, first + 3);
    assert_eq!(window(&mut s, first + 1, first + 3), Err(Error::BadWindow));
    assert!(window(&mut s, first + 3, first + 3).is_ok());
    let message = s.oracle.messages().pull("CO2-UK-2022".parse::<Instrument>().expect("a code"), first);
    assert_eq!(s.w.refused(&who("a"), message), Error::NoBar, "no such market");
    assert_eq!(refused(&mut s, u32::MAX), Error::NoBar);
    assert_eq!(refused(&mut s, 0), Error::WrongDay);
}

/// 600 days: what a pull and a window cost does not depend on how many there have been, and the ring forgets the oldest.
#[test]
fn a_pull_costs_the_same_on_the_six_hundredth_day() {
    let mut s = scene();
    let first = 100;
    let mut costs = Vec::new();
    for day in first..first + 600 {
        let price = 5_000 + u128::from(day % 7) * 10;
        teach(&mut s, day, Some(bar(day, price, 1_000)));
        costs.push(pull(&mut s, day).cost.ref_time);
    }
    // The second day is the first that writes over nothing new but its place; from day 513 on places are written again.
    let (early, late) = (costs[10], costs[599]);
    assert!(early.abs_diff(late) * 100 < early, "{early} then, {late} now");
    let last = first + 599;
    let kept = last - (RING - 1);
    let longest = window(&mut s, kept, last).expect("a window");
    let prices = (kept..=last).map(|day| 5_000 + u128::from(day % 7) * 10);
    assert_eq!(longest.vwap, Some(prices.sum::<u128>() / u128::from(RING)));
    assert_eq!(window(&mut s, kept - 1, last), Err(Error::BadWindow));
    assert_eq!(window(&mut s, kept - 1, kept - 1), Err(Error::BadWindow));
    let score = index(&mut s).expect("an index").score;
    assert_eq!(score.days, 599);
}
