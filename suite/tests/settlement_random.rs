//! Random sequences of everything that eight accounts and a venue can do with settlement, desk and cash, through Wasm:
//! units and money are conserved after each step, and nothing is locked or held when all is closed.

use proptest::prelude::*;
use weir_client::{AccountId, Signer, Typed as _};
use weir_suite::*;
use weir_types::bank_sale::Entry;
use weir_types::ledger::Ledger as _;
use weir_types::settlement::Settlement as _;
use weir_types::{OrgKind, Role};

/// Six trade; the bank and the depository, who is an arbiter too, are among them.
const NAMES: [&str; 8] = ["a", "a2", "b", "c", "d", "e", "role/Bank", "role/Depository"];
const UNITS: u128 = 1_000;
const CASH: u128 = 1_000_000;

fn signer(n: usize) -> Signer {
    who(NAMES[n])
}

fn account(n: usize) -> AccountId {
    signer(n).account()
}

/// Everybody is registered, has units, cash, and approves both contracts.
fn world() -> World {
    let mut w = World::deployed();
    use weir_client::Chain;
    let (admin, purse) = (w.admin.clone(), NAMES.map(|name| (who(name).account(), 1u128 << 80)));
    w.chain.fund(&admin, &purse).expect("funds");
    let mut w = w.peopled(&[venue().account()]);
    for name in &NAMES[4..] {
        w.register(&who(name), OrgKind::Trader, 0);
    }
    for (role, name) in [(Role::Arbiter, "role/Depository"), (Role::Arbiter, "e")] {
        let message = w.registry.messages().grant_role(role, who(name).account(), u64::MAX);
        w.ok(&admin, message);
    }
    w.issue(&NAMES.map(|name| (name, UNITS)));
    for name in NAMES {
        w.give_cash(&who(name), CASH);
        w.approve_desk(name);
    }
    w
}

#[derive(Debug, Clone)]
enum Op {
    Deliver { seller: usize, buyer: usize, units: u128, cents: u128 },
    Fund { payer: usize, cents: u128 },
    Funded { back: u64, seller: usize, buyer: usize, units: u128, cents: u128 },
    Refund { back: u64, by: usize },
    Forfeit { back: u64, to: usize, cents: u128 },
    Open { seller: usize, buyer: usize, units: u128, cents: u128 },
    Enter { back: u64, entry: Entry, by: usize },
    Finish { back: u64, by: usize },
    Freeze { who: usize, frozen: bool },
    Wait(u64),
}

