//! What can be tested without other contracts. Roles are the registry's, and tested with it through Wasm
//! (`suite/tests/watchlist.rs`); what follows from what is said, in `weir_rules::policy::denial`.

use crate::{Error, Watchlist};
use ink::env::{test, DefaultEnvironment};
use weir_types::policy::{Denial, Denials, Level, Watch as _, Weight};
use weir_types::store::Records;
use weir_types::{AccountId, Hash};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn says(source: u8, level: Level) -> Option<Denial> {
    Some(Denial { source: account(source), level, until: 100, evidence: Hash::from([9; 32]) })
}

#[ink::test]
fn what_needs_a_reason_is_refused_without() {
    let mut list = Watchlist::new(account(100));
    let (none, reason) = (Hash::default(), Hash::from([9; 32]));
    assert_eq!(list.registry(), account(100));
    assert_eq!(list.retract(account(1), none), Err(Error::MissingReason));
    assert_eq!(list.retract(account(1), reason), Err(Error::NotDenied));
    assert_eq!(list.lift(account(1), none), Err(Error::MissingReason));
    assert_eq!(list.lift(account(1), reason), Err(Error::NotDenied));
    assert_eq!(list.denounce(account(1), Level::Block, 100, none), Err(Error::MissingReason));
    assert_eq!(list.denounce(account(1), Level::Block, 0, reason), Err(Error::BadExpiry));
    assert_eq!((list.denials(account(1)), list.weight(account(1))), (Denials::default(), Weight::Clear));
}

#[ink::test]
fn a_source_takes_back_its_own_word_only() {
    let mut list = Watchlist::new(account(100));
    let both = Denials { entries: [says(2, Level::Block), says(3, Level::Block), None, None] };
    list.denials.keep(account(1), &both);
    assert_eq!(list.weight(account(1)), Weight::Blocked);
    test::set_caller::<DefaultEnvironment>(account(4));
    assert_eq!(list.retract(account(1), Hash::from([9; 32])), Err(Error::NotDenied));
    test::set_caller::<DefaultEnvironment>(account(3));
    assert_eq!(list.retract(account(1), Hash::from([9; 32])), Ok(()));
    assert_eq!(list.weight(account(1)), Weight::Cautioned);
    test::set_block_timestamp::<DefaultEnvironment>(100);
    assert_eq!(list.weight(account(1)), Weight::Clear, "it has run out");
    test::set_caller::<DefaultEnvironment>(account(2));
    assert_eq!(list.retract(account(1), Hash::from([9; 32])), Ok(()));
    assert!(!list.denials.has(account(1)), "nothing is left");
}
