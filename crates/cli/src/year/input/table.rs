//! A CSV file as named columns of text, read from bytes: a BOM and Windows line ends are accepted, anything else that is not a
//! well-formed table in UTF-8 is a fault with its place.

use super::fault::{quoted, Fault, Faults};
use csv::{ByteRecord, ReaderBuilder};

/// A file's rows, cut down to the columns that were asked for.
pub struct Table {
    /// The rows in the file's order.
    pub rows: Vec<TableRow>,
}

/// One row: its line in the file and the cells of the columns asked for, in the order in which they were asked for.
pub struct TableRow {
    /// The line of the file, from 1 (the header's).
    pub line: u64,
    /// The cells, without surrounding blanks.
    pub cells: Vec<String>,
}

/// Reads a table. Rows with faults are left out of the answer's rows and noted in `faults`.
pub fn read(file: &str, bytes: &[u8], columns: &[&str], faults: &mut Faults) -> Table {
    let mut table = Table { rows: Vec::new() };
    let at = |row: Option<u64>, column: Option<&str>, expected: String, found: String| Fault {
        file: file.into(),
        row,
        column: column.map(Into::into),
        expected,
        found,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        faults.push(at(None, None, "a header row and rows of data".into(), "an empty file".into()));
        return table;
    }
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut places: Option<Places> = None;
    let mut lines = Lines { bytes, at: 0, line: 1 };
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                faults.push(at(None, None, "a readable CSV file".into(), error.to_string()));
                break;
            }
        }
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        let Some(known) = &places else {
            match header(file, line, &record, columns, faults) {
                Some(found) => places = Some(found),
                None => return table,
            }
            continue;
        };
        if record.len() != known.width {
            faults.push(at(
                Some(line),
                None,
                format!("{} fields, as in the header", known.width),
                format!("{} fields", record.len()),
            ));
            continue;
        }
        let mut cells = Vec::with_capacity(columns.len());
        for (name, place) in columns.iter().zip(&known.of) {
            let raw = record.get(*place).unwrap_or_default();
            match std::str::from_utf8(raw) {
                Ok(text) => cells.push(text.trim_matches([' ', '\t']).to_owned()),
                Err(error) => faults.push(at(
                    Some(line),
                    Some(name),
                    "text in UTF-8".into(),
                    format!(
                        "the byte 0x{:02x} at place {} of the field",
                        raw[error.valid_up_to()],
                        error.valid_up_to() + 1
                    ),
                )),
            }
        }
        if cells.len() == columns.len() {
            table.rows.push(TableRow { line, cells });
        }
    }
    if places.is_some() && table.rows.is_empty() && faults.is_empty() {
        faults.push(at(None, None, "rows of data below the header".into(), "none".into()));
    }
    table
}

/// Line numbers of places in the bytes. The reader's own count stands before the rest of the last row's line end.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that begins at or after a place; places come in rising order.
    fn of(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= place && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.at += 1;
            let ends = *byte == b'\n' || (*byte == b'\r' && self.bytes.get(self.at) != Some(&b'\n'));
            self.line += u64::from(ends);
        }
        self.line
    }
}

struct Places {
    /// How many fields the header has.
    width: usize,
    /// Where each column asked for stands.
    of: Vec<usize>,
}

/// Finds the columns in the header; none, with faults noted, when one is missing or there twice.
fn header(file: &str, line: u64, record: &ByteRecord, columns: &[&str], faults: &mut Faults) -> Option<Places> {
    let names: Vec<String> =
        record.iter().map(|raw| String::from_utf8_lossy(raw).trim_matches([' ', '\t']).to_owned()).collect();
    let mut of = Vec::with_capacity(columns.len());
    for column in columns {
        let mut places = names.iter().enumerate().filter(|(_, name)| name == column).map(|(place, _)| place);
        let (found, expected) = match (places.next(), places.next()) {
            (Some(place), None) => {
                of.push(place);
                continue;
            }
            (None, _) => (quoted(&names.join(",")), "this column in the header"),
            (Some(_), Some(_)) => ("it twice".into(), "this column once in the header"),
        };
        faults.push(Fault {
            file: file.into(),
            row: Some(line),
            column: Some((*column).into()),
            expected: expected.into(),
            found,
        });
    }
    (of.len() == columns.len()).then_some(Places { width: names.len(), of })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut faults = Faults::default();
        let table = read("t.csv", bytes, &["b", "a"], &mut faults);
        faults.or(table.rows.into_iter().map(|row| (row.line, row.cells)).collect()).map_err(|f| f.to_string())
    }

    #[test]
    fn line_ends_bom_quotes_and_order_of_columns_are_harmless() {
        let expected = Ok(vec![(2, vec!["2".into(), "1".into()]), (3, vec!["x, y".into(), "é".into()])]);
        assert_eq!(cells("a,b\n1,2\né,\"x, y\"\n".as_bytes()), expected);
        assert_eq!(cells("\u{feff}a,b\r\n1, 2 \r\né,\"x, y\"".as_bytes()), expected);
        assert_eq!(cells("a,b\r1,2\ré,\"x, y\"\r".as_bytes()), expected);
        let after_a_blank = Ok(vec![(4, vec!["2\n2".into(), "1".into()]), (7, vec!["3".into(), "4".into()])]);
        assert_eq!(cells(b"a,b\r\n\r\n\r\n1,\"2\n2\"\r\n\r\n4,3"), after_a_blank);
        assert_eq!(cells("z,b,a\n,2,1\n,\"x, y\",é\n".as_bytes()), expected);
    }

    #[test]
    fn each_defect_is_named_with_its_place() {
        for (bytes, said) in [
            (&b""[..], "t.csv: expected a header row and rows of data, found an empty file"),
            (b"\xef\xbb\xbf\r\n", "t.csv: expected a header row and rows of data, found an empty file"),
            (b"a,b\n", "t.csv: expected rows of data below the header, found none"),
            (b"a,c\n1,2\n", "t.csv, row 1, column b: expected this column in the header, found \"a,c\""),
            (b"a,b,b\n1,2,3\n", "t.csv, row 1, column b: expected this column once in the header, found it twice"),
            (b"a,b\n1,2\n1\n", "t.csv, row 3: expected 2 fields, as in the header, found 1 fields"),
            (
                b"a,b\nx\xff,2\n",
                "t.csv, row 2, column a: expected text in UTF-8, found the byte 0xff at place 2 of the field",
            ),
        ] {
            assert_eq!(cells(bytes).unwrap_err(), said);
        }
    }
}
