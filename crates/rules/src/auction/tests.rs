//! The rules one by one; clearing against an independent reference is in `tests/reference.rs`.

mod reference;
mod shelf;

use self::shelf::Memory;
use super::notice::MAX_LOTS;
use super::*;
use weir_types::auction::{
    bid_hash, reserve_hash, Bid, BidState, Conditions, Kind, Margin, Notice, Offer, Pricing, Range, Reason, Rules,
    Schedule, State,
};
use weir_types::{AccountId, AccountRecord, Hash, Instrument};

const SEALED: Range = Range::Sealed { floor: 5_000, ceiling: 9_000, reserve: None };
const CONDITIONS: Conditions = Conditions { min_window: 10, max_term: 1_000, grace: 50, band: 1_000 };

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn good(group: u32) -> AccountRecord {
    AccountRecord { eligible: true, group, ..Default::default() }
}

/// 100 lots of 500 t between 50.00 and 90.00, in cents.
fn sealed_notice() -> Notice {
    Notice {
        batch: Instrument::default().batch(1),
        lot: 500_000,
        lots: 100,
        tick: 1,
        range: SEALED,
        pricing: Pricing::Uniform,
        rules: Rules { max_lots: 100, admit_flagged: false, default_part: 2_000 },
        schedule: Schedule { opens: 100, ends: 200, reveals: 300, claims: 400 },
    }
}

fn one_way_notice() -> Notice {
    let schedule = Schedule { opens: 100, ends: 200, reveals: 200, claims: 300 };
    Notice { lot: 1_000, range: Range::OneWay { below: 0, above: 1_000 }, schedule, ..sealed_notice() }
}

const BASIS: notice::Basis = notice::Basis { carried: 0, close: 5_000, conditions: CONDITIONS, now: 100 };

fn open(notice: &Notice) -> Result<Terms, Refusal> {
    notice::terms(notice, account(1), 7, &BASIS)
}

fn sealed() -> Terms {
    open(&sealed_notice()).unwrap()
}

fn one_way() -> Terms {
    open(&one_way_notice()).unwrap()
}

/// The clearing price.
fn price(terms: &Terms, state: &State) -> Option<Price> {
    (state.stage.step == Step::Cleared).then(|| book::price(terms, state.stage.margin.level).unwrap())
}

/// A book of (price, lots) in the order of commits, cleared in one page.
fn cleared(terms: &Terms, reserve: Option<Price>, bids: &[(Price, Lots)]) -> (State, Vec<Lots>) {
    let (mut shelf, mut state) = (Memory::default(), State { reserve, ..State::new() });
    for (price, lots) in bids {
        shelf.place(terms, &mut state, *price, *lots);
    }
    assert_eq!(clearing::clear(terms, &mut state, &shelf, u32::MAX, terms.schedule.reveals), Ok(true));
    let shares = match state.stage.step {
        Step::Cleared => {
            let lots = |(id, (price, lots))| share::lots_of(terms, &state.stage, id, price, lots).unwrap();
            (1..).zip(bids.iter().copied()).map(lots).collect()
        }
        _ => vec![0; bids.len()],
    };
    (state, shares)
}

/// Reg. 2023/2830: bids from the highest price down until the volume is reached; that price is everybody's; the last bid gets the
/// remainder only.
#[test]
fn the_sum_of_volumes_finds_the_price_and_the_last_bid_gets_the_remainder() {
    let bids = [(7_000, 40), (6_500, 50), (6_400, 30), (6_300, 100)];
    let (state, shares) = cleared(&sealed(), None, &bids);
    let margin = Margin { level: 1_400, left: 10, demand: 30 };
    assert_eq!(state.stage, Stage { step: Step::Cleared, margin, lots: 0, next: 0 });
    assert_eq!((price(&sealed(), &state), state.sold), (Some(6_400), 100));
    assert_eq!(shares, [40, 50, 10, 0]);
    assert_eq!(state.outstanding, 100);
}

