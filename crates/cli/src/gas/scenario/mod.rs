//! The fixed course of events in which every message of every contract has its normal case, once measured.
//!
//! What only contracts may send (the ledger's `issue`, settlement's `deliver`) is asked in the name of the contract that does,
//! at a moment when it would succeed. What happens once (wiring, a new administrator) is measured on twins: contracts of the
//! same code under another salt.

mod auction;
mod cash;
mod compliance;
mod desk;
mod exchange;
mod facade;
pub mod fills;
mod issuer;
mod ledger;
mod oracle;
mod people;
mod policy;
mod registry;
mod settlement;

pub use people::People;

use super::meter::Meter;
use crate::deploy::suite::Unit;
use crate::deploy::{fail, Suite};
use crate::exit::{Exit, Failure};
use weir_client::{AccountId, Hash, Signer, Timestamp};
use weir_types::code::CodeError;
use weir_types::units::DAY_MS;
use weir_types::{BatchId, Instrument, Pollutant, Price, Region};

/// What accounts and contracts are given to pay deposits with.
const FUNDS: u128 = 1_000_000_000_000_000;

/// What a tonne costs in the scenario, in cents.
const PRICE: Price = 5_000;

/// Where everything is, and who takes part.
pub struct Scene {
    /// The contracts.
    pub at: Addresses,
    /// Their twins.
    pub twin: Addresses,
    /// Who does what.
    pub who: People,
    /// What is traded.
    pub instrument: Instrument,
    /// The first day of the scenario.
    pub start: Timestamp,
}

/// Where the contracts are.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// identity/registry.
    pub registry: AccountId,
    /// allowances/ledger.
    pub ledger: AccountId,
    /// allowances/issuer.
    pub issuer: AccountId,
    /// allowances/compliance.
    pub compliance: AccountId,
    /// market/cash.
    pub cash: AccountId,
    /// market/settlement.
    pub settlement: AccountId,
    /// market/desk.
    pub desk: AccountId,
    /// market/exchange.
    pub exchange: AccountId,
    /// market/auction.
    pub auction: AccountId,
    /// market/oracle.
    pub oracle: AccountId,
    /// firewall/policy.
    pub policy: AccountId,
    /// firewall/watchlist.
    pub watchlist: AccountId,
}

impl Scene {
    /// The first batch.
    pub fn batch(&self) -> BatchId {
        self.instrument.batch(1)
    }

    /// Midnight after so many days.
    pub fn day(&self, days: u64) -> Timestamp {
        self.start + days * DAY_MS
    }
}

/// Any hash that is not empty.
pub fn some_hash() -> Hash {
    Hash::from([0x5a; 32])
}

/// Plays the scenario.
pub fn play(meter: &mut Meter<'_>, suite: &Suite) -> Result<Scene, Failure> {
    let scene = set(meter, suite)?;
    // Day 0: registration, allocation, money, the first trades.
    registry::measures(meter, &scene)?;
    policy::of_twins(meter, &scene)?;
    issuer::allocates(meter, &scene)?;
    ledger::moves(meter, &scene)?;
    cash::circulates(meter, &scene)?;
    exchange::trades(meter, &scene)?;
    settlement::views(meter, &scene)?;
    facade::shows(meter, &scene, suite)?;
    desk::settles(meter, &scene)?;
    oracle::learns(meter, &scene)?;
    // Days 1 to 3: an auction's three phases, days that are over.
    auction::takes_bids(meter, &scene)?;
    oracle::waits(meter, &scene)?;
    auction::reveals(meter, &scene)?;
    oracle::pulls(meter, &scene)?;
    auction::delivers(meter, &scene)?;
    // The year: reports, surrender, close.
    compliance::runs_a_year(meter, &scene)?;
    // What runs out: orders, redemptions, proposals.
    exchange::expires(meter, &scene)?;
    cash::lapses(meter, &scene)?;
    issuer::lapses(meter, &scene)?;
    policy::rules(meter, &scene)?;
    Ok(scene)
}

fn set(meter: &mut Meter<'_>, suite: &Suite) -> Result<Scene, Failure> {
    let who = People::new()?;
    let (at, twin) = (Addresses::of(suite)?, twins(meter, suite, &who.admin)?);
    for (name, addresses) in [at, twin].iter().flat_map(Addresses::named) {
        meter.know(name, addresses);
    }
    let payers = who.without_funds().into_iter().chain(at.named().map(|(_, address)| address));
    let funds: Vec<_> = payers.map(|account| (account, FUNDS)).collect();
    meter.chain.fund(&who.admin, &funds).map_err(fail::sent)?;
    let code = |error: CodeError| Failure::new(Exit::CheckFailed, format!("gas: {error:?}"));
    let pollutant = Pollutant::new("CO2").map_err(code)?;
    let instrument = Instrument { pollutant, region: Region::new("UK").map_err(code)?, vintage: 2021 };
    let now = meter.chain.now().map_err(fail::chain)?;
    Ok(Scene { at, twin, who, instrument, start: now - now % DAY_MS })
}

/// Makes a second contract of each code, unwired.
fn twins(meter: &mut Meter<'_>, suite: &Suite, admin: &Signer) -> Result<Addresses, Failure> {
    Addresses::each(|name| {
        let unit = unit(suite, name)?;
        let (data, salt) = (unit.record.input.0.clone(), format!("twin/{name}").into_bytes());
        let code = unit.record.code_hash.hash().unwrap_or_default();
        let made = meter.chain.instantiate(admin, code, data, salt, 0);
        made.map(|(address, _)| address)
            .map_err(|failure| fail::sent(failure).while_doing(format_args!("gas: twin of {name}")))
    })
}

fn unit<'a>(suite: &'a Suite, name: &str) -> Result<&'a Unit, Failure> {
    let missing = || Failure::new(Exit::CheckFailed, format!("gas: the suite has no {name}"));
    suite.contracts.iter().find(|unit| unit.name == name).ok_or_else(missing)
}

impl Addresses {
    fn each(mut get: impl FnMut(&str) -> Result<AccountId, Failure>) -> Result<Self, Failure> {
        Ok(Self {
            registry: get("registry")?,
            ledger: get("ledger")?,
            issuer: get("issuer")?,
            compliance: get("compliance")?,
            cash: get("cash")?,
            settlement: get("settlement")?,
            desk: get("desk")?,
            exchange: get("exchange")?,
            auction: get("auction")?,
            oracle: get("oracle")?,
            policy: get("policy")?,
            watchlist: get("watchlist")?,
        })
    }

    fn of(suite: &Suite) -> Result<Self, Failure> {
        Self::each(|name| unit(suite, name).map(|unit| unit.record.address.0))
    }

    fn named(&self) -> [(&'static str, AccountId); 12] {
        [
            ("registry", self.registry),
            ("ledger", self.ledger),
            ("issuer", self.issuer),
            ("compliance", self.compliance),
            ("cash", self.cash),
            ("settlement", self.settlement),
            ("desk", self.desk),
            ("exchange", self.exchange),
            ("auction", self.auction),
            ("oracle", self.oracle),
            ("policy", self.policy),
            ("watchlist", self.watchlist),
        ]
    }
}
