//! What the subjects share.
#![cfg_attr(not(feature = "std"), no_std)]

/// `weir_probe!`, which the ablation without probes leaves out.
#[cfg(feature = "probes")]
pub use weir_guard_probe::weir_probe;

/// Nothing: the ablation without probes.
#[cfg(not(feature = "probes"))]
#[macro_export]
macro_rules! weir_probe {
    ($condition:expr) => {};
}

/// How a subject asks firewall/policy, in the words of `weir_types::policy::Policy`, whose bytes these are.
pub mod policy {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::hash::Blake2x256;
    use ink::env::DefaultEnvironment;
    use ink::primitives::AccountId;
    use ink::scale::Encode;

    /// May the call be carried out? Without a policy it may; a policy that does not answer refuses.
    #[allow(clippy::result_unit_err)]
    pub fn enter(policy: Option<AccountId>, selector: [u8; 4], arguments: &impl Encode, value: u128) -> Result<(), ()> {
        let Some(policy) = policy else { return Ok(()) };
        let caller = ink::env::caller::<DefaultEnvironment>();
        let mut hash = [0; 32];
        ink::env::hash_bytes::<Blake2x256>(&arguments.encode(), &mut hash);
        let asked = Selector::new(ink::selector_bytes!("Policy::pre_execution"));
        let call = ExecutionInput::new(asked).push_arg((caller, selector, hash, value));
        let answer = build_call::<DefaultEnvironment>()
            .call(policy)
            .exec_input(call)
            .returns::<Result<(), [u8; 1]>>()
            .try_invoke();
        match answer {
            Ok(Ok(Ok(()))) => Ok(()),
            _ => Err(()),
        }
    }
}
