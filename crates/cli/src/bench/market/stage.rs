//! The suite in a deployment of its own, somebody in each role, a seller with units, bidders and buyers with money.

use crate::deploy::{self, fail, Plan};
use crate::exit::{Exit, Failure};
use crate::year::run::progress::Progress;
use auction::AuctionRef;
use cash::CashRef;
use exchange::ExchangeRef;
use ink::scale::Decode;
use issuer::IssuerRef;
use oracle::OracleRef;
use psp22::PSP22;
use registry::{Profile, RegistryRef};
use std::fmt::Debug;
use weir_client::bundle::Bundles;
use weir_client::typed::{Message, Prepared};
use weir_client::{AccountId, Call, Chain, Contract, Hash, Receipt, Signer, Timestamp};
use weir_types::ledger::BatchTerms;
use weir_types::units::NEVER;
use weir_types::{Instrument, Money, OrgKind, Pollutant, Quantity, Region, Role};

/// How many calls are sent before the progress is shown again.
const BUNCH: usize = 250;
/// What everybody is given for deposits and fees, in the native token.
const FUNDS: u128 = 1_000_000_000_000_000;
/// The same for who sends ten thousand messages: a report's deposit goes back to who sends the round's last.
const LARGE_FUNDS: u128 = 500 * FUNDS;
/// What every bidder and buyer has, in cents.
const MONEY: Money = 1_000_000_000_000;

/// Everything a benchmark acts on.
pub struct Stage<'a> {
    /// The chain.
    pub chain: &'a mut dyn Chain,
    /// Shown while it works.
    pub progress: &'a Progress,
    /// The exchange.
    pub exchange: Contract<ExchangeRef>,
    /// The auction contract.
    pub auction: Contract<AuctionRef>,
    /// The oracle.
    pub oracle: Contract<OracleRef>,
    /// Opens markets, sets feeds.
    pub supervisor: Signer,
    /// Has the units, and may auction them.
    pub seller: Signer,
    /// Two who buy on the exchange.
    pub buyers: [Signer; 2],
    /// Two who report prices.
    pub reporters: [Signer; 2],
    /// Sends what anybody may.
    pub stranger: Signer,
    registry: Contract<RegistryRef>,
    issuer: Contract<IssuerRef>,
    cash: Contract<CashRef>,
    settlement: AccountId,
    deployer: Signer,
    bidders: Vec<Signer>,
    vintage: u16,
}

impl<'a> Stage<'a> {
    /// Deploys the suite anew, also where there is another one, and puts everybody in place.
    pub fn new(chain: &'a mut dyn Chain, progress: &'a Progress) -> Result<Self, Failure> {
        let mut plan = Plan::dev()?;
        let block = chain.block_number().map_err(fail::chain)?;
        plan.salt = format!("weir bench market {block}");
        let done = deploy::deploy(chain, &plan, &Bundles::from_env(), &[], None, &mut |_| {})?;
        let address = |name: &str| {
            let missing = || Failure::new(Exit::Bundle, format!("the suite has no contract {name}"));
            done.manifest.address(name).ok_or_else(missing)
        };
        let mut stage = Self {
            chain,
            progress,
            exchange: Contract::at(address("exchange")?),
            auction: Contract::at(address("auction")?),
            oracle: Contract::at(address("oracle")?),
            supervisor: key("supervisor")?,
            seller: key("seller")?,
            buyers: [key("buyer/1")?, key("buyer/2")?],
            reporters: [key("reporter/1")?, key("reporter/2")?],
            stranger: key("stranger")?,
            registry: Contract::at(address("registry")?),
            issuer: Contract::at(address("issuer")?),
            cash: Contract::at(address("cash")?),
            settlement: address("settlement")?,
            deployer: plan.deployer.clone(),
            bidders: Vec::new(),
            vintage: 2_020,
        };
        stage.admit()?;
        Ok(stage)
    }

    fn admit(&mut self) -> Result<(), Failure> {
        let roles = [
            (Role::Registrar, registrar()?),
            (Role::Regulator, regulator()?),
            (Role::Allocator, self.seller.clone()),
            (Role::Approver, approver()?),
            (Role::Bank, bank()?),
            (Role::Supervisor, self.supervisor.clone()),
            (Role::Reporter, self.reporters[0].clone()),
            (Role::Reporter, self.reporters[1].clone()),
        ];
        let mut purses: Vec<_> = roles.iter().map(|(_, who)| (who.account(), LARGE_FUNDS)).collect();
        purses.push((self.stranger.account(), LARGE_FUNDS));
        self.chain.fund(&self.deployer, &purses).map_err(fail::sent)?;
        let (deployer, registry) = (self.deployer.clone(), self.registry);
        let grant = |(role, who): (Role, Signer)| {
            (deployer.clone(), registry.messages().grant_role(role, who.account(), NEVER))
        };
        self.send(roles.into_iter().map(grant))?;
        let [first, second] = self.buyers.clone();
        self.enrol(&[self.seller.clone(), first, second], LARGE_FUNDS)
    }

