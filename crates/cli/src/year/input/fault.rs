//! What is wrong with an input file, said so that it can be found and mended: file, row, column, what was expected, what was there.

use std::fmt;

/// The most faults that are kept and shown; the rest are counted.
pub const MAX_SHOWN: usize = 50;
/// The longest piece of a file that a message repeats, in characters.
const MAX_FOUND: usize = 40;

/// One defect of an input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named to the command.
    pub file: String,
    /// The line of the file, from 1; none when the whole file is meant.
    pub row: Option<u64>,
    /// The column's or the key's name; none when the whole row is meant.
    pub column: Option<String>,
    /// What should have been there.
    pub expected: String,
    /// What was there instead.
    pub found: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// All defects of one or more files; nothing is sent while there are any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// Notes a defect: kept while there are fewer than [`MAX_SHOWN`], counted beyond.
    pub fn push(&mut self, fault: Fault) {
        if self.kept.len() < MAX_SHOWN {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Those that were kept, in the order in which they were met.
    pub fn kept(&self) -> &[Fault] {
        &self.kept
    }

    /// How many there are, those not kept included.
    pub fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// `value`, or the faults when there are any.
    pub fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// Takes another collection's faults in.
    pub fn absorb(&mut self, other: Faults) {
        self.more += other.more;
        other.kept.into_iter().for_each(|fault| self.push(fault));
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Faults { kept: vec![fault], more: 0 }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.kept.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        if self.more > 0 {
            write!(f, "\n... and {} more", self.more)?;
        }
        Ok(())
    }
}

/// A piece of a file as a message repeats it: quoted, cut, its control characters escaped.
pub fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "a blank".into();
    }
    let cut: String = text.chars().take(MAX_FOUND).flat_map(char::escape_debug).collect();
    let dots = if text.chars().count() > MAX_FOUND { "…" } else { "" };
    format!("\"{cut}{dots}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(row: u64) -> Fault {
        Fault {
            file: "a.csv".into(),
            row: Some(row),
            column: Some("year".into()),
            expected: "a year".into(),
            found: quoted("x\u{7}"),
        }
    }

    #[test]
    fn a_fault_names_the_place() {
        assert_eq!(fault(7).to_string(), "a.csv, row 7, column year: expected a year, found \"x\\u{7}\"");
        assert_eq!(quoted(""), "a blank");
        assert!(quoted(&"é".repeat(99)).chars().count() < 50);
    }

    #[test]
    fn only_so_many_are_shown_and_all_are_counted() {
        let mut faults = Faults::default();
        (1..=60).for_each(|row| faults.push(fault(row)));
        let mut all = Faults::from(fault(0));
        all.absorb(faults);
        assert_eq!((all.kept().len(), all.count()), (MAX_SHOWN, 61));
        assert!(all.to_string().ends_with("... and 11 more"));
        assert_eq!(all.clone().or(()), Err(all));
    }
}
