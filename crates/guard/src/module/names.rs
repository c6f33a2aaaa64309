//! Names for people: of functions from the name section, of source files from the debug sections.

use super::lines::Lines;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{CustomSectionReader, KnownCustom, Name, Parser, Payload};

/// What the custom sections tell. Built contracts rarely have any of it: the build strips them.
#[derive(Debug, Clone, Default)]
pub struct Names {
    functions: BTreeMap<u32, String>,
    lines: Lines,
    /// Where the code section's content begins in the contract: the debug sections count from there.
    code: u64,
}

/// The parts of a module that the chain runs: every section but the custom ones, by number.
type Parts<'a> = Vec<(u8, &'a [u8])>;

impl Names {
    /// What a contract's own custom sections tell.
    pub(super) fn within(bytes: &[u8]) -> Self {
        read(bytes).map(|(names, _)| names).unwrap_or_default()
    }

    /// What the custom sections of the same code, built without stripping them, tell of this contract.
    ///
    /// # Errors
    /// The other file is no Wasm, is other code, or has neither names nor lines.
    pub fn of_twin(contract: &[u8], twin: &[u8]) -> Result<Self> {
        let (own, parts) = read(contract)?;
        let (names, others) = read(twin)?;
        if parts != others {
            let what = parts.iter().zip(&others).find(|(one, other)| one != other).map_or(0, |(one, _)| one.0);
            return Err(Error::Twin(format!("it is other code (section {what} differs): build both at once")));
        }
        if names.functions.is_empty() && names.lines.is_empty() {
            return Err(Error::Twin("it has neither names nor lines: its custom sections were stripped, too".into()));
        }
        Ok(Self { code: own.code, ..names })
    }

    /// Takes what a name section has; a broken one is passed over, since the chain does not read it either.
    fn take(&mut self, section: &CustomSectionReader<'_>) {
        let KnownCustom::Name(reader) = section.as_known() else { return };
        for part in reader {
            let Ok(Name::Function(map)) = part else { continue };
            for naming in map.into_iter().flatten() {
                self.functions.insert(naming.index, demangle(naming.name));
            }
        }
    }

    /// Names a function that has no name yet.
    pub(super) fn or_else(&mut self, function: u32, name: &str) {
        self.functions.entry(function).or_insert_with(|| name.to_owned());
    }

    /// The function's name, or `#index`.
    pub fn of(&self, function: u32) -> String {
        self.functions.get(&function).cloned().unwrap_or_else(|| format!("#{function}"))
    }

    /// `file:line` that the code at this place in the contract is made of, where debug sections tell it.
    pub fn place(&self, offset: u64) -> Option<String> {
        self.lines.at(offset.checked_sub(self.code)?)
    }

    /// `file:line` at which the code in this range of the contract begins.
    pub fn begin(&self, range: Range<u64>) -> Option<String> {
        let first = || self.lines.first(range.start.checked_sub(self.code)?, range.end.checked_sub(self.code)?);
        self.place(range.start).or_else(first)
    }

    /// Whether source lines are known.
    pub fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }
}

/// A module's names, and its parts to compare it by.
fn read(bytes: &[u8]) -> Result<(Names, Parts<'_>)> {
    let (mut names, mut parts, mut debug, mut length) = (Names::default(), Parts::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        match &payload {
            Payload::CustomSection(section) => {
                names.take(section);
                if section.name().starts_with(".debug_") {
                    debug.insert(section.name(), section.data());
                }
                continue;
            }
            Payload::CodeSectionStart { range, .. } => (names.code, length) = (range.start, range.end - range.start),
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            parts.push((id, bytes.get(range.start as usize..range.end as usize).unwrap_or_default()));
        }
    }
    names.lines = Lines::of(&debug, length);
    Ok((names, parts))
}

/// The path of a Rust symbol, of the legacy mangling `_ZN3foo3bar17h…E`; anything else as it is.
fn demangle(name: &str) -> String {
    let Some(mut rest) = name.strip_prefix("_ZN").and_then(|rest| rest.strip_suffix('E')) else { return name.into() };
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let Ok(length) = rest[..digits].parse::<usize>() else { return name.into() };
        let Some(part) = rest.get(digits..digits.saturating_add(length)) else { return name.into() };
        rest = &rest[digits + length..];
        parts.push(part);
    }
    if parts.last().is_some_and(|last| last.len() == 17 && last.starts_with('h')) {
        parts.pop();
    }
    let plain = parts.join("::");
    [("$LT$", "<"), ("$GT$", ">"), ("$u20$", " "), ("$RF$", "&"), ("$C$", ","), ("..", "::")]
        .iter()
        .fold(plain, |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::demangle;

    #[test]
    fn rust_symbols_read_as_paths() {
        assert_eq!(demangle("_ZN6ledger6ledger4move17h0123456789abcdefE"), "ledger::ledger::move");
        assert_eq!(demangle("call"), "call");
        assert_eq!(demangle("_ZN99xE"), "_ZN99xE");
    }
}
