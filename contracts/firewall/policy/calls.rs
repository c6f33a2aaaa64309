//! The policy's calls to other contracts.

use ink::codegen::TraitCallBuilder;
use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::{vec, vec::Vec};
use ink::scale::{Decode, Encode, Input, Output};
use weir_types::calls::{ask, send, Fault};
use weir_types::policy::{Check, Error, Watch, Weight};
use weir_types::registry::Registry;
use weir_types::{AccountId, Capability, Group, RefusalReason};

type WatchRef = ink::contract_ref!(Watch, DefaultEnvironment);
type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);

/// Has the first account the capability, over the others?
#[inline(never)]
pub fn screen(registry: AccountId, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Error> {
    let registry: RegistryRef = registry.into();
    send(registry.call().screen(accounts, capability)).map_err(|fault| match fault {
        Fault::Refused(refusal) if refusal.reason == RefusalReason::NotIndependent => Error::NotIndependent,
        Fault::Refused(_) => Error::NotAllowed,
        Fault::Failed => Error::RegistryFailed,
    })
}

/// What the watchlist says of an account.
pub fn weight(watchlist: AccountId, account: AccountId) -> Result<Weight, Error> {
    let watchlist: WatchRef = watchlist.into();
    ask(watchlist.call().weight(account)).ok_or(Error::WatchlistFailed)
}

/// The account's controller group, 0 when it has none.
#[inline(never)]
pub fn group(registry: AccountId, account: AccountId) -> Result<Group, Error> {
    let registry: RegistryRef = registry.into();
    let organisation = ask(registry.call().organisation(account)).ok_or(Error::RegistryFailed)?;
    Ok(organisation.map_or(0, |organisation| organisation.group))
}

/// What the target answers to a check, SCALE encoded. It is asked by the policy, which has no role anywhere.
#[inline(never)]
pub fn read(target: AccountId, check: &Check) -> Result<Vec<u8>, Error> {
    let input = ExecutionInput::new(Selector::new(check.selector)).push_arg(Raw(check.arguments.clone()));
    let message = build_call::<DefaultEnvironment>().call(target).exec_input(input).returns::<Raw>();
    ask(message).map(|answer| answer.0).ok_or(Error::ReadFailed)
}

/// Bytes that are SCALE encoded already.
struct Raw(Vec<u8>);

impl Encode for Raw {
    fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
        to.write(&self.0);
    }
}

impl Decode for Raw {
    fn decode<I: Input>(input: &mut I) -> Result<Self, ink::scale::Error> {
        let mut bytes = vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}
