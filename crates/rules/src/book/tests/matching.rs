//! Matching: worked examples, then a naive reference.

use super::desk::*;
use crate::book::matching::Desk;
use crate::book::Shelves;
use crate::market::Refusal;
use proptest::prelude::*;
use weir_types::market::{Scan, Terms};
use weir_types::order::{Closed, OrderKind, SLOT};
use weir_types::{Price, Quantity};

const END: u64 = START + 10 * 86_400_000;

fn sell(x: &mut Exchange, owner: u8, price: Price, quantity: Quantity) -> u64 {
    x.place(x.order(owner, OrderKind::Sell { after: 0 }, price, quantity, END)).unwrap()
}

fn buy(x: &mut Exchange, owner: u8, price: Price, quantity: Quantity) -> u64 {
    x.place(x.order(owner, OrderKind::Buy { after: 0, funds: 0 }, price, quantity, END)).unwrap()
}

fn closed(x: &Exchange, id: u64) -> Option<Closed> {
    x.orders[&id].order.closed
}

#[test]
fn the_price_is_that_of_the_order_that_was_there_first() {
    let mut x = Exchange::new(Terms::default());
    let offer = sell(&mut x, 1, 5_000, 1_000);
    let bid = buy(&mut x, 2, 5_200, 400);
    assert_eq!(x.run(10).map(|m| (m.fills, m.quantity, m.finished)), Ok((1, 400, true)));
    assert_eq!(x.trades, [(bid, offer, 5_000, 400)]);
    // 400 kg at 52.00 were funded, 400 kg at 50.00 paid: the difference is back.
    assert_eq!((x.cash[2], x.cash[1]), (100_000_000 - 2_000, 100_000_000 + 2_000));
    assert_eq!((closed(&x, bid), closed(&x, offer)), (Some(Closed::Filled), None));

    let mut x = Exchange::new(Terms::default());
    let bid = buy(&mut x, 2, 5_200, 400);
    let offer = sell(&mut x, 1, 5_000, 1_000);
    x.run(10).unwrap();
    assert_eq!(x.trades, [(bid, offer, 5_200, 400)]);
}

#[test]
fn price_goes_before_time_and_time_before_number_of_units() {
    let mut x = Exchange::new(Terms::default());
    let dear = sell(&mut x, 1, 5_100, 1_000);
    let first = sell(&mut x, 3, 5_000, 10);
    let second = sell(&mut x, 4, 5_000, 1_000);
    let bid = buy(&mut x, 2, 5_100, 1_500);
    assert_eq!(x.run(10).map(|m| m.finished), Ok(true));
    assert_eq!(x.trades, [(bid, first, 5_000, 10), (bid, second, 5_000, 1_000), (bid, dear, 5_100, 490)]);
}

#[test]
fn prices_outside_of_the_band_are_brought_to_its_edge_or_wait() {
    // 45.00 to 55.00 today.
    let mut x = Exchange::new(Terms::default());
    let cheap = sell(&mut x, 1, 4_000, 1_000);
    let dear = sell(&mut x, 1, 6_000, 1_000);
    let bid = buy(&mut x, 2, 7_000, 2_000);
    x.run(10).unwrap();
    assert_eq!(x.trades, [(bid, cheap, 4_500, 1_000)], "the dear one waits for the band");
    let mut x = Exchange::new(Terms::default());
    let bid = buy(&mut x, 2, 7_000, 1_000);
    let offer = sell(&mut x, 1, 4_000, 1_000);
    x.run(10).unwrap();
    assert_eq!(x.trades, [(bid, offer, 5_500, 1_000)]);
    let _ = dear;
    let mut x = Exchange::new(Terms::default());
    buy(&mut x, 2, 4_499, 1_000);
    sell(&mut x, 1, 4_000, 1_000);
    x.run(10).unwrap();
    assert!(x.trades.is_empty(), "a buy under the band waits too");
}

#[test]
fn an_order_waits_for_its_time_and_then_comes_after_those_that_are_there() {
    let mut x = Exchange::new(Terms::default());
    let due = START + 10 * SLOT;
    let waiting = OrderKind::Sell { after: due - 1 };
    let waiting = x.place(x.order(1, waiting, 5_000, 1_000, END)).unwrap();
    let bid = buy(&mut x, 2, 5_000, 1_500);
    assert_eq!(x.run(10).map(|m| (m.fills, m.finished)), Ok((0, true)));
    x.pass(10 * SLOT - 1);
    let later = sell(&mut x, 3, 5_000, 1_000);
    x.run(10).unwrap();
    assert_eq!(x.trades, [(bid, later, 5_000, 1_000)], "its slot has not ended");
    x.pass(1);
    x.run(10).unwrap();
    assert_eq!(x.trades[1..], [(bid, waiting, 5_000, 500)]);
    x.close(waiting, Some(1)).unwrap();
    assert!(x.words.is_empty() && x.buckets.is_empty());
}

