//! market/oracle on drink: feeds, days pulled from a venue, questions. The venue is one that says what it is taught; how the
//! exchange answers is tested with the exchange.

#[path = "common/parrot.rs"]
mod parrot;

#[path = "oracle/days.rs"]
mod days;
#[path = "oracle/feeds.rs"]
mod feeds;
#[path = "oracle/partners.rs"]
mod partners;
#[path = "oracle/questions.rs"]
mod questions;

use oracle::OracleRef;
use parrot::Parrot;
use weir_client::{AccountId, Chain, Contract, Signer};
use weir_suite::*;
use weir_types::oracle::{Error, FeedId, FeedTerms};
use weir_types::units::NEVER;
use weir_types::{OrgKind, Role};

/// A world with an oracle. Its day is UTC's; its indices are stale two days after the last with trades.
struct Scene {
    w: World,
    oracle: Contract<OracleRef>,
    venue: Parrot,
}

/// Reporters: `r1` to `r5`, and `r1s` of r1's controller group.
const REPORTERS: [(&str, u32); 6] = [("r1", 71), ("r1s", 71), ("r2", 72), ("r3", 73), ("r4", 0), ("r5", 0)];

fn scene() -> Scene {
    let mut w = World::new();
    let venue = Parrot::new(&mut w, "venue");
    let (registry, cash) = (w.registry.address(), w.cash.address());
    let oracle = made(&mut w, "oracle", registry, cash, venue.0);
    for (name, group) in REPORTERS {
        admit(&mut w, name, group);
    }
    Scene { w, oracle, venue }
}

fn made(w: &mut World, salt: &str, registry: AccountId, cash: AccountId, venue: AccountId) -> Contract<OracleRef> {
    let config = oracle::Config { registry, venue, cash, day_offset: 0, max_age: 2 * DAY, currency: *b"GBP" };
    let (code, _) = w.chain.upload(&w.admin.clone(), &bundle("oracle").wasm).expect("uploads");
    let made =
        weir_client::Typed::deploy(&mut w.chain, &w.admin.clone(), code, OracleRef::new(config), salt.as_bytes());
    made.expect("is made").0
}

/// Registers somebody and makes them a reporter.
fn admit(w: &mut World, name: &str, group: u32) {
    let account = who(name).account();
    w.chain.fund(&w.admin.clone(), &[(account, 1 << 90)]).expect("funds");
    w.register(&who(name), OrgKind::Trader, group);
    let message = w.registry.messages().grant_role(Role::Reporter, account, NEVER);
    w.ok(&w.admin.clone(), message);
}

fn supervisor() -> Signer {
    holder(Role::Supervisor)
}

fn feed() -> FeedId {
    FeedId::from(co2())
}

/// A median of three, ended by the third; a tenth of spread, a fifth of deviation; an hour for a round, a day for a reading.
const TERMS: FeedTerms =
    FeedTerms { min_reporters: 2, full: 3, spread: 1_000, deviation: 2_000, round_term: HOUR, max_age: DAY };

impl Scene {
    fn with_feed() -> Self {
        let mut s = scene();
        let message = s.oracle.messages().set_feed(feed(), TERMS);
        s.w.ok(&supervisor(), message);
        s
    }

    /// A report that is taken.
    #[track_caller]
    fn submit(&mut self, name: &str, round: u64, price: u128) -> weir_client::Receipt {
        let message = self.oracle.messages().submit(feed(), round, price);
        self.w.ok(&who(name), message)
    }

    /// A report that is refused.
    #[track_caller]
    fn refuses(&mut self, name: &str, round: u64, price: u128) -> Error {
        let message = self.oracle.messages().submit(feed(), round, price);
        self.w.refused(&who(name), message)
    }

    /// A round of three equal reports.
    fn round(&mut self, number: u64, price: u128) {
        for name in ["r1", "r2", "r3"] {
            self.submit(name, number, price);
        }
    }
}

/// Nobody but a supervisor sets feeds and resets breakers, nobody but a reporter reports and answers; the deployer is nobody.
#[test]
fn each_role_is_refused_what_is_not_its_own() {
    let mut s = Scene::with_feed();
    let id = questions::ask(&mut s, "a", 50);
    let strangers = ROLES.into_iter().map(holder).chain([s.w.admin.clone(), who("a"), who("stranger")]);
    for signer in strangers.collect::<Vec<_>>() {
        let m = || s.oracle.messages();
        if signer.account() != supervisor().account() {
            let message = m().set_feed(feed(), TERMS);
            assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
        }
        if signer.account() != holder(Role::Reporter).account() {
            let message = m().submit(feed(), 1, 5_000);
            assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
            let said = questions::said(&mut s.w);
            let message = m().fulfil(id, said);
            assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
        }
    }
    s.round(1, 5_000);
    s.round(2, 9_000);
    for signer in
        ROLES.into_iter().map(holder).filter(|signer| signer.account() != supervisor().account()).chain([who("Alice")])
    {
        let message = s.oracle.messages().reset(feed(), true, evidence());
        assert_eq!(s.w.refused(&signer, message), Error::NotAllowed, "{signer}");
    }
}
