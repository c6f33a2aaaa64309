//! identity/registry: who is who. Organisations, roles with expiry, suspensions, freezes, the deny list, area status.
//!
//! Invariants:
//! - An account that is registered has exactly one number below `count`, and keeps it for good.
//! - The ledger's record of an account equals `record_of`: a change that the ledger does not take does not happen.
//! - Every suspension, freeze and denial in force has its reason and evidence in storage; one that is lifted has its reason in an event.
//! - Nobody takes or lifts a measure over itself or its own controller group, and whoever is barred does not act.
//! - Wiring happens once. The administrator appoints and wires; it has no power over any account's standing.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod data;
pub mod error;
pub mod events;
mod store;
#[cfg(test)]
mod tests;

pub use self::registry::{Registry, RegistryRef};
pub use data::{AreaStatus, DenyEntry, Measure, MeasureKind, Profile, ReasonCode};
pub use error::Error;

/// The most accounts one `accounts` answers.
pub const MAX_PAGE: u32 = 64;

#[ink::contract]
mod registry {
    use crate::data::{located, AreaStatus, DenyEntry, Entry, Measure, MeasureKind, Profile, ReasonCode};
    use crate::{events::*, Error, MAX_PAGE};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use weir_types::{calls, keys, ledger, registry::MAX_SCREEN, units::NEVER, AccountRecord, Admin, Capability};
    use weir_types::{Organisation, Pollutant, Refusal, Region, Role};

