//! The deny list: what several independent sources say of an account, each with a level and an end.

use crate::{AccountId, Hash, Timestamp};

/// The most sources that speak of one account at a time.
pub const MAX_SOURCES: usize = 4;

/// How many independent sources it takes to block.
pub const SOURCES_TO_BLOCK: usize = 2;

/// How grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Level {
    /// Known to the source; has no effect by itself.
    Notice,
    /// A high-risk call needs somebody else's approval.
    Caution,
    /// No high-risk call, once a second source says so too; until then a caution.
    Block,
}

crate::fixed_as_decoded!(Level = Level::Notice;);

/// What one source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Denial {
    /// Who says it.
    pub source: AccountId,
    /// How grave.
    pub level: Level,
    /// Until when it is in force.
    pub until: Timestamp,
    /// Hash of the finding, which stays off the chain.
    pub evidence: Hash,
}

crate::fixed!(Denial { source, level, until, evidence });

/// All that is said of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Denials {
    /// Each source once; those that have run out until another needs the place.
    pub entries: [Option<Denial>; MAX_SOURCES],
}

crate::fixed!(Denials { entries });

/// firewall/watchlist as seen by those who ask it.
#[ink::trait_definition]
pub trait Watch {
    /// What follows from what is said of an account now.
    #[ink(message)]
    fn weight(&self, account: AccountId) -> Weight;
}

/// What follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Weight {
    /// Nothing.
    Clear,
    /// A high-risk call needs somebody else's approval.
    Cautioned,
    /// No high-risk call.
    Blocked,
}
