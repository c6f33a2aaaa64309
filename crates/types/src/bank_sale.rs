//! Sales that are paid through a bank, outside of the chain: what market/settlement keeps of each, and what can be entered in its
//! docket. `weir_rules::settlement` decides on both.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::ledger::LockId;
use crate::settlement::TradeMode;
use crate::{AccountId, BasisPoints, BatchId, Hash, Money, Quantity, Timestamp};
use ink::prelude::vec::Vec;

/// The number of a set of terms, from 1. A sale keeps the terms it was opened under.
pub type TermsId = u32;

/// The terms of bank settlements: windows in milliseconds, set by the supervisor within the bounds of
/// `weir_rules::settlement::check_terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// How long the buyer has to pay and to file the bank's reference.
    pub filing: Timestamp,
    /// How long after that the bank has to confirm. It is also until then that the seller may dispute.
    pub confirming: Timestamp,
    /// How long after that the buyer may still dispute.
    pub disputing: Timestamp,
    /// How long an arbiter has to rule, from the dispute or the appeal on.
    pub ruling: Timestamp,
    /// How long after a ruling (or after the default) either side may appeal.
    pub appealing: Timestamp,
    /// How long a withholding lasts at most.
    pub withholding: Timestamp,
    /// How long the units stay locked after the last deadline that can follow, so that a decided outcome can be carried out.
    pub enforcing: Timestamp,
    /// The least deposit, in cents.
    pub deposit: Money,
    /// The deposit in basis points of the amount, where that is more.
    pub rate: BasisPoints,
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Side {
    /// Who pays and is to have the units.
    Buyer,
    /// Whose units they are.
    Seller,
}

/// An arbiter's ruling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Ruling {
    /// The buyer's share of the units, in basis points: 10,000 is all of them, 0 none.
    pub share: BasisPoints,
    /// When.
    pub at: Timestamp,
    /// Hash of the written reasons.
    pub reasons: Hash,
}

/// A dispute before an arbiter, in the first instance or on appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Hearing {
    /// Who asked for it.
    pub by: Side,
    /// When.
    pub opened: Timestamp,
    /// Hash of the evidence it was opened with.
    pub evidence: Hash,
    /// Who has taken the case.
    pub arbiter: Option<AccountId>,
    /// How it was ruled.
    pub ruling: Option<Ruling>,
}

/// The depository's order that nothing of a sale is carried out for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Withholding {
    /// Which depository.
    pub by: AccountId,
    /// When it ends by itself; when it was released, the time of that.
    pub until: Timestamp,
    /// Hash of the order that says why.
    pub reason: Hash,
}

/// Why a sale ended as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Basis {
    /// The bank confirmed the payment.
    Confirmed,
    /// The seller confirmed the payment, or gave in.
    Accepted,
    /// The buyer withdrew, or gave in.
    Withdrawn,
    /// Nobody filed, or nobody confirmed, in time.
    Expired,
    /// An arbiter ruled.
    Ruled,
    /// No arbiter ruled in time: for the buyer when the bank had confirmed, for the seller when it had not.
    Default,
    /// What was decided could not be carried out before the lock at the ledger ran out.
    Lapsed,
}

/// How a sale ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Ended {
    /// How many units went to the buyer; the rest is the seller's again.
    pub delivered: Quantity,
    /// Why.
    pub basis: Basis,
}

/// A sale that is paid through a bank. The record stays when it has ended, and so does the reference in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Sale {
    /// Who sells.
    pub seller: AccountId,
    /// Who buys.
    pub buyer: AccountId,
    /// Which bank is to confirm.
    pub bank: AccountId,
    /// The venue that opened it.
    pub venue: AccountId,
    /// What is sold.
    pub batch: BatchId,
    /// How the price came about.
    pub mode: TradeMode,
    /// Settlement's lock at the ledger that holds the units.
    pub lock: LockId,
    /// How many units.
    pub quantity: Quantity,
    /// What the buyer pays, in cents.
    pub amount: Money,
    /// When it was opened.
    pub opened: Timestamp,
    /// The terms it was opened under.
    pub terms: TermsId,
    /// What one deposit is, in cents.
    pub deposit: Money,
    /// What the buyer has deposited: once when the sale was opened, once more with an appeal.
    pub buyer_stake: Money,
    /// What the seller has deposited: with a dispute, with an appeal.
    pub seller_stake: Money,
    /// The bank's reference as the buyer filed it, normalised; empty until then.
    pub reference: Vec<u8>,
    /// The bank has confirmed the payment.
    pub confirmed: bool,
    /// Who has given in: the seller by confirming, the buyer by withdrawing.
    pub conceded: Option<Side>,
    /// The dispute.
    pub dispute: Option<Hearing>,
    /// The appeal against its ruling.
    pub appeal: Option<Hearing>,
    /// The withholding; at most one.
    pub withheld: Option<Withholding>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// Where a sale stands at a time, whether or not anybody has said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Phase {
    /// Waits for the buyer's payment and reference.
    Filing,
    /// Waits for the bank, or the seller.
    Confirming,
    /// Not confirmed in time: the buyer may dispute.
    Objecting,
    /// Before an arbiter.
    Hearing,
    /// Ruled, or not ruled in time: either side may appeal.
    Appealing,
    /// Decided: anybody may have it carried out (`finish`), unless it is withheld.
    Due {
        /// The buyer's share of the units, in basis points.
        share: BasisPoints,
        /// Why.
        basis: Basis,
    },
    /// Carried out.
    Ended,
}

/// What can be entered in the docket of a sale. The hashes are of documents kept off chain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Entry {
    /// The buyer has filed the bank's reference, normalised.
    Filed(Vec<u8>),
    /// The bank, or the seller, has confirmed the payment.
    Confirmed,
    /// The buyer has withdrawn.
    Withdrawn,
    /// A side has disputed, with evidence.
    Disputed(Hash),
    /// A side, or the bank, has filed more evidence.
    Evidenced(Hash),
    /// An arbiter has taken the case.
    Taken,
    /// The arbiter has ruled.
    Ruled {
        /// The buyer's share of the units, in basis points.
        share: BasisPoints,
        /// Hash of the written reasons.
        reasons: Hash,
    },
    /// A side has appealed, with its grounds.
    Appealed(Hash),
    /// A depository has withheld the sale, for a reason.
    Withheld(Hash),
    /// A depository has released it, for a reason.
    Released(Hash),
    /// An arbiter has lifted the withholding, for a reason.
    Lifted(Hash),
}
