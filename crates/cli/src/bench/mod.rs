//! `weir bench`: does what the issues ask of the contracts' costs hold when there is a lot of everything?

pub mod market;

use crate::exit::{Exit, Failure};

/// Measure costs at scale and hold them to their budgets.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Market(market::Args),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::Market(args) => market::run(args),
    }
}