/// The sum that matches the volume exactly clears at the last price that was needed, not at the next.
#[test]
fn a_sum_that_matches_the_volume_clears_there() {
    let (state, shares) = cleared(&sealed(), None, &[(7_000, 40), (6_500, 60), (6_400, 30)]);
    assert_eq!(price(&sealed(), &state), Some(6_500));
    assert_eq!(shares, [40, 60, 0]);
}

/// Three bids of 30 for 50 lots: 16 each, and the residue of two goes to the first two by commit.
#[test]
fn ties_are_shared_pro_rata_and_the_residue_goes_by_the_order_of_commits() {
    let (_, shares) = cleared(&sealed(), None, &[(6_000, 30), (7_000, 50), (6_000, 30), (6_000, 30)]);
    assert_eq!(shares, [17, 50, 17, 16]);
    // Unequal: 50 lots for 60, 20 and 10 are 33.3, 11.1 and 5.5, that is 33 + 11 + 5 and a residue of one.
    let (_, shares) = cleared(&sealed(), None, &[(6_000, 60), (6_000, 20), (6_000, 10), (7_000, 50)]);
    assert_eq!(shares, [34, 11, 5, 50]);
}

#[test]
fn bids_short_of_the_volume_cancel_and_so_does_a_price_under_the_reserve() {
    let bids = [(7_000, 40), (6_500, 60)];
    let short = cleared(&sealed(), None, &[(7_000, 40), (6_500, 59)]);
    assert_eq!(short.0.stage.step, Step::Cancelled(Reason::TooFewBids));
    assert_eq!(cleared(&sealed(), None, &[]).0.stage.step, Step::Cancelled(Reason::TooFewBids));
    assert_eq!(cleared(&sealed(), Some(6_501), &bids).0.stage.step, Step::Cancelled(Reason::UnderReserve));
    assert_eq!(price(&sealed(), &cleared(&sealed(), Some(6_500), &bids).0), Some(6_500));
    assert_eq!(cleared(&sealed(), Some(6_501), &bids).0.outstanding, 0);
}

/// SEEE: price, then time; both modes; what nobody bids for is not sold, and the rest is.
#[test]
fn a_one_way_auction_goes_by_price_then_time() {
    let bids = [(5_100, 40), (5_200, 50), (5_100, 40), (5_000, 100)];
    let (state, shares) = cleared(&one_way(), None, &bids);
    assert_eq!((price(&one_way(), &state), state.stage.next, state.stage.lots), (Some(5_100), 3, 10));
    assert_eq!(shares, [40, 50, 10, 0]);
    let (state, shares) = cleared(&one_way(), None, &[(5_100, 40), (5_200, 50)]);
    assert_eq!((price(&one_way(), &state), state.sold), (Some(5_100), 90));
    assert_eq!(shares, [40, 50]);
    assert_eq!(cleared(&one_way(), None, &[]).0.stage.step, Step::Cancelled(Reason::TooFewBids));
}

#[test]
fn winners_pay_the_clearing_price_or_their_own() {
    let (state, _) = cleared(&sealed(), None, &[(7_000, 40), (6_500, 60)]);
    let bid = Bid { offer: Offer::Open { price: 7_000, lots: 40 }, ..committed(40) };
    // 40 lots of 500 t at 65.00, and at 70.00.
    let due = bid::due(&sealed(), &state, 1, &bid, 300);
    assert_eq!(due, Ok(bid::Due::Sale { lots: 40, price: 6_500, amount: 130_000_000 }));
    let as_bid = Terms { pricing: Pricing::PayAsBid, ..sealed() };
    let due = bid::due(&as_bid, &state, 1, &bid, 300);
    assert_eq!(due, Ok(bid::Due::Sale { lots: 40, price: 7_000, amount: 140_000_000 }));
    assert_eq!(bid::deposit(&sealed(), &bid), Ok(180_000_000), "the most lots at the ceiling");
    let terms = one_way();
    let bid = Bid { offer: Offer::Open { price: 5_100, lots: 40 }, ..bid };
    assert_eq!(bid::deposit(&terms, &bid), Ok(204_000), "of an open bid, what it says");
}

