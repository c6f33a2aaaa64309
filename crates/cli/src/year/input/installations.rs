//! The installations file: one row for each operator and year.

use super::fault::{quoted, Fault, Faults};
use super::number::{digits, tonnes};
use super::table;
use crate::year::compare::{Published, PublishedStatus};
use crate::year::facts::{Emissions, Facts, Installation, YearFacts};
use std::collections::{BTreeMap, BTreeSet};
use weir_types::InstallationId;

/// The file's name in the data folder.
pub const FILE: &str = "installations.csv";

/// The columns that are read, by name; others may be there and are left alone.
const COLUMNS: [&str; 9] = [
    "operator_id",
    "permit_id",
    "account_holder",
    "installation",
    "regulator",
    "nace_code",
    "year",
    "allocation_total",
    "emissions_t",
];
/// The last column, read apart from the others because it goes elsewhere.
const STATUS: &str = "status";

/// A row whose every cell is well formed.
struct Row {
    line: u64,
    operator: String,
    permit: InstallationId,
    holder: String,
    name: String,
    regulator: String,
    sector: u16,
    year: u16,
    facts: YearFacts,
    status: PublishedStatus,
}

/// Reads the file. `file` is its name for messages; `years` are the scenario's.
pub fn read(file: &str, bytes: &[u8], years: &[u16]) -> Result<(Facts, Published), Faults> {
    let mut faults = Faults::default();
    let columns: Vec<&str> = COLUMNS.into_iter().chain([STATUS]).collect();
    let table = table::read(file, bytes, &columns, &mut faults);
    let rows: Vec<Row> = table.rows.iter().filter_map(|row| check(file, row, years, &mut faults)).collect();
    let regulators = names(rows.iter().map(|row| &row.regulator));
    let holders = names(rows.iter().map(|row| &row.holder));
    let place = |names: &[String], name: &String| names.binary_search(name).unwrap_or_default();

    let mut published = Published::default();
    let mut installations: BTreeMap<String, Installation> = BTreeMap::new();
    let mut permits: BTreeMap<InstallationId, (String, u64)> = BTreeMap::new();
    for row in rows {
        let fault = |column: &str, expected: String, found: String| Fault {
            file: file.into(),
            row: Some(row.line),
            column: Some(column.into()),
            expected,
            found,
        };
        let (owner, line) = permits.entry(row.permit).or_insert_with(|| (row.operator.clone(), row.line));
        if *owner != row.operator {
            let expected = format!("a permit of operator {} alone", row.operator);
            faults.push(fault("permit_id", expected, format!("{}, of operator {owner} in row {line}", row.permit)));
            continue;
        }
        let new = Installation {
            operator: row.operator.clone(),
            permit: row.permit,
            name: row.name.clone(),
            holder: place(&holders, &row.holder),
            regulator: place(&regulators, &row.regulator),
            sector: row.sector,
            years: BTreeMap::new(),
        };
        let known = installations.entry(row.operator.clone()).or_insert(new);
        if known.permit != row.permit {
            let expected = format!("{}, as in the operator's first row", known.permit);
            faults.push(fault("permit_id", expected, row.permit.to_string()));
        }
        if regulators[known.regulator] != row.regulator {
            let expected = format!("{}, as in the operator's first row", regulators[known.regulator]);
            faults.push(fault("regulator", expected, quoted(&row.regulator)));
        }
        if let Some(first) = known.years.get(&row.year) {
            faults.push(fault(
                "operator_id, year",
                "one row for each operator and year".into(),
                format!("{} {} again, first in row {}", row.operator, row.year, first.line),
            ));
            continue;
        }
        known.years.insert(row.year, row.facts);
        published.note(&row.operator, row.year, row.status);
    }
    faults.or((Facts { installations: installations.into_values().collect(), regulators, holders }, published))
}

fn names<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    all.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

/// Checks every cell of a row, so that one run names all that is wrong; none when something is.
fn check(file: &str, row: &table::TableRow, years: &[u16], faults: &mut Faults) -> Option<Row> {
    let before = faults.count();
    let [operator, permit, holder, name, regulator, sector, year, allocation, emissions, status] = &row.cells[..]
    else {
        return None;
    };
    let mut bad = |column: &str, expected: String, text: &str| {
        faults.push(Fault {
            file: file.into(),
            row: Some(row.line),
            column: Some(column.into()),
            expected,
            found: quoted(text),
        });
    };
    if operator.is_empty() || operator.len() > 32 || !operator.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        bad("operator_id", "1 to 32 letters, digits or dashes".into(), operator);
    }
    let permit_id = InstallationId::new(permit);
    if permit_id.is_err() {
        bad("permit_id", format!("1 to {} letters, digits, dashes, dots or underscores", InstallationId::LEN), permit);
    }
    for (column, text) in [("account_holder", holder), ("regulator", regulator)] {
        if text.is_empty() {
            bad(column, "a name".into(), text);
        }
    }
    let sector = if sector.is_empty() { Ok(0) } else { digits(sector, "a NACE class or a blank") }
        .map_err(|expected| bad("nace_code", expected, sector));
    let in_scenario = || {
        let list: Vec<String> = years.iter().map(u16::to_string).collect();
        format!("a year of the scenario ({})", list.join(", "))
    };
    let year =
        digits::<u16>(year, "").ok().filter(|y| years.contains(y)).ok_or_else(|| bad("year", in_scenario(), year));
    let allocation = match allocation.as_str() {
        "" => Ok(None),
        text => tonnes(text, " or a blank").map(Some).map_err(|expected| bad("allocation_total", expected, text)),
    };
    let emissions = match emissions.as_str() {
        "" => Ok(Emissions::NotSubmitted),
        "EXCLUDED" => Ok(Emissions::Excluded),
        text => tonnes(text, ", a blank or EXCLUDED")
            .map(Emissions::Recorded)
            .map_err(|expected| bad("emissions_t", expected, text)),
    };
    let word = PublishedStatus::parse(status)
        .ok_or_else(|| bad(STATUS, "A, B, C, NOT_APPLICABLE, EXCLUDED or a blank".into(), status));
    if faults.count() > before {
        return None;
    }
    Some(Row {
        line: row.line,
        operator: operator.clone(),
        permit: permit_id.ok()?,
        holder: holder.clone(),
        name: name.clone(),
        regulator: regulator.clone(),
        sector: sector.ok()?,
        year: year.ok()?,
        facts: YearFacts { line: row.line, allocation: allocation.ok()?, emissions: emissions.ok()? },
        status: word.ok()?,
    })
}

#[cfg(test)]
#[path = "installations_tests.rs"]
mod tests;
