//! Periods, obligations and their status: what allowances/compliance keeps and `weir_rules::compliance` decides on.

use crate::units::{Money, Quantity, Timestamp};
use crate::{AccountId, InstallationId};

/// The state of a compliance period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum PeriodState {
    /// Emissions happen and are reported.
    Active,
    /// Reports are verified, allowances surrendered.
    Audit,
    /// Closed: status and penalties are fixed, what is missing is carried.
    Ended,
}

/// How an installation stands in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum ComplianceStatus {
    /// No verified emissions were entered by the deadline.
    NoData,
    /// The period is open and less than what is due has been surrendered.
    Pending,
    /// At least what is due has been surrendered.
    Compliant,
    /// The deadline has passed and less than what is due has been surrendered.
    NonCompliant,
}

/// A compliance period: dates and the penalty rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Period {
    /// From here on reports are verified; reporting after it is late.
    pub audit_from: Timestamp,
    /// The surrender deadline: from here on the period may be closed.
    pub deadline: Timestamp,
    /// Penalty in cents for each whole unit (tonne) missing.
    pub penalty_rate: Money,
    /// How many installations have been closed, of those in the index: closing is paged.
    pub closed: u32,
    /// How many defaulters are published for it now.
    pub defaulters: u32,
    /// Set when the last installation has been closed.
    pub ended: bool,
}

/// The periods of one pollutant in one region. They follow each other without a gap, so that what is missing always has a next period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Scheme {
    /// The last period that was opened, by its year.
    pub latest: u16,
    /// The first period that has not ended, by its year: one after `latest` when all have. What closed periods leave is carried here.
    pub first_open: u16,
}

/// What an installation owes in a period, and what it has done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Obligation {
    /// What the operator reported.
    pub reported: Option<Quantity>,
    /// What a verifier, or later a correction, says.
    pub verified: Option<Quantity>,
    /// Make-good: what closed periods left missing. At most one of `carried` and `credit` is not zero.
    pub carried: Quantity,
    /// Surrendered in closed periods beyond what a later correction left due there: counts here as surrendered.
    pub credit: Quantity,
    /// Surrendered for this period so far.
    pub surrendered: Quantity,
    /// Of that, what came at the deadline or after it: it is owed no more, but it was not in time.
    pub late: Quantity,
    /// What is missing still, once closed: due less surrendered. Handed on to the first open period as `carried`.
    pub shortfall: Quantity,
    /// Penalty owed for this period, in cents: on what was missing at the deadline.
    pub penalty: Money,
    /// Set when the period has been closed for this installation.
    pub closed: Option<ComplianceStatus>,
    /// Its position among the period's published defaulters, while it is one.
    pub defaulter: Option<u32>,
}

/// A published defaulter of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Defaulter {
    /// Which installation.
    pub installation: InstallationId,
    /// Its operator now.
    pub operator: AccountId,
    /// What is missing still.
    pub shortfall: Quantity,
    /// Penalty owed, in cents.
    pub penalty: Money,
}

/// An installation: who runs it, and whether it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Installation {
    /// The operator's account, which reports and surrenders.
    pub operator: AccountId,
    /// The competent authority's number (which regulator supervises it).
    pub authority: u8,
    /// Its number in the index, from 0.
    pub number: u32,
    /// The last year it ran, once it has closed: later periods owe nothing but what is carried.
    pub last_year: Option<u16>,
}
