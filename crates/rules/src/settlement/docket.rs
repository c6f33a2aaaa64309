//! What may be entered in a sale's docket: by whom, and when.

extern crate alloc;

use super::terms::{confirm_by, last_deadline, later};
use super::{expires, is_withheld, phase, side_of};
use alloc::vec::Vec;
use weir_types::bank_sale::Error;
use weir_types::bank_sale::{Basis, Entry, Hearing, Phase, Ruling, Sale, Side, Terms, Withholding};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{AccountId, Capability, Hash, Money, Role, Timestamp};

/// What the registry is to be asked before the caller may make the entry: a capability of a list of accounts, the
/// caller first. `None` when the caller's part in the sale is enough.
pub fn authority(sale: &Sale, entry: &Entry, caller: AccountId) -> Result<Option<(Capability, Vec<AccountId>)>, Error> {
    let side = side_of(sale, caller);
    let mut accounts = Vec::with_capacity(5);
    accounts.push(caller);
    let role = match entry {
        Entry::Filed(_) | Entry::Withdrawn if side == Some(Side::Buyer) => return Ok(None),
        Entry::Disputed(_) | Entry::Appealed(_) | Entry::Evidenced(_) if side.is_some() => return Ok(None),
        Entry::Evidenced(_) if caller == sale.bank => return Ok(None),
        Entry::Confirmed if side == Some(Side::Seller) => return Ok(None),
        Entry::Confirmed if caller == sale.bank => return Ok(Some((Capability::Act(Role::Bank), accounts))),
        Entry::Taken | Entry::Ruled { .. } => {
            // The bank's word is what is disputed; and on appeal another arbiter rules.
            accounts.push(sale.bank);
            if sale.appeal.is_some() {
                accounts.extend(sale.dispute.and_then(|first| first.arbiter));
            }
            Role::Arbiter
        }
        Entry::Withheld(_) | Entry::Released(_) => Role::Depository,
        Entry::Lifted(_) => {
            accounts.extend(sale.withheld.map(|withholding| withholding.by));
            Role::Arbiter
        }
        _ => return Err(Error::NotParty),
    };
    accounts.extend([sale.buyer, sale.seller]);
    Ok(Some((Capability::ActOver(role), accounts)))
}

/// Makes an entry, by a caller with the authority for it. What the caller is to deposit with it, in cents.
pub fn enter(sale: &mut Sale, terms: &Terms, entry: &Entry, caller: AccountId, now: Timestamp) -> Result<Money, Error> {
    let phase = phase(sale, terms, now)?;
    if phase == Phase::Ended {
        return Err(Error::SaleEnded);
    }
    if now >= expires(sale.opened, terms)? {
        return Err(Error::TooLate);
    }
    let by = side_of(sale, caller).unwrap_or(Side::Buyer);
    match entry {
        Entry::Filed(reference) => file(sale, reference, phase)?,
        Entry::Confirmed if caller == sale.seller => concede(sale, Side::Seller)?,
        Entry::Confirmed => confirm(sale, phase)?,
        Entry::Withdrawn => concede(sale, Side::Buyer)?,
        Entry::Disputed(evidence) => {
            may_dispute(sale, terms, by, phase, now)?;
            sale.dispute = Some(hearing(by, *evidence, now)?);
            // The buyer's deposit is here since the sale was opened.
            return stake(sale, by, if by == Side::Seller { sale.deposit } else { 0 });
        }
        Entry::Appealed(grounds) => {
            may_appeal(sale, phase)?;
            sale.appeal = Some(hearing(by, *grounds, now)?);
            return stake(sale, by, sale.deposit);
        }
        Entry::Evidenced(evidence) => {
            heard(sale, phase)?;
            some(*evidence)?;
        }
        Entry::Taken => {
            let hearing = heard(sale, phase)?;
            if hearing.arbiter.is_some() {
                return Err(Error::CaseTaken);
            }
            hearing.arbiter = Some(caller);
        }
        Entry::Ruled { share, reasons } => {
            let hearing = heard(sale, phase)?;
            if hearing.arbiter != Some(caller) {
                return Err(Error::NotYourCase);
            }
            if *share > ONE_IN_BASIS_POINTS {
                return Err(Error::BadShare);
            }
            hearing.ruling = Some(Ruling { share: *share, at: now, reasons: some(*reasons)? });
        }
        Entry::Withheld(reason) => withhold(sale, terms, caller, *reason, now)?,
        Entry::Released(reason) | Entry::Lifted(reason) => {
            some(*reason)?;
            if !is_withheld(sale, now) {
                return Err(Error::NotWithheld);
            }
            sale.withheld = sale.withheld.map(|withholding| Withholding { until: now, ..withholding });
        }
    }
    Ok(0)
}

