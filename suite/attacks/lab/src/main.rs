//! `weir-lab`: draws the seeded faults, and builds what the laboratory runs.

use anyhow::{bail, Context, Result};
use std::fs;
use std::path::Path;
use weir_lab::build::{self, Place, Probes, Tree};
use weir_lab::draw::{self, Drawn, Rule};

/// Where the draw is kept, below the root.
const DRAWN: &str = "suite/attacks/mutants.json";
const USAGE: &str =
    "usage: weir-lab draw [SEED] | subjects [NAME…] | build [NAME…] | bare NAME… | list    (in the root of the repository)";

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(".");
    match words.split_first().map(|(word, rest)| (word.as_str(), rest)) {
        Some(("draw", [])) => draw(root, rule()),
        Some(("draw", [seed])) => draw(root, Rule { seed: seed.clone(), ..rule() }),
        Some(("list", [])) => list(root),
        Some(("subjects", names)) => subjects(root, names),
        Some(("build", names)) => build(root, names, Probes::Kept),
        Some(("bare", names)) if !names.is_empty() => build(root, names, Probes::Out),
        _ => bail!(USAGE),
    }
}

/// The rule was set before anything was run. Another seed makes another experiment.
fn rule() -> Rule {
    Rule { seed: "weir laboratory 1".to_owned(), each: 18, of_contract: 3, training: 5 }
}

fn draw(root: &Path, rule: Rule) -> Result<()> {
    let drawn = draw::draw(root, rule)?;
    let mut text = serde_json::to_string_pretty(&drawn)?;
    text.push('\n');
    fs::write(root.join(DRAWN), text)?;
    println!("{} mutants of {:?} sites", drawn.mutants.len(), drawn.sites);
    Ok(())
}

fn drawn(root: &Path) -> Result<Drawn> {
    let text = fs::read_to_string(root.join(DRAWN)).with_context(|| format!("cannot read {DRAWN}"))?;
    Ok(serde_json::from_str(&text)?)
}

fn subjects(root: &Path, names: &[String]) -> Result<()> {
    let written = build::subjects(&Place::from_env(root)?, names)?;
    println!("{written} subjects built anew");
    Ok(())
}

/// Name, whether it compiles, file: what `weir guard bench --attacks` reads.
fn list(root: &Path) -> Result<()> {
    let tree = Tree::new(Place::from_env(root)?)?;
    for mutant in drawn(root)?.mutants {
        let file = tree.file(&mutant, Probes::Kept);
        let state = match (file.exists(), file.with_extension("invalid").exists()) {
            (true, _) => "built",
            (false, true) => "invalid",
            (false, false) => "missing",
        };
        println!("{}\t{state}\t{}", mutant.name, file.display());
    }
    Ok(())
}

fn build(root: &Path, names: &[String], probes: Probes) -> Result<()> {
    let tree = Tree::new(Place::from_env(root)?)?;
    for mutant in drawn(root)?.mutants {
        if names.is_empty() || names.contains(&mutant.name) {
            let state = if tree.build(&mutant, probes)? { "built" } else { "does not compile" };
            println!("{} ({}): {state}", mutant.name, mutant.site.contract);
        }
    }
    Ok(())
}
