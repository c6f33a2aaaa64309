//! Auctions, by a list of bids from the dearest down.

use super::{amount, Books};
use crate::year::outcome::AuctionOutcome;
use crate::year::plan::action::Bid;
use crate::year::plan::{Party, Phase, Tag};
use weir_types::auction::{Lots, Notice, Range, Reason};
use weir_types::{Money, Price, Quantity};

/// An auction.
pub struct Auction {
    lot: Quantity,
    ceiling: Price,
    lots: Lots,
    revealed: Vec<Bid>,
    /// What each winner has won.
    won: Vec<(Tag, Lots)>,
    /// What is told of it.
    pub outcome: AuctionOutcome,
}

impl Auction {
    fn quantity(&self, lots: Lots) -> Quantity {
        self.lot * Quantity::from(lots)
    }

    fn deposit(&self, bid: &Bid) -> Money {
        amount(self.ceiling, self.quantity(bid.max_lots))
    }
}

impl Books<'_> {
    pub(super) fn open_auction(&mut self, tag: Tag, year: u16, notice: &Notice, phase: &Phase) {
        let due = self.due.entry(year).or_default();
        let carried = due[0] / notice.lot;
        *due = [due[1] + due[0] % notice.lot, due[2], due[3], 0];
        let lots = notice.lots + Lots::try_from(carried).unwrap_or_default();
        let ceiling = match notice.range {
            Range::Sealed { ceiling, .. } => ceiling,
            Range::OneWay { .. } => 0,
        };
        let (offered, carried) = (notice.lot * Quantity::from(lots), carried * notice.lot);
        let outcome = AuctionOutcome { year, at: phase.at, offered, carried, ..AuctionOutcome::default() };
        let auction = Auction { lot: notice.lot, ceiling, lots, revealed: Vec::new(), won: Vec::new(), outcome };
        self.lock(Party::Treasury, year, offered);
        self.auctions.insert(tag, auction);
    }

    pub(super) fn commit(&mut self, bid: &Bid) {
        let Some(auction) = self.auctions.get_mut(&bid.auction) else { return };
        auction.outcome.bids += 1;
        let deposit = auction.deposit(bid);
        self.holding(Party::Operator(bid.bidder)).cash -= deposit;
    }

    pub(super) fn reveal(&mut self, bid: &Bid) {
        let Some(auction) = self.auctions.get_mut(&bid.auction) else { return };
        auction.outcome.revealed += 1;
        auction.outcome.demand += auction.lot * Quantity::from(bid.lots);
        auction.revealed.push(*bid);
    }

    pub(super) fn reveal_reserve(&mut self, auction: Tag, price: Price) {
        if let Some(auction) = self.auctions.get_mut(&auction) {
            auction.outcome.reserve = Some(price);
        }
    }

    /// From the dearest bid down until all lots are gone; the last gets what is left, and its price is everybody's. No two bids bear
    /// the same price.
    pub(super) fn clear(&mut self, tag: Tag) {
        let Some(auction) = self.auctions.get_mut(&tag) else { return };
        auction.revealed.sort_by_key(|bid| std::cmp::Reverse(bid.price));
        let mut left = auction.lots;
        for bid in &auction.revealed {
            let lots = bid.lots.min(left);
            left -= lots;
            if lots > 0 {
                auction.won.push((bid.tag, lots));
                auction.outcome.price = Some(bid.price);
            }
        }
        let under = auction.outcome.reserve > auction.outcome.price;
        auction.outcome.cancelled = match left {
            0 if under => Some(Reason::UnderReserve),
            0 => None,
            _ => Some(Reason::TooFewBids),
        };
        if auction.outcome.cancelled.is_none() {
            auction.outcome.sold = auction.outcome.offered;
            return;
        }
        auction.outcome.price = None;
        auction.won.clear();
        let (lots, lot, year, offered) = (auction.lots, auction.lot, auction.outcome.year, auction.outcome.offered);
        for (slot, n) in self.due.entry(year).or_default().iter_mut().zip(0..) {
            *slot += lot * Quantity::from(lots / 4 + Lots::from(n < lots % 4));
        }
        self.release(Party::Treasury, Party::Treasury, year, offered);
    }

    /// A winner pays and gets; who won nothing has the deposit back; the silent one's is the seller's.
    pub(super) fn claim(&mut self, bid: &Bid) {
        let Some(auction) = self.auctions.get_mut(&bid.auction) else { return };
        let (deposit, bidder) = (auction.deposit(bid), Party::Operator(bid.bidder));
        if auction.revealed.iter().all(|revealed| revealed.tag != bid.tag) {
            auction.outcome.forfeited += deposit;
            self.holding(Party::Treasury).cash += deposit;
            return;
        }
        let won = auction.won.iter().find(|(tag, _)| *tag == bid.tag).map_or(0, |(_, lots)| *lots);
        let (quantity, price) = (auction.quantity(won), auction.outcome.price.unwrap_or_default());
        let paid = amount(price, quantity);
        auction.outcome.winners += u64::from(won > 0);
        auction.outcome.revenue += paid;
        let year = auction.outcome.year;
        self.holding(bidder).cash += deposit - paid;
        self.holding(Party::Treasury).cash += paid;
        self.release(Party::Treasury, bidder, year, quantity);
    }
}
