//! `weir_setNextTimestamp`, `weir_increaseTime`, `weir_mine`: time travel on a development chain.
//!
//! Other chains have the methods too, so that a client learns why they do not work instead of
//! "method not found".

use super::sealer::{wall, Mine, SharedClock};
use futures::{
    channel::{mpsc, oneshot},
    SinkExt,
};
use jsonrpsee::{
    core::{async_trait, RpcResult},
    proc_macros::rpc,
    types::{
        error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
        ErrorObjectOwned,
    },
};
use std::fmt::Display;
use weir_runtime::Hash;

/// JSON-RPC error code: this is not a development chain.
pub const NOT_A_DEV_CHAIN: i32 = 7001;
/// Most blocks one request may ask for.
pub const MOST_BLOCKS: u32 = 10_000;

/// Time travel.
#[rpc(server, namespace = "weir")]
pub trait WeirApi {
    /// The next block has exactly this timestamp (milliseconds since 1970); the clock goes on from
    /// there. Refused if it lies before the last block's. Returns the timestamp.
    #[method(name = "setNextTimestamp")]
    fn set_next_timestamp(&self, ms: u64) -> RpcResult<u64>;

    /// Move the clock forward by so many milliseconds. Returns what the next block's timestamp would be now.
    #[method(name = "increaseTime")]
    fn increase_time(&self, ms: u64) -> RpcResult<u64>;

    /// Seal this many blocks (one, if not said), empty ones included; whatever is ready goes into the
    /// first. Returns the hash of the last block, imported and final.
    #[method(name = "mine")]
    async fn mine(&self, blocks: Option<u32>) -> RpcResult<Hash>;
}

/// What the methods act on in development.
#[derive(Clone)]
pub struct DevHandle {
    /// The chain's clock.
    pub clock: SharedClock,
    /// To the sealer.
    pub requests: mpsc::Sender<Mine>,
}

/// The methods: at work on a development chain, refusing elsewhere.
#[derive(Clone)]
pub struct WeirRpc {
    chain: String,
    dev: Option<DevHandle>,
}

impl WeirRpc {
    /// At work.
    pub fn development(chain: &str, dev: DevHandle) -> Self {
        Self { chain: chain.into(), dev: Some(dev) }
    }

    /// Refusing.
    pub fn refusing(chain: &str) -> Self {
        Self { chain: chain.into(), dev: None }
    }

    fn dev(&self) -> RpcResult<&DevHandle> {
        self.dev.as_ref().ok_or_else(|| {
            let why = format!("time is set on a development chain only; {} is none", self.chain);
            error(NOT_A_DEV_CHAIN, why)
        })
    }
}

#[async_trait]
impl WeirApiServer for WeirRpc {
    fn set_next_timestamp(&self, ms: u64) -> RpcResult<u64> {
        self.dev()?.clock.lock().set_next(ms).map_err(|why| error(INVALID_PARAMS_CODE, why))
    }

    fn increase_time(&self, ms: u64) -> RpcResult<u64> {
        self.dev()?.clock.lock().increase(ms, wall()).map_err(|why| error(INVALID_PARAMS_CODE, why))
    }

    async fn mine(&self, blocks: Option<u32>) -> RpcResult<Hash> {
        let blocks = blocks.unwrap_or(1);
        if blocks > MOST_BLOCKS {
            return Err(error(INVALID_PARAMS_CODE, format!("at most {MOST_BLOCKS} blocks a request, not {blocks}")));
        }
        let mut requests = self.dev()?.requests.clone();
        let (done, mined) = oneshot::channel();
        let stopped = || error(INTERNAL_ERROR_CODE, "the node is stopping");
        requests.send(Mine { blocks, done }).await.map_err(|_| stopped())?;
        mined.await.map_err(|_| stopped())?.map_err(|why| error(INTERNAL_ERROR_CODE, why))
    }
}

fn error(code: i32, why: impl Display) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, why.to_string(), None::<()>)
}
