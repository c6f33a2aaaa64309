//! Sales that are paid through a bank, outside of the chain: what market/desk keeps of each, what can be entered in its
//! docket, and what settlement asks of the desk. `weir_rules::settlement` decides.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::ledger::LockId;
use crate::settlement::{SettlementId, TradeMode};
use crate::units::DAY_MS;
use crate::{AccountId, BasisPoints, BatchId, Hash, Money, Quantity, Timestamp};
use ink::prelude::vec::Vec;

/// For how long settlement locks units for a sale through a bank, in milliseconds: three years. The desk's terms end
/// every sale sooner; this is the way out should the desk not.
pub const BACKSTOP: Timestamp = 1_096 * DAY_MS;

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
    /// How long the units stay locked after the last deadline that can follow, so that a decided outcome can be carried
    /// out.
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

/// A sale that a venue asks settlement to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Opening {
    /// The settlement's number.
    pub id: SettlementId,
    /// Settlement's lock at the ledger that holds the units.
    pub lock: LockId,
    /// The venue that asked.
    pub venue: AccountId,
    /// Who sells.
    pub seller: AccountId,
    /// Who buys.
    pub buyer: AccountId,
    /// Which bank is to confirm.
    pub bank: AccountId,
    /// What is sold.
    pub batch: BatchId,
    /// How many units.
    pub quantity: Quantity,
    /// What the buyer pays, in cents.
    pub amount: Money,
    /// How the price came about.
    pub mode: TradeMode,
}

/// The desk's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The caller is not settlement.
    NotSettlement,
    /// The caller does not hold the role, or is not independent of the parties (or of the arbiter before).
    NotAllowed,
    /// The account named is not a bank that is independent of both sides; or no longer a bank.
    NotBank,
    /// The caller is not the side, or none of the sides, that may do this.
    NotParty,
    /// The registry did not answer.
    RegistryFailed,
    /// The ledger refused, for its own reason.
    Ledger(crate::ledger::Error),
    /// Settlement did not answer, or not with an answer.
    SettlementFailed,
    /// Less cash than the deposit.
    InsufficientCash,
    /// Less approved to the desk than the deposit.
    InsufficientApproval,
    /// Cash refused for another reason.
    CashRefused,
    /// Cash did not answer, or not with an answer.
    CashFailed,
    /// A number would leave its range.
    Overflow,
    /// No such sale.
    UnknownSale,
    /// The sale is known already.
    SaleExists,
    /// The sale has ended.
    SaleEnded,
    /// Not what the sale waits for now.
    WrongPhase,
    /// The window for this is over.
    TooLate,
    /// A reference of other signs than letters, digits, blanks and dashes, or too short, or too long.
    BadReference,
    /// The reference has been filed before, for this bank.
    ReferenceUsed,
    /// The buyer has filed a reference already.
    AlreadyFiled,
    /// The buyer has not filed a reference.
    NoReference,
    /// The bank has confirmed already.
    AlreadyConfirmed,
    /// An empty hash where evidence or a reason is asked.
    MissingEvidence,
    /// It has been disputed, or appealed, before.
    AlreadyDisputed,
    /// Another arbiter has taken the case.
    CaseTaken,
    /// The caller has not taken the case.
    NotYourCase,
    /// More than 10,000 basis points.
    BadShare,
    /// A depository withholds the sale.
    Withheld,
    /// It has been withheld before: once is the most.
    WithheldBefore,
    /// It is not withheld.
    NotWithheld,
    /// Nothing is decided yet.
    NotDue,
    /// Terms outside of their bounds.
    BadTerms,
    /// No such terms.
    UnknownTerms,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`crate::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(crate::policy::Error),
}

/// The desk as seen by settlement.
#[ink::trait_definition]
pub trait Desk {
    /// Takes a sale over whose units are in settlement's own lock, and the buyer's deposit from its approval to the
    /// desk. Settlement only. Event `BankSaleOpened`.
    #[ink(message)]
    fn open(&mut self, opening: Opening) -> Result<(), Error>;
}
