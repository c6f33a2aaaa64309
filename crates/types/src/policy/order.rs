//! Orders: high-risk calls that wait for somebody of another organisation, and parameters that are read back.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use super::Selector;
use crate::{AccountId, Hash, Role, Timestamp};
use ink::prelude::vec::Vec;

/// Blake2-256 of the operation (target, caller, selector, arguments), of the order's number and of its check: what
/// approvers approve.
pub type OrderId = Hash;

/// The most bytes of arguments, or of an answer, that an order may name.
pub const MAX_BYTES: usize = 1_024;

/// The most approvals that a rule may ask for.
pub const MAX_APPROVALS: usize = 2;

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum OrderState {
    /// Not carried out yet.
    Open,
    /// Carried out; its parameter has not been read back yet.
    Used,
    /// Carried out and, where there was a parameter, read back as ordered.
    Done,
    /// Carried out, but the parameter is not what was ordered.
    Failed,
    /// Taken back or refused.
    Cancelled,
}

crate::fixed_as_decoded!(OrderState = OrderState::Open;);

/// Where an order stands now: its state and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OrderStatus {
    /// Waits for approvals.
    Pending,
    /// Approved, its delay is not over.
    Delayed,
    /// May be carried out.
    Ready,
    /// Was not carried out in time.
    Expired,
    /// Carried out, waits to be read back.
    Used,
    /// Carried out as ordered.
    Done,
    /// Carried out, and read back as something else, or not read back in time.
    Failed,
    /// Taken back or refused.
    Cancelled,
}

/// An order. It is kept when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Order {
    /// The contract to be called.
    pub target: AccountId,
    /// Who will call: whoever scheduled it.
    pub requester: AccountId,
    /// Which message.
    pub selector: Selector,
    /// Blake2-256 of its arguments.
    pub arguments: Hash,
    /// Its number, from 1.
    pub nonce: u64,
    /// From when on it may be carried out.
    pub ready: Timestamp,
    /// Until when; once it has been carried out: until when it has to be read back.
    pub until: Timestamp,
    /// How long it may wait, from the rule.
    pub term: Timestamp,
    /// How many approvals it needs.
    pub needed: u8,
    /// The role of those who approve.
    pub approver: Role,
    /// Who has approved.
    pub approvals: [Option<AccountId>; MAX_APPROVALS],
    /// Blake2-256 of the [`Check`] by which its parameter is read back.
    pub check: Option<Hash>,
    /// How far it has come.
    pub state: OrderState,
}

crate::fixed!(Order {
    target,
    requester,
    selector,
    arguments,
    nonce,
    ready,
    until,
    term,
    needed,
    approver,
    approvals,
    check,
    state
});

/// How a parameter is read back: a message of the target that reads only, and the bytes it has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Check {
    /// Which message.
    pub selector: Selector,
    /// Its arguments, SCALE encoded.
    pub arguments: Vec<u8>,
    /// What it answers when the order has been carried out, SCALE encoded.
    pub expected: Vec<u8>,
}