#[test]
fn a_phase_ends_just_before_its_time() {
    let (terms, mut state) = (sealed(), State::new());
    let at = |stage: &Stage, now| phase(&terms, stage, now);
    for (now, wanted) in [
        (99, Phase::Announced),
        (100, Phase::Bidding),
        (199, Phase::Bidding),
        (200, Phase::Revealing),
        (299, Phase::Revealing),
        (300, Phase::Clearing),
        (u64::MAX, Phase::Clearing),
    ] {
        assert_eq!(at(&state.stage, now), wanted, "{now}");
    }
    assert_eq!(clearing::clear(&terms, &mut state, &Memory::default(), 9, 299), Err(Refusal::WrongPhase));
    assert_eq!(clearing::clear(&terms, &mut state, &Memory::default(), 9, 450), Ok(true));
    assert_eq!(state.stage.step, Step::Cancelled(Reason::Lapsed), "never cleared: everybody gets everything back");
    assert_eq!(clearing::clear(&terms, &mut state, &Memory::default(), 9, 450), Err(Refusal::WrongPhase));
    let (state, _) = cleared(&terms, None, &[(7_000, 100)]);
    assert_eq!((at(&state.stage, 399), at(&state.stage, 400)), (Phase::Delivering, Phase::Defaulting));
}

#[test]
fn bad_notices_open_nothing() {
    let good = sealed_notice();
    let rules = good.rules;
    let range = |floor, ceiling| Range::Sealed { floor, ceiling, reserve: None };
    for (notice, refusal) in [
        (Notice { lots: 0, ..good }, Refusal::BadNotice),
        (Notice { lots: MAX_LOTS + 1, ..good }, Refusal::BadNotice),
        (Notice { lots: Lots::MAX, ..good }, Refusal::BadNotice),
        (Notice { lot: 0, ..good }, Refusal::BadNotice),
        (Notice { lot: u128::MAX, ..good }, Refusal::Overflow),
        (Notice { tick: 0, ..good }, Refusal::BadNotice),
        (Notice { range: range(0, 9_000), ..good }, Refusal::BadNotice),
        (Notice { range: range(9_001, 9_000), ..good }, Refusal::BadNotice),
        (Notice { range: range(5_000, 5_000 + 65_536), ..good }, Refusal::TooManyLevels),
        (Notice { range: range(5_000, u128::MAX), ..good }, Refusal::TooManyLevels),
        (Notice { range: range(1, 9_000), lot: 999, ..good }, Refusal::BadNotice),
        (Notice { rules: Rules { max_lots: 0, ..rules }, ..good }, Refusal::BadNotice),
        (Notice { rules: Rules { max_lots: 101, ..rules }, ..good }, Refusal::BadNotice),
        (Notice { rules: Rules { default_part: 10_001, ..rules }, ..good }, Refusal::BadNotice),
    ] {
        assert_eq!(open(&notice), Err(refusal), "{notice:?}");
    }
    assert!(open(&Notice { range: range(5_000, 5_000 + 65_535), ..good }).is_ok());
    let carried = notice::terms(&good, account(1), 0, &notice::Basis { carried: 25, ..BASIS }).unwrap();
    assert_eq!((carried.lots, carried.closes), (125, 450));
}

