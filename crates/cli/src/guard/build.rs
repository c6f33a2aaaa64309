//! `weir guard instrument`: a learning, watching or enforcing build of any contract.

use super::{files, print, Source};
use crate::deploy::text::Account;
use crate::exit::{Exit, Failure};
use std::path::PathBuf;
use weir_guard::analysis::Analysis;
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::map::Map;
use weir_guard::owner::Owner;

/// Write a learning, watching or enforcing build of a .wasm or .contract, and beside it what its miss codes mean.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plain contract: .wasm or .contract.
    contract: PathBuf,
    /// What the build does with paths: prints them, reports unknown ones, refuses them.
    #[arg(long, value_enum)]
    mode: BuildMode,
    /// The profile to hold it to (monitor and enforce).
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Where to write it, in the form of the input. The meaning of its miss codes goes beside it, as FILE.map.json.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Who may let missed paths through: a person's or a contract's account (SS58, 0x and 64 digits, or //Name).
    #[arg(long, value_name = "ACCOUNT")]
    owner: Option<Account>,
    /// How long the owner's proposals wait, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 86_400_000, requires = "owner")]
    delay: u64,
    #[command(flatten)]
    learning: Learning,
    #[command(flatten)]
    source: Source,
    /// Take an empty profile: everything that changes state is refused.
    #[arg(long)]
    allow_empty: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// How a learning build tells paths apart; the others do as their profile does.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Learning {
    /// By the last N calls that led to the function, at most 4.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub context: u32,
    /// Also by how often loops go round, in buckets.
    #[arg(long)]
    pub loops: bool,
    /// Close paths before calls of other contracts, so that tail calls can be learnt; without it one is always refused.
    #[arg(long)]
    pub tail_calls: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum BuildMode {
    Learn,
    Monitor,
    Enforce,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let bundle = files::contract(&args.contract)?;
    let profile = args.profile.as_deref().map(files::profile).transpose()?;
    let mode = match args.mode {
        BuildMode::Learn => Mode::Learn,
        BuildMode::Monitor => Mode::Monitor,
        BuildMode::Enforce => Mode::Enforce,
    };
    if mode == Mode::Learn && profile.is_some() {
        return Err(Failure::new(Exit::Usage, "a learning build is held to no profile: leave out --profile"));
    }
    let Learning { context, loops, tail_calls } = args.learning;
    if mode != Mode::Learn && (context > 0 || loops || tail_calls) {
        let why =
            "--context, --loops and --tail-calls are for learning builds: the others do as their profile was learnt";
        return Err(Failure::new(Exit::Usage, why));
    }
    let options = Options {
        mode,
        owner: args.owner.map(|owner| Owner { account: *owner.0.as_ref(), delay: args.delay }),
        depth: context,
        rounds: loops,
        tail_calls,
        allow_empty: args.allow_empty,
    };
    let of_file = |error| files::refused(error).while_doing(args.contract.display());
    let output = instrument(&bundle.code, &options, profile.as_ref()).map_err(of_file)?;
    let analysis = match &profile {
        Some(profile) => Analysis::like(&bundle.code, profile),
        None => Analysis::with(&bundle.code, tail_calls),
    };
    let mut analysis = analysis.map_err(of_file)?;
    args.source.add(&mut analysis)?;
    let map = Map::of(&analysis, &output).described(&bundle);
    if mode != Mode::Learn {
        let mut beside = args.output.clone().into_os_string();
        beside.push(".map.json");
        files::write(beside.as_ref(), map.to_json().as_bytes())?;
    }
    files::write(&args.output, &bundle.with_code(output.code.clone()).to_bytes())?;
    print::built(bundle.code.len(), output.code.len(), &map, args.json);
    Ok(Exit::Ok)
}
