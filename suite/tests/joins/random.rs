//! Random sequences of a bank's messages through Wasm, under a limit and a breaker.

use super::breaker::{banked, stock};
use crate::scene::*;
use proptest::prelude::*;
use psp22::PSP22;
use weir_client::Chain as _;
use weir_suite::*;
use weir_types::policy::{BreakerStatus, Limit, Rule};
use weir_types::Role;

/// The most that is minted in any day.
const DAILY: u128 = 3_000_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]
    /// Whatever a bank sends: the breaker's stock is the money there is, no day sees more minted than the limit, nothing leaves while
    /// the breaker is tripped, and no day takes more than half away.
    #[test]
    fn limits_hold_whatever_is_sent(steps in proptest::collection::vec((0u8..4, 1u128..2_000_000, 0u64..DAY), 30)) {
        let (mut s, _) = banked();
        let limit = Limit { window: DAY, value: DAILY, calls: 1_000 };
        s.adopt(s.w.cash.address(), "mint", Rule { caller: limit, ..free() });
        let bank = holder(Role::Bank);
        let mut minted: Vec<(u64, u128)> = Vec::new();
        let mut held: Vec<(u64, u128)> = Vec::new();
        for (what, amount, wait) in steps {
            s.w.pass(wait / 4);
            let (now, (before, status)) = (s.w.now(), stock(&mut s));
            held.push((now, before));
            let m = s.w.cash;
            let call = match what {
                0 | 1 => sent(&bank, m.messages().mint(bank.account(), amount)),
                _ => sent(&bank, m.messages().burn(amount * 3)),
            };
            let taken = s.w.chain.send(vec![call]).pop().expect("an answer").is_ok();
            if taken && what < 2 {
                minted.push((now, amount));
            }
            let view = m.messages().total_supply();
            let there = s.w.ask(view);
            prop_assert_eq!(stock(&mut s).0, there);
            prop_assert!(!taken || what < 2 || status != BreakerStatus::Triggered);
            let day = |at: u64| at + DAY > now;
            let sum: u128 = minted.iter().filter(|(at, _)| day(*at)).map(|(_, amount)| amount).sum();
            prop_assert!(sum <= DAILY, "{sum}");
            let lowest = held.iter().filter(|(at, _)| day(*at)).map(|(_, held)| *held).min().unwrap_or(0);
            prop_assert!(there * 2 >= lowest, "{there} of {lowest}");
        }
    }
}
