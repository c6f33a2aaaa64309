//! The plan as phases of actions, in the order of time.
//!
//! * [`auctions`]: the quarters' auctions. * [`trading`]: trading days. * [`sales`]: what follows of sales through banks.

mod auctions;
mod sales;
mod trading;

use super::holdings::Holdings;
use super::obligations::Obligations;
use super::season::Season;
use super::{Action, Party, Phase, Tag};
use crate::year::facts::Facts;
use crate::year::input::scenario::Scenario;
use std::collections::BTreeMap;
use weir_types::ledger::MAX_LINES;
use weir_types::{Quantity, Timestamp};

/// The title of phases after which the indices are read.
pub const INDICES: &str = "indices";

/// Lays everything out.
pub fn lay_out(
    facts: &Facts,
    scenario: &Scenario,
    obligations: &Obligations,
    seasons: &BTreeMap<u16, Season>,
    caps: &BTreeMap<u16, Quantity>,
    holdings: &Holdings,
) -> Vec<Phase> {
    let mut phases = preparation(facts, scenario);
    for (n, (year, season)) in seasons.iter().enumerate() {
        let tags = Tag::try_from(n).unwrap_or(Tag::MAX / super::TAGS_OF_A_YEAR).saturating_mul(super::TAGS_OF_A_YEAR);
        let of = Year { facts, scenario, obligations, season, year: *year, tags };
        let mut year_phases = of.issue(caps.get(year).copied().unwrap_or_default());
        year_phases.extend(of.auctions());
        year_phases.extend(of.trading());
        year_phases.extend(of.compliance(holdings));
        // Trading goes on while reports come in.
        year_phases.sort_by_key(|phase| phase.at);
        phases.extend(year_phases);
    }
    phases.retain(|phase| !phase.actions.is_empty());
    phases
}

/// Everybody who acts becomes known, before the first year begins.
fn preparation(facts: &Facts, scenario: &Scenario) -> Vec<Phase> {
    let year = scenario.years.first().copied().unwrap_or_default();
    let at = scenario.dates.allocation.of(year);
    let phase = |title, actions| Phase { title, year: None, at, actions };
    let operators = 0..facts.installations.len();
    let offices = [
        Party::Registrar,
        Party::Regulator,
        Party::Allocator,
        Party::Approver,
        Party::Supervisor,
        Party::Treasury,
        Party::Depository,
        Party::Arbiter(0),
        Party::Arbiter(1),
    ];
    let grants = offices
        .into_iter()
        .chain((0..scenario.compliance.verifiers).map(Party::Verifier))
        .chain((0..scenario.cash.banks).map(Party::Bank));
    let all: Vec<usize> = operators.clone().collect();
    let bunches = all.chunks(MAX_LINES).map(|bunch| Action::RegisterInstallations(bunch.to_vec())).collect();
    let organisations = std::iter::once(Party::Treasury).chain(operators.map(Party::Operator));
    vec![
        phase("roles", grants.map(Action::Grant).collect()),
        phase("organisations", organisations.map(Action::RegisterOrganisation).collect()),
        phase("installations", bunches),
    ]
}

struct Year<'a> {
    facts: &'a Facts,
    scenario: &'a Scenario,
    obligations: &'a Obligations,
    season: &'a Season,
    year: u16,
    tags: Tag,
}

impl Year<'_> {
    fn phase(&self, title: &'static str, at: Timestamp, actions: Vec<Action>) -> Phase {
        Phase { title, year: Some(self.year), at, actions }
    }

    /// What operators need to pay and to deposit in the whole year.
    fn money(&self) -> Vec<Action> {
        let unit = u128::from(self.scenario.cash.round_to);
        let mut actions = Vec::new();
        for (operator, purse) in self.season.purses.iter().filter(|(_, purse)| purse.needed > 0) {
            let bank = u32::try_from(*operator).unwrap_or(0) % self.scenario.cash.banks;
            actions.push(Action::Mint(bank, *operator, purse.needed.div_ceil(unit) * unit));
            if purse.settlement > 0 {
                actions.push(Action::ApprovePayment(*operator, purse.settlement));
            }
            if purse.desk > 0 {
                actions.push(Action::ApproveDeposits(*operator, purse.desk));
            }
        }
        actions
    }

    /// Cap, free allocation, the reserve, and money.
    fn issue(&self, cap: Quantity) -> Vec<Phase> {
        let (year, at) = (self.year, self.scenario.dates.allocation.of(self.year));
        let free = self.facts.allocation(year);
        let lines: Vec<(usize, Quantity)> = self
            .facts
            .installations
            .iter()
            .enumerate()
            .map(|(operator, installation)| (operator, installation.allocation(year)))
            .filter(|(_, quantity)| *quantity > 0)
            .collect();
        let mut proposals: Vec<Action> = Vec::new();
        let mut tag = self.tags;
        let mut next = || {
            tag += 1;
            tag - 1
        };
        proposals.extend(lines.chunks(MAX_LINES).map(|bunch| Action::Propose(next(), year, bunch.to_vec())));
        let reserve = cap - free;
        if reserve > 0 {
            proposals.push(Action::ProposeReserve(next(), year, reserve));
        }
        let open = vec![
            Action::OpenPeriod(year),
            Action::SetCap(year, cap, reserve),
            Action::OpenMarket(year, self.season.reference),
        ];
        let approvals = approvals(&proposals);
        vec![
            self.phase("caps", at, open),
            self.phase("batches", at, vec![Action::OpenBatch(year)]),
            self.phase("allocations proposed", at, proposals),
            self.phase("allocations approved", at, approvals),
            self.phase("money", at, self.money()),
        ]
    }

    /// Reports, verification, surrender, the deadline, and what comes after it.
    fn compliance(&self, holdings: &Holdings) -> Vec<Phase> {
        let dates = &self.scenario.dates;
        let at = |day: crate::year::date::MonthDay| day.of(self.year + 1);
        let year = self.year;
        let mut reports = Vec::new();
        let mut verdicts = Vec::new();
        let mut entered = Vec::new();
        let mut stops = Vec::new();
        for (operator, year_of) in self.obligations.of_year(year) {
            let verifier = u32::try_from(operator).unwrap_or(0) % self.scenario.compliance.verifiers;
            if let Some(quantity) = year_of.in_time {
                reports.push(Action::Report(operator, year, quantity));
                verdicts.push(Action::Verify(verifier, operator, year, quantity));
            }
            if let Some(quantity) = year_of.afterwards {
                entered.push(Action::Correct(operator, year, quantity));
            }
            if year_of.stops {
                stops.push(Action::Stop(operator, year - 1));
            }
        }
        let surrenders = holdings.surrendered(year).flat_map(|(operator, parts)| {
            parts.iter().map(move |(vintage, quantity)| Action::Surrender(operator, year, *vintage, *quantity))
        });
        vec![
            self.phase("reports", at(dates.reported), reports),
            self.phase("verification", at(dates.verified), verdicts),
            self.phase("stopped", at(dates.verified), stops),
            self.phase("surrender", at(dates.surrendered), surrenders.collect()),
            self.phase("deadline", at(dates.deadline), vec![Action::Close(year)]),
            self.phase("late reports", at(dates.entered_late), entered),
        ]
    }
}

/// The approvals of proposals.
fn approvals(proposals: &[Action]) -> Vec<Action> {
    proposals
        .iter()
        .filter_map(|action| match action {
            Action::Propose(tag, ..) | Action::ProposeReserve(tag, ..) | Action::ProposeRelease(tag, ..) => {
                Some(Action::Approve(*tag))
            }
            _ => None,
        })
        .collect()
}