#[test]
fn no_phase_is_too_short_to_act_in() {
    let schedule = sealed_notice().schedule;
    for bad in [
        Schedule { opens: 99, ..schedule },
        Schedule { ends: 109, ..schedule },
        Schedule { reveals: 209, ..schedule },
        Schedule { reveals: 200, ..schedule },
        Schedule { claims: 309, ..schedule },
        Schedule { claims: 1_101, ..schedule },
        Schedule { claims: u64::MAX, ..schedule },
        Schedule { claims: 0, ..schedule },
        Schedule { ends: 0, ..schedule },
    ] {
        assert_eq!(open(&Notice { schedule: bad, ..sealed_notice() }), Err(Refusal::BadSchedule), "{bad:?}");
    }
    let none = Conditions { min_window: 0, ..CONDITIONS };
    let empty = Notice { schedule: Schedule { reveals: 200, ..schedule }, ..sealed_notice() };
    let opened = notice::terms(&empty, account(1), 0, &notice::Basis { conditions: none, ..BASIS });
    assert_eq!(opened, Err(Refusal::BadSchedule), "an empty phase never");
    let never = Conditions { grace: u64::MAX, ..CONDITIONS };
    let opened = notice::terms(&sealed_notice(), account(1), 0, &notice::Basis { conditions: never, ..BASIS });
    assert_eq!(opened, Err(Refusal::BadSchedule));
}

#[test]
fn a_one_way_auction_keeps_to_the_previous_close() {
    let open = |below, above, close| {
        let notice = Notice { range: Range::OneWay { below, above }, ..one_way_notice() };
        notice::terms(&notice, account(1), 7, &notice::Basis { close, ..BASIS })
    };
    let terms = one_way();
    assert_eq!((terms.floor, terms.ceiling), (5_000, 5_500), "from the close to a tenth above");
    let terms = open(1_000, 1_000, 4_999).unwrap();
    assert_eq!((terms.floor, terms.ceiling), (4_500, 5_498), "the step of 499.9 is rounded down");
    assert_eq!(open(1_001, 1_000, 5_000), Err(Refusal::OutsideBand));
    assert_eq!(open(1_000, 1_001, 5_000), Err(Refusal::OutsideBand));
    assert_eq!(open(1_000, 1_000, 0), Err(Refusal::BadNotice));
    assert_eq!(open(1_000, 1_000, u128::MAX), Err(Refusal::Overflow));
    let schedule = Schedule { reveals: 210, ..one_way_notice().schedule };
    let opened = super::tests::open(&Notice { schedule, ..one_way_notice() });
    assert_eq!(opened, Err(Refusal::BadSchedule), "nothing to reveal");
}

fn committed(max_lots: Lots) -> Bid {
    let offer = Offer::Sealed(bid_hash(account(99), 1, account(2), 7_000, 40, salt()));
    Bid { bidder: account(2), group: 0, max_lots, fund: 1, offer, state: BidState::Placed }
}

fn salt() -> Hash {
    Hash::from([5; 32])
}

#[test]
fn only_what_was_committed_is_revealed() {
    let (terms, state) = (sealed(), State::new());
    let reveal = |bid: Bid, price, lots, bidder, now| {
        let hash = bid_hash(account(99), 1, bidder, price, lots, salt());
        bid::reveal(&terms, &state, &mut { bid }, price, lots, hash, now)
    };
    let bid = committed(40);
    assert_eq!(reveal(bid, 7_000, 40, account(2), 200), Ok(2_000));
    assert_eq!(reveal(bid, 7_001, 40, account(2), 200), Err(Refusal::Mismatch));
    assert_eq!(reveal(bid, 7_000, 39, account(2), 200), Err(Refusal::Mismatch));
    assert_eq!(reveal(bid, 7_000, 40, account(3), 200), Err(Refusal::Mismatch), "a hash copied from somebody else");
    assert_eq!(reveal(bid, 7_000, 40, account(2), 199), Err(Refusal::WrongPhase));
    assert_eq!(reveal(bid, 7_000, 40, account(2), 300), Err(Refusal::WrongPhase));
    assert_eq!(reveal(committed(39), 7_000, 40, account(2), 200), Err(Refusal::TooManyLots));
    let open = Bid { offer: Offer::Open { price: 7_000, lots: 40 }, ..bid };
    assert_eq!(reveal(open, 7_000, 40, account(2), 200), Err(Refusal::Revealed));
    // What can be committed and is no price, or no quantity, is refused when revealed, and so forfeited.
    for (price, lots, refusal) in
        [(4_999, 1, Refusal::BadPrice), (9_001, 1, Refusal::BadPrice), (7_000, 0, Refusal::ZeroLots)]
    {
        let offer = Offer::Sealed(bid_hash(account(99), 1, account(2), price, lots, salt()));
        assert_eq!(reveal(Bid { offer, ..bid }, price, lots, account(2), 200), Err(refusal));
    }
    let coarse = Terms { tick: 5, ..terms };
    assert_eq!((book::level(&coarse, 5_010), book::level(&coarse, 5_011)), (Ok(2), Err(Refusal::BadPrice)));
    assert_eq!(book::price(&coarse, 2), Ok(5_010));
}

