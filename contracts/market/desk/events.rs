//! What the desk tells the world. Every sale can be rebuilt from these events.

use weir_types::bank_sale::{Basis, Entry, Opening, Terms, TermsId};
use weir_types::settlement::SettlementId;
use weir_types::{AccountId, Money, Quantity};

/// New terms are in force, for those opened from now on.
#[ink::event]
pub struct TermsSet {
    /// Their number, from 1: the standard terms, set when the desk was made.
    pub id: TermsId,
    /// The terms.
    pub terms: Terms,
    /// Which supervisor, or who made the desk.
    pub by: AccountId,
}

/// Units wait in settlement's own lock for a payment through a bank.
#[ink::event]
pub struct BankSaleOpened {
    /// The settlement's number.
    #[ink(topic)]
    pub id: SettlementId,
    /// Whose units.
    #[ink(topic)]
    pub seller: AccountId,
    /// Who is to pay and to have them.
    #[ink(topic)]
    pub buyer: AccountId,
    /// What is sold, for how much, through which bank.
    pub opening: Opening,
    /// What the buyer has deposited, in cents.
    pub deposit: Money,
    /// The terms: with them and this event's time go all deadlines.
    pub terms: TermsId,
}

/// An entry in the docket of a sale: a reference, a confirmation, a dispute, a ruling…
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

/// A sale has ended: units and deposits have gone where they belong.
#[ink::event]
pub struct BankSaleEnded {
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
