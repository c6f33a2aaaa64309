//! The books under random sequences of everything that can happen to them, and the rules one by one.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const BATCHES: u16 = 2;
const ACCOUNTS: u8 = 5;
const VENUES: u8 = 2;

fn account(n: u8) -> AccountId {
    AccountId::from([n.saturating_add(1); 32])
}

fn venue(n: u8) -> AccountId {
    AccountId::from([n.saturating_add(200); 32])
}

fn batch(n: u16) -> BatchId {
    "CO2-UK-2021-001".parse::<BatchId>().map(|id| BatchId { serial: n + 1, ..id }).unwrap()
}

fn good(group: u32) -> AccountRecord {
    AccountRecord { eligible: true, group, ..Default::default() }
}

/// Empty books in a storage of their own.
fn fresh() -> Books {
    ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
    Books::default()
}

/// Books with both batches open, four accounts in good standing (two groups of two), the last one unknown.
fn opened() -> Books {
    let mut books = fresh();
    for n in 0..BATCHES {
        books.open(batch(n), BatchTerms::Free).unwrap();
    }
    for n in 0..ACCOUNTS - 1 {
        books.record(account(n), good(u32::from(n / 2) + 1));
    }
    books
}

fn order(by: u8, from: u8, to: u8, quantity: Quantity) -> Order {
    Order::new(batch(0), account(by), account(from), account(to), quantity)
}

#[derive(Debug, Clone)]
enum Op {
    Issue(u8),
    Reserve,
    Release(u8),
    Return(u8),
    Cancel(u8),
    CancelReserve,
    Surrender(u8),
    Transfer { by: u8, from: u8, to: u8 },
    Approve(u8, u8),
    Lock { owner: u8, venue: u8, term: u64 },
    Deliver { venue: u8, lock: LockId, to: u8 },
    Split { venue: u8, lock: LockId, to: u8, own: u8, term: u64 },
    Unlock { by: u8, lock: LockId },
    Halt(bool),
    Record(u8, AccountRecord),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let who = || 0..ACCOUNTS;
    let record = (prop::bool::weighted(0.9), prop::bool::weighted(0.2), prop::bool::weighted(0.2), 0u32..3, 0u64..60);
    prop_oneof![
        3 => who().prop_map(Op::Issue),
        1 => Just(Op::Reserve),
        1 => who().prop_map(Op::Release),
        1 => who().prop_map(Op::Return),
        1 => who().prop_map(Op::Cancel),
        1 => Just(Op::CancelReserve),
        1 => who().prop_map(Op::Surrender),
        3 => (who(), who(), who()).prop_map(|(by, from, to)| Op::Transfer { by, from, to }),
        1 => (who(), who()).prop_map(|(a, b)| Op::Approve(a, b)),
        4 => (who(), 0..VENUES, 0u64..40).prop_map(|(owner, venue, term)| Op::Lock { owner, venue, term }),
        4 => (0..VENUES, 0u64..8, who()).prop_map(|(venue, lock, to)| Op::Deliver { venue, lock, to }),
        3 => (0..VENUES, 0u64..8, who(), 0..VENUES, 0u64..40)
            .prop_map(|(venue, lock, to, own, term)| Op::Split { venue, lock, to, own, term }),
        2 => (0..VENUES + 1, 0u64..8).prop_map(|(by, lock)| Op::Unlock { by, lock }),
        1 => prop::bool::weighted(0.3).prop_map(Op::Halt),
        1 => (who(), record).prop_map(|(who, (eligible, frozen, suspended, group, denied_until))| {
            Op::Record(who, AccountRecord { eligible, frozen, suspended, grade: 0, group, denied_until })
        }),
        1 => (0u64..10).prop_map(Op::Wait),
    ]
}

/// Everything that can be read, to compare before and after.
fn snapshot(books: &Books) -> Vec<(Supply, Vec<Cell>)> {
    (0..BATCHES)
        .map(|b| {
            let cells = (0..ACCOUNTS).map(|n| books.cell(batch(b), account(n))).collect();
            (books.batch(batch(b)).unwrap().supply, cells)
        })
        .collect()
}

