//! From the command line to a running node.

use crate::{
    chain_spec,
    cli::{Cli, Command},
    dev, local,
};
use sc_cli::SubstrateCli;
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkWorker};
use sc_service::{ChainType, Configuration, TaskManager};
use weir_runtime::{opaque::Block, Hash};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Weir node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "the Weir project".into()
    }

    fn support_url() -> String {
        "the issues of the Weir repository".into()
    }

    fn copyright_start_year() -> i32 {
        2025
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        Ok(Box::new(chain_spec::load(id)?))
    }
}

/// Parse the command line and do what it says.
pub fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    match &cli.command {
        Some(Command::Key(cmd)) => cmd.run(&cli),
        Some(Command::BuildSpec(cmd)) => {
            cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network))
        }
        Some(Command::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
        Some(Command::ChainInfo(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
        None => cli
            .create_runner(&cli.run)?
            .run_node_until_exit(|config| async move { start(config).map_err(sc_cli::Error::Service) }),
    }
}

/// The chain's type decides what kind of node it needs.
fn start(config: Configuration) -> Result<TaskManager, sc_service::Error> {
    match (config.chain_spec.chain_type(), config.network.network_backend) {
        (ChainType::Development, _) => dev::start(config),
        (_, NetworkBackendType::Libp2p) => local::start::<NetworkWorker<Block, Hash>>(config),
        (_, NetworkBackendType::Litep2p) => local::start::<Litep2pNetworkBackend>(config),
    }
}
