//! How a contract joins: it implements [`Guarded`], which names its high-risk messages, and asks in these alone.
//!
//! - [`Guarded::enter`] in a high-risk message, once its caller's role is known. **Closed on failure**: when the policy does not
//!   answer, the message is refused.
//! - [`Guarded::meter`] where a metered asset moves. **Open on failure**: what the policy refuses is refused, but a
//!   policy that does not answer stops nobody. So a broken policy never holds anybody's property.
//! - Everything else, above all whatever gives people back what is theirs (unlock, refund, claim, cancel, expire,
//!   surrender), calls neither, and pays nothing.
//!
//! Which policy is asked, the registry says ([`Registry::policy`](crate::registry::Registry::policy)): contracts that join keep no
//! address of their own, and join the moment the registry does. As long as it names none, nobody is asked.
//!
//! Code is dear (docs/adr/0009-joining-the-policy.md), so all of this is one function over plain bytes: the arguments are not encoded
//! anew, the host has the message's input, whose hash is what approvers approved; and whoever is refused does not come back
//! ([`DENIED`]).
//!
//! Call `meter` **before** the message's own reads and writes: whoever starves the policy of gas, so that it seems to
//! fail, then has too little left for these. The registry, which the policy itself asks, joins with rules
//! without a group limit: asking it back while it waits would be a re-entry, which the chain refuses.

use super::Selector;
use crate::{AccountId, Hash};
use ink::env::hash::{Blake2x256, HashOutput};

/// The variant `Denied(policy::Error)` of every joined contract's error, by its number in SCALE. On chain the message ends with these
/// bytes, reverted, where the policy's answer is read: a variant that code hands on would cost each contract several hundred
/// bytes. So the variant is for those who read answers, metadata and clients.
pub const DENIED: u8 = 255;

/// `Registry::policy`.
pub const POLICY: Selector = ink::selector_bytes!("Registry::policy");

/// `ledger::wiring`, whose answer begins with the registry.
pub const WIRING: Selector = ink::selector_bytes!("wiring");

/// What flows where a contract has one asset only: [`super::Flow::asset`] of cash.
pub const ONLY: super::Asset = [0; 16];

/// A contract that has joined.
pub trait Guarded {
    /// Its high-risk messages: those and no others call [`Self::enter`].
    const HIGH_RISK: &'static [&'static str];

    /// The registry, which names the policy; none: not wired yet, and nobody is asked.
    fn guard(&self) -> Option<AccountId>;

    /// Goes on if the message under way may be carried out, for its caller, with its arguments; else the message ends here, reverted,
    /// with the error `Denied`. `value`: how much is at stake.
    fn enter(&self, value: u128) {
        if let Some(registry) = self.guard() {
            enter(&registry, value);
        }
    }

    /// Goes on if the contract's one asset may flow in or out, and if the policy fails; else ends the message as [`Self::enter`] does.
    fn meter(&self, inflow: u128, outflow: u128) {
        if let Some(registry) = self.guard() {
            chain::meter(&registry, inflow, outflow);
        }
    }
}

/// [`Guarded::enter`], by the registry's address.
pub fn enter(registry: &AccountId, value: u128) {
    chain::enter(registry, value);
}

/// [`Guarded::enter`], by the policy's own: the registry's way.
pub fn enter_at(policy: &AccountId, value: u128) {
    chain::enter_at(policy, value);
}

/// [`Guarded::enter`], by the address of a ledger: settlement's way. The ledger knows the registry.
pub fn enter_by(ledger: &AccountId, value: u128) {
    chain::enter_by(ledger, value);
}

/// Does the account answer as a policy?
pub fn answers(policy: &AccountId) -> bool {
    chain::answers(policy)
}

/// Blake2-256.
pub fn hash(bytes: &[u8]) -> Hash {
    let mut digest = <Blake2x256 as HashOutput>::Type::default();
    ink::env::hash_bytes::<Blake2x256>(bytes, &mut digest);
    digest.into()
}

