//! Source lines from the debug sections (DWARF): which line an instruction was made of.

use super::index;
use gimli::{AttributeValue, Dwarf, EndianSlice, FileEntry, LineProgramHeader, LittleEndian, Unit};
use std::collections::BTreeMap;

type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// Addresses in the code section, and what source they are from.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    files: Vec<String>,
    /// From this address on: file and line, or nothing known.
    rows: BTreeMap<u64, Option<(u32, u32)>>,
}

impl Lines {
    /// What the debug sections tell, by their names. A broken one tells what stands before the break: the chain reads
    /// none of it, and nothing that is built depends on it.
    pub(super) fn of(sections: &BTreeMap<&str, &[u8]>, code: u64) -> Self {
        let mut lines = Self::default();
        if sections.contains_key(".debug_line") {
            // What is left out is unknown, as it would be without debug sections.
            let _ = lines.read(sections, code);
        }
        lines
    }

    fn read(&mut self, sections: &BTreeMap<&str, &[u8]>, code: u64) -> gimli::Result<()> {
        let section = |id: gimli::SectionId| {
            let bytes = sections.get(id.name()).copied().unwrap_or_default();
            Ok::<_, gimli::Error>(EndianSlice::new(bytes, LittleEndian))
        };
        let dwarf = Dwarf::load(section)?;
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        let mut units = dwarf.units();
        while let Some(header) = units.next()? {
            let unit = dwarf.unit(header)?;
            let Some(program) = unit.line_program.clone() else { continue };
            let mut rows = program.rows();
            let mut sequence: Vec<(u64, Option<(u32, u32)>)> = Vec::new();
            while let Some((header, row)) = rows.next_row()? {
                let line = row.line().and_then(|line| u32::try_from(line.get()).ok());
                let place = match (row.end_sequence(), line, row.file(header)) {
                    (false, Some(line), Some(file)) => {
                        let name = path(&dwarf, &unit, header, file);
                        let next = index(known.len());
                        Some((*known.entry(name).or_insert(next), line))
                    }
                    _ => None,
                };
                // Of rows for one address the last counts.
                sequence.retain(|(address, _)| *address != row.address() || row.end_sequence());
                sequence.push((row.address(), place));
                if row.end_sequence() {
                    self.add(std::mem::take(&mut sequence), code);
                }
            }
        }
        let mut files: Vec<(String, u32)> = known.into_iter().collect();
        files.sort_by_key(|(_, number)| *number);
        self.files = files.into_iter().map(|(name, _)| name).collect();
        Ok(())
    }

    /// Adds the rows of one function. Linkers leave the lines of functions that they dropped, at addresses no code has.
    fn add(&mut self, rows: Vec<(u64, Option<(u32, u32)>)>, code: u64) {
        let there = |rows: &[(u64, _)]| rows.iter().all(|(address, _)| (1..=code).contains(address));
        if there(&rows) {
            for (address, place) in rows {
                match place {
                    Some(_) => drop(self.rows.insert(address, place)),
                    // The end of one function may be the beginning of the next.
                    None => drop(self.rows.entry(address).or_insert(None)),
                }
            }
        }
    }

    /// `file:line` of the code at an address.
    pub(super) fn at(&self, address: u64) -> Option<String> {
        let (file, line) = (*self.rows.range(..=address).next_back()?.1)?;
        Some(format!("{}:{line}", self.files.get(file as usize)?))
    }

    /// `file:line` of the first code between two addresses of which it is known.
    pub(super) fn first(&self, from: u64, to: u64) -> Option<String> {
        let (address, _) = self.rows.range(from..to).find(|(_, place)| place.is_some())?;
        self.at(*address)
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A file's path, as short as it is still clear.
fn path(
    dwarf: &Dwarf<Bytes<'_>>,
    unit: &Unit<Bytes<'_>>,
    header: &LineProgramHeader<Bytes<'_>>,
    file: &FileEntry<Bytes<'_>>,
) -> String {
    let text = |value: AttributeValue<Bytes<'_>>| {
        dwarf.attr_string(unit, value).map(|bytes| bytes.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let name = text(file.path_name());
    let folder = file.directory(header).map(text).unwrap_or_default();
    match name.starts_with('/') || folder.is_empty() {
        true => short(&name).to_owned(),
        false => short(&format!("{folder}/{name}")).to_owned(),
    }
}

/// What tells a file apart: of a crate from a registry, what follows the registry's folder; of the compiler's own
/// library, what follows `library`.
fn short(path: &str) -> &str {
    let crates = path.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    let library = path.split_once("/library/").map(|(_, rest)| rest);
    crates.map(|(_, rest)| rest).or(library).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn paths_are_cut_to_what_tells_them_apart() {
        let registry = "/somewhere/registry/src/index.crates.io-1949cf8c6b5b557f/psp22-2.0.0/lib.rs";
        assert_eq!(short(registry), "psp22-2.0.0/lib.rs");
        assert_eq!(
            short("/rustc/4d91de4e48198da2e33413efdcd9cd2cc0c46688/library/core/src/num/mod.rs"),
            "core/src/num/mod.rs"
        );
        assert_eq!(short("contracts/market/cash/src/lib.rs"), "contracts/market/cash/src/lib.rs");
    }
}
