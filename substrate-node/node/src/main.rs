//! The Weir node: one binary, two kinds of chain.
//!
//! * [`dev`]: a development chain. Blocks are sealed when transactions are ready, or on demand; the
//!   clock is the user's.
//! * [`local`]: a network of validators on Aura and GRANDPA.
//!
//! What both share lies in [`service`] (database, pool) and [`rpc`] (the RPC methods).

mod chain_spec;
mod cli;
mod command;
mod dev;
mod local;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
