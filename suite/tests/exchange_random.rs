//! Random sequences of everything that eight accounts can do on the exchange, through Wasm: units and money are conserved after each
//! step, what is locked is what open orders hold, and nothing is locked when all is closed.

use proptest::prelude::*;
use weir_client::{AccountId, Signer, Typed as _};
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::market::{Accept, BlockTerms, OrderId, OrderKind, Side, Terms, Ticket};
use weir_types::order::SLOT;
use weir_types::{OrgKind, Role};

const NAMES: [&str; 8] = ["a", "a2", "b", "c", "d", "e", "f", "g"];
const EACH: u128 = 10_000;
const PURSE: u128 = 1_000_000;

fn signer(n: usize) -> Signer {
    who(NAMES[n])
}

fn account(n: usize) -> AccountId {
    signer(n).account()
}

fn world(terms: Terms) -> World {
    let mut w = World::deployed();
    use weir_client::Chain;
    let (admin, purse) = (w.admin.clone(), NAMES.map(|name| (who(name).account(), 1u128 << 80)));
    w.chain.fund(&admin, &purse).expect("funds");
    let mut w = w.peopled(&[]);
    for name in &NAMES[4..] {
        w.register(&who(name), OrgKind::Trader, 0);
    }
    w.issue(&NAMES.map(|name| (name, EACH)));
    for name in NAMES {
        w.give_cash(&who(name), PURSE);
        w.approve_desk(name);
    }
    let message = w.exchange.messages().open_market(co2(), 5_000, terms);
    w.ok(&holder(Role::Supervisor), message);
    w
}

#[derive(Debug, Clone)]
enum Op {
    List(usize, u128, u128, u64, bool),
    Place(usize, bool, u128, u128, u64, u64),
    Take(usize, u64, u128, bool),
    Propose(usize, usize, u128, u128, bool),
    Confirm(usize, u64, bool),
    Reject(usize, u64),
    Cancel(usize, u64),
    Expire(u64),
    Match(u32),
    Freeze(usize, bool),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let (someone, back, slots) = (|| 0..NAMES.len(), || 0u64..12, || 1u64..400);
    let units = || prop_oneof![9 => 0u128..1_500, 1 => Just(u128::MAX)];
    let price = || prop_oneof![9 => 4_900u128..5_100, 2 => 4_000u128..6_000, 1 => Just(u128::MAX), 1 => Just(0u128)];
    prop_oneof![
        5 => (someone(), units(), price(), slots(), any::<bool>()).prop_map(|(a, b, c, d, e)| Op::List(a, b, c, d, e)),
        8 => (someone(), any::<bool>(), units(), price(), slots(), slots())
            .prop_map(|(a, b, c, d, e, f)| Op::Place(a, b, c, d, e / 20, f)),
        5 => (someone(), back(), units(), any::<bool>()).prop_map(|(a, b, c, d)| Op::Take(a, b, c, d)),
        2 => (someone(), someone(), units(), price(), any::<bool>()).prop_map(|(a, b, c, d, e)| Op::Propose(a, b, c, d, e)),
        2 => (someone(), back(), any::<bool>()).prop_map(|(a, b, c)| Op::Confirm(a, b, c)),
        1 => (someone(), back()).prop_map(|(a, b)| Op::Reject(a, b)),
        2 => (someone(), back()).prop_map(|(a, b)| Op::Cancel(a, b)),
        1 => back().prop_map(Op::Expire),
        4 => (0u32..8).prop_map(Op::Match),
        1 => (someone(), any::<bool>()).prop_map(|(a, b)| Op::Freeze(a, b)),
        2 => (0u64..60).prop_map(|slots| Op::Wait(slots * SLOT / 2)),
    ]
}

/// Sends it; a refusal is as good as a success, a trap is not.
fn send<M, T, E>(w: &mut World, by: &Signer, message: M) -> bool
where
    M: weir_client::typed::Message<Output = Result<T, E>>,
    T: ink::scale::Decode + std::fmt::Debug,
    E: ink::scale::Decode + std::fmt::Debug,
{
    match w.chain.call(by, message) {
        Ok(_) => true,
        Err(weir_client::typed::CallError::Contract(_)) => false,
        Err(other) => panic!("neither done nor refused: {other:?}"),
    }
}

