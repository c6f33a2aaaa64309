//! Companies with their installations, a government that sells, banks, and all contracts between them.

use super::draw::Draw;
use super::hall::{hall, Hall};
use std::collections::BTreeMap;
use weir_client::{Chain, Contract, Signer};
use weir_suite::*;
use weir_types::compliance::Obligation;
use weir_types::ledger::{BatchTerms, Ledger as _};
use weir_types::units::NEVER;
use weir_types::{AccountId, BatchId, Cell, InstallationId, Instrument, OrgKind, Quantity, Role};

/// A year's length here.
pub const YEAR: u64 = 365 * DAY;
/// From a year's beginning to the audit, and to the deadline.
pub const AUDIT: u64 = 300 * DAY;
pub const DEADLINE: u64 = 330 * DAY;
/// Cents for a missing tonne.
pub const RATE: u128 = 10_000;

/// A company.
#[derive(Clone)]
pub struct Company {
    pub name: String,
    pub sites: Vec<InstallationId>,
}

/// Everything.
pub struct Region {
    pub w: Hall,
    pub oracle: Contract<oracle::OracleRef>,
    pub draw: Draw,
    pub companies: Vec<Company>,
    /// The periods, and how many batches each has.
    pub years: Vec<(Instrument, u16)>,
    /// What each installation has emitted, by all that is known, less what was surrendered for it.
    pub owed: BTreeMap<InstallationId, i128>,
    /// How many messages went through and how many were refused.
    pub sent: (usize, usize),
    pub begun: u64,
}

impl Region {
    /// `companies` companies, every third of a group of two, the first ones with several installations.
    pub fn new(seed: u64, companies: usize) -> Self {
        Self::with_day(seed, companies, 0)
    }

    /// The same; the day begins so many minutes before UTC's.
    pub fn with_day(seed: u64, companies: usize, day_offset: i16) -> Self {
        let w = World::deployed_at(day_offset);
        let exchange = w.exchange.address();
        let mut w = hall(w, exchange);
        let config = oracle::Config {
            registry: w.registry.address(),
            venue: exchange,
            cash: w.cash.address(),
            day_offset,
            max_age: 30 * DAY,
            currency: *b"GBP",
        };
        let admin = w.admin.clone();
        let oracle = make(&mut w.w.chain, &admin, "oracle", oracle::OracleRef::new(config));
        let begun = w.now();
        let mut region = Self {
            w,
            oracle,
            draw: Draw::new(seed),
            companies: Vec::new(),
            years: Vec::new(),
            owed: BTreeMap::new(),
            sent: (0, 0),
            begun,
        };
        region.people(companies);
        region
    }

    fn people(&mut self, companies: usize) {
        let admin = self.w.admin.clone();
        for (role, name) in [
            (Role::Allocator, "gov"),
            (Role::Arbiter, "arbiter/2"),
            (Role::Bank, "bank/2"),
            (Role::Verifier, "verifier/2"),
        ] {
            self.purse(name);
            let message = self.w.registry.messages().grant_role(role, who(name).account(), NEVER);
            self.w.ok(&admin, message);
        }
        self.w.register(&who("gov"), OrgKind::Government, 0);
        let mut lines = Vec::new();
        for n in 0..companies {
            let name = format!("company {n}");
            self.purse(&name);
            let kind = if n % 7 == 6 { OrgKind::Trader } else { OrgKind::Operator };
            let group = if n % 3 == 0 { 10 + (n / 6) as u32 } else { 0 };
            self.w.register(&who(&name), kind, group);
            let count = if kind == OrgKind::Trader { 0 } else { 1 + usize::from(n < 4) + usize::from(n < 2) };
            let sites: Vec<_> = (0..count).map(|site| installation(&format!("UK-E-{}", 100 * n + site))).collect();
            lines.extend(sites.iter().map(|site| (*site, who(&name).account(), (n % 4) as u8)));
            self.companies.push(Company { name, sites });
        }
        // Some one by one, the others in pages.
        let regulator = holder(Role::Regulator);
        let rest = lines.split_off(3);
        for (site, operator, authority) in lines {
            let message = self.w.compliance.messages().register_installation(site, operator, authority);
            self.w.ok(&regulator, message);
        }
        for page in rest.chunks(5) {
            let message = self.w.compliance.messages().register_installations(page.to_vec());
            self.w.ok(&regulator, message);
        }
    }

    fn purse(&mut self, name: &str) {
        let admin = self.w.admin.clone();
        self.w.chain.fund(&admin, &[(who(name).account(), 1 << 90)]).expect("funds");
    }

