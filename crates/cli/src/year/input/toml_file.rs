//! TOML files: a fault with row and key for whatever does not fit, and places of values for checks made later.

use super::fault::{Fault, Faults};
use serde::de::DeserializeOwned;

/// A file's name and text, for messages about places in it.
pub struct Source<'a> {
    /// The name for messages.
    pub file: &'a str,
    /// The text, without its BOM.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// The text of bytes, which must be UTF-8; a BOM is taken off.
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Result<Self, Faults> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self { file, text: text.strip_prefix('\u{feff}').unwrap_or(text) }),
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                let row = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
                let found = format!("the byte 0x{:02x}", bytes[error.valid_up_to()]);
                Err(fault(file, Some(row), None, "text in UTF-8", found))
            }
        }
    }

    /// Reads the whole file as a type that knows its keys.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Faults> {
        toml::from_str(self.text).map_err(|error| {
            let row = error.span().map(|span| self.row(span.start));
            let message = error.message().replace('\n', "; ");
            // What serde names in backticks first is the key, where it is about one.
            let key = message.split('`').nth(1).filter(|_| message.contains("field"));
            fault(self.file, row, key, "what docs/year.md says of this file", message.clone())
        })
    }

    /// The row of a place in the text, from 1.
    pub fn row(&self, place: usize) -> u64 {
        1 + self.text.bytes().take(place).filter(|b| *b == b'\n').count() as u64
    }

    /// A fault at a place.
    pub fn fault(
        &self,
        place: Option<usize>,
        key: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Fault {
        Fault {
            file: self.file.into(),
            row: place.map(|place| self.row(place)),
            column: Some(key.into()),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

fn fault(file: &str, row: Option<u64>, column: Option<&str>, expected: &str, found: String) -> Faults {
    Fault { file: file.into(), row, column: column.map(Into::into), expected: expected.into(), found }.into()
}
