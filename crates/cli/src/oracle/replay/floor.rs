//! The suite on a fresh chain, with somebody in each role that a trade needs, one seller with all units and one buyer with the money.

use crate::deploy::{self, fail, Plan};
use crate::exit::{Exit, Failure};
use cash::CashRef;
use exchange::ExchangeRef;
use ink::scale::Decode;
use issuer::IssuerRef;
use oracle::OracleRef;
use psp22::PSP22;
use registry::{Profile, RegistryRef};
use std::fmt::Debug;
use weir_client::bundle::Bundles;
use weir_client::typed::Message;
use weir_client::{AccountId, CallError, Chain, Contract, Hash, Receipt, Signer, Typed};
use weir_types::ledger::BatchTerms;
use weir_types::market::{Accept, Terms};
use weir_types::units::{Day, DAY_MS, NEVER, ONE_IN_BASIS_POINTS};
use weir_types::{Instrument, Money, OrgKind, Pollutant, Price, Quantity, Region, Role, Timestamp};

/// China's day begins eight hours before UTC's.
pub const DAY_OFFSET: i16 = 480;
/// When of a day is traded, in milliseconds after its beginning.
const NOON: Timestamp = DAY_MS / 2;
/// What everybody is given for deposits and fees.
const FUNDS: u128 = 1_000_000_000_000_000_000;
/// How long the oracle's indices are not stale.
const MAX_AGE: Timestamp = 30 * DAY_MS;
/// Shenzhen, by GB/T 2260.
const REGION: &str = "440300";

/// Everything a replay acts on.
pub struct Floor<'a> {
    /// The chain.
    pub chain: &'a mut dyn Chain,
    /// The exchange.
    exchange: Contract<ExchangeRef>,
    /// The oracle.
    oracle: Contract<OracleRef>,
    issuer: Contract<IssuerRef>,
    cash: Contract<CashRef>,
    settlement: AccountId,
    people: People,
    /// How many calls have been made.
    pub calls: usize,
}

struct People {
    regulator: Signer,
    allocator: Signer,
    approver: Signer,
    bank: Signer,
    supervisor: Signer,
    seller: Signer,
    buyer: Signer,
}

/// The instrument of a vintage.
pub fn instrument(vintage: u16) -> Result<Instrument, Failure> {
    let code = |error| Failure::new(Exit::CheckFailed, format!("{error:?}"));
    Ok(Instrument {
        pollutant: Pollutant::new("CO2").map_err(code)?,
        region: Region::new(REGION).map_err(code)?,
        vintage,
    })
}

impl<'a> Floor<'a> {
    /// Deploys the suite and puts everybody in place.
    pub fn new(chain: &'a mut dyn Chain, bundles: &Bundles) -> Result<Self, Failure> {
        let mut plan = Plan::dev()?;
        plan.salt = "weir oracle replay".to_owned();
        plan.parameters.day_offset_minutes = DAY_OFFSET;
        // Its indices may be as old as the file is long.
        plan.parameters.price_max_age = MAX_AGE;
        plan.parameters.currency = *b"CNY";
        let done = deploy::deploy(chain, &plan, bundles, &[], None, &mut |_| {})?;
        let address = |name: &str| {
            let missing = || Failure::new(Exit::Bundle, format!("the suite has no contract {name}"));
            done.manifest.address(name).ok_or_else(missing)
        };
        let (registry, exchange) = (address("registry")?, address("exchange")?);
        let (cash, settlement, issuer) = (address("cash")?, address("settlement")?, address("issuer")?);

        let mut floor = Self {
            chain,
            exchange: Contract::at(exchange),
            oracle: Contract::at(address("oracle")?),
            issuer: Contract::at(issuer),
            cash: Contract::at(cash),
            settlement,
            people: People::new()?,
            calls: 0,
        };
        floor.admit(&plan.deployer, Contract::at(registry))?;
        Ok(floor)
    }

    fn admit(&mut self, deployer: &Signer, registry: Contract<RegistryRef>) -> Result<(), Failure> {
        let registrar = key("registrar")?;
        let People { regulator, allocator, approver, bank, supervisor, seller, buyer } = &self.people;
        let roles = [
            (Role::Registrar, registrar.clone()),
            (Role::Regulator, regulator.clone()),
            (Role::Allocator, allocator.clone()),
            (Role::Approver, approver.clone()),
            (Role::Bank, bank.clone()),
            (Role::Supervisor, supervisor.clone()),
        ];
        let (seller, buyer) = (seller.clone(), buyer.clone());
        let everybody: Vec<_> =
            roles.iter().map(|(_, who)| who).chain([&seller, &buyer]).map(Signer::account).collect();
        let purses: Vec<_> = everybody.into_iter().map(|account| (account, FUNDS)).collect();
        self.chain.fund(deployer, &purses).map_err(fail::sent)?;
        for (role, who) in roles {
            self.send(deployer, registry.messages().grant_role(role, who.account(), NEVER))?;
        }
        let region = instrument(0)?.region;
        let licence = Hash::from([0x5a; 32]);
        for (who, group) in [(&seller, 1), (&buyer, 2)] {
            let profile = Profile { kind: OrgKind::Operator, sector: 4411, region, basin: 0, group, licence };
            self.send(&registrar, registry.messages().register(who.account(), profile))?;
        }
        Ok(())
    }

