//! The ring and its windows against plain sums over a list that forgets nothing.

use super::*;
use crate::oracle::indices;
use proptest::prelude::*;
use std::collections::BTreeMap;
use weir_types::oracle::Slot;
use weir_types::Price;

fn bar(day: Day, close: Price, trades: &[(Price, Quantity)]) -> Bar {
    let prices = || trades.iter().map(|(price, _)| *price);
    let value = trades.iter().map(|(price, volume)| price * volume).sum::<u128>();
    Bar {
        day,
        open: prices().next().unwrap_or(0),
        high: prices().max().unwrap_or(0),
        low: prices().min().unwrap_or(0),
        last: prices().last().unwrap_or(0),
        close,
        volume: trades.iter().map(|(_, volume)| *volume).sum(),
        turnover: value / 1_000,
        value,
    }
}

#[test]
fn bars_that_cannot_be_are_refused() {
    let good = bar(7, 5_000, &[(4_900, 10), (5_100, 30)]);
    assert_eq!((check(&good, 7), check(&good, 8)), (Ok(()), Err(Error::BadBar)));
    assert_eq!(check(&bar(7, 5_000, &[]), 7), Ok(()));
    for bad in [
        Bar { close: 0, ..good },
        Bar { close: MAX_PRICE + 1, ..good },
        Bar { low: 0, ..good },
        Bar { low: 5_200, ..good },
        Bar { open: 4_899, ..good },
        Bar { last: 5_101, ..good },
        Bar { value: 4_900 * 40 - 1, ..good },
        Bar { value: 5_101 * 40, ..good },
        Bar { volume: 0, ..good },
        Bar { high: u128::MAX, ..good },
        Bar { volume: u128::MAX, ..good },
        Bar { turnover: 1, ..bar(7, 5_000, &[]) },
    ] {
        assert_eq!(check(&bad, 7), Err(Error::BadBar), "{bad:?}");
    }
}

#[test]
fn a_window_has_the_exact_averages() {
    // Shanghai's way: 40 t at 52.00 and 10 t at 50.00 average to 51.60; the day after nothing is traded.
    let (one, first) = indices::append(None, bar(100, 5_160, &[(5_200, 40_000), (5_000, 10_000)])).unwrap();
    let (two, second) = indices::append(Some(one), bar(101, 5_160, &[])).unwrap();
    let (three, third) = indices::append(Some(two), bar(102, 4_000, &[(4_000, 50_000)])).unwrap();
    assert_eq!([first.day, second.day, third.day], [100, 101, 102]);
    let all = window(100, &first.before, 102, &three.totals).unwrap();
    assert_eq!((all.vwap, all.twap, all.volume), (Some(4_580), (5_160 + 5_160 + 4_000) / 3, 100_000));
    // A day alone: up to where the next begins.
    let alone = window(100, &first.before, 100, &second.before).unwrap();
    assert_eq!((alone.vwap, alone.twap, alone.volume), (Some(5_160), 5_160, 50_000));
    let empty = window(101, &second.before, 101, &third.before).unwrap();
    assert_eq!((empty.vwap, empty.twap), (None, 5_160));
    assert_eq!(window(102, &third.before, 101, &three.totals), Err(Error::BadWindow));
}

#[test]
fn windows_stay_inside_of_what_is_kept() {
    let (mut series, _) = indices::append(None, bar(0, 1, &[])).unwrap();
    for day in 1..=600 {
        series = indices::append(Some(series), bar(day, 1, &[])).unwrap().0;
    }
    assert_eq!(first_kept(&series), 89);
    assert_eq!(check_window(&series, 89, 600), Ok(()));
    assert_eq!(check_window(&series, 600, 600), Ok(()));
    for (from, to) in [(88, 600), (88, 88), (89, 601), (600, 599), (0, u32::MAX)] {
        assert_eq!(check_window(&series, from, to), Err(Error::BadWindow), "{from} {to}");
    }
    // A gap: older days are no longer to be averaged over.
    let (series, _) = indices::append(Some(series), bar(700, 1, &[])).unwrap();
    assert_eq!(check_window(&series, 600, 700), Err(Error::BadWindow));
    assert_eq!(check_window(&series, 700, 700), Ok(()));
}

