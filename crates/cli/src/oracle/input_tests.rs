//! The Shenzhen file as it is, and rows that cannot be.

use super::*;

const FILE: &[u8] = include_bytes!("../../../../data/shenzhen/sza_daily.csv");

fn real() -> Days {
    shenzhen("sza_daily.csv", FILE).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn the_file_is_read_whole() {
    let days = real();
    assert_eq!((days.rows.len(), days.rows.iter().filter(|row| row.average.is_some()).count()), (788, 767));
    assert!(days.rows.windows(2).all(|pair| pair[0].day <= pair[1].day), "oldest first");
    let refused = days.rows.iter().filter(|row| row.refused.is_some()).count();
    assert_eq!((refused, days.refused.len()), (54, 54));
    // No two accepted rows are of one instrument and day.
    let mut keys: Vec<_> = days.rows.iter().filter(|row| row.refused.is_none()).map(|r| (r.day, r.vintage)).collect();
    keys.sort_unstable();
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
}

/// The published average is turnover / volume to a cent in 716 of the 767 rows that have one: what a replay can reach at most.
#[test]
fn seven_hundred_and_sixteen_rows_agree_with_themselves() {
    let agrees = |row: &&Row| row.average.is_some_and(|average| average.abs_diff(row.price) <= 1);
    assert_eq!(real().rows.iter().filter(agrees).count(), 716);
}

#[test]
fn refused_rows_have_their_place_and_reason() {
    let days = real();
    let said: Vec<String> = days.refused.iter().map(ToString::to_string).collect();
    for expected in [
        "sza_daily.csv, row 480, column low: expected at most the day's high, 15.13, found 12380.00",
        "sza_daily.csv, row 307, column date, instrument: expected one row for each date and instrument, found 2021-06-23 SZA-2017 again, first in row 302",
        "sza_daily.csv, row 364, column average: expected between the day's low and high, 22.69 to 27.73, found 18.68",
        "sza_daily.csv, row 144, column turnover: expected volume times a price between the day's low and high, 27.90 to 27.90, found 1.00 for 1 t, 1.00 a tonne",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected}");
    }
    let by = |column: &str| days.refused.iter().filter(|fault| fault.column.as_deref() == Some(column)).count();
    assert_eq!(["low", "average", "turnover", "date, instrument"].map(by), [3, 6, 42, 3]);
}

#[test]
fn cells_that_are_no_numbers_refuse_their_row_alone() {
    let head = "date,instrument,open,high,low,average,close,volume,turnover\r\n";
    let good = "2021-05-13,SZA-2019,12.4,15.13,12.38,13.06,15.13,4155,54257.44\r\n";
    for (bad, column) in [
        ("2021-02-29,SZA-2019,1,1,1,1,1,1,1", "date"),
        ("x,SZA-2019,1,1,1,1,1,1,1", "date"),
        ("2021-05-14,SZB-2019,1,1,1,1,1,1,1", "instrument"),
        ("2021-05-14,SZA-19,1,1,1,1,1,1,1", "instrument"),
        ("2021-05-14,SZA-2019,-1,1,1,1,1,1,1", "open"),
        ("2021-05-14,SZA-2019,1,1,1,n/a,1,1,1", "average"),
        ("2021-05-14,SZA-2019,1,1,1,1,,1,1", "close"),
        ("2021-05-14,SZA-2019,1,1,1,1,1,0,1", "volume"),
        ("2021-05-14,SZA-2019,1,1,1,1,1,1.5,1", "volume"),
        ("2021-05-14,SZA-2019,1,1,1,1,1,1,1.005", "turnover"),
        ("2021-05-14,SZA-2019,1,1,1,1,1,1,0", "turnover"),
        ("2021-05-14,SZA-2019,1,1,1,1,1,1,99999999999999999999", "turnover"),
    ] {
        let days = shenzhen("t.csv", format!("{head}{bad}\r\n{good}").as_bytes()).unwrap();
        assert_eq!(
            days.refused.iter().map(|fault| fault.column.as_deref()).collect::<Vec<_>>(),
            [Some(column)],
            "{bad}"
        );
        assert_eq!(
            days.rows.iter().map(|row| (row.line, row.price, row.volume)).collect::<Vec<_>>(),
            [(3, 1_306, 4_155_000)]
        );
    }
    assert!(read("t.csv", b"a,b\n1,2\n").is_err());
    assert!(read("t.csv", b"").is_err());
}

#[test]
fn a_plain_series_is_one_price_a_day() {
    let file = "date,type,price,log_price\r\n2005/5/20,EU ETS,18.55,1\r\n2005/5/19,EU ETS,17.8,2\r\n2005/5/20,EU ETS,1,1\r\n2005/5/21,EU ETS,0,1\r\n2005/5/22,EU ETS,x,1\r\n";
    let Prices::Plain(series, refused) = read("e.csv", file.as_bytes()).unwrap() else { panic!("plain") };
    let first = Day::try_from(days_from_epoch(2005, 5, 19)).unwrap();
    assert_eq!(series, [(first, 1_780), (first + 1, 1_855)]);
    assert_eq!(refused.iter().map(|fault| fault.row).collect::<Vec<_>>(), [Some(4), Some(5), Some(6)]);
}
