//! The plan on a chain: deployed, sent phase by phase, read back, checked.
//!
//! * [`suite`]: the contracts. [`parties`]: who signs. [`messages`]: actions as messages.
//! * [`watch`], [`told`], [`names`]: what receipts tell. [`read`]: what the chain holds at the end. [`checks`]: what must hold.

mod checks;
mod messages;
mod names;
mod parties;
pub mod progress;
mod read;
mod suite;
mod told;
mod watch;

use super::cost::Costs;
use super::facts::Facts;
use super::input::scenario::Scenario;
use super::outcome::Outcome;
use super::plan::{foreseen, phases, Action, Phase, Plan};
use crate::deploy;
use crate::exit::{Exit, Failure};
use messages::Sender;
use parties::Parties;
use progress::Progress;
use std::time::Instant;
use watch::Watch;
use weir_client::bundle::Bundles;
use weir_client::{Chain, Refusal};

/// How many messages are sent before the progress is shown again. A phase is one or more of these.
const BUNCH: usize = 250;
/// The most pages of clearing or matching at a time.
const MAX_PAGES: usize = 10_000;
/// How many installations are closed by one message.
const CLOSING_PAGE: u32 = 32;

/// What is run.
pub struct Job<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The assumptions.
    pub scenario: &'a Scenario,
    /// The plan made of them.
    pub plan: &'a Plan,
}

/// Runs a plan on a chain, from the suite's deployment to the reading of the results.
pub fn run(
    chain: &mut dyn Chain,
    bundles: &Bundles,
    job: &Job,
    progress: &Progress,
) -> Result<(Outcome, Costs), Failure> {
    let mut costs = Costs { engine: format!("{:?}", chain.info().engine).to_lowercase(), ..Costs::default() };
    let started = Instant::now();
    let first = job.plan.phases.first().map_or(0, |phase| phase.at);
    set_clock(chain, first, true)?;
    progress.start("deploying the suite", 0);
    let (contracts, deployer) = suite::deploy(chain, bundles, job.scenario)?;
    let names = names::names(bundles, &contracts)?;
    let parties = Parties::new(job.facts, job.scenario)?;
    parties.fund(chain, &deployer)?;
    costs.parts.push(("deploy", started.elapsed()));

    let started = Instant::now();
    let total = job.plan.phases.iter().map(|phase| phase.actions.len()).sum();
    progress.start("running", total);
    let mut watch = Watch::new(names);
    let sender = Sender { job, contracts: &contracts, parties: &parties, deployer: &deployer };
    let mut checks = checks::Checks::default();
    for (n, phase) in job.plan.phases.iter().enumerate() {
        progress.phase(phase);
        set_clock(chain, phase.at, false)?;
        for bunch in phase.actions.chunks(BUNCH) {
            match bunch {
                [Action::Close(year)] => close(chain, &sender, &mut watch, &mut costs, *year)?,
                [action @ (Action::Clear(_) | Action::Match(_))] => {
                    pages(chain, &sender, &mut watch, &mut costs, phase, action)?;
                }
                _ => send(chain, &sender, &mut watch, &mut costs, phase, bunch)?,
            }
            progress.done(bunch.len());
        }
        if phase.title == phases::INDICES {
            watch.indices.extend(read::index(chain, job, &contracts, phase)?);
        }
        let over = job.plan.phases.get(n + 1).is_none_or(|next| next.year != phase.year);
        if let (Some(year), true) = (phase.year, over) {
            checks.supply(chain, job, &contracts, year)?;
        }
    }
    costs.parts.push(("run", started.elapsed()));

    let started = Instant::now();
    progress.start("reading back", job.facts.installations.len());
    let mut outcome = read::outcome(chain, job, &contracts, &parties, &watch, progress)?;
    let foreseen = foreseen::foresee(job.plan, job.scenario, job.facts);
    checks.emissions(job, &outcome);
    checks.sums(&outcome);
    checks.settled(&outcome);
    checks.foreseen(job, &outcome, &foreseen);
    outcome.checks = checks.all();
    costs.parts.push(("read", started.elapsed()));
    progress.finish();
    Ok((outcome, costs))
}

