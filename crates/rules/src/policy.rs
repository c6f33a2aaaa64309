//! The rules of firewall/policy: what a high-risk call may do, who approves it, when the flow out of a contract stops.
//!
//! Invariants, each with a property test over random operations:
//! - In no stretch of time as long as a limit's window is more counted than the limit ([`ring`], [`limits`]).
//! - A breaker's stock is what flowed in less what flowed out, at any time and whatever its terms become; no flow
//!   that it lets through outside of a grace period leaves less than it retains ([`breaker`]).
//! - An order is carried out at most once, after its delay, before its end, with its approvals by others than the one
//!   who asked ([`orders`]).
//! - One source alone never blocks, an entry that has run out counts for nothing ([`denial`]).

pub mod breaker;
pub mod decide;
pub mod denial;
pub mod hours;
pub mod limits;
pub mod orders;
pub mod ring;

#[cfg(test)]
mod tests;
