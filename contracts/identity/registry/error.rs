//! The registry's error.
// The codec's derive casts the index of a variant that carries a value.
#![allow(clippy::cast_possible_truncation)]

use weir_types::{ledger, RefusalReason};

/// Why a message was refused. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller is not the administrator.
    NotAllowed,
    /// The caller may not act: it lacks the role, is barred itself, or would act over itself or its own controller group.
    Refused(RefusalReason),
    /// Not wired yet: the administrator has not named the ledger.
    NotWired,
    /// Wired already: wiring happens once.
    AlreadyWired,
    /// The caller was not proposed as administrator.
    NotPending,
    /// The account is registered already.
    AlreadyRegistered,
    /// The account is not registered.
    NotRegistered,
    /// The region or pollutant is not a well-formed code.
    BadCode,
    /// An expiry that is not in the future.
    ExpiryInPast,
    /// Reason code 0: every measure and its removal name a reason.
    MissingReason,
    /// An empty evidence hash.
    MissingEvidence,
    /// Suspended already.
    AlreadySuspended,
    /// Not suspended.
    NotSuspended,
    /// Frozen already.
    AlreadyFrozen,
    /// Not frozen.
    NotFrozen,
    /// Not on the deny list.
    NotDenied,
    /// The account does not hold the role.
    RoleNotHeld,
    /// The ledger refused the account's record, for its own reason.
    Ledger(ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// No more organisations can be numbered.
    Overflow,
    /// A suspension or a freeze with an end: only a message ends them.
    NoExpiry,
    /// What is to be joined does not answer as a policy.
    NoPolicy,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}
