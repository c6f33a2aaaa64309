//! What the chain holds at the end, asked of the contracts themselves.

use super::messages::market::MATCHING_STEPS;
use super::messages::Sender;
use super::parties::Parties;
use super::progress::Progress;
use super::suite::Contracts;
use super::watch::Watch;
use super::Job;
use crate::deploy;
use crate::exit::{Exit, Failure};
use crate::year::outcome::{Holding, IndexOutcome, Outcome, YearOutcome};
use crate::year::plan::foreseen::{batch as batch_of, tape};
use crate::year::plan::{Party, Phase};
use psp22::PSP22;
use std::convert::Infallible;
use weir_client::{CallError, Chain, Typed};
use weir_types::ledger::Ledger;
use weir_types::oracle::Oracle as _;
use weir_types::{Cell, Supply};

/// Reads everything back.
pub fn outcome(
    chain: &mut dyn Chain,
    job: &Job,
    contracts: &Contracts,
    parties: &Parties,
    watch: &Watch,
    progress: &Progress,
) -> Result<Outcome, Failure> {
    let (days, indices, events) = (watch.told.days.clone(), watch.indices.clone(), watch.events.clone());
    let (auctions, sales) = (watch.told.auctions(), watch.told.sales());
    let mut outcome = Outcome { days, auctions, sales, indices, events, ..Outcome::default() };
    for year in &job.scenario.years {
        let supply = supply(chain, job, contracts, *year)?;
        outcome.supply.insert(*year, [(batch_of(job.scenario, *year).to_string(), supply)].into());
    }
    for (place, installation) in job.facts.installations.iter().enumerate() {
        for year in &job.scenario.years {
            let message =
                contracts.compliance.messages().obligation(installation.permit, job.scenario.instrument(*year));
            let obligation = chain.query(message).map_err(failed)?;
            let Some(at) = watch.closed.get(&(*year, installation.permit)) else {
                let message = format!("no event tells how {} {year} was closed", installation.operator);
                return Err(Failure::new(Exit::CheckFailed, message));
            };
            let year_outcome = YearOutcome {
                verified: obligation.verified,
                carried: obligation.carried,
                surrendered: obligation.surrendered,
                missing: at.missing,
                penalty: obligation.penalty,
                status: at.status,
            };
            outcome.years.insert((place, *year), year_outcome);
        }
        let holding = holding(chain, job, contracts, parties, Party::Operator(place))?;
        outcome.holdings.insert(place, holding);
        progress.done(1);
    }
    outcome.money = chain.query(contracts.cash.messages().total_supply()).map_err(failed)?;
    for account in [contracts.settlement, contracts.desk.address(), contracts.auction.address()] {
        outcome.held += chain.query(contracts.cash.messages().balance_of(account)).map_err(failed)?;
    }
    outcome.treasury = holding(chain, job, contracts, parties, Party::Treasury)?;
    Ok(outcome)
}

/// The oracle's indices of a phase's year; none where it has not pulled a day.
pub fn index(
    chain: &mut dyn Chain,
    job: &Job,
    contracts: &Contracts,
    phase: &Phase,
) -> Result<Option<IndexOutcome>, Failure> {
    let Some(year) = phase.year else { return Ok(None) };
    let index = chain.query(contracts.oracle.messages().index(job.scenario.instrument(year))).map_err(failed)?;
    Ok(index.map(|index| tape::outcome(year, phase.at, &index)))
}

/// Would a page of matching now be the last?
pub fn matching_ends(chain: &mut dyn Chain, sender: &Sender, year: u16) -> Result<bool, Failure> {
    let instrument = sender.job.scenario.instrument(year);
    // Asked in the name of who will send it: what it does takes deposits.
    let keeper = sender.parties.account(Party::Keeper)?;
    let message = sender.contracts.exchange.messages().match_orders(instrument, MATCHING_STEPS);
    let asked = chain.query_as(keeper, message);
    let matched = asked.map_err(failed)?;
    matched.map(|matched| matched.finished).map_err(|error| Failure::new(Exit::Refused, format!("exchange::{error:?}")))
}

/// The supply of a year's batch.
pub fn supply(chain: &mut dyn Chain, job: &Job, contracts: &Contracts, year: u16) -> Result<Supply, Failure> {
    let batch = batch_of(job.scenario, year);
    let supply = chain.query(contracts.ledger.messages().supply(batch)).map_err(failed)?;
    supply.ok_or_else(|| Failure::new(Exit::CheckFailed, format!("the ledger knows no batch {batch}")))
}

fn holding(
    chain: &mut dyn Chain,
    job: &Job,
    contracts: &Contracts,
    parties: &Parties,
    party: Party,
) -> Result<Holding, Failure> {
    let account = parties.account(party)?;
    let cash = chain.query(contracts.cash.messages().balance_of(account)).map_err(failed)?;
    let mut holding = Holding { cash, ..Holding::default() };
    for year in &job.scenario.years {
        let batch = batch_of(job.scenario, *year);
        let cell = chain.query(contracts.ledger.messages().cell(batch, account)).map_err(failed)?;
        if cell != Cell::default() {
            holding.cells.insert(batch.to_string(), cell);
        }
    }
    Ok(holding)
}

/// A question that was not answered.
fn failed(error: CallError<Infallible>) -> Failure {
    match error {
        CallError::Failed(failure) => deploy::fail::sent(failure),
        other => Failure::new(Exit::Bundle, other.to_string()),
    }
}