/// Supplies balance, cells add up to them, and what is locked in a cell is the sum of its owner's locks.
fn check(books: &Books) {
    for b in 0..BATCHES {
        let supply = books.batch(batch(b)).unwrap().supply;
        assert!(supply::is_balanced(&supply), "{supply:?}");
        let cells: Vec<Cell> = (0..ACCOUNTS).map(|n| books.cell(batch(b), account(n))).collect();
        assert_eq!(cells.iter().map(|c| c.tradable).sum::<u128>(), supply.tradable);
        assert_eq!(cells.iter().map(|c| c.locked).sum::<u128>(), supply.locked);
        assert_eq!(cells.iter().map(|c| c.surrendered).sum::<u128>(), supply.surrendered);
        let mut locked = BTreeMap::<AccountId, u128>::new();
        for lock in (1..=books.last_lock).filter_map(|id| books.lock_of(id)).filter(|l| l.batch == batch(b)) {
            assert!(lock.quantity > 0);
            *locked.entry(lock.owner).or_default() += lock.quantity;
        }
        for n in 0..ACCOUNTS {
            assert_eq!(books.cell(batch(b), account(n)).locked, locked.get(&account(n)).copied().unwrap_or_default());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_books_balance_whatever_happens(ops in prop::collection::vec((op(), 0..BATCHES, 0u128..30), 1..80)) {
        let (mut books, mut now) = (opened(), 10u64);
        for (op, b, q) in ops {
            let (id, before) = (batch(b), snapshot(&books));
            let frozen: Vec<u8> = (0..ACCOUNTS).filter(|n| books.account(account(*n)).frozen).collect();
            let surrenders = matches!(op, Op::Surrender(_));
            let result = match op.clone() {
                Op::Issue(to) => books.issue(id, &[(account(to), q)], 0),
                Op::Reserve => books.issue(id, &[], q),
                Op::Release(to) => books.allocate(id, account(to), Step::Release, q),
                Op::Return(who) => books.give_up(id, account(who), Step::Return, q, now),
                Op::Cancel(who) => books.give_up(id, account(who), Step::Cancel, q, now),
                Op::CancelReserve => books.reserve(id, Step::CancelReserve, q),
                Op::Surrender(who) => books.surrender(id, account(who), q),
                Op::Transfer { by, from, to } => {
                    let found = books.batch(id).unwrap();
                    books.transfer(&found, &Order::new(id, account(by), account(from), account(to), q), now).map(|_| ())
                }
                Op::Approve(a, b) => { books.approve(id, account(a), account(b), q); Ok(()) }
                Op::Lock { owner, venue: v, term } => {
                    let lock = Lock { owner: account(owner), venue: venue(v), batch: id, quantity: q, expires: now + term };
                    books.lock(lock, now).map(|_| ())
                }
                Op::Deliver { venue: v, lock, to } => books.deliver(venue(v), lock, account(to), q, None, now).map(|_| ()),
                Op::Split { venue: v, lock, to, own, term } => {
                    let part = Part { venue: venue(own), expires: now + term };
                    books.deliver(venue(v), lock, account(to), q, Some(part), now).map(|_| ())
                }
                Op::Unlock { by, lock } => books.unlock(lock, venue(by), now).map(|_| ()),
                Op::Halt(halted) => books.halt(id, halted),
                Op::Record(who, record) => { books.record(account(who), record); Ok(()) }
                Op::Wait(ms) => { now += ms; Ok(()) }
            };
            check(&books);
            let after = snapshot(&books);
            if result.is_err() {
                prop_assert_eq!(&before, &after);
            }
            // What a frozen account holds leaves it by surrender alone.
            for n in frozen {
                for ((_, old), (_, new)) in before.iter().zip(&after) {
                    let sum = |c: &Cell| c.tradable + c.locked;
                    let (old, new) = (old[usize::from(n)], new[usize::from(n)]);
                    prop_assert!(sum(&new) >= sum(&old) || surrenders, "{:?}", op);
                }
            }
        }
        // The way out: once everything has expired, anybody takes every lock off, whatever became of the owners.
        for id in 1..=books.last_lock {
            let was = books.lock_of(id).is_some();
            prop_assert_eq!(books.unlock(id, account(4), u64::MAX).is_ok(), was);
        }
        check(&books);
        prop_assert!(snapshot(&books).iter().all(|(supply, _)| supply.locked == 0));
    }

    /// The question that front ends ask has the answer that the transfer has.
    #[test]
    fn check_transfer_tells_the_truth(
        held in 0u128..20, q in 0u128..20, from in 0..ACCOUNTS, to in 0..ACCOUNTS, halted: bool, only: bool,
    ) {
        let mut books = fresh();
        books.open(batch(0), if only { BatchTerms::SurrenderOnly } else { BatchTerms::Free }).unwrap();
        for n in 0..ACCOUNTS - 1 {
            books.record(account(n), good(u32::from(n / 2) + 1));
        }
        let _ = books.issue(batch(0), &[(account(from), held)], 0);
        books.halt(batch(0), halted).unwrap();
        let order = order(from, from, to, q);
        let promised = books.check_transfer(&order, 5);
        let found = books.batch(batch(0)).unwrap();
        prop_assert_eq!(books.transfer(&found, &order, 5).map(|_| ()), promised);
    }
}

#[test]
fn a_transfer_stays_in_the_group() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10), (account(2), 5)], 3).unwrap();
    let found = books.batch(batch(0)).unwrap();
    assert_eq!(books.transfer(&found, &order(0, 0, 2, 4), 0), Err(Error::NotSameGroup));
    assert_eq!(books.transfer(&found, &order(0, 0, 4, 4), 0), Err(Error::ReceiverNotEligible));
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 4), 0), Ok(Outcome::Moved { left: 0 }));
    assert_eq!(books.transfer(&found, &order(0, 0, 0, 6), 0), Ok(Outcome::Nothing));
    assert_eq!(books.transfer(&found, &order(0, 0, 0, 7), 0), Err(Error::InsufficientTradable));
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 7), 0), Err(Error::InsufficientTradable));
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 0), 0), Err(Error::ZeroQuantity));
    assert_eq!(books.cell(batch(0), account(1)).tradable, 4);
}

