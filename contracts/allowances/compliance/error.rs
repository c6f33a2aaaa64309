//! Why compliance refuses.

// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use weir_rules::compliance::Refusal;
/// Compliance's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The registry says that the caller does not hold the role.
    NotAllowed,
    /// The caller holds the role, but belongs to the operator's group or is the operator.
    NotIndependent,
    /// The registry did not answer.
    RegistryFailed,
    /// Only the installation's operator may send this message.
    NotOperator,
    /// No such installation.
    UnknownInstallation,
    /// The installation is registered already.
    InstallationExists,
    /// The installation's code is not well formed.
    BadInstallation,
    /// The installation closed in an earlier year, or is closed already.
    InstallationClosed,
    /// The installation is not closed.
    InstallationOpen,
    /// No line, or more than one message may carry.
    BadLines,
    /// No such period.
    UnknownPeriod,
    /// Periods of one pollutant and region are opened year after year, without a gap.
    OutOfOrder,
    /// The instrument's codes are not well formed.
    BadInstrument,
    /// The deadline must come after the start of the audit, after now, and after the deadline of the period before.
    BadDates,
    /// Verification begins with the audit; a period closes from its deadline on.
    TooEarly,
    /// The deadline has passed.
    DeadlinePassed,
    /// The period has ended.
    PeriodEnded,
    /// The period is being closed page by page: close it to its end first (anybody may).
    Closing,
    /// An older period, or the one that would be charged, is past its deadline: close it first (anybody may).
    CloseFirst,
    /// A later period has closed since and has taken over what was missing here: surrender for that one.
    HandedOn,
    /// A page of none, or of more than one message may close.
    BadPage,
    /// Nothing has been reported.
    NotReported,
    /// Emissions are not verified, so nobody knows what is due.
    NotVerified,
    /// Emissions are verified: only a correction changes them.
    AlreadyVerified,
    /// Nothing is due.
    NothingDue,
    /// More than is due.
    ExceedsDue,
    /// Zero units.
    ZeroQuantity,
    /// The batch is of another pollutant or region.
    WrongInstrument,
    /// The batch is of a later year than the period: borrowing is not allowed.
    LaterVintage,
    /// The ledger refused, for its own reason.
    Ledger(weir_types::ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// A number would leave its range.
    Overflow,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BadDates => Self::BadDates,
            Refusal::WrongInstrument => Self::WrongInstrument,
            Refusal::LaterVintage => Self::LaterVintage,
            Refusal::NotReported => Self::NotReported,
            Refusal::NotVerified => Self::NotVerified,
            Refusal::AlreadyVerified => Self::AlreadyVerified,
            Refusal::AlreadyClosed => Self::PeriodEnded,
            Refusal::NothingDue => Self::NothingDue,
            Refusal::ExceedsDue => Self::ExceedsDue,
            Refusal::ZeroQuantity => Self::ZeroQuantity,
            Refusal::Overflow => Self::Overflow,
        }
    }
}
