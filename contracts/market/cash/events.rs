//! What cash tells the world beside PSP22's `Transfer` and `Approval`, which it emits for every change of a balance.

use crate::RedemptionId;
use weir_types::{AccountId, Hash, Money, Timestamp};

/// The terms under which the contract works, stated when it was made; they never change.
#[ink::event]
pub struct TermsSet {
    /// Asked who is a bank.
    pub registry: AccountId,
    /// How long a bank has to confirm a redemption, in milliseconds.
    pub redemption_term: Timestamp,
}

/// A bank issued money: its liability grew by as much.
#[ink::event]
pub struct Minted {
    /// Which bank.
    #[ink(topic)]
    pub bank: AccountId,
    /// Who received the money.
    #[ink(topic)]
    pub to: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// What the bank owes now.
    pub outstanding: Money,
}

/// A bank took money of its own out of circulation: its liability fell by as much.
#[ink::event]
pub struct Burnt {
    /// Which bank.
    #[ink(topic)]
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// What the bank owes now.
    pub outstanding: Money,
}

/// A holder asked a bank to pay cash out; it can no longer be spent.
#[ink::event]
pub struct RedemptionRequested {
    /// The redemption's number.
    pub id: RedemptionId,
    /// Whose cash.
    #[ink(topic)]
    pub holder: AccountId,
    /// Which bank is to pay.
    #[ink(topic)]
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// Hash of where to pay.
    pub payout: Hash,
    /// Until when the bank may confirm.
    pub deadline: Timestamp,
}

/// The bank says that it has paid: the cash is burnt, its liability fell by as much.
#[ink::event]
pub struct RedemptionConfirmed {
    /// The redemption's number.
    pub id: RedemptionId,
    /// Who was paid.
    #[ink(topic)]
    pub holder: AccountId,
    /// Who paid.
    #[ink(topic)]
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// Hash of the bank's payment reference.
    pub reference: Hash,
    /// What the bank owes now.
    pub outstanding: Money,
}

/// The bank will not pay: the holder has the cash back.
#[ink::event]
pub struct RedemptionDeclined {
    /// The redemption's number.
    pub id: RedemptionId,
    /// Who has the cash back.
    #[ink(topic)]
    pub holder: AccountId,
    /// Who declined.
    #[ink(topic)]
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// Hash of the bank's statement of reasons.
    pub reason: Hash,
}

/// The bank let the deadline pass: the holder took the cash back.
#[ink::event]
pub struct RedemptionCancelled {
    /// The redemption's number.
    pub id: RedemptionId,
    /// Who has the cash back.
    #[ink(topic)]
    pub holder: AccountId,
    /// Who let the deadline pass.
    #[ink(topic)]
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
}
