//! The command line of `weir`. Each subcommand is a module of the library with its own arguments and `run`.

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use weir_cli::{bench, exit, gas, guard, oracle, status, up, year};

/// Run and inspect a Weir emissions market.
#[derive(Parser)]
#[command(name = "weir", version, about, after_help = exit::HELP)]
struct Weir {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Up(up::Args),
    Status(status::Args),
    Gas(gas::Args),
    Bench(bench::Args),
    Guard(guard::Args),
    Oracle(oracle::Args),
    Year(year::Args),
}

fn main() -> ExitCode {
    let ended = match Weir::parse().command {
        Command::Up(args) => up::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Gas(args) => gas::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Guard(args) => guard::run(&args),
        Command::Oracle(args) => oracle::run(&args),
        Command::Year(args) => year::run(&args),
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("weir: {failure}");
            failure.exit.into()
        }
    }
}
