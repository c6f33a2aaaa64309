//! Trading days: conditions the day before, offers and blocks, standing orders meet, purchases, and what is unsold comes back.

use super::{sales, Year, INDICES};
use crate::year::plan::action::{Condition, Proposal};
use crate::year::plan::calendar::Calendar;
use crate::year::plan::season::day::{Block, Day, Offer};
use crate::year::plan::{Action, Party, Phase};
use std::iter::once;
use weir_types::market::Side;
use weir_types::order::SLOT;
use weir_types::units::DAY_MS;
use weir_types::Timestamp;

impl Year<'_> {
    /// All trading days, each with the days before it pulled by the oracle and its sales through banks behind it.
    pub(super) fn trading(&self) -> Vec<Phase> {
        let calendar = Calendar::of(self.scenario, self.year);
        let mut phases = Vec::new();
        let mut pulled = calendar.opened();
        let mut indices = |at| {
            let days = std::mem::replace(&mut pulled, calendar.day(at))..calendar.day(at);
            // The exchange remembers 128 days back from those that it has closed: a market without orders has to be told of its days.
            let actions = once(Action::Roll(self.year)).chain(days.map(|day| Action::Pull(self.year, day)));
            self.phase(INDICES, at, actions.collect())
        };
        for (day, number) in self.season.days.iter().zip(0u64..) {
            let at = calendar.trading(number);
            phases.push(indices(at));
            phases.extend(self.trading_day(day, at));
            phases.extend(sales::courses(self, day, at + SLOT));
        }
        phases.push(indices(calendar.over()));
        phases
    }

    /// Trades are made a slot after the offers: so conditions enter the book behind them, whichever way a chain's clock runs on.
    fn trading_day(&self, day: &Day, at: Timestamp) -> [Phase; 6] {
        let later = at + SLOT;
        let wishes = day.wishes.iter().map(|wish| {
            let (tag, owner, quantity, price) = (wish.tag, Party::Operator(wish.buyer), wish.quantity, wish.price);
            let (year, expires) = (self.year, at + DAY_MS);
            Action::Place(Condition { tag, owner, side: Side::Buy, year, quantity, price, after: later, expires })
        });
        let (late, early): (Vec<&Offer>, Vec<&Offer>) = day.offers.iter().partition(|offer| offer.late);
        let offered = early.into_iter().map(|offer| self.offer(offer, at));
        let blocks = day.blocks.iter().map(|block| Action::ProposeBlock(self.proposal(block, at)));
        let confirmed = day.blocks.iter().map(|block| {
            let through = block.sale.map(|sale| sale.through);
            Action::ConfirmBlock(self.proposal(block, at), through)
        });
        let meeting = if day.wishes.is_empty() { Vec::new() } else { vec![Action::Match(self.year)] };
        let unmet = day.wishes.iter().filter(|wish| wish.unmet > 0);
        let unmet = unmet.map(|wish| Action::Cancel(wish.tag, Party::Operator(wish.buyer)));
        let purchases = day.purchases.iter().map(|p| {
            let through = p.sale.map(|sale| sale.through);
            Action::Take(p.buyer, p.offer, p.quantity, p.price, through)
        });
        let unsold = day.offers.iter().filter(|offer| offer.unsold > 0);
        let unsold = unsold.map(|offer| Action::Cancel(offer.tag, offer.seller));
        [
            self.phase("conditions", at - DAY_MS, wishes.collect()),
            self.phase("offers", at, offered.chain(blocks).collect()),
            self.phase("standing orders", later, meeting),
            self.phase("unmet", later, unmet.chain(late.into_iter().map(|offer| self.offer(offer, at))).collect()),
            self.phase("purchases", later, confirmed.chain(purchases).collect()),
            self.phase("unsold", later, unsold.collect()),
        ]
    }

    fn offer(&self, offer: &Offer, at: Timestamp) -> Action {
        let Offer { tag, seller, quantity, price, standing, .. } = *offer;
        let (year, expires) = (self.year, at + DAY_MS);
        if standing {
            let side = Side::Sell;
            return Action::Place(Condition { tag, owner: seller, side, year, quantity, price, after: 0, expires });
        }
        Action::List(tag, seller, year, quantity, price, expires)
    }

    fn proposal(&self, block: &Block, at: Timestamp) -> Proposal {
        let Block { tag, seller, buyer, quantity, price, .. } = *block;
        Proposal { tag, seller, buyer, year: self.year, quantity, price, expires: at + DAY_MS }
    }
}
