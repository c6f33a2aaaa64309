//! What every node has: the client with its database, the transaction pool.

use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sc_service::{config::ExecutorConfiguration, error::Error, Configuration, KeystoreContainer, TaskManager};
use sc_transaction_pool::TransactionPoolHandle;
use std::sync::Arc;
use weir_runtime::{opaque::Block, RuntimeApi};

/// Runs the wasm runtime.
pub type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// Blocks, state, and the runtime's answers.
pub type Client = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type Backend = sc_service::TFullBackend<Block>;
/// The longest chain wins.
pub type SelectChain = sc_consensus::LongestChain<Backend, Block>;
/// Transactions that wait for a block.
pub type Pool = TransactionPoolHandle<Block, Client>;

/// Wasm pages (64 KiB) the runtime may grow to: the 1 GiB that `ContractsSchedule` reckons with,
/// since 24 nested contracts of the largest size do not fit into the executor's default of 128 MiB.
const HEAP_PAGES: u32 = 16 * 1024;

/// The parts a node is put together from.
pub struct Parts {
    /// Blocks, state, and the runtime's answers.
    pub client: Arc<Client>,
    /// The database.
    pub backend: Arc<Backend>,
    /// Runs everything else in the background.
    pub task_manager: TaskManager,
    /// The node's keys.
    pub keystore: KeystoreContainer,
    /// Which head to build on.
    pub select_chain: SelectChain,
    /// Transactions that wait for a block.
    pub pool: Arc<Pool>,
}

impl Parts {
    /// Open the database (or create it from the chain specification) and the pool.
    pub fn new(config: &Configuration) -> Result<Self, Error> {
        let (client, backend, keystore, task_manager) =
            sc_service::new_full_parts::<Block, RuntimeApi, _>(config, None, executor(&config.executor))?;
        let client = Arc::new(client);
        let select_chain = sc_consensus::LongestChain::new(backend.clone());
        let pool = sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build();
        Ok(Self { client, backend, task_manager, keystore, select_chain, pool: Arc::from(pool) })
    }
}

fn executor(config: &ExecutorConfiguration) -> Executor {
    let heap = match config.default_heap_pages {
        Some(pages) => HeapAllocStrategy::Static { extra_pages: u32::try_from(pages).unwrap_or(HEAP_PAGES) },
        None => HeapAllocStrategy::Dynamic { maximum_pages: Some(HEAP_PAGES) },
    };
    Executor::builder()
        .with_execution_method(config.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.max_runtime_instances)
        .with_runtime_cache_size(config.runtime_cache_size)
        .build()
}
