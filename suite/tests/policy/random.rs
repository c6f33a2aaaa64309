//! Random flows, trips and resets through Wasm.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]
    /// Whatever flows and whoever stops it: the breaker's stock is what was let through, and while it is tripped
    /// nothing goes out.
    #[test]
    fn stock_is_conserved(steps in proptest::collection::vec((0u8..5, 0u128..200, 0u128..200, 0u64..DAY), 40)) {
        let mut s = Scene::with_breaker(1_000);
        let mut stock = 1_000;
        for (what, inflow, outflow, wait) in steps {
            s.w.pass(wait / 4);
            let (_, before) = s.breaker();
            let m = || s.policy.messages();
            match what {
                0 => {
                    let stop = sent(&holder(Role::Supervisor), m().trip(target(), ASSET, evidence()));
                    let _ = s.w.chain.send(vec![stop]);
                }
                1 => {
                    let restart = sent(&holder(Role::Arbiter), m().reset(target(), ASSET, evidence()));
                    let _ = s.w.chain.send(vec![restart]);
                }
                _ => {
                    let message = m().post_execution(Flow { asset: ASSET, inflow, outflow });
                    let answer = s.w.chain.send(vec![sent(&venue(), message)]).pop().expect("an answer");
                    if answer.is_ok() {
                        prop_assert!(outflow <= inflow || before != BreakerStatus::Triggered);
                        stock = stock + inflow - outflow;
                    }
                }
            }
            prop_assert_eq!(s.breaker().0, stock);
        }
    }
}

fn sent<M: Message>(signer: &Signer, message: M) -> Sent {
    let prepared = message.prepare();
    Sent { signer: signer.clone(), dest: prepared.dest, data: prepared.data, value: 0 }
}