#[test]
fn what_ran_out_or_cannot_be_carried_out_is_swept() {
    let mut x = Exchange::new(Terms::default());
    let short = x.place(x.order(1, OrderKind::Listed, 4_900, 1_000, START + 5)).unwrap();
    let frozen = sell(&mut x, 3, 4_950, 1_000);
    let good = sell(&mut x, 4, 5_000, 1_000);
    let poor = buy(&mut x, 5, 5_400, 1_000);
    let bid = buy(&mut x, 2, 5_100, 1_000);
    x.pass(5);
    (x.frozen[3], x.frozen[5]) = (true, true);
    assert_eq!(x.run(20).map(|m| (m.fills, m.finished)), Ok((1, true)));
    assert_eq!(closed(&x, short), Some(Closed::Expired));
    assert_eq!((closed(&x, frozen), closed(&x, poor)), (Some(Closed::Rejected), Some(Closed::Rejected)));
    assert_eq!(x.trades, [(bid, good, 5_000, 1_000)]);
    assert_eq!((x.tradable[1], x.tradable[3], x.cash[5]), (1_000_000, 1_000_000, 100_000_000), "all is back");
}

/// Two cents a tonne: what is left of an order may cost nothing, and then cannot be sold.
#[test]
fn what_costs_nothing_is_given_back() {
    let mut x = Exchange::new(Terms { band: 10_000, ..Terms::default() });
    let offer = sell(&mut x, 1, 2, 1_000);
    let bid = buy(&mut x, 2, 2, 700);
    x.run(10).unwrap();
    assert_eq!(x.trades, [(bid, offer, 2, 700)]);
    let late = buy(&mut x, 3, 2, 1_000);
    x.run(10).unwrap();
    assert_eq!((closed(&x, offer), closed(&x, late)), (Some(Closed::Rejected), None));
    assert_eq!(x.tradable[1], 1_000_000 - 700);
}

/// Two that may not meet pass each other by; the search goes on where a call stopped, even a step at a time.
#[test]
fn a_search_for_partners_is_resumed() {
    let build = || {
        let mut x = Exchange::new(Terms::default());
        // Nobody sells to 2; the fifth offer is of 7, who sells to 3 alone.
        x.apart = !0 ^ (1 << (7 * 8 + 3));
        for owner in [1, 4, 5, 6, 7] {
            sell(&mut x, owner, 5_000, 1_000);
        }
        buy(&mut x, 2, 5_300, 1_000);
        buy(&mut x, 0, 5_200, 1_000);
        buy(&mut x, 3, 5_100, 1_000);
        x
    };
    let mut whole = build();
    assert_eq!(whole.run(100).map(|m| (m.fills, m.finished)), Ok((1, true)));
    assert_eq!(whole.trades, [(8, 5, 5_000, 1_000)]);
    let mut steps = build();
    for _ in 0..30 {
        steps.run(1).unwrap();
    }
    assert_eq!(steps.trades, whole.trades);
    // A better offer makes it begin again; a worse one does not.
    let mut x = build();
    x.run(3).unwrap();
    let scan = x.market.scan;
    assert_ne!(scan, Scan::default());
    sell(&mut x, 1, 5_001, 1_000);
    assert_eq!(x.market.scan, scan);
    sell(&mut x, 1, 4_999, 1_000);
    assert_eq!(x.market.scan, Scan::default());
    // So does the end of one of its two orders.
    let mut x = build();
    x.run(3).unwrap();
    let (bid, offer) = (x.market.scan.bid, x.market.scan.offer);
    x.close(offer, Some(index(x.orders[&offer].order.owner))).unwrap();
    x.run(1).unwrap();
    assert_eq!(x.market.scan.bid, bid, "at the top again, where this buy is");
    x.run(100).unwrap();
    assert_eq!(x.trades, whole.trades);
}

/// The cost of a fill, in records, at any depth.
#[test]
fn a_fill_costs_the_same_at_any_depth() {
    let cost = |depth: u128| {
        let mut x = Exchange::new(Terms { levels: 5, ..Terms::default() });
        x.tradable = [u128::MAX / 16; 8];
        x.cash = x.tradable;
        for n in 0..depth {
            sell(&mut x, 1, 4_500 + n * 7_919 % 1_001, 1_000);
        }
        buy(&mut x, 2, 5_500, 10_000);
        x.touched.set(0);
        assert_eq!(x.run(10).unwrap().fills, 10);
        x.touched.get()
    };
    let (few, many) = (cost(10), cost(10_000));
    assert!(many * 10 <= few * 11 && few <= 10 * 30, "{few} records for ten fills at ten, {many} at ten thousand");
}

