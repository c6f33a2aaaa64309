//! The steps of auctions natively, with partners made up for the purpose: `market.rs` has them, `sequences.rs` random sequences of
//! everything that can happen.

mod market;
mod sequences;

use self::market::*;
use crate::payout::Progress;
use crate::Error;
use weir_types::auction::{BidState, Notice, Pricing, Reason};
use weir_types::ledger::Error as LedgerError;
use weir_types::settlement::Error as SettlementError;
use weir_types::AccountRecord;

const BUYER_BARRED: Error = Error::Settlement(SettlementError::Ledger(LedgerError::ReceiverBarred));
const SELLER_FROZEN: Error = Error::Settlement(SettlementError::Ledger(LedgerError::SenderFrozen));

/// Account 0 sells 100 lots; 1, 2 and 3 commit and reveal; it is time to clear.
fn revealed(bids: &[(u8, u128, u64)]) -> Market {
    let mut m = Market::new();
    m.open(0, &notice(100)).unwrap();
    for (who, price, lots) in bids {
        m.commit(*who, 1, *price, *lots, *lots).unwrap();
    }
    m.now = REVEALING;
    for (id, (_, price, lots)) in (1..).zip(bids) {
        m.reveal(1, id, *price, *lots).unwrap();
    }
    m.now = CLEARING;
    m
}

#[test]
fn winners_pay_one_price_and_losers_get_everything_back() {
    let mut m = revealed(&[(1, 70, 40), (2, 60, 60), (3, 50, 30)]);
    assert_eq!(m.claim(1, 1), Err(Error::WrongPhase), "not cleared");
    assert!(
        matches!(m.clear(1, 100), Ok(Progress::Cleared(state)) if state.stage.margin.level == 59 && state.sold == 100)
    );
    let paid = m.claim(1, 1).unwrap();
    // 40 lots of 1,000 kg at 60, out of a deposit at 100.
    assert_eq!(paid.bid.state, BidState::Delivered(40));
    assert_eq!((paid.price, paid.paid, paid.refunded, paid.settlement), (60, 2_400, 1_600, 1));
    assert_eq!(m.claim(1, 1), Err(Error::AlreadySettled));
    assert_eq!(m.claim(1, 4), Err(Error::UnknownBid));
    let lost = m.claim(1, 3).unwrap();
    assert_eq!((lost.bid.state, lost.paid, lost.refunded), (BidState::Refunded, 0, 3_000));
    m.claim(1, 2).unwrap();
    assert_eq!((m.partners.units[0], m.partners.cash[0]), (UNITS - 100_000, CASH + 6_000));
    assert_eq!((m.partners.units[1], m.partners.cash[1]), (UNITS + 40_000, CASH - 2_400));
    assert!(m.partners.locks.is_empty() && m.partners.funds.is_empty());
}

#[test]
fn pay_as_bid_is_what_it_says() {
    let mut m = Market::new();
    m.open(0, &Notice { pricing: Pricing::PayAsBid, ..notice(100) }).unwrap();
    m.commit(1, 1, 70, 40, 50).unwrap();
    m.commit(2, 1, 60, 60, 60).unwrap();
    m.now = REVEALING;
    m.reveal(1, 1, 70, 40).unwrap();
    m.reveal(1, 2, 60, 60).unwrap();
    m.now = CLEARING;
    m.clear(1, 100).unwrap();
    let paid = [1, 2].map(|bid| m.claim(1, bid).map(|paid| (paid.price, paid.paid)));
    assert_eq!(paid, [Ok((70, 2_800)), Ok((60, 3_600))]);
}