/// The questions, in their bytes: what `contract_ref!(Policy)` would send, with a tenth of the code.
#[cfg(any(test, not(feature = "std")))]
mod question {
    use super::{Selector, ONLY};
    use crate::policy::Error;
    use ink::prelude::{vec, vec::Vec};
    use ink::scale::Encode;

    /// A question's bytes.
    pub const LENGTH: usize = 88;
    /// Room for a message's input behind what comes before it; a longer one traps.
    const ROOM: usize = 4_096;
    const PRE_EXECUTION: Selector = ink::selector_bytes!("Policy::pre_execution");
    const POST_EXECUTION: Selector = ink::selector_bytes!("Policy::post_execution");

    /// Go on.
    pub const FREE: u8 = u8::MAX;
    /// Nobody has said anything that can be read.
    pub const FAILED: u8 = Error::PolicyFailed as u8;

    /// `pre_execution(Call { caller, selector, arguments, value })`, with more behind it. The input is read to where the question has
    /// the selector, with which it begins; the arguments' hash then takes the arguments' place, by way of the caller's.
    pub fn call(
        caller: &[u8; 32],
        value: u128,
        read: impl FnOnce(&mut [u8]) -> usize,
        hash: impl FnOnce(&[u8], &mut [u8; 32]),
    ) -> Vec<u8> {
        let mut bytes = vec![0; ROOM];
        let Some(all) = bytes.first_chunk_mut::<ROOM>() else { return bytes };
        let Some((pre, rest)) = all.split_first_chunk_mut::<4>() else { return bytes };
        let Some((by, rest)) = rest.split_first_chunk_mut::<32>() else { return bytes };
        let length = read(rest);
        hash(rest.get(4..length).unwrap_or_default(), by);
        let Some((_, rest)) = rest.split_first_chunk_mut::<4>() else { return bytes };
        let Some((arguments, rest)) = rest.split_first_chunk_mut::<32>() else { return bytes };
        let Some((at_stake, _)) = rest.split_first_chunk_mut::<16>() else { return bytes };
        arguments.copy_from_slice(by);
        by.copy_from_slice(caller);
        *at_stake = value.to_le_bytes();
        *pre = PRE_EXECUTION;
        bytes
    }

    /// `post_execution(Flow { asset: ONLY, inflow, outflow })`.
    pub fn flow(inflow: u128, outflow: u128) -> Vec<u8> {
        (POST_EXECUTION, ONLY, inflow, outflow).encode()
    }

    /// What an answer says: why not, or [`FREE`].
    #[inline(never)]
    pub fn said(answer: Option<&[u8]>) -> u8 {
        match answer {
            Some([0, 0]) => FREE,
            Some([0, 1, why]) => *why,
            _ => FAILED,
        }
    }
}

/// Asking on the chain.
#[cfg(not(feature = "std"))]
mod chain {
    use super::{question, AccountId, DENIED, POLICY, WIRING};
    use crate::host;
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;
    use pallet_contracts_uapi::{HostFn, HostFnImpl, ReturnFlags};

    #[inline(never)]
    pub fn enter(registry: &AccountId, value: u128) {
        obey(ask(registry.as_ref(), &message(value)));
    }

    pub fn enter_at(policy: &AccountId, value: u128) {
        obey(question::said(host::call(policy.as_ref(), &message(value))));
    }

    pub fn enter_by(ledger: &AccountId, value: u128) {
        let found = host::call(ledger.as_ref(), &WIRING);
        obey(match found {
            Some([0, 1, registry @ ..]) => ask(registry, &message(value)),
            found => question::said(found),
        });
    }

    #[inline(never)]
    pub fn meter(registry: &AccountId, inflow: u128, outflow: u128) {
        match ask(registry.as_ref(), &question::flow(inflow, outflow)) {
            question::FAILED => {}
            why => obey(why),
        }
    }

    /// Whatever it says of the message under way.
    pub fn answers(policy: &AccountId) -> bool {
        question::said(host::call(policy.as_ref(), &message(0))) != question::FAILED
    }

