//! Clearing against a reference that sorts all bids and gives lots out in a plain loop, on 10,000 random books of each kind, with
//! random orders of reveals and random pages; and what clearing and revealing cost.

use super::*;
use proptest::prelude::*;
use weir_types::auction::BidId;

#[derive(Debug, Clone, Copy)]
struct Offered {
    id: BidId,
    price: Price,
    lots: Lots,
}

/// What each bid gets and the clearing price; `None`: cancelled.
fn reference(
    kind: Kind,
    volume: Lots,
    reserve: Option<Price>,
    bids: &[Offered],
) -> Option<(Price, Vec<(BidId, Lots)>)> {
    let mut sorted = bids.to_vec();
    sorted.sort_by(|a, b| b.price.cmp(&a.price).then(a.id.cmp(&b.id)));
    let total: Lots = sorted.iter().map(|bid| bid.lots).sum();
    if total == 0 || (kind == Kind::Sealed && total < volume) {
        return None;
    }
    // Lot by lot in the order of price: the price of the last lot sold is the clearing price.
    let mut left = volume;
    let mut price = 0;
    for bid in &sorted {
        if left > 0 {
            price = bid.price;
            left = left.saturating_sub(bid.lots);
        }
    }
    if reserve.is_some_and(|reserve| price < reserve) {
        return None;
    }
    let mut rest = volume;
    let mut given: Vec<(BidId, Lots)> = Vec::new();
    for bid in sorted.iter().filter(|bid| bid.price > price) {
        given.push((bid.id, bid.lots));
        rest -= bid.lots;
    }
    let tied: Vec<Offered> = sorted.iter().copied().filter(|bid| bid.price == price).collect();
    let demand: Lots = tied.iter().map(|bid| bid.lots).sum();
    match kind {
        Kind::OneWay => {
            for bid in &tied {
                let lots = bid.lots.min(rest);
                given.push((bid.id, lots));
                rest -= lots;
            }
        }
        Kind::Sealed => {
            let share = |bid: &Offered| bid.lots * rest / demand;
            let mut extra = rest - tied.iter().map(share).sum::<Lots>();
            for bid in &tied {
                let one = extra.min(1).min(bid.lots - share(bid));
                given.push((bid.id, share(bid) + one));
                extra -= one;
            }
            assert_eq!(extra, 0, "once round is enough");
        }
    }
    given.extend(sorted.iter().filter(|bid| bid.price < price).map(|bid| (bid.id, 0)));
    given.sort_unstable();
    Some((price, given))
}

fn terms(kind: Kind, volume: Lots) -> Terms {
    Terms { kind, lots: volume, lot: 1_000, floor: 10, ceiling: 10 + 65_535, tick: 1, ..sealed() }
}

/// Prices on few levels, near each other and far apart; numbers with gaps, as withdrawn bids leave them, over several pages.
fn books() -> impl Strategy<Value = (Vec<(Offered, u32)>, Lots, Option<Price>)> {
    let price = prop_oneof![4 => 10u128..16, 2 => (0u128..6).prop_map(|n| 10 + n * 13_000), 1 => 10u128..65_545];
    let bid = (1u32..60, price, prop_oneof![3 => 1u64..9, 1 => 1u64..1_000], any::<u32>());
    let reserve = prop::option::weighted(0.3, 10u128..30);
    (prop::collection::vec(bid, 0..40), 1u64..600, reserve).prop_map(|(bids, volume, reserve)| {
        let mut id = 0;
        let numbered = bids.into_iter().map(|(gap, price, lots, key)| {
            id += gap;
            (Offered { id, price, lots }, key)
        });
        (numbered.collect(), volume, reserve)
    })
}

