//! What is sent: one action is one message.

use super::Party;
use weir_types::auction::{Lots, Notice};
use weir_types::market::Side;
use weir_types::units::Day;
use weir_types::{BasisPoints, Money, Price, Quantity, Timestamp};

/// The plan's own number of an order, an auction, a bid, a sale or a proposal: the chain's number becomes known when it is made.
pub type Tag = u32;

/// A bid of an auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bid {
    /// The plan's number of it.
    pub tag: Tag,
    /// The auction.
    pub auction: Tag,
    /// Who bids.
    pub bidder: usize,
    /// The most lots it may turn out to ask for: public.
    pub max_lots: Lots,
    /// For how much a tonne.
    pub price: Price,
    /// How many lots.
    pub lots: Lots,
}

/// A standing order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The plan's number of it.
    pub tag: Tag,
    /// Whose.
    pub owner: Party,
    /// Sells or buys.
    pub side: Side,
    /// Units of which year.
    pub year: u16,
    /// How many.
    pub quantity: Quantity,
    /// At this price or a better one.
    pub price: Price,
    /// Not before this time.
    pub after: Timestamp,
    /// Until this time.
    pub expires: Timestamp,
}

/// Through which bank something is paid, and the plan's number of the sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Through {
    /// The plan's number of the sale.
    pub sale: Tag,
    /// The bank.
    pub bank: u32,
}

/// A block for one buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// The plan's number of it.
    pub tag: Tag,
    /// Who sells.
    pub seller: Party,
    /// Who may confirm.
    pub buyer: usize,
    /// Units of which year.
    pub year: u16,
    /// How many.
    pub quantity: Quantity,
    /// For how much a tonne.
    pub price: Price,
    /// Until this time.
    pub expires: Timestamp,
}

/// What is entered in the docket of a sale that is paid through a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The buyer files the bank's reference.
    File,
    /// The bank, or the seller, confirms the payment.
    Confirm,
    /// A side disputes.
    Dispute,
    /// An arbiter takes the case.
    Take,
    /// It rules: the buyer's share.
    Rule(BasisPoints),
    /// A side appeals.
    Appeal,
    /// A depository withholds the sale.
    Withhold,
    /// It releases it.
    Release,
    /// Anybody has it carried out.
    Finish,
}

/// One message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The administrator gives a party its role.
    Grant(Party),
    /// The registrar registers the organisation.
    RegisterOrganisation(Party),
    /// The regulator files operators' installations.
    RegisterInstallations(Vec<usize>),
    /// The regulator opens the year's period.
    OpenPeriod(u16),
    /// The regulator sets the year's cap, a part of it set aside for the reserve.
    SetCap(u16, Quantity, Quantity),
    /// The supervisor opens the year's market at a price.
    OpenMarket(u16, Price),
    /// The allocator opens the year's batch.
    OpenBatch(u16),
    /// The allocator proposes free allocation of a year.
    Propose(Tag, u16, Vec<(usize, Quantity)>),
    /// The allocator proposes units into the year's reserve.
    ProposeReserve(Tag, u16, Quantity),
    /// The approver approves a proposal.
    Approve(Tag),
    /// The allocator proposes that units of the year's reserve go to the treasury.
    ProposeRelease(Tag, u16, Quantity),
    /// A bank gives an operator money.
    Mint(u32, usize, Money),
    /// An operator lets settlement take this much.
    ApprovePayment(usize, Money),
    /// An operator lets the desk take this much as deposits.
    ApproveDeposits(usize, Money),
    /// The treasury opens an auction of a year's units, with a reserve price that is secret for now.
    OpenAuction(Tag, u16, Notice, Option<Price>),
    /// An operator commits a bid by its hash.
    Commit(Bid),
    /// It reveals it.
    Reveal(Bid),
    /// The treasury reveals its reserve price.
    RevealReserve(Tag, Price),
    /// Anybody clears an auction, a page at a time.
    Clear(Tag),
    /// Anybody has done what is due to a bid.
    Claim(Bid),
    /// A party lists units of a year, until a time; it agrees to payment through a bank.
    List(Tag, Party, u16, Quantity, Price, Timestamp),
    /// A party places a standing order.
    Place(Condition),
    /// Anybody has the year's standing orders carried out, a page at a time.
    Match(u16),
    /// An operator takes units of a listing, at its price; paid at once or through a bank.
    Take(usize, Tag, Quantity, Price, Option<Through>),
    /// A party proposes a block; it agrees to payment through a bank.
    ProposeBlock(Proposal),
    /// The buyer confirms a block, at its price; paid at once or through a bank.
    ConfirmBlock(Proposal, Option<Through>),
    /// The owner cancels what is left of an order.
    Cancel(Tag, Party),
    /// A party enters something in the docket of a sale.
    Enter(Tag, Party, Entry),
    /// An operator reports a year's emissions.
    Report(usize, u16, Quantity),
    /// A verifier confirms an operator's report.
    Verify(u32, usize, u16, Quantity),
    /// The regulator enters emissions that came after the deadline.
    Correct(usize, u16, Quantity),
    /// The regulator notes that this was the last year in which an installation ran.
    Stop(usize, u16),
    /// An operator surrenders units of a vintage (the second year) for a year (the first).
    Surrender(usize, u16, u16, Quantity),
    /// Anybody closes the days of the year's market that are over.
    Roll(u16),
    /// Anybody has the oracle take a day of the year's market that is over.
    Pull(u16, Day),
    /// Anybody closes the year's period, a page at a time.
    Close(u16),
}