    #[inline(never)]
    fn message(value: u128) -> Vec<u8> {
        let caller: [u8; 32] = *ink::env::caller::<DefaultEnvironment>().as_ref();
        let read = |mut room: &mut [u8]| {
            HostFnImpl::input(&mut room);
            room.len()
        };
        let mut bytes = question::call(&caller, value, read, HostFnImpl::hash_blake2_256);
        bytes.truncate(question::LENGTH);
        bytes
    }

    /// `registry`: an account's bytes, or more that begin with them.
    fn ask(registry: &[u8], question: &[u8]) -> u8 {
        let found = host::call(registry, &POLICY);
        question::said(match found {
            Some([0, 1, policy @ ..]) => host::call(policy, question),
            found => found,
        })
    }

    fn obey(why: u8) {
        if why != question::FREE {
            HostFnImpl::return_value(ReturnFlags::REVERT, &[0, 1, DENIED, why])
        }
    }
}

/// Natively (in unit tests) there is no policy, and nobody is asked.
#[cfg(feature = "std")]
mod chain {
    use super::AccountId;

    pub fn enter(_registry: &AccountId, _value: u128) {}

    pub fn enter_at(_policy: &AccountId, _value: u128) {}

    pub fn enter_by(_ledger: &AccountId, _value: u128) {}

    pub fn meter(_registry: &AccountId, _inflow: u128, _outflow: u128) {}

    pub fn answers(_policy: &AccountId) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Call, Error, Flow, Policy};
    use crate::registry::Registry;
    use ink::codegen::TraitCallBuilder;
    use ink::env::DefaultEnvironment;
    use ink::scale::{Decode, Encode};

    #[test]
    fn questions_are_what_the_traits_would_send() {
        let (caller, input) = ([3; 32], b"selearguments");
        let mut policy: ink::contract_ref!(Policy, DefaultEnvironment) = AccountId::from(caller).into();
        let registry: ink::contract_ref!(Registry, DefaultEnvironment) = AccountId::from(caller).into();
        let arguments = hash(b"arguments");
        let asked = Call { caller: caller.into(), selector: *b"sele", arguments, value: u128::MAX - 5 };
        let sent = policy.call_mut().pre_execution(asked);
        let read = |room: &mut [u8]| {
            room[..input.len()].copy_from_slice(input);
            input.len()
        };
        let bytes = question::call(&caller, asked.value, read, |bytes, to| to.copy_from_slice(hash(bytes).as_ref()));
        assert_eq!(sent.params().exec_input().encode(), bytes[..question::LENGTH]);
        let sent = policy.call_mut().post_execution(Flow { asset: ONLY, inflow: 5, outflow: 6 });
        assert_eq!(sent.params().exec_input().encode(), question::flow(5, 6));
        assert_eq!(registry.call().policy().params().exec_input().encode(), POLICY);
    }

    #[test]
    fn an_answer_is_yes_an_error_or_a_failure() {
        let answer = |result: Result<(), Error>| Ok::<_, ink::LangError>(result).encode();
        assert_eq!(question::said(Some(&answer(Ok(())))), question::FREE);
        for byte in 0..=u8::MAX {
            let Ok(error) = Error::decode(&mut [byte].as_slice()) else { continue };
            assert_eq!(question::said(Some(&answer(Err(error)))), byte);
            assert_ne!(byte, question::FREE);
        }
        let garbage: [&[u8]; 5] = [&[], &[0], &[1, 1], &[0, 0, 0], &[0, 2]];
        for garbage in garbage.into_iter().map(Some).chain([None]) {
            assert_eq!(question::said(garbage), question::FAILED, "{garbage:?}");
        }
        assert_eq!(Error::PolicyFailed.encode(), [question::FAILED]);
    }

    #[test]
    fn a_denial_is_written_as_clients_read_it() {
        let denied = crate::ledger::Error::Denied(Error::Tripped);
        assert_eq!(denied.encode(), [DENIED, Error::Tripped as u8]);
    }
}
