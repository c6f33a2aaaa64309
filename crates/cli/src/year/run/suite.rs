//! The contracts of a run: a deployment of its own, so that runs on one node do not meet.

use crate::deploy::{self, Plan};
use crate::exit::{Exit, Failure};
use crate::year::input::scenario::Scenario;
use auction::AuctionRef;
use cash::CashRef;
use compliance::ComplianceRef;
use desk::DeskRef;
use exchange::ExchangeRef;
use issuer::IssuerRef;
use ledger::LedgerRef;
use oracle::OracleRef;
use registry::RegistryRef;
use weir_client::bundle::Bundles;
use weir_client::{AccountId, Chain, Contract, Signer};

/// The contracts' names in bundles and manifests.
const NAMES: [&str; 11] = [
    "registry",
    "issuer",
    "ledger",
    "cash",
    "settlement",
    "desk",
    "exchange",
    "auction",
    "compliance",
    "oracle",
    "policy",
];

/// The contracts of a run.
pub struct Contracts {
    /// Who is who.
    pub registry: Contract<RegistryRef>,
    /// Caps and allocation.
    pub issuer: Contract<IssuerRef>,
    /// Units.
    pub ledger: Contract<LedgerRef>,
    /// Money.
    pub cash: Contract<CashRef>,
    /// Delivery versus payment; it is approved, never called.
    pub settlement: AccountId,
    /// Sales through banks.
    pub desk: Contract<DeskRef>,
    /// Trading.
    pub exchange: Contract<ExchangeRef>,
    /// Auctions.
    pub auction: Contract<AuctionRef>,
    /// Periods and obligations.
    pub compliance: Contract<ComplianceRef>,
    /// Indices.
    pub oracle: Contract<OracleRef>,
    /// What all of them ask in high-risk messages; it is never called.
    pub policy: AccountId,
}

impl Contracts {
    /// Every contract's name and address.
    pub fn all(&self) -> [(&'static str, AccountId); 11] {
        let addresses = [
            self.registry.address(),
            self.issuer.address(),
            self.ledger.address(),
            self.cash.address(),
            self.settlement,
            self.desk.address(),
            self.exchange.address(),
            self.auction.address(),
            self.compliance.address(),
            self.oracle.address(),
            self.policy,
        ];
        let mut all = NAMES.map(|name| (name, AccountId::from([0; 32])));
        all.iter_mut().zip(addresses).for_each(|(entry, address)| entry.1 = address);
        all
    }
}

/// Deploys the suite by the plan of development chains, under a salt of its own. Answers who the administrator is, too.
pub fn deploy(chain: &mut dyn Chain, bundles: &Bundles, scenario: &Scenario) -> Result<(Contracts, Signer), Failure> {
    let mut plan = Plan::dev()?;
    let block = chain.block_number().map_err(deploy::fail::chain)?;
    plan.salt = format!("weir year {} at block {block}", scenario.seed);
    plan.parameters.day_offset_minutes = scenario.day_offset();
    let done = deploy::deploy(chain, &plan, bundles, &[], None, &mut |_| {})?;
    let address = |name: &str| {
        let missing = || Failure::new(Exit::Bundle, format!("the suite has no contract {name}"));
        done.manifest.address(name).ok_or_else(missing)
    };
    let contracts = Contracts {
        registry: Contract::at(address("registry")?),
        issuer: Contract::at(address("issuer")?),
        ledger: Contract::at(address("ledger")?),
        cash: Contract::at(address("cash")?),
        settlement: address("settlement")?,
        desk: Contract::at(address("desk")?),
        exchange: Contract::at(address("exchange")?),
        auction: Contract::at(address("auction")?),
        compliance: Contract::at(address("compliance")?),
        oracle: Contract::at(address("oracle")?),
        policy: address("policy")?,
    };
    Ok((contracts, plan.deployer))
}
