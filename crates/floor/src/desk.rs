//! What matching needs done: trades between standing orders, and what closed orders have left.

use crate::data::Shelf;
use crate::parties::{self, Party};
use crate::{calls, emit, events, Config, Error};
use weir_rules::book::matching::{Desk as Matching, Fill, Verdict};
use weir_rules::book::Shelves;
use weir_rules::market::Clock;
use weir_types::book::{Bucket, Entry, Queue, Word};
use weir_types::market::{Closed, Order, OrderId, OrderKind, Terms, Tick};
use weir_types::settlement::{self, Delivery, TradeMode};
use weir_types::{ledger, weir_probe, AccountId, AccountRecord};

/// The matching desk of an instrument, for one message.
pub struct Desk {
    /// Its book.
    pub shelf: Shelf,
    /// The partners.
    pub config: Config,
    /// The market's rules.
    pub terms: Terms,
    /// Now.
    pub clock: Clock,
    /// The last buyer and the last seller that the ledger was asked about.
    pub known: [Option<(AccountId, AccountRecord)>; 2],
}

impl Desk {
    /// What the ledger knows of an account; asked once as long as an order stays on its side.
    fn record(&mut self, side: usize, account: AccountId) -> Result<AccountRecord, Error> {
        let known = self.known.get(side).copied().flatten();
        if let Some((_, record)) = known.filter(|(known, _)| *known == account) {
            return Ok(record);
        }
        let record = calls::account(self.config.ledger, account)?;
        if let Some(slot) = self.known.get_mut(side) {
            *slot = Some((account, record));
        }
        Ok(record)
    }
}

/// Gives back what a closed order has left; how much. Once it has run out anybody may have done so at the ledger or at settlement.
#[inline(never)]
pub fn return_rest(config: &Config, order: &Order, clock: &Clock) -> Result<u128, Error> {
    let (returned, rest) = match order.kind {
        // A fund that is used up is gone.
        OrderKind::Buy { funds: 0, .. } => return Ok(0),
        OrderKind::Buy { funds, .. } => (calls::refund(config.settlement, order.lock), funds),
        _ => (calls::unlock(config.ledger, order.lock), order.remaining),
    };
    let gone = |error| {
        matches!(error, Error::Ledger(ledger::Error::UnknownLock) | Error::Settlement(settlement::Error::UnknownFund))
    };
    match returned {
        Err(error) if clock.now >= order.expires && gone(error) => Ok(rest),
        returned => returned,
    }
}

/// What a refusal of settlement says of the two orders: one of them cannot be carried out, they cannot meet (now), or something is
/// wrong that is neither's.
fn judge(error: Error) -> Result<Verdict, Error> {
    use ledger::Error as L;
    use settlement::Error as S;
    let Error::Settlement(reason) = error else { return Err(error) };
    Ok(match reason {
        S::Ledger(L::Halted | L::SurrenderOnly | L::UnknownBatch) | S::CashRefused | S::SameParty => Verdict::Pass,
        S::Ledger(L::ReceiverNotEligible | L::ReceiverFrozen | L::ReceiverBarred) => Verdict::BadBuy,
        S::Ledger(L::NotWired | L::NotAllowed | L::Overflow) => return Err(error),
        S::Ledger(_) => Verdict::BadSell,
        S::UnknownFund | S::FundExpired | S::InsufficientFund | S::NotPayer => Verdict::BadBuy,
        _ => return Err(error),
    })
}

impl Matching for Desk {
    type Error = Error;

