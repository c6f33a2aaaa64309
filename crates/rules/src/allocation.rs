//! Allocation: the hard cap ([`cap`]) and the pro-rata pool ([`shares`]).

pub mod cap;
pub mod shares;

#[cfg(test)]
mod tests;

/// Why an allocation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// Zero units.
    ZeroQuantity,
    /// More than the cap would be issued, pending and promised.
    OverCap,
    /// Direct allocation would eat into what is set aside for the reserve, or the set-aside is more than the cap.
    OverSetAside,
    /// A cap was to be raised after something had been issued, proposed or promised under it.
    CapRaised,
    /// Historical emissions are closed: the pool has been set.
    HistoryClosed,
    /// The pool has not been set.
    HistoryOpen,
    /// Nobody has historical emissions.
    NoHistory,
    /// A number would leave its range, or a record contradicts itself.
    Overflow,
}
