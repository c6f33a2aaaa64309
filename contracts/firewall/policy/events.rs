//! What the policy tells the world: all that is needed to rebuild rules, orders, breakers and the deny list.

use weir_types::policy::{Asset, BreakerTerms, Change, ChangeId, Check, OrderId, Selector};
use weir_types::{AccountId, Hash, Timestamp};

/// A change of the policy has been proposed.
#[ink::event]
pub struct ChangeProposed {
    /// Its number.
    #[ink(topic)]
    pub id: ChangeId,
    /// What is to change.
    pub change: Change,
    /// Who proposed it.
    pub by: AccountId,
    /// Until when it can be adopted.
    pub until: Timestamp,
}

/// A change of the policy is in force, or will never be.
#[ink::event]
pub struct ChangeDecided {
    /// Its number.
    #[ink(topic)]
    pub id: ChangeId,
    /// What has changed.
    pub change: Change,
    /// In force; else withdrawn, refused, or out of time.
    pub adopted: bool,
    /// Who decided.
    pub by: AccountId,
}

/// A high-risk call has been let through.
#[ink::event]
pub struct CallEntered {
    /// The contract that asked.
    #[ink(topic)]
    pub target: AccountId,
    /// Who called it.
    #[ink(topic)]
    pub caller: AccountId,
    /// Which message.
    pub selector: Selector,
    /// How much was at stake.
    pub value: u128,
    /// The order that allowed it, when it needed one. It is carried out.
    pub order: Option<OrderId>,
}

/// A high-risk call has been scheduled.
#[ink::event]
pub struct OrderScheduled {
    /// The order.
    #[ink(topic)]
    pub id: OrderId,
    /// The contract to be called.
    #[ink(topic)]
    pub target: AccountId,
    /// Who will call.
    pub requester: AccountId,
    /// Which message.
    pub selector: Selector,
    /// Its arguments in full: who approves reads them here.
    pub arguments: ink::prelude::vec::Vec<u8>,
    /// How its parameter is read back.
    pub check: Option<Check>,
    /// The order's number.
    pub nonce: u64,
    /// How many approvals it needs.
    pub needed: u8,
    /// From when on it may be carried out.
    pub ready: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Somebody else has approved an order.
#[ink::event]
pub struct OrderApproved {
    /// The order.
    #[ink(topic)]
    pub id: OrderId,
    /// Who approved.
    pub by: AccountId,
    /// How many have by now.
    pub approvals: u8,
}

/// An order has been taken back or refused.
#[ink::event]
pub struct OrderCancelled {
    /// The order.
    #[ink(topic)]
    pub id: OrderId,
    /// Who did it.
    pub by: AccountId,
    /// Hash of the reason.
    pub reason: Hash,
}

/// A parameter has been read back.
#[ink::event]
pub struct OrderRead {
    /// The order.
    #[ink(topic)]
    pub id: OrderId,
    /// It is what was ordered; else the order has failed.
    pub as_ordered: bool,
    /// What it is, SCALE encoded.
    pub answer: ink::prelude::vec::Vec<u8>,
}

/// Something has flowed into or out of a contract that has a breaker for it.
#[ink::event]
pub struct Flowed {
    /// The contract.
    #[ink(topic)]
    pub target: AccountId,
    /// Of what.
    #[ink(topic)]
    pub asset: Asset,
    /// Into it.
    pub inflow: u128,
    /// Out of it.
    pub outflow: u128,
    /// What is left.
    pub stock: u128,
}

/// A breaker has tripped.
#[ink::event]
pub struct BreakerTripped {
    /// Of which contract.
    #[ink(topic)]
    pub target: AccountId,
    /// Of what.
    #[ink(topic)]
    pub asset: Asset,
    /// By whom; none: by itself, on a flow.
    pub by: Option<AccountId>,
    /// Hash of the reason; empty when it tripped by itself.
    pub reason: Hash,
    /// Its terms: a trip is over a withdrawal period later.
    pub terms: BreakerTerms,
}

/// A breaker has been reset.
#[ink::event]
pub struct BreakerReset {
    /// Of which contract.
    #[ink(topic)]
    pub target: AccountId,
    /// Of what.
    #[ink(topic)]
    pub asset: Asset,
    /// By whom.
    pub by: AccountId,
    /// Hash of the finding.
    pub reason: Hash,
    /// Until when nothing is refused.
    pub grace_until: Timestamp,
}
