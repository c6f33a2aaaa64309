//! Trades, auctions and sales through banks, as events tell of them.

use super::messages::Sender;
use crate::year::outcome::{AuctionOutcome, DayOutcome, Route, SaleOutcome};
use crate::year::plan::foreseen::day_of;
use crate::year::plan::{Party, Phase, Tag};
use auction::events as hall;
use exchange::events::Traded;
use std::collections::BTreeMap;
use weir_client::typed::EventError;
use weir_client::Receipt;
use weir_types::auction::{AuctionId, Lots};
use weir_types::bank_sale::Entry;
use weir_types::settlement::{SettlementId, TradeMode};
use weir_types::Quantity;

/// What has been told so far.
#[derive(Default)]
pub struct Told {
    /// Trading days, in order.
    pub days: Vec<DayOutcome>,
    /// By the chain's number, with the units of a lot.
    auctions: BTreeMap<AuctionId, (AuctionOutcome, Quantity)>,
    /// By the plan's number.
    sales: BTreeMap<Tag, SaleOutcome>,
    tags: BTreeMap<SettlementId, Tag>,
}

impl Told {
    /// Auctions, in order.
    pub fn auctions(&self) -> Vec<AuctionOutcome> {
        self.auctions.values().map(|(auction, _)| *auction).collect()
    }

    /// Sales through banks, in the plan's order.
    pub fn sales(&self) -> Vec<SaleOutcome> {
        self.sales.values().copied().collect()
    }

    /// A sale through a bank has been opened.
    pub fn sale_opened(&mut self, tag: Tag, phase: &Phase, event: &desk::events::BankSaleOpened) {
        let (year, quantity, amount) = (phase.year.unwrap_or_default(), event.opening.quantity, event.opening.amount);
        self.tags.insert(event.id, tag);
        self.sales.insert(tag, SaleOutcome { year, quantity, amount, ..SaleOutcome::default() });
    }

    /// Takes in what a receipt tells.
    pub fn note(&mut self, receipt: &Receipt, sender: &Sender, phase: &Phase) -> Result<(), EventError> {
        let contracts = sender.contracts;
        let treasury = sender.parties.account(Party::Treasury).ok();
        for trade in receipt.events_of::<Traded>(contracts.exchange.address())? {
            let route = match (trade.bank, trade.mode) {
                (Some(_), _) => Route::Bank,
                (None, TradeMode::Standing) => Route::Standing,
                (None, TradeMode::Block) => Route::Block,
                (None, _) => Route::Listed,
            };
            let day = day_of(&mut self.days, phase);
            day.note(route, trade.price, trade.quantity, Some(trade.seller) == treasury);
        }
        self.note_auction(receipt, sender, phase)?;
        self.note_sale(receipt, sender)
    }

    fn note_auction(&mut self, receipt: &Receipt, sender: &Sender, phase: &Phase) -> Result<(), EventError> {
        let address = sender.contracts.auction.address();
        for event in receipt.events_of::<hall::AuctionOpened>(address)? {
            let lot = event.terms.lot;
            let units = |lots: Lots| lot * Quantity::from(lots);
            let (offered, carried) = (units(event.terms.lots), units(event.carried));
            let year = event.terms.batch.instrument.vintage;
            let outcome = AuctionOutcome { year, at: phase.at, offered, carried, ..AuctionOutcome::default() };
            self.auctions.insert(event.auction, (outcome, lot));
        }
        for event in receipt.events_of::<hall::BidPlaced>(address)? {
            self.change(event.auction, |auction, _| auction.bids += 1);
        }
        for event in receipt.events_of::<hall::BidRevealed>(address)? {
            self.change(event.auction, |auction, lot| {
                auction.revealed += 1;
                auction.demand += lot * Quantity::from(event.lots);
            });
        }
        for event in receipt.events_of::<hall::ReserveRevealed>(address)? {
            self.change(event.auction, |auction, _| auction.reserve = Some(event.price));
        }
        for event in receipt.events_of::<hall::AuctionCleared>(address)? {
            self.change(event.auction, |auction, _| {
                (auction.price, auction.sold) = (Some(event.price), event.quantity);
            });
        }
        for event in receipt.events_of::<hall::AuctionCancelled>(address)? {
            self.change(event.auction, |auction, _| auction.cancelled = Some(event.reason));
        }
        for event in receipt.events_of::<hall::Traded>(address)? {
            self.change(event.auction, |auction, _| {
                auction.winners += 1;
                auction.revenue += event.amount;
            });
        }
        for event in receipt.events_of::<hall::BidSettled>(address)? {
            self.change(event.auction, |auction, _| auction.forfeited += event.forfeited);
        }
        Ok(())
    }

    /// Has an auction ended, sold or not?
    pub fn is_cleared(&self, auction: AuctionId) -> bool {
        self.auctions.get(&auction).is_some_and(|(auction, _)| auction.price.is_some() || auction.cancelled.is_some())
    }

    fn change(&mut self, auction: AuctionId, how: impl FnOnce(&mut AuctionOutcome, Quantity)) {
        if let Some((auction, lot)) = self.auctions.get_mut(&auction) {
            how(auction, *lot);
        }
    }

    fn note_sale(&mut self, receipt: &Receipt, sender: &Sender) -> Result<(), EventError> {
        let address = sender.contracts.desk.address();
        for event in receipt.events_of::<desk::events::DocketEntered>(address)? {
            let Some(sale) = self.tags.get(&event.id).and_then(|tag| self.sales.get_mut(tag)) else { continue };
            match event.entry {
                Entry::Disputed(_) => sale.disputed = true,
                Entry::Appealed(_) => sale.appealed = true,
                Entry::Withheld(_) => sale.withheld = true,
                _ => {}
            }
        }
        for event in receipt.events_of::<desk::events::BankSaleEnded>(address)? {
            let Some(sale) = self.tags.get(&event.id).and_then(|tag| self.sales.get_mut(tag)) else { continue };
            sale.basis = Some(event.basis);
            (sale.delivered, sale.to_buyer, sale.to_seller) = (event.delivered, event.to_buyer, event.to_seller);
        }
        Ok(())
    }
}