#[test]
fn who_keeps_silent_forfeits_even_when_the_auction_is_cancelled() {
    let mut m = Market::new();
    m.open(0, &notice(100)).unwrap();
    m.commit(1, 1, 70, 40, 40).unwrap();
    m.commit(2, 1, 60, 60, 60).unwrap();
    m.now = REVEALING;
    m.reveal(1, 1, 70, 40).unwrap();
    assert_eq!(m.claim(1, 2), Err(Error::WrongPhase), "there is time yet");
    m.now = CLEARING;
    assert!(matches!(m.clear(1, 100), Ok(Progress::Cancelled(Reason::TooFewBids, 100_000))));
    assert_eq!(m.clear(1, 100), Err(Error::WrongPhase));
    let silent = m.claim(1, 2).unwrap();
    assert_eq!((silent.bid.state, silent.paid, silent.refunded), (BidState::Forfeited, 6_000, 0));
    m.claim(1, 1).unwrap();
    assert_eq!((m.partners.cash[0], m.partners.cash[1], m.partners.cash[2]), (CASH + 6_000, CASH, CASH - 6_000));
    assert_eq!(m.partners.units[0], UNITS);
    // The cancelled volume is due in the next four.
    assert_eq!(m.books.carried(account(0), batch().instrument), [25_000; 4]);
    let opened = m.open(0, &shift(notice(10), CLEARING)).unwrap();
    assert_eq!((opened.terms.lots, opened.carried), (35, 25));
    assert_eq!(m.books.carried(account(0), batch().instrument), [25_000, 25_000, 25_000, 0]);
    assert_eq!(m.partners.units[0], UNITS - 35_000);
}

#[test]
fn a_changed_bid_goes_to_the_back_and_a_withdrawn_one_is_gone() {
    let mut m = Market::new();
    m.open(0, &notice(100)).unwrap();
    m.commit(1, 1, 70, 40, 40).unwrap();
    m.commit(2, 1, 70, 60, 60).unwrap();
    assert_eq!(m.change(2, 1, 1, 71, 40, 40), Err(Error::NotBidder));
    let changed = m.change(1, 1, 1, 71, 40, 40).unwrap();
    assert_eq!((changed.id, changed.deposit, m.partners.cash[1]), (3, 4_000, CASH - 4_000));
    assert_eq!(m.change(1, 1, 1, 71, 40, 40), Err(Error::UnknownBid));
    let changed = m.change(1, 1, 3, 71, 20, 20).unwrap();
    assert_eq!((changed.id, changed.deposit, m.partners.cash[1]), (4, 2_000, CASH - 2_000));
    assert_eq!(m.commit(1, 1, 70, 81, 81), Err(Error::TooManyLots), "20 of 100 are bid for");
    assert_eq!(m.withdraw(2, 1, 4), Err(Error::NotBidder));
    assert_eq!(m.withdraw(1, 1, 4), Ok(2_000));
    assert_eq!(m.withdraw(1, 1, 4), Err(Error::UnknownBid));
    assert_eq!((m.partners.cash[1], m.books.exposure(1, 0, account(1))), (CASH, 0));
    m.now = REVEALING;
    assert_eq!(m.withdraw(2, 1, 2), Err(Error::WrongPhase));
    assert_eq!(m.change(2, 1, 2, 71, 60, 60), Err(Error::WrongPhase));
    assert_eq!(m.reveal(1, 4, 71, 20), Err(Error::UnknownBid));
}

#[test]
fn a_group_bids_as_one() {
    let mut m = Market::new();
    m.partners.records[1].group = 9;
    m.partners.records[2].group = 9;
    m.open(0, &notice(100)).unwrap();
    m.commit(1, 1, 70, 60, 60).unwrap();
    assert_eq!(m.commit(2, 1, 70, 41, 41), Err(Error::TooManyLots));
    m.commit(2, 1, 70, 40, 40).unwrap();
    m.commit(3, 1, 70, 100, 100).unwrap();
    assert_eq!(m.books.exposure(1, 9, account(2)), 100);
}

#[test]
fn a_winner_who_may_not_take_delivery_loses_the_stated_part_and_locks_nothing() {
    let mut m = revealed(&[(1, 70, 40), (2, 60, 60)]);
    m.clear(1, 100).unwrap();
    m.partners.records[1].suspended = true;
    assert_eq!(m.claim(1, 1), Err(BUYER_BARRED), "there is time to put it right");
    m.claim(1, 2).unwrap();
    m.now = DEFAULTING;
    let paid = m.claim(1, 1).unwrap();
    // A fifth of the deposit of 4,000.
    assert_eq!((paid.bid.state, paid.paid, paid.refunded), (BidState::Defaulted(40), 800, 3_200));
    assert_eq!((m.partners.cash[0], m.partners.cash[1]), (CASH + 3_600 + 800, CASH - 800));
    assert_eq!(m.partners.units[0], UNITS - 60_000);
    assert!(m.partners.locks.is_empty() && m.partners.funds.is_empty());
    assert_eq!(m.claim(1, 1), Err(Error::AlreadySettled));
}

