//! What can be tested without other contracts. Feeds, days and fees are tested through Wasm (`suite/tests/oracle.rs`); what is
//! refused and why, in `weir_rules::oracle`.

use crate::{Config, Error, Oracle};
use ink::primitives::AccountId;
use weir_types::oracle::dia::OracleGetters;
use weir_types::oracle::{FeedId, Oracle as _};
use weir_types::{Hash, Instrument};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn oracle() -> Oracle {
    let (registry, cash) = (account(1), account(2));
    Oracle::new(Config { registry, cash, day_offset: 480, max_age: 1, currency: *b"CNY" })
}

#[ink::test]
fn an_empty_oracle_knows_nothing() {
    let mut oracle = oracle();
    let instrument: Instrument = "CO2-GD-2025".parse().unwrap();
    let feed = FeedId::from(instrument);
    let none = Hash::default();
    assert_eq!(oracle.submit(feed, 1, 1), Err(Error::UnknownFeed));
    assert_eq!(oracle.close_round(feed), Err(Error::UnknownFeed));
    assert_eq!(oracle.reset(feed, true, none), Err(Error::UnknownFeed));
    assert_eq!(oracle.pull(instrument, 1), Err(Error::NotWired));
    assert_eq!(oracle.fulfil(1, none, none, 0, none), Err(Error::UnknownRequest));
    assert_eq!(oracle.expire(1), Err(Error::UnknownRequest));
    assert_eq!(oracle.request(none, 0, 1_000), Err(Error::ZeroFee));
    assert_eq!(oracle.request(none, 1, 0), Err(Error::BadDeadline));
    assert_eq!((oracle.feed(feed), oracle.round(feed), oracle.reading(feed)), (None, None, None));
    assert_eq!(oracle.index(instrument), None);
    assert_eq!(oracle.window(instrument, 0, 0), Err(Error::BadWindow));
    assert!(oracle.trips(feed, 1, 64).is_empty() && oracle.trips(feed, u32::MAX, 64).is_empty());
    assert!(oracle.bars(instrument, 0, 64).is_empty() && oracle.bars(instrument, u32::MAX, 64).is_empty());
    assert!(oracle.requests(1, 64).is_empty() && oracle.requests(u64::MAX, 64).is_empty());
    assert_eq!((oracle.request_of(1), oracle.request_totals()), (None, (0, 0)));
    for pair in ["CO2-GD-2025/CNY", "CO2-GD/CNY", "CO2-GD-2025/GBP", "CO2-GD-2025", "", "/", "/CNY"] {
        assert_eq!(oracle.get_latest_price(pair.into()), None, "{pair}");
    }
    assert_eq!(oracle.get_latest_prices(vec!["x".into(); 40]), vec![None; 40]);
}

#[ink::test]
fn the_venue_is_named_once_by_the_administrator() {
    let accounts = ink::env::test::default_accounts::<ink::env::DefaultEnvironment>();
    let mut oracle = oracle();
    assert_eq!(oracle.venue(), None);
    ink::env::test::set_caller::<ink::env::DefaultEnvironment>(accounts.bob);
    assert_eq!(oracle.wire(account(9)), Err(Error::NotAllowed));
    assert_eq!(oracle.propose_admin(accounts.bob), Err(Error::NotAllowed));
    assert_eq!(oracle.accept_admin(), Err(Error::NotPending));
    ink::env::test::set_caller::<ink::env::DefaultEnvironment>(accounts.alice);
    assert_eq!(oracle.propose_admin(accounts.bob), Ok(()));
    ink::env::test::set_caller::<ink::env::DefaultEnvironment>(accounts.bob);
    assert_eq!(oracle.accept_admin(), Ok(()));
    assert_eq!(oracle.wire(account(9)), Ok(()));
    assert_eq!((oracle.wire(account(8)), oracle.venue()), (Err(Error::AlreadyWired), Some(account(9))));
}

/// The selectors that consumers of DIA's oracle call, as its published metadata has them.
#[ink::test]
fn dia_selectors_are_dias() {
    use ink::selector_bytes;
    assert_eq!(selector_bytes!("OracleGetters::get_updater"), [0xbc, 0xc3, 0x01, 0xb4]);
    assert_eq!(selector_bytes!("OracleGetters::get_latest_price"), [0xbd, 0xdf, 0xa6, 0x2d]);
    assert_eq!(selector_bytes!("OracleGetters::get_latest_prices"), [0xf8, 0xe9, 0xc9, 0x39]);
}
