//! Actions as messages to contracts, signed by those who act.
//!
//! * [`market`]: auctions, orders, sales through banks. Here: everything else.

pub mod market;

use super::parties::{role, Parties};
use super::suite::Contracts;
use super::watch::Watch;
use super::Job;
use crate::exit::{Exit, Failure};
use crate::year::plan::foreseen::batch as batch_of;
use crate::year::plan::{season, Action, Party};
use psp22::PSP22;
use registry::Profile;
use weir_client::hash::blake2_256;
use weir_client::{Batch, Signer};
use weir_types::ledger::BatchTerms;
use weir_types::units::NEVER;
use weir_types::{AccountId, Hash, InstallationId, OrgKind};

/// Turns actions into messages.
pub struct Sender<'a> {
    /// What is run.
    pub job: &'a Job<'a>,
    /// The contracts.
    pub contracts: &'a Contracts,
    /// Who signs.
    pub parties: &'a Parties,
    /// The administrator.
    pub deployer: &'a Signer,
}

impl Sender<'_> {
    /// Adds an action's message to a batch; answers its name, `contract::message`.
    pub fn push(&self, batch: &mut Batch, action: &Action, watch: &Watch) -> Result<&'static str, Failure> {
        let (contracts, scenario) = (self.contracts, self.job.scenario);
        let signer = |party| self.parties.signer(party);
        let operator = |place: usize| self.parties.account(Party::Operator(place));
        let instrument = |year: u16| scenario.instrument(year);
        let (mut issuer, mut compliance) = (contracts.issuer.messages(), contracts.compliance.messages());
        Ok(match action {
            Action::Grant(party) => {
                let role = role(*party).ok_or_else(|| Failure::new(Exit::Refused, format!("{party:?} has no role")))?;
                let account = self.parties.account(*party)?;
                batch.push(self.deployer, contracts.registry.messages().grant_role(role, account, NEVER));
                "registry::grant_role"
            }
            Action::RegisterOrganisation(party) => {
                let (account, profile) = (self.parties.account(*party)?, self.profile(*party));
                batch.push(signer(Party::Registrar)?, contracts.registry.messages().register(account, profile));
                "registry::register"
            }
            Action::RegisterInstallations(places) => {
                let lines: Vec<(InstallationId, AccountId, u8)> =
                    places.iter().map(|place| self.installation_line(*place)).collect::<Result<_, _>>()?;
                batch.push(signer(Party::Regulator)?, compliance.register_installations(lines));
                "compliance::register_installations"
            }
            Action::OpenPeriod(year) => {
                let dates = &scenario.dates;
                let (audit, deadline) = (dates.audit_from.of(year + 1), dates.deadline.of(year + 1));
                let message = compliance.open_period(instrument(*year), audit, deadline, scenario.penalty_rate());
                batch.push(signer(Party::Regulator)?, message);
                "compliance::open_period"
            }
            Action::SetCap(year, cap, set_aside) => {
                batch.push(signer(Party::Regulator)?, issuer.set_cap(instrument(*year), *cap, *set_aside));
                "issuer::set_cap"
            }
            Action::OpenMarket(year, reference) => {
                let message =
                    contracts.exchange.messages().open_market(instrument(*year), *reference, season::terms(scenario));
                batch.push(signer(Party::Supervisor)?, message);
                "exchange::open_market"
            }
            Action::OpenBatch(year) => {
                batch.push(signer(Party::Allocator)?, issuer.open_batch(instrument(*year), BatchTerms::Free));
                "issuer::open_batch"
            }
            Action::Propose(_, year, lines) => {
                let lines = lines.iter().map(|(place, quantity)| Ok((operator(*place)?, *quantity)));
                let lines = lines.collect::<Result<Vec<_>, Failure>>()?;
                batch.push(signer(Party::Allocator)?, issuer.propose_allocation(batch_of(scenario, *year), lines));
                "issuer::propose_allocation"
            }
            Action::ProposeReserve(_, year, quantity) => {
                batch.push(signer(Party::Allocator)?, issuer.propose_reserve(batch_of(scenario, *year), *quantity));
                "issuer::propose_reserve"
            }
            Action::ProposeRelease(_, year, quantity) => {
                let to = self.parties.account(Party::Treasury)?;
                batch.push(signer(Party::Allocator)?, issuer.propose_release(batch_of(scenario, *year), to, *quantity));
                "issuer::propose_release"
            }
            Action::Approve(tag) => {
                batch.push(signer(Party::Approver)?, issuer.approve(watch.proposal(*tag)?));
                "issuer::approve"
            }
            Action::Mint(bank, place, amount) => {
                batch.push(signer(Party::Bank(*bank))?, contracts.cash.messages().mint(operator(*place)?, *amount));
                "cash::mint"
            }
            Action::ApprovePayment(place, amount) => {
                let message = contracts.cash.messages().approve(contracts.settlement, *amount);
                batch.push(signer(Party::Operator(*place))?, message);
                "cash::approve"
            }
            Action::ApproveDeposits(place, amount) => {
                let message = contracts.cash.messages().approve(contracts.desk.address(), *amount);
                batch.push(signer(Party::Operator(*place))?, message);
                "cash::approve"
            }
            Action::Report(place, year, quantity) => {
                let message = compliance.report(self.permit(*place), instrument(*year), *quantity);
                batch.push(signer(Party::Operator(*place))?, message);
                "compliance::report"
            }
            Action::Verify(verifier, place, year, quantity) => {
                let evidence = self.evidence("verifier's report", *place, *year);
                let message = compliance.verify(self.permit(*place), instrument(*year), *quantity, evidence);
                batch.push(signer(Party::Verifier(*verifier))?, message);
                "compliance::verify"
            }
            Action::Correct(place, year, quantity) => {
                let evidence = self.evidence("entered after the deadline", *place, *year);
                let message = compliance.correct(self.permit(*place), instrument(*year), *quantity, evidence);
                batch.push(signer(Party::Regulator)?, message);
                "compliance::correct"
            }
            Action::Stop(place, last_year) => {
                let message = compliance.close_installation(self.permit(*place), *last_year);
                batch.push(signer(Party::Regulator)?, message);
                "compliance::close_installation"
            }
            Action::Surrender(place, year, vintage, quantity) => {
                let units = batch_of(scenario, *vintage);
                let message = compliance.surrender(self.permit(*place), instrument(*year), units, *quantity);
                batch.push(signer(Party::Operator(*place))?, message);
                "compliance::surrender"
            }
            Action::Pull(year, day) => {
                batch.push(signer(Party::Keeper)?, contracts.oracle.messages().pull(instrument(*year), *day));
                "oracle::pull"
            }
            Action::Close(year) => self.push_close(batch, *year, super::CLOSING_PAGE),
            other => {
                let unknown = || Failure::new(Exit::Refused, format!("{other:?} is no message"));
                self.push_market(batch, other, watch)?.ok_or_else(unknown)?
            }
        })
    }

    /// Adds a page of a period's closing. Anybody may send it: the regulator does.
    pub fn push_close(&self, batch: &mut Batch, year: u16, limit: u32) -> &'static str {
        let message = self.contracts.compliance.messages().close_period(self.job.scenario.instrument(year), limit);
        batch.push(self.parties.signer(Party::Regulator).unwrap_or(self.deployer), message);
        "compliance::close_period"
    }

    /// What an action is, for a message about its failure.
    pub fn describe(&self, action: &Action) -> String {
        let id = |place: &usize| self.job.facts.installations.get(*place).map_or("?", |of| of.operator.as_str());
        match action {
            Action::Report(place, ..) => format!("report of operator {}", id(place)),
            Action::Verify(_, place, ..) => format!("verification for operator {}", id(place)),
            Action::Correct(place, ..) => format!("late entry for operator {}", id(place)),
            Action::Surrender(place, ..) => format!("surrender by operator {}", id(place)),
            Action::Take(place, ..) => format!("purchase by operator {}", id(place)),
            Action::Commit(bid) | Action::Reveal(bid) | Action::Claim(bid) => {
                format!("bid of operator {}", id(&bid.bidder))
            }
            Action::Mint(_, place, _) => format!("money for operator {}", id(place)),
            Action::List(_, Party::Operator(place), ..) => format!("listing of operator {}", id(place)),
            Action::RegisterOrganisation(Party::Operator(place)) => format!("operator {}", id(place)),
            other => format!("{other:?}").chars().take(80).collect(),
        }
    }

    fn permit(&self, place: usize) -> InstallationId {
        self.job.facts.installations.get(place).map(|of| of.permit).unwrap_or_default()
    }

    fn installation_line(&self, place: usize) -> Result<(InstallationId, AccountId, u8), Failure> {
        let regulator = self.job.facts.installations.get(place).map_or(0, |of| of.regulator);
        let authority = u8::try_from(regulator + 1).unwrap_or(u8::MAX);
        Ok((self.permit(place), self.parties.account(Party::Operator(place))?, authority))
    }

    fn profile(&self, party: Party) -> Profile {
        let region = self.job.scenario.region;
        match party {
            Party::Operator(place) => {
                let of = self.job.facts.installations.get(place);
                // Installations of one account holder are one controller group; groups begin at 1.
                let group = of.and_then(|of| u32::try_from(of.holder + 1).ok()).unwrap_or(0);
                let licence = blake2_256(self.permit(place).as_str().as_bytes());
                let sector = of.map_or(0, |of| of.sector);
                Profile { kind: OrgKind::Operator, sector, region, basin: 0, group, licence }
            }
            _ => Profile {
                kind: OrgKind::Government,
                sector: 0,
                region,
                basin: 0,
                group: 0,
                licence: blake2_256(b"treasury"),
            },
        }
    }

    /// Stands in for the hash of a document that is not published.
    fn evidence(&self, what: &str, place: usize, year: u16) -> Hash {
        blake2_256(format!("{what} {} {year}", self.permit(place)).as_bytes())
    }
}
