//! What a call would do to the storage of contracts: tried, looked at, undone.

use super::{cost, failed, native, Embedded};
use crate::chain::DryRun;
use crate::error::CallFailure;
use crate::Balance;
use ink::scale::Decode;
use weir_runtime::reexports::frame_support::storage::storage_prefix;
use weir_runtime::reexports::pallet_contracts::{CollectEvents, DebugInfo, Determinism};
use weir_runtime::reexports::sp_io::{default_child_storage, hashing::twox_64, storage};
use weir_runtime::reexports::sp_runtime::StateVersion;
use weir_runtime::Contracts;
use weir_types::AccountId;

/// What a call would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposed {
    /// What it would answer.
    pub answer: Result<DryRun, CallFailure>,
    /// Which of the contracts would hold something else, or be gone.
    pub changed: Vec<bool>,
}

impl Embedded {
    /// What a call would do, and which of these contracts' storage it would change. Nobody is told: who listens hears of
    /// calls, constructions and questions alone.
    pub fn suppose(
        &mut self,
        origin: AccountId,
        dest: AccountId,
        data: Vec<u8>,
        value: Balance,
        watched: &[AccountId],
    ) -> Supposed {
        let gas_limit = self.gas_limit;
        self.blocks.look_and_discard(|| {
            let before: Vec<_> = watched.iter().map(|contract| storage_of(*contract)).collect();
            let result = Contracts::bare_call(
                native(origin),
                native(dest),
                value,
                gas_limit,
                None,
                data,
                DebugInfo::UnsafeDebug,
                CollectEvents::Skip,
                Determinism::Enforced,
            );
            let cost = cost(result.gas_consumed, &result.storage_deposit);
            let debug = String::from_utf8_lossy(&result.debug_message).into_owned();
            let answer = match result.result {
                Ok(answer) => Ok(DryRun { reverted: answer.did_revert(), data: answer.data, cost, debug }),
                Err(error) => Err(failed(error, cost)),
            };
            let lasts = answer.as_ref().is_ok_and(|answer| !answer.reverted);
            let changed = watched.iter().zip(before).map(|(one, was)| lasts && storage_of(*one) != was).collect();
            Supposed { answer, changed }
        })
    }
}

/// Names what a contract holds: equal names, equal storage. `None` when there is none.
fn storage_of(contract: AccountId) -> Option<Vec<u8>> {
    // The pallet keeps its map to itself; the first field of what it knows of a contract is the name of its storage.
    let account: &[u8; 32] = contract.as_ref();
    let mut key = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
    key.extend(twox_64(account));
    key.extend(account);
    let info = storage::get(&key)?;
    let trie = Vec::<u8>::decode(&mut info.as_ref()).ok()?;
    Some(default_child_storage::root(&trie, StateVersion::V1))
}