#[test]
fn a_winner_that_is_delivered_late_is_not_in_default_and_a_barred_seller_is_no_buyers_fault() {
    let mut m = revealed(&[(1, 70, 40), (2, 60, 60)]);
    m.clear(1, 100).unwrap();
    m.now = DEFAULTING;
    assert_eq!(m.claim(1, 1).unwrap().bid.state, BidState::Delivered(40), "only nobody had claimed it");
    m.partners.records[0].frozen = true;
    m.now = DEFAULTING - 1;
    assert_eq!(m.claim(1, 2), Err(SELLER_FROZEN));
    m.now = DEFAULTING;
    let paid = m.claim(1, 2).unwrap();
    assert_eq!((paid.bid.state, paid.paid, paid.refunded), (BidState::Released(60), 0, 6_000));
    assert_eq!(m.partners.units[0], UNITS - 40_000);
}

/// Somebody calls with too little gas, or cash is broken: nothing is decided by it, and the expiry is the way out.
#[test]
fn a_partner_that_does_not_answer_settles_nothing() {
    let mut m = revealed(&[(1, 70, 100)]);
    m.clear(1, 100).unwrap();
    m.now = DEFAULTING;
    for fault in [SettlementError::LedgerFailed, SettlementError::CashFailed, SettlementError::CashRefused] {
        m.partners.fault = Some(Error::Settlement(fault));
        assert_eq!(m.claim(1, 1), Err(Error::Settlement(fault)));
    }
    m.partners.fault = Some(Error::SettlementFailed);
    assert_eq!(m.claim(1, 1), Err(Error::SettlementFailed));
    m.now = CLOSED;
    let paid = m.claim(1, 1).unwrap();
    assert_eq!((paid.bid.state, paid.refunded), (BidState::Released(100), 10_000));
    assert_eq!((m.partners.units[0], m.partners.cash[1]), (UNITS, CASH));
}

#[test]
fn what_expired_is_given_back_by_anybody_and_the_records_close() {
    let mut m = revealed(&[(1, 70, 40), (2, 60, 60), (3, 50, 10)]);
    m.clear(1, 100).unwrap();
    m.now = CLOSED;
    // Somebody gives everything back at the ledger and at settlement.
    m.partners.expire_all(m.now);
    for bid in 1..=3 {
        assert_eq!(m.claim(1, bid).unwrap().refunded, 0);
    }
    assert_eq!((m.partners.units[0], m.partners.cash[1], m.partners.cash[2]), (UNITS, CASH, CASH));
    assert_eq!(m.books.find_bid(1, 2).unwrap().state, BidState::Released(60));
}

#[test]
fn an_auction_nobody_cleared_lapses() {
    let mut m = Market::new();
    m.open(0, &notice(100)).unwrap();
    m.commit(1, 1, 70, 100, 100).unwrap();
    m.commit(2, 1, 70, 100, 100).unwrap();
    m.now = REVEALING;
    m.reveal(1, 1, 70, 100).unwrap();
    m.now = CLOSED;
    assert_eq!(m.claim(1, 1), Err(Error::WrongPhase));
    assert!(matches!(m.clear(1, 1), Ok(Progress::Cancelled(Reason::Lapsed, 100_000))));
    assert_eq!(m.claim(1, 1).unwrap().refunded, 10_000);
    assert_eq!(m.claim(1, 2).unwrap().refunded, 10_000, "nothing is left to forfeit");
}

