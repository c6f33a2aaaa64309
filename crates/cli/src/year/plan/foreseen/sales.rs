//! Sales through banks: what the docket says, and who has units and deposits in the end.

use super::Books;
use crate::year::outcome::SaleOutcome;
use crate::year::plan::action::Entry;
use crate::year::plan::{Party, Tag};
use weir_types::bank_sale::Basis;
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{BasisPoints, Money, Quantity};

/// A sale.
pub struct Sale {
    seller: Party,
    buyer: Party,
    deposit: Money,
    /// What buyer and seller have deposited.
    stakes: [Money; 2],
    confirmed: bool,
    withheld: bool,
    ruled: Option<BasisPoints>,
    /// What is told of it.
    pub outcome: SaleOutcome,
}

impl Books<'_> {
    /// The units stay locked in the seller's cell; the buyer deposits a hundredth of the amount, 10.00 at least.
    pub(super) fn open_sale(
        &mut self,
        tag: Tag,
        (seller, buyer): (Party, Party),
        year: u16,
        quantity: Quantity,
        amount: Money,
    ) {
        let deposit = (amount / 100).max(1_000);
        self.holding(buyer).cash -= deposit;
        let outcome = SaleOutcome { year, quantity, amount, ..SaleOutcome::default() };
        let stakes = [deposit, 0];
        let sale = Sale { seller, buyer, deposit, stakes, confirmed: false, withheld: false, ruled: None, outcome };
        self.sales.insert(tag, sale);
    }

    /// An entry in the docket; some end the sale.
    pub(super) fn enter(&mut self, tag: Tag, party: Party, entry: Entry) {
        let Some(sale) = self.sales.get_mut(&tag) else { return };
        let mut deposited = 0;
        let mut ends = None;
        match entry {
            Entry::File | Entry::Take => {}
            Entry::Confirm if party == sale.seller => ends = Some((ONE_IN_BASIS_POINTS, Basis::Accepted)),
            Entry::Confirm => {
                sale.confirmed = true;
                ends = Some((ONE_IN_BASIS_POINTS, Basis::Confirmed)).filter(|_| !sale.withheld);
            }
            Entry::Dispute => {
                sale.outcome.disputed = true;
                deposited = if party == sale.seller { sale.deposit } else { 0 };
            }
            Entry::Rule(share) => sale.ruled = Some(share),
            Entry::Appeal => {
                sale.outcome.appealed = true;
                deposited = sale.deposit;
            }
            Entry::Withhold => (sale.withheld, sale.outcome.withheld) = (true, true),
            Entry::Release => sale.withheld = false,
            Entry::Finish => {
                ends = Some(match (sale.ruled, sale.confirmed) {
                    (Some(share), _) => (share, Basis::Ruled),
                    (None, true) => (ONE_IN_BASIS_POINTS, Basis::Confirmed),
                    (None, false) => (0, Basis::Expired),
                });
            }
        }
        sale.stakes[usize::from(party == sale.seller)] += deposited;
        if deposited > 0 {
            self.holding(party).cash -= deposited;
        }
        if let Some((share, basis)) = ends {
            self.end_sale(tag, share, basis);
        }
    }

    /// Units by the share; all deposits to who gets everything, else each its own.
    fn end_sale(&mut self, tag: Tag, share: BasisPoints, basis: Basis) {
        let Some(sale) = self.sales.get_mut(&tag) else { return };
        let quantity = sale.outcome.quantity;
        let delivered = quantity * Quantity::from(share) / Quantity::from(ONE_IN_BASIS_POINTS);
        let [bought, sold] = sale.stakes;
        let (to_buyer, to_seller) = match share {
            0 => (0, bought + sold),
            ONE_IN_BASIS_POINTS => (bought + sold, 0),
            _ => (bought, sold),
        };
        sale.outcome.basis = Some(basis);
        (sale.outcome.delivered, sale.outcome.to_buyer, sale.outcome.to_seller) = (delivered, to_buyer, to_seller);
        let (seller, buyer, year) = (sale.seller, sale.buyer, sale.outcome.year);
        self.holding(buyer).cash += to_buyer;
        self.holding(seller).cash += to_seller;
        self.release(seller, buyer, year, delivered);
        self.release(seller, seller, year, quantity - delivered);
    }
}
