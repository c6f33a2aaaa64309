//! Why the oracle refuses. The rules answer with it too, so that the contract has nothing to translate.

// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

/// The oracle's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The registry says that the caller does not hold the role.
    NotAllowed,
    /// The caller would judge or answer itself or its own controller group: a second report of a group in a round, a supervisor
    /// who reported, a reporter who asked.
    NotIndependent,
    /// The registry did not answer.
    RegistryFailed,
    /// No such feed.
    UnknownFeed,
    /// The feed's codes are not well formed, or the terms contradict each other.
    BadTerms,
    /// A price of zero or above [`super::MAX_PRICE`].
    BadPrice,
    /// The breaker has tripped and was not reset.
    Tripped,
    /// The breaker has not tripped.
    NotTripped,
    /// The report is for another round than the one that takes reports.
    WrongRound,
    /// The round takes no more reports: close it first.
    RoundOver,
    /// The round still takes reports.
    RoundOpen,
    /// The round has no report.
    NoReports,
    /// The reporter has reported in this round.
    AlreadyReported,
    /// Not the next day: a day that the venue keeps is not left out, and none is taken twice.
    WrongDay,
    /// The venue has no bar of the day: it is not over, no longer kept, or before the market was opened.
    NoBar,
    /// The venue's bar is of another day or contradicts itself.
    BadBar,
    /// The venue did not answer, or not with an answer.
    VenueFailed,
    /// The window is empty, too long, or has days that are not kept.
    BadWindow,
    /// No such request.
    UnknownRequest,
    /// A fee of zero.
    ZeroFee,
    /// A deadline in the past, or more than [`super::request::MAX_TERM`] ahead.
    BadDeadline,
    /// The request has been answered or paid back.
    RequestClosed,
    /// The request has run out: it can only be expired.
    RequestExpired,
    /// The request has not run out yet.
    RequestActive,
    /// A reply without source or proof, or observed in the future.
    BadReply,
    /// The asker has not enough cash.
    InsufficientCash,
    /// The asker has not approved enough cash to the oracle.
    InsufficientApproval,
    /// Cash refused for another reason.
    CashRefused,
    /// Cash did not answer, or not with an answer.
    CashFailed,
    /// A number would leave its range.
    Overflow,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`crate::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(crate::policy::Error),
}
