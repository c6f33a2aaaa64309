//! Buckets and bitmaps.

use super::desk::*;
use crate::book::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use weir_types::market::{Terms, LEVELS, NO_TICK};

fn wide() -> Terms {
    Terms { band: 10_000, levels: 5, ..Terms::default() }
}

#[test]
fn the_ends_of_the_book_are_found() {
    let mut x = Exchange::new(wide());
    assert_eq!(bitmap::first_from(&x, Queue::Offers, 0), None);
    for tick in [0, 255, 256, 65_535, 65_536, MAX_TICK] {
        bitmap::set(&mut x, Queue::Offers, tick, true);
    }
    let mut from = 0;
    let mut found = Vec::new();
    while let Some(tick) = bitmap::first_from(&x, Queue::Offers, from) {
        found.push(tick);
        from = tick + 1;
    }
    assert_eq!(found, [0, 255, 256, 65_535, 65_536, MAX_TICK]);
    assert_eq!(bitmap::first_from(&x, Queue::Bids, 0), None, "each queue has its own");
    for tick in found {
        bitmap::set(&mut x, Queue::Offers, tick, false);
    }
    assert!(x.words.is_empty(), "nothing is left behind");
}

#[test]
fn a_price_is_a_tick() {
    assert_eq!(tick_of(5_000, 1), Ok(5_000));
    assert_eq!(tick_of(5_000, 10), Ok(500));
    assert_eq!(tick_of(5_005, 10), Err(Refusal::OffTick));
    assert_eq!(tick_of(1 << 24, 1), Err(Refusal::OutOfBand));
    assert_eq!(tick_of(Price::MAX, 1), Err(Refusal::OutOfBand));
    assert_eq!(tick_of(5, 0), Err(Refusal::OffTick));
    assert_eq!((slot_from(0), slot_from(1), slot_from(SLOT)), (Ok(0), Ok(1), Ok(1)));
    assert_eq!(slot_from(Timestamp::MAX), Err(Refusal::BadExpiry));
}

fn in_queue(x: &Exchange, queue: Queue) -> Vec<OrderId> {
    let mut ids = Vec::new();
    let mut at = first(x, queue, 0).map(|(_, id)| id);
    while let Some(id) = at {
        ids.push(id);
        at = next(x, &x.entry(id).unwrap().link);
    }
    ids
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_bitmap_is_a_sorted_set(ticks in prop::collection::vec((0u32..70_000, any::<bool>()), 1..200), probe in 0u32..70_000) {
        let (mut x, mut set) = (Exchange::new(wide()), BTreeSet::new());
        for (tick, present) in ticks {
            // As with buckets: put in when absent, taken out when present.
            if set.contains(&tick) != present {
                bitmap::set(&mut x, Queue::Bids, tick, present);
                if present { set.insert(tick); } else { set.remove(&tick); }
            }
            prop_assert_eq!(bitmap::first_from(&x, Queue::Bids, probe), set.range(probe..).next().copied());
            prop_assert_eq!(bitmap::first_from(&x, Queue::Bids, 0), set.first().copied());
        }
    }

    /// Orders stand by price, then by the time they came, wherever others leave.
    #[test]
    fn the_book_is_sorted_by_price_then_time(
        steps in prop::collection::vec((any::<bool>(), 1u128..400, any::<prop::sample::Index>(), any::<bool>()), 1..300),
    ) {
        let mut x = Exchange::new(Terms { band: 10_000, levels: 5, ..Terms::default() });
        x.tradable = [u128::MAX / 16; 8];
        x.cash = x.tradable;
        let mut open: Vec<(bool, Price, OrderId)> = Vec::new();
        for (buy, price, which, remove) in steps {
            if remove && !open.is_empty() {
                let (_, _, id) = open.remove(which.index(open.len()));
                x.close(id, Some(1)).unwrap();
            } else {
                let price = price * 25;
                let kind = if buy { OrderKind::Buy { after: 0, funds: 0 } } else { OrderKind::Sell { after: 0 } };
                let id = x.place(x.order(1, kind, price, 1_000, START + 1)).unwrap();
                open.push((buy, price, id));
            }
            let mut offers: Vec<_> = open.iter().filter(|o| !o.0).map(|o| (o.1, o.2)).collect();
            let mut bids: Vec<_> = open.iter().filter(|o| o.0).map(|o| (Price::MAX - o.1, o.2)).collect();
            offers.sort_unstable();
            bids.sort_unstable();
            prop_assert_eq!(in_queue(&x, Queue::Offers), offers.iter().map(|o| o.1).collect::<Vec<_>>());
            prop_assert_eq!(in_queue(&x, Queue::Bids), bids.iter().map(|o| o.1).collect::<Vec<_>>());
            let levels: BTreeSet<u32> = offers.iter().map(|o| o.0 as u32).collect();
            let mut best = [NO_TICK; LEVELS];
            best.iter_mut().zip(levels).for_each(|(slot, tick)| *slot = tick);
            prop_assert_eq!(x.market.best, best);
        }
        for (_, _, id) in open {
            x.close(id, Some(1)).unwrap();
        }
        prop_assert!(x.words.is_empty() && x.buckets.is_empty(), "an empty book keeps nothing");
    }
}

/// 10,000 orders: each enters, leaves and is found with as many records as with ten.
#[test]
fn ten_thousand_orders_cost_no_more_than_ten() {
    let cost = |depth: u128| {
        let mut x = Exchange::new(wide());
        x.tradable = [u128::MAX / 16; 8];
        for n in 0..depth {
            x.place(x.order(1, OrderKind::Listed, 1 + n * 7_919 % 9_999, 1_000, START + 1)).unwrap();
        }
        let mut worst = [0; 3];
        for n in 0..10u128 {
            let price = 5_000 + n;
            let steps: [&mut dyn FnMut(&mut Exchange); 3] = [
                &mut |x| assert!(x.place(x.order(2, OrderKind::Listed, price, 1_000, START + 1)).is_ok()),
                &mut |x| assert!(first(x, Queue::Offers, 0).is_some()),
                &mut |x| x.close(x.orders.len() as u64, Some(2)).unwrap(),
            ];
            for (worst, step) in worst.iter_mut().zip(steps) {
                x.touched.set(0);
                step(&mut x);
                *worst = x.touched.get().max(*worst);
            }
        }
        worst
    };
    let (few, many) = (cost(10), cost(10_000));
    // Three words at most are read and written to enter or leave, five read to find the next level.
    for ((few, many), bound) in few.into_iter().zip(many).zip([12, 4, 20]) {
        assert!(few <= bound && many <= bound, "{few} records at ten, {many} at ten thousand, {bound} at most");
    }
}
