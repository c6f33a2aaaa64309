//! Funds under random sequences of everything that eight accounts and three venues can do with them, with cash and
//! units beside them as cash and ledger would keep them.

use super::*;
use proptest::prelude::*;

const ACCOUNTS: usize = 8;
const VENUES: u8 = 3;
/// Cash, units of one batch and approvals to settlement, each at the start.
const START: u128 = 1_000;

fn account(n: usize) -> AccountId {
    AccountId::from([u8::try_from(n).unwrap() + 1; 32])
}

fn venue(n: u8) -> AccountId {
    AccountId::from([n + 200; 32])
}

fn number(account: AccountId) -> usize {
    usize::from(AsRef::<[u8; 32]>::as_ref(&account)[0] - 1)
}

struct World {
    funds: Funds,
    now: Timestamp,
    cash: [u128; ACCOUNTS],
    own: u128,
    units: [u128; ACCOUNTS],
    /// What each has paid for units, and been paid: nobody may end with more than was paid for.
    paid: [u128; ACCOUNTS],
    bought: [u128; ACCOUNTS],
}

impl World {
    fn new() -> Self {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let nothing = [0; ACCOUNTS];
        let (cash, units) = ([START; ACCOUNTS], [START; ACCOUNTS]);
        Self { funds: Funds::default(), now: 10, cash, own: 0, units, paid: nothing, bought: nothing }
    }

    fn fund(&mut self, payer: usize, by: u8, amount: Money, term: Timestamp) -> Result<FundId, Error> {
        if amount > self.cash[payer] {
            return Err(Error::InsufficientCash);
        }
        let fund = Fund { payer: account(payer), venue: venue(by), amount, expires: self.now + term };
        let id = self.funds.open(fund, self.now)?;
        self.cash[payer] -= amount;
        self.own += amount;
        Ok(id)
    }

    /// A unit for each cent.
    fn deliver(&mut self, id: FundId, by: u8, seller: usize, buyer: usize, amount: Money) -> Result<(), Error> {
        if seller == buyer || amount > self.units[seller] {
            return Err(Error::SameParty);
        }
        if self.funds.find(id).is_some_and(|fund| fund.payer != account(buyer)) {
            return Err(Error::NotPayer);
        }
        self.funds.spend(id, venue(by), amount, self.now)?;
        self.own -= amount;
        self.cash[seller] += amount;
        self.units[seller] -= amount;
        self.units[buyer] += amount;
        self.paid[buyer] += amount;
        self.bought[buyer] += amount;
        Ok(())
    }

    fn forfeit(&mut self, id: FundId, by: u8, to: usize, amount: Money) -> Result<(), Error> {
        self.funds.spend(id, venue(by), amount, self.now)?;
        self.own -= amount;
        self.cash[to] += amount;
        Ok(())
    }

    fn refund(&mut self, id: FundId, caller: AccountId) -> Result<(), Error> {
        let fund = self.funds.close(id, caller, self.now)?;
        self.own -= fund.amount;
        self.cash[number(fund.payer)] += fund.amount;
        Ok(())
    }

    fn open(&self) -> Vec<(FundId, Fund)> {
        (1..=self.funds.last()).filter_map(|id| self.funds.find(id).map(|fund| (id, fund))).collect()
    }

    fn check(&self) {
        let held: u128 = self.open().iter().map(|(_, fund)| fund.amount).sum();
        assert_eq!(held, self.own, "what is held is the sum of the open funds");
        assert!(self.open().iter().all(|(_, fund)| fund.amount > 0));
        let all = START * ACCOUNTS as u128;
        assert_eq!(self.cash.iter().sum::<u128>() + self.own, all);
        assert_eq!(self.units.iter().sum::<u128>(), all);
        assert_eq!(self.paid, self.bought);
    }
}

#[derive(Debug, Clone)]
enum Op {
    Fund { payer: usize, by: u8, amount: Money, term: Timestamp },
    Deliver { back: u64, by: u8, seller: usize, buyer: usize, amount: Money },
    Forfeit { back: u64, by: u8, to: usize, amount: Money },
    Refund { back: u64, by: u8 },
    Wait(Timestamp),
}

