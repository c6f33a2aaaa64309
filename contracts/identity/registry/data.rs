//! What the registry keeps of an account, and how it answers for it: no environment, so that it is tested natively.

use crate::Error;
use weir_types::{
    AccountId, AccountRecord, Capability, Group, Hash, OrgKind, OrgStatus, Organisation, RefusalReason, Region, Role,
    Timestamp,
};

/// Why a measure was taken or lifted: a number of the table in `docs/contracts/registry.md`; 0 is refused.
pub type ReasonCode = u16;

/// What is filed of an organisation: all of [`Organisation`] but its standing, which no registrar decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Profile {
    /// What it is.
    pub kind: OrgKind,
    /// Its industry: a NACE or GB/T 4754 class number.
    pub sector: u16,
    /// Its region.
    pub region: Region,
    /// Its river basin's number, 0 when none is filed.
    pub basin: u32,
    /// Its controller group; 0 when it is a group of its own.
    pub group: Group,
    /// Hash of its licence (the document stays off chain).
    pub licence: Hash,
}

/// What can be done to an account, by three powers that are three roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum MeasureKind {
    /// A regulator's, over an organisation.
    Suspension,
    /// A court's, over any account.
    Freeze,
    /// A watchdog's, over any account: an entry of the deny list.
    Denial,
}

/// A measure in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Measure {
    /// Why.
    pub reason: ReasonCode,
    /// Hash of the evidence or ruling.
    pub evidence: Hash,
    /// In force while block time is before this; `NEVER` for what only another message ends.
    pub until: Timestamp,
    /// Who took it.
    pub by: AccountId,
    /// Since when.
    pub since: Timestamp,
}

/// What is to be entered in the deny list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct DenyEntry {
    /// Why.
    pub reason: ReasonCode,
    /// Hash of the evidence.
    pub evidence: Hash,
    /// In force while block time is before this.
    pub until: Timestamp,
}

/// Whether a region meets its quality target for a pollutant. One that failed may not be a net importer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum AreaStatus {
    /// The target is met.
    Met,
    /// The target is failed.
    Failed,
}

/// All that [`weir_types::registry::Registry::screen`] asks about an account, in one cell: one read an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Entry {
    /// The organisation that holds the account. An account without one may be frozen and denied all the same.
    pub organisation: Option<Organisation>,
    /// Frozen by a court.
    pub frozen: bool,
    /// On the deny list while block time is before this.
    pub denied_until: Timestamp,
}

impl Profile {
    /// The organisation with this profile and the standing given.
    pub fn with(&self, status: OrgStatus) -> Organisation {
        let Self { kind, sector, region, basin, group, licence } = *self;
        Organisation { kind, sector, region, basin, group, licence, status }
    }
}

/// What the rules of trade ask of an organisation; whether its area fails is filed elsewhere.
pub fn located(organisation: &Organisation, area_fails: bool) -> weir_types::Profile {
    let Organisation { region, basin, sector, group, .. } = *organisation;
    weir_types::Profile { region, basin, sector, group, area_fails }
}

impl MeasureKind {
    /// Who takes and lifts it.
    pub fn role(self) -> Role {
        match self {
            Self::Suspension => Role::Regulator,
            Self::Freeze => Role::Court,
            Self::Denial => Role::Watchdog,
        }
    }

    /// What is answered to one who takes it twice. A denial is replaced instead.
    pub fn in_force(self) -> Option<Error> {
        match self {
            Self::Suspension => Some(Error::AlreadySuspended),
            Self::Freeze => Some(Error::AlreadyFrozen),
            Self::Denial => None,
        }
    }

    /// What is answered to one who lifts what is not in force.
    pub fn not_in_force(self) -> Error {
        match self {
            Self::Suspension => Error::NotSuspended,
            Self::Freeze => Error::NotFrozen,
            Self::Denial => Error::NotDenied,
        }
    }
}

impl Entry {
    /// Marks that a measure is in force until the time given, or lifted when that is 0. Only an organisation is suspended.
    pub fn mark(&mut self, kind: MeasureKind, until: Timestamp) -> Result<(), Error> {
        match kind {
            MeasureKind::Suspension => {
                let organisation = self.organisation.as_mut().ok_or(Error::NotRegistered)?;
                organisation.status = if until == 0 { OrgStatus::Active } else { OrgStatus::Suspended };
            }
            MeasureKind::Freeze => self.frozen = until != 0,
            MeasureKind::Denial => self.denied_until = until,
        }
        Ok(())
    }

    /// Nothing is known: the entry need not be stored.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Suspended by a regulator.
    pub fn suspended(&self) -> bool {
        self.organisation.is_some_and(|organisation| organisation.status == OrgStatus::Suspended)
    }

    /// The controller group, 0 when the account is a group of its own.
    pub fn group(&self) -> Group {
        self.organisation.map_or(0, |organisation| organisation.group)
    }

    /// What the ledger is told.
    pub fn record(&self) -> AccountRecord {
        AccountRecord {
            eligible: self.organisation.is_some(),
            frozen: self.frozen,
            suspended: self.suspended(),
            grade: 0,
            group: self.group(),
            denied_until: self.denied_until,
        }
    }

    /// Neither frozen, suspended nor denied at the time given.
    pub fn free(&self, now: Timestamp) -> Result<(), RefusalReason> {
        if self.frozen {
            return Err(RefusalReason::Frozen);
        }
        if self.suspended() {
            return Err(RefusalReason::Suspended);
        }
        if self.denied_until > now {
            return Err(RefusalReason::Denied);
        }
        Ok(())
    }

    /// Registered.
    fn known(&self) -> Result<(), RefusalReason> {
        self.organisation.map(|_| ()).ok_or(RefusalReason::Unknown)
    }
}

/// Has an account the capability? `actor` is the list's first account with its group (`None` for the first itself), `role_until` what
/// is stored of a role. Whoever is frozen, suspended or denied does not act, whatever roles it holds.
pub fn check(
    account: &AccountId,
    entry: &Entry,
    actor: Option<(&AccountId, Group)>,
    capability: Capability,
    now: Timestamp,
    role_until: impl FnOnce(Role) -> Option<Timestamp>,
) -> Result<(), RefusalReason> {
    match (capability, actor) {
        (Capability::Hold, _) => entry.known(),
        (Capability::Trade, _) => entry.known().and_then(|()| entry.free(now)),
        (Capability::ActOver(_), Some((actor, group))) => {
            let one_group = group != 0 && group == entry.group();
            if actor == account || one_group {
                return Err(RefusalReason::NotIndependent);
            }
            Ok(())
        }
        (Capability::Act(role) | Capability::ActOver(role), _) => {
            entry.free(now)?;
            role_until(role).filter(|until| *until > now).map(|_| ()).ok_or(RefusalReason::MissingRole)
        }
    }
}
