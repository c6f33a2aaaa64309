//! Partners that fail, lie or answer garbage: a typed error, and nothing has moved.

use super::*;
use days::{bar, refused, teach};
use weir_types::market::Bar;
use weir_types::oracle::Oracle as _;

#[test]
fn a_venue_that_lies_is_not_believed() {
    let mut s = scene();
    let day = 18_000;
    let good = bar(day, 5_000, 10);
    for bad in [
        Bar { day: day + 1, ..good },
        Bar { close: 0, ..good },
        Bar { close: u128::MAX, ..good },
        Bar { low: 5_001, ..good },
        Bar { high: u128::MAX, last: u128::MAX, ..good },
        Bar { value: u128::MAX, ..good },
        Bar { volume: 0, ..good },
        Bar { volume: u128::MAX, value: u128::MAX, ..good },
    ] {
        teach(&mut s, day, Some(bad));
        assert_eq!(refused(&mut s, day), Error::BadBar, "{bad:?}");
    }
    let venue = s.venue;
    for garbage in [&[][..], &[0], &[1], &[1, 1], &[0, 2], &[0, 1, 7], &[9; 500]] {
        venue.learns(&mut s.w, &(co2(), day), garbage);
        assert_eq!(refused(&mut s, day), Error::VenueFailed, "{garbage:?}");
    }
    let message = s.oracle.messages().index(co2());
    assert_eq!(s.w.ask(message), None);
    teach(&mut s, day, Some(good));
    let message = s.oracle.messages().pull(co2(), day);
    s.w.ok(&who("a"), message);
}

#[test]
fn no_contract_at_all_is_a_failed_one() {
    let mut s = scene();
    let nobody = AccountId::from([0x77; 32]);
    let oracle = made(&mut s.w, "alone", nobody, nobody, nobody);
    let message = oracle.messages().pull(co2(), 18_000);
    assert_eq!(s.w.refused(&who("a"), message), Error::VenueFailed);
    let message = oracle.messages().set_feed(feed(), TERMS);
    assert_eq!(s.w.refused(&supervisor(), message), Error::RegistryFailed);
    let deadline = s.w.now() + HOUR;
    let message = oracle.messages().request(evidence(), 5, deadline);
    assert_eq!(s.w.refused(&who("a"), message), Error::CashFailed);
    let message = oracle.messages().request_totals();
    assert_eq!(s.w.ask(message), (0, 0));
}

/// A registry that lets everybody do everything until it is taught otherwise, and cash that says "done".
#[test]
fn garbage_in_the_middle_moves_nothing() {
    let mut s = scene();
    s.w.chain.unrecorded();
    let (registry, cash) = (Parrot::new(&mut s.w, "registry"), Parrot::new(&mut s.w, "cash"));
    s.oracle = made(&mut s.w, "parrots", registry.0, cash.0, s.venue.0);
    let message = s.oracle.messages().set_feed(feed(), TERMS);
    s.w.ok(&who("stranger"), message);
    s.submit("r1", 1, 5_000);
    let deadline = s.w.now() + HOUR;
    let message = s.oracle.messages().request(evidence(), 5, deadline);
    s.w.ok(&who("a"), message);

    // The registry is asked about the caller and one other: what the parrot hears is the count, then who calls.
    for garbage in [&[][..], &[1], &[0, 9], &[5; 100]] {
        let asked = (ink::scale::Compact(2u32), who("r2").account());
        let mut question = ink::scale::Encode::encode(&asked);
        question.truncate(16);
        let question: [u8; 16] = question.try_into().expect("16 bytes");
        registry.learns(&mut s.w, &question, garbage);
        assert_eq!(s.refuses("r2", 1, 5_000), Error::RegistryFailed, "{garbage:?}");
        let message = s.oracle.messages().fulfil(1, questions::said(&mut s.w));
        assert_eq!(s.w.refused(&who("r2"), message), Error::RegistryFailed, "{garbage:?}");
    }
    // Cash is told whose money: the asker's, then the oracle's own.
    let half = |account: AccountId| {
        let bytes: &[u8; 32] = account.as_ref();
        <[u8; 16]>::try_from(&bytes[..16]).expect("half of it")
    };
    let own = s.oracle.address();
    for (answer, error) in [
        (&[][..], Error::CashFailed),
        (&[1], Error::CashFailed),
        (&[0, 1, 1], Error::InsufficientCash),
        (&[0, 1, 2], Error::InsufficientApproval),
        (&[0, 1, 3], Error::CashRefused),
        (&[0, 1, 9], Error::CashFailed),
    ] {
        cash.learns(&mut s.w, &half(who("a").account()), answer);
        let message = s.oracle.messages().request(evidence(), 5, deadline);
        assert_eq!(s.w.refused(&who("a"), message), error, "{answer:?}");
        cash.learns(&mut s.w, &half(own), answer);
        let message = s.oracle.messages().fulfil(1, questions::said(&mut s.w));
        assert_eq!(s.w.refused(&who("r3"), message), error, "{answer:?}");
    }
    s.w.pass(HOUR);
    let message = s.oracle.messages().expire(1);
    assert_eq!(s.w.refused(&who("a"), message), Error::CashFailed);
    let message = s.oracle.messages().request_totals();
    assert_eq!(s.w.ask(message), (1, 5), "asked once, still held");
    let message = s.oracle.messages().feed(feed());
    let (_, round) = s.w.ask(message).expect("a feed");
    assert_eq!(round.map(|round| round.reports.len()), Some(1), "reported once");
}
