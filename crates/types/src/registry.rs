//! What other contracts ask of identity/registry.

use crate::{AccountId, Capability, Organisation, Pollutant, Profile, Refusal};
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

    /// Where the organisations that hold these accounts are and what they do, and whether their areas fail the target for the
    /// `pollutant`; `None` for an account that nobody has registered. Of the first [`MAX_SCREEN`] accounts, in their order.
    #[ink(message)]
    fn profiles(&self, accounts: Vec<AccountId>, pollutant: Pollutant) -> Vec<Option<Profile>>;
}
