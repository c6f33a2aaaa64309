//! Random operations of eight accounts: units and money are conserved after each, and no lock is left when all is closed.

use super::desk::*;
use crate::market::Refusal;
use proptest::prelude::*;
use weir_types::market::Terms;
use weir_types::order::{OrderKind, SLOT};
use weir_types::units::DAY_MS;
use weir_types::{Price, Quantity};

#[derive(Debug, Clone)]
enum Op {
    List(u8, Price, Quantity, u64),
    Sell(u8, Price, Quantity, u64),
    Buy(u8, Price, Quantity, u64),
    Take(u8, prop::sample::Index, Quantity, Price),
    Cancel(u8, prop::sample::Index),
    Expire(prop::sample::Index),
    Match(u32),
    Pass(u64),
    Freeze(u8),
    Halt,
}

fn op() -> impl Strategy<Value = Op> {
    let who = 0..ACCOUNTS;
    // Mostly near the close; sometimes at the edges and beyond.
    let price =
        || prop_oneof![8 => 4_500u128..=5_500, 2 => 0u128..=20_000, 1 => Just(Price::MAX), 1 => Just(1u128 << 24)];
    let quantity = || prop_oneof![8 => 1u128..50_000, 2 => 0u128..3, 1 => Just(Quantity::MAX)];
    let time = || 0u64..(3 * DAY_MS / SLOT);
    prop_oneof![
        4 => (who.clone(), price(), quantity(), time()).prop_map(|(a, b, c, d)| Op::List(a, b, c, d)),
        3 => (who.clone(), price(), quantity(), time()).prop_map(|(a, b, c, d)| Op::Sell(a, b, c, d)),
        4 => (who.clone(), price(), quantity(), time()).prop_map(|(a, b, c, d)| Op::Buy(a, b, c, d)),
        4 => (who.clone(), any::<prop::sample::Index>(), quantity(), price()).prop_map(|(a, b, c, d)| Op::Take(a, b, c, d)),
        2 => (who.clone(), any::<prop::sample::Index>()).prop_map(|(a, b)| Op::Cancel(a, b)),
        1 => any::<prop::sample::Index>().prop_map(Op::Expire),
        3 => (0u32..12).prop_map(Op::Match),
        2 => (0u64..40).prop_map(|slots| Op::Pass(slots * SLOT / 2)),
        1 => who.prop_map(Op::Freeze),
        1 => Just(Op::Halt),
    ]
}

fn apply(x: &mut Exchange, op: Op) -> Result<(), Refusal> {
    let any = |x: &Exchange, which: prop::sample::Index| which.index(x.orders.len().max(1)) as u64 + 1;
    let end = |x: &Exchange, slots: u64| x.clock.now + slots * SLOT;
    match op {
        Op::List(who, price, quantity, slots) => {
            x.place(x.order(who, OrderKind::Listed, price, quantity, end(x, slots + 1))).map(drop)
        }
        Op::Sell(who, price, quantity, slots) => {
            let kind = OrderKind::Sell { after: end(x, slots / 8) };
            x.place(x.order(who, kind, price, quantity, end(x, slots))).map(drop)
        }
        Op::Buy(who, price, quantity, slots) => {
            let kind = OrderKind::Buy { after: end(x, slots / 8), funds: 0 };
            x.place(x.order(who, kind, price, quantity, end(x, slots))).map(drop)
        }
        Op::Take(who, which, quantity, price) => x.take(who, any(x, which), quantity, price).map(drop),
        Op::Cancel(who, which) => x.close(any(x, which), Some(who)),
        Op::Expire(which) => x.close(any(x, which), None),
        Op::Match(limit) => x.run(limit).map(drop),
        Op::Pass(ms) => {
            x.pass(ms);
            Ok(())
        }
        Op::Freeze(who) => {
            x.frozen[usize::from(who)] ^= true;
            Ok(())
        }
        Op::Halt => {
            x.market.halted ^= true;
            Ok(())
        }
    }
}

fn check(x: &Exchange) {
    let (mut units, mut cents) = (x.tradable.iter().sum::<u128>(), x.cash.iter().sum::<u128>());
    for (id, entry) in &x.orders {
        let order = entry.order;
        let behind = x.behind.get(id).copied().unwrap_or(0);
        match order.kind {
            OrderKind::Buy { funds, .. } => {
                cents += behind;
                assert_eq!(behind, if order.closed.is_some() { 0 } else { funds }, "order {id}");
                assert!(
                    order.closed.is_some() || funds >= order.price * order.remaining / 1_000,
                    "order {id} is funded"
                );
            }
            _ => {
                units += behind;
                assert_eq!(behind, if order.closed.is_some() { 0 } else { order.remaining }, "order {id}");
            }
        }
    }
    assert_eq!((units, cents), (8 * 1_000_000, 8 * 100_000_000), "units and money are conserved");
}

fn terms(levels: u8, hours: bool) -> Terms {
    let windows = if hours { [(0, 700), (800, 1_200)] } else { [(0, 0); 2] };
    Terms { levels, windows, max: 200_000, ..Terms::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn units_and_money_are_conserved(
        ops in prop::collection::vec(op(), 200), apart in any::<u64>(), levels in 0u8..=5, hours in any::<bool>(),
    ) {
        let mut x = Exchange::new(terms(levels, hours));
        x.apart = apart & apart.rotate_left(7);
        for op in ops {
            let before = x.clone();
            if apply(&mut x, op.clone()).is_err() {
                prop_assert_eq!((&x.tradable, &x.cash, &x.behind), (&before.tradable, &before.cash, &before.behind));
                prop_assert_eq!((&x.orders, &x.words, &x.buckets), (&before.orders, &before.words, &before.buckets), "{:?}", op);
            }
            check(&x);
            let mut anew = x.market;
            crate::book::levels::rebuild(&x, &mut anew).unwrap();
            prop_assert_eq!(anew.best, x.market.best, "the best levels are kept as they are");
        }
        // All is closed: nothing is locked any more, and the book is empty.
        for id in 1..=x.orders.len() as u64 {
            let (order, owner) = (x.orders[&id].order, index(x.orders[&id].order.owner));
            if order.closed.is_none() {
                let by = (order.expires > x.clock.now).then_some(owner);
                x.close(id, by).unwrap();
            }
        }
        x.market.halted = false;
        x.market.terms.windows = [(0, 0); 2];
        while !x.run(50).unwrap().finished {}
        prop_assert_eq!((x.tradable.iter().sum::<u128>(), x.cash.iter().sum::<u128>()), (8 * 1_000_000, 8 * 100_000_000));
    }
}
