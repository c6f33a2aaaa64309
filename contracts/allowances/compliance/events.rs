//! What compliance tells the world: all that is needed to rebuild installations, periods and obligations.

use weir_types::compliance::ComplianceStatus;
use weir_types::{AccountId, BatchId, Hash, InstallationId, Instrument, Money, Quantity, Timestamp};

/// An installation has been registered.
#[ink::event]
pub struct InstallationRegistered {
    /// Its code.
    #[ink(topic)]
    pub installation: InstallationId,
    /// Who runs it.
    #[ink(topic)]
    pub operator: AccountId,
    /// The competent authority's number.
    pub authority: u8,
    /// Its number in the index, from 0.
    pub number: u32,
}

/// An installation has another operator, who owes what it owes.
#[ink::event]
pub struct InstallationTransferred {
    /// Its code.
    #[ink(topic)]
    pub installation: InstallationId,
    /// Who ran it.
    #[ink(topic)]
    pub from: AccountId,
    /// Who runs it now.
    #[ink(topic)]
    pub to: AccountId,
}

/// An installation has closed.
#[ink::event]
pub struct InstallationClosed {
    /// Its code.
    #[ink(topic)]
    pub installation: InstallationId,
    /// The last year it ran.
    pub last_year: u16,
}

/// An installation that was filed as closed runs after all.
#[ink::event]
pub struct InstallationReopened {
    /// Its code.
    #[ink(topic)]
    pub installation: InstallationId,
}

/// A period has been opened.
#[ink::event]
pub struct PeriodOpened {
    /// Which.
    #[ink(topic)]
    pub period: Instrument,
    /// From here on reports are verified.
    pub audit_from: Timestamp,
    /// From here on nothing is in time.
    pub deadline: Timestamp,
    /// Cents for each whole unit missing.
    pub penalty_rate: Money,
}

/// An operator has reported emissions.
#[ink::event]
pub struct Reported {
    /// For which period.
    pub period: Instrument,
    /// Of which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// How much.
    pub quantity: Quantity,
    /// After the audit began.
    pub late: bool,
}

/// A verifier has verified emissions.
#[ink::event]
pub struct Verified {
    /// For which period.
    pub period: Instrument,
    /// Of which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// How much.
    pub quantity: Quantity,
    /// Hash of the verification report.
    pub evidence: Hash,
    /// The verifier.
    pub by: AccountId,
}

/// The regulator has corrected emissions.
#[ink::event]
pub struct Corrected {
    /// For which period.
    pub period: Instrument,
    /// Of which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// Emissions until now, if they were known.
    pub before: Option<Quantity>,
    /// Emissions from now on.
    pub after: Quantity,
    /// Hash of the decision.
    pub evidence: Hash,
    /// The regulator.
    pub by: AccountId,
    /// Set when the period was closed already: the status that results.
    pub reopened: Option<ComplianceStatus>,
    /// What is missing still in that closed period.
    pub shortfall: Quantity,
    /// Penalty that results, in cents.
    pub penalty: Money,
}

/// Units have been surrendered for an installation.
#[ink::event]
pub struct SurrenderCounted {
    /// For which period.
    pub period: Instrument,
    /// For which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// Which units.
    #[ink(topic)]
    pub batch: BatchId,
    /// How many.
    pub quantity: Quantity,
    /// At the deadline or after it: owed no more, but not in time.
    pub late: bool,
}

/// A period has been closed for an installation.
#[ink::event]
pub struct Closed {
    /// Which period.
    pub period: Instrument,
    /// For which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// How it stands.
    pub status: ComplianceStatus,
    /// What was due.
    pub due: Quantity,
    /// What has been surrendered, in time or not.
    pub surrendered: Quantity,
    /// What is missing and is handed on to the next period.
    pub shortfall: Quantity,
    /// Penalty, in cents, on what was missing at the deadline.
    pub penalty: Money,
}

/// A period has been closed for all installations.
#[ink::event]
pub struct PeriodEnded {
    /// Which.
    #[ink(topic)]
    pub period: Instrument,
    /// How many installations were in the index.
    pub installations: u32,
    /// How many defaulters are published.
    pub defaulters: u32,
}

/// A defaulter is published.
#[ink::event]
pub struct Defaulted {
    /// Of which period.
    pub period: Instrument,
    /// Which installation.
    #[ink(topic)]
    pub installation: InstallationId,
    /// Its operator.
    #[ink(topic)]
    pub operator: AccountId,
    /// What was missing at the deadline.
    pub missing: Quantity,
    /// Penalty, in cents.
    pub penalty: Money,
}

/// A correction shows that a published defaulter was none: it is off the list.
#[ink::event]
pub struct Cleared {
    /// Of which period.
    pub period: Instrument,
    /// Which installation.
    #[ink(topic)]
    pub installation: InstallationId,
}
