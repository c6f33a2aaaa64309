//! Files of daily prices: the Shenzhen exchange's, with volume and turnover of each vintage, and plain series of date and price.
//!
//! A table that is not one is an error; a row that cannot be true is refused, with its place and the reason, and the rest is read.

use crate::year::date::days_from_epoch;
use crate::year::input::fault::{quoted, Fault, Faults};
use crate::year::input::table::{self, TableRow};
use std::collections::BTreeMap;
use weir_types::units::{Day, WHOLE_UNIT};
use weir_types::{Price, Quantity};

/// The Shenzhen file's columns.
const SHENZHEN: [&str; 9] = ["date", "instrument", "open", "high", "low", "average", "close", "volume", "turnover"];
/// A plain series' columns.
const PLAIN: [&str; 2] = ["date", "price"];
/// How far a price may be outside of the day's range because it was rounded, in cents.
const ROUNDED: Price = 1;

/// What a file has.
#[derive(Debug)]
pub enum Prices {
    /// Days of vintages, with volume and turnover.
    Shenzhen(Days),
    /// One price a day.
    Plain(Vec<(Day, Price)>, Vec<Fault>),
}

/// The Shenzhen file, oldest day first.
#[derive(Debug, Default)]
pub struct Days {
    /// Rows that can be traded, refused ones among them.
    pub rows: Vec<Row>,
    /// Every row that was refused, in the file's order.
    pub refused: Vec<Fault>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: u64,
    /// The day.
    pub day: Day,
    /// The vintage.
    pub vintage: u16,
    /// Turnover / volume to the nearest cent: the price of the one trade that stands for the row.
    pub price: Price,
    /// How many units.
    pub volume: Quantity,
    /// The published average.
    pub average: Option<Price>,
    /// The published close.
    pub close: Price,
    /// Why it is refused: such a row is no part of its instrument's history.
    pub refused: Option<Fault>,
}

