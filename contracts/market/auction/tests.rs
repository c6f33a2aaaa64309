//! What a contract without auctions answers. The steps of auctions are tested with made-up partners (`crates/auctions`) and through
//! Wasm (`suite/tests/auction.rs`).

use crate::{Auction, Config, Error};
use weir_types::auction::Conditions;
use weir_types::{AccountId, Hash};

#[ink::test]
fn an_empty_contract_knows_no_auction() {
    let account = |n| AccountId::from([n; 32]);
    let (registry, ledger, settlement, exchange) = (account(1), account(2), account(3), account(4));
    let config = Config { registry, ledger, settlement, exchange, day_offset: 480 };
    let conditions = Conditions { min_window: 10, max_term: 1_000, grace: 100, band: 1_000 };
    let hash = Hash::from([1; 32]);
    let mut contract = Auction::new(config, conditions, hash);
    assert_eq!(contract.commit(1, hash, 1, None), Err(Error::UnknownAuction));
    assert_eq!(contract.commit(1, hash, 1, Some(1)), Err(Error::UnknownAuction));
    assert_eq!(contract.bid(1, 1, 1), Err(Error::UnknownAuction));
    assert_eq!(contract.reveal(1, 1, 1, 1, hash), Err(Error::UnknownAuction));
    assert_eq!(contract.claim(1, 1), Err(Error::UnknownAuction));
    assert_eq!((contract.auction(1), contract.auction_count()), (None, 0));
    assert_eq!(contract.code(), Some(hash));
}
