//! The books under random sequences of everything that eight accounts can do to them, with units and cash beside them
//! as ledger, settlement and cash would keep them.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use weir_types::bank_sale::{Basis, Phase, Side, BACKSTOP};
use weir_types::settlement::TradeMode;
use weir_types::{Capability, Hash, Role};

const ACCOUNTS: u8 = 8;
/// Accounts 0 to 4 trade; these hold roles too (and trade no less).
const BANK: u8 = 5;
const ARBITERS: [u8; 2] = [6, 7];
const DEPOSITORY: u8 = 7;
const HOUR: Timestamp = rules::MIN_WINDOW;

fn account(n: u8) -> AccountId {
    AccountId::from([n + 1; 32])
}

fn number(account: AccountId) -> usize {
    usize::from(AsRef::<[u8; 32]>::as_ref(&account)[0] - 1)
}

fn terms() -> Terms {
    Terms {
        filing: 4 * HOUR,
        confirming: 4 * HOUR,
        disputing: 4 * HOUR,
        ruling: 6 * HOUR,
        appealing: 4 * HOUR,
        withholding: 8 * HOUR,
        enforcing: 24 * HOUR,
        deposit: 7,
        rate: 500,
    }
}

/// The desk with its surroundings.
struct World {
    books: Books,
    now: Timestamp,
    /// Tradable units.
    units: [u128; ACCOUNTS as usize],
    /// Settlement's locks: owner, units.
    locks: BTreeMap<u64, (usize, u128)>,
    cash: [u128; ACCOUNTS as usize],
    desk_cash: u128,
    frozen: [bool; ACCOUNTS as usize],
    /// How many sales there have been.
    count: SettlementId,
    ended: BTreeMap<SettlementId, Sale>,
}

impl World {
    fn new() -> Self {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let mut books = Books::default();
        books.set_terms(&terms()).unwrap();
        let (units, cash) = ([10_000; ACCOUNTS as usize], [1_000_000; ACCOUNTS as usize]);
        let (locks, ended) = (BTreeMap::new(), BTreeMap::new());
        let frozen = [false; ACCOUNTS as usize];
        Self { books, now: 1_000, units, locks, cash, desk_cash: 0, frozen, count: 0, ended }
    }

    /// What settlement, ledger and registry see to when a venue opens a sale.
    fn open(&mut self, seller: u8, buyer: u8, quantity: u128, amount: u128) -> bool {
        let (from, to) = (usize::from(seller), usize::from(buyer));
        let barred = self.frozen[from] || self.frozen[to];
        if seller == buyer || [seller, buyer].contains(&BANK) || barred || quantity > self.units[from] {
            return false;
        }
        let id = self.count + 1;
        let opening = Opening {
            id,
            lock: 100 + id,
            venue: account(99),
            seller: account(seller),
            buyer: account(buyer),
            bank: account(BANK),
            batch: "CO2-UK-2021-001".parse().unwrap(),
            quantity,
            amount,
            mode: TradeMode::Block,
        };
        let sale = self.books.open(&opening, self.now).unwrap();
        assert_eq!(self.books.open(&opening, self.now), Err(Error::SaleExists));
        self.count = id;
        self.units[from] -= quantity;
        self.locks.insert(sale.lock, (from, quantity));
        self.cash[to] -= sale.deposit;
        self.desk_cash += sale.deposit;
        true
    }

    /// As the registry of this world says: no groups.
    fn screened(capability: Capability, accounts: &[AccountId]) -> bool {
        let (actor, others) = (number(accounts[0]) as u8, &accounts[1..]);
        let holds = |role| match role {
            Role::Bank => actor == BANK,
            Role::Arbiter => ARBITERS.contains(&actor),
            Role::Depository => actor == DEPOSITORY,
            _ => false,
        };
        match capability {
            Capability::Act(role) => holds(role),
            Capability::ActOver(role) => holds(role) && !others.contains(&accounts[0]),
            _ => false,
        }
    }

    fn enter(&mut self, id: SettlementId, entry: &Entry, by: u8) -> Result<(), Error> {
        let (mut sale, terms) = self.books.sale(id)?;
        let before = sale.clone();
        if let Some((capability, accounts)) = rules::authority(&sale, entry, account(by))? {
            if !Self::screened(capability, &accounts) {
                return Err(Error::NotAllowed);
            }
        }
        let entered = self.books.enter(id, (&mut sale, &terms), entry, account(by), self.now);
        if entered.is_err() {
            assert_eq!(self.books.sale(id).unwrap().0, before, "an error changes nothing");
        }
        let deposit = entered?;
        assert!(deposit == 0 || matches!(entry, Entry::Disputed(_) | Entry::Appealed(_)));
        self.cash[usize::from(by)] -= deposit;
        self.desk_cash += deposit;
        if matches!(entry, Entry::Confirmed | Entry::Withdrawn) {
            let _ = self.finish(id);
        }
        Ok(())
    }

