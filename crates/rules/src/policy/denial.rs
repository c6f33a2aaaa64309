//! The deny list: sources speak for themselves; blocking takes two that are independent, which the registry is asked
//! about.

use weir_types::policy::denial::{MAX_SOURCES, SOURCES_TO_BLOCK};
use weir_types::policy::{Denial, Denials, Error, Level, Weight};
use weir_types::units::DAY_MS;
use weir_types::{AccountId, Hash, Timestamp};

/// How long an entry may run: what is still true after that has to be said again.
pub const MAX_TERM: Timestamp = 90 * DAY_MS;

/// What follows from what is said.
pub fn weight(denials: &Denials, now: Timestamp) -> Weight {
    let at_least = |level| in_force(denials, now).filter(|denial| denial.level >= level).count();
    if at_least(Level::Block) >= SOURCES_TO_BLOCK {
        Weight::Blocked
    } else if at_least(Level::Caution) > 0 {
        Weight::Cautioned
    } else {
        Weight::Clear
    }
}

/// What is in force.
pub fn in_force(denials: &Denials, now: Timestamp) -> impl Iterator<Item = &Denial> {
    denials.entries.iter().flatten().filter(move |denial| denial.until > now)
}

/// The other sources that speak of the account: a new one has to be independent of each.
pub fn others(denials: &Denials, source: AccountId, now: Timestamp) -> impl Iterator<Item = AccountId> + '_ {
    in_force(denials, now).map(|denial| denial.source).filter(move |other| *other != source)
}

/// A source says something, in place of what it said before.
pub fn publish(denials: &mut Denials, denial: Denial, now: Timestamp) -> Result<(), Error> {
    if denial.evidence == Hash::default() {
        return Err(Error::MissingReason);
    }
    if denial.until <= now || denial.until > now.saturating_add(MAX_TERM) {
        return Err(Error::BadExpiry);
    }
    let entries = &denials.entries;
    let own = entries.iter().position(|entry| entry.is_some_and(|entry| entry.source == denial.source));
    let over = |entry: &Option<Denial>| entry.is_none_or(|entry| entry.until <= now);
    let free = own.or_else(|| entries.iter().position(over));
    let slot = free.and_then(|place| denials.entries.get_mut(place)).ok_or(Error::NoRoom)?;
    *slot = Some(denial);
    Ok(())
}

/// A source takes back what it said. Is anything left?
pub fn retract(denials: &mut Denials, source: AccountId) -> Result<bool, Error> {
    let own = denials.entries.iter_mut().find(|entry| entry.is_some_and(|entry| entry.source == source));
    *own.ok_or(Error::NotDenied)? = None;
    Ok(denials.entries.iter().any(Option::is_some))
}

/// All sources, in force or not: who rules on an appeal is none of them.
pub fn sources(denials: &Denials) -> impl Iterator<Item = AccountId> + '_ {
    denials.entries.iter().take(MAX_SOURCES).flatten().map(|denial| denial.source)
}
