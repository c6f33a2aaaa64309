//! `behaviour.toml`: who, in which year, did not simply report and surrender in time. Everybody else does.

use super::fault::{quoted, Faults};
use super::number::MAX_TONNES;
use super::toml_file::Source;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use weir_types::units::WHOLE_UNIT;
use weir_types::Quantity;

/// The file's name in the data folder.
pub const FILE: &str = "behaviour.toml";

/// What an operator did in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deed {
    /// Reported only after the deadline: there is no data by then, and what is due is carried.
    pub reported_late: bool,
    /// The regulator noted before the deadline that the installation does not run any more, from this year on: it owes no report, only
    /// what is carried.
    pub stopped: bool,
    /// Surrendered so much less than was due by the deadline.
    pub short: Quantity,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub deed: Deed,
    /// Why it is believed.
    pub reason: String,
}

/// The file: entries by operator and year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Behaviour {
    /// By operator id and year.
    pub entries: BTreeMap<(String, u16), Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    row: Vec<Spanned<RawRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    operator: String,
    year: u16,
    did: String,
    short_t: Option<u64>,
    reason: String,
}

impl Behaviour {
    /// What an operator did in a year, when it is listed.
    pub fn of(&self, operator: &str, year: u16) -> Option<&Entry> {
        self.entries.get(&(operator.to_owned(), year))
    }

    /// The same file without an operator's rows.
    pub fn without(&self, operator: &str) -> Self {
        let mut rest = self.clone();
        rest.entries.retain(|(of, _), _| of != operator);
        rest
    }
}

/// Reads the file. `known` tells whether the installations file has a row of an operator and year.
pub fn read(file: &str, bytes: &[u8], known: impl Fn(&str, u16) -> bool) -> Result<Behaviour, Faults> {
    let source = Source::new(file, bytes)?;
    let raw: Raw = source.parse()?;
    let mut faults = Faults::default();
    let mut behaviour = Behaviour::default();
    for spanned in raw.row {
        let place = Some(spanned.span().start);
        let row = spanned.into_inner();
        let before = faults.count();
        if !known(&row.operator, row.year) {
            let found = format!("{} {}", quoted(&row.operator), row.year);
            faults.push(source.fault(place, "operator, year", "a row of the installations file", found));
        }
        if row.reason.trim().is_empty() {
            faults.push(source.fault(place, "reason", "a reason", "a blank"));
        }
        let short = match row.short_t {
            None => 0,
            Some(tonnes) if (1..=MAX_TONNES).contains(&u128::from(tonnes)) => Quantity::from(tonnes) * WHOLE_UNIT,
            Some(tonnes) => {
                faults.push(source.fault(place, "short_t", "how many tonnes short, at least 1", tonnes.to_string()));
                continue;
            }
        };
        let deed = match (row.did.as_str(), short) {
            ("reported late", 0) => Some(Deed { reported_late: true, ..Deed::default() }),
            ("stopped", _) => Some(Deed { stopped: true, short, ..Deed::default() }),
            ("surrendered short", 1..) => Some(Deed { short, ..Deed::default() }),
            ("surrendered short", 0) => {
                faults.push(source.fault(place, "short_t", "how many tonnes short, at least 1", "none"));
                None
            }
            ("reported late", _) => {
                faults.push(source.fault(
                    place,
                    "short_t",
                    "none: it does not go with \"reported late\"",
                    format!("{short} kg"),
                ));
                None
            }
            (did, _) => {
                let expected = "\"reported late\", \"surrendered short\" or \"stopped\"";
                faults.push(source.fault(place, "did", expected, quoted(did)));
                None
            }
        };
        let Some(deed) = deed.filter(|_| faults.count() == before) else { continue };
        let key = (row.operator, row.year);
        if behaviour.entries.contains_key(&key) {
            let found = format!("{} {} again", key.0, key.1);
            faults.push(source.fault(place, "operator, year", "one row for each operator and year", found));
            continue;
        }
        behaviour.entries.insert(key, Entry { deed, reason: row.reason });
    }
    faults.or(behaviour)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Behaviour, String> {
        read(FILE, text.as_bytes(), |operator, year| operator == "1" && year > 2020)
            .map_err(|faults| faults.to_string())
    }

    fn row(rest: &str) -> String {
        format!("# head\n[[row]]\noperator = \"1\"\nyear = 2021\n{rest}\n")
    }

    #[test]
    fn deeds_are_read() {
        assert_eq!(parse(""), Ok(Behaviour::default()));
        let text = row("did = \"surrendered short\"\nshort_t = 5\nreason = \"r\"");
        let behaviour = parse(&text).unwrap();
        assert_eq!(behaviour.of("1", 2021).map(|entry| entry.deed), Some(Deed { short: 5_000, ..Deed::default() }));
        assert_eq!(behaviour.of("1", 2022), None);
        assert_eq!(behaviour.without("1"), Behaviour::default());
        assert_eq!(behaviour.without("2"), behaviour);
        let late = parse(&row("did = \"reported late\"\nreason = \"r\"")).unwrap();
        assert_eq!(late.of("1", 2021).map(|entry| entry.deed), Some(Deed { reported_late: true, ..Deed::default() }));
    }

    #[test]
    fn each_defect_is_named() {
        let good = "did = \"stopped\"\nreason = \"r\"";
        for (text, said) in [
            (
                row(good).replace("\"1\"", "\"2\""),
                "row 2, column operator, year: expected a row of the installations file",
            ),
            (row(good).replace("\"r\"", "\" \""), "row 2, column reason: expected a reason, found a blank"),
            (row(good).replace("stopped", "slept"), "row 2, column did: expected \"reported late\""),
            (row(good).replace("stopped", "surrendered short"), "column short_t: expected how many tonnes short"),
            (row(&format!("{good}\nshort_t = 1")).replace("stopped", "reported late"), "column short_t: expected none"),
            (row(&format!("{good}\nshort_t = 0")), "column short_t: expected how many tonnes short"),
            (row(&format!("{good}\nhow = 1")), "row 7, column how: expected what docs/year.md says"),
            (row(good).replace("2021", "\"x\""), "row 4: expected what docs/year.md says"),
            (format!("{}{}", row(good), row(good)), "row 8, column operator, year: expected one row for each"),
        ] {
            let faults = parse(&text).unwrap_err();
            assert!(faults.starts_with("behaviour.toml, ") && faults.contains(said), "{faults}");
        }
    }
}
