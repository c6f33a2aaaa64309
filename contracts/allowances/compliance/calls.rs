//! Compliance's calls to other contracts, with their failures as typed errors.

use crate::Error;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use weir_types::calls::{send, Fault};
use weir_types::ledger::Ledger;
use weir_types::registry::Registry;
use weir_types::{AccountId, BatchId, Capability, Quantity, RefusalReason};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type LedgerRef = ink::contract_ref!(Ledger, DefaultEnvironment);

/// Do the accounts have the capability?
pub fn screen(registry: AccountId, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    send(registry.call().screen(accounts, capability)).map_err(|fault| match fault {
        Fault::Refused(refusal) if refusal.reason == RefusalReason::NotIndependent => Error::NotIndependent,
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}

/// Surrenders the holder's units.
pub fn surrender(ledger: AccountId, holder: AccountId, batch: BatchId, quantity: Quantity) -> Result<(), Error> {
    let mut ledger: LedgerRef = ledger.into();
    send(ledger.call_mut().surrender(holder, batch, quantity)).map_err(|fault| match fault {
        Fault::Refused(error) => Error::Ledger(error),
        Fault::Failed => Error::LedgerFailed,
    })
}
