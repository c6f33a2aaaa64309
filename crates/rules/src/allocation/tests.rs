use super::cap::Source;
use super::Violation;
use proptest::prelude::*;
use std::collections::BTreeMap;
use weir_types::issuance::{CapBook, Pool};
use weir_types::Quantity;

/// The steps as functions from one book to the next.
mod cap {
    use super::*;
    use crate::allocation::cap as steps;
    pub use steps::{committed, free_direct};

    fn next(book: &CapBook, step: impl Fn(&mut CapBook) -> Result<(), Violation>) -> Result<CapBook, Violation> {
        let mut next = *book;
        step(&mut next).map(|()| next)
    }
    pub fn set(book: &CapBook, cap: Quantity, set_aside: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::set(book, cap, set_aside))
    }
    pub fn promise(book: &CapBook, pool: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::promise(book, pool))
    }
    pub fn propose(book: &CapBook, source: Source, quantity: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::propose(book, source, quantity))
    }
    pub fn issue(book: &CapBook, quantity: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::issue(book, quantity))
    }
    pub fn issue_residue(book: &CapBook, residue: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::issue_residue(book, residue))
    }
    pub fn free(book: &CapBook, source: Source, quantity: Quantity) -> Result<CapBook, Violation> {
        next(book, |book| steps::free(book, source, quantity))
    }
}

/// The same for pools.
mod shares {
    use super::*;
    use crate::allocation::shares as steps;
    pub use steps::share;

    pub fn record(pool: &Pool, before: Quantity, after: Quantity) -> Result<Pool, Violation> {
        let mut next = *pool;
        steps::record(&mut next, before, after).map(|()| next)
    }
    pub fn close(pool: &Pool, quantity: Quantity) -> Result<Pool, Violation> {
        let mut next = *pool;
        steps::close(&mut next, quantity).map(|()| next)
    }
    pub fn serve(pool: &Pool, participants: u32, shares: Quantity) -> Result<(Pool, Quantity), Violation> {
        let mut next = *pool;
        steps::serve(&mut next, participants, shares).map(|residue| (next, residue))
    }
}

fn pool_of(histories: &[Quantity], quantity: Quantity) -> Pool {
    let open = histories.iter().try_fold(Pool::default(), |pool, h| shares::record(&pool, 0, *h)).unwrap();
    shares::close(&open, quantity).unwrap()
}

#[test]
fn a_cap_is_free_until_something_is_committed_and_then_only_falls() {
    let book = cap::set(&CapBook::default(), 100, 20).unwrap();
    let book = cap::set(&book, 120, 20).unwrap();
    assert_eq!(cap::set(&book, 10, 11), Err(Violation::OverSetAside));
    let book = cap::propose(&book, Source::Given, 70).unwrap();
    assert_eq!(cap::set(&book, 121, 20), Err(Violation::CapRaised));
    assert_eq!(cap::set(&book, 69, 0), Err(Violation::OverCap));
    assert_eq!(cap::set(&book, 89, 20), Err(Violation::OverSetAside));
    let book = cap::set(&book, 90, 20).unwrap();
    assert_eq!(cap::propose(&book, Source::Given, 1), Err(Violation::OverSetAside));
    let book = cap::propose(&book, Source::Reserve, 20).unwrap();
    assert_eq!(cap::propose(&book, Source::Reserve, 1), Err(Violation::OverCap));
    let book = cap::issue(&book, 20).unwrap();
    let book = cap::free(&book, Source::Given, 70).unwrap();
    assert_eq!(book, CapBook { cap: 90, set_aside: 20, issued: 20, ..CapBook::default() });
    assert_eq!(cap::set(&book, 19, 0), Err(Violation::OverCap));
}

