//! The published surrender statuses. They are read with the installations file and kept here; only the comparison, the module
//! above, can look at them: the plan and the run have no way to.

use std::collections::BTreeMap;

/// A status as the register published it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublishedStatus {
    /// Surrendered at least what was due, in all.
    A,
    /// Surrendered less.
    B,
    /// Emissions were not entered by the deadline.
    C,
    /// No obligation that year.
    NotApplicable,
    /// Outside the scheme that year.
    Excluded,
    /// Nothing was published.
    Blank,
}

impl PublishedStatus {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::NotApplicable, Self::Excluded, Self::Blank];

    /// Reads the file's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The file's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::Excluded => "EXCLUDED",
            Self::Blank => "",
        }
    }

    /// How tables and JSON call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::Excluded => "excluded",
            Self::Blank => "blank",
            letter => letter.word(),
        }
    }
}

/// The published status of every row: closed to all but the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published(BTreeMap<(String, u16), PublishedStatus>);

impl Published {
    /// Notes a row's status.
    pub fn note(&mut self, operator: &str, year: u16, status: PublishedStatus) {
        self.0.insert((operator.to_owned(), year), status);
    }

    /// A row's status; none when the file has no such row.
    pub(super) fn of(&self, operator: &str, year: u16) -> Option<PublishedStatus> {
        self.0.get(&(operator.to_owned(), year)).copied()
    }
}
