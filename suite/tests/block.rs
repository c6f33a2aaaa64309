//! Block trades (大宗) on drink: proposed by one, confirmed by the other.

use exchange::Error;
use weir_suite::floor::*;
use weir_suite::*;
use weir_types::ledger::Ledger as _;
use weir_types::market::{Accept, BlockTerms, OrderStatus, Terms};
use weir_types::settlement::{self, TradeMode};
use weir_types::{Cell, Role};

const BLOCK: u128 = 100_000;

fn blocks() -> Terms {
    Terms { block: BlockTerms { min: BLOCK, band: 3_000 }, ..terms() }
}

fn propose(w: &mut World, quantity: u128, price: u128, accept: Accept) -> u64 {
    let expires = w.now() + DAY;
    let buyer = who("b").account();
    let message = w.exchange.messages().propose_block(batch(), quantity, price, buyer, expires, accept);
    w.ok(&who("a"), message);
    last(w)
}

#[test]
fn a_block_is_paid_when_its_buyer_confirms_and_moves_no_close() {
    let mut w = traders(blocks());
    let block = propose(&mut w, BLOCK, 6_000, Accept::default());
    assert_eq!(cell(&mut w, "a"), Cell { tradable: UNITS - BLOCK, locked: BLOCK, surrendered: 0 });
    for name in ["a", "a2", "c", "stranger"] {
        let message = w.exchange.messages().confirm_block(block, 6_000, true, None);
        assert_eq!(w.refused(&who(name), message), Error::NotCounterparty);
        let message = w.exchange.messages().reject_block(block);
        assert_eq!(w.refused(&who(name), message), Error::NotCounterparty);
    }
    let message = w.exchange.messages().confirm_block(block, 5_999, false, None);
    assert_eq!(w.refused(&who("b"), message), Error::PriceAboveMaximum);
    assert_eq!(refused_take(&mut w, "b", block, 1, 6_000), Error::NotInBook, "a block is not taken in parts");
    let message = w.exchange.messages().confirm_block(block, 6_000, false, None);
    let receipt = w.ok(&who("b"), message);
    let traded: exchange::events::Traded = receipt.event_of(w.exchange.address()).expect("a trade");
    assert_eq!((traded.mode, traded.price, traded.quantity, traded.amount), (TradeMode::Block, 6_000, BLOCK, 600_000));
    assert_eq!((traded.seller, traded.buyer, traded.remaining), (who("a").account(), who("b").account(), 0));
    assert_eq!((cash_of(&mut w, "a"), cash_of(&mut w, "b")), (CASH + 600_000, CASH - 600_000));
    assert_eq!(cell(&mut w, "b").tradable, UNITS + BLOCK);
    let message = w.exchange.messages().confirm_block(block, 6_000, false, None);
    assert_eq!(w.refused(&who("b"), message), Error::OrderClosed);
    w.pass(DAY);
    let message = w.exchange.messages().roll_day(co2());
    let receipt = w.ok(&who("stranger"), message);
    let closed: exchange::events::DayClosed = receipt.event_of(w.exchange.address()).expect("a close");
    assert_eq!((closed.bar.close, closed.bar.volume), (5_000, 0));
}

#[test]
fn a_block_is_large_and_within_its_own_band() {
    let mut w = traders(blocks());
    let (expires, buyer) = (w.now() + DAY, who("b").account());
    for (quantity, price, error) in [
        (BLOCK - 1, 5_000, Error::OrderTooSmall),
        (BLOCK, 6_501, Error::PriceOutOfBand),
        (BLOCK, 3_499, Error::PriceOutOfBand),
        (BLOCK, 0, Error::PriceOutOfBand),
        (u128::MAX, 5_000, Error::Overflow),
        (UNITS + 1, 5_000, Error::Ledger(ledger::Error::InsufficientTradable)),
    ] {
        let message = w.exchange.messages().propose_block(batch(), quantity, price, buyer, expires, Accept::default());
        assert_eq!(w.refused(&who("a"), message), error, "{quantity} at {price}");
    }
    let message = w.exchange.messages().propose_block(batch(), BLOCK, 5_000, buyer, expires, Accept::default());
    assert_eq!(w.refused(&who("b"), message), Error::OwnOrder);
    let message = w.exchange.messages().propose_block(batch(), BLOCK, 5_000, buyer, 0, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::Ledger(ledger::Error::ExpiryInPast));
    set_terms(&mut w, terms());
    let message = w.exchange.messages().propose_block(batch(), BLOCK, 5_000, buyer, expires, Accept::default());
    assert_eq!(w.refused(&who("a"), message), Error::NoBlock);
}

