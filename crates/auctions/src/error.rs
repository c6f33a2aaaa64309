//! Why the auction contract refuses.

// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use weir_rules::auction::Refusal;
use weir_types::scope::RuleViolation;

/// The auction contract's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The registry says that the caller is no allocator.
    NotAllowed,
    /// The registry did not answer.
    RegistryFailed,
    /// The exchange has no previous close for the instrument, or did not answer.
    NoClose,
    /// No such auction.
    UnknownAuction,
    /// No such bid: it was withdrawn, changed (and has another number now), or never made.
    UnknownBid,
    /// Lots, lot, prices or parts that make no auction.
    BadNotice,
    /// A phase that is too short, in the past, out of order or too far ahead.
    BadSchedule,
    /// Floor or ceiling further from the close than the venue allows.
    OutsideBand,
    /// More price levels between floor and ceiling than a book has (65,536).
    TooManyLevels,
    /// Not in the auction's phase now.
    WrongPhase,
    /// Not in an auction of this kind.
    WrongKind,
    /// Only the bidder may.
    NotBidder,
    /// The bidder is the seller, or of its controller group.
    OwnAuction,
    /// The bidder is not registered, or frozen, suspended or denied.
    BidderBarred,
    /// The bidder is flagged, and the seller does not deal with flagged accounts.
    BidderFlagged,
    /// A rule of pollution rights bars the bidder from buying of this seller.
    NotEligible(RuleViolation),
    /// Zero lots.
    ZeroLots,
    /// More lots than the bidder's controller group may bid for, or than the bid's deposit covers.
    TooManyLots,
    /// Under the floor, over the ceiling, or between two ticks.
    BadPrice,
    /// What is revealed is not what was committed.
    RevealMismatch,
    /// The notice names no reserve price.
    NoReserve,
    /// Revealed already.
    AlreadyRevealed,
    /// The bid has been settled.
    AlreadySettled,
    /// The ledger refused, for its own reason.
    Ledger(weir_types::ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// Settlement refused, for its own reason or the ledger's or cash's.
    Settlement(weir_types::settlement::Error),
    /// Settlement did not answer, or not with an answer.
    SettlementFailed,
    /// Settlement delivered something else than the auction's units.
    SettlementMismatch,
    /// A number would leave its range.
    Overflow,
    /// The auctioneer's code is not on the chain.
    CodeFailed,
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}

impl From<Refusal> for Error {
    #[inline(never)]
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BadNotice => Self::BadNotice,
            Refusal::BadSchedule => Self::BadSchedule,
            Refusal::OutsideBand => Self::OutsideBand,
            Refusal::TooManyLevels => Self::TooManyLevels,
            Refusal::WrongPhase => Self::WrongPhase,
            Refusal::WrongKind => Self::WrongKind,
            Refusal::NotBidder => Self::NotBidder,
            Refusal::OwnAuction => Self::OwnAuction,
            Refusal::Barred => Self::BidderBarred,
            Refusal::Flagged => Self::BidderFlagged,
            Refusal::ZeroLots => Self::ZeroLots,
            Refusal::TooManyLots => Self::TooManyLots,
            Refusal::BadPrice => Self::BadPrice,
            Refusal::Mismatch => Self::RevealMismatch,
            Refusal::NoReserve => Self::NoReserve,
            Refusal::Revealed => Self::AlreadyRevealed,
            Refusal::Settled => Self::AlreadySettled,
            Refusal::Overflow => Self::Overflow,
        }
    }
}
