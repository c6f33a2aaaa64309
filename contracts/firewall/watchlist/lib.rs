//! firewall/watchlist: what independent sources say of accounts, each with a level and an end (威胁情报).
//!
//! Anybody may read it. firewall/policy asks it of the caller of each high-risk message.
//!
//! **Invariants**
//! - One source alone blocks nobody: sources are of different controller groups, and none of the account's.
//! - What is said of an account runs out, at the latest after [`denial::MAX_TERM`](weir_rules::policy::denial::MAX_TERM).
//! - Nobody takes back what another has said but an arbiter, of another group than the account and all who spoke of it.
//! - The list holds nothing, calls nobody but the registry, and nobody administers it.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
pub mod events;
mod saying;

pub use self::watchlist::{Watchlist, WatchlistRef};
pub use weir_types::policy::Error;

#[cfg(test)]
mod tests;

#[ink::contract]
mod watchlist {
    use crate::Error;
    use ink::storage::{traits::ManualKey, Mapping};
    use weir_types::calls::done;
    use weir_types::keys;
    use weir_types::policy::{Denials, Level, Watch, Weight};

    /// The list.
    #[ink(storage)]
    pub struct Watchlist {
        /// identity/registry: knows who is a watchdog, who an arbiter, and of which group.
        pub(crate) registry: AccountId,
        /// What is said, by account.
        pub(crate) denials: Mapping<AccountId, Denials, ManualKey<{ keys::WATCHLIST_DENIALS }>>,
    }

    // No message is inlined into the dispatcher: a call pays for compiling each function it enters
    // (docs/adr/0008-small-code.md).
    impl Watchlist {
        /// An empty list, for good with this registry.
        #[ink(constructor)]
        pub fn new(registry: AccountId) -> Self {
            Self { registry, denials: Mapping::default() }
        }

        /// Says something of an account, in place of what the caller said before. A watchdog of another group than the account and
        /// the other sources; `evidence` is a document's hash.
        ///
        /// # Events
        /// `Denounced`.
        ///
        /// # Errors
        /// `MissingReason`, `BadExpiry`, `NoRoom`, `NotAllowed`, `NotIndependent`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn denounce(
            &mut self,
            account: AccountId,
            level: Level,
            until: Timestamp,
            evidence: Hash,
        ) -> Result<(), Error> {
            self.say(account, level, until, evidence)?;
            done(())
        }

        /// Takes back what the caller said, role or not.
        ///
        /// # Events
        /// `DenialLifted`.
        ///
        /// # Errors
        /// `MissingReason`, `NotDenied`.
        #[ink(message)]
        #[inline(never)]
        pub fn retract(&mut self, account: AccountId, reason: Hash) -> Result<(), Error> {
            self.unsay(account, reason)?;
            done(())
        }

        /// Strikes out all that is said of an account, on its appeal. An arbiter of another group than the account and all sources.
        ///
        /// # Events
        /// `DenialLifted`.
        ///
        /// # Errors
        /// `MissingReason`, `NotDenied`, `NotAllowed`, `NotIndependent`, `RegistryFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn lift(&mut self, account: AccountId, reason: Hash) -> Result<(), Error> {
            self.acquit(account, reason)?;
            done(())
        }

        /// What is said of an account, run out or not.
        #[ink(message)]
        #[inline(never)]
        pub fn denials(&self, account: AccountId) -> Denials {
            self.said(account)
        }

        /// The registry.
        #[ink(message)]
        #[inline(never)]
        pub fn registry(&self) -> AccountId {
            self.registry
        }
    }

    impl Watch for Watchlist {
        /// As the trait says. Anybody.
        #[ink(message)]
        #[inline(never)]
        fn weight(&self, account: AccountId) -> Weight {
            weir_rules::policy::denial::weight(&self.said(account), self.env().block_timestamp())
        }
    }
}
