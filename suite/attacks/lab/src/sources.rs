//! Which files are mutated, and which contract each fault is built into.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder or file below the root of the repository, and the contract that is built from it. Code that several contracts
/// share is built into the one that does most with it; the others stay as they are.
const SOURCES: [(&str, &str); 29] = [
    ("contracts/identity/registry", "registry"),
    ("contracts/allowances/compliance", "compliance"),
    ("contracts/allowances/issuer", "issuer"),
    ("contracts/allowances/ledger", "ledger"),
    ("contracts/allowances/psp22", "facade"),
    ("contracts/market/auction", "auction"),
    ("contracts/market/auctioneer", "auctioneer"),
    ("contracts/market/cash", "cash"),
    ("contracts/market/deals", "deals"),
    ("contracts/market/desk", "desk"),
    ("contracts/market/exchange", "exchange"),
    ("contracts/market/matching", "matching"),
    ("contracts/market/office", "office"),
    ("contracts/market/oracle", "oracle"),
    ("contracts/market/settlement", "settlement"),
    ("crates/rules/src/allocation", "issuer"),
    ("crates/rules/src/auction", "auctioneer"),
    ("crates/rules/src/book", "matching"),
    ("crates/rules/src/compliance.rs", "compliance"),
    ("crates/rules/src/eligibility.rs", "registry"),
    ("crates/rules/src/market.rs", "exchange"),
    ("crates/rules/src/oracle", "oracle"),
    ("crates/rules/src/settlement", "settlement"),
    ("crates/rules/src/supply.rs", "ledger"),
    ("crates/rules/src/transfer.rs", "ledger"),
    ("crates/rules/src/holding.rs", "exchange"),
    ("crates/floor/src", "exchange"),
    ("crates/auctions/src", "auction"),
    ("crates/types/src/bank_sale.rs", "desk"),
];

/// Files that hold no rule: tests, words, shapes.
const LEFT_OUT: [&str; 7] = ["tests.rs", "events.rs", "error.rs", "errors.rs", "types.rs", "names.rs", "calls.rs"];

/// A file that is mutated.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path below the root.
    pub path: String,
    /// The contract that is built.
    pub contract: String,
    /// Its text.
    pub text: String,
}

/// All of them, sorted.
///
/// # Errors
/// A file that cannot be read.
pub fn all(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for (place, contract) in SOURCES {
        let mut files = Vec::new();
        gather(&root.join(place), &mut files)?;
        for file in files {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let path = file.strip_prefix(root)?.to_string_lossy().into_owned();
            sources.push(Source { path, contract: contract.to_owned(), text });
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn gather(place: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if place.is_dir() {
        if ["tests", "examples"].contains(&name.as_str()) {
            return Ok(());
        }
        for entry in fs::read_dir(place).with_context(|| format!("cannot read {}", place.display()))? {
            gather(&entry?.path(), files)?;
        }
    } else if name.ends_with(".rs") && !LEFT_OUT.contains(&name.as_str()) {
        files.push(place.to_owned());
    }
    Ok(())
}
