//! The deny list.

use super::{account, hash, HOUR};
use crate::policy::denial::{self, publish, retract, weight, MAX_TERM};
use weir_types::policy::{Denial, Denials, Error, Level, Weight};

fn says(source: u8, level: Level, until: u64) -> Denial {
    Denial { source: account(source), level, until, evidence: hash(1) }
}

#[test]
fn two_sources_block_one_cautions() {
    let mut list = Denials::default();
    assert_eq!(weight(&list, 0), Weight::Clear);
    publish(&mut list, says(1, Level::Notice, HOUR), 0).unwrap();
    assert_eq!(weight(&list, 0), Weight::Clear);
    publish(&mut list, says(1, Level::Block, HOUR), 0).unwrap();
    assert_eq!(weight(&list, 0), Weight::Cautioned, "one source, however often it says so");
    publish(&mut list, says(2, Level::Caution, HOUR), 0).unwrap();
    assert_eq!(weight(&list, 0), Weight::Cautioned);
    publish(&mut list, says(2, Level::Block, 2 * HOUR), 0).unwrap();
    assert_eq!(weight(&list, HOUR - 1), Weight::Blocked);
    assert_eq!(weight(&list, HOUR), Weight::Cautioned, "one entry has run out");
    assert_eq!(weight(&list, 2 * HOUR), Weight::Clear);
}

#[test]
fn an_entry_needs_evidence_and_an_end() {
    let mut list = Denials::default();
    for until in [0, 5, 5 + MAX_TERM + 1, u64::MAX] {
        assert_eq!(publish(&mut list, says(1, Level::Block, until), 5), Err(Error::BadExpiry), "{until}");
    }
    let bare = Denial { evidence: hash(0), ..says(1, Level::Block, HOUR) };
    assert_eq!(publish(&mut list, bare, 0), Err(Error::MissingReason));
    assert_eq!(list, Denials::default());
}

#[test]
fn places_are_few_and_come_back_by_time() {
    let mut list = Denials::default();
    for source in 1..=4 {
        publish(&mut list, says(source, Level::Notice, HOUR * u64::from(source)), 0).unwrap();
    }
    assert_eq!(publish(&mut list, says(5, Level::Block, HOUR), 0), Err(Error::NoRoom));
    assert_eq!(publish(&mut list, says(5, Level::Block, 2 * HOUR), HOUR), Ok(()));
    assert_eq!(denial::others(&list, account(5), HOUR).count(), 3);
    assert_eq!(denial::sources(&list).count(), 4);
}

#[test]
fn a_source_takes_back_its_own_word_only() {
    let mut list = Denials::default();
    publish(&mut list, says(1, Level::Block, HOUR), 0).unwrap();
    publish(&mut list, says(2, Level::Block, HOUR), 0).unwrap();
    assert_eq!(retract(&mut list, account(3)), Err(Error::NotDenied));
    assert_eq!(retract(&mut list, account(1)), Ok(true));
    assert_eq!(weight(&list, 0), Weight::Cautioned);
    assert_eq!(retract(&mut list, account(2)), Ok(false));
    assert_eq!(list, Denials::default());
}
