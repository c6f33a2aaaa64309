//! Calls of contracts by subxt and nothing else: encoded by the node's metadata, signed, submitted, watched into a
//! final block.

use subxt::dynamic::{tx, Value};
use subxt::{OnlineClient, SubstrateConfig};
use subxt_signer::sr25519::dev;
use tokio::runtime::Runtime;
use weir_client::AccountId;

/// A connection.
pub struct Wire {
    runtime: Runtime,
    api: OnlineClient<SubstrateConfig>,
}

/// A transaction in its block.
#[derive(Debug, Clone)]
pub struct Sent {
    pub block: u32,
    pub index: u32,
    pub success: bool,
    /// The dispatch error, by pallet and name.
    pub error: Option<String>,
    /// `Pallet.Event` of each event of the transaction.
    pub events: Vec<String>,
}

impl Wire {
    pub fn connect(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let api = runtime.block_on(OnlineClient::from_insecure_url(url)).unwrap();
        Self { runtime, api }
    }

    /// Alice calls a contract.
    pub fn send(&self, dest: AccountId, data: &[u8]) -> Sent {
        self.runtime.block_on(self.sent(dest, data)).unwrap()
    }

    async fn sent(&self, dest: AccountId, data: &[u8]) -> Result<Sent, subxt::Error> {
        let account: &[u8; 32] = dest.as_ref();
        let gas = [("ref_time", Value::u128(300_000_000_000)), ("proof_size", Value::u128(2_000_000))];
        let call = tx(
            "Contracts",
            "call",
            vec![
                Value::unnamed_variant("Id", [Value::from_bytes(account)]),
                Value::u128(0),
                Value::named_composite(gas),
                Value::unnamed_variant("None", []),
                Value::from_bytes(data),
            ],
        );
        let watched = self.api.tx().sign_and_submit_then_watch_default(&call, &dev::alice()).await?;
        let included = watched.wait_for_finalized().await?;
        let block = self.api.blocks().at(included.block_hash()).await?.number();
        let told = included.fetch_events().await?;
        let mut sent = Sent { block, index: told.extrinsic_index(), success: false, error: None, events: Vec::new() };
        for event in told.iter() {
            let event = event?;
            sent.events.push(format!("{}.{}", event.pallet_name(), event.variant_name()));
            match (event.pallet_name(), event.variant_name()) {
                ("System", "ExtrinsicSuccess") => sent.success = true,
                ("System", "ExtrinsicFailed") => {
                    // The dispatch error comes first; a pallet's own is variant 3: pallet, then error.
                    let &[3, pallet, error, ..] = event.field_bytes() else { panic!("{:?}", event.field_bytes()) };
                    let metadata = self.api.metadata();
                    let pallet = metadata.pallet_by_index(pallet).unwrap();
                    let error = &pallet.error_variant_by_index(error).unwrap().name;
                    sent.error = Some(format!("{}::{error}", pallet.name()));
                }
                _ => {}
            }
        }
        Ok(sent)
    }
}
