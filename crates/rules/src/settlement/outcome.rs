//! How a sale ends: who gets which units, and which deposits.

use super::terms::part;
use super::{expires, is_withheld, phase};
use weir_types::bank_sale::Error;
use weir_types::bank_sale::{Basis, Phase, Sale, Terms};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{Money, Quantity, Timestamp};

/// What is to be done with a sale that is decided. The units add up to the sale's, the cents to the deposits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Units for the buyer.
    pub delivered: Quantity,
    /// Units that are the seller's again.
    pub returned: Quantity,
    /// Why.
    pub basis: Basis,
    /// Cents of the deposits for the buyer.
    pub to_buyer: Money,
    /// Cents of the deposits for the seller.
    pub to_seller: Money,
    /// The lock at the ledger has run out: anybody may have taken it off already.
    pub lapsed: bool,
}

/// What is to be done with a sale that is decided and not withheld. Once the lock has run out no unit can be delivered
/// any more: all are the seller's; the deposits go where the decision sends them.
pub fn outcome(sale: &Sale, terms: &Terms, now: Timestamp) -> Result<Outcome, Error> {
    let (share, basis) = match phase(sale, terms, now)? {
        Phase::Ended => return Err(Error::SaleEnded),
        Phase::Due { share, basis } => (share, basis),
        _ => return Err(Error::NotDue),
    };
    if is_withheld(sale, now) {
        return Err(Error::Withheld);
    }
    let (to_buyer, to_seller) = deposits(sale, share, basis)?;
    let lapsed = now >= expires(sale.opened, terms)?;
    let due = part(sale.quantity, share).ok_or(Error::Overflow)?;
    let (delivered, basis) = if lapsed && due > 0 { (0, Basis::Lapsed) } else { (due, basis) };
    let returned = sale.quantity.checked_sub(delivered).ok_or(Error::Overflow)?;
    Ok(Outcome { delivered, returned, basis, to_buyer, to_seller, lapsed })
}

/// Whoever wins takes the deposits; a split, and a dispute that nobody ruled, gives each side its own back.
fn deposits(sale: &Sale, share: u32, basis: Basis) -> Result<(Money, Money), Error> {
    let (buyer, seller) = (sale.buyer_stake, sale.seller_stake);
    let all = buyer.checked_add(seller).ok_or(Error::Overflow)?;
    Ok(match share {
        _ if basis == Basis::Default => (buyer, seller),
        ONE_IN_BASIS_POINTS => (all, 0),
        0 => (0, all),
        _ => (buyer, seller),
    })
}
