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

/// The two positions after a trade: the buyer's, then the seller's. None where positions are not limited or both are one holder's.
type Positions = Option<[(Holder, i128); 2]>;

/// Would the buyer's position be within its limit?
#[inline(never)]
pub fn check_position(
    books: &Books,
    terms: &Terms,
    instrument: Instrument,
    (seller, buyer): (&Party, &Party),
    quantity: Quantity,
) -> Result<Positions, Error> {
    let holder = |party: &Party| Holder::of(party.account, party.standing.group);
    let (from, to) = (holder(seller), holder(buyer));
    if terms.position == 0 || from == to {
        return Ok(None);
    }
    let bought = holding::buy(books.position(instrument, to), quantity, terms.position)?;
    Ok(Some([(to, bought), (from, holding::sell(books.position(instrument, from), quantity)?)]))
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
    for (holder, position) in
        check_position(books, terms, batch.instrument, (seller, buyer), quantity)?.iter().flatten()
    {
        books.set_position(batch.instrument, *holder, *position);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn party(n: u8, group: u32, grade: u8, accepts_flagged: bool) -> Party {
        Party { account: AccountId::from([n; 32]), standing: Standing { group, grade }, accepts_flagged }
    }

    #[test]
    fn each_side_accepts_the_others_flag_for_itself() {
        let terms = Terms::default();
        let green = party(1, 0, 0, false);
        assert_eq!(check_pair(&terms, &green, &green), Ok(()));
        for grade in 1..=3 {
            let flagged = party(2, 0, grade, true);
            assert_eq!(check_pair(&terms, &flagged, &green), Err(Error::SellerFlagged));
            assert_eq!(check_pair(&terms, &green, &flagged), Err(Error::BuyerFlagged));
            assert_eq!(check_pair(&terms, &flagged, &party(1, 0, 0, true)), Ok(()));
            assert_eq!(check_pair(&terms, &party(1, 0, 0, true), &flagged), Ok(()));
        }
    }

    #[test]
    fn accounts_of_one_group_keep_apart_where_asked() {
        let apart = Terms { arms_length: true, ..Terms::default() };
        let (a, b) = (party(1, 7, 0, false), party(2, 7, 0, false));
        assert_eq!(check_pair(&apart, &a, &b), Err(Error::SameGroup));
        assert_eq!(check_pair(&Terms::default(), &a, &b), Ok(()));
        let (c, d) = (party(3, 0, 0, false), party(4, 0, 0, false));
        assert_eq!(check_pair(&apart, &c, &d), Ok(()), "no group is a group of its own");
    }

    #[ink::test]
    fn positions_of_one_holder_on_both_sides_stay() {
        let (mut books, terms) = (Books::default(), Terms { position: 100, ..Terms::default() });
        let batch = Instrument::default().batch(1);
        let (a, b, c) = (party(1, 7, 0, false), party(2, 7, 0, false), party(3, 0, 0, false));
        note(&mut books, &terms, batch, (&a, &b), 500, 1).unwrap();
        assert_eq!(books.position(batch.instrument, Holder::Group(7)), 0);
        note(&mut books, &terms, batch, (&c, &a), 60, 1).unwrap();
        assert_eq!(note(&mut books, &terms, batch, (&c, &b), 41, 1), Err(Error::PositionLimit));
        assert_eq!(books.position(batch.instrument, Holder::Group(7)), 60);
        assert_eq!(books.position(batch.instrument, Holder::Account(c.account)), -60);
        assert_eq!(check_position(&books, &Terms::default(), batch.instrument, (&c, &a), 1_000), Ok(None));
    }
}