#[test]
fn an_approval_is_used_up_and_not_by_transfers_that_move_nothing() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    let found = books.batch(batch(0)).unwrap();
    assert_eq!(books.transfer(&found, &order(3, 0, 1, 1), 0), Err(Error::InsufficientApproval));
    books.approve(batch(0), account(0), account(3), 5);
    assert_eq!(books.transfer(&found, &order(3, 0, 0, 5), 0), Ok(Outcome::Nothing));
    assert_eq!(books.transfer(&found, &order(3, 0, 1, 2), 0), Ok(Outcome::Moved { left: 3 }));
    assert_eq!(books.transfer(&found, &order(3, 0, 1, 4), 0), Err(Error::InsufficientApproval));
    assert_eq!(books.transfer(&found, &order(3, 0, 1, 3), 0), Ok(Outcome::Moved { left: 0 }));
    // Removed at zero, and of one batch only.
    assert_eq!(books.approvals.get((batch(0), account(0), account(3))), None);
    books.approve(batch(1), account(0), account(3), 5);
    assert_eq!(books.transfer(&found, &order(3, 0, 1, 1), 0), Err(Error::InsufficientApproval));
}

#[test]
fn a_lock_is_its_venues_until_it_expires_and_anybodys_way_back_after() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    let lock = Lock { owner: account(0), venue: venue(0), batch: batch(0), quantity: 6, expires: 100 };
    assert_eq!(books.lock(lock, 100), Err(Error::ExpiryInPast));
    assert_eq!(books.lock(Lock { quantity: 11, ..lock }, 1), Err(Error::InsufficientTradable));
    assert_eq!(books.lock(lock, 1), Ok(1));
    assert_eq!(books.deliver(venue(1), 1, account(2), 1, None, 2), Err(Error::NotAllowed));
    assert_eq!(books.deliver(venue(0), 2, account(2), 1, None, 2), Err(Error::UnknownLock));
    assert_eq!(books.deliver(venue(0), 1, account(2), 7, None, 2), Err(Error::InsufficientLocked));
    assert_eq!(books.deliver(venue(0), 1, account(2), 0, None, 2), Err(Error::ZeroQuantity));
    assert_eq!(books.deliver(venue(0), 1, account(4), 1, None, 2), Err(Error::ReceiverNotEligible));
    let moved =
        Moved { lock: 1, seller: account(0), batch: batch(0), from: good(1).standing(), to: good(2).standing() };
    assert_eq!(books.deliver(venue(0), 1, account(2), 2, None, 99), Ok(moved));
    assert_eq!(books.deliver(venue(0), 1, account(2), 1, None, 100), Err(Error::LockExpired));
    assert_eq!(books.unlock(1, account(3), 99), Err(Error::LockActive));
    // The owner is frozen: nothing is delivered, and the units still come home.
    books.record(account(0), AccountRecord { frozen: true, ..good(1) });
    assert_eq!(books.deliver(venue(0), 1, account(2), 1, None, 50), Err(Error::SenderFrozen));
    assert_eq!(books.unlock(1, account(3), 100).map(|l| l.quantity), Ok(4));
    assert_eq!(books.unlock(1, account(3), 100), Err(Error::UnknownLock));
    assert_eq!(books.cell(batch(0), account(0)), Cell { tradable: 8, ..Default::default() });
    assert_eq!(books.cell(batch(0), account(2)).tradable, 2);
}

