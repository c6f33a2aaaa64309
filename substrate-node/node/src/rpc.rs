//! The RPC methods beside those that every Substrate node has.

use crate::{
    dev::rpc::{WeirApiServer, WeirRpc},
    service::{Client, Pool},
};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_service::error::Error;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};
use weir_runtime::{
    opaque::Block, reexports::pallet_transaction_payment::RuntimeDispatchInfo, AccountId, Balance, Hash, Nonce,
};

/// `system_accountNextIndex`, `payment_*`, `weir_*`.
pub fn module(client: Arc<Client>, pool: Arc<Pool>, weir: WeirRpc) -> Result<RpcModule<()>, Error> {
    let mut module = RpcModule::new(());
    let add = |e: jsonrpsee::core::RegisterMethodError| Error::Application(Box::new(e));
    let system = System::<Pool, Client, Block>::new(client.clone(), pool);
    module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system)).map_err(add)?;
    let payment = TransactionPayment::<Client, Block>::new(client);
    module.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment)).map_err(add)?;
    module.merge(weir.into_rpc()).map_err(add)?;
    Ok(module)
}