    /// Everybody who may hold units.
    pub fn holders(&self) -> Vec<String> {
        self.companies.iter().map(|company| company.name.clone()).chain(["gov".to_owned()]).collect()
    }

    /// A company.
    pub fn company(&mut self) -> Company {
        let companies = self.companies.clone();
        self.draw.pick(&companies)
    }

    /// An instrument's batches.
    pub fn batches(&self, year: usize) -> Vec<BatchId> {
        let (instrument, batches) = self.years[year];
        (1..=batches).map(|batch| instrument.batch(batch)).collect()
    }

    /// When the year begins.
    pub fn start(&self, year: usize) -> u64 {
        self.begun + DAY + YEAR * year as u64
    }

    /// Moves the clock to a time of a year.
    pub fn until(&mut self, year: usize, after: u64) {
        let (now, then) = (self.w.now(), self.start(year) + after);
        assert!(now <= then, "the clock is past that");
        self.w.pass(then - now);
    }

    /// Sends what may be refused; a trap is none of the two.
    #[track_caller]
    pub fn send<M, T, E>(&mut self, by: &Signer, message: M) -> Option<weir_client::Receipt>
    where
        M: weir_client::typed::Message<Output = Result<T, E>>,
        T: ink::scale::Decode + std::fmt::Debug,
        E: ink::scale::Decode + std::fmt::Debug,
    {
        use weir_client::Typed as _;
        match self.w.chain.call(by, message) {
            Ok(receipt) => {
                self.sent.0 += 1;
                Some(receipt)
            }
            Err(weir_client::typed::CallError::Contract(_)) => {
                self.sent.1 += 1;
                None
            }
            Err(other) => panic!("neither done nor refused: {other:?}"),
        }
    }

    /// What an account holds of a batch.
    pub fn cell(&mut self, batch: BatchId, account: AccountId) -> Cell {
        let message = self.w.ledger.messages().cell(batch, account);
        self.w.ask(message)
    }

    /// An installation's book of a year.
    pub fn obligation(&mut self, site: InstallationId, year: usize) -> Obligation {
        let message = self.w.compliance.messages().obligation(site, self.years[year].0);
        self.w.ask(message)
    }

    /// The next batch of a year.
    pub fn open_batch(&mut self, year: usize, terms: BatchTerms) -> BatchId {
        let message = self.w.issuer.messages().open_batch(self.years[year].0, terms);
        self.w.ok(&holder(Role::Allocator), message);
        self.years[year].1 += 1;
        self.years[year].0.batch(self.years[year].1)
    }

    /// What must hold at all times: units by state and by holder, and money.
    pub fn check(&mut self) {
        let holders: Vec<AccountId> = self.holders().iter().map(|name| who(name).account()).collect();
        for year in 0..self.years.len() {
            for batch in self.batches(year) {
                let message = self.w.ledger.messages().supply(batch);
                let s = self.w.ask(message).expect("a batch");
                assert_eq!(s.issued, s.tradable + s.locked + s.surrendered + s.cancelled + s.reserve, "{batch:?}");
                let cells: Vec<Cell> = holders.iter().map(|account| self.cell(batch, *account)).collect();
                let sum = |of: fn(&Cell) -> Quantity| cells.iter().map(of).sum::<Quantity>();
                let held = (sum(|c| c.tradable), sum(|c| c.locked), sum(|c| c.surrendered));
                assert_eq!((s.tradable, s.locked, s.surrendered), held, "{batch:?}");
            }
        }
        let (s, d, c) = (self.w.settlement.address(), self.w.desk.address(), self.w.cash.address());
        let banks = ["role/Bank", "bank/2"].map(|name| who(name).account());
        let money: u128 = holders.into_iter().chain([s, d, c]).chain(banks).map(|who| self.w.cash_at(who)).sum();
        let message = {
            use psp22::PSP22 as _;
            self.w.cash.messages().total_supply()
        };
        assert_eq!(self.w.ask(message), money, "all money is somebody's");
    }

    /// What the first period that is open carries of an installation is all that it emitted less all that it surrendered.
    pub fn check_carried(&mut self, open: usize) {
        for (site, owed) in self.owed.clone() {
            let book = self.obligation(site, open);
            let signed = |quantity: u128| i128::try_from(quantity).expect("small");
            assert_eq!(signed(book.carried) - signed(book.credit), owed, "{site:?}");
        }
    }
}
