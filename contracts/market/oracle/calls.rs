//! The oracle's calls to other contracts, with their failures as typed errors.

use crate::Error;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use psp22::{PSP22Error, PSP22};
use weir_types::calls::{ask, send, Fault};
use weir_types::market::{Bar, Venue};
use weir_types::registry::Registry;
use weir_types::units::Day;
use weir_types::{AccountId, Capability, Instrument, Money, RefusalReason};

type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);
type VenueRef = ink::contract_ref!(Venue, DefaultEnvironment);
type CashRef = ink::contract_ref!(PSP22, DefaultEnvironment);

/// Has the first account the capability, over the others?
pub fn screen(registry: AccountId, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    send(registry.call().screen(accounts, capability)).map_err(|fault| match fault {
        Fault::Refused(refusal) if refusal.reason == RefusalReason::NotIndependent => Error::NotIndependent,
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}

/// What the venue keeps of a day.
pub fn bar(venue: AccountId, instrument: Instrument, day: Day) -> Result<Option<Bar>, Error> {
    let venue: VenueRef = venue.into();
    ask(venue.call().bar(instrument, day)).ok_or(Error::VenueFailed)
}

/// Moves cash: out of an asker's approval to this contract, or from this contract itself, which needs none (PSP22).
pub fn move_cash(cash: AccountId, from: AccountId, to: AccountId, amount: Money) -> Result<(), Error> {
    let mut cash: CashRef = cash.into();
    send(cash.call_mut().transfer_from(from, to, amount, Vec::new())).map_err(|fault| match fault {
        Fault::Refused(PSP22Error::InsufficientBalance) => Error::InsufficientCash,
        Fault::Refused(PSP22Error::InsufficientAllowance) => Error::InsufficientApproval,
        Fault::Refused(_) => Error::CashRefused,
        Fault::Failed => Error::CashFailed,
    })
}
