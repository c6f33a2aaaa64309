//! What can be tested without other contracts. Listing and taking are tested through Wasm (`suite/tests/exchange.rs`); what is
//! refused and why, in `weir_rules::market`.

use crate::{Codes, Config, Error, Exchange};
use weir_types::{AccountId, Instrument};

#[ink::test]
fn an_empty_exchange_knows_no_order_and_no_market() {
    let account = |n| AccountId::from([n; 32]);
    let config = Config { registry: account(1), ledger: account(2), settlement: account(3), day_offset: 480 };
    let code = Default::default();
    let codes = Codes { standing: code, deals: code, office: code };
    let mut exchange = Exchange::new(config, codes);
    let instrument: Instrument = "CO2-GD-2025".parse().unwrap();
    assert_eq!(exchange.take(1, 1, 1, false), Err(Error::UnknownOrder));
    assert_eq!(exchange.cancel(1), Err(Error::UnknownOrder));
    assert_eq!(exchange.expire(1), Err(Error::UnknownOrder));
    assert_eq!(exchange.list(instrument.batch(1), 1, 1, 1, Default::default()), Err(Error::UnknownMarket));
    assert_eq!(exchange.roll_day(instrument), Err(Error::UnknownMarket));
    assert_eq!((exchange.order(1), exchange.market(instrument), exchange.limits(instrument)), (None, None, None));
    assert!(exchange.orders(1, 10).is_empty() && exchange.orders(u64::MAX, 10).is_empty());
    assert_eq!((exchange.order_count(), exchange.config()), (0, config));
}