fn entry() -> impl Strategy<Value = Entry> {
    let h = || (1u8..5).prop_map(document);
    prop_oneof![
        3 => (0u8..30).prop_map(|n| Entry::Filed(format!("ref {n:05}").into_bytes())),
        3 => Just(Entry::Confirmed),
        1 => Just(Entry::Withdrawn),
        3 => h().prop_map(Entry::Disputed),
        1 => h().prop_map(Entry::Evidenced),
        3 => Just(Entry::Taken),
        3 => (0u32..=10_000, h()).prop_map(|(share, reasons)| Entry::Ruled { share, reasons }),
        2 => h().prop_map(Entry::Appealed),
        1 => h().prop_map(Entry::Withheld),
        1 => h().prop_map(Entry::Released),
        1 => h().prop_map(Entry::Lifted),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let (who, units, cents, back) = (|| 0..NAMES.len(), || 0u128..120, || 0u128..20_000, || 0u64..3);
    prop_oneof![
        2 => (who(), who(), units(), cents())
            .prop_map(|(seller, buyer, units, cents)| Op::Deliver { seller, buyer, units, cents }),
        2 => (who(), cents()).prop_map(|(payer, cents)| Op::Fund { payer, cents }),
        3 => (back(), who(), who(), units(), cents())
            .prop_map(|(back, seller, buyer, units, cents)| Op::Funded { back, seller, buyer, units, cents }),
        1 => (back(), who()).prop_map(|(back, by)| Op::Refund { back, by }),
        1 => (back(), who(), cents()).prop_map(|(back, to, cents)| Op::Forfeit { back, to, cents }),
        3 => (who(), who(), units(), cents())
            .prop_map(|(seller, buyer, units, cents)| Op::Open { seller, buyer, units, cents }),
        14 => (back(), entry(), who()).prop_map(|(back, entry, by)| Op::Enter { back, entry, by }),
        2 => (back(), who()).prop_map(|(back, by)| Op::Finish { back, by }),
        1 => (who(), any::<bool>()).prop_map(|(who, frozen)| Op::Freeze { who, frozen }),
        2 => (0u64..2 * DAY).prop_map(Op::Wait),
    ]
}

/// What has been opened.
#[derive(Default)]
struct Seen {
    funds: u64,
    sales: Vec<u64>,
}

/// Sends it; a refusal is as good as a success, a trap is not.
fn send<M, T, E>(w: &mut World, by: &Signer, message: M) -> Option<weir_client::Receipt>
where
    M: weir_client::typed::Message<Output = Result<T, E>>,
    T: ink::scale::Decode + std::fmt::Debug,
    E: ink::scale::Decode + std::fmt::Debug,
{
    match w.chain.call(by, message) {
        Ok(receipt) => Some(receipt),
        Err(weir_client::typed::CallError::Contract(_)) => None,
        Err(other) => panic!("neither done nor refused: {other:?}"),
    }
}

fn enter(w: &mut World, id: u64, entry: Entry, by: usize) {
    let d = w.desk;
    // By the account that the entry is for, half of the time: so that deep dockets come up.
    let sale = w.ask(d.messages().sale(id)).map(|(sale, _)| sale).ok();
    let by = match (&entry, sale) {
        (Entry::Filed(_) | Entry::Withdrawn, Some(sale)) if by % 2 == 0 => position(sale.buyer).unwrap_or(by),
        (Entry::Confirmed, Some(_)) if by % 2 == 0 => 6,
        (Entry::Taken | Entry::Ruled { .. }, _) if by % 2 == 0 => 5 + 2 * usize::from(by % 4 == 0),
        (Entry::Withheld(_) | Entry::Released(_), _) if by % 2 == 0 => 7,
        (Entry::Disputed(_) | Entry::Appealed(_), Some(sale)) if by % 2 == 0 => position(sale.buyer).unwrap_or(by),
        (Entry::Disputed(_) | Entry::Appealed(_), Some(sale)) => position(sale.seller).unwrap_or(by),
        _ => by,
    };
    let by = &signer(by);
    match entry {
        Entry::Filed(reference) => send(w, by, d.messages().file_reference(id, reference)),
        Entry::Confirmed => send(w, by, d.messages().confirm_payment(id)),
        Entry::Withdrawn => send(w, by, d.messages().withdraw(id)),
        Entry::Disputed(hash) => send(w, by, d.messages().dispute(id, hash)),
        Entry::Evidenced(hash) => send(w, by, d.messages().add_evidence(id, hash)),
        Entry::Taken => send(w, by, d.messages().take_case(id)),
        Entry::Ruled { share, reasons } => send(w, by, d.messages().rule(id, share, reasons)),
        Entry::Appealed(hash) => send(w, by, d.messages().appeal(id, hash)),
        Entry::Withheld(hash) => send(w, by, d.messages().withhold(id, hash)),
        Entry::Released(hash) => send(w, by, d.messages().release(id, hash)),
        Entry::Lifted(hash) => send(w, by, d.messages().lift_withholding(id, hash)),
    };
}

fn position(account: AccountId) -> Option<usize> {
    NAMES.iter().position(|name| who(name).account() == account)
}

fn step(w: &mut World, seen: &mut Seen, op: Op) {
    let (s, d, v) = (w.settlement, w.desk, venue());
    let expires = w.now() + DAY;
    let lock = |w: &mut World, seller: usize, units: u128| {
        let message = w.ledger.messages().lock(account(seller), batch(), units, expires);
        let receipt = send(w, &v, message)?;
        receipt.event_of::<ledger::events::Locked>(w.ledger.address()).ok().map(|locked| locked.lock)
    };
    let free = |w: &mut World, lock: u64| {
        let message = w.ledger.messages().unlock(lock);
        send(w, &v, message);
    };
    match op {
        Op::Deliver { seller, buyer, units, cents } => {
            let Some(lock) = lock(w, seller, units) else { return };
            send(w, &v, s.messages().deliver(delivery(lock, NAMES[buyer], units, cents)));
            free(w, lock);
        }
        Op::Fund { payer, cents } => {
            if send(w, &v, s.messages().fund(account(payer), cents, expires)).is_some() {
                seen.funds += 1;
            }
        }
        Op::Funded { back, seller, buyer, units, cents } => {
            let Some(lock) = lock(w, seller, units) else { return };
            let fund = seen.funds.saturating_sub(back);
            // Its payer's, half of the time.
            let payer = w.ask(s.messages().fund_of(fund)).and_then(|fund| position(fund.payer));
            let buyer = payer.filter(|_| buyer % 2 == 0).unwrap_or(buyer);
            send(w, &v, s.messages().deliver_funded(fund, delivery(lock, NAMES[buyer], units, cents)));
            free(w, lock);
        }
        Op::Refund { back, by } => {
            let by = if by == 0 { v.clone() } else { signer(by) };
            send(w, &by, s.messages().refund(seen.funds.saturating_sub(back)));
        }
        Op::Forfeit { back, to, cents } => {
            send(w, &v, s.messages().forfeit(seen.funds.saturating_sub(back), account(to), cents));
        }
        Op::Open { seller, buyer, units, cents } => {
            let Some(lock) = lock(w, seller, units) else { return };
            let message = s.messages().open_bank(delivery(lock, NAMES[buyer], units, cents), account(6));
            let opened = send(w, &v, message);
            let opened = opened.and_then(|r| r.event_of::<desk::events::BankSaleOpened>(d.address()).ok());
            seen.sales.extend(opened.map(|opened| opened.id));
            free(w, lock);
        }
        Op::Enter { back, entry, by } => {
            let Some(id) = seen.sales.iter().rev().nth(back as usize).copied() else { return };
            enter(w, id, entry, by);
        }
        Op::Finish { back, by } => {
            let Some(id) = seen.sales.iter().rev().nth(back as usize).copied() else { return };
            send(w, &signer(by), d.messages().finish(id));
        }
        Op::Freeze { who, frozen } => {
            let (court, r, account) = (holder(Role::Court), w.registry, account(who));
            if frozen {
                send(w, &court, r.messages().take_measure(account, MeasureKind::Freeze, grounds()));
            } else {
                send(w, &court, r.messages().lift_measure(account, MeasureKind::Freeze, REASON, evidence()));
            }
        }
        Op::Wait(ms) => w.pass(ms),
    }
}

/// Units and cash are all there, and each contract holds what its books say.
fn check(w: &mut World, seen: &Seen) {
    let (s, d) = (w.settlement, w.desk);
    let cells = NAMES.map(|name| w.cell(name));
    let sold: u128 = cells.iter().map(|cell| cell.tradable + cell.locked).sum();
    assert_eq!(sold, UNITS * NAMES.len() as u128);
    let funds = (1..=seen.funds).filter_map(|id| w.ask(s.messages().fund_of(id)));
    let funds: u128 = funds.map(|fund| fund.amount).sum();
    let (mut deposits, mut locked) = (0, 0);
    for id in &seen.sales {
        let (sale, _) = w.ask(d.messages().sale(*id)).expect("a sale");
        if sale.ended.is_none() {
            deposits += sale.buyer_stake + sale.seller_stake;
            locked += sale.quantity;
        }
    }
    assert_eq!((w.cash_at(s.address()), w.cash_at(d.address())), (funds, deposits));
    assert_eq!(cells.iter().map(|cell| cell.locked).sum::<u128>(), locked, "only open sales lock anything here");
    let cash: u128 = NAMES.iter().map(|name| w.cash_at(who(name).account())).sum();
    assert_eq!(cash + funds + deposits, CASH * NAMES.len() as u128);
}

/// Two hundred operations, all looked at, and then everything closed.
fn case(ops: Vec<Op>) -> Result<(), TestCaseError> {
    let (mut w, mut seen) = (world(), Seen::default());
    for op in ops {
        step(&mut w, &mut seen, op);
        check(&mut w, &seen);
    }
    // All is closed: whatever was entered and whoever is frozen, anybody ends it, and nothing is locked or held.
    w.pass(100 * DAY);
    let (s, d) = (w.settlement, w.desk);
    for id in 1..=seen.funds {
        send(&mut w, &who("stranger"), s.messages().refund(id));
    }
    for id in seen.sales.clone() {
        send(&mut w, &who("stranger"), d.messages().finish(id));
    }
    check(&mut w, &seen);
    prop_assert_eq!((w.cash_at(s.address()), w.cash_at(d.address())), (0, 0));
    prop_assert!(NAMES.iter().all(|name| w.cell(name).locked == 0));
    Ok(())
}

// Twenty cases, in two tests: each test has a core.
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::with_cases(10) })]
    #[test]
    fn units_and_money_are_conserved_whatever_eight_accounts_do(
        ops in prop::collection::vec(op(), 200)
    ) {
        case(ops)?;
    }

    #[test]
    fn units_and_money_are_conserved_whatever_eight_accounts_do_again(
        ops in prop::collection::vec(op(), 200)
    ) {
        case(ops)?;
    }
}