fn op() -> impl Strategy<Value = Op> {
    let (who, by, back, amount) = (|| 0..ACCOUNTS, || 0..VENUES, || 0u64..6, || 0u128..300);
    prop_oneof![
        4 => (who(), by(), amount(), 0u64..60)
            .prop_map(|(payer, by, amount, term)| Op::Fund { payer, by, amount, term }),
        8 => (back(), by(), who(), who(), amount())
            .prop_map(|(back, by, seller, buyer, amount)| Op::Deliver { back, by, seller, buyer, amount }),
        2 => (back(), by(), who(), amount()).prop_map(|(back, by, to, amount)| Op::Forfeit { back, by, to, amount }),
        2 => (back(), 0..VENUES + 1).prop_map(|(back, by)| Op::Refund { back, by }),
        1 => (0u64..20).prop_map(Op::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]
    #[test]
    fn funds_are_spent_by_their_venue_for_their_payer(ops in prop::collection::vec(op(), 200)) {
        let mut w = World::new();
        for op in ops {
            let before = w.open();
            let id = |back: u64| w.funds.last().saturating_sub(back);
            let done = match op.clone() {
                Op::Fund { payer, by, amount, term } => w.fund(payer, by, amount, term).map(|_| ()),
                Op::Deliver { back, by, seller, buyer, amount } => w.deliver(id(back), by, seller, buyer, amount),
                Op::Forfeit { back, by, to, amount } => w.forfeit(id(back), by, to, amount),
                Op::Refund { back, by } => w.refund(id(back), venue(by)),
                Op::Wait(ms) => { w.now += ms; Ok(()) }
            };
            w.check();
            if done.is_err() {
                prop_assert_eq!(&before, &w.open());
            }
            // A fund shrinks by its own venue alone, before it runs out; a stranger ends it only after that.
            let by = match op {
                Op::Deliver { by, .. } | Op::Forfeit { by, .. } | Op::Refund { by, .. } => Some(venue(by)),
                _ => None,
            };
            for (id, old) in before {
                let new = w.funds.find(id);
                let shrunk = new.is_none_or(|new| new.amount < old.amount);
                prop_assert!(!shrunk || by == Some(old.venue) || (new.is_none() && old.expires <= w.now), "{:?}", op);
            }
        }
        // The way out: when all have run out anybody gives all back, and nothing is held.
        w.now = Timestamp::MAX;
        for (id, _) in w.open() {
            prop_assert_eq!(w.refund(id, account(0)), Ok(()));
        }
        prop_assert_eq!(w.own, 0);
        w.check();
    }
}

#[test]
fn each_refusal_has_its_own_error() {
    let mut w = World::new();
    assert_eq!(w.fund(0, 0, 0, 5), Err(Error::ZeroAmount));
    assert_eq!(w.fund(0, 0, 10, 0), Err(Error::ExpiryInPast));
    assert_eq!(w.fund(0, 0, 100, 5), Ok(1));
    assert_eq!(w.deliver(2, 0, 1, 0, 10), Err(Error::UnknownFund));
    assert_eq!(w.deliver(1, 1, 1, 0, 10), Err(Error::NotAllowed));
    assert_eq!(w.deliver(1, 0, 1, 0, 101), Err(Error::InsufficientFund));
    assert_eq!(w.deliver(1, 0, 1, 0, 0), Err(Error::ZeroAmount));
    assert_eq!(w.deliver(1, 0, 1, 0, 40), Ok(()));
    assert_eq!(w.refund(1, venue(1)), Err(Error::FundActive));
    w.now += 5;
    assert_eq!(w.deliver(1, 0, 1, 0, 10), Err(Error::FundExpired));
    assert_eq!(w.forfeit(1, 0, 2, 10), Err(Error::FundExpired));
    assert_eq!(w.refund(1, venue(1)), Ok(()));
    assert_eq!(w.refund(1, venue(0)), Err(Error::UnknownFund));
    assert_eq!((w.cash[0], w.cash[1], w.units[0]), (960, 1_040, 1_040));
    w.check();
}
