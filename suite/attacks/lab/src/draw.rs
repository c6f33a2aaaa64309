//! Which of the sites are seeded: by hash, so many of each operator, spread over the contracts. Fixed before the first run.

use crate::operators::{Operator, ALL};
use crate::sites::{self, Site};
use crate::sources;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use weir_bundle::blake2_256;

/// What the draw is made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Hashed with every site.
    pub seed: String,
    /// Mutants of each operator.
    pub each: usize,
    /// Of these, of one contract at most. Of one function, one.
    pub of_contract: usize,
    /// One in so many is for training: the harness is mended by these, and they are in no rate.
    pub training: u8,
}

/// A mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutant {
    /// The operator and a number.
    pub name: String,
    /// Only for finding faults of the harness.
    pub training: bool,
    /// The fault.
    #[serde(flatten)]
    pub site: Site,
}

/// The committed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// By what.
    pub rule: Rule,
    /// How many sites each operator has.
    pub sites: BTreeMap<Operator, usize>,
    /// What was drawn.
    pub mutants: Vec<Mutant>,
}

/// Draws.
///
/// # Errors
/// Sources that cannot be read.
pub fn draw(root: &Path, rule: Rule) -> Result<Drawn> {
    let mut all = Vec::new();
    for source in sources::all(root)? {
        all.extend(sites::of(&source)?);
    }
    Ok(from(all, rule))
}

/// Draws from these sites.
pub fn from(all: Vec<Site>, rule: Rule) -> Drawn {
    let (mut counts, mut mutants) = (BTreeMap::new(), Vec::new());
    for operator in ALL {
        let mut sites: Vec<([u8; 32], Site)> = all
            .iter()
            .filter(|site| site.operator == operator)
            .map(|site| (hash(&rule.seed, site), site.clone()))
            .collect();
        counts.insert(operator, sites.len());
        sites.sort_by_key(|(hash, _)| *hash);
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut functions = BTreeSet::new();
        let mut number = 0;
        for (hash, site) in sites {
            let of_contract = taken.entry(site.contract.clone()).or_default();
            let full = number == rule.each || *of_contract == rule.of_contract;
            if full || !functions.insert((site.path.clone(), site.function.clone())) {
                continue;
            }
            *of_contract += 1;
            number += 1;
            let training = hash[31] % rule.training == 0;
            mutants.push(Mutant { name: format!("{operator}-{number:02}"), training, site });
        }
    }
    Drawn { rule, sites: counts, mutants }
}

/// By what stands there, not by where: a line put in above changes no draw.
fn hash(seed: &str, site: &Site) -> [u8; 32] {
    let operator = site.operator.to_string();
    let parts = [seed, &operator, &site.path, &site.function, &site.before, &site.after];
    let lengths: Vec<u8> = parts.iter().flat_map(|part| (part.len() as u64).to_le_bytes()).collect();
    let mut bytes: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    bytes.push(&lengths);
    blake2_256(&bytes)
}
