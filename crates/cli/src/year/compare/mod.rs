//! The computed statuses against the published ones. This module alone can look at the published ones.

mod published;

pub use published::{Published, PublishedStatus};

use super::facts::{Emissions, Facts};
use super::input::behaviour::Behaviour;
use std::collections::BTreeMap;
use weir_types::compliance::ComplianceStatus;

/// How a status is called in tables and JSON.
pub fn label(status: ComplianceStatus) -> &'static str {
    match status {
        ComplianceStatus::NoData => "no data",
        ComplianceStatus::Pending => "pending",
        ComplianceStatus::Compliant => "compliant",
        ComplianceStatus::NonCompliant => "non-compliant",
    }
}

/// Do the two say the same? A is compliant, B is not; C and all kinds of "nothing entered" are no data.
pub fn agree(published: PublishedStatus, computed: ComplianceStatus) -> bool {
    computed
        == match published {
            PublishedStatus::A => ComplianceStatus::Compliant,
            PublishedStatus::B => ComplianceStatus::NonCompliant,
            PublishedStatus::C
            | PublishedStatus::NotApplicable
            | PublishedStatus::Excluded
            | PublishedStatus::Blank => ComplianceStatus::NoData,
        }
}

/// A row of which the computed status is not what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The operator's id.
    pub operator: String,
    /// The installation's name.
    pub installation: String,
    /// The year.
    pub year: u16,
    /// As published.
    pub published: PublishedStatus,
    /// As computed.
    pub computed: ComplianceStatus,
    /// Why they differ.
    pub reason: String,
}

/// Published statuses against computed ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// How many rows have each pair of statuses.
    pub counts: BTreeMap<(PublishedStatus, &'static str), usize>,
    /// The rows that differ, by operator and year.
    pub differences: Vec<Difference>,
    /// How many rows were compared.
    pub rows: usize,
    /// Of these, how many are as they are because `behaviour.toml` lists them.
    pub listed: usize,
}

impl Comparison {
    /// How many rows were published with a status.
    pub fn published(&self, status: PublishedStatus) -> usize {
        self.counts.iter().filter(|((published, _), _)| *published == status).map(|(_, count)| count).sum()
    }

    /// How many of them were computed alike.
    pub fn agreeing(&self, status: PublishedStatus) -> usize {
        self.published(status) - self.differences.iter().filter(|row| row.published == status).count()
    }
}

/// Compares every row of the file. `computed` are the statuses at the deadline, by operator's place and year.
pub fn compare(
    facts: &Facts,
    computed: &BTreeMap<(usize, u16), ComplianceStatus>,
    behaviour: &Behaviour,
    published: &Published,
) -> Comparison {
    let mut comparison = Comparison::default();
    for (place, installation) in facts.installations.iter().enumerate() {
        for (year, year_facts) in &installation.years {
            let Some(published) = published.of(&installation.operator, *year) else { continue };
            let Some(computed) = computed.get(&(place, *year)).copied() else { continue };
            let entry = behaviour.of(&installation.operator, *year);
            comparison.rows += 1;
            comparison.listed += usize::from(entry.is_some());
            *comparison.counts.entry((published, label(computed))).or_default() += 1;
            if agree(published, computed) {
                continue;
            }
            let reason = match entry {
                Some(entry) => format!("listed in behaviour.toml, and differs nevertheless: {}", entry.reason),
                None => why(published, computed, year_facts.emissions).into(),
            };
            comparison.differences.push(Difference {
                operator: installation.operator.clone(),
                installation: installation.name.clone(),
                year: *year,
                published,
                computed,
                reason,
            });
        }
    }
    comparison
}

/// Why a row that `behaviour.toml` does not list differs.
fn why(published: PublishedStatus, computed: ComplianceStatus, emissions: Emissions) -> &'static str {
    let nothing = emissions.recorded().is_none();
    match (published, computed) {
        (PublishedStatus::A, ComplianceStatus::NoData) if nothing => {
            "the register counts balances and shows A where nothing is owed; the file has no emissions, so here there is no data"
        }
        (PublishedStatus::B, ComplianceStatus::NoData) if nothing => {
            "the register counts what older years left; the file has no emissions of this year, so here there is no data"
        }
        (PublishedStatus::B, ComplianceStatus::Compliant) => {
            "not listed in behaviour.toml as having surrendered short, so it surrendered all that was due"
        }
        (PublishedStatus::C, ComplianceStatus::Compliant) => {
            "not listed in behaviour.toml as having reported late, so the file's emissions were reported in time"
        }
        (_, ComplianceStatus::NonCompliant) => "less was surrendered than was due: something is carried from an earlier year",
        (_, ComplianceStatus::Pending) => "the period was not closed",
        _ => "the file's emissions and the published status do not say the same",
    }
}

#[cfg(test)]
mod tests;