    fn finish(&mut self, id: SettlementId) -> Result<(), Error> {
        let (mut sale, terms) = self.books.sale(id)?;
        let outcome = rules::outcome(&sale, &terms, self.now)?;
        let (seller, buyer) = (number(sale.seller), number(sale.buyer));
        if outcome.delivered > 0 && (self.frozen[seller] || self.frozen[buyer]) {
            return Err(Error::Ledger(weir_types::ledger::Error::SenderFrozen));
        }
        let (owner, locked) = self.locks.remove(&sale.lock).expect("a lock until it has ended");
        assert_eq!((owner, locked), (seller, outcome.delivered + outcome.returned));
        self.units[buyer] += outcome.delivered;
        self.units[seller] += outcome.returned;
        self.cash[buyer] += outcome.to_buyer;
        self.cash[seller] += outcome.to_seller;
        self.desk_cash = self.desk_cash.checked_sub(outcome.to_buyer + outcome.to_seller).expect("its own deposits");
        self.books.end(id, &mut sale, &outcome);
        assert!(self.ended.insert(id, sale).is_none(), "once");
        Ok(())
    }

    /// Units and cash are conserved; what is locked and deposited is what open sales say; what has ended stays as it
    /// is.
    fn check(&self) {
        let locked: u128 = self.locks.values().map(|(_, units)| units).sum();
        assert_eq!(self.units.iter().sum::<u128>() + locked, 10_000 * u128::from(ACCOUNTS));
        assert_eq!(self.cash.iter().sum::<u128>() + self.desk_cash, 1_000_000 * u128::from(ACCOUNTS));
        let (mut deposits, mut references, mut open) = (0, BTreeSet::new(), 0);
        for id in 1..=self.count {
            let (sale, _) = self.books.sale(id).unwrap();
            if !sale.reference.is_empty() {
                assert!(references.insert((sale.bank, sale.reference.clone())), "a reference twice");
                assert_eq!(self.books.filed(sale.bank, sale.reference.clone()), Some(id));
            }
            match self.ended.get(&id) {
                Some(ended) => assert_eq!(ended, &sale),
                None => {
                    open += 1;
                    deposits += sale.buyer_stake + sale.seller_stake;
                    assert_eq!(self.locks.get(&sale.lock), Some(&(number(sale.seller), sale.quantity)));
                }
            }
        }
        assert_eq!((deposits, open), (self.desk_cash, self.locks.len()));
    }
}

#[derive(Debug, Clone)]
enum Op {
    Open {
        seller: u8,
        buyer: u8,
        quantity: u128,
        amount: u128,
    },
    Enter {
        back: u64,
        entry: Entry,
        by: u8,
    },
    /// By the very account that the entry is for, so that deep dockets come up often enough.
    Rightly {
        back: u64,
        entry: Entry,
    },
    Finish(u64),
    Freeze(u8, bool),
    Wait(Timestamp),
}

fn entry() -> impl Strategy<Value = Entry> {
    let h = || (0u8..6).prop_map(|n| Hash::from([n; 32]));
    let share = prop_oneof![Just(0u32), Just(10_000), Just(10_001), 0u32..10_000];
    prop_oneof![
        3 => (0u8..40).prop_map(|n| Entry::Filed(format!("REF{n:05}").into_bytes())),
        2 => Just(Entry::Confirmed),
        1 => Just(Entry::Withdrawn),
        4 => h().prop_map(Entry::Disputed),
        1 => h().prop_map(Entry::Evidenced),
        4 => Just(Entry::Taken),
        4 => (share, h()).prop_map(|(share, reasons)| Entry::Ruled { share, reasons }),
        3 => h().prop_map(Entry::Appealed),
        2 => h().prop_map(Entry::Withheld),
        1 => h().prop_map(Entry::Released),
        1 => h().prop_map(Entry::Lifted),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let who = || 0..ACCOUNTS;
    prop_oneof![
        3 => (who(), who(), 1u128..500, 1u128..5_000)
            .prop_map(|(seller, buyer, quantity, amount)| Op::Open { seller, buyer, quantity, amount }),
        4 => (0u64..6, entry(), who()).prop_map(|(back, entry, by)| Op::Enter { back, entry, by }),
        12 => (0u64..4, entry()).prop_map(|(back, entry)| Op::Rightly { back, entry }),
        3 => (0u64..8).prop_map(Op::Finish),
        1 => (who(), any::<bool>()).prop_map(|(who, frozen)| Op::Freeze(who, frozen)),
        3 => (0u64..3 * HOUR).prop_map(Op::Wait),
    ]
}

/// Somebody whose entry this could be.
fn author(sale: &Sale, entry: &Entry) -> u8 {
    let side = |hash: &Hash| if hash.as_ref()[0] % 2 == 0 { sale.buyer } else { sale.seller };
    let account = match entry {
        Entry::Filed(_) | Entry::Withdrawn => sale.buyer,
        Entry::Confirmed => sale.bank,
        Entry::Disputed(hash) | Entry::Appealed(hash) | Entry::Evidenced(hash) => side(hash),
        Entry::Taken | Entry::Ruled { .. } | Entry::Lifted(_) => {
            let first = sale.dispute.and_then(|hearing| hearing.arbiter);
            account(ARBITERS[usize::from(sale.appeal.is_some() && first == Some(account(ARBITERS[0])))])
        }
        Entry::Withheld(_) | Entry::Released(_) => account(DEPOSITORY),
    };
    number(account) as u8
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]
    #[test]
    fn units_and_cash_are_conserved_whatever_eight_accounts_do(ops in prop::collection::vec(op(), 200)) {
        let mut w = World::new();
        for op in ops {
            let back = |count: u64, back: u64| count.saturating_sub(back);
            match op {
                Op::Open { seller, buyer, quantity, amount } => {
                    w.open(seller, buyer, quantity, amount);
                }
                Op::Enter { back: n, entry, by } => {
                    let _ = w.enter(back(w.count, n), &entry, by);
                }
                Op::Rightly { back: n, entry } => {
                    let id = back(w.count, n);
                    if let Ok((sale, _)) = w.books.sale(id) {
                        let _ = w.enter(id, &entry, author(&sale, &entry));
                    }
                }
                Op::Finish(n) => {
                    let _ = w.finish(back(w.count, n));
                }
                Op::Freeze(who, frozen) => w.frozen[usize::from(who)] = frozen,
                Op::Wait(ms) => w.now += ms,
            }
            w.check();
        }
        // Every window closes: whatever was entered and whoever is frozen, anybody ends every sale, and nothing is left
        // here.
        w.now += rules::expires(w.now, &terms()).unwrap();
        for id in 1..=w.count {
            let open = !w.ended.contains_key(&id);
            prop_assert_eq!(w.finish(id).is_ok(), open);
            w.check();
        }
        prop_assert_eq!((w.locks.len(), w.desk_cash), (0, 0));
    }
}