/// Reads a file of either kind.
pub fn read(file: &str, bytes: &[u8]) -> Result<Prices, Faults> {
    let head: Vec<u8> = bytes.iter().copied().take_while(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let names = String::from_utf8_lossy(&head);
    if names.split(',').any(|name| name.trim() == "turnover") {
        shenzhen(file, bytes).map(Prices::Shenzhen)
    } else {
        plain(file, bytes)
    }
}

/// Reads the Shenzhen file.
pub fn shenzhen(file: &str, bytes: &[u8]) -> Result<Days, Faults> {
    let mut faults = Faults::default();
    let table = table::read(file, bytes, &SHENZHEN, &mut faults);
    let table = faults.or(table)?;
    let (mut days, mut known) = (Days::default(), BTreeMap::new());
    for row in &table.rows {
        let place = Place { file, line: row.line };
        match cells(&place, row) {
            Ok(cells) => {
                let key = (cells.day, cells.vintage);
                let first = *known.entry(key).or_insert(row.line);
                let fault = if first == row.line { impossible(&place, &cells) } else { Some(place.again(row, first)) };
                days.refused.extend(fault.clone());
                days.rows.push(cells.row(row.line, fault));
            }
            Err(fault) => days.refused.push(fault),
        }
    }
    // The file is newest first; within a day the order does not matter, for each instrument trades once.
    days.rows.reverse();
    days.rows.sort_by_key(|row| row.day);
    Ok(days)
}

fn plain(file: &str, bytes: &[u8]) -> Result<Prices, Faults> {
    let mut faults = Faults::default();
    let table = table::read(file, bytes, &PLAIN, &mut faults);
    let table = faults.or(table)?;
    let (mut series, mut refused) = (BTreeMap::new(), Vec::new());
    for row in &table.rows {
        let place = Place { file, line: row.line };
        let (text, number) = (cell(row, 0), cell(row, 1));
        let read = date(text).ok_or_else(|| place.fault("date", "a day, such as 2021-12-08", quoted(text)));
        let read = read.and_then(|day| Ok((day, place.cents("price", number)?)));
        match read {
            Ok((_, 0)) => refused.push(place.fault("price", "a price above zero", quoted(number))),
            Ok((day, _)) if series.contains_key(&day) => {
                refused.push(place.fault("date", "one row for each day", quoted(text)));
            }
            Ok((day, price)) => {
                series.insert(day, price);
            }
            Err(fault) => refused.push(fault),
        }
    }
    Ok(Prices::Plain(series.into_iter().collect(), refused))
}

/// A row's numbers.
struct Cells {
    day: Day,
    vintage: u16,
    open: Option<Price>,
    high: Option<Price>,
    low: Option<Price>,
    average: Option<Price>,
    close: Price,
    tonnes: u128,
    turnover: u128,
}

impl Cells {
    fn price(&self) -> Price {
        (2 * self.turnover + self.tonnes) / (2 * self.tonnes)
    }

    fn row(&self, line: u64, refused: Option<Fault>) -> Row {
        let Cells { day, vintage, average, close, .. } = *self;
        Row { line, day, vintage, price: self.price(), volume: self.tonnes * WHOLE_UNIT, average, close, refused }
    }
}

fn cells(place: &Place, row: &TableRow) -> Result<Cells, Fault> {
    let [day, instrument] = [0, 1].map(|column| cell(row, column));
    let day = date(day).ok_or_else(|| place.fault("date", "a day, such as 2021-12-08", quoted(day)))?;
    let vintage = instrument.strip_prefix("SZA-").filter(|year| year.len() == 4).and_then(|year| year.parse().ok());
    let vintage =
        vintage.ok_or_else(|| place.fault("instrument", "SZA- and a year, such as SZA-2019", quoted(instrument)))?;
    let number = |column: usize| place.cents(SHENZHEN[column], cell(row, column));
    let or_blank = |column: usize| match cell(row, column) {
        "" => Ok(None),
        _ => number(column).map(Some),
    };
    let volume = cell(row, 7);
    let tonnes = volume.parse::<u64>().ok().filter(|tonnes| *tonnes > 0);
    let tonnes = tonnes.ok_or_else(|| place.fault("volume", "a whole number of tonnes above zero", quoted(volume)))?;
    let turnover = number(8)?;
    let cells = Cells {
        day,
        vintage,
        open: or_blank(2)?,
        high: or_blank(3)?,
        low: or_blank(4)?,
        average: or_blank(5)?,
        close: number(6)?,
        tonnes: tonnes.into(),
        turnover,
    };
    if cells.price() == 0 {
        return Err(place.fault("turnover", "at least half a cent a tonne", quoted(cell(row, 8))));
    }
    Ok(cells)
}

/// The first number of a row that no trade can have: the day's prices are between its low and its high, and so is what was paid for
/// a tonne on average.
fn impossible(place: &Place, cells: &Cells) -> Option<Fault> {
    let (low, high) = (cells.low?, cells.high?);
    if low > high {
        return Some(place.fault("low", format!("at most the day's high, {}", money(high)), money(low)));
    }
    let outside = |price: Price| price + ROUNDED < low || price > high + ROUNDED;
    let range = format!("between the day's low and high, {} to {}", money(low), money(high));
    let published = [("open", cells.open), ("average", cells.average), ("close", Some(cells.close))];
    let found =
        published.into_iter().find_map(|(column, price)| Some((column, price.filter(|price| outside(*price))?)));
    if let Some((column, price)) = found {
        return Some(place.fault(column, range, money(price)));
    }
    let price = cells.price();
    outside(price).then(|| {
        let found = format!("{} for {} t, {} a tonne", money(cells.turnover), cells.tonnes, money(price));
        place.fault("turnover", format!("volume times a price {range}"), found)
    })
}

/// Where something stands.
struct Place<'a> {
    file: &'a str,
    line: u64,
}

impl Place<'_> {
    fn fault(&self, column: &str, expected: impl Into<String>, found: impl Into<String>) -> Fault {
        let (column, expected, found) = (Some(column.into()), expected.into(), found.into());
        Fault { file: self.file.into(), row: Some(self.line), column, expected, found }
    }

    fn again(&self, row: &TableRow, first: u64) -> Fault {
        let found = format!("{} {} again, first in row {first}", cell(row, 0), cell(row, 1));
        self.fault("date, instrument", "one row for each date and instrument", found)
    }

    /// A decimal number as cents; more than two decimals only if they are zeros.
    fn cents(&self, column: &str, text: &str) -> Result<u128, Fault> {
        let parsed = || {
            let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let kept = decimals.trim_end_matches('0');
            if whole.is_empty() || whole.len() > 15 || !digits(whole) || !digits(decimals) || kept.len() > 2 {
                return None;
            }
            let cents: u128 = format!("{kept:0<2}").parse().ok()?;
            Some(whole.parse::<u128>().ok()? * 100 + cents)
        };
        parsed().ok_or_else(|| self.fault(column, "a number with at most two decimals", quoted(text)))
    }
}

fn cell(row: &TableRow, column: usize) -> &str {
    row.cells.get(column).map_or("", String::as_str)
}

/// A day: year, month, day, parted by `-` or `/`, with leading zeros or without.
fn date(text: &str) -> Option<Day> {
    let mut parts = text.split(['-', '/']).map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let months = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let last = *months.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
    let valid = parts.next().is_none() && (1970..3000).contains(&year) && (1..=last).contains(&day);
    valid.then(|| Day::try_from(days_from_epoch(year, month, day)).ok()).flatten()
}

/// Cents as money, without separators: as the files have it.
pub fn money(cents: u128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
