//! A development chain: sealed on demand, with a clock that its user sets, and no network.

pub mod clock;
pub mod rpc;
pub mod sealer;

use crate::service::{Client, Parts};
use clock::Clock;
use codec::Decode;
use futures::channel::mpsc;
use rpc::{DevHandle, WeirRpc};
use sc_client_api::StorageProvider;
use sc_consensus::{BasicQueue, BlockImportParams, ForkChoiceStrategy, Verifier};
use sc_network::config::{
    FullNetworkConfiguration, NetworkConfiguration, NonReservedPeerMode, SetConfig, TransportConfig,
};
use sc_network::{NetworkBackend, NetworkWorker};
use sc_service::{error::Error, Configuration, PruningMode, TaskManager};
use sealer::{wall, Sealer, SharedClock};
use sp_blockchain::HeaderBackend;
use sp_core::storage::StorageKey;
use weir_runtime::{dev::Enabled, opaque::Block, reexports::pallet_timestamp::Now, Hash, Runtime};

/// How many requests to mine may wait.
const REQUESTS: usize = 64;

/// Start a development chain.
pub fn start(mut config: Configuration) -> Result<TaskManager, Error> {
    hush(&mut config);
    let Parts { client, backend, mut task_manager, keystore, select_chain: _, pool } = Parts::new(&config)?;
    let chain = config.chain_spec.id().to_owned();
    require_development(&client, &chain)?;

    let import_queue =
        BasicQueue::new(Trusting, Box::new(client.clone()), None, &task_manager.spawn_essential_handle(), None);
    type Network = NetworkWorker<Block, Hash>;
    let net_config = FullNetworkConfiguration::<Block, Hash, Network>::new(&config.network, None);
    let metrics = <Network as NetworkBackend<Block, Hash>>::register_notification_metrics(None);
    let (network, system_rpc_tx, tx_handler_controller, sync_service) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics,
        })?;

    let last: u64 = read(&client, client.info().best_hash, &Now::<Runtime>::hashed_key())?.unwrap_or(0);
    let clock = SharedClock::new(Clock::new(last, wall()));
    let (requests, incoming) = mpsc::channel(REQUESTS);
    let proposers = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        pool.clone(),
        None,
        None,
    );
    let sealer = Sealer::new(client.clone(), pool.clone(), proposers, clock.clone());
    task_manager.spawn_essential_handle().spawn_blocking("sealer", Some("block-authoring"), sealer.run(incoming));

    let weir = WeirRpc::development(&chain, DevHandle { clock, requests });
    let (rpc_client, rpc_pool) = (client.clone(), pool.clone());
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client,
        backend,
        task_manager: &mut task_manager,
        keystore: keystore.keystore(),
        transaction_pool: pool,
        rpc_builder: Box::new(move |_| crate::rpc::module(rpc_client.clone(), rpc_pool.clone(), weir.clone())),
        network,
        system_rpc_tx,
        tx_handler_controller,
        sync_service,
        telemetry: None,
    })?;
    Ok(task_manager)
}

/// No peers, no sockets but the RPC's, no reports to anyone; and all states kept, so that any call
/// can be replayed at the block before it.
fn hush(config: &mut Configuration) {
    let NetworkConfiguration { listen_addresses, public_addresses, boot_nodes, .. } = &mut config.network;
    listen_addresses.clear();
    public_addresses.clear();
    boot_nodes.clear();
    config.network.transport = TransportConfig::MemoryOnly;
    config.network.enable_dht_random_walk = false;
    config.network.default_peers_set =
        SetConfig { in_peers: 0, out_peers: 0, reserved_nodes: vec![], non_reserved_mode: NonReservedPeerMode::Deny };
    config.prometheus_config = None;
    config.telemetry_endpoints = None;
    config.offchain_worker.enabled = false;
    config.state_pruning.get_or_insert(PruningMode::ArchiveAll);
}

/// The runtime must agree that this is a development chain, else it rejects the second block in a slot.
fn require_development(client: &Client, chain: &str) -> Result<(), Error> {
    let enabled: Option<bool> = read(client, client.info().genesis_hash, &Enabled::<Runtime>::hashed_key())?;
    if enabled == Some(true) {
        return Ok(());
    }
    Err(Error::Other(format!("{chain} is called a development chain, but its genesis does not say `dev.enabled`")))
}

/// A storage value of the runtime, decoded.
fn read<T: Decode>(client: &Client, at: Hash, key: &[u8]) -> Result<Option<T>, Error> {
    let value = client.storage(at, &StorageKey(key.to_vec()))?;
    Ok(value.and_then(|bytes| T::decode(&mut &bytes.0[..]).ok()))
}

/// Nobody sends blocks here; whatever is imported was made by this node.
struct Trusting;

#[async_trait::async_trait]
impl Verifier<Block> for Trusting {
    async fn verify(&self, mut block: BlockImportParams<Block>) -> Result<BlockImportParams<Block>, String> {
        block.fork_choice = Some(ForkChoiceStrategy::LongestChain);
        block.finalized = true;
        Ok(block)
    }
}
