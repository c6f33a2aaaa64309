//! Why the policy refuses. The rules answer with it too.

/// The policy's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The policy did not answer: said by the contract that asked it.
    PolicyFailed,
    /// The registry says that the caller does not hold the role.
    NotAllowed,
    /// The caller would approve, judge or repeat itself or its own controller group.
    NotIndependent,
    /// The registry did not answer.
    RegistryFailed,
    /// The watchlist did not answer.
    WatchlistFailed,
    /// No rule for this message of this contract: it is closed.
    NoRule,
    /// Outside of the message's hours.
    OutOfHours,
    /// Two sources have blocked the caller.
    Blocked,
    /// More than the caller's limit within its window.
    CallerLimit,
    /// More than the controller group's limit within its window.
    GroupLimit,
    /// The call needs an order: schedule one and have it approved.
    NeedsOrder,
    /// The order waits for approvals.
    NotApproved,
    /// The order's delay is not over.
    TooEarly,
    /// The time for it has passed.
    Expired,
    /// No such order.
    UnknownOrder,
    /// There is an open order for this operation.
    AlreadyScheduled,
    /// The order is over, or has not come so far.
    WrongState,
    /// The message takes no orders: its rule asks for no approval.
    NoOrderNeeded,
    /// The order has all its approvals.
    AlreadyApproved,
    /// The rule asks how the parameter is read back.
    MissingCheck,
    /// Not the check that the order names.
    WrongCheck,
    /// The target did not answer when the parameter was read back.
    ReadFailed,
    /// More bytes than an order may name.
    TooLong,
    /// An empty hash where a reason or evidence is asked.
    MissingReason,
    /// The rule contradicts itself.
    BadRule,
    /// The breaker's terms contradict themselves.
    BadTerms,
    /// An expiry that is not in the future, or too far off.
    BadExpiry,
    /// No breaker for this asset of this contract.
    NoBreaker,
    /// The breaker has tripped.
    Tripped,
    /// The breaker has not tripped.
    NotTripped,
    /// The flow would leave less than the breaker retains.
    FlowLimit,
    /// As many sources speak of the account as can.
    NoRoom,
    /// The source says nothing of the account.
    NotDenied,
    /// No such change, or it has been decided.
    UnknownChange,
    /// The tally still counts.
    StillCounts,
    /// A number left its range.
    Overflow,
}