fn step(w: &mut World, op: Op) {
    let x = w.exchange;
    let (now, last) = (w.now(), last(w));
    let number = |back: u64| -> OrderId { last.saturating_sub(back) };
    let bank = holder(Role::Bank).account();
    match op {
        Op::List(by, quantity, price, slots, bank) => {
            let accept = Accept { flagged: false, bank };
            send(w, &signer(by), x.messages().list(batch(), quantity, price, now + slots * SLOT, accept));
        }
        Op::Place(by, buys, quantity, price, after, slots) => {
            let side = if buys { Side::Buy } else { Side::Sell };
            let (after, expires) = (now + after * SLOT, now + slots * SLOT);
            let ticket = Ticket { side, batch: batch(), quantity, price, after, expires, accept_flagged: false };
            send(w, &signer(by), x.messages().place(ticket));
        }
        Op::Take(by, back, quantity, through_bank) => {
            let order = number(back);
            if through_bank {
                send(w, &signer(by), x.messages().take_by_bank(order, quantity, 5_500, false, bank));
            } else {
                send(w, &signer(by), x.messages().take(order, quantity, 5_500, false));
            }
        }
        Op::Propose(by, to, quantity, price, bank) => {
            let accept = Accept { flagged: false, bank };
            let message = x.messages().propose_block(batch(), quantity, price, account(to), now + DAY, accept);
            send(w, &signer(by), message);
        }
        Op::Confirm(by, back, through_bank) => {
            let bank = through_bank.then_some(bank);
            // By the buyer that it names, half of the time.
            let order = number(back);
            let named = w.ask(x.messages().order(order)).and_then(|(order, _)| match order.kind {
                OrderKind::Block { buyer } if by % 2 == 0 => NAMES.iter().position(|name| who(name).account() == buyer),
                _ => None,
            });
            send(w, &signer(named.unwrap_or(by)), x.messages().confirm_block(order, 6_500, false, bank));
        }
        Op::Reject(by, back) => {
            send(w, &signer(by), x.messages().reject_block(number(back)));
        }
        Op::Cancel(by, back) => {
            let order = number(back);
            let owner = w.ask(x.messages().order(order)).map(|(order, _)| order.owner);
            let owner = owner.and_then(|owner| NAMES.iter().position(|name| who(name).account() == owner));
            let by = owner.filter(|_| by % 2 == 0).unwrap_or(by);
            send(w, &signer(by), x.messages().cancel(order));
        }
        Op::Expire(back) => {
            send(w, &who("stranger"), x.messages().expire(number(back)));
        }
        Op::Match(limit) => {
            send(w, &who("stranger"), x.messages().match_orders(co2(), limit));
        }
        Op::Freeze(name, frozen) => {
            if frozen {
                freeze(w, NAMES[name]);
            } else {
                unfreeze(w, NAMES[name]);
            }
        }
        Op::Wait(ms) => w.pass(ms),
    }
}

fn check(w: &mut World) {
    let cells = NAMES.map(|name| w.cell(name));
    assert_eq!(cells.iter().map(|cell| cell.tradable + cell.locked).sum::<u128>(), EACH * NAMES.len() as u128);
    let cash: u128 = NAMES.iter().map(|name| w.cash_at(who(name).account())).sum();
    let (s, d) = (w.settlement.address(), w.desk.address());
    let (held, deposits) = (w.cash_at(s), w.cash_at(d));
    assert_eq!(cash + held + deposits, PURSE * NAMES.len() as u128);
    let (mut units, mut cents) = (0, 0);
    let mut start = 1;
    loop {
        let message = w.exchange.messages().orders(start, 64);
        let page = w.ask(message);
        for (_, order, _) in page.iter().filter(|(_, order, _)| order.closed.is_none()) {
            match order.kind {
                OrderKind::Buy { funds, .. } => cents += funds,
                _ => units += order.remaining,
            }
        }
        if page.len() < 64 {
            break;
        }
        start += 64;
    }
    let banked: u128 = open_sales(w);
    assert_eq!(held, cents, "funds are what open buys have");
    assert_eq!(cells.iter().map(|cell| cell.locked).sum::<u128>(), units + banked, "locks are what open sells have");
}

/// Units in sales through the bank that have not ended.
fn open_sales(w: &mut World) -> u128 {
    let count = w.ask(w.settlement.messages().count());
    let mut units = 0;
    for id in 1..=count {
        if let Ok((sale, _)) = w.ask(w.desk.messages().sale(id)) {
            if sale.ended.is_none() {
                units += sale.quantity;
            }
        }
    }
    units
}

/// Two hundred operations under some terms, all looked at, and then everything closed.
fn case(ops: Vec<Op>, levels: u8, hold: bool, limited: bool) -> Result<(), TestCaseError> {
    let position = if limited { 3_000 } else { 0 };
    let block = BlockTerms { min: 500, band: 3_000 };
    let terms = Terms { levels, hold, position, block, arms_length: hold, ..terms() };
    let mut w = world(terms);
    for op in ops {
        step(&mut w, op);
        check(&mut w);
    }
    // All is closed: whoever is frozen, anybody ends it, and nothing is locked or held.
    w.pass(100 * DAY);
    let (x, d) = (w.exchange, w.desk);
    for id in 1..=last(&mut w) {
        send(&mut w, &who("stranger"), x.messages().expire(id));
    }
    let count = w.ask(w.settlement.messages().count());
    for id in 1..=count {
        send(&mut w, &who("stranger"), d.messages().finish(id));
    }
    check(&mut w);
    let (s, d) = (w.settlement.address(), w.desk.address());
    prop_assert_eq!((w.cash_at(s), w.cash_at(d)), (0, 0));
    prop_assert!(NAMES.iter().all(|name| w.cell(name).locked == 0));
    let message = w.exchange.messages().levels(co2(), Side::Sell, 5);
    prop_assert!(w.ask(message).is_empty());
    Ok(())
}

// Twenty cases, in two tests: each test has a core.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::with_cases(10) })]
    #[test]
    fn units_and_money_are_conserved_whatever_eight_accounts_do_on_the_exchange(
        ops in prop::collection::vec(op(), 200), levels in 0u8..=5, hold in any::<bool>(), limited in any::<bool>(),
    ) {
        case(ops, levels, hold, limited)?;
    }

    #[test]
    fn units_and_money_are_conserved_whatever_eight_accounts_do_on_the_exchange_again(
        ops in prop::collection::vec(op(), 200), levels in 0u8..=5, hold in any::<bool>(), limited in any::<bool>(),
    ) {
        case(ops, levels, hold, limited)?;
    }
}
