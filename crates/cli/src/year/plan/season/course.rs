//! How sales that are paid through a bank go: most as they should, some astray.

use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{BasisPoints, Money, Quantity};

/// The way of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    /// The bank confirms the payment.
    Confirmed,
    /// The seller confirms it.
    Accepted,
    /// Nothing came: the buyer disputes, an arbiter rules for the seller.
    ForSeller,
    /// The bank is silent: the buyer disputes, an arbiter rules for the buyer.
    ForBuyer,
    /// A part was paid: the units are split.
    Split,
    /// Ruled for the seller; the buyer appeals, and a second arbiter rules for the buyer.
    Appealed,
    /// No payment's reference is ever filed.
    Unfiled,
    /// A depository withholds it; the bank confirms; the depository releases it.
    Withheld,
}

impl Course {
    /// The ways astray, in the order in which they come by turns.
    pub const ASTRAY: [Self; 6] =
        [Self::ForSeller, Self::ForBuyer, Self::Split, Self::Appealed, Self::Unfiled, Self::Withheld];

    /// The buyer's share of the units in the end.
    pub fn share(self) -> BasisPoints {
        match self {
            Self::ForSeller | Self::Unfiled => 0,
            Self::Split => ONE_IN_BASIS_POINTS / 2,
            _ => ONE_IN_BASIS_POINTS,
        }
    }

    /// What the buyer has in the end of a quantity: rounded down.
    pub fn delivered(self, quantity: Quantity) -> Quantity {
        quantity * Quantity::from(self.share()) / Quantity::from(ONE_IN_BASIS_POINTS)
    }

    /// An arbiter hears it.
    pub fn is_disputed(self) -> bool {
        matches!(self, Self::ForSeller | Self::ForBuyer | Self::Split | Self::Appealed)
    }
}

/// A sale through a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// Through which bank, under which number of the plan's.
    pub through: crate::year::plan::action::Through,
    /// One deposit.
    pub deposit: Money,
    /// How it goes.
    pub course: Course,
    /// The seller disputes, not the buyer: an operator that sells may.
    pub by_seller: bool,
}
