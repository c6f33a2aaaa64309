//! What the list tells the world: all that is needed to rebuild it.

use weir_types::policy::Level;
use weir_types::{AccountId, Hash, Timestamp};

/// A source has said something of an account, in place of what it said before.
#[ink::event]
pub struct Denounced {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// The source.
    pub source: AccountId,
    /// How grave.
    pub level: Level,
    /// Until when.
    pub until: Timestamp,
    /// Hash of the finding.
    pub evidence: Hash,
}

/// What was said of an account counts no more.
#[ink::event]
pub struct DenialLifted {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// The source that takes its word back; none: all of it, on a ruling.
    pub source: Option<AccountId>,
    /// Who lifted it.
    pub by: AccountId,
    /// Hash of the reason.
    pub reason: Hash,
}
