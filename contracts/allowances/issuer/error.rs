//! The issuer's error.
// The codec's derive casts the index of a variant that carries a value.
#![allow(clippy::cast_possible_truncation)]

use weir_rules::allocation::Violation;
use weir_types::{ledger, RefusalReason};

/// Why a message was refused. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller may not send this message: not the administrator, not the proposer.
    NotAllowed,
    /// The caller lacks the role, is barred, or is not independent of the proposer or of a receiver.
    Refused(RefusalReason),
    /// The registry did not answer, or not with an answer.
    RegistryFailed,
    /// The ledger refused, for its own reason.
    Ledger(ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// The caller was not proposed as administrator.
    NotPending,
    /// A proposal must live for some time, and not beyond the end of time.
    BadTerm,
    /// A pollutant or region is not a well-formed code.
    BadCode,
    /// No cap has been set for the instrument.
    NoCap,
    /// The issuer has not opened this batch.
    UnknownBatch,
    /// No such proposal waits: it never was, or has been decided.
    UnknownProposal,
    /// The proposal has expired.
    Expired,
    /// The proposal has not expired.
    NotExpired,
    /// No line at all.
    NoLines,
    /// More lines than `weir_types::ledger::MAX_LINES`.
    TooManyLines,
    /// Zero units.
    ZeroQuantity,
    /// More than the cap would be issued, pending and promised.
    OverCap,
    /// What is set aside for the reserve would be allocated directly, or is more than the cap.
    OverSetAside,
    /// A cap only falls once something has been issued, proposed or promised under it.
    CapRaised,
    /// Historical emissions are closed: the pool has been set.
    HistoryClosed,
    /// The pool has not been set yet.
    HistoryOpen,
    /// Nobody has historical emissions of this instrument, or this account has none.
    NoHistory,
    /// The account's share waits in a proposal or has been allocated.
    ShareTaken,
    /// Reason code 0: a rejection names its reason.
    MissingReason,
    /// A number would leave its range.
    Overflow,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        match violation {
            Violation::ZeroQuantity => Self::ZeroQuantity,
            Violation::OverCap => Self::OverCap,
            Violation::OverSetAside => Self::OverSetAside,
            Violation::CapRaised => Self::CapRaised,
            Violation::HistoryClosed => Self::HistoryClosed,
            Violation::HistoryOpen => Self::HistoryOpen,
            Violation::NoHistory => Self::NoHistory,
            Violation::Overflow => Self::Overflow,
        }
    }
}