#[test]
fn the_reserve_is_what_was_announced_and_revealed_in_time() {
    let hash = |price| reserve_hash(account(99), account(1), price, salt());
    let terms = Terms { reserve: Some(hash(6_000)), ..sealed() };
    let reveal = |terms: &Terms, state: State, price, now| {
        let mut state = state;
        bid::reveal_reserve(terms, &mut state, price, hash(price), now).map(|()| state.reserve)
    };
    assert_eq!(reveal(&terms, State::new(), 6_000, 200), Ok(Some(6_000)));
    assert_eq!(reveal(&terms, State::new(), 6_001, 200), Err(Refusal::Mismatch));
    assert_eq!(reveal(&terms, State::new(), 6_000, 199), Err(Refusal::WrongPhase));
    assert_eq!(reveal(&terms, State::new(), 6_000, 300), Err(Refusal::WrongPhase), "late: none applies");
    assert_eq!(reveal(&terms, State { reserve: Some(1), ..State::new() }, 6_000, 200), Err(Refusal::Revealed));
    assert_eq!(reveal(&sealed(), State::new(), 6_000, 200), Err(Refusal::NoReserve));
    let impossible = Terms { reserve: Some(hash(9_001)), ..sealed() };
    assert_eq!(reveal(&impossible, State::new(), 9_001, 200), Err(Refusal::BadPrice));
}

#[test]
fn who_may_bid_and_for_how_much() {
    let terms = sealed();
    let check = |n, record: &AccountRecord| bid::check_bidder(&terms, account(n), record, 100);
    assert_eq!(check(2, &good(8)), Ok(()));
    assert_eq!(check(2, &good(0)), Ok(()));
    assert_eq!(check(1, &good(0)), Err(Refusal::OwnAuction));
    assert_eq!(check(2, &good(7)), Err(Refusal::OwnAuction), "the seller's group");
    assert_eq!(check(2, &AccountRecord::default()), Err(Refusal::Barred));
    assert_eq!(check(2, &AccountRecord { frozen: true, ..good(8) }), Err(Refusal::Barred));
    assert_eq!(check(2, &AccountRecord { denied_until: 101, ..good(8) }), Err(Refusal::Barred));
    assert_eq!(check(2, &AccountRecord { grade: 1, ..good(8) }), Err(Refusal::Flagged));
    let admitting = Terms { rules: Rules { admit_flagged: true, ..terms.rules }, ..terms };
    assert_eq!(bid::check_bidder(&admitting, account(2), &AccountRecord { grade: 1, ..good(8) }, 100), Ok(()));
    let alone = Terms { group: 0, ..terms };
    assert_eq!(bid::check_bidder(&alone, account(2), &good(0), 100), Ok(()), "no group is a group of its own");
    assert_eq!(bid::expose(&terms, 0, 100), Ok(100));
    assert_eq!(bid::expose(&terms, 1, 100), Err(Refusal::TooManyLots));
    assert_eq!(bid::expose(&terms, 1, Lots::MAX), Err(Refusal::TooManyLots));
    assert_eq!(bid::expose(&terms, 0, 0), Err(Refusal::ZeroLots));
    let (bid, state) = (committed(40), State::new());
    assert_eq!(bid::check_owner(&terms, &state, &bid, account(2), 199), Ok(()));
    assert_eq!(bid::check_owner(&terms, &state, &bid, account(2), 200), Err(Refusal::WrongPhase));
    assert_eq!(bid::check_owner(&terms, &state, &bid, account(3), 199), Err(Refusal::NotBidder));
    assert_eq!(bid::check_owner(&one_way(), &state, &bid, account(2), 199), Err(Refusal::WrongKind));
    assert_eq!(bid::check_bidding(&terms, &state.stage, Kind::OneWay, 199), Err(Refusal::WrongKind));
}

