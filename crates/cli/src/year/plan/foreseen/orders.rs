//! Orders of the exchange: offered, met, taken, cancelled.

use super::{amount, Books};
use crate::year::outcome::Route;
use crate::year::plan::action::{Condition, Through};
use crate::year::plan::{Party, Phase, Tag};
use weir_types::market::Side;
use weir_types::{Money, Price, Quantity};

/// An order.
#[derive(Clone, Copy)]
pub struct Order {
    owner: Party,
    side: Side,
    year: u16,
    left: Quantity,
    price: Price,
    /// What is left of a buy's money.
    funds: Money,
    /// In the book: no block.
    met: bool,
}

impl Books<'_> {
    /// An offer of the book, or a block, which is not met by standing orders.
    pub(super) fn offer(&mut self, tag: Tag, owner: Party, year: u16, (left, price): (Quantity, Price), met: bool) {
        self.lock(owner, year, left);
        self.orders.insert(tag, Order { owner, side: Side::Sell, year, left, price, funds: 0, met });
    }

    pub(super) fn place(&mut self, condition: &Condition) {
        let Condition { tag, owner, side, year, quantity, price, .. } = *condition;
        if side == Side::Sell {
            return self.offer(tag, owner, year, (quantity, price), true);
        }
        let funds = amount(price, quantity);
        self.holding(owner).cash -= funds;
        self.orders.insert(tag, Order { owner, side, year, left: quantity, price, funds, met: true });
    }

    /// The highest buy with the lowest offer first; at the offer's price, since all offers were there before.
    pub(super) fn meet(&mut self, year: u16, phase: &Phase) {
        let open = |side: Side| {
            let of = self.orders.iter().filter(|(_, order)| order.met && order.side == side && order.year == year);
            let mut found: Vec<(Price, Tag)> = of.map(|(tag, order)| (order.price, *tag)).collect();
            found.sort_unstable();
            found
        };
        let (buys, offers) = (open(Side::Buy), open(Side::Sell));
        for (limit, buy) in buys.into_iter().rev() {
            for (price, sell) in offers.iter().copied().filter(|(price, _)| *price <= limit) {
                let (Some(mut buyer), Some(mut seller)) =
                    (self.orders.get(&buy).copied(), self.orders.get(&sell).copied())
                else {
                    continue;
                };
                let quantity = buyer.left.min(seller.left);
                if quantity == 0 || self.one_group(buyer.owner, seller.owner) {
                    continue;
                }
                let paid = amount(price, quantity);
                seller.left -= quantity;
                (buyer.left, buyer.funds) = (buyer.left - quantity, buyer.funds - paid);
                self.holding(seller.owner).cash += paid;
                self.release(seller.owner, buyer.owner, year, quantity);
                self.traded(phase, Route::Standing, seller.owner, (price, quantity));
                if buyer.left == 0 {
                    self.holding(buyer.owner).cash += std::mem::take(&mut buyer.funds);
                }
                self.orders.extend([(buy, buyer), (sell, seller)]);
            }
        }
    }

    /// Units of an offer or a block, paid at once or through a bank.
    pub(super) fn take(
        &mut self,
        (buyer, tag): (usize, Tag),
        quantity: Quantity,
        price: Price,
        through: Option<Through>,
        route: Route,
        phase: &Phase,
    ) {
        let Some(order) = self.orders.get_mut(&tag) else { return };
        order.left -= quantity;
        let (seller, year, buyer) = (order.owner, order.year, Party::Operator(buyer));
        let paid = amount(price, quantity);
        if let Some(Through { sale, .. }) = through {
            self.traded(phase, Route::Bank, seller, (price, quantity));
            return self.open_sale(sale, (seller, buyer), year, quantity, paid);
        }
        self.holding(seller).cash += paid;
        self.holding(buyer).cash -= paid;
        self.release(seller, buyer, year, quantity);
        self.traded(phase, route, seller, (price, quantity));
    }

    pub(super) fn cancel(&mut self, tag: Tag) {
        let Some(Order { owner, side, year, left, funds, .. }) = self.orders.remove(&tag) else { return };
        match side {
            Side::Sell => self.release(owner, owner, year, left),
            Side::Buy => self.holding(owner).cash += funds,
        }
    }

    fn one_group(&self, one: Party, other: Party) -> bool {
        let group = |party| match party {
            Party::Operator(place) => self.groups.get(place),
            _ => None,
        };
        group(one).is_some() && group(one) == group(other)
    }
}
