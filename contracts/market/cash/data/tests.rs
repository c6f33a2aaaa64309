//! The books of cash under random sequences of everything that can happen to them, and the rules one by one.

use super::*;
use proptest::prelude::*;

const BANKS: u8 = 2;
/// Banks are accounts too.
const ACCOUNTS: u8 = 8;
const TERM: u64 = 20;

fn account(n: u8) -> AccountId {
    AccountId::from([n.saturating_add(1); 32])
}

/// The contract's own account.
fn own() -> AccountId {
    AccountId::from([99; 32])
}

/// Empty books in a storage of their own.
fn fresh() -> Books {
    ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
    Books::default()
}

fn wanted(holder: u8, bank: u8, amount: Money, now: Timestamp) -> Redemption {
    asked(account(holder), account(bank), amount, Hash::from([7; 32]), now, TERM).unwrap()
}

#[derive(Debug, Clone)]
enum Op {
    Mint { bank: u8, to: u8 },
    Burn { bank: u8 },
    Transfer { from: u8, to: u8 },
    Approve { owner: u8, spender: u8 },
    TransferFrom { by: u8, from: u8, to: u8 },
    Request { holder: u8, bank: u8 },
    Confirm { bank: u8, id: RedemptionId },
    Decline { bank: u8, id: RedemptionId },
    Cancel { holder: u8, id: RedemptionId },
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let (who, bank, id) = (|| 0..ACCOUNTS, || 0..BANKS, || 0u64..40);
    prop_oneof![
        3 => (bank(), who()).prop_map(|(bank, to)| Op::Mint { bank, to }),
        1 => who().prop_map(|bank| Op::Burn { bank }),
        2 => (who(), who()).prop_map(|(from, to)| Op::Transfer { from, to }),
        1 => (who(), who()).prop_map(|(owner, spender)| Op::Approve { owner, spender }),
        1 => (who(), who(), who()).prop_map(|(by, from, to)| Op::TransferFrom { by, from, to }),
        3 => (who(), who()).prop_map(|(holder, bank)| Op::Request { holder, bank }),
        2 => (bank(), id()).prop_map(|(bank, id)| Op::Confirm { bank, id }),
        1 => (bank(), id()).prop_map(|(bank, id)| Op::Decline { bank, id }),
        2 => (who(), id()).prop_map(|(holder, id)| Op::Cancel { holder, id }),
        1 => (0u64..15).prop_map(Op::Wait),
    ]
}

fn amount() -> impl Strategy<Value = Money> {
    prop_oneof![15 => 0u128..50, 1 => Just(u128::MAX), 1 => Just(u128::MAX / 2)]
}

/// Balances by account, the contract's own last.
fn balances(books: &Books) -> Vec<Money> {
    (0..ACCOUNTS).map(account).chain([own()]).map(|a| books.tokens.balance_of(a)).collect()
}

