//! The records without other contracts: paging, the list of defaulters, the order of periods. Messages that ask the registry or
//! the ledger are tested through Wasm (`suite/tests/compliance.rs`).

use crate::book::{Book, PeriodPlan};
use crate::closing::Correction;
use crate::Error;
use ink::env::test::run_test;
use ink::env::DefaultEnvironment;
use weir_rules::compliance as rules;
use weir_types::compliance::{ComplianceStatus, Obligation, Period};
use weir_types::{AccountId, Hash, InstallationId, Instrument, Quantity};

const DEADLINE: u64 = 1_000;

fn year(vintage: u16) -> Instrument {
    Instrument { vintage, ..CO2.parse().unwrap() }
}
const CO2: &str = "CO2-UK-2021";

fn id(n: u32) -> InstallationId {
    InstallationId::new(&format!("UK-{n:04}")).unwrap()
}

fn plan(deadline: u64) -> PeriodPlan {
    PeriodPlan { audit_from: deadline - 100, deadline, penalty_rate: 10_000 }
}

fn correction(quantity: Quantity) -> Correction {
    Correction { quantity, evidence: Hash::from([7; 32]), by: AccountId::from([8; 32]) }
}

/// `count` installations; every third has no data, every other one is short by its number in kilograms.
fn scheme(count: u32) -> Book {
    let mut book = Book::default();
    book.open_period(year(2021), plan(DEADLINE), 0).unwrap();
    for n in 0..count {
        register(&mut book, n);
    }
    book
}

fn register(book: &mut Book, n: u32) {
    book.register(id(n), AccountId::from([1; 32]), 1).unwrap();
    if n % 3 == 0 {
        return;
    }
    let mut obligation = Obligation::default();
    rules::report(&mut obligation, 1_000).unwrap();
    rules::verify(&mut obligation, 1_000).unwrap();
    let short = if n % 2 == 0 { n } else { 0 };
    rules::surrender(&mut obligation, Some(1_000), 1_000 - Quantity::from(short), false).unwrap();
    book.put_obligation(year(2021), id(n), &obligation);
}

fn published(book: &Book) -> Vec<InstallationId> {
    (0..).map_while(|position| book.defaulter(year(2021), position)).map(|found| found.installation).collect()
}

/// What is left of closing 2021 in pages of `limit`.
fn close_in_pages(count: u32, limit: u32) -> (Period, Vec<Option<Obligation>>, Vec<InstallationId>) {
    let mut book = scheme(count);
    while !book.close_page(year(2021), limit, DEADLINE).unwrap() {}
    let obligations = (0..count).flat_map(|n| [2021, 2022].map(|y| book.recorded(year(y), id(n)))).collect();
    (book.period(year(2021)).unwrap(), obligations, published(&book))
}

fn on_chain(test: impl FnOnce()) {
    run_test::<DefaultEnvironment, _>(|_| {
        test();
        Ok(())
    })
    .unwrap();
}