#[test]
fn a_reference_is_filed_once_at_a_bank_for_ever() {
    let mut w = World::new();
    for _ in 0..3 {
        assert!(w.open(0, 1, 100, 5_000));
    }
    let filed = Entry::Filed(b"REF00001".to_vec());
    assert_eq!(w.enter(1, &filed, 1), Ok(()));
    assert_eq!(w.enter(2, &filed, 1), Err(Error::ReferenceUsed));
    // Long after its sale has expired.
    w.now += 100 * HOUR;
    assert_eq!(w.finish(1), Ok(()));
    assert_eq!(w.finish(2), Ok(()));
    assert!(w.open(2, 3, 1, 1));
    assert_eq!(w.enter(4, &filed, 3), Err(Error::ReferenceUsed));
    assert_eq!(w.books.sale(1).unwrap().0.reference, b"REF00001", "the evidence stays");
    assert_eq!(w.books.filed(account(BANK), b"REF00001".to_vec()), Some(1));
    assert_eq!(w.books.filed(account(0), b"REF00001".to_vec()), None, "at another bank it is another reference");
    w.check();
}

#[test]
fn a_sale_keeps_the_terms_it_was_opened_under() {
    let mut w = World::new();
    assert!(w.open(0, 1, 100, 5_000));
    let bad = Terms { deposit: 0, ..terms() };
    assert_eq!(w.books.set_terms(&bad), Err(Error::BadTerms));
    assert_eq!(w.books.set_terms(&Terms { filing: HOUR, deposit: 1_000, ..terms() }), Ok(2));
    assert!(w.open(0, 1, 100, 5_000));
    let phase = |w: &World, id| {
        let (sale, terms) = w.books.sale(id).unwrap();
        (rules::phase(&sale, &terms, w.now).unwrap(), sale.deposit)
    };
    w.now += HOUR;
    assert_eq!(phase(&w, 1), (Phase::Filing, 250));
    assert_eq!(phase(&w, 2), (Phase::Due { share: 0, basis: Basis::Expired }, 1_000));
    assert_eq!(w.books.terms(3), Err(Error::UnknownTerms));
    w.check();
}

#[test]
fn the_backstop_outlives_the_longest_terms() {
    let long = rules::MAX_WINDOW;
    let terms = Terms {
        filing: long,
        confirming: long,
        disputing: long,
        ruling: long,
        appealing: long,
        withholding: long,
        enforcing: long,
        deposit: 1,
        rate: 0,
    };
    assert_eq!(rules::check_terms(&terms), Ok(()));
    assert!(rules::expires(0, &terms).unwrap() < BACKSTOP);
}

#[test]
fn who_gives_in_first_has_given_in() {
    let mut w = World::new();
    assert!(w.open(0, 1, 100, 5_000));
    w.frozen[0] = true;
    assert_eq!(w.enter(1, &Entry::Confirmed, 0), Ok(()), "the word stands, the ledger refuses");
    assert_eq!(w.books.sale(1).unwrap().0.conceded, Some(Side::Seller));
    assert_eq!(w.enter(1, &Entry::Withdrawn, 1), Err(Error::WrongPhase));
    w.frozen[0] = false;
    assert_eq!(w.finish(1), Ok(()));
    assert_eq!((w.units[1], w.cash[1]), (10_100, 1_000_000));
    w.check();
}