#[test]
fn every_bid_has_its_due() {
    let terms = sealed();
    let bid = committed(40);
    let open = Bid { offer: Offer::Open { price: 7_000, lots: 40 }, ..bid };
    let (done, _) = cleared(&terms, None, &[(7_000, 40), (6_500, 60)]);
    let mut cancelled = State::new();
    cancelled.stage.step = Step::Cancelled(Reason::UnderReserve);
    let due = |state: &State, bid: &Bid, now| bid::due(&terms, state, 1, bid, now);
    assert_eq!(due(&State::new(), &bid, 299), Err(Refusal::WrongPhase));
    assert_eq!(due(&State::new(), &bid, 300), Ok(bid::Due::Forfeit));
    assert_eq!(due(&cancelled, &bid, 300), Ok(bid::Due::Forfeit), "silence is not free when it made bids fall short");
    assert_eq!(due(&done, &bid, 450), Ok(bid::Due::Refund), "nothing is left to forfeit");
    assert_eq!(due(&State::new(), &open, 300), Err(Refusal::WrongPhase));
    assert_eq!(due(&cancelled, &open, 300), Ok(bid::Due::Refund));
    let low = Bid { offer: Offer::Open { price: 6_499, lots: 40 }, ..bid };
    assert_eq!(due(&done, &low, 300), Ok(bid::Due::Refund));
    let settled = Bid { state: BidState::Refunded, ..open };
    assert_eq!(due(&done, &settled, 300), Err(Refusal::Settled));
    // A fifth of 40 lots of 500 t at 90.00.
    assert_eq!(bid::penalty(&terms, &bid), Ok(36_000_000));
    let mut state = done;
    assert_eq!(bid::resolve(&terms, &mut state, 40, true), Ok(false));
    assert_eq!(bid::resolve(&terms, &mut { state }, 60, true), Ok(false), "all delivered: no lock is left");
    assert_eq!(bid::resolve(&terms, &mut { state }, 60, false), Ok(true), "what was not delivered is to be unlocked");
    assert_eq!(bid::resolve(&terms, &mut state, 61, true), Err(Refusal::Overflow));
}

#[test]
fn cancelled_volume_goes_to_the_next_four() {
    let terms = |lots, lot| Terms { lots, lot, ..sealed() };
    // 103 lots: 26, 26, 26 and 25.
    let due = series::spread(&[0; 4], &terms(103, 500)).unwrap();
    assert_eq!(due, [13_000, 13_000, 13_000, 12_500]);
    // The first of them is cancelled too, with 10 lots of its own.
    let (lots, due) = series::take(&due, 500).unwrap();
    assert_eq!((lots, due), (26, [13_000, 13_000, 12_500, 0]));
    let due = series::spread(&due, &terms(36, 500)).unwrap();
    assert_eq!(due, [17_500, 17_500, 17_000, 4_500]);
    // Lots of another size: what makes no whole lot goes on.
    assert_eq!(series::take(&due, 1_000), Ok((17, [18_000, 17_000, 4_500, 0])));
    assert_eq!(series::take(&[u128::MAX, 0, 0, 0], 1), Err(Refusal::Overflow));
    assert_eq!(series::spread(&[u128::MAX, 0, 0, 0], &terms(1, 1)), Err(Refusal::Overflow));
}
