//! The list's one question to another contract.

use crate::Error;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use weir_types::calls::{send, Fault};
use weir_types::registry::Registry;
use weir_types::{AccountId, Capability, RefusalReason, Role};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);

/// Has the first account the role, and is it of another group than the others?
#[inline(never)]
pub fn screen(registry: AccountId, accounts: Vec<AccountId>, role: Role) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    send(registry.call().screen(accounts, Capability::ActOver(role))).map_err(|fault| match fault {
        Fault::Refused(refusal) if refusal.reason == RefusalReason::NotIndependent => Error::NotIndependent,
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}
