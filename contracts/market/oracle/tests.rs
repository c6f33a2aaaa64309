//! What can be tested without other contracts. Feeds, days and fees are tested through Wasm (`suite/tests/oracle.rs`); what is
//! refused and why, in `weir_rules::oracle`.

use crate::{Config, Error, Oracle};
use ink::primitives::AccountId;
use weir_types::oracle::dia::OracleGetters;
use weir_types::oracle::request::Said;
use weir_types::oracle::{FeedId, Oracle as _};
use weir_types::{Hash, Instrument};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn oracle() -> Oracle {
    let [registry, venue, cash] = [1, 2, 3].map(account);
    Oracle::new(Config { registry, venue, cash, day_offset: 480, max_age: 1, currency: *b"CNY" })
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
    let said = Said { answer: none, source: none, observed: 0, proof: none };
    assert_eq!(oracle.fulfil(1, said), Err(Error::UnknownRequest));
    assert_eq!(oracle.expire(1), Err(Error::UnknownRequest));
    assert_eq!(oracle.request(none, 0, 1_000), Err(Error::ZeroFee));
    assert_eq!(oracle.request(none, 1, 0), Err(Error::BadDeadline));
    assert_eq!((oracle.feed(feed), oracle.reading(feed)), (None, None));
    assert_eq!(oracle.index(instrument), None);
    assert_eq!(oracle.window(instrument, 0, 0), Err(Error::BadWindow));
    assert!(oracle.trips(feed, 1, 64).is_empty() && oracle.trips(feed, u32::MAX, 64).is_empty());
    assert_eq!((oracle.request_of(1), oracle.request_totals()), (None, (0, 0)));
    for pair in ["CO2-GD-2025/CNY", "CO2-GD/CNY", "CO2-GD-2025/GBP", "CO2-GD-2025", "", "/", "/CNY"] {
        assert_eq!(oracle.get_latest_price(pair.into()), None, "{pair}");
    }
    assert_eq!(oracle.get_latest_prices(vec!["x".into(); 40]), vec![None; 40]);
}

/// The selectors that consumers of DIA's oracle call, as its published metadata has them.
#[ink::test]
fn dia_selectors_are_dias() {
    use ink::selector_bytes;
    assert_eq!(selector_bytes!("OracleGetters::get_updater"), [0xbc, 0xc3, 0x01, 0xb4]);
    assert_eq!(selector_bytes!("OracleGetters::get_latest_price"), [0xbd, 0xdf, 0xa6, 0x2d]);
    assert_eq!(selector_bytes!("OracleGetters::get_latest_prices"), [0xf8, 0xe9, 0xc9, 0x39]);
}
