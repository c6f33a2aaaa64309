//! Seals blocks: when transactions are ready, all that are ready, at once; and on demand.
//!
//! One task does all the sealing, one block after the other, so nothing is ever built twice on one
//! parent. Every block is final when imported.

use super::clock::Clock;
use crate::service::{Client, Pool};
use futures::{
    channel::{mpsc, oneshot},
    FutureExt, StreamExt,
};
use sc_basic_authorship::ProposerFactory;
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction, StorageChanges};
use sc_transaction_pool_api::TransactionPool;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, DisableProofRecording, Environment, Proposer};
use sp_inherents::InherentDataProvider;
use sp_runtime::{traits::Block as _, Digest};
use std::{
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use weir_runtime::{native::slot_digest, Hash};

/// Longest time building a block may take. Nobody waits for a slot here: it only has to be finite.
const BUILD_LIMIT: Duration = Duration::from_secs(30);
/// Longest time to wait for the pool to learn of a block.
const POOL_LIMIT: Duration = Duration::from_secs(5);
/// The timestamp, which every block carries.
const INHERENTS: usize = 1;

/// Whatever goes wrong below; it is reported, never matched.
pub type SealError = Box<dyn Error + Send + Sync>;

/// The clock, shared with the RPC methods that set it.
#[derive(Clone)]
pub struct SharedClock(Arc<Mutex<Clock>>);

impl SharedClock {
    /// Share a clock.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Mutex::new(clock)))
    }

    /// The clock, locked. No method of a clock panics half-way, so a poisoned one is sound.
    pub fn lock(&self) -> MutexGuard<'_, Clock> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wall clock: milliseconds since 1970.
pub fn wall() -> u64 {
    sp_timestamp::Timestamp::current().as_millis()
}

/// Ask for blocks, with whatever transactions are ready.
pub struct Mine {
    /// How many.
    pub blocks: u32,
    /// Answers with the hash of the last one, once imported.
    pub done: oneshot::Sender<Result<Hash, SealError>>,
}

/// A sealed block.
struct Sealed {
    hash: Hash,
    transactions: usize,
}

/// The task that seals.
pub struct Sealer {
    client: Arc<Client>,
    pool: Arc<Pool>,
    proposers: ProposerFactory<Pool, Client, DisableProofRecording>,
    clock: SharedClock,
}

impl Sealer {
    /// A sealer that builds with `proposers` at the times of `clock`.
    pub fn new(
        client: Arc<Client>,
        pool: Arc<Pool>,
        proposers: ProposerFactory<Pool, Client, DisableProofRecording>,
        clock: SharedClock,
    ) -> Self {
        Self { client, pool, proposers, clock }
    }

    /// Seal until the node stops.
    pub async fn run(mut self, mut requests: mpsc::Receiver<Mine>) {
        let mut arrivals = self.pool.import_notification_stream().fuse();
        loop {
            futures::select! {
                arrival = arrivals.next() => {
                    if arrival.is_none() {
                        return;
                    }
                    // One look at the pool answers all the news there are.
                    while let Some(Some(_)) = arrivals.next().now_or_never() {}
                }
                request = requests.next() => match request {
                    Some(Mine { blocks, done }) => {
                        // Whoever asked may have gone; the blocks stand all the same.
                        let _ = done.send(self.mine(blocks).await);
                    }
                    None => return,
                },
            }
            self.drain().await;
        }
    }

    /// Seal as long as transactions are ready and blocks take some of them. A transaction that no
    /// block takes is tried again only when there is news, so it cannot make the sealer spin.
    async fn drain(&mut self) {
        while self.pool.status().ready > 0 {
            match self.seal(false).await {
                Ok(Some(sealed)) => self.settle(sealed.hash).await,
                Ok(None) => return,
                Err(error) => {
                    log::error!("no block could be sealed: {error}");
                    return;
                }
            }
        }
    }

    /// Seal this many blocks, empty ones included.
    async fn mine(&mut self, blocks: u32) -> Result<Hash, SealError> {
        let mut last = self.client.info().best_hash;
        for _ in 0..blocks {
            if let Some(sealed) = self.seal(true).await? {
                last = sealed.hash;
            }
        }
        self.settle(last).await;
        Ok(last)
    }

    /// Wait until the pool knows this block, so that it no longer offers what the block holds.
    async fn settle(&self, block: Hash) {
        let _ = self.pool.ready_at_with_timeout(block, POOL_LIMIT).await;
    }

    /// Build a block on the best one and import it as final. An empty one is dropped unless `even_empty`.
    async fn seal(&mut self, even_empty: bool) -> Result<Option<Sealed>, SealError> {
        let parent_hash = self.client.info().best_hash;
        let parent = self.client.header(parent_hash)?.ok_or("the best block has no header")?;
        let timestamp = self.clock.lock().peek(wall());

        let inherents = sp_timestamp::InherentDataProvider::new(timestamp.into()).create_inherent_data().await?;
        // The slot follows from the very same timestamp, so that Aura's check of the one against the other holds.
        let digest = Digest { logs: vec![slot_digest(timestamp)] };
        let proposer = self.proposers.init(&parent).await?;
        let proposal = proposer.propose(inherents, digest, BUILD_LIMIT, None).await?;

        let (header, body) = proposal.block.deconstruct();
        let sealed = Sealed { hash: header.hash(), transactions: body.len().saturating_sub(INHERENTS) };
        if sealed.transactions == 0 && !even_empty {
            return Ok(None);
        }
        let mut block = BlockImportParams::new(BlockOrigin::Own, header);
        block.body = Some(body);
        block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(proposal.storage_changes));
        block.fork_choice = Some(ForkChoiceStrategy::LongestChain);
        block.finalized = true;
        match self.client.import_block(block).await? {
            ImportResult::Imported(_) => {
                self.clock.lock().sealed(timestamp, wall());
                Ok(Some(sealed))
            }
            other => Err(format!("the block was not imported: {other:?}").into()),
        }
    }
}
