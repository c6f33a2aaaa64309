//! What a step has come to, as events.

use crate::desk::{Opened, Placed};
use crate::events::*;
use crate::payout::{Paid, Progress};
use crate::store::Books;
use crate::Error;
use ink::env::DefaultEnvironment;
use weir_rules::auction::{book, quantity};
use weir_types::auction::{AuctionId, Bid, BidId, BidState, State, Terms};

/// Emits an event of the contract.
pub fn emit<E: ink::env::Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

/// An auction has been opened.
#[inline(never)]
pub fn opened(opened: &Opened) {
    let Opened { auction, terms, carried } = *opened;
    emit(AuctionOpened { auction, seller: terms.seller, batch: terms.batch, terms, carried });
}

/// A bid has been made.
#[inline(never)]
pub fn placed(auction: AuctionId, placed: &Placed, replaces: Option<BidId>) {
    let Placed { id, bid, deposit } = placed;
    let (bidder, offer, max_lots) = (bid.bidder, bid.offer, bid.max_lots);
    emit(BidPlaced { auction, bid: *id, bidder, offer, max_lots, deposit: *deposit, replaces });
}

/// Clearing has come to an end, or not yet.
#[inline(never)]
pub fn cleared(books: &Books, auction: AuctionId, terms: &Terms, progress: Progress) -> Result<(), Error> {
    let batch = terms.batch;
    match progress {
        Progress::Working => (),
        Progress::Cleared(State { stage, sold, .. }) => {
            let (quantity, price) = (quantity(terms, sold)?, book::price(terms, stage.margin.level)?);
            emit(AuctionCleared { auction, batch, price, quantity, mode: terms.kind.mode(), stage });
        }
        Progress::Cancelled(reason, returned) => {
            let due = books.carried(terms.seller, batch.instrument);
            emit(AuctionCancelled { auction, batch, reason, returned, due });
        }
    }
    Ok(())
}

/// A bid has been settled.
#[inline(never)]
pub fn settled(auction: AuctionId, bid: BidId, settled: &Paid) -> Result<(), Error> {
    let Paid { terms, bid: Bid { bidder, state, .. }, price, paid, refunded, settlement } = *settled;
    match state {
        BidState::Delivered(lots) => emit(Traded {
            auction,
            bid,
            batch: terms.batch,
            seller: terms.seller,
            buyer: bidder,
            price,
            quantity: quantity(&terms, lots)?,
            amount: paid,
            mode: terms.kind.mode(),
            refunded,
            settlement,
        }),
        _ => emit(BidSettled { auction, bid, bidder, state, forfeited: paid, refunded }),
    }
    Ok(())
}
