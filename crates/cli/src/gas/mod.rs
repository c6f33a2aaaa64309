//! `weir gas`: what every message of every contract costs, to the unit, and whether budgets hold.
//!
//! Measured on the embedded engine, which is the node's own runtime: the figures are the node's.

mod budget;
mod messages;
mod meter;
mod scenario;
pub mod snapshot;
mod token;

use crate::deploy::{self, fail, Plan};
use crate::exit::{Exit, Failure};
use messages::Messages;
use meter::Meter;
use serde_json::json;
use snapshot::{Contract, Entry, How, Snapshot};
use std::collections::BTreeMap;
use std::path::PathBuf;
use weir_client::bundle::{Bundle, Bundles};
use weir_client::{connect, Chain};

/// Codes that exchange and auction run in their own storage: their messages are those contracts' and measured there.
const PARTS: [&str; 4] = ["matching", "deals", "office", "auctioneer"];

/// Measure every message of every contract and write gas-snapshot.json; fail when a budget is broken. With --check fail
/// only when the snapshot is stale: a miss that it states is shown and cannot grow unseen.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing: compare with the snapshot and show what differs. Exit code 1 when something does.
    #[arg(long)]
    check: bool,
    /// The snapshot.
    #[arg(long, value_name = "FILE", default_value = snapshot::DEFAULT_FILE)]
    snapshot: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let now = measure(&Bundles::from_env())?;
    let differs = if args.check { Snapshot::read(&args.snapshot)?.diff(&now) } else { Vec::new() };
    let broken: Vec<_> = now.budgets.iter().filter(|(_, ratio)| !ratio.holds()).map(|(name, _)| name.clone()).collect();
    if args.json {
        println!("{:#}", json!({ "snapshot": now, "differs": differs, "broken": broken }));
    } else {
        print!("{}", if args.check { checked(&now) } else { report(&now) });
    }
    if !args.check {
        now.write(&args.snapshot)?;
    } else if !differs.is_empty() {
        if !args.json {
            println!("{} is stale:\n{}", args.snapshot.display(), differs.join("\n"));
        }
        let message = format!("{} is stale: look at what changed, then run weir gas", args.snapshot.display());
        return Err(Failure::new(Exit::CheckFailed, message));
    }
    match broken.as_slice() {
        [] => Ok(Exit::Ok),
        // The committed snapshot says so already, and it is not stale: a miss that is stated, and that cannot grow unseen.
        broken if args.check => {
            eprintln!("weir: budgets that the snapshot states as missed: {}", broken.join(", "));
            Ok(Exit::Ok)
        }
        broken => Err(Failure::new(Exit::CheckFailed, format!("over budget: {}", broken.join(", ")))),
    }
}

/// The contract beside the suite that others are measured by.
pub const YARDSTICK: &str = token::NAME;

/// What was measured, by contract and message.
pub type Measured = BTreeMap<String, BTreeMap<String, Entry>>;

/// The scenario, played.
pub struct Played {
    suite: deploy::Suite,
    token: Bundle,
    messages: Messages,
    /// What it measured.
    pub measured: Measured,
}

/// Deploys the suite on a chain and plays the scenario there.
pub fn play(chain: &mut dyn Chain, bundles: &Bundles) -> Result<Played, Failure> {
    play_with(chain, bundles, scenario::fills::FILLS)
}

/// The same with fewer of the fills that are all alike: for who wants what is done, not what it costs.
pub fn play_with(chain: &mut dyn Chain, bundles: &Bundles, fills: u32) -> Result<Played, Failure> {
    let suite = deploy::contents::suite(&Plan::dev()?, bundles, &[])?;
    let token = bundles.get(token::NAME).map_err(fail::bundle)?;
    let mut messages = Messages::default();
    for bundle in suite.codes.values().chain([&token]) {
        messages.add(bundle)?;
    }
    deploy::apply(chain, &suite, None, &mut |_| {})?;
    let mut meter = Meter::new(chain, fills, &messages);
    let scene = scenario::play(&mut meter, &suite)?;
    token::measure(&mut meter, &messages, &token, &scene.who.admin, scene.who.seller.account())?;
    let measured = meter.measured();
    Ok(Played { suite, token, messages, measured })
}

/// Plays the scenario on a fresh embedded chain.
pub fn measure(bundles: &Bundles) -> Result<Snapshot, Failure> {
    let mut chain = connect("embedded").map_err(fail::chain)?;
    let Played { suite, token, messages, measured } = play(chain.as_mut(), bundles)?;
    let missing: Vec<_> = messages
        .all()
        .filter(|(contract, label)| {
            *contract != token::NAME
                && !PARTS.contains(contract)
                && !measured.get(*contract).is_some_and(|m| m.contains_key(*label))
        })
        .map(|(contract, label)| format!("{contract}.{label}"))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::new(Exit::CheckFailed, format!("unmeasured: {}", missing.join(", "))));
    }
    let bytes = suite.codes.values().chain([&token]).map(|bundle| (bundle.name.clone(), bundle.wasm.len() as u64));
    let contracts: BTreeMap<_, _> = bytes
        .map(|(name, bytes)| {
            let messages = measured.get(&name).cloned().unwrap_or_default();
            (name, Contract { bytes, messages })
        })
        .collect();
    let budgets = budget::ratios(&contracts)?;
    Ok(Snapshot { contracts, budgets })
}

fn report(now: &Snapshot) -> String {
    let mut text = format!("{:<52} {:>14} {:>11} {:>18}\n", "message", "ref_time", "proof_size", "deposit");
    for (name, contract) in &now.contracts {
        text += &format!("{name} ({} B)\n", contract.bytes);
        for (label, entry) in &contract.messages {
            let how = match entry.how {
                How::Call => "",
                How::View => " (view)",
                How::Inner => " (by contracts)",
            };
            let label = format!("  {label}{how}");
            text += &format!("{label:<52} {:>14} {:>11} {:>18}\n", entry.ref_time, entry.proof_size, entry.deposit);
        }
    }
    text + &budgets(now)
}

/// What --check says of a snapshot that is not stale: the table itself is in the file.
fn checked(now: &Snapshot) -> String {
    let messages: usize = now.contracts.values().map(|contract| contract.messages.len()).sum();
    format!("measured {messages} messages of {} contracts\n", now.contracts.len()) + &budgets(now)
}

fn budgets(now: &Snapshot) -> String {
    let mut text = String::new();
    for (name, ratio) in &now.budgets {
        let verdict = if ratio.holds() { "ok" } else { "OVER" };
        let shown = |thousandths: u64| format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        text += &format!("{name}: {} of at most {} {verdict}\n", shown(ratio.thousandths), shown(ratio.budget));
    }
    text
}