#[test]
fn the_fullest_ring_fits() {
    let full = |day| bar(day, MAX_PRICE, &[(MAX_PRICE, MAX_VOLUME)]);
    let (mut series, first) = indices::append(None, full(0)).unwrap();
    // Sums of more than a ring may wrap; those of a window do not.
    let wrapping = Totals { value: u128::MAX - 5, volume: u128::MAX - 5, closes: u64::MAX - 5 };
    series.totals = add(&wrapping, &full(0));
    let mut slots = vec![Slot { before: wrapping, ..first }];
    for day in 1..2 * RING {
        assert_eq!(check(&full(day), day), Ok(()));
        let slot;
        (series, slot) = indices::append(Some(series), full(day)).unwrap();
        slots.push(slot);
    }
    let from = first_kept(&series);
    let all = window(from, &slots[usize::try_from(from).unwrap()].before, series.day, &series.totals).unwrap();
    assert_eq!(all.volume, MAX_VOLUME * u128::from(RING));
    let early = window(0, &slots[0].before, 9, &slots[10].before).unwrap();
    assert_eq!((early.vwap, early.volume), (Some(MAX_PRICE), 10 * MAX_VOLUME), "across the wrap");
    assert_eq!((all.vwap, all.twap), (Some(MAX_PRICE), MAX_PRICE));
}

#[test]
fn places_come_round() {
    assert_eq!((place(0), place(511), place(512), place(u32::MAX)), (0, 511, 0, 511));
}

proptest! {
    /// Random days, gaps and windows: the ring gives what a plain list gives.
    #[test]
    fn the_ring_agrees_with_a_list(
        days in proptest::collection::vec((1u32..3, 1u128..10_000, 0u128..1_000_000, 1u128..10_000, 0u128..1_000), 1..700),
        asked in proptest::collection::vec((0u32..1_500, 0u32..600), 20),
    ) {
        let (mut series, mut ring, mut list) = (None, BTreeMap::new(), BTreeMap::new());
        let mut day = 0;
        for (step, price, volume, other, more) in days {
            // Now and then a day is missing.
            day += if step == 2 && volume % 50 == 0 { 2 } else { 1 };
            let trades: Vec<_> = [(price, volume), (other, more)].into_iter().filter(|(_, volume)| *volume > 0).collect();
            let bar = bar(day, price, &trades);
            prop_assert_eq!(check(&bar, day), Ok(()));
            let (next, slot) = indices::append(series, bar).unwrap();
            series = Some(next);
            ring.insert(place(day), slot);
            list.insert(day, bar);
        }
        let series = series.unwrap();
        prop_assert!(ring.len() <= 512);
        for (from, length) in asked {
            let to = from + length;
            if check_window(&series, from, to).is_err() {
                continue;
            }
            let slot = |day: Day| ring.get(&place(day)).filter(|slot: &&Slot| slot.day == day);
            let after = if to == series.day { series.totals } else { slot(to + 1).unwrap().before };
            let got = window(from, &slot(from).unwrap().before, to, &after).unwrap();
            let bars: Vec<_> = list.range(from..=to).map(|(_, bar)| bar).collect();
            prop_assert_eq!(bars.len() as u32, length + 1, "no day is missing in a window that may be asked");
            let volume: u128 = bars.iter().map(|bar| bar.volume).sum();
            let value: u128 = bars.iter().map(|bar| bar.value).sum();
            prop_assert_eq!(got.volume, volume);
            prop_assert_eq!(got.vwap, value.checked_div(volume));
            prop_assert_eq!(got.twap, bars.iter().map(|bar| bar.close).sum::<u128>() / bars.len() as u128);
        }
    }
}
