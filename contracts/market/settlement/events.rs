//! What settlement tells the world.

use ink::prelude::vec::Vec;
use weir_types::settlement::{SettlementId, TradeMode};
use weir_types::{AccountId, BatchId, Money, Quantity};

/// The partners have been named, for good.
#[ink::event]
pub struct Wired {
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
