//! The connection: requests, what the chain's metadata says, and errors in plain words.

use super::find::Transaction;
use super::phase::Job;
use super::shapes::{
    self, AccountInfo, BlockWeights, ContractResult, DispatchError, DispatchInfo, Instantiated, Returned, Weight,
};
use crate::error::ChainError;
use crate::{Balance, Signer};
use ink::scale::{Decode, Encode};
use sp_crypto_hashing::twox_128;
use std::time::Duration;
use subxt::backend::legacy::{rpc_methods::BlockDetails, LegacyRpcMethods};
use subxt::blocks::ExtrinsicDetails;
use subxt::config::substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder, H256};
use subxt::ext::subxt_rpcs::client::{rpc_params, RpcClient};
use subxt::ext::subxt_rpcs::Error as RpcError;
use subxt::{Metadata, OnlineClient};
use weir_types::{AccountId, Hash};

/// How long a node may take to accept a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// A connection to one chain.
#[derive(Clone)]
pub struct Rpc {
    url: String,
    client: RpcClient,
    methods: LegacyRpcMethods<SubstrateConfig>,
    chain: OnlineClient<SubstrateConfig>,
    metadata: Metadata,
    base_extrinsic: Weight,
    max_extrinsic: Weight,
    existential_deposit: Balance,
}

impl Rpc {
    /// Connects, reads the metadata, and makes sure that this chain is one to talk to.
    pub async fn connect(url: &str) -> Result<Self, ChainError> {
        let down = |reason: String| ChainError::NodeDown { url: url.to_owned(), reason };
        let connecting = tokio::time::timeout(CONNECT_LIMIT, RpcClient::from_insecure_url(url)).await;
        let client =
            connecting.map_err(|_| down("no answer in time".to_owned()))?.map_err(|error| down(innermost(&error)))?;
        let wrong = |reason: String| ChainError::WrongChain { url: url.to_owned(), reason };
        let chain = OnlineClient::from_rpc_client(client.clone()).await.map_err(|error| wrong(innermost(&error)))?;
        let metadata = chain.metadata();
        for pallet in ["System", "Timestamp", "Balances", "Utility", "Contracts"] {
            metadata.pallet_by_name(pallet).ok_or_else(|| wrong(format!("it has no pallet {pallet}")))?;
        }
        let constant = |pallet: &str, name: &str| {
            let found = metadata.pallet_by_name(pallet).and_then(|pallet| pallet.constant_by_name(name));
            found
                .map(|constant| constant.value().to_vec())
                .ok_or_else(|| wrong(format!("it has no constant {pallet}.{name}")))
        };
        let odd = |_| wrong("its constants are of another version".to_owned());
        let weights = BlockWeights::decode(&mut &constant("System", "BlockWeights")?[..]).map_err(odd)?;
        let existential_deposit =
            Balance::decode(&mut &constant("Balances", "ExistentialDeposit")?[..]).map_err(odd)?;
        Ok(Self {
            url: url.to_owned(),
            methods: LegacyRpcMethods::new(client.clone()),
            client,
            metadata,
            chain,
            base_extrinsic: weights.base_extrinsic,
            max_extrinsic: weights.max_extrinsic.unwrap_or(weights.max_block),
            existential_deposit,
        })
    }

    pub fn genesis(&self) -> Hash {
        Hash::from(self.chain.genesis_hash().0)
    }

    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What every transaction of the normal class weighs before anything else.
    pub fn base_extrinsic(&self) -> Weight {
        self.base_extrinsic
    }

    /// The most a transaction of the normal class may weigh, its own overhead included.
    pub fn max_extrinsic(&self) -> Weight {
        self.max_extrinsic
    }

    pub fn existential_deposit(&self) -> Balance {
        self.existential_deposit
    }

    pub async fn chain_name(&self) -> Result<String, ChainError> {
        self.methods.system_chain().await.map_err(|error| self.broken(&error))
    }