fn set_clock(chain: &mut dyn Chain, at: u64, fresh: bool) -> Result<(), Failure> {
    let now = chain.now().map_err(deploy::fail::chain)?;
    if fresh && now > at {
        let message = format!(
            "the chain's clock is at {}, and the scenario begins on {}: a chain's time never goes back, so start a fresh \
             development chain",
            super::date::text(now),
            super::date::text(at)
        );
        return Err(Failure::new(Exit::Engine, message));
    }
    // A node's clock runs on by itself between phases of one day.
    if at > now {
        chain.set_time(at).map_err(deploy::fail::chain)?;
    }
    Ok(())
}

fn send(
    chain: &mut dyn Chain,
    sender: &Sender,
    watch: &mut Watch,
    costs: &mut Costs,
    phase: &Phase,
    actions: &[Action],
) -> Result<(), Failure> {
    let mut batch = weir_client::Batch::new();
    let mut kinds = Vec::with_capacity(actions.len());
    for action in actions {
        kinds.push(sender.push(&mut batch, action, watch)?);
    }
    let answers = batch.send(chain);
    for ((action, kind), answer) in actions.iter().zip(kinds).zip(answers) {
        let receipt = answer.map_err(|refusal| {
            let year = phase.year.map_or(String::new(), |year| format!("{year}, "));
            refused(refusal).while_doing(format_args!("{year}{}: {}", phase.title, sender.describe(action)))
        })?;
        costs.note(kind, receipt.cost);
        watch.note(action, &receipt, sender, phase)?;
    }
    Ok(())
}

/// Sends an action's message until there is nothing left to do: a page of work each.
fn pages(
    chain: &mut dyn Chain,
    sender: &Sender,
    watch: &mut Watch,
    costs: &mut Costs,
    phase: &Phase,
    action: &Action,
) -> Result<(), Failure> {
    for _ in 0..MAX_PAGES {
        let last = match action {
            Action::Match(year) => read::matching_ends(chain, sender, *year)?,
            _ => false,
        };
        send(chain, sender, watch, costs, phase, std::slice::from_ref(action))?;
        let cleared = match action {
            Action::Clear(tag) => watch.told.is_cleared(watch.auction(*tag)?),
            _ => false,
        };
        if last || cleared {
            return Ok(());
        }
    }
    Err(Failure::new(Exit::Refused, format!("{}: not over after {MAX_PAGES} pages", phase.title)))
}

/// Closes a period page by page until it has ended.
fn close(
    chain: &mut dyn Chain,
    sender: &Sender,
    watch: &mut Watch,
    costs: &mut Costs,
    year: u16,
) -> Result<(), Failure> {
    let pages = sender.job.facts.installations.len() / 16 + 2;
    for _ in 0..pages {
        let mut batch = weir_client::Batch::new();
        let kind = sender.push_close(&mut batch, year, CLOSING_PAGE);
        for answer in batch.send(chain) {
            let receipt = answer.map_err(|refusal| refused(refusal).while_doing(format_args!("{year}, deadline")))?;
            costs.note(kind, receipt.cost);
            if watch.note_closing(&receipt, sender)? {
                return Ok(());
            }
        }
    }
    Err(Failure::new(Exit::Refused, format!("{year}, deadline: the period did not end after {pages} pages")))
}

/// A refusal as the command's failure.
fn refused(refusal: Refusal) -> Failure {
    let poor = ["StorageDepositNotEnoughFunds", "InsufficientBalance", "FundsUnavailable"];
    let exit = match refusal.name.as_str() {
        name if poor.iter().any(|poor| name.contains(poor)) => Exit::Balance,
        name if refusal.by_contract || name.starts_with("Contracts::") => Exit::Refused,
        _ => Exit::Engine,
    };
    Failure::new(exit, refusal.name)
}
