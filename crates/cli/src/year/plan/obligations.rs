//! Who owes what: due = emissions + carried. What is missing at a deadline, and what is reported after it, is carried into the next
//! year on top of that year's own emissions.

use crate::year::facts::Facts;
use crate::year::input::behaviour::Behaviour;
use std::collections::BTreeMap;
use weir_types::compliance::ComplianceStatus;
use weir_types::units::WHOLE_UNIT;
use weir_types::{Money, Quantity};

/// An installation's year, as it should come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearOf {
    /// Reported and verified before the deadline.
    pub in_time: Option<Quantity>,
    /// Reported and verified after it.
    pub afterwards: Option<Quantity>,
    /// Noted before the deadline as not running any more: no report is owed.
    pub stopped: bool,
    /// Noted so in this very year.
    pub stops: bool,
    /// Make-good from the years before.
    pub carried: Quantity,
    /// What is surrendered by the deadline.
    pub surrender: Quantity,
    /// The status at the deadline.
    pub status: ComplianceStatus,
    /// What was missing at the deadline.
    pub missing: Quantity,
    /// The penalty for it, and for what was reported afterwards.
    pub penalty: Money,
}

impl YearOf {
    /// What was due at the deadline.
    pub fn due(&self) -> Quantity {
        self.in_time.unwrap_or(0) + self.carried
    }

    /// What the next year starts with.
    pub fn carries_on(&self) -> Quantity {
        self.missing + self.afterwards.unwrap_or(0)
    }
}

/// Every installation's years.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Obligations(BTreeMap<(u16, usize), YearOf>);

impl Obligations {
    /// An installation's year.
    pub fn get(&self, operator: usize, year: u16) -> Option<&YearOf> {
        self.0.get(&(year, operator))
    }

    /// All installations in a year, by place.
    pub fn of_year(&self, year: u16) -> impl Iterator<Item = (usize, &YearOf)> {
        self.0.range((year, 0)..=(year, usize::MAX)).map(|((_, operator), year_of)| (*operator, year_of))
    }
}

/// Works out all years, one after the other.
pub fn derive(
    facts: &Facts,
    years: &[u16],
    behaviour: &Behaviour,
    penalty_rate: Money,
    notes: &mut Vec<String>,
) -> Obligations {
    let mut all = BTreeMap::new();
    for (operator, installation) in facts.installations.iter().enumerate() {
        let mut carried = 0;
        let mut stopped = false;
        for year in years {
            let emissions = installation.emissions(*year);
            let deed = behaviour.of(&installation.operator, *year).map(|entry| entry.deed).unwrap_or_default();
            let mut odd = |what: &str| notes.push(format!("{} {year}: {what}", installation.operator));
            if deed.reported_late && emissions.is_none() {
                odd("reported late, but the file has no emissions: nothing is reported");
            }
            if deed.stopped && emissions.is_some() {
                odd("stopped, but the file has emissions: they are reported");
            }
            let stops = deed.stopped && emissions.is_none() && !stopped;
            stopped = (stopped || stops) && emissions.is_none();
            let (in_time, afterwards) = if deed.reported_late { (None, emissions) } else { (emissions, None) };
            let due = in_time.unwrap_or(0) + carried;
            let known = in_time.is_some() || stopped;
            // Without a report nobody knows what is due, so nothing can be surrendered either.
            let short = if known { deed.short.min(due) } else { due };
            if known && deed.short > due {
                let (short, due) = (deed.short / WHOLE_UNIT, due / WHOLE_UNIT);
                odd(&format!("{short} t short, but only {due} t are due: nothing is surrendered"));
            }
            let status = match (known, short) {
                (false, _) => ComplianceStatus::NoData,
                (true, 0) => ComplianceStatus::Compliant,
                (true, _) => ComplianceStatus::NonCompliant,
            };
            let penalty = (short + afterwards.unwrap_or(0)) / WHOLE_UNIT * penalty_rate;
            let surrender = due - short;
            let year_of =
                YearOf { in_time, afterwards, stopped, stops, carried, surrender, status, missing: short, penalty };
            carried = year_of.carries_on();
            all.insert((*year, operator), year_of);
        }
    }
    Obligations(all)
}

#[cfg(test)]
#[path = "obligations_tests.rs"]
mod tests;
