//! Why the exchange refuses.

// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use weir_rules::market::Refusal;

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
    /// Only the seller may cancel an order.
    NotSeller,
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
            Refusal::NotSeller => Self::NotSeller,
            Refusal::OwnOrder => Self::OwnOrder,
            Refusal::ZeroQuantity => Self::ZeroQuantity,
            Refusal::ExceedsRemaining => Self::ExceedsRemaining,
            Refusal::AboveMaximum => Self::PriceAboveMaximum,
            Refusal::NothingToPay => Self::NothingToPay,
            Refusal::Overflow => Self::Overflow,
        }
    }
}
