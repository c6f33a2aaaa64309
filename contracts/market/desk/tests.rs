//! What can be tested without other contracts. The sales themselves are tested on the books (`data/tests.rs`) and
//! through Wasm (`suite/tests/settlement.rs`, `suite/tests/disputes.rs`).

use crate::{Config, Desk, Error, Opening};
use ink::env::{test, DefaultEnvironment};
use weir_types::bank_sale::Desk as _;
use weir_types::settlement::TradeMode;
use weir_types::{AccountId, Hash};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

#[ink::test]
fn a_new_desk_knows_its_terms_and_no_sale() {
    let config = Config { registry: account(1), settlement: account(2), cash: account(3) };
    let mut desk = Desk::new(config).unwrap();
    assert_eq!(desk.config(), config);
    assert_eq!(desk.terms(None), Ok((1, weir_rules::settlement::standard())));
    assert_eq!(desk.terms(Some(2)), Err(Error::UnknownTerms));
    assert_eq!(desk.sale(1), Err(Error::UnknownSale));
    assert_eq!(desk.finish(1), Err(Error::UnknownSale));
    assert_eq!(desk.confirm_payment(1), Err(Error::UnknownSale));
    assert_eq!(desk.dispute(1, Hash::from([1; 32])), Err(Error::UnknownSale));
    assert_eq!(desk.file_reference(1, b"no!".to_vec()), Err(Error::BadReference));
    assert_eq!(desk.filed_for(account(4), b"ABC123".to_vec()), None);
}

#[ink::test]
fn only_settlement_hands_sales_over() {
    let config = Config { registry: account(1), settlement: account(2), cash: account(3) };
    let mut desk = Desk::new(config).unwrap();
    let opening = Opening {
        id: 1,
        lock: 1,
        venue: account(4),
        seller: account(5),
        buyer: account(6),
        bank: account(7),
        batch: "CO2-UK-2021-001".parse().unwrap(),
        quantity: 1,
        amount: 1,
        mode: TradeMode::Block,
    };
    for caller in [1, 3, 4, 5, 6, 7, 8] {
        test::set_caller::<DefaultEnvironment>(account(caller));
        assert_eq!(desk.open(opening), Err(Error::NotSettlement));
    }
}
