//! What the installations file says that the engine may know. The published surrender status is not in these types: see
//! [`super::compare::Published`].

use std::collections::BTreeMap;
use weir_types::{InstallationId, Quantity};

/// All installations of the files, by operator id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// In the order of their operator ids.
    pub installations: Vec<Installation>,
    /// The regulators' names, sorted; an installation knows its own by place. Kept whole when installations are left out.
    pub regulators: Vec<String>,
    /// The account holders' names, sorted; an installation knows its own by place.
    pub holders: Vec<String>,
}

/// One installation and its operator's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The operator's account number with the register: text. One account an installation.
    pub operator: String,
    /// The permit's number: the installation's id on chain.
    pub permit: InstallationId,
    /// The installation's name.
    pub name: String,
    /// Place of the account holder's name in [`Facts::holders`].
    pub holder: usize,
    /// Place of the regulator's name in [`Facts::regulators`].
    pub regulator: usize,
    /// NACE class; 0 when blank.
    pub sector: u16,
    /// What the file says of each year; a year without a row is missing here too.
    pub years: BTreeMap<u16, YearFacts>,
}

/// What the file says of an installation's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearFacts {
    /// The line of the file.
    pub line: u64,
    /// Free allocation; none when the cell is blank.
    pub allocation: Option<Quantity>,
    /// Emissions.
    pub emissions: Emissions,
}

/// What the emissions column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emissions {
    /// Blank: nothing was submitted. Not zero.
    NotSubmitted,
    /// The word EXCLUDED: outside the scheme that year (hospitals and small emitters).
    Excluded,
    /// Tonnes, here in kilograms; may be a true zero.
    Recorded(Quantity),
}

impl Emissions {
    /// The quantity, when one was recorded.
    pub fn recorded(self) -> Option<Quantity> {
        match self {
            Emissions::Recorded(quantity) => Some(quantity),
            Emissions::NotSubmitted | Emissions::Excluded => None,
        }
    }
}

impl Installation {
    /// Free allocation of a year, 0 when there is none.
    pub fn allocation(&self, year: u16) -> Quantity {
        self.years.get(&year).and_then(|facts| facts.allocation).unwrap_or(0)
    }

    /// Recorded emissions of a year, when there are any.
    pub fn emissions(&self, year: u16) -> Option<Quantity> {
        self.years.get(&year).and_then(|facts| facts.emissions.recorded())
    }
}

impl Facts {
    /// Keeps the first installations only.
    pub fn limit(&mut self, installations: usize) {
        self.installations.truncate(installations);
    }

    /// Sum of recorded emissions of a year.
    pub fn emissions(&self, year: u16) -> Quantity {
        self.installations.iter().filter_map(|i| i.emissions(year)).sum()
    }

    /// Sum of free allocation of a year.
    pub fn allocation(&self, year: u16) -> Quantity {
        self.installations.iter().map(|i| i.allocation(year)).sum()
    }
}
