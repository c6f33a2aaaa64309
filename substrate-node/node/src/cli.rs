//! The command line.

use clap::{Parser, Subcommand};
use sc_cli::{BuildSpecCmd, ChainInfoCmd, KeySubcommand, PurgeChainCmd, RunCmd};

/// `weir-node`: without a subcommand it runs a node.
#[derive(Debug, Parser)]
pub struct Cli {
    /// What to do instead of running a node.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// How to run the node.
    #[command(flatten)]
    pub run: RunCmd,
}

/// Everything but running a node.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keys: generate, inspect, insert into the keystore.
    #[command(subcommand)]
    Key(KeySubcommand),

    /// Print a chain specification as JSON.
    BuildSpec(BuildSpecCmd),

    /// Remove the database of a chain.
    PurgeChain(PurgeChainCmd),

    /// Print what the database holds.
    ChainInfo(ChainInfoCmd),
}
