//! What can go wrong in cash beyond PSP22's own errors.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

/// The error of all messages but PSP22's. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller may not send this message.
    NotAllowed,
    /// The registry does not know the caller as a bank, or no longer.
    NotBank,
    /// The registry did not answer, or not with an answer.
    RegistryFailed,
    /// The other side of a two-step change is missing or another account.
    NotPending,
    /// Zero cents.
    ZeroAmount,
    /// The balance is smaller than asked.
    InsufficientBalance,
    /// The bank owes less than asked, not counting what is already being redeemed.
    InsufficientLiability,
    /// No such redemption, or no longer.
    UnknownRedemption,
    /// The bank's time to confirm is over: the holder can take the cash back.
    DeadlinePassed,
    /// The bank still has time to confirm.
    DeadlineNotReached,
    /// A term of zero, or one that leaves the range of time.
    BadTerm,
    /// A number would leave its range.
    Overflow,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}