fn check(books: &Books) {
    let live: Vec<Redemption> = (1..=books.last_redemption).filter_map(|id| books.redemption(id)).collect();
    let liabilities: Vec<Liability> = (0..ACCOUNTS).map(|n| books.liability_of(account(n))).collect();
    let supply = books.tokens.total_supply();
    assert_eq!(liabilities.iter().map(|l| l.outstanding).sum::<u128>(), supply);
    assert_eq!(balances(books).iter().sum::<u128>(), supply);
    assert_eq!(live.iter().map(|r| r.amount).sum::<u128>(), books.tokens.balance_of(own()));
    for (n, liability) in (0..ACCOUNTS).zip(liabilities) {
        assert!(liability.pending <= liability.outstanding);
        let asked: u128 = live.iter().filter(|r| r.bank == account(n)).map(|r| r.amount).sum();
        assert_eq!(liability.pending, asked);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn money_is_what_the_banks_owe_whatever_happens(ops in prop::collection::vec((op(), amount()), 200)) {
        let (mut books, mut now) = (fresh(), 0u64);
        for (op, q) in ops {
            let (before, supply) = (balances(&books), books.tokens.total_supply());
            let result = match op.clone() {
                Op::Mint { bank, to } => books.mint(account(bank), account(to), q).map(|_| ()),
                Op::Burn { bank } => books.burn(account(bank), q).map(|_| ()),
                Op::Transfer { from, to } => books.tokens.transfer(account(from), account(to), q).map(|_| ()).map_err(refused),
                Op::Approve { owner, spender } => {
                    books.tokens.approve(account(owner), account(spender), q).map(|_| ()).map_err(refused)
                }
                Op::TransferFrom { by, from, to } => {
                    books.tokens.transfer_from(account(by), account(from), account(to), q).map(|_| ()).map_err(refused)
                }
                Op::Request { holder, bank } => books.request(own(), wanted(holder, bank, q, now)).map(|_| ()),
                Op::Confirm { bank, id } => books.confirm(own(), account(bank), id, now).map(|_| ()),
                Op::Decline { bank, id } => books.decline(own(), account(bank), id).map(|_| ()),
                Op::Cancel { holder, id } => books.cancel(own(), account(holder), id, now).map(|_| ()),
                Op::Wait(ms) => { now += ms; Ok(()) }
            };
            check(&books);
            if result.is_err() {
                prop_assert_eq!(&before, &balances(&books));
            }
            // Money comes from minting and goes by burning or by a payment alone.
            match op {
                Op::Mint { .. } => prop_assert!(books.tokens.total_supply() >= supply),
                Op::Burn { .. } | Op::Confirm { .. } => prop_assert!(books.tokens.total_supply() <= supply),
                _ => prop_assert_eq!(books.tokens.total_supply(), supply),
            }
        }
        // The way out: when no bank ever answers, every holder gets everything back.
        for id in 1..=books.last_redemption {
            if let Some(redemption) = books.redemption(id) {
                prop_assert!(books.cancel(own(), redemption.holder, id, u64::MAX).is_ok());
            }
        }
        check(&books);
        prop_assert_eq!(books.tokens.balance_of(own()), 0);
    }
}

#[test]
fn each_bank_burns_against_its_own_liability() {
    let mut books = fresh();
    books.mint(account(0), account(2), 100).unwrap();
    books.mint(account(1), account(0), 50).unwrap();
    assert_eq!(books.mint(account(0), account(2), 0).err(), Some(Error::ZeroAmount));
    assert_eq!(books.mint(account(0), account(2), u128::MAX).err(), Some(Error::Overflow));
    // Below the bank's own range, and still beyond the range of the total.
    assert_eq!(books.mint(account(3), account(2), u128::MAX - 100).err(), Some(Error::Overflow));
    // A third account owes nothing; the second bank owes, and has nothing to burn.
    assert_eq!(books.burn(account(2), 10).err(), Some(Error::InsufficientLiability));
    assert_eq!(books.burn(account(1), 10).err(), Some(Error::InsufficientBalance));
    assert_eq!(books.burn(account(0), 50).unwrap().0, Liability { outstanding: 50, pending: 0 });
    assert_eq!(books.tokens.total_supply(), 100);
}

#[test]
fn a_redemption_ends_once_in_one_of_three_ways() {
    let mut books = fresh();
    books.mint(account(0), account(2), 100).unwrap();
    books.mint(account(1), account(2), 30).unwrap();
    assert_eq!(books.request(own(), wanted(2, 0, 0, 0)).err(), Some(Error::ZeroAmount));
    assert_eq!(books.request(own(), wanted(2, 1, 31, 0)).err(), Some(Error::InsufficientLiability));
    assert_eq!(books.request(own(), wanted(3, 0, 1, 0)).err(), Some(Error::InsufficientBalance));
    for id in 1..=3 {
        assert_eq!(books.request(own(), wanted(2, 0, 30, 0)).unwrap().0, id);
    }
    // What is being redeemed is spoken for: neither asked for twice, nor burnt, nor spent.
    assert_eq!(books.request(own(), wanted(2, 0, 11, 0)).err(), Some(Error::InsufficientLiability));
    books.tokens.transfer(account(2), account(0), 40).unwrap();
    assert_eq!(books.burn(account(0), 11).err(), Some(Error::InsufficientLiability));
    assert_eq!(books.tokens.balance_of(account(2)), 0);

    // Paid in time.
    assert_eq!(books.confirm(own(), account(1), 1, TERM - 1).err(), Some(Error::NotAllowed));
    assert_eq!(books.confirm(own(), account(0), 1, TERM - 1).unwrap().0 .1, Liability { outstanding: 70, pending: 60 });
    assert_eq!(books.confirm(own(), account(0), 1, TERM - 1).err(), Some(Error::UnknownRedemption));
    // Declined.
    assert_eq!(books.decline(own(), account(1), 2).err(), Some(Error::NotAllowed));
    books.decline(own(), account(0), 2).unwrap();
    assert_eq!(books.tokens.balance_of(account(2)), 30);
    // Neither, until the deadline.
    assert_eq!(books.cancel(own(), account(2), 3, TERM - 1).err(), Some(Error::DeadlineNotReached));
    assert_eq!(books.confirm(own(), account(0), 3, TERM).err(), Some(Error::DeadlinePassed));
    assert_eq!(books.cancel(own(), account(3), 3, TERM).err(), Some(Error::NotAllowed));
    books.cancel(own(), account(2), 3, TERM).unwrap();
    assert_eq!(books.cancel(own(), account(2), 3, TERM).err(), Some(Error::UnknownRedemption));
    assert_eq!(books.tokens.balance_of(account(2)), 60);
    check(&books);
}

#[test]
fn a_deadline_beyond_time_is_refused() {
    assert_eq!(asked(account(2), account(0), 1, Hash::from([7; 32]), u64::MAX, 1), Err(Error::Overflow));
}
