//! Sales that are paid through a bank: what may be entered in a sale's docket, by whom and until when, and how it ends.
//!
//! The units wait in the seller's own cell, in a lock of settlement's. The sale ends once: by the bank's or the
//! seller's word, by the buyer's withdrawal, by a deadline, or by an arbiter. Time decides by itself: [`phase`] says
//! where a sale stands, whether or not anybody has told the chain.
//!
//! **Rounding**: a ruling that splits gives the buyer the units of its share, rounded down; the residue (less than one
//! unit, that is less than a kilogram) stays with the seller. A deposit in proportion to the amount is rounded down to
//! a cent. **Deposits**: whoever wins takes all of them; a split, and a dispute that nobody ruled, gives each side its
//! own back. Sources: issue 4 (settlement); defects 6 to 10 and 15 of the public predecessor; 定金 limited to 20 % of the
//! amount as in article 586 of the Civil Code of the PRC ([`MAX_RATE`]).

mod docket;
mod outcome;
mod reference;
mod terms;

pub use docket::{authority, enter};
pub use outcome::{outcome, Outcome};
pub use reference::{normalise, MAX_REFERENCE, MIN_REFERENCE};
pub use terms::{
    check_terms, expires, opening, standard, MAX_DEPOSIT, MAX_RATE, MAX_WINDOW, MIN_ENFORCING, MIN_WINDOW,
};

use weir_types::bank_sale::Error;
use weir_types::bank_sale::{Basis, Hearing, Phase, Sale, Side, Terms};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{AccountId, BasisPoints, Timestamp};

/// Where a sale stands at a time. A deadline belongs to what comes after it: at that very time it is over.
pub fn phase(sale: &Sale, terms: &Terms, now: Timestamp) -> Result<Phase, Error> {
    if sale.ended.is_some() {
        return Ok(Phase::Ended);
    }
    match sale.conceded {
        Some(Side::Seller) => return Ok(Phase::Due { share: ONE_IN_BASIS_POINTS, basis: Basis::Accepted }),
        Some(Side::Buyer) => return Ok(Phase::Due { share: 0, basis: Basis::Withdrawn }),
        None => {}
    }
    match &sale.dispute {
        Some(first) => disputed(sale, first, terms, now),
        None => undisputed(sale, terms, now),
    }
}

fn undisputed(sale: &Sale, terms: &Terms, now: Timestamp) -> Result<Phase, Error> {
    if sale.confirmed {
        return Ok(Phase::Due { share: ONE_IN_BASIS_POINTS, basis: Basis::Confirmed });
    }
    let over = Phase::Due { share: 0, basis: Basis::Expired };
    if sale.reference.is_empty() {
        return Ok(if now < terms::file_by(sale.opened, terms)? { Phase::Filing } else { over });
    }
    if now < terms::confirm_by(sale.opened, terms)? {
        return Ok(Phase::Confirming);
    }
    Ok(if now < terms::object_by(sale.opened, terms)? { Phase::Objecting } else { over })
}

fn disputed(sale: &Sale, first: &Hearing, terms: &Terms, now: Timestamp) -> Result<Phase, Error> {
    let rule_by = |hearing: &Hearing| terms::later(hearing.opened, terms.ruling);
    let (share, basis, since) = match &first.ruling {
        Some(ruling) => (ruling.share, Basis::Ruled, ruling.at),
        None if now < rule_by(first)? => return Ok(Phase::Hearing),
        None => (default_share(sale), Basis::Default, rule_by(first)?),
    };
    let Some(appeal) = &sale.appeal else {
        let open = now < terms::later(since, terms.appealing)?;
        return Ok(if open { Phase::Appealing } else { Phase::Due { share, basis } });
    };
    match &appeal.ruling {
        Some(ruling) => Ok(Phase::Due { share: ruling.share, basis: Basis::Ruled }),
        None if now < rule_by(appeal)? => Ok(Phase::Hearing),
        // Nobody ruled on the appeal: the first ruling stands.
        None => Ok(Phase::Due { share, basis }),
    }
}

/// What holds when no arbiter rules in time: the bank's word.
fn default_share(sale: &Sale) -> BasisPoints {
    if sale.confirmed {
        ONE_IN_BASIS_POINTS
    } else {
        0
    }
}

/// Is a depository's withholding in force? It ends by itself.
pub fn is_withheld(sale: &Sale, now: Timestamp) -> bool {
    sale.withheld.is_some_and(|withholding| now < withholding.until)
}

/// Which side an account is.
pub fn side_of(sale: &Sale, account: AccountId) -> Option<Side> {
    if account == sale.buyer {
        Some(Side::Buyer)
    } else if account == sale.seller {
        Some(Side::Seller)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