    fn trade(&mut self, fill: &Fill) -> Result<Verdict, Error> {
        let Fill { buy, ref buyer, sell, ref seller, price, quantity, amount } = *fill;
        let batch = seller.batch;
        if seller.owner == buyer.owner || (buyer.batch.serial != 0 && buyer.batch != batch) {
            return Ok(Verdict::Pass);
        }
        let (to, from) = (self.record(0, buyer.owner)?, self.record(1, seller.owner)?);
        if !from.may_trade(self.clock.now) {
            return Ok(Verdict::BadSell);
        }
        if !to.may_trade(self.clock.now) {
            return Ok(Verdict::BadBuy);
        }
        let party = |order: &Order, record: &AccountRecord| Party {
            account: order.owner,
            standing: record.standing(),
            accepts_flagged: order.accept.flagged,
        };
        let (selling, buying) = (party(seller, &from), party(buyer, &to));
        let (books, terms) = (&mut self.shelf.books, &self.terms);
        if parties::check_pair(terms, &selling, &buying).is_err() {
            return Ok(Verdict::Pass);
        }
        let pair = (seller.owner, buyer.owner);
        match parties::check_scope(books, self.config.registry, terms, batch.instrument, pair, self.clock.now) {
            Err(Error::Ineligible(_) | Error::NotRegistered) => return Ok(Verdict::Pass),
            checked => checked?,
        }
        if parties::check_position(books, terms, batch.instrument, (&selling, &buying), quantity).is_err() {
            return Ok(Verdict::BadBuy);
        }
        weir_probe!(price > buyer.price || price < seller.price);
        let mode = TradeMode::Standing;
        let delivery = Delivery { lock: seller.lock, buyer: buyer.owner, quantity, amount, mode };
        let settled = match calls::deliver_funded(self.config.settlement, buyer.lock, delivery) {
            Err(error) => return judge(error),
            Ok(settled) => settled,
        };
        if settled.seller != seller.owner || settled.batch != batch {
            return Err(Error::SettlementMismatch);
        }
        parties::note(books, terms, batch, (&selling, &buying), quantity, self.clock.day)?;
        emit(events::Traded {
            order: sell,
            batch,
            seller: seller.owner,
            buyer: buyer.owner,
            price,
            quantity,
            amount,
            mode,
            remaining: seller.remaining.checked_sub(quantity).ok_or(Error::Overflow)?,
            settlement: settled.id,
            buy,
            bank: None,
        });
        Ok(Verdict::Done)
    }

    fn give_back(&mut self, id: OrderId, order: &Order) -> Result<(), Error> {
        let returned = return_rest(&self.config, order, &self.clock)?;
        tell_closed(id, order, returned);
        Ok(())
    }
}

/// Tells how an order was closed and what its owner has back.
#[inline(never)]
pub fn tell_closed(order: OrderId, closed: &Order, returned: u128) {
    let how = closed.closed.unwrap_or(Closed::Filled);
    emit(events::OrderClosed { order, owner: closed.owner, how, returned });
}

impl Shelves for Desk {
    fn word(&self, queue: Queue, level: u8, index: Tick) -> Word {
        self.shelf.word(queue, level, index)
    }
    fn set_word(&mut self, queue: Queue, level: u8, index: Tick, word: &Word) {
        self.shelf.set_word(queue, level, index, word);
    }
    fn bucket(&self, queue: Queue, tick: Tick) -> Option<Bucket> {
        self.shelf.bucket(queue, tick)
    }
    fn set_bucket(&mut self, queue: Queue, tick: Tick, bucket: Option<Bucket>) {
        self.shelf.set_bucket(queue, tick, bucket);
    }
    fn entry(&self, id: OrderId) -> Option<Entry> {
        self.shelf.entry(id)
    }
    fn set_entry(&mut self, id: OrderId, entry: &Entry) {
        self.shelf.set_entry(id, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_rules::market::Clock;
    use weir_types::market::Accept;
    use weir_types::{BatchId, Instrument};

    /// What is left of a buy may cost less than a cent when its fund is used up: it has to be closed all the same.
    #[ink::test]
    fn a_fund_that_is_used_up_is_not_asked_for() {
        let account = AccountId::from([1; 32]);
        let config = Config { registry: account, ledger: account, settlement: account, day_offset: 0 };
        let (batch, kind): (BatchId, _) = (Instrument::default().batch(1), OrderKind::Buy { after: 0, funds: 0 });
        let accept = Accept::default();
        let order = Order {
            kind,
            owner: account,
            batch,
            price: 2,
            quantity: 900,
            remaining: 100,
            expires: 9,
            lock: 1,
            accept,
            closed: Some(Closed::Rejected),
        };
        assert_eq!(return_rest(&config, &order, &Clock { now: 1, day: 0, minute: 0 }), Ok(0));
    }

    #[test]
    fn refusals_of_settlement_are_one_orders_or_nobodys() {
        use settlement::Error as S;
        let by = |error| judge(Error::Settlement(error));
        for pass in [S::Ledger(ledger::Error::Halted), S::CashRefused] {
            assert_eq!(by(pass), Ok(Verdict::Pass));
        }
        for buy in [S::Ledger(ledger::Error::ReceiverFrozen), S::FundExpired, S::InsufficientFund] {
            assert_eq!(by(buy), Ok(Verdict::BadBuy));
        }
        for sell in [S::Ledger(ledger::Error::SenderFrozen), S::Ledger(ledger::Error::UnknownLock)] {
            assert_eq!(by(sell), Ok(Verdict::BadSell));
        }
        for fault in [S::CashFailed, S::LedgerFailed, S::NotVenue, S::Overflow, S::Ledger(ledger::Error::Overflow)] {
            assert_eq!(by(fault), Err(Error::Settlement(fault)));
        }
        assert_eq!(judge(Error::SettlementFailed), Err(Error::SettlementFailed));
    }
}
