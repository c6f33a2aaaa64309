//! The terms of bank settlements: their bounds, and the deadlines that follow from them.

use weir_types::bank_sale::Error;
use weir_types::bank_sale::Terms;
use weir_types::units::{DAY_MS, ONE_IN_BASIS_POINTS};
use weir_types::{BasisPoints, Money, Quantity, Timestamp};

/// No window is shorter: an hour.
pub const MIN_WINDOW: Timestamp = 3_600_000;
/// No window is longer: 90 days.
pub const MAX_WINDOW: Timestamp = 90 * DAY_MS;
/// The time to carry out what was decided is at least a day.
pub const MIN_ENFORCING: Timestamp = DAY_MS;
/// The least deposit may be at most this many cents, so that small trades stay possible.
pub const MAX_DEPOSIT: Money = 10_000_000;
/// A deposit in proportion is at most a fifth of the amount.
pub const MAX_RATE: BasisPoints = 2_000;

/// The terms a settlement begins with: a day to file, three to confirm, three to object, seven to rule, three to
/// appeal, 30 of withholding at most, seven to carry out; a deposit of 1 % of the amount, at least 10.00.
pub const fn standard() -> Terms {
    Terms {
        filing: DAY_MS,
        confirming: 3 * DAY_MS,
        disputing: 3 * DAY_MS,
        ruling: 7 * DAY_MS,
        appealing: 3 * DAY_MS,
        withholding: 30 * DAY_MS,
        enforcing: 7 * DAY_MS,
        deposit: 1_000,
        rate: 100,
    }
}

/// Terms within their bounds.
pub fn check_terms(terms: &Terms) -> Result<(), Error> {
    let Terms { filing, confirming, disputing, ruling, appealing, withholding, enforcing, deposit, rate } = *terms;
    let windows = [filing, confirming, disputing, ruling, appealing, withholding, enforcing];
    let in_bounds = windows.iter().all(|window| (MIN_WINDOW..=MAX_WINDOW).contains(window));
    if in_bounds && enforcing >= MIN_ENFORCING && (1..=MAX_DEPOSIT).contains(&deposit) && rate <= MAX_RATE {
        Ok(())
    } else {
        Err(Error::BadTerms)
    }
}

/// What one deposit is for a sale of so many units for so many cents: never zero. Above 64 bits of either nothing is
/// sold through banks.
pub fn opening(terms: &Terms, quantity: Quantity, amount: Money) -> Result<Money, Error> {
    part(quantity, ONE_IN_BASIS_POINTS).ok_or(Error::Overflow)?;
    let part = part(amount, terms.rate).ok_or(Error::Overflow)?;
    Ok(part.max(terms.deposit))
}

/// `value` times `share` basis points, rounded down; `None` above 64 bits. In 64 bits because 128-bit division is two
/// kilobytes of code on chain, and 64 bits are enough for every cent and kilogram there is.
pub(super) fn part(value: u128, share: BasisPoints) -> Option<u128> {
    let (value, share) = (u64::try_from(value).ok()?, u64::from(share));
    let one = u64::from(ONE_IN_BASIS_POINTS);
    let whole = value.checked_div(one)?.checked_mul(share)?;
    let rest = value.checked_rem(one)?.checked_mul(share)?.checked_div(one)?;
    whole.checked_add(rest).map(u128::from)
}

/// Until when the buyer may file.
pub(super) fn file_by(opened: Timestamp, terms: &Terms) -> Result<Timestamp, Error> {
    later(opened, terms.filing)
}

/// Until when the bank may confirm, and the seller dispute.
pub(super) fn confirm_by(opened: Timestamp, terms: &Terms) -> Result<Timestamp, Error> {
    later(file_by(opened, terms)?, terms.confirming)
}

/// Until when the buyer may dispute.
pub(super) fn object_by(opened: Timestamp, terms: &Terms) -> Result<Timestamp, Error> {
    later(confirm_by(opened, terms)?, terms.disputing)
}

/// The last deadline that can follow, withholding apart: a dispute at the last moment, ruled at the last moment,
/// appealed at the last moment. Until then a sale may be withheld.
pub(super) fn last_deadline(opened: Timestamp, terms: &Terms) -> Result<Timestamp, Error> {
    let ruled = later(object_by(opened, terms)?, terms.ruling)?;
    later(later(ruled, terms.appealing)?, terms.ruling)
}

/// When settlement's lock runs out: it outlives the last deadline, a withholding that begins there, and the time to
/// carry out.
pub fn expires(opened: Timestamp, terms: &Terms) -> Result<Timestamp, Error> {
    later(later(last_deadline(opened, terms)?, terms.withholding)?, terms.enforcing)
}

pub(super) fn later(from: Timestamp, window: Timestamp) -> Result<Timestamp, Error> {
    from.checked_add(window).ok_or(Error::Overflow)
}
