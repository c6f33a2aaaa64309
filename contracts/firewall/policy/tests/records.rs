//! The records are read as they are written, field by field.

use ink::scale::{Decode, Encode};
use weir_types::fixed::{reads_back, Fixed};
use weir_types::policy::{Breaker, BreakerTerms, Call, Change, Denial, Denials, Flow, Hours, Level, Limit, Order};
use weir_types::policy::{OrderState, Proposal, Ring, Rule, Tally, Trip};
use weir_types::{AccountId, Hash, Role};

/// A value of bytes that differ, wherever they can be anything.
fn varied<T: Decode + Encode>(ones: &[usize]) -> T {
    let mut bytes: Vec<u8> = (0u8..=255).cycle().skip(100).take(1_024).collect();
    ones.iter().for_each(|at| bytes[*at] = 1);
    T::decode(&mut &bytes[..]).expect("bytes that are one")
}

fn holds<T: Decode + Encode>(value: &T) -> bool {
    reads_back::<T>(&value.encode())
}

fn rule() -> Rule {
    let limit = |n: u8| Limit { window: n.into(), value: u128::MAX - u128::from(n), calls: 7 };
    Rule {
        caller: limit(1),
        group: limit(2),
        hours: Hours { days: 3, opens: 4, closes: 5 },
        above: 6,
        approvals: 2,
        approver: Role::Arbiter,
        delay: 8,
        term: 9,
        read_back: true,
    }
}

#[test]
fn plain_records() {
    assert!(holds(&varied::<Call>(&[])) && holds(&varied::<Flow>(&[])));
    assert!(holds(&varied::<Ring>(&[])) && holds(&varied::<Tally>(&[])));
    assert!(holds(&varied::<Limit>(&[])) && holds(&varied::<Hours>(&[])) && holds(&varied::<BreakerTerms>(&[])));
    assert!(holds(&rule()));
    assert_eq!(varied::<Tally>(&[]).encode().len(), 320, "what an entry of the tallies takes");
}

#[test]
fn records_with_what_may_be_missing() {
    let (account, hash) = (AccountId::from([3; 32]), Hash::from([4; 32]));
    let mut breaker = Breaker {
        terms: varied(&[]),
        total: u128::MAX,
        flows: Ring { length: 5, newest: 6, sums: [-1, i128::MIN, i128::MAX, 0, 1, 2, 3, 4, 5] },
        tripped: None,
        grace_until: 7,
    };
    assert!(holds(&breaker));
    breaker.tripped = Some(Trip { at: 9, by: Some(account) });
    assert!(holds(&breaker));
    let denial = Denial { source: account, level: Level::Block, until: 5, evidence: hash };
    assert!(holds(&Denials::default()) && holds(&Denials { entries: [None, Some(denial), None, Some(denial)] }));
    let order = Order {
        target: account,
        requester: AccountId::from([5; 32]),
        selector: [1, 2, 3, 4],
        arguments: hash,
        nonce: 1,
        ready: 2,
        until: 3,
        term: 4,
        needed: 5,
        approver: Role::Bank,
        approvals: [None, Some(account)],
        check: Some(hash),
        state: OrderState::Failed,
    };
    assert!(holds(&order));
    let changes = [
        Change::Rule { target: account, selector: [9; 4], rule: Some(rule()) },
        Change::Breaker { target: account, asset: [8; 16], terms: Some(breaker.terms), stock: 7 },
    ];
    for change in changes {
        assert!(holds(&Proposal { by: account, until: 6, change }));
    }
}

#[test]
fn what_is_no_record_is_refused() {
    assert!(!reads_back::<Level>(&[3]) && !reads_back::<OrderState>(&[5]));
    let mut twice = Denials::default().encode();
    twice[2] = 2;
    assert!(!reads_back::<Denials>(&twice), "an option of 2");
    assert_eq!(Denials::blank(), Denials::default());
}
