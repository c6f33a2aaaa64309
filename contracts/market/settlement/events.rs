//! What settlement tells the world.

use ink::prelude::vec::Vec;
use weir_types::settlement::{FundId, SettlementId, TradeMode};
use weir_types::{AccountId, BatchId, Money, Quantity, Timestamp};

/// The partners have been named, for good.
#[ink::event]
pub struct Wired {
    /// Has sales that are paid through a bank delivered, or given back.
    pub desk: AccountId,
    /// The ledger.
    pub ledger: AccountId,
    /// The PSP22 money.
    pub cash: AccountId,
    /// Who may ask for deliveries.
    pub venues: Vec<AccountId>,
}

/// Units and cash have changed hands. The payment, a PSP22 `Transfer` of the same sale, has the accounts indexed.
#[ink::event]
pub struct Settled {
    /// Its number, from 1.
    pub id: SettlementId,
    /// The venue that asked.
    pub venue: AccountId,
    /// Who delivered and was paid.
    pub seller: AccountId,
    /// Who paid and received.
    pub buyer: AccountId,
    /// What was delivered.
    pub batch: BatchId,
    /// How many units.
    pub quantity: Quantity,
    /// How many cents.
    pub amount: Money,
    /// How the price came about.
    pub mode: TradeMode,
}

/// Cash of a payer waits here for purchases at a venue.
#[ink::event]
pub struct Funded {
    /// Its number, from 1.
    pub fund: FundId,
    /// Whose cash.
    #[ink(topic)]
    pub payer: AccountId,
    /// The venue that asked.
    pub venue: AccountId,
    /// How many cents.
    pub amount: Money,
    /// From when on anybody may give it back.
    pub expires: Timestamp,
}

/// A purchase was paid from a fund. [`Settled`] of the same number tells what was bought.
#[ink::event]
pub struct FundSpent {
    /// Which fund.
    pub fund: FundId,
    /// Which settlement.
    pub settlement: SettlementId,
    /// How many cents.
    pub amount: Money,
    /// How many are left; a fund without any is gone.
    pub left: Money,
}

/// What was left in a fund went back to its payer, and the fund is gone.
#[ink::event]
pub struct Refunded {
    /// Which fund.
    pub fund: FundId,
    /// Who has the cash back.
    #[ink(topic)]
    pub payer: AccountId,
    /// How many cents.
    pub amount: Money,
    /// Who asked: its venue, or anybody once it had run out.
    pub by: AccountId,
}

/// Part of a fund was paid to another account, as a penalty that its payer had agreed to.
#[ink::event]
pub struct Forfeited {
    /// Which fund.
    pub fund: FundId,
    /// Whose cash it was.
    #[ink(topic)]
    pub payer: AccountId,
    /// Who has it.
    pub to: AccountId,
    /// How many cents.
    pub amount: Money,
    /// How many are left; a fund without any is gone.
    pub left: Money,
}
