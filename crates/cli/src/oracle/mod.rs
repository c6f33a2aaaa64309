//! `weir oracle`: prices from files against market/oracle.
//!
//! * [`input`]: the files, as dirty as they are: rows that cannot be are refused by name, not repaired.
//! * [`forecast`]: how good the forecast and its band would have been, by the rules alone.
//! * [`replay`]: every row as a trade on a chain, through exchange and oracle.

pub mod forecast;
pub mod input;
pub mod replay;

use crate::exit::{Exit, Failure};
use std::path::Path;

/// Test the oracle on files of published prices.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Replay(replay::Args),
    Forecast(forecast::Args),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::Replay(args) => replay::run(args),
        Command::Forecast(args) => forecast::run(args),
    }
}

/// A file's bytes, and its name for messages.
fn bytes(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let name = path.display().to_string();
    let read = std::fs::read(path).map_err(|error| Failure::new(Exit::BadInput, format!("{name}: {error}")))?;
    Ok((name, read))
}

/// What a file is named in tables: its last part.
fn short(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
