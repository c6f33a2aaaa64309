//! Whom the market's terms let trade with whom, and how much.

use crate::data::{Books, Holder};
use crate::{calls, Error};
use weir_rules::eligibility;
use weir_rules::holding;
use weir_types::market::Terms;
use weir_types::units::Day;
use weir_types::{AccountId, BatchId, Instrument, Quantity, Standing, Timestamp};

/// A side of a trade.
#[derive(Clone, Copy)]
pub struct Party {
    /// Who.
    pub account: AccountId,
    /// How it stands.
    pub standing: Standing,
    /// Trades with flagged counterparties.
    pub accepts_flagged: bool,
}

/// May these two trade with each other? A flag has to be accepted by the other side.
pub fn check_pair(terms: &Terms, seller: &Party, buyer: &Party) -> Result<(), Error> {
    let (from, to) = (seller.standing, buyer.standing);
    if from.grade > 0 && !buyer.accepts_flagged {
        return Err(Error::SellerFlagged);
    }
    if to.grade > 0 && !seller.accepts_flagged {
        return Err(Error::BuyerFlagged);
    }
    if terms.arms_length && from.group != 0 && from.group == to.group {
        return Err(Error::SameGroup);
    }
    Ok(())
}

/// Does the market's scope let the units go from one to the other? One question to the registry, none where there is no scope.
#[inline(never)]
pub fn check_scope(
    books: &Books,
    registry: AccountId,
    terms: &Terms,
    instrument: Instrument,
    (seller, buyer): (AccountId, AccountId),
    now: Timestamp,
) -> Result<(), Error> {
    if terms.scope.rules == 0 {
        return Ok(());
    }
    let (from, to) = calls::profiles(registry, seller, buyer, instrument.pollutant)?;
    match eligibility::check_transfer(&terms.scope, &from, &to) {
        Err(_) if books.exceptions.get((instrument, seller, buyer)).is_some_and(|expires| now < expires) => Ok(()),
        checked => checked.map_err(Error::Ineligible),
    }
}

/// The buyer's position after a purchase, where positions are limited.
pub fn position_after(
    books: &Books,
    terms: &Terms,
    instrument: Instrument,
    buyer: Holder,
    quantity: Quantity,
) -> Result<i128, Error> {
    Ok(holding::buy(books.position(instrument, buyer), quantity, terms.position)?)
}

/// Takes a trade into what the terms limit. The positions of one holder on both sides stay as they are.
#[inline(never)]
pub fn note(
    books: &mut Books,
    terms: &Terms,
    batch: BatchId,
    (seller, buyer): (&Party, &Party),
    quantity: Quantity,
    today: Day,
) -> Result<(), Error> {
    if terms.hold {
        let key = (buyer.account, batch);
        let bought = holding::add_bought(books.bought.get(key), today, quantity)?;
        books.bought.insert(key, &bought);
    }
    let instrument = batch.instrument;
    let holder = |party: &Party| Holder::of(party.account, party.standing.group);
    let (from, to) = (holder(seller), holder(buyer));
    if terms.position > 0 && from != to {
        let after = position_after(books, terms, instrument, to, quantity)?;
        books.set_position(instrument, to, after);
        let before = books.position(instrument, from);
        books.set_position(instrument, from, holding::sell(before, quantity)?);
    }
    Ok(())
}

/// After units have been put up for sale: what was bought today is still there.
pub fn check_hold(books: &Books, ledger: AccountId, batch: BatchId, owner: AccountId, today: Day) -> Result<(), Error> {
    let bought = books.bought.get((owner, batch));
    if holding::bought_today(bought, today) == 0 {
        return Ok(());
    }
    Ok(holding::check_hold(calls::tradable(ledger, batch, owner)?, bought, today)?)
}
