//! A node as a process, spoken to over HTTP, and the transactions to send it.

#![allow(dead_code)] // each test file uses its part

use codec::{Decode, Encode};
use serde_json::{json, Value};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use weir_runtime::{
    reexports::{
        frame_system::{self, AccountInfo},
        pallet_balances::{self, AccountData},
        pallet_timestamp::Now,
        pallet_transaction_payment::ChargeTransactionPayment,
        sp_core::{crypto::Pair as _, hexdisplay::HexDisplay},
        sp_keyring::Sr25519Keyring,
        sp_runtime::generic::Era,
    },
    Address, Balance, Hash, Nonce, Runtime, RuntimeCall, Signature, SignedPayload, TxExtension, UncheckedExtrinsic,
    VERSION,
};

/// How long a node may take to answer.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running node; it ends with this value.
pub struct Node {
    child: Child,
    port: u16,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Node {
    /// Start a node and wait until it answers.
    pub fn start(arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_weir-node"))
            .args(arguments)
            .args(["--rpc-port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut node = Self { child, port };
        wait_until(START_LIMIT, "the RPC answers", || {
            assert!(node.child.try_wait().unwrap().is_none(), "the node stopped at once: {arguments:?}");
            node.post(&request("system_health", json!([]))).is_some()
        });
        node
    }

    /// Send a JSON-RPC request, or a batch of them.
    fn post(&self, body: &Value) -> Option<Value> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }

    /// Call a method; `Err` is its JSON-RPC error code.
    pub fn call(&self, method: &str, params: Value) -> Result<Value, i64> {
        let answer = self.post(&request(method, params)).expect("the node answers");
        match answer.get("error") {
            Some(error) => Err(error["code"].as_i64().unwrap()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Number of the best block.
    pub fn best(&self) -> u64 {
        number(&self.call("chain_getHeader", json!([])).unwrap())
    }

    /// Number of the last final block.
    pub fn finalized(&self) -> u64 {
        let hash = self.call("chain_getFinalizedHead", json!([])).unwrap();
        number(&self.call("chain_getHeader", json!([hash])).unwrap())
    }

    /// A storage value, decoded.
    pub fn storage<T: Decode>(&self, key: &[u8]) -> Option<T> {
        let value = self.call("state_getStorage", json!([hex(key)])).unwrap();
        let bytes =
            (0..value.as_str()?.len() / 2).skip(1).map(|i| byte(value.as_str().unwrap(), i)).collect::<Vec<_>>();
        T::decode(&mut &bytes[..]).ok()
    }

    /// Timestamp of the best block.
    pub fn now(&self) -> u64 {
        self.storage(&Now::<Runtime>::hashed_key()).unwrap_or(0)
    }

    /// How many transactions of this account are in blocks.
    pub fn nonce(&self, who: Sr25519Keyring) -> Nonce {
        let key = frame_system::Account::<Runtime>::hashed_key_for(who.to_account_id());
        self.storage::<AccountInfo<Nonce, AccountData<Balance>>>(&key).unwrap().nonce
    }

    /// Send a transfer of one token to Eve.
    pub fn transfer(&self, from: Sr25519Keyring, nonce: Nonce) -> Result<Value, i64> {
        self.call("author_submitExtrinsic", json!([self.signed(from, nonce)]))
    }

    /// Send so many such transfers in one go.
    pub fn burst(&self, from: Sr25519Keyring, count: Nonce) {
        let batch: Vec<_> =
            (0..count).map(|nonce| request("author_submitExtrinsic", json!([self.signed(from, nonce)]))).collect();
        let answers = self.post(&Value::Array(batch)).expect("the node answers");
        assert!(answers.as_array().unwrap().iter().all(|answer| answer.get("error").is_none()));
    }

    fn signed(&self, from: Sr25519Keyring, nonce: Nonce) -> String {
        let genesis = self.call("chain_getBlockHash", json!([0])).unwrap();
        let genesis = Hash::from_slice(&(1..33).map(|i| byte(genesis.as_str().unwrap(), i)).collect::<Vec<_>>());
        let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
            dest: Sr25519Keyring::Eve.to_account_id().into(),
            value: weir_runtime::constants::UNIT,
        });
        let extension: TxExtension = (
            frame_system::CheckNonZeroSender::new(),
            frame_system::CheckSpecVersion::new(),
            frame_system::CheckTxVersion::new(),
            frame_system::CheckGenesis::new(),
            frame_system::CheckEra::from(Era::Immortal),
            frame_system::CheckNonce::from(nonce),
            frame_system::CheckWeight::new(),
            ChargeTransactionPayment::from(0),
            frame_system::WeightReclaim::new(),
        );
        let implicit = ((), VERSION.spec_version, VERSION.transaction_version, genesis, genesis, (), (), (), ());
        let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
        let signature = Signature::Sr25519(payload.using_encoded(|bytes| from.pair().sign(bytes)));
        let signed = UncheckedExtrinsic::new_signed(call, Address::Id(from.to_account_id()), signature, extension);
        hex(&signed.encode())
    }
}

fn request(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

/// Wait until something holds; fail if it does not within the limit.
pub fn wait_until(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < limit, "{what}: not within {limit:?}");
        sleep(Duration::from_millis(5));
    }
    begun.elapsed()
}

fn number(header: &Value) -> u64 {
    u64::from_str_radix(header["number"].as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", HexDisplay::from(&bytes.to_vec()))
}

fn byte(text: &str, index: usize) -> u8 {
    u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap()
}
