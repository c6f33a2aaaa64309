//! Auctions, orders and sales through banks as messages.

use super::Sender;
use crate::exit::{Exit, Failure};
use crate::year::plan::action::{Bid, Condition, Entry, Proposal};
use crate::year::plan::foreseen::batch as batch_of;
use crate::year::plan::{Action, Party, Tag};
use crate::year::run::watch::Watch;
use weir_client::hash::blake2_256;
use weir_client::Batch;
use weir_types::auction::{bid_hash, reserve_hash, Notice, Range};
use weir_types::market::{Accept, Ticket};
use weir_types::Hash;

/// How many steps of clearing one message does.
const CLEARING_STEPS: u32 = 128;
/// How many steps of matching one message does.
pub const MATCHING_STEPS: u32 = 24;

/// What stands in for what a party keeps to itself, or for a document: so that every run is the same.
fn stand_in(what: &str, tag: Tag) -> Hash {
    blake2_256(format!("{what} {tag}").as_bytes())
}

impl Sender<'_> {
    /// Adds an action of the market to a batch; answers its message's name, or nothing when the action is none.
    pub(super) fn push_market(
        &self,
        batch: &mut Batch,
        action: &Action,
        watch: &Watch,
    ) -> Result<Option<&'static str>, Failure> {
        let (contracts, scenario) = (self.contracts, self.job.scenario);
        let signer = |party| self.parties.signer(party);
        let (mut exchange, mut auction) = (contracts.exchange.messages(), contracts.auction.messages());
        let accept = Accept { bank: true, ..Accept::default() };
        Ok(Some(match action {
            Action::OpenAuction(tag, _, notice, reserve) => {
                let notice = self.published(*tag, notice, *reserve)?;
                batch.push(signer(Party::Treasury)?, auction.open(notice));
                "auction::open"
            }
            Action::Commit(bid) => {
                let (id, by) = (watch.auction(bid.auction)?, Party::Operator(bid.bidder));
                let bidder = self.parties.account(by)?;
                let salt = stand_in("salt of the bid", bid.tag);
                let hash = bid_hash(contracts.auction.address(), id, bidder, bid.price, bid.lots, salt);
                batch.push(signer(by)?, auction.commit(id, hash, bid.max_lots, None));
                "auction::commit"
            }
            Action::Reveal(bid) => {
                let Bid { price, lots, .. } = *bid;
                let salt = stand_in("salt of the bid", bid.tag);
                let message = auction.reveal(watch.auction(bid.auction)?, watch.bid(bid.tag)?, price, lots, salt);
                batch.push(signer(Party::Operator(bid.bidder))?, message);
                "auction::reveal"
            }
            Action::RevealReserve(tag, price) => {
                let salt = stand_in("salt of the reserve", *tag);
                batch.push(signer(Party::Treasury)?, auction.reveal_reserve(watch.auction(*tag)?, *price, salt));
                "auction::reveal_reserve"
            }
            Action::Clear(tag) => {
                batch.push(signer(Party::Keeper)?, auction.clear(watch.auction(*tag)?, CLEARING_STEPS));
                "auction::clear"
            }
            Action::Claim(bid) => {
                batch.push(signer(Party::Keeper)?, auction.claim(watch.auction(bid.auction)?, watch.bid(bid.tag)?));
                "auction::claim"
            }
            Action::List(_, seller, year, quantity, price, expires) => {
                let message = exchange.list(batch_of(scenario, *year), *quantity, *price, *expires, accept);
                batch.push(signer(*seller)?, message);
                "exchange::list"
            }
            Action::Place(condition) => {
                let Condition { owner, side, quantity, price, after, expires, year, .. } = *condition;
                let units = batch_of(scenario, year);
                let ticket = Ticket { side, batch: units, quantity, price, after, expires, accept_flagged: false };
                batch.push(signer(owner)?, exchange.place(ticket));
                "exchange::place"
            }
            Action::Roll(year) => {
                batch.push(signer(Party::Keeper)?, exchange.roll_day(scenario.instrument(*year)));
                "exchange::roll_day"
            }
            Action::Match(year) => {
                let message = exchange.match_orders(scenario.instrument(*year), MATCHING_STEPS);
                batch.push(signer(Party::Keeper)?, message);
                "exchange::match_orders"
            }
            Action::Take(buyer, tag, quantity, price, through) => {
                let (order, buyer) = (watch.order(*tag)?, signer(Party::Operator(*buyer))?);
                match through {
                    None => {
                        batch.push(buyer, exchange.take(order, *quantity, *price, false));
                        "exchange::take"
                    }
                    Some(through) => {
                        let bank = self.parties.account(Party::Bank(through.bank))?;
                        batch.push(buyer, exchange.take_by_bank(order, *quantity, *price, false, bank));
                        "exchange::take_by_bank"
                    }
                }
            }
            Action::ProposeBlock(block) => {
                let Proposal { seller, buyer, year, quantity, price, expires, .. } = *block;
                let (units, buyer) = (batch_of(scenario, year), self.parties.account(Party::Operator(buyer))?);
                let message = exchange.propose_block(units, quantity, price, buyer, expires, accept);
                batch.push(signer(seller)?, message);
                "exchange::propose_block"
            }
            Action::ConfirmBlock(block, through) => {
                let bank = through.map(|through| self.parties.account(Party::Bank(through.bank))).transpose()?;
                let message = exchange.confirm_block(watch.order(block.tag)?, block.price, false, bank);
                batch.push(signer(Party::Operator(block.buyer))?, message);
                "exchange::confirm_block"
            }
            Action::Cancel(tag, owner) => {
                batch.push(signer(*owner)?, exchange.cancel(watch.order(*tag)?));
                "exchange::cancel"
            }
            Action::Enter(tag, party, entry) => self.push_entry(batch, *tag, *party, *entry, watch)?,
            _ => return Ok(None),
        }))
    }

    /// The notice with the hash of its reserve price.
    fn published(&self, tag: Tag, notice: &Notice, reserve: Option<u128>) -> Result<Notice, Failure> {
        let Range::Sealed { floor, ceiling, .. } = notice.range else {
            return Err(Failure::new(Exit::Refused, "an auction of the plan is not sealed"));
        };
        let (venue, seller) = (self.contracts.auction.address(), self.parties.account(Party::Treasury)?);
        let salt = stand_in("salt of the reserve", tag);
        let reserve = reserve.map(|price| reserve_hash(venue, seller, price, salt));
        Ok(Notice { range: Range::Sealed { floor, ceiling, reserve }, ..*notice })
    }

    fn push_entry(
        &self,
        batch: &mut Batch,
        tag: Tag,
        party: Party,
        entry: Entry,
        watch: &Watch,
    ) -> Result<&'static str, Failure> {
        let (id, signer) = (watch.sale(tag)?, self.parties.signer(party)?);
        let mut desk = self.contracts.desk.messages();
        Ok(match entry {
            Entry::File => {
                batch.push(signer, desk.file_reference(id, format!("WEIR {tag:010}").into_bytes()));
                "desk::file_reference"
            }
            Entry::Confirm => {
                batch.push(signer, desk.confirm_payment(id));
                "desk::confirm_payment"
            }
            Entry::Dispute => {
                batch.push(signer, desk.dispute(id, stand_in("evidence", tag)));
                "desk::dispute"
            }
            Entry::Take => {
                batch.push(signer, desk.take_case(id));
                "desk::take_case"
            }
            Entry::Rule(share) => {
                batch.push(signer, desk.rule(id, share, stand_in("reasons", tag)));
                "desk::rule"
            }
            Entry::Appeal => {
                batch.push(signer, desk.appeal(id, stand_in("grounds", tag)));
                "desk::appeal"
            }
            Entry::Withhold => {
                batch.push(signer, desk.withhold(id, stand_in("order to withhold", tag)));
                "desk::withhold"
            }
            Entry::Release => {
                batch.push(signer, desk.release(id, stand_in("order to release", tag)));
                "desk::release"
            }
            Entry::Finish => {
                batch.push(signer, desk.finish(id));
                "desk::finish"
            }
        })
    }
}