    /// The registry.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Registry {
        pub(crate) count: u32,
        pub(crate) admin: Lazy<Admin, ManualKey<{ keys::REGISTRY_ADMIN }>>,
        pub(crate) ledger: Lazy<AccountId, ManualKey<{ keys::REGISTRY_LEDGER }>>,
        pub(crate) entries: Mapping<AccountId, Entry, ManualKey<{ keys::REGISTRY_ORGANISATIONS }>>,
        pub(crate) index: Mapping<u32, AccountId, ManualKey<{ keys::REGISTRY_INDEX }>>,
        pub(crate) roles: Mapping<(AccountId, Role), Timestamp, ManualKey<{ keys::REGISTRY_ROLES }>>,
        pub(crate) measures: Mapping<(AccountId, MeasureKind), Measure, ManualKey<{ keys::REGISTRY_MEASURES }>>,
        pub(crate) areas: Mapping<(Region, Pollutant), AreaStatus, ManualKey<{ keys::REGISTRY_AREAS }>>,
    }

    impl Registry {
        /// An empty registry; the caller is its administrator. Registering and measures wait for `wire`.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut registry = Self::default();
            registry.admin.set(&Admin::new(Self::env().caller()));
            registry
        }

        /// Names the ledger that is told of every change. Administrator, once; the address must answer as a ledger that has this
        /// registry as its own, or none yet.
        ///
        /// # Events
        /// `Wired`.
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn wire(&mut self, ledger: AccountId) -> Result<(), Error> {
            self.administered()?;
            if self.ledger.get().is_some() {
                return Err(Error::AlreadyWired);
            }
            self.ledger.set(&ledger);
            // Wiring is for good: it is tried once before. What is told is what is known, nothing.
            match self.push(&ledger, AccountRecord::default()) {
                Ok(()) | Err(Error::Ledger(ledger::Error::NotWired)) => {}
                Err(error) => return Err(error),
            }
            self.env().emit_event(Wired { ledger });
            calls::done(())
        }

        /// The ledger, once wired.
        #[ink(message)]
        pub fn ledger(&self) -> Option<AccountId> {
            self.ledger.get()
        }

        /// First step of changing the administrator. Administrator.
        ///
        /// # Events
        /// `AdminProposed`.
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            let mut admin = self.administered()?;
            let event = admin.propose(self.env().caller(), next).ok_or(Error::NotAllowed)?;
            self.admin.set(&admin);
            self.env().emit_event(event);
            calls::done(())
        }

        /// Second step, by whoever was proposed.
        ///
        /// # Events
        /// `AdminChanged`.
        /// # Errors
        /// `NotPending`.
        #[ink(message)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            let mut admin = self.administration()?;
            let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
            self.admin.set(&admin);
            self.env().emit_event(event);
            calls::done(())
        }

        /// The administrator.
        #[ink(message)]
        pub fn admin(&self) -> AccountId {
            self.administration().map_or(AccountId::from([0; 32]), |admin| admin.current)
        }

        /// Grants a role until a time, or changes its expiry. Administrator. The account need not be registered: it may be a contract
        /// or a person.
        ///
        /// # Events
        /// `RoleGranted`.
        /// # Errors
        /// `NotAllowed`, `ExpiryInPast`.
        #[ink(message)]
        pub fn grant_role(&mut self, role: Role, account: AccountId, until: Timestamp) -> Result<(), Error> {
            self.administered()?;
            self.future(until)?;
            self.roles.insert((account, role), &until);
            self.env().emit_event(RoleGranted { account, role, until, by: self.env().caller() });
            calls::done(())
        }

        /// Takes a role away, expired or not. Administrator.
        ///
        /// # Events
        /// `RoleRevoked`.
        /// # Errors
        /// `NotAllowed`, `RoleNotHeld`.
        #[ink(message)]
        pub fn revoke_role(&mut self, role: Role, account: AccountId) -> Result<(), Error> {
            self.administered()?;
            self.drop_role(role, account)
        }

        /// Gives a role up. Its holder.
        ///
        /// # Events
        /// `RoleRevoked`.
        /// # Errors
        /// `RoleNotHeld`.
        #[ink(message)]
        pub fn renounce_role(&mut self, role: Role) -> Result<(), Error> {
            self.drop_role(role, self.env().caller())
        }

        /// Does the account hold the role now? Whether it may act also depends on its standing: ask `screen`.
        #[ink(message)]
        pub fn has_role(&self, role: Role, account: AccountId) -> bool {
            self.role_until(role, account).is_some_and(|until| until > self.env().block_timestamp())
        }

        /// Until when the role was granted; `None` when it was not, or has been given up or taken away.
        #[ink(message)]
        pub fn role_until(&self, role: Role, account: AccountId) -> Option<Timestamp> {
            self.roles.get((account, role))
        }

        /// Registers an organisation. Registrar.
        ///
        /// # Events
        /// `Registered`.
        /// # Errors
        /// `Refused`, `BadCode`, `AlreadyRegistered`, `NotWired`, `Ledger`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        pub fn register(&mut self, account: AccountId, profile: Profile) -> Result<(), Error> {
            self.acting(Role::Registrar)?;
            let number = self.enlist(&account)?;
            self.file(&account, &profile, false)?;
            self.env().emit_event(Registered { account, number, profile, by: self.env().caller() });
            Ok(())
        }

        /// Replaces what is filed of an organisation; its standing stays. Registrar, not over its own group.
        ///
        /// # Events
        /// `Amended`.
        /// # Errors
        /// `Refused`, `BadCode`, `NotRegistered`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn amend(&mut self, account: AccountId, profile: Profile) -> Result<(), Error> {
            self.acting_over(Role::Registrar, &account)?;
            self.file(&account, &profile, true)?;
            self.env().emit_event(Amended { account, profile, by: self.env().caller() });
            calls::done(())
        }

        /// Suspends an organisation: it may receive and surrender, not trade, and its roles rest. Regulator, not over its own group.
        ///
        /// # Events
        /// `MeasureTaken`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `NotRegistered`, `AlreadySuspended`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn suspend(&mut self, account: AccountId, reason: ReasonCode, evidence: Hash) -> Result<(), Error> {
            self.impose(MeasureKind::Suspension, account, DenyEntry { reason, evidence, until: NEVER })
        }

        /// Lifts a suspension. Regulator, not over its own group.
        ///
        /// # Events
        /// `MeasureLifted`.
        /// # Errors
        /// `Refused`, `MissingReason`, `NotSuspended`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn reinstate(&mut self, account: AccountId, reason: ReasonCode) -> Result<(), Error> {
            self.lift(MeasureKind::Suspension, account, reason, Hash::default())
        }

        /// Freezes an account, registered or not: its units only surrender, its roles rest. Court, not over its own group.
        ///
        /// # Events
        /// `MeasureTaken`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `AlreadyFrozen`, `NotWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn freeze(&mut self, account: AccountId, reason: ReasonCode, evidence: Hash) -> Result<(), Error> {
            self.impose(MeasureKind::Freeze, account, DenyEntry { reason, evidence, until: NEVER })
        }

        /// Lifts a freeze, on a ruling. Court, not over its own group.
        ///
        /// # Events
        /// `MeasureLifted`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `NotFrozen`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn unfreeze(&mut self, account: AccountId, reason: ReasonCode, evidence: Hash) -> Result<(), Error> {
            self.lift(MeasureKind::Freeze, account, reason, evidence)
        }

        /// Puts an account, registered or not, on the deny list, or replaces its entry. Watchdog, not over its own group.
        ///
        /// # Events
        /// `MeasureTaken`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `ExpiryInPast`, `NotWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn deny(&mut self, account: AccountId, denial: DenyEntry) -> Result<(), Error> {
            self.impose(MeasureKind::Denial, account, denial)
        }

        /// Takes an account off the deny list, expired or not. Watchdog, not over its own group.
        ///
        /// # Events
        /// `MeasureLifted`.
        /// # Errors
        /// `Refused`, `MissingReason`, `NotDenied`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn allow(&mut self, account: AccountId, reason: ReasonCode) -> Result<(), Error> {
            self.lift(MeasureKind::Denial, account, reason, Hash::default())
        }

        /// Tells the ledger again what is known of an account. Anyone.
        ///
        /// # Events
        /// The ledger's `AccountRecorded`.
        /// # Errors
        /// `NotWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        pub fn sync(&mut self, account: AccountId) -> Result<(), Error> {
            self.push(&account, self.record_of(account))?;
            calls::done(())
        }

        /// Files whether a region meets its quality target for a pollutant. Regulator. The target is that of the region's city
        /// ([`Region::city`]), under which it is kept.
        ///
        /// # Events
        /// `AreaStatusSet`.
        /// # Errors
        /// `Refused`, `BadCode`.
        #[ink(message)]
        pub fn set_area_status(
            &mut self,
            region: Region,
            pollutant: Pollutant,
            status: AreaStatus,
        ) -> Result<(), Error> {
            self.acting(Role::Regulator)?;
            if !region.is_valid() || !pollutant.is_valid() {
                return Err(Error::BadCode);
            }
            let region = region.city();
            self.areas.insert((region, pollutant), &status);
            self.env().emit_event(AreaStatusSet { region, pollutant, status, by: self.env().caller() });
            calls::done(())
        }

        /// Whether a region's city meets its quality target for a pollutant; `None` when nobody has said.
        #[ink(message)]
        pub fn area_status(&self, region: Region, pollutant: Pollutant) -> Option<AreaStatus> {
            self.areas.get((region.city(), pollutant))
        }

        /// The suspension of an account that is in force.
        #[ink(message)]
        pub fn suspension_of(&self, account: AccountId) -> Option<Measure> {
            self.measures.get((account, MeasureKind::Suspension))
        }

        /// The freeze of an account that is in force.
        #[ink(message)]
        pub fn freeze_of(&self, account: AccountId) -> Option<Measure> {
            self.measures.get((account, MeasureKind::Freeze))
        }

        /// An account's entry on the deny list, shown until it is taken off, even when it has expired.
        #[ink(message)]
        pub fn denial_of(&self, account: AccountId) -> Option<Measure> {
            self.measures.get((account, MeasureKind::Denial))
        }

        /// What the ledger has been told of an account.
        #[ink(message)]
        pub fn record_of(&self, account: AccountId) -> AccountRecord {
            self.entry(&account).record()
        }

        /// How many organisations are registered.
        #[ink(message)]
        pub fn count(&self) -> u32 {
            self.count
        }

        /// The accounts of organisations by number, from `start`, at most `limit` and [`MAX_PAGE`] of them.
        #[ink(message)]
        pub fn accounts(&self, start: u32, limit: u32) -> Vec<AccountId> {
            let mut page = Vec::new();
            for number in start..self.count.min(start.checked_add(limit.min(MAX_PAGE)).unwrap_or(self.count)) {
                page.extend(self.index.get(number));
            }
            page
        }
    }

    impl weir_types::registry::Registry for Registry {
        /// As the trait says. An empty list is refused as `Unknown`: nobody is nobody's capability. Anyone.
        #[ink(message)]
        fn screen(&self, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Refusal> {
            self.screened(&accounts, capability)
        }

        /// As the trait says. Anyone.
        #[ink(message)]
        fn organisation(&self, account: AccountId) -> Option<Organisation> {
            self.entry(&account).organisation
        }

        /// As the trait says. Anyone.
        #[ink(message)]
        fn profiles(&self, accounts: Vec<AccountId>, pollutant: Pollutant) -> Vec<Option<weir_types::Profile>> {
            let profile = |account: &AccountId| {
                let organisation = self.entry(account).organisation?;
                let area_fails = self.area_status(organisation.region, pollutant) == Some(AreaStatus::Failed);
                Some(located(&organisation, area_fails))
            };
            accounts.iter().take(MAX_SCREEN).map(profile).collect()
        }
    }
}