#[test]
fn a_promised_pool_cannot_be_given_away() {
    let book = cap::set(&CapBook::default(), 100, 10).unwrap();
    let book = cap::promise(&book, 60).unwrap();
    assert_eq!(cap::free_direct(&book), Ok(30));
    assert_eq!(cap::propose(&book, Source::Given, 31), Err(Violation::OverSetAside));
    let book = cap::propose(&book, Source::Pool, 59).unwrap();
    let book = cap::issue(&book, 59).unwrap();
    let book = cap::issue_residue(&book, 1).unwrap();
    assert_eq!((book.issued, book.promised, book.direct), (60, 0, 60));
    assert_eq!(cap::issue_residue(&book, 1), Err(Violation::Overflow));
}

#[test]
fn zero_is_no_proposal_but_a_share_may_round_to_it() {
    let book = cap::set(&CapBook::default(), 100, 0).unwrap();
    assert_eq!(cap::propose(&book, Source::Given, 0), Err(Violation::ZeroQuantity));
    assert_eq!(cap::propose(&book, Source::Reserve, 0), Err(Violation::ZeroQuantity));
    assert_eq!(cap::promise(&book, 0), Err(Violation::ZeroQuantity));
    assert_eq!(cap::propose(&book, Source::Pool, 0), Ok(book));
}

#[test]
fn history_opens_and_closes() {
    let empty = Pool::default();
    assert_eq!(shares::close(&empty, 5), Err(Violation::NoHistory));
    assert_eq!(shares::share(&empty, 0), Err(Violation::HistoryOpen));
    let one = shares::record(&empty, 0, 7).unwrap();
    assert_eq!(shares::close(&one, 0), Err(Violation::ZeroQuantity));
    assert_eq!(shares::close(&one, Quantity::MAX / 7 + 1), Err(Violation::Overflow));
    let widest = shares::close(&one, Quantity::MAX / 7).unwrap();
    assert_eq!(shares::share(&widest, 7), Ok(Quantity::MAX / 7));
    assert_eq!(shares::record(&one, 7, 0).unwrap(), empty);
    let two = shares::record(&shares::record(&one, 7, 8).unwrap(), 0, 2).unwrap();
    assert_eq!((two.history, two.participants), (10, 2));
    let closed = shares::close(&two, 101).unwrap();
    assert_eq!(shares::record(&closed, 0, 1), Err(Violation::HistoryClosed));
    assert_eq!(shares::close(&closed, 1), Err(Violation::HistoryClosed));
    assert_eq!((shares::share(&closed, 8), shares::share(&closed, 2)), (Ok(80), Ok(20)));
    assert_eq!(shares::share(&closed, 11), Err(Violation::Overflow));
    let (half, residue) = shares::serve(&closed, 1, 80).unwrap();
    assert_eq!(residue, 0);
    let (all, residue) = shares::serve(&half, 1, 20).unwrap();
    assert_eq!((all.allocated, residue), (100, 1));
    assert_eq!(shares::serve(&all, 1, 0), Err(Violation::Overflow));
}

/// One step of the model below: which operation, on which waiting proposal, how much.
type Step = (u8, prop::sample::Index, u64);