/// Reveals in the order given, clears in pages of the sizes given in turn.
fn run(terms: &Terms, reserve: Option<Price>, bids: &[Offered], pages: &[u32]) -> State {
    let last = bids.iter().map(|bid| bid.id).max().unwrap_or_default();
    let (mut shelf, mut state) = (Memory::default(), State { reserve, bids: last, ..State::new() });
    for bid in bids {
        shelf.reveal(terms, &mut state, bid.id, bid.price, bid.lots);
    }
    for (turn, page) in pages.iter().cycle().enumerate() {
        if clearing::clear(terms, &mut state, &shelf, *page, 300).unwrap() {
            return state;
        }
        assert!(turn < 100_000, "clearing comes to an end: {state:?}");
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn clearing_agrees_with_the_reference(
        (book, volume, reserve) in books(),
        pages in prop::collection::vec(1u32..9, 1..5),
    ) {
        agrees(Kind::Sealed, &book, volume, reserve, &pages)?;
        agrees(Kind::OneWay, &book, volume, None, &pages)?;
    }
}

fn agrees(
    kind: Kind,
    book: &[(Offered, u32)],
    volume: Lots,
    reserve: Option<Price>,
    pages: &[u32],
) -> Result<(), TestCaseError> {
    let terms = terms(kind, volume);
    let bids: Vec<Offered> = book.iter().map(|(bid, _)| *bid).collect();
    let state = run(&terms, reserve, &bids, &[u32::MAX]);
    let mut shuffled = book.to_vec();
    shuffled.sort_by_key(|(_, key)| *key);
    let shuffled: Vec<Offered> = shuffled.into_iter().map(|(bid, _)| bid).collect();
    prop_assert_eq!(run(&terms, reserve, &shuffled, pages), state, "reveals and pages change nothing");

    match (reference(kind, volume, reserve, &bids), state.stage.step) {
        (None, Step::Cancelled(_)) => prop_assert_eq!((state.sold, state.outstanding), (0, 0)),
        (Some((wanted, given)), Step::Cleared) => {
            prop_assert_eq!(price(&terms, &state), Some(wanted));
            let lots = |bid: &Offered| {
                share::lots_of(&terms, &state.stage, bid.id, bid.price, bid.lots).map(|lots| (bid.id, lots))
            };
            let mine: Vec<_> = bids.iter().map(lots).collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(&mine, &given);
            let sold: Lots = mine.iter().map(|(_, lots)| lots).sum();
            prop_assert_eq!((sold, state.outstanding), (state.sold, state.sold));
            prop_assert!(sold == volume || kind == Kind::OneWay);
            prop_assert!(mine.iter().zip(&bids).all(|((_, lots), bid)| *lots <= bid.lots));
        }
        (wanted, stage) => prop_assert!(false, "{:?} but {:?}", wanted, stage),
    }
    Ok(())
}

/// Adding a bid touches as much of a book of 10,000 as of one of 100, and clearing reads each bid of the margin about once.
#[test]
fn costs_do_not_grow_with_the_book() {
    let terms = terms(Kind::Sealed, 1_000);
    let cost = |bids: u32| {
        let (mut shelf, mut state) = (Memory::default(), State::new());
        for n in 0..bids {
            // All on 100 levels, so that the level is known when the last ones come.
            shelf.place(&terms, &mut state, 10 + u128::from(n % 100), 20);
        }
        shelf.reads.set(0);
        shelf.writes = 0;
        shelf.place(&terms, &mut state, 10, 20);
        let add = (shelf.reads.get(), shelf.writes);
        shelf.reads.set(0);
        clearing::clear(&terms, &mut state, &shelf, u32::MAX, 300).unwrap();
        (add, shelf.reads.get())
    };
    let (few, many) = (cost(100), cost(10_000));
    assert_eq!(few.0, (2, 2));
    assert_eq!(few.0, many.0);
    // 10,000 bids: ten of 100 at the margin, 40 pages twice, and the levels above.
    assert!(few.1 <= 110 && many.1 <= 200, "{few:?} {many:?}");
}

/// The worst page is a step of few reads: a block's worth of steps always fits a block.
#[test]
fn a_step_reads_little() {
    let terms = terms(Kind::Sealed, 99_999);
    let (mut shelf, mut state) = (Memory::default(), State::new());
    for n in 0..1_000u64 {
        shelf.place(&terms, &mut state, u128::from(10 + n % 2 * 65_000), 1 + n);
    }
    let (mut worst, mut done) = (0, false);
    while !done {
        shelf.reads.set(0);
        done = clearing::clear(&terms, &mut state, &shelf, 1, 300).unwrap();
        worst = worst.max(shelf.reads.get());
    }
    assert!(worst <= 3, "{worst}");
    assert_eq!(state.stage.step, Step::Cleared);
}