    /// Registers accounts and gives them what they need to buy.
    fn enrol(&mut self, accounts: &[Signer], funds: u128) -> Result<(), Failure> {
        let purses: Vec<_> = accounts.iter().map(|who| (who.account(), funds)).collect();
        self.chain.fund(&self.deployer, &purses).map_err(fail::sent)?;
        let (registrar, bank, profile) = (registrar()?, bank()?, profile()?);
        let (registry, cash, settlement) = (self.registry, self.cash, self.settlement);
        let each = || accounts.iter().cloned();
        self.send(each().map(|who| (registrar.clone(), registry.messages().register(who.account(), profile))))?;
        self.send(each().map(|who| (bank.clone(), cash.messages().mint(who.account(), MONEY))))?;
        self.send(each().map(|who| (who, cash.messages().approve(settlement, MONEY))))?;
        Ok(())
    }

    /// So many bidders, with money; the same ones each time.
    pub fn bidders(&mut self, count: usize) -> Result<Vec<Signer>, Failure> {
        let known = self.bidders.len();
        if known < count {
            self.progress.start("bidders", 3 * (count - known));
            let new = (known..count).map(|number| key(&format!("bidder/{number}"))).collect::<Result<Vec<_>, _>>()?;
            self.enrol(&new, FUNDS)?;
            self.bidders.extend(new);
        }
        Ok(self.bidders.iter().take(count).cloned().collect())
    }

    /// An instrument of its own, of which the seller has a batch of so many units.
    pub fn issue(&mut self, quantity: Quantity) -> Result<Instrument, Failure> {
        self.vintage += 1;
        let instrument =
            Instrument { pollutant: code(Pollutant::new("CO2"))?, region: region()?, vintage: self.vintage };
        let (seller, issuer) = (self.seller.clone(), self.issuer);
        self.one(&regulator()?, issuer.messages().set_cap(instrument, quantity, 0))?;
        self.one(&seller, issuer.messages().open_batch(instrument, BatchTerms::Free))?;
        let lines = vec![(seller.account(), quantity)];
        let receipt = self.one(&seller, issuer.messages().propose_allocation(instrument.batch(1), lines))?;
        let proposed = receipt.event_of::<issuer::events::Proposed>(issuer.address()).map_err(unread)?;
        self.one(&approver()?, issuer.messages().approve(proposed.id))?;
        Ok(instrument)
    }

    /// The time.
    pub fn now(&mut self) -> Result<Timestamp, Failure> {
        self.chain.now().map_err(fail::chain)
    }

    /// Moves the clock.
    pub fn time(&mut self, ms: Timestamp) -> Result<(), Failure> {
        self.chain.set_time(ms).map_err(fail::chain)
    }

    /// Sends one message.
    pub fn one<M, T, E>(&mut self, signer: &Signer, message: M) -> Result<Receipt, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let receipt = self.send([(signer.clone(), message)])?.pop();
        receipt.ok_or_else(|| Failure::new(Exit::Engine, "the engine gave no answer"))
    }

    /// Sends messages of one kind, in bunches; all must succeed. The receipts in their order.
    pub fn send<M, T, E>(&mut self, calls: impl IntoIterator<Item = (Signer, M)>) -> Result<Vec<Receipt>, Failure>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode + Debug,
    {
        let mut receipts = Vec::new();
        let mut calls = calls.into_iter().map(|(signer, message)| {
            let Prepared { dest, data, value } = message.prepare();
            Call { signer, dest, data, value }
        });
        loop {
            let bunch: Vec<_> = calls.by_ref().take(BUNCH).collect();
            if bunch.is_empty() {
                return Ok(receipts);
            }
            let sent = bunch.len();
            for answer in self.chain.send(bunch) {
                receipts.push(answer.map_err(fail::call::<T, E>)?);
            }
            self.progress.done(sent);
        }
    }
}

/// An event that cannot be read.
pub fn unread(error: weir_client::typed::EventError) -> Failure {
    Failure::new(Exit::CheckFailed, error.to_string())
}

fn key(name: &str) -> Result<Signer, Failure> {
    Signer::dev(&format!("//bench/{name}")).map_err(|error| Failure::new(Exit::CheckFailed, error.to_string()))
}

fn registrar() -> Result<Signer, Failure> {
    key("registrar")
}

fn regulator() -> Result<Signer, Failure> {
    key("regulator")
}

fn approver() -> Result<Signer, Failure> {
    key("approver")
}

fn bank() -> Result<Signer, Failure> {
    key("bank")
}

fn region() -> Result<Region, Failure> {
    code(Region::new("UK"))
}

fn code<T, E: Debug>(code: Result<T, E>) -> Result<T, Failure> {
    code.map_err(|error| Failure::new(Exit::CheckFailed, format!("{error:?}")))
}

/// Of no controller group: an account is a group of its own.
fn profile() -> Result<Profile, Failure> {
    let licence = Hash::from([0x5a; 32]);
    Ok(Profile { kind: OrgKind::Operator, sector: 3511, region: region()?, basin: 0, group: 0, licence })
}
