//! What firewall/policy keeps, and how other contracts ask it: limits, windows, orders that wait for a second
//! organisation, a breaker on net flow, a deny list of several sources. `weir_rules::policy` decides;
//! [`join::Guarded`] is how a contract joins.
//!
//! The contract that calls is the target: nobody can use up or trip what is another's.

pub mod breaker;
pub mod change;
pub mod denial;
pub mod error;
pub mod join;
pub mod order;
pub mod ring;
pub mod rule;

pub use breaker::{Breaker, BreakerStatus, BreakerTerms, Flow, Trip};
pub use change::{Change, ChangeId, Proposal};
pub use denial::{Denial, Denials, Level, Watch, Weight};
pub use error::Error;
pub use join::Guarded;
pub use order::{Check, Order, OrderId, OrderState, OrderStatus};
pub use ring::{Ring, Tally, User};
pub use rule::{Hours, Limit, Rule};

use crate::{AccountId, Hash, Timestamp};

/// The four bytes by which ink! finds a message.
pub type Selector = [u8; 4];

/// What flows, as its contract names it: a batch in its 14 bytes, a currency; the rest is zeros.
pub type Asset = [u8; 16];

/// A call of a high-risk message, told by the contract that has been called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
pub struct Call {
    /// Who called the message.
    pub caller: AccountId,
    /// Which message.
    pub selector: Selector,
    /// Blake2-256 of its arguments as they were sent, without the selector.
    pub arguments: Hash,
    /// How much is at stake, in the message's own unit (grams, cents); 0 where nothing moves.
    pub value: u128,
}

crate::fixed!(Call { caller, selector, arguments, value });

/// The policy as seen by the contracts that have joined.
#[ink::trait_definition]
pub trait Policy {
    /// May the call be carried out? Counts it against its limits, and uses up the order that allows it when it needs
    /// one. The contract that asks is the target; it reverts when the answer is an error, and all of this with it.
    #[ink(message)]
    fn pre_execution(&mut self, call: Call) -> Result<(), Error>;

    /// What a call brings into the asking contract or takes out of it. Told before or after the effects: both revert
    /// together.
    #[ink(message)]
    fn post_execution(&mut self, flow: Flow) -> Result<(), Error>;

    /// AccessManager's question: may the call be carried out now, and if not, how long after an order for it has been
    /// scheduled, in milliseconds? `(true, 0)`: now; `(false, 0)`: not at all; else it needs an order, which others
    /// have to approve first.
    #[ink(message)]
    fn can_call(&self, target: AccountId, call: Call) -> (bool, Timestamp);
}