    /// Gives the seller units, and the buyer money that settlement may take.
    pub fn supply(&mut self, instrument: Instrument, quantity: Quantity, money: Money) -> Result<(), Failure> {
        let People { regulator, allocator, approver, bank, seller, buyer, .. } = &self.people;
        let (regulator, allocator, approver) = (regulator.clone(), allocator.clone(), approver.clone());
        let (bank, seller, buyer) = (bank.clone(), seller.account(), buyer.clone());
        self.send(&regulator, self.issuer.messages().set_cap(instrument, quantity, 0))?;
        self.send(&allocator, self.issuer.messages().open_batch(instrument, BatchTerms::Free))?;
        let lines = vec![(seller, quantity)];
        let receipt = self.send(&allocator, self.issuer.messages().propose_allocation(instrument.batch(1), lines))?;
        let proposed = receipt.event_of::<issuer::events::Proposed>(self.issuer.address());
        let proposed = proposed.map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))?;
        self.send(&approver, self.issuer.messages().approve(proposed.id))?;
        self.send(&bank, self.cash.messages().mint(buyer.account(), money))?;
        self.send(&buyer, self.cash.messages().approve(self.settlement, Money::MAX))?;
        Ok(())
    }

    /// Opens a market without a narrower band than the widest there is: the file's prices jump.
    pub fn open(&mut self, instrument: Instrument, reference: Price) -> Result<(), Failure> {
        let terms = Terms { band: ONE_IN_BASIS_POINTS, ..Terms::default() };
        let supervisor = self.people.supervisor.clone();
        self.send(&supervisor, self.exchange.messages().open_market(instrument, reference, terms)).map(|_| ())
    }

    /// One trade: what the exchange refused, if it did.
    pub fn trade(
        &mut self,
        instrument: Instrument,
        price: Price,
        quantity: Quantity,
    ) -> Result<Result<(), String>, Failure> {
        let expires = self.chain.now().map_err(fail::chain)? + DAY_MS;
        let (seller, buyer) = (self.people.seller.clone(), self.people.buyer.clone());
        let listing = self.exchange.messages().list(instrument.batch(1), quantity, price, expires, Accept::default());
        let listed = match self.send(&seller, listing) {
            Ok(receipt) => receipt.event_of::<exchange::events::Listed>(self.exchange.address()),
            Err(failure) if failure.exit == Exit::Refused => return Ok(Err(failure.message)),
            Err(failure) => return Err(failure),
        };
        let order = listed.map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))?.order;
        self.send(&buyer, self.exchange.messages().take(order, quantity, price, false))?;
        Ok(Ok(()))
    }

    /// Brings the clock to the middle of a day.
    pub fn go_to(&mut self, day: Day) -> Result<(), Failure> {
        let midnight = weir_rules::oracle::indices::end_of(day.saturating_sub(1), DAY_OFFSET);
        let overflow = || Failure::new(Exit::BadInput, format!("day {day} is out of range"));
        self.chain.set_time(midnight.ok_or_else(overflow)? + NOON).map_err(fail::chain)
    }

    /// The day it is.
    pub fn today(&mut self) -> Result<Day, Failure> {
        let now = self.chain.now().map_err(fail::chain)?;
        let day = weir_rules::market::day_of(now, DAY_OFFSET);
        day.map_err(|error| Failure::new(Exit::CheckFailed, format!("{error:?}")))
    }

    /// Has the oracle pull a day. False when the exchange has no bar of it: nothing was traded for longer than it keeps days.
    pub fn pull(&mut self, instrument: Instrument, day: Day) -> Result<bool, Failure> {
        let anybody = self.people.supervisor.clone();
        self.calls += 1;
        match self.chain.call(&anybody, self.oracle.messages().pull(instrument, day)) {
            Ok(_) => Ok(true),
            Err(CallError::Contract(oracle::Error::NoBar)) => Ok(false),
            Err(error) => Err(Failure::new(Exit::Refused, format!("{instrument}, day {day}: {error}"))),
        }
    }

    /// The oracle's volume-weighted average of a day.
    pub fn average(&mut self, instrument: Instrument, day: Day) -> Result<Option<Price>, Failure> {
        let asked = self.chain.query(self.oracle.messages().window(instrument, day, day));
        let failed = |why: String| Failure::new(Exit::CheckFailed, format!("{instrument}, day {day}: {why}"));
        let window = asked.map_err(|error| failed(error.to_string()))?;
        Ok(window.map_err(|error| failed(format!("{error:?}")))?.vwap)
    }

    /// The oracle's indices.
    pub fn index(&mut self, instrument: Instrument) -> Result<weir_types::oracle::Index, Failure> {
        use weir_types::oracle::Oracle as _;
        let asked = self.chain.query(self.oracle.messages().index(instrument));
        let index = asked.map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))?;
        index.ok_or_else(|| Failure::new(Exit::CheckFailed, format!("the oracle has no index of {instrument}")))
    }

    fn send<M, T, E>(&mut self, signer: &Signer, message: M) -> Result<Receipt, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        self.calls += 1;
        self.chain.call(signer, message).map_err(|error| Failure::new(Exit::Refused, error.to_string()))
    }
}

fn key(name: &str) -> Result<Signer, Failure> {
    Signer::dev(&format!("//replay/{name}")).map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))
}

impl People {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            regulator: key("regulator")?,
            allocator: key("allocator")?,
            approver: key("approver")?,
            bank: key("bank")?,
            supervisor: key("supervisor")?,
            seller: key("seller")?,
            buyer: key("buyer")?,
        })
    }
}