#[test]
fn part_of_a_lock_becomes_another_venues_and_nothing_is_unlocked() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    let lock = Lock { owner: account(0), venue: venue(0), batch: batch(0), quantity: 6, expires: 100 };
    books.lock(lock, 1).unwrap();
    let before = snapshot(&books);
    let part = Part { venue: venue(1), expires: 500 };
    let split = |books: &mut Books, by, id, to, q, now| books.deliver(venue(by), id, account(to), q, Some(part), now);
    assert_eq!(split(&mut books, 1, 1, 2, 4, 2), Err(Error::NotAllowed));
    assert_eq!(split(&mut books, 0, 9, 2, 4, 2), Err(Error::UnknownLock));
    assert_eq!(split(&mut books, 0, 1, 4, 4, 2), Err(Error::ReceiverNotEligible));
    assert_eq!(split(&mut books, 0, 1, 2, 4, 100), Err(Error::LockExpired));
    assert_eq!(split(&mut books, 0, 1, 2, 0, 2), Err(Error::ZeroQuantity));
    assert_eq!(split(&mut books, 0, 1, 2, 7, 2), Err(Error::InsufficientLocked));
    let past = Part { expires: 2, ..part };
    assert_eq!(books.deliver(venue(0), 1, account(2), 4, Some(past), 2), Err(Error::ExpiryInPast));
    let (from, to) = (good(1).standing(), good(2).standing());
    let moved = Moved { lock: 2, seller: account(0), batch: batch(0), from, to };
    assert_eq!(split(&mut books, 0, 1, 2, 4, 2), Ok(moved));
    assert_eq!(books.lock_of(1), Some(Lock { quantity: 2, ..lock }));
    assert_eq!(books.lock_of(2), Some(Lock { venue: venue(1), quantity: 4, expires: 500, ..lock }));
    assert_eq!(before, snapshot(&books));
    // The whole of what is left: the old lock is gone. What was split outlives it, and is the new venue's alone.
    assert_eq!(split(&mut books, 0, 1, 2, 2, 2).map(|moved| moved.lock), Ok(3));
    assert_eq!(books.lock_of(1), None);
    assert_eq!(books.unlock(2, venue(0), 499), Err(Error::LockActive));
    assert_eq!(books.deliver(venue(0), 2, account(2), 1, None, 499), Err(Error::NotAllowed));
    assert!(books.deliver(venue(1), 2, account(2), 4, None, 499).is_ok());
    assert_eq!(books.unlock(3, venue(0), 500).map(|l| l.quantity), Ok(2));
    check(&books);
}

#[test]
fn a_frozen_holder_can_surrender_and_nothing_else() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    books.record(account(0), AccountRecord { frozen: true, ..good(1) });
    let found = books.batch(batch(0)).unwrap();
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 1), 0), Err(Error::SenderFrozen));
    assert_eq!(books.give_up(batch(0), account(0), Step::Cancel, 1, 0), Err(Error::SenderFrozen));
    assert_eq!(books.give_up(batch(0), account(0), Step::Return, 1, 0), Err(Error::SenderFrozen));
    let lock = Lock { owner: account(0), venue: venue(0), batch: batch(0), quantity: 1, expires: 9 };
    assert_eq!(books.lock(lock, 0), Err(Error::SenderFrozen));
    // It may be allocated more, and meet its obligation.
    assert_eq!(books.issue(batch(0), &[(account(0), 1)], 0), Ok(()));
    assert_eq!(books.surrender(batch(0), account(0), 11), Ok(()));
    assert_eq!(books.surrender(batch(0), account(0), 1), Err(Error::InsufficientTradable));
}

