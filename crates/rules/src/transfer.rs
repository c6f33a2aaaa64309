//! Who may move units to whom. The ledger asks before every move; a front end can ask the same through `check_transfer`.
//!
//! Off-market moves stay within a controller group; all else goes through a venue, where price band and position rules hold.

use weir_types::ledger::{BatchTerms, Error};
use weir_types::{AccountRecord, Timestamp};

/// May the units of a batch change hands now? Surrender and removal do not ask this.
pub fn batch_may_move(terms: BatchTerms, halted: bool) -> Result<(), Error> {
    match terms {
        BatchTerms::SurrenderOnly => Err(Error::SurrenderOnly),
        BatchTerms::Free if halted => Err(Error::Halted),
        BatchTerms::Free => Ok(()),
    }
}

/// May the account give units away: sell, transfer, return, cancel?
pub fn may_give(account: &AccountRecord, now: Timestamp) -> Result<(), Error> {
    let [unknown, frozen, barred] = [Error::SenderNotEligible, Error::SenderFrozen, Error::SenderBarred];
    standing(account, now, unknown, frozen, barred)
}

/// May the account buy units or be transferred some? (To be allocated some it need only be registered.)
pub fn may_take(account: &AccountRecord, now: Timestamp) -> Result<(), Error> {
    let [unknown, frozen, barred] = [Error::ReceiverNotEligible, Error::ReceiverFrozen, Error::ReceiverBarred];
    standing(account, now, unknown, frozen, barred)
}

/// A delivery through a venue: both sides may trade.
pub fn delivery(from: &AccountRecord, to: &AccountRecord, now: Timestamp) -> Result<(), Error> {
    may_give(from, now)?;
    may_take(to, now)
}

/// A transfer outside of any venue, between two different accounts: both may trade and are of one controller group.
pub fn off_market(from: &AccountRecord, to: &AccountRecord, now: Timestamp) -> Result<(), Error> {
    delivery(from, to, now)?;
    if !from.same_group(to) {
        return Err(Error::NotSameGroup);
    }
    Ok(())
}

/// The same condition as [`AccountRecord::may_trade`], with the reason. Called from seven places of the ledger: inlined into each
/// it was half a kilobyte more.
#[inline(never)]
fn standing(
    account: &AccountRecord,
    now: Timestamp,
    unknown: Error,
    frozen: Error,
    barred: Error,
) -> Result<(), Error> {
    if !account.eligible {
        return Err(unknown);
    }
    if account.frozen {
        return Err(frozen);
    }
    if account.suspended || account.denied_until > now {
        return Err(barred);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> impl Strategy<Value = AccountRecord> {
        (any::<(bool, bool, bool)>(), 0u32..3, 0u64..20).prop_map(
            |((eligible, frozen, suspended), group, denied_until)| AccountRecord {
                eligible,
                frozen,
                suspended,
                grade: 0,
                group,
                denied_until,
            },
        )
    }

    proptest! {
        #[test]
        fn the_reasons_agree_with_may_trade(a in record(), b in record(), now in 0u64..20) {
            prop_assert_eq!(may_give(&a, now).is_ok(), a.may_trade(now));
            prop_assert_eq!(may_take(&a, now).is_ok(), a.may_trade(now));
            prop_assert_eq!(delivery(&a, &b, now).is_ok(), a.may_trade(now) && b.may_trade(now));
            prop_assert_eq!(off_market(&a, &b, now).is_ok(), delivery(&a, &b, now).is_ok() && a.same_group(&b));
        }
    }

    #[test]
    fn each_obstacle_has_its_own_error() {
        let good = AccountRecord { eligible: true, group: 7, ..Default::default() };
        let other = AccountRecord { group: 8, ..good };
        assert_eq!(off_market(&good, &good, 0), Ok(()));
        assert_eq!(off_market(&good, &other, 0), Err(Error::NotSameGroup));
        assert_eq!(delivery(&good, &other, 0), Ok(()));
        assert_eq!(delivery(&good, &AccountRecord { frozen: true, ..good }, 0), Err(Error::ReceiverFrozen));
        assert_eq!(delivery(&AccountRecord { frozen: true, ..good }, &good, 0), Err(Error::SenderFrozen));
        assert_eq!(delivery(&AccountRecord { suspended: true, ..good }, &good, 0), Err(Error::SenderBarred));
        assert_eq!(delivery(&AccountRecord { denied_until: 9, ..good }, &good, 8), Err(Error::SenderBarred));
        assert_eq!(delivery(&AccountRecord { denied_until: 9, ..good }, &good, 9), Ok(()));
        assert_eq!(delivery(&good, &AccountRecord { denied_until: 9, ..good }, 8), Err(Error::ReceiverBarred));
        assert_eq!(delivery(&good, &AccountRecord::default(), 0), Err(Error::ReceiverNotEligible));
        assert_eq!(delivery(&AccountRecord::default(), &good, 0), Err(Error::SenderNotEligible));
        assert_eq!(batch_may_move(BatchTerms::SurrenderOnly, true), Err(Error::SurrenderOnly));
        assert_eq!(batch_may_move(BatchTerms::Free, true), Err(Error::Halted));
        // An account without a group is a group of its own.
        let lone = AccountRecord { group: 0, ..good };
        assert_eq!(off_market(&lone, &lone, 0), Err(Error::NotSameGroup));
    }
}
