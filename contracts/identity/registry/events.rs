//! What the registry announces. The state of the registry can be rebuilt from these alone.

use crate::data::{AreaStatus, Measure, MeasureKind, Profile, ReasonCode};
use weir_types::{AccountId, Hash, Pollutant, Region, Role, Timestamp};

/// The policy has been named.
#[ink::event]
pub struct Joined {
    /// It.
    pub policy: AccountId,
}

/// The registry was wired to its ledger, once and for good.
#[ink::event]
pub struct Wired {
    /// The ledger.
    pub ledger: AccountId,
}

/// A role was granted, or its expiry changed.
#[ink::event]
pub struct RoleGranted {
    /// Who holds it.
    #[ink(topic)]
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// It is held while block time is before this.
    pub until: Timestamp,
    /// The administrator who granted it.
    pub by: AccountId,
}

/// A role was taken away or given up.
#[ink::event]
pub struct RoleRevoked {
    /// Who held it.
    #[ink(topic)]
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The administrator, or the holder when it was given up.
    pub by: AccountId,
}

/// An organisation was registered.
#[ink::event]
pub struct Registered {
    /// The account it holds.
    #[ink(topic)]
    pub account: AccountId,
    /// Its number in the index, from 0.
    pub number: u32,
    /// What was filed.
    pub profile: Profile,
    /// The registrar.
    pub by: AccountId,
}

/// What is filed of an organisation changed.
#[ink::event]
pub struct Amended {
    /// The account it holds.
    #[ink(topic)]
    pub account: AccountId,
    /// What is filed now.
    pub profile: Profile,
    /// The registrar.
    pub by: AccountId,
}

/// A measure was taken over an account, or an entry of the deny list replaced.
#[ink::event]
pub struct MeasureTaken {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// Suspension, freeze or denial.
    pub kind: MeasureKind,
    /// Why, on what evidence, until when, by whom.
    pub measure: Measure,
}

/// A measure was lifted: an account was reinstated, unfrozen, or taken off the deny list.
#[ink::event]
pub struct MeasureLifted {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// Suspension, freeze or denial.
    pub kind: MeasureKind,
    /// Why.
    pub reason: ReasonCode,
    /// Hash of the ruling that lifts a freeze; zero for the others.
    pub evidence: Hash,
    /// Regulator, court or watchdog.
    pub by: AccountId,
}

/// It was found whether a region meets its quality target for a pollutant.
#[ink::event]
pub struct AreaStatusSet {
    /// The city, or the region where regions have no cities.
    pub region: Region,
    /// The pollutant.
    pub pollutant: Pollutant,
    /// What was found.
    pub status: AreaStatus,
    /// The regulator.
    pub by: AccountId,
}
