//! What receipts tell: the chain's numbers of proposals, orders, auctions, bids and sales, statuses at the deadline, trades, and how
//! often each event came.

use super::messages::Sender;
use super::names::Names;
use super::told::Told;
use crate::exit::{Exit, Failure};
use crate::year::outcome::IndexOutcome;
use crate::year::plan::{Action, Phase, Tag};
use std::collections::BTreeMap;
use weir_client::Receipt;
use weir_types::auction::{AuctionId, BidId};
use weir_types::compliance::ComplianceStatus;
use weir_types::market::OrderId;
use weir_types::settlement::SettlementId;
use weir_types::{InstallationId, Quantity};

/// How an installation stood when a period was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtDeadline {
    /// Its status.
    pub status: ComplianceStatus,
    /// What was missing.
    pub missing: Quantity,
    /// What had been surrendered.
    pub surrendered: Quantity,
}

/// What has been told so far.
#[derive(Default)]
pub struct Watch {
    names: Names,
    proposals: BTreeMap<Tag, u64>,
    orders: BTreeMap<Tag, OrderId>,
    auctions: BTreeMap<Tag, AuctionId>,
    bids: BTreeMap<Tag, BidId>,
    sales: BTreeMap<Tag, SettlementId>,
    /// By year and installation.
    pub closed: BTreeMap<(u16, InstallationId), AtDeadline>,
    /// Trades, auctions and sales.
    pub told: Told,
    /// Indices, before each trading day and after the last of a year.
    pub indices: Vec<IndexOutcome>,
    /// By contract and event.
    pub events: BTreeMap<String, u64>,
}

/// The chain's number of something that has been made.
fn number<T: Copy>(of: &BTreeMap<Tag, T>, tag: Tag, what: &str) -> Result<T, Failure> {
    of.get(&tag).copied().ok_or_else(|| Failure::new(Exit::Refused, format!("{what} {tag} was not made")))
}

impl Watch {
    /// Nothing has been told.
    pub fn new(names: Names) -> Self {
        Self { names, ..Self::default() }
    }

    /// The chain's number of a proposal.
    pub fn proposal(&self, tag: Tag) -> Result<u64, Failure> {
        number(&self.proposals, tag, "proposal")
    }

    /// The chain's number of an order.
    pub fn order(&self, tag: Tag) -> Result<OrderId, Failure> {
        number(&self.orders, tag, "order")
    }

    /// The chain's number of an auction.
    pub fn auction(&self, tag: Tag) -> Result<AuctionId, Failure> {
        number(&self.auctions, tag, "auction")
    }

    /// The number of a bid in its auction.
    pub fn bid(&self, tag: Tag) -> Result<BidId, Failure> {
        number(&self.bids, tag, "bid")
    }

    /// The chain's number of a sale through a bank.
    pub fn sale(&self, tag: Tag) -> Result<SettlementId, Failure> {
        number(&self.sales, tag, "sale")
    }

    /// Takes in what an action's receipt tells.
    pub fn note(&mut self, action: &Action, receipt: &Receipt, sender: &Sender, phase: &Phase) -> Result<(), Failure> {
        self.count(receipt);
        let contracts = sender.contracts;
        let (exchange, auction) = (contracts.exchange.address(), contracts.auction.address());
        match action {
            Action::Propose(tag, ..) | Action::ProposeReserve(tag, ..) | Action::ProposeRelease(tag, ..) => {
                let event: issuer::events::Proposed =
                    receipt.event_of(contracts.issuer.address()).map_err(|error| unreadable(&error))?;
                self.proposals.insert(*tag, event.id);
            }
            Action::List(tag, ..) => {
                let event: exchange::events::Listed = receipt.event_of(exchange).map_err(|error| unreadable(&error))?;
                self.orders.insert(*tag, event.order);
            }
            Action::Place(condition) => {
                let event: exchange::events::OrderPlaced =
                    receipt.event_of(exchange).map_err(|error| unreadable(&error))?;
                self.orders.insert(condition.tag, event.order);
            }
            Action::ProposeBlock(block) => {
                let event: exchange::events::BlockProposed =
                    receipt.event_of(exchange).map_err(|error| unreadable(&error))?;
                self.orders.insert(block.tag, event.order);
            }
            Action::OpenAuction(tag, ..) => {
                let event: auction::events::AuctionOpened =
                    receipt.event_of(auction).map_err(|error| unreadable(&error))?;
                self.auctions.insert(*tag, event.auction);
            }
            Action::Commit(bid) => {
                let event: auction::events::BidPlaced =
                    receipt.event_of(auction).map_err(|error| unreadable(&error))?;
                self.bids.insert(bid.tag, event.bid);
            }
            Action::Take(.., Some(through)) | Action::ConfirmBlock(_, Some(through)) => {
                let event: desk::events::BankSaleOpened =
                    receipt.event_of(contracts.desk.address()).map_err(|error| unreadable(&error))?;
                self.sales.insert(through.sale, event.id);
                self.told.sale_opened(through.sale, phase, &event);
            }
            _ => {}
        }
        self.told.note(receipt, sender, phase).map_err(|error| unreadable(&error))
    }

    /// Takes in what a page of a closing tells; true when the period has ended.
    pub fn note_closing(&mut self, receipt: &Receipt, sender: &Sender) -> Result<bool, Failure> {
        self.count(receipt);
        let address = sender.contracts.compliance.address();
        let closed: Vec<compliance::events::Closed> = receipt.events_of(address).map_err(|error| unreadable(&error))?;
        for event in closed {
            let at = AtDeadline { status: event.status, missing: event.shortfall, surrendered: event.surrendered };
            self.closed.insert((event.period.vintage, event.installation), at);
        }
        let ended: Vec<compliance::events::PeriodEnded> =
            receipt.events_of(address).map_err(|error| unreadable(&error))?;
        Ok(!ended.is_empty())
    }

    fn count(&mut self, receipt: &Receipt) {
        for event in &receipt.events {
            let name = event.topics.first().and_then(|topic| self.names.get(&(event.contract, *topic)));
            let name = name.cloned().unwrap_or_else(|| "unknown".into());
            *self.events.entry(name).or_default() += 1;
        }
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Bundle, error.to_string())
}
