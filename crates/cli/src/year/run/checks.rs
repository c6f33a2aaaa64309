//! What must hold while the years run and when they are over. A check that fails is told with what was found; the command then
//! ends with exit code 1.

use super::suite::Contracts;
use super::{read, Job};
use crate::exit::Failure;
use crate::year::outcome::{AuctionOutcome, Check, Outcome};
use weir_client::Chain;
use weir_types::Supply;

/// How many findings a check names.
const NAMED: usize = 5;

/// The checks made so far.
#[derive(Default)]
pub struct Checks(Vec<Check>);

impl Checks {
    /// All of them.
    pub fn all(self) -> Vec<Check> {
        self.0
    }

    fn note(&mut self, what: impl Into<String>, fine: impl Into<String>, wrong: Vec<String>) {
        let held = wrong.is_empty();
        let found = if held {
            fine.into()
        } else {
            let more = if wrong.len() > NAMED { format!(" and {} more", wrong.len() - NAMED) } else { String::new() };
            format!("{}{more}", wrong[..wrong.len().min(NAMED)].join("; "))
        };
        self.0.push(Check { what: what.into(), held, found });
    }

    /// At the end of a year: for every batch so far, issued = tradable + locked + surrendered + cancelled + reserve, nothing is
    /// locked, and no more is issued than the cap.
    pub fn supply(
        &mut self,
        chain: &mut dyn Chain,
        job: &Job,
        contracts: &Contracts,
        until: u16,
    ) -> Result<(), Failure> {
        let mut wrong = Vec::new();
        let years: Vec<u16> = job.scenario.years.iter().copied().filter(|year| *year <= until).collect();
        for year in &years {
            let supply = read::supply(chain, job, contracts, *year)?;
            let cap = job.plan.caps.get(year).copied().unwrap_or(0);
            if sum(&supply) != Some(supply.issued) || supply.locked > 0 || supply.issued > cap {
                wrong.push(format!("{year}: {supply:?} under a cap of {cap}"));
            }
        }
        let what = format!(
            "supply of every batch at the end of {until}: issued = sum of its parts, within the cap, none locked"
        );
        self.note(what, format!("{} batches", years.len()), wrong);
        Ok(())
    }

    /// Emissions recorded on chain are the file's, row by row, and where the file has none the chain has none.
    pub fn emissions(&mut self, job: &Job, outcome: &Outcome) {
        let mut wrong = Vec::new();
        let mut recorded = 0usize;
        for (place, installation) in job.facts.installations.iter().enumerate() {
            for year in &job.scenario.years {
                let on_chain = outcome.years.get(&(place, *year)).and_then(|of| of.verified);
                let in_file = installation.emissions(*year);
                recorded += usize::from(on_chain.is_some());
                if on_chain != in_file {
                    wrong.push(format!(
                        "{} {year}: {on_chain:?} on chain, {in_file:?} in the file",
                        installation.operator
                    ));
                }
            }
        }
        self.note("emissions on chain equal the file's", format!("{recorded} rows with emissions, all equal"), wrong);
    }

    /// The cells of all holders make up each batch's supply.
    pub fn sums(&mut self, outcome: &Outcome) {
        let mut wrong = Vec::new();
        for (batch, supply) in outcome.supply.values().flatten() {
            let cells =
                outcome.holdings.values().chain([&outcome.treasury]).filter_map(|holding| holding.cells.get(batch));
            let mut sums = [0u128; 3];
            for cell in cells {
                let parts = [cell.tradable, cell.locked, cell.surrendered];
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            }
            if sums != [supply.tradable, supply.locked, supply.surrendered] {
                wrong.push(format!("{batch}: holders have {sums:?}, the supply is {supply:?}"));
            }
        }
        let fine = format!("{} batches, {} holders", outcome.supply.len(), outcome.holdings.len() + 1);
        self.note("what holders have adds up to each batch's supply", fine, wrong);
    }

    /// All money is somebody's, nothing waits at settlement, desk or auction, and every sale and auction has ended.
    pub fn settled(&mut self, outcome: &Outcome) {
        let mut wrong = Vec::new();
        let cash = outcome.holdings.values().chain([&outcome.treasury]).map(|holding| holding.cash).sum::<u128>();
        if cash != outcome.money || outcome.held != 0 {
            wrong.push(format!("holders have {cash} of {} cents, {} wait", outcome.money, outcome.held));
        }
        let open = outcome.sales.iter().filter(|sale| sale.basis.is_none()).count();
        let uncleared = |of: &&AuctionOutcome| of.price.is_none() && of.cancelled.is_none();
        let uncleared = outcome.auctions.iter().filter(uncleared).count();
        if open + uncleared > 0 {
            wrong.push(format!("{open} sales and {uncleared} auctions are open"));
        }
        let fine = format!("{} sales through banks, {} auctions", outcome.sales.len(), outcome.auctions.len());
        self.note(
            "all money is its holders', no fund or deposit waits, all sales and auctions have ended",
            fine,
            wrong,
        );
    }

    /// The chain came to what simple bookkeeping foresees.
    pub fn foreseen(&mut self, job: &Job, outcome: &Outcome, foreseen: &Outcome) {
        let id = |place: &usize| job.facts.installations.get(*place).map_or("?", |of| of.operator.as_str());
        let mut wrong = Vec::new();
        for ((place, year), expected) in &foreseen.years {
            let found = outcome.years.get(&(*place, *year));
            if found != Some(expected) {
                wrong.push(format!("{} {year}: {found:?}, not {expected:?}", id(place)));
            }
        }
        for (place, expected) in &foreseen.holdings {
            let found = outcome.holdings.get(place);
            if found != Some(expected) {
                wrong.push(format!("{}: {found:?}, not {expected:?}", id(place)));
            }
        }
        if outcome.treasury != foreseen.treasury {
            wrong.push(format!("treasury: {:?}, not {:?}", outcome.treasury, foreseen.treasury));
        }
        if outcome.supply != foreseen.supply {
            wrong.push(format!("supply: {:?}, not {:?}", outcome.supply, foreseen.supply));
        }
        if outcome.days != foreseen.days {
            wrong.push("trading days differ from the plan's".into());
        }
        for (place, expected) in foreseen.auctions.iter().enumerate() {
            let found = outcome.auctions.get(place);
            if found != Some(expected) {
                wrong.push(format!("auction {}: {found:?}, not {expected:?}", place + 1));
            }
        }
        for (place, expected) in foreseen.sales.iter().enumerate() {
            let found = outcome.sales.get(place);
            if found != Some(expected) {
                wrong.push(format!("sale {}: {found:?}, not {expected:?}", place + 1));
            }
        }
        if (outcome.auctions.len(), outcome.sales.len()) != (foreseen.auctions.len(), foreseen.sales.len()) {
            wrong.push("other auctions or sales through banks than the plan's".into());
        }
        if outcome.indices != foreseen.indices {
            wrong.push("indices differ from those of the plan's trades".into());
        }
        let fine = format!("{} installation-years, {} holders", foreseen.years.len(), foreseen.holdings.len() + 1);
        let what = "statuses, balances, supply, auctions, trades, sales and indices are those of a separate bookkeeping of the plan";
        self.note(what, fine, wrong);
    }
}

fn sum(supply: &Supply) -> Option<u128> {
    [supply.tradable, supply.locked, supply.surrendered, supply.cancelled, supply.reserve]
        .into_iter()
        .try_fold(0u128, u128::checked_add)
}
