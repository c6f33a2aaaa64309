//! Random dockets, shares, references and times.

use super::*;
use crate::settlement::terms::{confirm_by, file_by, object_by, part};
use proptest::prelude::*;

fn entry() -> impl Strategy<Value = Entry> {
    let h = (0u8..4).prop_map(hash);
    prop_oneof![
        3 => Just(Entry::Filed(REFERENCE.to_vec())),
        2 => Just(Entry::Confirmed),
        1 => Just(Entry::Withdrawn),
        3 => h.clone().prop_map(Entry::Disputed),
        1 => h.clone().prop_map(Entry::Evidenced),
        4 => Just(Entry::Taken),
        4 => (0u32..10_002, h.clone()).prop_map(|(share, reasons)| Entry::Ruled { share, reasons }),
        3 => h.clone().prop_map(Entry::Appealed),
        2 => h.clone().prop_map(Entry::Withheld),
        1 => h.clone().prop_map(Entry::Released),
        1 => h.prop_map(Entry::Lifted),
    ]
}

/// The order in which the phases may follow each other without an entry that ends the sale.
fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Filing => 0,
        Phase::Confirming => 1,
        Phase::Objecting => 2,
        Phase::Hearing => 3,
        Phase::Appealing => 4,
        Phase::Due { .. } => 5,
        Phase::Ended => 6,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever is entered by whom and when: an error changes nothing; what follows is decided before the lock runs
    /// out, with the time to carry it out; time alone never takes a decision back; units and deposits add up.
    #[test]
    fn every_docket_comes_to_an_end(steps in prop::collection::vec((entry(), 1u8..8, 0u64..4 * HOUR), 1..60)) {
        let (terms, mut sale, mut now) = (terms(), sale(), 0);
        let end = expires(0, &terms).unwrap();
        for (entry, by, wait) in steps {
            let before = phase(&sale, &terms, now).unwrap();
            now += wait;
            let waited = phase(&sale, &terms, now).unwrap();
            if let Phase::Due { .. } = before {
                prop_assert_eq!(before, waited, "time takes nothing back");
            }
            prop_assert!(rank(waited) >= rank(before));
            let kept = sale.clone();
            if authority(&sale, &entry, account(by)).is_err() {
                continue;
            }
            match enter(&mut sale, &terms, &entry, account(by), now) {
                Err(_) => prop_assert_eq!(&kept, &sale),
                Ok(deposit) => {
                    let staked = sale.buyer_stake + sale.seller_stake;
                    prop_assert_eq!(staked, kept.buyer_stake + kept.seller_stake + deposit);
                    prop_assert!(kept.reference.is_empty() || kept.reference == sale.reference);
                    prop_assert!(!kept.confirmed || sale.confirmed);
                }
            }
            let appeal = sale.appeal.and_then(|hearing| hearing.ruling);
            let first = sale.dispute.and_then(|hearing| hearing.ruling);
            prop_assert!(appeal.is_none() || sale.appeal.unwrap().opened <= appeal.unwrap().at);
            prop_assert!(first.is_none() || sale.dispute.unwrap().arbiter.is_some());
        }
        // Nothing more is entered: when all windows are over it is decided, not withheld, and can be carried out.
        let last = now.max(end - terms.enforcing);
        let out = outcome(&sale, &terms, last).unwrap();
        prop_assert_eq!(out.delivered + out.returned, sale.quantity);
        prop_assert_eq!(out.to_buyer + out.to_seller, sale.buyer_stake + sale.seller_stake);
        prop_assert_eq!(out.lapsed, last >= end);
    }

    #[test]
    fn a_share_is_the_exact_one_rounded_down(value in any::<u64>(), share in 0u32..=10_000) {
        let exact = u128::from(value) * u128::from(share) / 10_000;
        prop_assert_eq!(part(value.into(), share), Some(exact));
        prop_assert!(exact <= u128::from(value));
    }

    #[test]
    fn a_reference_is_normalised_once_and_for_all(typed in prop::collection::vec(any::<u8>(), 0..90), tail in "[a-zA-Z0-9 -]{0,60}") {
        for typed in [typed, tail.into_bytes()] {
            let Ok(reference) = normalise(&typed) else { continue };
            prop_assert!((MIN_REFERENCE..=MAX_REFERENCE).contains(&reference.len()));
            prop_assert!(reference.iter().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit()));
            prop_assert_eq!(normalise(&typed.to_ascii_lowercase()), Ok(reference.clone()));
            prop_assert_eq!(normalise(&reference), Ok(reference));
        }
    }

    #[test]
    fn the_lock_outlives_every_deadline(opened in 0u64..1 << 60) {
        let terms = standard();
        let order = [
            opened,
            file_by(opened, &terms).unwrap(),
            confirm_by(opened, &terms).unwrap(),
            object_by(opened, &terms).unwrap(),
            last_deadline(opened, &terms).unwrap(),
            expires(opened, &terms).unwrap(),
        ];
        prop_assert!(order.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(order[5] - order[4] == terms.withholding + terms.enforcing);
    }
}
