//! What a step has come to, as events.

use crate::desk::Opened;
use crate::events::*;
use crate::payout::{Outcome, Paid, Progress};
use crate::store::Books;
use crate::Error;
use ink::env::DefaultEnvironment;
use weir_rules::auction::quantity;
use weir_types::auction::{AuctionId, BidId, Kind, Reason, Terms};

fn emit<E: ink::env::Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

/// An auction has been opened.
pub fn opened(books: &Books, opened: &Opened) {
    let Opened { auction, terms, carried } = *opened;
    if carried {
        due(books, &terms);
    }
    emit(AuctionOpened { auction, seller: terms.seller, batch: terms.batch, terms });
}

/// Clearing has come to an end, or not yet.
pub fn cleared(books: &Books, auction: AuctionId, terms: &Terms, progress: Progress) -> Result<(), Error> {
    let batch = terms.batch;
    match progress {
        Progress::Working => (),
        Progress::Cleared(cleared) => {
            let (quantity, price, mode) = (quantity(terms, cleared.sold)?, cleared.price, terms.kind.mode());
            emit(AuctionCleared { auction, batch, price, quantity, mode, cleared });
        }
        Progress::Cancelled(reason, returned) => {
            emit(AuctionCancelled { auction, batch, reason, returned });
            if terms.kind == Kind::Sealed && (reason != Reason::NoticeWithdrawn || terms.carried > 0) {
                due(books, terms);
            }
        }
    }
    Ok(())
}

fn due(books: &Books, terms: &Terms) {
    let (seller, instrument) = (terms.seller, terms.batch.instrument);
    emit(VolumeCarried { seller, instrument, due: books.carried(seller, instrument) });
}

/// A bid has been settled.
pub fn settled(auction: AuctionId, bid: BidId, paid: &Paid) {
    let Paid { ref terms, bid: ref settled, outcome, refunded, unlocked } = *paid;
    let (bidder, seller) = (settled.bidder, terms.seller);
    match outcome {
        Outcome::Sold { price, quantity, amount, settlement } => emit(Traded {
            auction,
            bid,
            batch: terms.batch,
            seller,
            buyer: bidder,
            price,
            quantity,
            amount,
            mode: terms.kind.mode(),
            refunded,
            settlement,
        }),
        Outcome::Refunded => emit(DepositRefunded { auction, bid, bidder, refunded }),
        Outcome::Forfeited(amount) => emit(DepositForfeited { auction, bid, bidder, seller, amount }),
        Outcome::Defaulted(lots, penalty) => emit(BidDefaulted { auction, bid, bidder, lots, penalty, refunded }),
        Outcome::Released(lots) => emit(BidReleased { auction, bid, bidder, lots, refunded }),
    }
    if let Some(quantity) = unlocked {
        emit(UnitsReturned { auction, seller, quantity });
    }
}
