//! Rules of the policy, one file a rule; `random.rs` runs random operations against plain records of what happened.

mod breaker;
mod decide;
mod denial;
mod limits;
mod orders;
mod random;

use weir_types::policy::{BreakerTerms, Call, Hours, Limit, Rule};
use weir_types::units::DAY_MS;
use weir_types::{AccountId, Hash, Role};

pub const HOUR: u64 = 3_600_000;

pub fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

pub fn hash(n: u8) -> Hash {
    Hash::from([n; 32])
}

/// A day's 1,000 and three calls for each caller; two approvals from 500 on.
pub fn rule() -> Rule {
    Rule {
        caller: Limit { window: DAY_MS, value: 1_000, calls: 3 },
        group: Limit::default(),
        hours: Hours::ALWAYS,
        above: 500,
        approvals: 2,
        approver: Role::Approver,
        delay: HOUR,
        term: DAY_MS,
        read_back: false,
    }
}

/// Three quarters stay, it trips below nine tenths; in a day, an hour of grace.
pub fn terms() -> BreakerTerms {
    BreakerTerms {
        limit_begin_threshold: 100,
        min_retained_bps: 7_500,
        trip_bps: 9_000,
        withdrawal_period: DAY_MS,
        grace_period: HOUR,
    }
}

pub fn call(caller: u8) -> Call {
    Call { caller: account(caller), selector: [1; 4], arguments: hash(7), value: 0 }
}
