//! Why the exchange refuses.

// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use weir_rules::market::Refusal;
use weir_types::RuleViolation;

/// The exchange's error. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// The registry says that the caller is no supervisor.
    NotAllowed,
    /// The registry did not answer.
    RegistryFailed,
    /// No market is open for the instrument.
    UnknownMarket,
    /// The market is open already.
    MarketExists,
    /// The instrument's codes are not well formed, the terms contradict each other, or the reference price is zero.
    BadTerms,
    /// The market is halted: orders can only be cancelled or expired.
    MarketHalted,
    /// The market is not halted.
    NotHalted,
    /// The price is outside of today's band around the previous close.
    PriceOutOfBand,
    /// Fewer units than an order must have.
    OrderTooSmall,
    /// More units than an order may have.
    OrderTooLarge,
    /// No such order.
    UnknownOrder,
    /// The order has been filled, cancelled or expired.
    OrderClosed,
    /// The order has run out: it can only be expired.
    OrderExpired,
    /// The order has not run out yet.
    OrderActive,
    /// Only the owner may cancel an order.
    NotOwner,
    /// Nobody takes an order of their own.
    OwnOrder,
    /// Zero units.
    ZeroQuantity,
    /// More units than are left in the order.
    ExceedsRemaining,
    /// The order's price is above what the buyer would pay.
    PriceAboveMaximum,
    /// The amount rounds down to nothing.
    NothingToPay,
    /// The ledger refused, for its own reason.
    Ledger(weir_types::ledger::Error),
    /// The ledger did not answer, or not with an answer.
    LedgerFailed,
    /// Settlement refused, for its own reason or the ledger's or cash's.
    Settlement(weir_types::settlement::Error),
    /// Settlement did not answer, or not with an answer.
    SettlementFailed,
    /// Settlement delivered something else than the order.
    SettlementMismatch,
    /// A number would leave its range.
    Overflow,
    /// The price is not a multiple of the market's tick.
    PriceOffTick,
    /// Not an order that is offered to whoever takes it, or not one that stands.
    NotInBook,
    /// The order's time has not come, or nobody has brought it into the book yet (`match_orders`).
    OrderWaiting,
    /// The order is not within the best price levels: take a better one.
    NotWithinBestLevels,
    /// Outside of the market's trading hours.
    OutOfHours,
    /// It would run out before it begins.
    BadExpiry,
    /// No block trading in this market, or the order is no block.
    NoBlock,
    /// The block names another counterparty.
    NotCounterparty,
    /// The seller does not agree to payment through a bank.
    BankNotAccepted,
    /// What was bought today is not offered today.
    BoughtToday,
    /// The controller group would have bought more than its position limit.
    PositionLimit,
    /// The seller is flagged and the buyer has not confirmed that.
    SellerFlagged,
    /// The buyer is flagged and the seller does not deal with flagged accounts.
    BuyerFlagged,
    /// Both sides are of one controller group.
    SameGroup,
    /// A side is not registered.
    NotRegistered,
    /// Another code of the exchange could not be run: not on the chain any more, or not enough gas.
    CodeFailed,
    /// The market's scope does not let these two trade, and no exception is in force.
    Ineligible(RuleViolation),
    /// The policy refused, for its own reason, or did not answer. Stays last: no code on chain makes or reads it, see
    /// [`weir_types::policy::join::DENIED`].
    #[cfg(feature = "std")]
    #[codec(index = 255)]
    Denied(weir_types::policy::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BadTerms => Self::BadTerms,
            Refusal::Halted => Self::MarketHalted,
            Refusal::OutOfBand => Self::PriceOutOfBand,
            Refusal::TooSmall => Self::OrderTooSmall,
            Refusal::TooLarge => Self::OrderTooLarge,
            Refusal::OrderClosed => Self::OrderClosed,
            Refusal::OrderExpired => Self::OrderExpired,
            Refusal::OrderActive => Self::OrderActive,
            Refusal::NotOwner => Self::NotOwner,
            Refusal::OwnOrder => Self::OwnOrder,
            Refusal::ZeroQuantity => Self::ZeroQuantity,
            Refusal::ExceedsRemaining => Self::ExceedsRemaining,
            Refusal::AboveMaximum => Self::PriceAboveMaximum,
            Refusal::NothingToPay => Self::NothingToPay,
            Refusal::Overflow => Self::Overflow,
            Refusal::OffTick => Self::PriceOffTick,
            Refusal::NotInBook => Self::NotInBook,
            Refusal::OrderWaiting => Self::OrderWaiting,
            Refusal::NotBest => Self::NotWithinBestLevels,
            Refusal::OutOfHours => Self::OutOfHours,
            Refusal::BadExpiry => Self::BadExpiry,
            Refusal::NoBlock => Self::NoBlock,
            Refusal::NotCounterparty => Self::NotCounterparty,
            Refusal::BankNotAccepted => Self::BankNotAccepted,
            Refusal::BoughtToday => Self::BoughtToday,
            Refusal::PositionLimit => Self::PositionLimit,
        }
    }
}
