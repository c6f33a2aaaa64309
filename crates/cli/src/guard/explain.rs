//! `weir guard explain`: why a guard refused a transaction, from a dry run on the state before it.

use super::{files, suite};
use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use crate::up::DEFAULT_ENGINE;
use serde_json::json;
use std::path::{Path, PathBuf};
use weir_client::bundle::Bundles;
use weir_client::node::{Node, Which};
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::map::{Explained, Map};

/// Tell why a guard refused a transaction: the function and the path that no profile knows. Exit code 1 when none did.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The transaction: its hash (looked for in the last 1,000 blocks), or BLOCK-INDEX.
    #[arg(value_name = "TX")]
    which: Which,
    /// The node.
    #[arg(long, value_name = "URL", default_value = DEFAULT_ENGINE)]
    engine: String,
    /// What the miss codes of your own guarded contracts mean: the files beside them.
    #[arg(long = "map", value_name = "FILE")]
    maps: Vec<PathBuf>,
    /// The profiles of the suite's contracts.
    #[arg(long, value_name = "DIR", default_value = suite::PROFILES)]
    guard_profiles: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a build's miss codes mean, and whose it is.
pub struct Known {
    /// The contract's name.
    pub name: String,
    /// The meanings.
    pub map: Map,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let known = known(&args.maps, &args.guard_profiles)?;
    let node = Node::connect(&args.engine).map_err(fail::chain)?;
    let sent = node.find(args.which).map_err(fail::chain)?;
    let answer = node.replay(&sent).map_err(fail::sent)?;
    let found: Vec<(String, Explained)> = told(&known, &answer.debug);
    if args.json {
        let misses: Vec<_> = found
            .iter()
            .map(|(contract, one)| {
                let selector = weir_guard::module::hex(&one.selector);
                json!({ "contract": contract, "selector": selector, "code": one.code, "function": one.function, "what": one.what })
            })
            .collect();
        let text = json!({ "block": sent.block, "index": sent.index, "reverted": answer.reverted, "misses": misses });
        println!("{text:#}");
    } else {
        for (contract, one) in &found {
            println!("{contract}: {} ({}), miss code {}", one.function, one.what, one.code);
        }
    }
    if !found.is_empty() {
        return Ok(Exit::Ok);
    }
    let how = if answer.reverted { "the contract itself refused it" } else { "it is accepted" };
    Err(Failure::new(Exit::CheckFailed, format!("no guard refused {} when it was run again: {how}", args.which)))
}

/// The misses in a debug message, with contract and message.
fn told(known: &[Known], debug: &str) -> Vec<(String, Explained)> {
    let name = |one: &Known, explained: &Explained| format!("{}.{}", one.name, one.map.message(explained.selector));
    let of = |one: &Known| -> Vec<(String, Explained)> {
        one.map.explained(debug).into_iter().map(|explained| (name(one, &explained), explained)).collect()
    };
    known.iter().flat_map(of).collect()
}

/// The maps that are named, and those of the suite's builds when its profiles are there.
pub fn known(maps: &[PathBuf], profiles: &Path) -> Result<Vec<Known>, Failure> {
    let mut known = Vec::new();
    for path in maps {
        let map: Map = serde_json::from_str(&files::text(path)?).map_err(|error| {
            Failure::new(Exit::BadInput, format!("{}: not the map of a guarded build: {error}", path.display()))
        })?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let file = file.split('.').next().unwrap_or_default().to_owned();
        known.push(Known { name: map.contract.clone().unwrap_or(file), map });
    }
    if known.is_empty() || profiles.is_dir() {
        known.extend(of_suite(profiles)?);
    }
    Ok(known)
}

fn of_suite(profiles: &Path) -> Result<Vec<Known>, Failure> {
    let plain = Bundles::from_env();
    let profiles = suite::read(&plain, profiles)?;
    let mut known = Vec::new();
    for (name, bundle) in suite::codes(&plain)? {
        let Some(profile) = profiles.get(&name) else { continue };
        for mode in [Mode::Enforce, Mode::Monitor] {
            let options = Options { allow_empty: true, ..Options::new(mode) };
            let of_code = |error| files::refused(error).while_doing(&name);
            let output = instrument(&bundle.wasm, &options, Some(profile)).map_err(of_code)?;
            let map = Map::of(&Analysis::like(&bundle.wasm, profile).map_err(of_code)?, &output);
            known.push(Known { name: name.clone(), map: map.described(&suite::described(&bundle)?) });
        }
    }
    Ok(known)
}