#[test]
fn a_one_way_auction_from_the_close() {
    let mut m = Market::new();
    m.partners.close = Some(100);
    let opened = m.open(0, &one_way_notice(100)).unwrap();
    assert_eq!((opened.terms.floor, opened.terms.ceiling), (90, 110));
    assert_eq!(m.commit(1, 1, 100, 1, 1), Err(Error::WrongKind));
    assert_eq!(m.bid_openly(1, 1, 111, 1), Err(Error::BadPrice));
    assert_eq!(m.bid_openly(1, 1, 89, 1), Err(Error::BadPrice));
    assert_eq!(m.bid_openly(0, 1, 100, 1), Err(Error::OwnAuction));
    assert_eq!(m.bid_openly(1, 1, 100, 0), Err(Error::ZeroLots));
    m.bid_openly(1, 1, 100, 60).unwrap();
    m.bid_openly(2, 1, 100, 60).unwrap();
    assert_eq!(m.withdraw(1, 1, 1), Err(Error::WrongKind), "an open bid binds");
    assert_eq!(m.reveal(1, 1, 100, 60), Err(Error::WrongPhase));
    m.now = REVEALING;
    assert_eq!(m.bid_openly(1, 1, 100, 1), Err(Error::WrongPhase));
    assert!(
        matches!(m.clear(1, 100), Ok(Progress::Cleared(state)) if state.stage.margin.level == 10 && state.stage.lots == 40)
    );
    m.claim(1, 1).unwrap();
    let paid = m.claim(1, 2).unwrap();
    assert_eq!((paid.bid.state, paid.paid, paid.refunded), (BidState::Delivered(40), 4_000, 2_000));
    // Fewer bids than lots: what is left goes back behind the last winner.
    m.open(0, &shift(one_way_notice(100), REVEALING)).unwrap();
    m.bid_openly(1, 2, 90, 30).unwrap();
    m.now += REVEALING;
    m.clear(2, 100).unwrap();
    m.claim(2, 1).unwrap();
    assert_eq!(m.partners.units[0], UNITS - 100_000 - 30_000);
    assert!(m.partners.locks.is_empty() && m.partners.funds.is_empty());
    m.partners.close = None;
    assert_eq!(m.open(0, &one_way_notice(100)), Err(Error::NoClose));
}

#[test]
fn who_may_open_and_bid() {
    let mut m = Market::new();
    m.partners.allocators.clear();
    assert_eq!(m.open(0, &notice(100)), Err(Error::NotAllowed));
    m.partners.allocators.insert(account(0));
    assert_eq!(m.open(0, &notice(UNITS as u64)), Err(Error::Ledger(LedgerError::InsufficientTradable)));
    m.open(0, &notice(100)).unwrap();
    assert_eq!(m.commit(0, 1, 70, 1, 1), Err(Error::OwnAuction));
    m.partners.records[1] = AccountRecord::default();
    m.partners.records[2].grade = 1;
    assert_eq!(m.commit(1, 1, 70, 1, 1), Err(Error::BidderBarred));
    assert_eq!(m.commit(2, 1, 70, 1, 1), Err(Error::BidderFlagged));
    m.partners.cash[3] = 99;
    let poor = Error::Settlement(SettlementError::InsufficientCash);
    assert_eq!(m.commit(3, 1, 70, 1, 1), Err(poor));
    assert_eq!(m.commit(3, 2, 70, 1, 1), Err(Error::UnknownAuction));
    assert_eq!(m.books.find(1).map(|(_, state)| state.bids), Some(0));
}

#[test]
fn pollution_rights_go_where_they_may() {
    use weir_types::scope::RuleViolation;
    let mut m = Market::new();
    m.partners.close = Some(100);
    m.partners.profiles[0].region = "440300".parse().unwrap();
    m.partners.profiles[1].region = "440100".parse().unwrap();
    m.partners.profiles[2].region = "310000".parse().unwrap();
    m.partners.profiles[3].region = "440304".parse().unwrap();
    let so2: weir_types::BatchId = "SO2-440000-2025-001".parse().unwrap();
    m.open(0, &Notice { batch: so2, ..notice(100) }).unwrap();
    m.open(0, &Notice { batch: so2, ..one_way_notice(100) }).unwrap();
    m.commit(1, 1, 70, 1, 1).unwrap();
    assert_eq!(m.commit(2, 1, 70, 1, 1), Err(Error::NotEligible(RuleViolation::OtherProvince)));
    assert_eq!(m.bid_openly(1, 2, 100, 1), Err(Error::NotEligible(RuleViolation::OtherCity)));
    m.bid_openly(3, 2, 100, 1).unwrap();
}
