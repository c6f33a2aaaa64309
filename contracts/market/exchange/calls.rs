//! The exchange's calls to other contracts, with their failures as typed errors.

use crate::Error;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec;
use weir_types::calls::{answer, Fault};
use weir_types::ledger::{self, Ledger, LockId};
use weir_types::registry::Registry;
use weir_types::settlement::{Delivery, Settled, Settlement};
use weir_types::{AccountId, BatchId, Capability, Quantity, Role, Timestamp};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);
type SettlementRef = ink::contract_ref!(Settlement, DefaultEnvironment);

/// Is the account a supervisor?
pub fn require_supervisor(registry: AccountId, account: AccountId) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    let asked = registry.call().screen(vec![account], Capability::Act(Role::Supervisor)).try_invoke();
    answer(asked).map_err(|fault| match fault {
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}

/// Locks the seller's units until the order runs out.
pub fn lock(
    ledger: AccountId,
    seller: AccountId,
    batch: BatchId,
    quantity: Quantity,
    expires: Timestamp,
) -> Result<LockId, Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().lock(seller, batch, quantity, expires).try_invoke()).map_err(ledger_error)
}

/// Gives back what is left in a lock: how much that was.
pub fn unlock(ledger: AccountId, lock: LockId) -> Result<Quantity, Error> {
    let mut ledger: LedgerRef = ledger.into();
    answer(ledger.call_mut().unlock(lock).try_invoke()).map_err(ledger_error)
}

/// Units to the buyer and cash to the seller.
pub fn deliver(settlement: AccountId, delivery: Delivery) -> Result<Settled, Error> {
    let mut settlement: SettlementRef = settlement.into();
    answer(settlement.call_mut().deliver(delivery).try_invoke()).map_err(|fault| match fault {
        Fault::Refused(error) => Error::Settlement(error),
        Fault::Failed => Error::SettlementFailed,
    })
}

fn ledger_error(fault: Fault<ledger::Error>) -> Error {
    match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    }
}
