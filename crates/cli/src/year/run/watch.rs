//! What receipts tell: the chain's numbers of proposals and orders, statuses at the deadline, trades, and how often each event came.

use super::messages::Sender;
use super::suite::Contracts;
use crate::exit::{Exit, Failure};
use crate::year::outcome::{DayOutcome, IndexOutcome};
use crate::year::plan::foreseen::{empty_day, trade};
use crate::year::plan::{Action, Phase, Tag};
use std::collections::BTreeMap;
use weir_client::bundle::Bundles;
use weir_client::{AccountId, Hash, Receipt};
use weir_types::compliance::ComplianceStatus;
use weir_types::market::OrderId;
use weir_types::{InstallationId, Quantity};

/// Names of events by contract and signature.
pub type Names = BTreeMap<(AccountId, Hash), String>;

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
    /// By year and installation.
    pub closed: BTreeMap<(u16, InstallationId), AtDeadline>,
    /// Trading days, in order.
    pub days: Vec<DayOutcome>,
    /// Indices, before each trading day and after the last of a year.
    pub indices: Vec<IndexOutcome>,
    /// By contract and event.
    pub events: BTreeMap<String, u64>,
    sellers: BTreeMap<Tag, bool>,
}

/// The names of all contracts' events, from their metadata.
pub fn names(bundles: &Bundles, contracts: &Contracts) -> Result<Names, Failure> {
    let mut names = Names::new();
    for (contract, address) in contracts.all() {
        let bundle = bundles.get(contract).map_err(crate::deploy::fail::bundle)?;
        let unusable =
            || Failure::new(Exit::Bundle, format!("{}: its metadata names no events", bundle.path.display()));
        let text = std::fs::read(&bundle.path).map_err(|_| unusable())?;
        let metadata: serde_json::Value = serde_json::from_slice(&text).map_err(|_| unusable())?;
        let events = metadata.pointer("/spec/events").and_then(|events| events.as_array()).ok_or_else(unusable)?;
        for event in events {
            let label = event.get("label").and_then(|label| label.as_str());
            let topic = event.get("signature_topic").and_then(|topic| topic.as_str());
            if let (Some(label), Some(topic)) = (label, topic.and_then(hash)) {
                names.insert((address, topic), format!("{contract}::{label}"));
            }
        }
    }
    Ok(names)
}

fn hash(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.strip_prefix("0x")?, &mut bytes).ok()?;
    Some(Hash::from(bytes))
}

impl Watch {
    /// Nothing has been told.
    pub fn new(names: Names) -> Self {
        Self { names, ..Self::default() }
    }

    /// The chain's number of a proposal.
    pub fn proposal(&self, tag: Tag) -> Result<u64, Failure> {
        self.proposals
            .get(&tag)
            .copied()
            .ok_or_else(|| Failure::new(Exit::Refused, format!("proposal {tag} was not made")))
    }

    /// The chain's number of an order.
    pub fn order(&self, tag: Tag) -> Result<OrderId, Failure> {
        self.orders.get(&tag).copied().ok_or_else(|| Failure::new(Exit::Refused, format!("order {tag} was not made")))
    }

    /// A trading day's purchases begin.
    pub fn begin_day(&mut self, phase: &Phase) {
        self.days.push(empty_day(phase));
    }

    /// Takes in what an action's receipt tells.
    pub fn note(&mut self, action: &Action, receipt: &Receipt, contracts: &Contracts) -> Result<(), Failure> {
        self.count(receipt);
        match action {
            Action::Propose(tag, ..) | Action::ProposeReserve(tag, ..) | Action::ProposeRelease(tag, ..) => {
                let event: issuer::events::Proposed =
                    receipt.event_of(contracts.issuer.address()).map_err(|error| unreadable(&error))?;
                self.proposals.insert(*tag, event.id);
            }
            Action::List(tag, seller, ..) => {
                let event: exchange::events::Listed =
                    receipt.event_of(contracts.exchange.address()).map_err(|error| unreadable(&error))?;
                self.orders.insert(*tag, event.order);
                self.sellers.insert(*tag, *seller == crate::year::plan::Party::Treasury);
            }
            Action::Take(_, tag, ..) => {
                let event: exchange::events::Traded =
                    receipt.event_of(contracts.exchange.address()).map_err(|error| unreadable(&error))?;
                let treasury = self.sellers.get(tag).copied().unwrap_or(false);
                if let Some(day) = self.days.last_mut() {
                    trade(day, event.quantity, event.price, treasury);
                }
            }
            _ => {}
        }
        Ok(())
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
