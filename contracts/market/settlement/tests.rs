//! What can be tested without other contracts. The deliveries themselves are tested through Wasm
//! (`suite/tests/settlement.rs`).

use crate::{Delivery, Error, Settlement, TradeMode};
use ink::env::{test, DefaultEnvironment};
use weir_types::settlement::Settlement as _;
use weir_types::AccountId;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn from(n: u8) {
    test::set_caller::<DefaultEnvironment>(account(n));
}

fn delivery(quantity: u128, amount: u128) -> Delivery {
    Delivery { lock: 1, buyer: account(9), quantity, amount, mode: TradeMode::Listed }
}

#[ink::test]
fn wires_once_by_its_administrator() {
    from(1);
    let mut settlement = Settlement::new();
    let venues = || ink::prelude::vec![account(7)];
    assert_eq!(settlement.deliver(delivery(1, 1)), Err(Error::NotWired));
    from(2);
    assert_eq!(settlement.wire(account(4), account(5), account(6), venues()), Err(Error::NotAllowed));
    from(1);
    assert_eq!(settlement.wire(account(4), account(5), account(6), Default::default()), Err(Error::BadVenues));
    assert_eq!(settlement.wire(account(4), account(5), account(6), [account(7); 9].to_vec()), Err(Error::BadVenues));
    assert_eq!(settlement.wire(account(4), account(5), account(6), venues()), Ok(()));
    assert_eq!(settlement.wire(account(8), account(8), account(8), venues()), Err(Error::AlreadyWired));
    assert_eq!(settlement.partners(), Some((account(5), account(6))));
    assert_eq!(settlement.desk(), Some(account(4)));
    assert!(settlement.is_venue(account(7)) && !settlement.is_venue(account(1)));
}

#[ink::test]
fn refuses_strangers_and_nothing_for_nothing() {
    from(1);
    let mut settlement = Settlement::new();
    settlement.wire(account(4), account(5), account(6), ink::prelude::vec![account(7)]).unwrap();
    assert_eq!(settlement.deliver(delivery(1, 1)), Err(Error::NotVenue), "the administrator is no venue");
    from(7);
    assert_eq!(settlement.deliver(delivery(0, 1)), Err(Error::ZeroAmount));
    assert_eq!(settlement.deliver(delivery(1, 0)), Err(Error::ZeroAmount));
    assert_eq!(settlement.count(), 0);
}

#[ink::test]
fn the_administrator_changes_in_two_steps() {
    from(1);
    let mut settlement = Settlement::new();
    from(2);
    assert_eq!(settlement.propose_admin(account(2)), Err(Error::NotAllowed));
    assert_eq!(settlement.accept_admin(), Err(Error::NotPending));
    from(1);
    assert_eq!(settlement.propose_admin(account(2)), Ok(()));
    from(2);
    assert_eq!(settlement.accept_admin(), Ok(()));
    assert_eq!(settlement.admin().map(|admin| admin.current), Some(account(2)));
}