/// One reference a sale. Uniqueness across sales is the store's.
fn file(sale: &mut Sale, reference: &[u8], phase: Phase) -> Result<(), Error> {
    if !sale.reference.is_empty() {
        return Err(Error::AlreadyFiled);
    }
    match phase {
        Phase::Filing => sale.reference = reference.to_vec(),
        Phase::Due { basis: Basis::Expired, .. } => return Err(Error::TooLate),
        _ => return Err(Error::WrongPhase),
    }
    Ok(())
}

/// The bank's word, in its time: before the deadline, or before the first arbiter has ruled.
fn confirm(sale: &mut Sale, phase: Phase) -> Result<(), Error> {
    if sale.reference.is_empty() {
        return Err(Error::NoReference);
    }
    if sale.confirmed {
        return Err(Error::AlreadyConfirmed);
    }
    match phase {
        Phase::Confirming => {}
        Phase::Hearing if sale.appeal.is_none() => {}
        Phase::Objecting | Phase::Due { basis: Basis::Expired, .. } => return Err(Error::TooLate),
        _ => return Err(Error::WrongPhase),
    }
    sale.confirmed = true;
    Ok(())
}

/// A side gives in: once, and for good.
fn concede(sale: &mut Sale, side: Side) -> Result<(), Error> {
    if sale.conceded.is_some() {
        return Err(Error::WrongPhase);
    }
    sale.conceded = Some(side);
    Ok(())
}

/// The buyer may dispute as long as nobody has confirmed and the window is open, without a reference too: another may
/// have taken it. The seller may dispute a payment that is claimed or confirmed, until the bank's deadline.
fn may_dispute(sale: &Sale, terms: &Terms, by: Side, phase: Phase, now: Timestamp) -> Result<(), Error> {
    if sale.dispute.is_some() {
        return Err(Error::AlreadyDisputed);
    }
    match (by, phase) {
        (Side::Buyer, Phase::Filing | Phase::Confirming | Phase::Objecting) => Ok(()),
        (Side::Seller, Phase::Confirming) => Ok(()),
        (Side::Seller, Phase::Due { basis: Basis::Confirmed, .. }) if now < confirm_by(sale.opened, terms)? => Ok(()),
        (Side::Seller, Phase::Objecting | Phase::Due { basis: Basis::Confirmed, .. }) => Err(Error::TooLate),
        (_, Phase::Due { basis: Basis::Expired, .. }) => Err(Error::TooLate),
        _ => Err(Error::WrongPhase),
    }
}

fn may_appeal(sale: &Sale, phase: Phase) -> Result<(), Error> {
    if sale.appeal.is_some() {
        return Err(Error::AlreadyDisputed);
    }
    match phase {
        Phase::Appealing => Ok(()),
        Phase::Due { basis: Basis::Ruled | Basis::Default, .. } => Err(Error::TooLate),
        _ => Err(Error::WrongPhase),
    }
}

/// The hearing that goes on.
fn heard(sale: &mut Sale, phase: Phase) -> Result<&mut Hearing, Error> {
    let late = matches!(phase, Phase::Appealing | Phase::Due { basis: Basis::Default | Basis::Ruled, .. });
    match sale.appeal.as_mut().or(sale.dispute.as_mut()) {
        Some(hearing) if phase == Phase::Hearing => Ok(hearing),
        Some(hearing) if late && hearing.ruling.is_none() => Err(Error::TooLate),
        _ => Err(Error::WrongPhase),
    }
}

/// Once a sale, and only while a whole withholding still leaves the time to carry out what is decided.
fn withhold(sale: &mut Sale, terms: &Terms, by: AccountId, reason: Hash, now: Timestamp) -> Result<(), Error> {
    some(reason)?;
    if sale.withheld.is_some() {
        return Err(Error::WithheldBefore);
    }
    if now > last_deadline(sale.opened, terms)? {
        return Err(Error::TooLate);
    }
    sale.withheld = Some(Withholding { by, until: later(now, terms.withholding)?, reason });
    Ok(())
}

fn hearing(by: Side, evidence: Hash, opened: Timestamp) -> Result<Hearing, Error> {
    Ok(Hearing { by, opened, evidence: some(evidence)?, arbiter: None, ruling: None })
}

fn stake(sale: &mut Sale, by: Side, deposit: Money) -> Result<Money, Error> {
    let staked = match by {
        Side::Buyer => &mut sale.buyer_stake,
        Side::Seller => &mut sale.seller_stake,
    };
    *staked = staked.checked_add(deposit).ok_or(Error::Overflow)?;
    Ok(deposit)
}

/// A hash of something.
fn some(hash: Hash) -> Result<Hash, Error> {
    if hash == Hash::default() {
        return Err(Error::MissingEvidence);
    }
    Ok(hash)
}
