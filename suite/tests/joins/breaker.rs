//! The breaker on money: what flows out of circulation is limited, what people do with theirs is not.

use crate::scene::*;
use psp22::PSP22;
use weir_suite::*;
use weir_types::policy::{join, BreakerStatus, BreakerTerms, Error};
use weir_types::Role;

/// Half may go in a day; below three quarters it trips.
pub const TERMS: BreakerTerms = BreakerTerms {
    limit_begin_threshold: 0,
    min_retained_bps: 5_000,
    trip_bps: 7_500,
    withdrawal_period: DAY,
    grace_period: HOUR,
};

/// Joined, with a breaker over all the money there is, of which the bank holds half: how much there is.
pub fn banked() -> (Scene, u128) {
    let mut s = Scene::new();
    let message = s.w.cash.messages().total_supply();
    let stock = s.w.ask(message);
    let bank = holder(Role::Bank);
    let message = s.w.cash.messages().mint(bank.account(), stock);
    s.w.ok(&bank, message);
    s.join();
    s.adopt(s.w.cash.address(), "mint", free());
    s.guard_cash(TERMS, 2 * stock);
    (s, 2 * stock)
}

pub fn stock(s: &mut Scene) -> (u128, BreakerStatus) {
    let message = s.policy.messages().breaker(s.w.cash.address(), join::ONLY);
    let (found, status) = s.w.ask(message);
    let found = found.expect("a breaker");
    let net: i128 = found.flows.sums.iter().sum();
    (found.total.checked_add_signed(net).expect("a stock"), status)
}

#[test]
fn money_leaves_within_the_breakers_terms() {
    let (mut s, all) = banked();
    let bank = holder(Role::Bank);
    let burn = |s: &Scene, amount| s.w.cash.messages().burn(amount);
    let message = burn(&s, all / 2 + 1);
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::FlowLimit));
    let message = burn(&s, all / 4 + 1);
    s.w.ok(&bank, message);
    assert_eq!(stock(&mut s), (all - all / 4 - 1, BreakerStatus::Triggered));
    let message = burn(&s, 1);
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::Tripped));
    // The money is its holders': it goes from hand to hand, waits for its bank, and comes back.
    let message = s.w.cash.messages().transfer(who("b").account(), 5, Vec::new());
    s.w.ok(&who("a"), message);
    let message = s.w.cash.messages().request_redemption(bank.account(), 10, evidence());
    s.w.ok(&who("a"), message);
    let message = s.w.cash.messages().confirm_redemption(1, evidence());
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::Tripped));
    let message = s.w.cash.messages().decline_redemption(1, evidence());
    s.w.ok(&bank, message);
    // What comes in is not refused.
    let message = s.w.cash.messages().mint(who("a").account(), 7);
    s.w.ok(&bank, message);
    // A supervisor finds nothing amiss.
    let message = s.policy.messages().reset(s.w.cash.address(), join::ONLY, evidence());
    s.w.ok(&holder(Role::Supervisor), message);
    let message = burn(&s, 100);
    s.w.ok(&bank, message);
    let view = s.w.cash.messages().total_supply();
    assert_eq!(stock(&mut s).0, s.w.ask(view));
}

#[test]
fn a_trip_ends_by_itself() {
    let (mut s, _) = banked();
    let bank = holder(Role::Bank);
    let message = s.policy.messages().trip(s.w.cash.address(), join::ONLY, evidence());
    s.w.ok(&holder(Role::Supervisor), message);
    let message = s.w.cash.messages().burn(1);
    assert_eq!(s.w.refused(&bank, message), cash::Error::Denied(Error::Tripped));
    s.w.pass(DAY);
    let message = s.w.cash.messages().burn(1);
    s.w.ok(&bank, message);
}
