//! `weir up`: brings a chain to where a plan wants it, and changes nothing when it is there.

use crate::deploy::{self, manifest, Deployment, Kind, Manifest, Plan, Step};
use crate::exit::{Exit, Failure};
use crate::guard::suite::Guarded;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use weir_client::bundle::Bundles;
use weir_client::{connect, Chain, Engine};
use weir_types::BatchId;

/// Deploy the suite, or finish an interrupted deployment. A second run changes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan; without it the one for development chains that is built in (plans/dev.toml).
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// The node, or `embedded` for a rehearsal in this process that leaves nothing behind.
    #[arg(long, value_name = "URL", default_value = DEFAULT_ENGINE)]
    engine: String,
    /// Where the manifest is [default: weir-manifest.json; none for a rehearsal].
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Also deploy a PSP22 facade for this batch, such as CO2-UK-2021-001. May be given several times.
    #[arg(long, value_name = "BATCH", value_parser = batch)]
    facade: Vec<BatchId>,
    /// Put an existing manifest aside (as FILE.old) and deploy by what the chain shows alone.
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    guarded: Guarded,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Where a node listens that scripts/node.sh started.
pub const DEFAULT_ENGINE: &str = "ws://127.0.0.1:9944";

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let plan = args.plan.as_deref().map_or_else(Plan::dev, Plan::read)?;
    // All files first: nothing is asked of the chain for a plan or bundles that are not there.
    let bundles = args.guarded.bundles(Bundles::from_env())?;
    deploy::contents::suite(&plan, &bundles, &args.facade)?;
    let mut chain = connect(&args.engine).map_err(deploy::fail::chain)?;
    let path = record(args, chain.as_ref());
    if let Some(path) = path.as_deref().filter(|_| args.fresh) {
        put_aside(path)?;
    }
    if !args.json {
        println!("{}", heading(chain.as_ref(), &plan));
    }
    let mut print = |step: &Step| {
        if !args.json {
            println!("{}", row(step));
        }
    };
    let done = deploy::deploy(chain.as_mut(), &plan, &bundles, &args.facade, path.as_deref(), &mut print)?;
    if args.json {
        println!("{:#}", as_json(&done));
    } else {
        println!("{}", summary(&done, path.as_deref()));
    }
    Ok(Exit::Ok)
}

/// Where to write: nowhere when it is a rehearsal and nobody has named a file.
fn record(args: &Args, chain: &dyn Chain) -> Option<PathBuf> {
    let default = || (chain.info().engine != Engine::Embedded).then(|| PathBuf::from(manifest::DEFAULT_FILE));
    args.manifest.clone().or_else(default)
}

fn put_aside(path: &Path) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".old");
    match fs::rename(path, path.with_file_name(name)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::new(Exit::Bundle, format!("manifest {} cannot be put aside: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

fn batch(text: &str) -> Result<BatchId, String> {
    text.parse().map_err(|_| "a batch is written POLLUTANT-REGION-YEAR-SERIAL, such as CO2-UK-2021-001".to_owned())
}

fn heading(chain: &dyn Chain, plan: &Plan) -> String {
    let genesis = deploy::text::Hex::of(chain.info().genesis).to_string();
    let genesis = genesis.get(..10).unwrap_or(&genesis);
    format!("plan {} on {} (genesis {genesis}), deployer {}", plan.name, chain.info().name, plan.deployer)
}

fn row(step: &Step) -> String {
    let applied = step.made.map_or_else(|| "there already".to_owned(), |block| format!("made in block {block}"));
    format!("  {:<9} {:<14} {:<18} {}", step.kind.as_str(), step.what, applied, step.name)
}

fn contracts(done: &Deployment) -> usize {
    done.steps.iter().filter(|step| step.kind == Kind::Contract).count()
}

fn summary(done: &Deployment, path: Option<&Path>) -> String {
    let contracts = contracts(done);
    match (done.made(), path) {
        (0, _) => format!("nothing to do: {contracts} contracts as in the manifest"),
        (made, Some(path)) => {
            format!("{made} of {} steps made: {contracts} contracts, manifest {}", done.steps.len(), path.display())
        }
        (made, None) => format!("{made} of {} steps made: {contracts} contracts, no manifest", done.steps.len()),
    }
}

fn as_json(done: &Deployment) -> serde_json::Value {
    let step =
        |step: &Step| json!({ "kind": step.kind.as_str(), "name": step.name, "what": step.what, "block": step.made });
    let steps: Vec<_> = done.steps.iter().map(step).collect();
    let manifest: &Manifest = &done.manifest;
    json!({ "made": done.made(), "contracts": contracts(done), "steps": steps, "manifest": manifest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: Kind, made: Option<u32>) -> Step {
        Step { kind, name: "ledger".into(), what: "5Grwva…utQY".into(), made }
    }

    #[test]
    fn rows_say_what_was_made() {
        assert_eq!(row(&step(Kind::Contract, Some(7))), "  contract  5Grwva…utQY    made in block 7    ledger");
        assert!(row(&step(Kind::Upload, None)).contains("there already"));
    }

    #[test]
    fn a_batch_is_checked_by_the_command_line() {
        assert!(batch("CO2-UK-2021-001").is_ok());
        assert!(batch("CO2").unwrap_err().contains("CO2-UK-2021-001"));
    }
}