#[test]
fn a_block_is_rejected_withdrawn_or_runs_out_and_its_units_are_back() {
    let mut w = traders(blocks());
    let rejected = propose(&mut w, BLOCK, 5_000, Accept::default());
    let message = w.exchange.messages().reject_block(rejected);
    w.ok(&who("b"), message);
    let withdrawn = propose(&mut w, BLOCK, 5_000, Accept::default());
    let message = w.exchange.messages().cancel(withdrawn);
    w.ok(&who("a"), message);
    let expired = propose(&mut w, BLOCK, 5_000, Accept::default());
    w.pass(DAY);
    let message = w.exchange.messages().confirm_block(expired, 5_000, false, None);
    assert_eq!(w.refused(&who("b"), message), Error::OrderExpired);
    let message = w.exchange.messages().reject_block(expired);
    assert_eq!(w.refused(&who("b"), message), Error::OrderExpired);
    let message = w.exchange.messages().expire(expired);
    w.ok(&who("stranger"), message);
    for (order, stands) in
        [(rejected, OrderStatus::Rejected), (withdrawn, OrderStatus::Cancelled), (expired, OrderStatus::Expired)]
    {
        assert_eq!(status(&mut w, order), stands);
        let message = w.exchange.messages().confirm_block(order, 5_000, false, None);
        assert_eq!(w.refused(&who("b"), message), Error::OrderClosed);
    }
    assert_eq!(cell(&mut w, "a"), Cell { tradable: UNITS, locked: 0, surrendered: 0 });
    // A listing is no block.
    let listed = list(&mut w, "a", 10, 5_000);
    let message = w.exchange.messages().confirm_block(listed, 5_000, false, None);
    assert_eq!(w.refused(&who("b"), message), Error::NoBlock);
    let message = w.exchange.messages().confirm_block(99, 5_000, false, None);
    assert_eq!(w.refused(&who("b"), message), Error::UnknownOrder);
}

#[test]
fn a_party_frozen_between_proposal_and_confirmation_moves_nothing() {
    let mut w = traders(blocks());
    let block = propose(&mut w, BLOCK, 5_000, Accept::default());
    freeze(&mut w, "a");
    let before = holdings(&mut w);
    let message = w.exchange.messages().confirm_block(block, 5_000, false, None);
    assert_eq!(w.refused(&who("b"), message), by_ledger(ledger::Error::SenderFrozen));
    assert_eq!((holdings(&mut w), status(&mut w, block)), (before, OrderStatus::Open));
    let message = w.exchange.messages().cancel(block);
    w.ok(&who("a"), message);
    assert_eq!(cell(&mut w, "a").locked, 0);
}

/// Through a bank: the units wait until it confirms; what fails later goes back to the seller, not into the order.
#[test]
fn a_block_is_paid_through_a_bank_where_the_seller_agrees() {
    let mut w = traders(blocks());
    let bank = holder(Role::Bank).account();
    let block = propose(&mut w, BLOCK, 5_000, Accept::default());
    let message = w.exchange.messages().confirm_block(block, 5_000, false, Some(bank));
    assert_eq!(w.refused(&who("b"), message), Error::BankNotAccepted);
    let block = propose(&mut w, BLOCK, 5_000, Accept { flagged: false, bank: true });
    let message = w.exchange.messages().confirm_block(block, 5_000, false, Some(bank));
    assert!(
        matches!(w.refused(&who("b"), message), Error::Settlement(settlement::Error::Desk(_))),
        "no deposit approved"
    );
    w.approve_desk("b");
    let message = w.exchange.messages().confirm_block(block, 5_000, false, Some(bank));
    let receipt = w.ok(&who("b"), message);
    let traded: exchange::events::Traded = receipt.event_of(w.exchange.address()).expect("a trade");
    assert_eq!((traded.bank, traded.mode), (Some(bank), TradeMode::Block));
    assert_eq!(cell(&mut w, "a").locked, 2 * BLOCK, "one block proposed, one waiting for the bank");
    assert_eq!((cell(&mut w, "b").tradable, cash_of(&mut w, "a")), (UNITS, CASH));
    assert_eq!(status(&mut w, block), OrderStatus::Filled);
    let message = w.ledger.messages().unlock(order(&mut w, block).lock);
    assert_eq!(w.refused(&who("a"), message), ledger::Error::UnknownLock, "settlement's lock now, not the exchange's");
}