/// Random operations; after each, accepted or refused, every invariant of the book holds against a model that counts plainly.
fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut book = CapBook::default();
    let mut waiting: Vec<(Source, Quantity)> = Vec::new();
    let mut issued: BTreeMap<u8, Quantity> = BTreeMap::new();
    for (operation, index, amount) in steps {
        let amount = Quantity::from(amount);
        let before = book;
        let source = [Source::Given, Source::Pool, Source::Reserve][usize::from(operation) % 3];
        let next = match operation {
            0..=2 => cap::propose(&book, source, amount % 400),
            3 => cap::set(&book, amount % 2_000, amount % 300),
            4 => cap::promise(&book, amount % 500),
            5 => cap::issue_residue(&book, amount % 20),
            _ if waiting.is_empty() => continue,
            6 => cap::issue(&book, waiting[index.index(waiting.len())].1),
            _ => {
                let (source, quantity) = waiting[index.index(waiting.len())];
                cap::free(&book, source, quantity)
            }
        };
        if let Ok(next) = next {
            match operation {
                0..=2 => waiting.push((source, amount % 400)),
                5 => *issued.entry(1).or_default() += amount % 20,
                6 => *issued.entry(0).or_default() += waiting.swap_remove(index.index(waiting.len())).1,
                7.. => drop(waiting.swap_remove(index.index(waiting.len()))),
                _ => {}
            }
            book = next;
        } else if operation > 5 {
            return Err(TestCaseError::fail(format!("what waits can always be decided: {next:?} {book:?}")));
        }
        prop_assert!(book.issued + book.pending + book.promised <= book.cap);
        prop_assert!(book.direct <= book.cap - book.set_aside);
        prop_assert!(book.issued >= before.issued);
        prop_assert!(book.cap <= before.cap || cap::committed(&before) == Ok(0));
        prop_assert_eq!(book.pending, waiting.iter().map(|w| w.1).sum::<Quantity>());
        prop_assert_eq!(book.issued, issued.values().sum::<Quantity>());
        prop_assert!(cap::free_direct(&book).is_ok());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_cap_is_never_exceeded(
        steps in prop::collection::vec((0u8..8, any::<prop::sample::Index>(), any::<u64>()), 1..120)
    ) {
        run(steps)?;
    }

    #[test]
    fn shares_and_residue_are_the_pool(
        histories in prop::collection::vec(1u128..1 << 56, 1..60),
        quantity in 1u128..1 << 60,
        paging in 1usize..9,
    ) {
        let mut pool = pool_of(&histories, quantity);
        let (mut sum, mut residues, mut pages) = (0u128, Vec::new(), 0);
        for page in histories.chunks(paging) {
            let parts: Quantity = page.iter().map(|h| shares::share(&pool, *h).unwrap()).sum();
            let (next, residue) = shares::serve(&pool, u32::try_from(page.len()).unwrap(), parts).unwrap();
            (pool, sum, pages) = (next, sum + parts, pages + 1);
            residues.push(residue);
        }
        let residue = residues.pop().unwrap();
        prop_assert_eq!(pages, histories.len().div_ceil(paging));
        prop_assert!(residues.iter().all(|r| *r == 0), "a residue before the last participant");
        prop_assert_eq!(sum + residue, quantity);
        prop_assert!(residue < histories.len() as u128, "each rounding leaves less than one unit");
    }

    #[test]
    fn a_longer_history_never_gets_less(
        histories in prop::collection::vec(1u128..1 << 58, 2..40), quantity in 1u128..1 << 60,
    ) {
        let pool = pool_of(&histories, quantity);
        let mut sorted = histories.clone();
        sorted.sort_unstable();
        let parts: Vec<_> = sorted.iter().map(|h| shares::share(&pool, *h).unwrap()).collect();
        prop_assert!(parts.windows(2).all(|w| w[0] <= w[1]));
    }

    #[test]
    fn order_and_corrections_of_the_history_do_not_matter(
        histories in prop::collection::vec((1u128..1 << 50, 0u128..1 << 50), 1..40).prop_shuffle(), quantity in 1u128..1 << 70,
    ) {
        let finals: Vec<_> = histories.iter().map(|h| h.0).collect();
        let mut reversed = finals.clone();
        reversed.reverse();
        // The same histories, each entered wrongly first and corrected later.
        let mut wrong = Pool::default();
        for (_, first) in &histories {
            wrong = shares::record(&wrong, 0, *first).unwrap();
        }
        for (last, first) in &histories {
            wrong = shares::record(&wrong, *first, *last).unwrap();
        }
        let [a, b, c] = [pool_of(&finals, quantity), pool_of(&reversed, quantity), shares::close(&wrong, quantity).unwrap()];
        prop_assert_eq!(a, b);
        prop_assert_eq!(a, c);
    }
}