#[test]
fn closing_does_not_depend_on_the_size_of_pages() {
    let mut results = Vec::new();
    for limit in [1, 2, 7, 20, 64] {
        on_chain(|| results.push(close_in_pages(20, limit)));
    }
    let (period, _, defaulters) = &results[0];
    assert_eq!((period.closed, period.ended), (20, true));
    assert_eq!(*defaulters, [2, 4, 8, 10, 14, 16].map(id));
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_installation_registered_between_two_pages_is_closed_too() {
    on_chain(|| {
        let mut book = scheme(4);
        assert_eq!(book.close_page(year(2021), 3, DEADLINE - 1), Err(Error::TooEarly));
        assert_eq!(book.close_page(year(2021), 3, DEADLINE), Ok(false));
        // Between two pages nothing changes what the pages see.
        assert_eq!(book.correct(year(2021), id(1), correction(5), DEADLINE), Err(Error::Closing));
        register(&mut book, 4);
        assert_eq!(book.close_page(year(2021), 3, DEADLINE), Ok(true));
        let late = book.obligation(year(2021), id(4));
        assert_eq!((late.closed, late.shortfall), (Some(ComplianceStatus::NonCompliant), 4));
        assert_eq!(book.obligation(year(2022), id(4)).carried, 4);
        assert_eq!(book.close_page(year(2021), 3, DEADLINE), Err(Error::PeriodEnded));
        // One registered after the end can still be corrected.
        book.register(id(9), AccountId::from([1; 32]), 1).unwrap();
        book.correct(year(2021), id(9), correction(500), DEADLINE).unwrap();
        assert_eq!(book.obligation(year(2022), id(9)).carried, 500);
    });
}

#[test]
fn the_list_of_defaulters_follows_corrections() {
    on_chain(|| {
        let mut book = scheme(9);
        book.close_page(year(2021), 64, DEADLINE).unwrap();
        assert_eq!(published(&book), [id(2), id(4), id(8)]);
        // The first turns out to have emitted what it surrendered: the last takes its place.
        book.correct(year(2021), id(2), correction(998), DEADLINE).unwrap();
        assert_eq!(published(&book), [id(8), id(4)]);
        assert_eq!(book.obligation(year(2021), id(8)).defaulter, Some(0));
        book.correct(year(2021), id(8), correction(0), DEADLINE).unwrap();
        book.correct(year(2021), id(4), correction(0), DEADLINE).unwrap();
        assert!(published(&book).is_empty());
        assert_eq!(book.period(year(2021)).unwrap().defaulters, 0);
        book.correct(year(2021), id(3), correction(10), DEADLINE).unwrap();
        assert_eq!(published(&book), [id(3)], "no data before, and now something was missing");
    });
}

#[test]
fn periods_follow_each_other_without_a_gap() {
    on_chain(|| {
        let mut book = scheme(1);
        assert_eq!(book.open_period(year(2021), plan(5_000), 0), Err(Error::OutOfOrder));
        assert_eq!(book.open_period(year(2023), plan(5_000), 0), Err(Error::OutOfOrder));
        assert_eq!(book.open_period(year(2022), plan(DEADLINE), 0), Err(Error::BadDates));
        book.open_period(year(2022), plan(2_000), 0).unwrap();
        assert_eq!(book.close_page(year(2022), 64, 2_000), Err(Error::CloseFirst));
        assert_eq!(book.open_period(Instrument::default(), plan(5_000), 0), Err(Error::BadInstrument));
    });
}

#[test]
fn make_good_reaches_the_next_open_period_in_time_or_not_at_all() {
    on_chain(|| {
        let mut book = scheme(5);
        book.open_period(year(2022), plan(2_000), 0).unwrap();
        book.open_period(year(2023), plan(3_000), 0).unwrap();
        book.close_page(year(2021), 64, DEADLINE).unwrap();
        let installation = book.installation(id(4)).unwrap();
        let give = |book: &mut Book, period, quantity, now| {
            book.count_surrender(period, (id(4), &installation), quantity, now)
        };
        assert_eq!(give(&mut book, year(2021), 5, 1_500), Err(Error::ExceedsDue));
        assert_eq!(give(&mut book, year(2021), 1, 1_500), Ok(true));
        assert_eq!(book.obligation(year(2022), id(4)).carried, 3);
        // Past the next deadline it would come too late there and count as in time: that period is closed first.
        assert_eq!(give(&mut book, year(2021), 1, 2_000), Err(Error::CloseFirst));
        assert_eq!(book.correct(year(2021), id(4), correction(0), 2_000), Err(Error::CloseFirst));
        book.close_page(year(2022), 64, 2_000).unwrap();
        assert_eq!(book.obligation(year(2022), id(4)).closed, Some(ComplianceStatus::NoData));
        assert_eq!(book.obligation(year(2023), id(4)).carried, 3);
        assert_eq!(give(&mut book, year(2021), 1, 2_500), Err(Error::HandedOn));
        assert_eq!(give(&mut book, year(2022), 3, 2_500), Ok(true));
        assert_eq!(book.obligation(year(2023), id(4)).carried, 0);
        // A correction of the oldest period goes to the open one, past the one between.
        let between = book.obligation(year(2022), id(4));
        book.correct(year(2021), id(4), correction(1_100), 2_500).unwrap();
        assert_eq!(book.obligation(year(2023), id(4)).carried, 100);
        assert_eq!(book.obligation(year(2022), id(4)), between);
    });
}