#[test]
fn a_halt_stops_trade_and_not_compliance() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 5).unwrap();
    let lock = Lock { owner: account(0), venue: venue(0), batch: batch(0), quantity: 2, expires: 9 };
    books.lock(lock, 0).unwrap();
    books.halt(batch(0), true).unwrap();
    let found = books.batch(batch(0)).unwrap();
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 1), 0), Err(Error::Halted));
    assert_eq!(books.lock(lock, 0), Err(Error::Halted));
    assert_eq!(books.deliver(venue(0), 1, account(2), 1, None, 0), Err(Error::Halted));
    assert_eq!(books.give_up(batch(0), account(0), Step::Return, 1, 0), Err(Error::Halted));
    books.surrender(batch(0), account(0), 1).unwrap();
    books.give_up(batch(0), account(0), Step::Cancel, 1, 0).unwrap();
    books.allocate(batch(0), account(0), Step::Release, 1).unwrap();
    books.unlock(1, venue(0), 0).unwrap();
    books.halt(batch(0), false).unwrap();
    let found = books.batch(batch(0)).unwrap();
    assert!(books.transfer(&found, &order(0, 0, 1, 1), 0).is_ok());
}

#[test]
fn surrender_only_units_go_nowhere_but_to_compliance_or_back() {
    let mut books = fresh();
    books.open(batch(0), BatchTerms::SurrenderOnly).unwrap();
    assert_eq!(books.open(batch(0), BatchTerms::Free), Err(Error::BatchExists));
    books.record(account(0), good(1));
    books.record(account(1), good(1));
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    let found = books.batch(batch(0)).unwrap();
    assert_eq!(books.transfer(&found, &order(0, 0, 1, 1), 0), Err(Error::SurrenderOnly));
    let lock = Lock { owner: account(0), venue: venue(0), batch: batch(0), quantity: 2, expires: 9 };
    assert_eq!(books.lock(lock, 0), Err(Error::SurrenderOnly));
    books.give_up(batch(0), account(0), Step::Return, 3, 0).unwrap();
    books.surrender(batch(0), account(0), 7).unwrap();
    assert_eq!(books.cell(batch(0), account(0)), Cell { surrendered: 7, ..Default::default() });
}

#[test]
fn issuing_refuses_what_it_should() {
    let mut books = opened();
    assert_eq!(books.issue(batch(9), &[], 1), Err(Error::UnknownBatch));
    assert_eq!(books.issue(batch(0), &[], 0), Err(Error::ZeroQuantity));
    assert_eq!(books.issue(batch(0), &[(account(0), 0)], 1), Err(Error::ZeroQuantity));
    assert_eq!(books.issue(batch(0), &[(account(4), 1)], 0), Err(Error::ReceiverNotEligible));
    assert_eq!(books.issue(batch(0), &[(account(0), 1); MAX_LINES + 1], 0), Err(Error::TooManyLines));
    assert_eq!(books.allocate(batch(0), account(4), Step::Release, 1), Err(Error::ReceiverNotEligible));
    // A line each, an account twice, the rest to the reserve.
    books.issue(batch(1), &[(account(0), 1), (account(0), 2), (account(1), 3)], 4).unwrap();
    let supply = books.batch(batch(1)).unwrap().supply;
    assert_eq!((supply.issued, supply.tradable, supply.reserve), (10, 6, 4));
    assert_eq!(books.cell(batch(1), account(0)).tradable, 3);
    assert_eq!(books.issue(batch(1), &[(account(0), u128::MAX)], 0), Err(Error::Overflow));
}

#[test]
fn an_empty_cell_is_removed_and_a_facade_is_named_once() {
    let mut books = opened();
    books.issue(batch(0), &[(account(0), 10)], 0).unwrap();
    let found = books.batch(batch(0)).unwrap();
    books.transfer(&found, &order(0, 0, 1, 10), 0).unwrap();
    assert_eq!(books.cells.get((batch(0), account(0))), None);
    assert_eq!(books.set_facade(batch(9), venue(0)), Err(Error::UnknownBatch));
    books.set_facade(batch(0), venue(0)).unwrap();
    assert_eq!(books.set_facade(batch(0), venue(1)), Err(Error::FacadeExists));
    assert!(books.facade_batch(batch(0), venue(0)).is_ok());
    assert_eq!(books.facade_batch(batch(0), venue(1)), Err(Error::NotAllowed));
    assert_eq!(books.facade_batch(batch(1), venue(0)), Err(Error::NotAllowed));
}