    /// The key of a storage value, or the prefix of a map.
    pub fn key(&self, pallet: &str, item: &str) -> Vec<u8> {
        [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
    }

    /// A storage value at the best block, as bytes.
    pub async fn storage(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>, ChainError> {
        self.methods.state_get_storage(&key, None).await.map_err(|error| self.broken(&error))
    }

    /// A storage value at the best block.
    pub async fn value<T: Decode>(&self, key: Vec<u8>) -> Result<Option<T>, ChainError> {
        let bytes = self.storage(key).await?;
        bytes.map(|bytes| T::decode(&mut &bytes[..])).transpose().map_err(|_| self.odd("a storage value"))
    }

    /// An account's nonce and balances; zeros when there is no such account.
    pub async fn account(&self, account: AccountId) -> Result<AccountInfo, ChainError> {
        let mut key = self.key("System", "Account");
        key.extend(sp_crypto_hashing::blake2_128(account.as_ref()));
        key.extend(account.as_ref() as &[u8]);
        self.value(key).await.map(Option::unwrap_or_default)
    }

    /// The events of a block, as bytes.
    pub async fn events(&self, block: H256) -> Result<Vec<u8>, ChainError> {
        let key = self.key("System", "Events");
        let bytes = self.methods.state_get_storage(&key, Some(block)).await.map_err(|error| self.broken(&error))?;
        Ok(bytes.unwrap_or_default())
    }

    /// The number of the last final block.
    pub async fn final_number(&self) -> Result<u32, ChainError> {
        let hash = self.methods.chain_get_finalized_head().await.map_err(|error| self.broken(&error))?;
        let header = self.methods.chain_get_header(Some(hash)).await.map_err(|error| self.broken(&error))?;
        header.map(|header| header.number).ok_or_else(|| self.odd("no header of the final block"))
    }

    /// A block of the best chain by its number, with its hash.
    pub async fn block(&self, number: u32) -> Result<(H256, BlockDetails<SubstrateConfig>), ChainError> {
        let hash = self.methods.chain_get_block_hash(Some(number.into())).await.map_err(|error| self.broken(&error))?;
        let hash = hash.ok_or_else(|| self.odd("no hash of a block"))?;
        let block = self.methods.chain_get_block(Some(hash)).await.map_err(|error| self.broken(&error))?;
        Ok((hash, block.ok_or_else(|| self.odd("no block"))?))
    }

    /// The number of the best block.
    pub async fn best_number(&self) -> Result<u32, ChainError> {
        let header = self.methods.chain_get_header(None).await.map_err(|error| self.broken(&error))?;
        header.map(|header| header.number).ok_or_else(|| self.odd("no header of the best block"))
    }

    /// The transactions of a block of the best chain.
    pub async fn transactions(&self, number: u32) -> Result<Vec<Transaction>, ChainError> {
        let (hash, _) = self.block(number).await?;
        let odd = |error: subxt::Error| self.odd(&innermost(&error));
        let all = self.chain.blocks().at(hash).await.map_err(odd)?.extrinsics().await.map_err(odd)?;
        let calls_contract = |one: &ExtrinsicDetails<SubstrateConfig, OnlineClient<SubstrateConfig>>| {
            one.pallet_name().is_ok_and(|name| name == "Contracts")
                && one.variant_name().is_ok_and(|name| name == "call")
        };
        let parts = all.iter().map(|one| Transaction {
            index: one.index(),
            hash: one.hash().0,
            address: one.address_bytes().map(<[u8]>::to_vec),
            call: calls_contract(&one).then(|| one.field_bytes().to_vec()),
        });
        Ok(parts.collect())
    }

    /// The next nonce of an account, transactions in the pool counted.
    pub async fn nonce(&self, account: AccountId) -> Result<u64, ChainError> {
        let account = subxt::utils::AccountId32(*AsRef::<[u8; 32]>::as_ref(&account));
        self.methods.system_account_next_index(&account).await.map_err(|error| self.broken(&error))
    }

    /// Hands a transaction to the pool.
    pub async fn submit(&self, transaction: &[u8]) -> Result<(), ChainError> {
        match self.methods.author_submit_extrinsic(transaction).await {
            Ok(_) => Ok(()),
            Err(RpcError::User(refusal)) => {
                let data = refusal.data.map(|data| format!(": {}", data.get().trim_matches('"'))).unwrap_or_default();
                Err(ChainError::Refused(format!("{}{data}", refusal.message)))
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// A call in bytes: the indices of pallet and call, then the arguments.
    pub fn call(&self, pallet: &str, call: &str, arguments: &impl Encode) -> Result<Vec<u8>, ChainError> {
        let pallet_metadata = self.metadata.pallet_by_name(pallet);
        let variant = pallet_metadata.as_ref().and_then(|found| found.call_variant_by_name(call));
        let (Some(found), Some(variant)) = (&pallet_metadata, variant) else {
            return Err(self.odd(&format!("no call {pallet}.{call}")));
        };
        let mut bytes = vec![found.index(), variant.index];
        arguments.encode_to(&mut bytes);
        Ok(bytes)
    }

    /// A signed transaction, valid for ever.
    pub fn sign(&self, signer: &Signer, nonce: u64, call: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        let parameters = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new().nonce(nonce).immortal().build();
        let transactions = self.chain.tx();
        let partial = transactions.create_v4_partial_offline(&Encoded(call), parameters);
        let mut partial = partial.map_err(|error| self.odd(&error.to_string()))?;
        Ok(partial.sign(signer.keypair()).into_encoded())
    }

    /// What a call weighs at most, without its transaction.
    pub async fn weigh(&self, call: &[u8]) -> Result<DispatchInfo, ChainError> {
        let length = u32::try_from(call.len()).unwrap_or(u32::MAX);
        let mut arguments = call.to_vec();
        length.encode_to(&mut arguments);
        self.ask("TransactionPaymentCallApi_query_call_info", &arguments, None).await
    }

    /// What a signed transaction weighs at most.
    pub async fn weigh_transaction(&self, transaction: &[u8]) -> Result<DispatchInfo, ChainError> {
        let length = u32::try_from(transaction.len()).unwrap_or(u32::MAX);
        let mut arguments = transaction.to_vec();
        length.encode_to(&mut arguments);
        self.ask("TransactionPaymentApi_query_info", &arguments, None).await
    }

    /// The most a signed transaction pays as its fee.
    pub async fn fee(&self, transaction: &[u8]) -> Result<Balance, ChainError> {
        let length = u32::try_from(transaction.len()).unwrap_or(u32::MAX);
        let mut arguments = transaction.to_vec();
        length.encode_to(&mut arguments);
        let (_weight, _class, fee): (Weight, u8, Balance) =
            self.ask("TransactionPaymentApi_query_info", &arguments, None).await?;
        Ok(fee)
    }

    /// A dry run at a block, the best one when none is given.
    pub async fn dry_run(
        &self,
        origin: AccountId,
        job: &Job,
        at: Option<H256>,
    ) -> Result<ContractResult<Returned>, ChainError> {
        let no_gas_limit: Option<Weight> = None;
        let no_deposit_limit: Option<Balance> = None;
        match job {
            Job::Call { dest, data, value } => {
                let arguments = (origin, dest, value, no_gas_limit, no_deposit_limit, data).encode();
                self.ask("ContractsApi_call", &arguments, at).await
            }
            Job::Instantiate { code_hash, data, salt, value } => {
                let existing = (1u8, code_hash);
                let arguments = (origin, value, no_gas_limit, no_deposit_limit, existing, data, salt).encode();
                let made: ContractResult<Instantiated> = self.ask("ContractsApi_instantiate", &arguments, at).await?;
                Ok(made.map(|made| made.result))
            }
            Job::Plain(_) => Err(self.odd("only calls of contracts have dry runs")),
        }
    }

    /// Seals a block at exactly this time. Development chains only.
    pub async fn mine_at(&self, ms: u64) -> Result<(), ChainError> {
        let refused = |error: RpcError| match error {
            RpcError::User(refusal) => ChainError::Refused(refusal.message),
            other => self.broken(&other),
        };
        self.client.request::<u64>("weir_setNextTimestamp", rpc_params![ms]).await.map_err(refused)?;
        self.client.request::<H256>("weir_mine", rpc_params![1]).await.map_err(refused)?;
        Ok(())
    }

    /// A dispatch error's name, as the embedded engine names it: `Contracts::OutOfGas`, `Token::FundsUnavailable`.
    pub fn name(&self, error: &DispatchError) -> String {
        match error {
            DispatchError::Module { index, error } => {
                let pallet = self.metadata.pallet_by_index(*index);
                let name = pallet.as_ref().map_or("Unknown", |pallet| pallet.name());
                match pallet.as_ref().and_then(|pallet| pallet.error_variant_by_index(error[0])) {
                    Some(variant) => format!("{name}::{}", variant.name),
                    None => format!("{name}::{error:?}"),
                }
            }
            DispatchError::Token(token) => format!("Token::{token:?}"),
            DispatchError::Arithmetic(arithmetic) => format!("Arithmetic::{arithmetic:?}"),
            DispatchError::Transactional(transactional) => format!("Transactional::{transactional:?}"),
            other => format!("{other:?}"),
        }
    }

    async fn ask<T: Decode>(&self, function: &str, arguments: &[u8], at: Option<H256>) -> Result<T, ChainError> {
        let bytes =
            self.methods.state_call(function, Some(arguments), at).await.map_err(|error| self.broken(&error))?;
        // What follows the part that is read is left: events of dry runs, fees.
        T::decode(&mut &bytes[..]).map_err(|_| self.odd(function))
    }

    /// The connection, or the node, failed.
    pub fn broken(&self, error: &RpcError) -> ChainError {
        ChainError::Transport { url: self.url.clone(), reason: innermost(error) }
    }

    /// The node said something that this client does not understand.
    pub fn odd(&self, what: &str) -> ChainError {
        ChainError::WrongChain { url: self.url.clone(), reason: format!("unexpected answer: {what}") }
    }

    /// Transactions were accepted and are in no block.
    pub fn stuck(&self, reason: String) -> ChainError {
        ChainError::Transport { url: self.url.clone(), reason }
    }
}

/// Bytes of a call, as subxt takes calls.
struct Encoded(Vec<u8>);

impl subxt::tx::Payload for Encoded {
    fn encode_call_data_to(&self, _: &Metadata, out: &mut Vec<u8>) -> Result<(), subxt::ext::subxt_core::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

/// The last cause of an error, on one line: what wraps it says less.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let text = cause.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("RPC error: client error: ").to_owned()
}

/// The call of a job in bytes, with its gas limit.
pub fn encoded(rpc: &Rpc, job: &Job, gas_limit: Weight) -> Result<Vec<u8>, ChainError> {
    use ink::scale::Compact;
    match job {
        Job::Call { dest, data, value } => {
            rpc.call("Contracts", "call", &(shapes::address(*dest), Compact(*value), gas_limit, shapes::NO_LIMIT, data))
        }
        Job::Instantiate { code_hash, data, salt, value } => {
            let arguments = (Compact(*value), gas_limit, shapes::NO_LIMIT, code_hash, data, salt);
            rpc.call("Contracts", "instantiate", &arguments)
        }
        Job::Plain(call) => Ok(call.clone()),
    }
}