/// What matching should do, said without a book: the best buy that meets an offer, with the best it may meet.
fn naive(x: &Exchange) -> Vec<Trade> {
    let (mut low, mut high) = (4_500, 5_500);
    (low, high) = crate::market::limits(x.market.session.close, &x.market.terms).unwrap_or((low, high));
    let mut bids = Vec::new();
    let mut offers = Vec::new();
    for (id, entry) in &x.orders {
        let order = entry.order;
        if order.closed.is_none() && order.expires > x.clock.now {
            match order.kind {
                OrderKind::Buy { .. } => bids.push((Price::MAX - order.price, entry.link.since, *id, order)),
                _ => offers.push((order.price, entry.link.since, *id, order)),
            }
        }
    }
    bids.sort_by_key(|b| (b.0, b.1, b.2));
    offers.sort_by_key(|o| (o.0, o.1, o.2));
    let mut trades = Vec::new();
    loop {
        let pair = bids.iter().enumerate().find_map(|(i, bid)| {
            let meets = |o: &(u128, u64, u64, weir_types::order::Order)| {
                o.3.price <= bid.3.price
                    && o.3.price <= high
                    && bid.3.price >= low
                    && x.may_meet(o.3.owner, bid.3.owner)
            };
            offers.iter().position(meets).map(|j| (i, j))
        });
        let Some((i, j)) = pair else { return trades };
        let (bid, offer) = (bids[i], offers[j]);
        let first = if (bid.1, bid.2) < (offer.1, offer.2) { bid.3.price } else { offer.3.price };
        let quantity = bid.3.remaining.min(offer.3.remaining);
        trades.push((bid.2, offer.2, first.clamp(low, high), quantity));
        bids[i].3.remaining -= quantity;
        offers[j].3.remaining -= quantity;
        bids.retain(|b| b.3.remaining > 0);
        offers.retain(|o| o.3.remaining > 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn matching_is_what_a_naive_search_finds(
        orders in prop::collection::vec((any::<bool>(), 0u8..8, 170u128..=230, 1u128..40, 0u64..3), 1..60),
        apart in any::<u64>(), also in any::<u64>(), limit in 1u32..20,
    ) {
        let mut x = Exchange::new(Terms { levels: 5, ..Terms::default() });
        x.apart = apart & also;
        for (is_buy, owner, price, quantity, wait) in orders {
            x.pass(wait);
            if is_buy { buy(&mut x, owner, price * 25, quantity * 1_000); } else { sell(&mut x, owner, price * 25, quantity * 1_000); }
        }
        let expected = naive(&x);
        let mut paged = x.clone();
        x.run(1_000_000).unwrap();
        prop_assert_eq!(&x.trades, &expected);
        // A call at a time, as many steps as it likes: the same trades in the same order.
        for _ in 0..10_000 {
            if paged.run(limit).unwrap().finished { break; }
        }
        prop_assert_eq!(&paged.trades, &expected);
        prop_assert_eq!(paged.orders, x.orders);
    }
}

/// 10,000 orders, once, against the naive search.
#[test]
fn ten_thousand_deep() {
    let mut x = Exchange::new(Terms::default());
    x.tradable = [u128::MAX / 16; 8];
    x.cash = x.tradable;
    for n in 0..10_000u128 {
        let owner = (n % 3) as u8;
        if n % 2 == 0 {
            sell(&mut x, owner, 4_990 + n * 7_919 % 511, 1_000 + n);
        } else {
            buy(&mut x, 3 + owner, 4_500 + n * 6_007 % 511, 1_000 + n);
        }
    }
    let expected = naive(&x);
    assert!(expected.len() > 100, "{}", expected.len());
    while !x.run(97).unwrap().finished {}
    assert_eq!(x.trades, expected);
}

#[test]
fn an_order_is_given_back_once() {
    let mut x = Exchange::new(Terms::default());
    let id = sell(&mut x, 1, 5_000, 1_000);
    x.close(id, Some(1)).unwrap();
    assert_eq!(x.close(id, Some(1)), Err(Refusal::OrderClosed));
    let order = x.entry(id).unwrap().order;
    assert!(std::panic::catch_unwind(move || x.give_back(id, &order)).is_err());
}
