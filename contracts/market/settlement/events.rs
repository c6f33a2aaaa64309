//! What settlement tells the world.

use ink::prelude::vec::Vec;
use weir_types::bank_sale::{Basis, Entry, Terms, TermsId};
use weir_types::ledger::LockId;
use weir_types::settlement::{FundId, SettlementId, TradeMode};
use weir_types::{AccountId, BatchId, Money, Quantity, Timestamp};

/// The partners have been named, for good.
#[ink::event]
pub struct Wired {
    /// Asked who is a bank, an arbiter, a depository, a supervisor.
    pub registry: AccountId,
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

/// New terms of bank settlements are in force, for those opened from now on.
#[ink::event]
pub struct TermsSet {
    /// Their number, from 1: the standard terms, set with the wiring.
    pub id: TermsId,
    /// The terms.
    pub terms: Terms,
    /// Which supervisor, or the administrator who wired.
    pub by: AccountId,
}

/// Units wait in settlement's own lock for a payment through a bank.
#[ink::event]
pub struct BankSettlementOpened {
    /// Its number, from 1 and in one series with [`Settled`].
    #[ink(topic)]
    pub id: SettlementId,
    /// The venue that asked.
    pub venue: AccountId,
    /// Whose units.
    #[ink(topic)]
    pub seller: AccountId,
    /// Who is to pay and to have them.
    #[ink(topic)]
    pub buyer: AccountId,
    /// Which bank is to confirm.
    pub bank: AccountId,
    /// What is sold.
    pub batch: BatchId,
    /// How many units.
    pub quantity: Quantity,
    /// How many cents the buyer is to pay.
    pub amount: Money,
    /// How the price came about.
    pub mode: TradeMode,
    /// Settlement's lock at the ledger.
    pub lock: LockId,
    /// What the buyer has deposited, in cents.
    pub deposit: Money,
    /// The terms: with them and this event's time go all deadlines.
    pub terms: TermsId,
}

/// An entry in the docket of a bank settlement: a reference, a confirmation, a dispute, a ruling…
#[ink::event]
pub struct DocketEntered {
    /// Which settlement.
    #[ink(topic)]
    pub id: SettlementId,
    /// Who made it.
    #[ink(topic)]
    pub by: AccountId,
    /// What was entered.
    pub entry: Entry,
    /// What was deposited with it, in cents.
    pub deposit: Money,
}

/// A bank settlement has ended: units and deposits have gone where they belong.
#[ink::event]
pub struct BankSettlementEnded {
    /// Which.
    #[ink(topic)]
    pub id: SettlementId,
    /// Why so.
    pub basis: Basis,
    /// How many units went to the buyer.
    pub delivered: Quantity,
    /// How many are the seller's again.
    pub returned: Quantity,
    /// How many cents of the deposits went to the buyer.
    pub to_buyer: Money,
    /// How many to the seller.
    pub to_seller: Money,
}
