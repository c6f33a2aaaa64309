//! Names for people: of functions from the name section, of source files from the debug sections.

use std::collections::BTreeMap;
use wasmparser::{CustomSectionReader, KnownCustom, Name};

/// What the custom sections tell. Built contracts rarely have any of it: the build strips them.
#[derive(Debug, Clone, Default)]
pub struct Names {
    functions: BTreeMap<u32, String>,
}

impl Names {
    /// Takes what a custom section has; a broken one is passed over, since the chain does not read it either.
    pub(super) fn read(&mut self, section: &CustomSectionReader<'_>) {
        let KnownCustom::Name(reader) = section.as_known() else { return };
        for part in reader {
            let Ok(Name::Function(map)) = part else { continue };
            for naming in map.into_iter().flatten() {
                self.functions.insert(naming.index, demangle(naming.name));
            }
        }
    }

    /// The function's name, or `#index`.
    pub fn of(&self, function: u32) -> String {
        self.functions.get(&function).cloned().unwrap_or_else(|| format!("#{function}"))
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }
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
