//! What other contracts ask of identity/registry.

use crate::{AccountId, Capability, Organisation, Pollutant, Profile, Refusal, Role};
use ink::prelude::vec::Vec;

/// The most accounts one [`Registry::screen`] may ask about.
pub const MAX_SCREEN: usize = 8;

/// Identity as seen by other contracts: one call a message, for all accounts at once.
#[ink::trait_definition]
pub trait Registry {
    /// Do all `accounts` (at most [`MAX_SCREEN`]) have the `capability` now? The first that has not is named.
    #[ink(message)]
    fn screen(&self, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Refusal>;

    /// The organisation that holds the account, if there is one.
    #[ink(message)]
    fn organisation(&self, account: AccountId) -> Option<Organisation>;

    /// The policy that contracts ask in their high-risk messages ([`crate::policy::Guarded`]); none: nobody is asked.
    #[ink(message)]
    fn policy(&self) -> Option<AccountId>;

    /// Where the organisations that hold these accounts are and what they do, and whether their areas fail the target for the
    /// `pollutant`; `None` for an account that nobody has registered. Of the first [`MAX_SCREEN`] accounts, in their order.
    #[ink(message)]
    fn profiles(&self, accounts: Vec<AccountId>, pollutant: Pollutant) -> Vec<Option<Profile>>;
}

/// Does the account hold the role, and may it act? False also when the registry does not answer: for those who need not tell the two
/// apart, with a fifth of the code that the trait's `screen` takes.
pub fn holds(registry: &AccountId, account: AccountId, role: Role) -> bool {
    #[cfg(feature = "std")]
    {
        use ink::codegen::TraitCallBuilder;
        let registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = (*registry).into();
        crate::calls::send(registry.call().screen(Vec::from([account]), Capability::Act(role))).is_ok()
    }
    #[cfg(not(feature = "std"))]
    {
        let answer = crate::host::call(registry.as_ref(), &question(account, role));
        matches!(answer, Some([0, 0]))
    }
}

/// `screen([account], Act(role))` as it is sent: the selector, how many accounts (one, in SCALE's compact form), the account, the
/// capability.
#[cfg(any(test, not(feature = "std")))]
fn question(account: AccountId, role: Role) -> Vec<u8> {
    ink::scale::Encode::encode(&(ink::selector_bytes!("Registry::screen"), 4u8, account, Capability::Act(role)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use ink::scale::Encode;

    #[test]
    fn the_question_is_what_the_trait_would_send() {
        let (registry, account) = (AccountId::from([1; 32]), AccountId::from([2; 32]));
        let registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = registry.into();
        for role in [Role::Registrar, Role::Supervisor, Role::Reporter] {
            let sent = registry.call().screen(vec![account], Capability::Act(role));
            assert_eq!(sent.params().exec_input().encode(), question(account, role));
        }
    }
}
