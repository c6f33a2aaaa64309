//! The ring and its windows against plain sums over a list that forgets nothing.

use super::*;
use crate::oracle::indices;
use proptest::prelude::*;
use std::collections::BTreeMap;
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
    assert_eq!((check(&good, 7), check(&good, 8)), (Ok(()), Err(Refusal::BadBar)));
    assert_eq!(check(&bar(7, 5_000, &[]), 7), Ok(()));
    for bad in [
        Bar { close: 0, ..good },
        Bar { close: MAX_PRICE + 1, ..good },
        Bar { low: 0, ..good },
        Bar { low: 5_200, ..good },
        Bar { open: 4_899, ..good },
        Bar { last: 5_101, ..good },
        Bar { value: 4_900 * 40 - 1, ..good },
        Bar { value: 5_100 * 40 + 1, ..good },
        Bar { volume: 0, ..good },
        Bar { high: u128::MAX, ..good },
        Bar { volume: u128::MAX, ..good },
        Bar { turnover: 1, ..bar(7, 5_000, &[]) },
    ] {
        assert_eq!(check(&bad, 7), Err(Refusal::BadBar), "{bad:?}");
    }
}

#[test]
fn a_window_has_the_exact_averages() {
    // Shanghai's way: 40 t at 52.00 and 10 t at 50.00 average to 51.60; the day after nothing is traded.
    let (first, slot) = indices::append(None, bar(100, 5_160, &[(5_200, 40_000), (5_000, 10_000)])).unwrap();
    let (second, carried) = indices::append(Some(first), bar(101, 5_160, &[])).unwrap();
    let (_, third) = indices::append(Some(second), bar(102, 4_000, &[(4_000, 50_000)])).unwrap();
    let both = window(&slot, &third).unwrap();
    assert_eq!((both.vwap, both.twap, both.volume), (Some(4_580), (5_160 + 5_160 + 4_000) / 3, 100_000));
    assert_eq!((both.from, both.to), (100, 102));
    let empty = window(&carried, &carried).unwrap();
    assert_eq!((empty.vwap, empty.twap), (None, 5_160));
    assert_eq!(window(&third, &slot), Err(Refusal::BadWindow));
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
        assert_eq!(check_window(&series, from, to), Err(Refusal::BadWindow), "{from} {to}");
    }
    // A gap: older days are no longer to be averaged over.
    let (series, _) = indices::append(Some(series), bar(700, 1, &[])).unwrap();
    assert_eq!(check_window(&series, 600, 700), Err(Refusal::BadWindow));
    assert_eq!(check_window(&series, 700, 700), Ok(()));
}

#[test]
fn the_fullest_ring_fits() {
    let full = |day| bar(day, MAX_PRICE, &[(MAX_PRICE, MAX_VOLUME)]);
    let (mut series, first) = indices::append(None, full(0)).unwrap();
    let mut last = first;
    // Sums of more than a ring wrap; those of a window do not.
    let mut slots = vec![first];
    for day in 1..4 * RING {
        assert_eq!(check(&full(day), day), Ok(()));
        (series, last) = indices::append(Some(series), full(day)).unwrap();
        slots.push(last);
    }
    let from = usize::try_from(first_kept(&series)).unwrap();
    let all = window(&slots[from], &last).unwrap();
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
            let got = window(&ring[&place(from)], &ring[&place(to)]).unwrap();
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
