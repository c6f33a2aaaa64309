//! Organisations, and the short record of an account that the registry pushes to the ledger.

use crate::code::Region;
use crate::units::Timestamp;
use crate::Hash;

/// A controller group: accounts under one control share it. 0 is "no group": such an account is a group of its own.
pub type Group = u32;

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum OrgKind {
    /// Runs installations that emit.
    Operator,
    /// A ministry, agency or treasury.
    Government,
    /// Attests reports.
    Verifier,
    /// Issues money and confirms payments.
    Bank,
    /// Trades without emitting.
    Trader,
    /// The public: associations, residents.
    Public,
}

/// Where an organisation stands with the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum OrgStatus {
    /// Registered and in good standing.
    Active,
    /// May receive and surrender, not trade, until reinstated.
    Suspended,
}

/// An organisation as it was registered. The account that holds it is the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Organisation {
    /// What it is.
    pub kind: OrgKind,
    /// Its industry: a NACE or GB/T 4754 class number.
    pub sector: u16,
    /// Its region.
    pub region: Region,
    /// Its river basin's number, 0 when none is filed.
    pub basin: u32,
    /// Its controller group.
    pub group: Group,
    /// Hash of its licence (the document stays off chain).
    pub licence: Hash,
    /// Its standing.
    pub status: OrgStatus,
}

/// What the ledger knows of an account, so that a transfer calls nobody. Written by the registry only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct AccountRecord {
    /// Registered: may hold units.
    pub eligible: bool,
    /// Frozen by a court: its units do not move at all but to be surrendered.
    pub frozen: bool,
    /// Suspended: may receive and surrender, not sell, buy or transfer.
    pub suspended: bool,
    /// Credit grade pushed by standing: 0 green, 1 amber, 2 red, 3 blacklisted.
    pub grade: u8,
    /// Controller group.
    pub group: Group,
    /// On the deny list while block time is before this; 0 when it is not.
    pub denied_until: Timestamp,
}

impl AccountRecord {
    /// True when the account may buy, sell and transfer at the time given.
    pub fn may_trade(&self, now: Timestamp) -> bool {
        self.eligible && !self.frozen && !self.suspended && self.denied_until <= now
    }

    /// What a venue learns of the account.
    pub fn standing(&self) -> Standing {
        Standing { group: self.group, grade: self.grade }
    }

    /// True when both accounts are under one control: the same account's group, and one that is filed.
    pub fn same_group(&self, other: &Self) -> bool {
        self.group != 0 && self.group == other.group
    }
}

/// What a venue learns of an account from a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Standing {
    /// Its controller group; 0: a group of its own.
    pub group: Group,
    /// Its credit grade; above 0 (amber or worse) the account is flagged, and the other side has to agree to deal with it.
    pub grade: u8,
}

/// Where an organisation is and what it does: what `weir_rules::eligibility` decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Profile {
    /// Its region: for China six digits of GB/T 2260, of which two name the province and four the city.
    pub region: Region,
    /// Its river basin, 0 when none is filed.
    pub basin: u32,
    /// Its industry: a NACE or GB/T 4754 class number.
    pub sector: u16,
    /// Its controller group.
    pub group: Group,
    /// Its area, that is its city, fails the quality target for the pollutant asked about: it may not be a net importer.
    pub area_fails: bool,
}
