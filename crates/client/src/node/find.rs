//! Transactions that are in blocks: found again, and run again on the state before them.

use super::events::fates;
use super::phase::Job;
use super::rpc::Rpc;
use super::Node;
use crate::chain::{DryRun, RawEvent};
use crate::error::{CallFailure, ChainError, Failure};
use crate::Balance;
use ink::scale::{Compact, Decode};
use std::fmt;
use std::str::FromStr;
use weir_types::AccountId;

/// How many blocks back a transaction is looked for by its hash: nodes keep no index of them.
const LOOK_BACK: u32 = 1_000;

/// Which transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// By its place: `BLOCK-INDEX`.
    At(u32, u32),
    /// By its hash; looked for in the last 1,000 blocks.
    Hash([u8; 32]),
}

impl FromStr for Which {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let hash = text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
        let hash = hash.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let place = text.split_once('-').and_then(|(block, index)| Some((block.parse().ok()?, index.parse().ok()?)));
        match (hash, place) {
            (Some(hash), _) => Ok(Self::Hash(hash)),
            (_, Some((block, index))) => Ok(Self::At(block, index)),
            _ => Err(format!(
                "`{text}` is no transaction: give its hash (0x and 64 digits), or BLOCK-INDEX such as 17-2"
            )),
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(block, index) => write!(f, "{block}-{index}"),
            Self::Hash(hash) => write!(f, "0x{}", hex::encode(hash)),
        }
    }
}

/// A call of a contract that is in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The block's number.
    pub block: u32,
    /// Its place in the block.
    pub index: u32,
    /// Who sent it.
    pub origin: AccountId,
    /// Which contract.
    pub dest: AccountId,
    /// The message's selector and arguments.
    pub data: Vec<u8>,
    /// Native tokens sent along.
    pub value: Balance,
}

impl Node {
    /// Finds a call of a contract.
    ///
    /// # Errors
    /// There is none, or the transaction is something else.
    pub fn find(&self, which: Which) -> Result<Sent, ChainError> {
        self.runtime.block_on(find(self.rpc(), which))
    }

    /// Runs the call again on the state before its block; when it is accepted there, behind the block, for what came before it
    /// in the block may have mattered. Nothing is changed.
    pub fn replay(&self, sent: &Sent) -> Result<DryRun, CallFailure> {
        let before = self.replay_at(sent, sent.block.saturating_sub(1))?;
        match before.reverted {
            true => Ok(before),
            false => self.replay_at(sent, sent.block),
        }
    }

    /// What contracts told in a block, in its transactions' order.
    ///
    /// # Errors
    /// The node does not answer, or has no such block.
    pub fn emitted(&self, block: u32) -> Result<Vec<RawEvent>, ChainError> {
        let mut fates: Vec<_> = self
            .runtime
            .block_on(async {
                let (at, _) = self.rpc().block(block).await?;
                fates(self.rpc(), self.rpc().events(at).await?)
            })?
            .into_iter()
            .collect();
        fates.sort_by_key(|(position, _)| *position);
        Ok(fates.into_iter().flat_map(|(_, fate)| fate.events).collect())
    }

    fn replay_at(&self, sent: &Sent, block: u32) -> Result<DryRun, CallFailure> {
        let job = Job::Call { dest: sent.dest, data: sent.data.clone(), value: sent.value };
        let run = self.runtime.block_on(async {
            let (at, _) = self.rpc().block(block).await?;
            self.rpc().dry_run(sent.origin, &job, Some(at)).await
        })?;
        let cost = run.cost();
        let debug = String::from_utf8_lossy(&run.debug_message).into_owned();
        match run.result {
            Ok(answer) => Ok(DryRun { reverted: answer.reverted(), data: answer.data, cost, debug }),
            Err(error) => Err(CallFailure { reason: Failure::Module(self.rpc().name(&error)), cost }),
        }
    }
}

async fn find(rpc: &Rpc, which: Which) -> Result<Sent, ChainError> {
    let none = || ChainError::NoTransaction(which.to_string());
    match which {
        Which::At(block, index) => {
            let all = rpc.transactions(block).await?;
            let found = all.into_iter().find(|one| one.index == index).ok_or_else(none)?;
            read(block, &found).ok_or_else(none)
        }
        Which::Hash(hash) => {
            let last = rpc.best_number().await?;
            for block in (last.saturating_sub(LOOK_BACK)..=last).rev() {
                if let Some(found) = rpc.transactions(block).await?.iter().find(|one| one.hash == hash) {
                    return read(block, found).ok_or_else(none);
                }
            }
            Err(none())
        }
    }
}

/// A transaction of a block, in parts.
pub struct Transaction {
    /// Its place in the block.
    pub index: u32,
    /// Its hash.
    pub hash: [u8; 32],
    /// Who sent it, encoded; nothing when nobody signed.
    pub address: Option<Vec<u8>>,
    /// The arguments, encoded, when it calls a contract.
    pub call: Option<Vec<u8>>,
}

fn read(block: u32, found: &Transaction) -> Option<Sent> {
    type Arguments = (u8, AccountId, Compact<Balance>, super::shapes::Weight, Option<Compact<Balance>>, Vec<u8>);
    let (kind, dest, value, _, _, data) = Arguments::decode(&mut found.call.as_deref()?).ok()?;
    let (origin_kind, origin) = <(u8, AccountId)>::decode(&mut found.address.as_deref()?).ok()?;
    let plain = kind == 0 && origin_kind == 0;
    plain.then_some(Sent { block, index: found.index, origin, dest, data, value: value.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;

    #[test]
    fn a_transaction_is_named_by_its_place_or_its_hash() {
        assert_eq!("17-2".parse(), Ok(Which::At(17, 2)));
        let hash = format!("0x{}", "7a".repeat(32));
        assert_eq!(hash.parse(), Ok(Which::Hash([0x7a; 32])));
        assert_eq!(Which::Hash([0x7a; 32]).to_string(), hash);
        for bad in ["", "17", "0x12", "x-1", "-"] {
            assert!(bad.parse::<Which>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_call_is_read_from_its_arguments() {
        let account = |byte| AccountId::from([byte; 32]);
        let weight = super::super::shapes::Weight { ref_time: 1_000_000, proof_size: 7 };
        let call = (0_u8, account(2), Compact(5_u128), weight, None::<Compact<Balance>>, vec![1_u8, 2, 3, 4]).encode();
        let sent = |address: Option<Vec<u8>>, call| read(9, &Transaction { index: 3, hash: [0; 32], address, call });
        let found = sent(Some((0_u8, account(1)).encode()), Some(call.clone())).unwrap();
        assert_eq!((found.block, found.index, found.origin, found.dest), (9, 3, account(1), account(2)));
        assert_eq!((found.value, found.data.as_slice()), (5, &[1, 2, 3, 4][..]));
        assert_eq!(sent(None, Some(call)), None, "nobody signed");
        assert_eq!(sent(Some((0_u8, account(1)).encode()), None), None, "no contract is called");
    }
}
