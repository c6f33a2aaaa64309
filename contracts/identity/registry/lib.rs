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
pub use data::{AreaStatus, Grounds, Measure, MeasureKind, Profile, ReasonCode, State};
pub use error::Error;

/// The most accounts one `accounts` answers.
pub const MAX_PAGE: u32 = 64;

#[ink::contract]
mod registry {
    use crate::data::{located, AreaStatus, Entry, Grounds, Measure, MeasureKind, Profile, ReasonCode, State};
    use crate::{events::*, Error, MAX_PAGE};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use weir_types::policy::{join, Guarded};
    use weir_types::store::{Record, Records};
    use weir_types::{calls, events::emit, keys, ledger, registry::MAX_SCREEN, AccountRecord, Admin, Capability};
    use weir_types::{weir_probe, Organisation, Pollutant, Refusal, Region, Role};

    /// The registry.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Registry {
        pub(crate) count: u32,
        pub(crate) admin: Lazy<Admin, ManualKey<{ keys::REGISTRY_ADMIN }>>,
        pub(crate) ledger: Lazy<AccountId, ManualKey<{ keys::REGISTRY_LEDGER }>>,
        /// The policy, once joined.
        pub(crate) policy: Lazy<AccountId, ManualKey<{ keys::REGISTRY_POLICY }>>,
        pub(crate) entries: Mapping<AccountId, Entry, ManualKey<{ keys::REGISTRY_ORGANISATIONS }>>,
        pub(crate) index: Mapping<u32, AccountId, ManualKey<{ keys::REGISTRY_INDEX }>>,
        pub(crate) roles: Mapping<(AccountId, Role), Timestamp, ManualKey<{ keys::REGISTRY_ROLES }>>,
        pub(crate) measures: Mapping<(AccountId, MeasureKind), Measure, ManualKey<{ keys::REGISTRY_MEASURES }>>,
        pub(crate) areas: Mapping<(Region, Pollutant), AreaStatus, ManualKey<{ keys::REGISTRY_AREAS }>>,
    }

    // No message is inlined into the dispatcher: a call pays for compiling each function it enters (docs/adr/0008-small-code.md).
    impl Registry {
        /// An empty registry; the caller is its administrator. Registering and measures wait for `wire`.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut registry = Self::default();
            registry.admin.save(&Admin::new(Self::env().caller()));
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
        #[inline(never)]
        pub fn wire(&mut self, ledger: AccountId) -> Result<(), Error> {
            let admitted = self.administered();
            admitted?;
            weir_probe!(admitted.is_ok());
            if self.ledger.load().is_some() {
                return Err(Error::AlreadyWired);
            }
            self.ledger.save(&ledger);
            // Wiring is for good: it is tried once before. What is told is what is known, nothing.
            match self.push(&ledger, &Entry::default()) {
                Ok(()) | Err(Error::Ledger(ledger::Error::NotWired)) => {}
                Err(error) => return Err(error),
            }
            emit(Wired { ledger });
            calls::done(())
        }

        /// Names the policy that this contract and all that ask it for the policy obey from now on. Administrator, once; the address
        /// must answer as a policy.
        ///
        /// # Events
        /// `Joined`.
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `NoPolicy`.
        #[ink(message)]
        #[inline(never)]
        pub fn join(&mut self, policy: AccountId) -> Result<(), Error> {
            let admitted = self.administered();
            admitted?;
            weir_probe!(admitted.is_ok());
            if self.policy.load().is_some() {
                return Err(Error::AlreadyWired);
            }
            if !join::answers(&policy) {
                return Err(Error::NoPolicy);
            }
            self.policy.save(&policy);
            emit(Joined { policy });
            calls::done(())
        }

        /// First step of changing the administrator. Administrator.
        ///
        /// # Events
        /// `AdminProposed`.
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        #[inline(never)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            let admitted = self.administered();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            let mut admin = self.administration()?;
            let event = admin.propose(self.env().caller(), next).ok_or(Error::NotAllowed)?;
            self.admin.save(&admin);
            emit(event);
            calls::done(())
        }

        /// Second step, by whoever was proposed.
        ///
        /// # Events
        /// `AdminChanged`.
        /// # Errors
        /// `NotPending`.
        #[ink(message)]
        #[inline(never)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            let mut admin = self.administration()?;
            let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
            self.admin.save(&admin);
            emit(event);
            calls::done(())
        }

        /// Grants a role until a time, or changes its expiry. Administrator. The account need not be registered: it may be a contract
        /// or a person.
        ///
        /// # Events
        /// `RoleGranted`.
        /// # Errors
        /// `NotAllowed`, `ExpiryInPast`.
        #[ink(message)]
        #[inline(never)]
        pub fn grant_role(&mut self, role: Role, account: AccountId, until: Timestamp) -> Result<(), Error> {
            let admitted = self.administered();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            self.future(until)?;
            // Nobody gives itself a role.
            weir_probe!(self.env().caller() == account);
            self.roles.keep((account, role), &until);
            emit(RoleGranted { account, role, until, by: self.env().caller() });
            calls::done(())
        }

        /// Takes a role away, expired or not, or gives it up. The administrator, or the holder.
        ///
        /// # Events
        /// `RoleRevoked`.
        /// # Errors
        /// `NotAllowed`, `RoleNotHeld`.
        #[ink(message)]
        #[inline(never)]
        pub fn revoke_role(&mut self, role: Role, account: AccountId) -> Result<(), Error> {
            self.drop_role(role, account)
        }

        /// Until when the role was granted; `None` when it was not, or has been given up or taken away. Whether the account may act now
        /// also depends on its standing: ask `screen`.
        #[ink(message)]
        #[inline(never)]
        pub fn role_until(&self, role: Role, account: AccountId) -> Option<Timestamp> {
            self.roles.find((account, role))
        }

        /// Registers an organisation. Registrar.
        ///
        /// # Events
        /// `Registered`.
        /// # Errors
        /// `Refused`, `BadCode`, `AlreadyRegistered`, `NotWired`, `Ledger`, `LedgerFailed`, `Overflow`.
        #[ink(message)]
        #[inline(never)]
        pub fn register(&mut self, account: AccountId, profile: Profile) -> Result<(), Error> {
            let admitted = self.acting(Role::Registrar);
            admitted?;
            weir_probe!(admitted.is_ok());
            let number = self.enlist(&account)?;
            self.file(&account, &profile, false)?;
            emit(Registered { account, number, profile, by: self.env().caller() });
            Ok(())
        }

        /// Replaces what is filed of an organisation; its standing stays. Registrar, not over its own group.
        ///
        /// # Events
        /// `Amended`.
        /// # Errors
        /// `Refused`, `BadCode`, `NotRegistered`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn amend(&mut self, account: AccountId, profile: Profile) -> Result<(), Error> {
            let admitted = self.acting_over(Role::Registrar, &account);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            self.file(&account, &profile, true)?;
            emit(Amended { account, profile, by: self.env().caller() });
            calls::done(())
        }

        /// Takes a measure over an account, for a reason and on evidence:
        /// - suspends an organisation: it may receive and surrender, not trade, and its roles rest. Regulator;
        /// - freezes an account, registered or not: its units only surrender, its roles rest. Court;
        /// - puts an account, registered or not, on the deny list, or replaces its entry. Watchdog.
        ///
        /// Not over the caller's own group. Only a denial ends by itself: the others are taken until [`NEVER`](weir_types::units::NEVER).
        ///
        /// # Events
        /// `MeasureTaken`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `ExpiryInPast`, `NoExpiry`, `NotRegistered`, `AlreadySuspended`,
        /// `AlreadyFrozen`, `NotWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn take_measure(&mut self, account: AccountId, kind: MeasureKind, grounds: Grounds) -> Result<(), Error> {
            self.impose(account, kind, grounds)
        }

        /// Lifts a suspension, a freeze or an entry of the deny list, expired or not, for a reason; a freeze on a ruling, whose hash
        /// is the evidence. The role that takes the measure, not over its own group.
        ///
        /// # Events
        /// `MeasureLifted`.
        /// # Errors
        /// `Refused`, `MissingReason`, `MissingEvidence`, `NotSuspended`, `NotFrozen`, `NotDenied`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn lift_measure(
            &mut self,
            account: AccountId,
            kind: MeasureKind,
            reason: ReasonCode,
            evidence: Hash,
        ) -> Result<(), Error> {
            self.lift(account, kind, reason, evidence)
        }

        /// Tells the ledger again what is known of an account. Anyone.
        ///
        /// # Events
        /// The ledger's `AccountRecorded`.
        /// # Errors
        /// `NotWired`, `Ledger`, `LedgerFailed`.
        #[ink(message)]
        #[inline(never)]
        pub fn sync(&mut self, account: AccountId) -> Result<(), Error> {
            self.push(&account, &self.entry(&account))?;
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
        #[inline(never)]
        pub fn set_area_status(
            &mut self,
            region: Region,
            pollutant: Pollutant,
            status: AreaStatus,
        ) -> Result<(), Error> {
            let admitted = self.acting(Role::Regulator);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            if !region.is_valid() || !pollutant.is_valid() {
                return Err(Error::BadCode);
            }
            let region = region.city();
            self.areas.keep((region, pollutant), &status);
            emit(AreaStatusSet { region, pollutant, status, by: self.env().caller() });
            calls::done(())
        }

        /// Whether a region's city meets its quality target for a pollutant; `None` when nobody has said.
        #[ink(message)]
        #[inline(never)]
        pub fn area_status(&self, region: Region, pollutant: Pollutant) -> Option<AreaStatus> {
            self.status(&region, &pollutant)
        }

        /// The suspension or freeze of an account that is in force, or its entry on the deny list, which is shown until it is taken
        /// off, even when it has expired.
        #[ink(message)]
        #[inline(never)]
        pub fn measure_of(&self, account: AccountId, kind: MeasureKind) -> Option<Measure> {
            self.measures.find((account, kind))
        }

        /// What the ledger has been told of an account.
        #[ink(message)]
        #[inline(never)]
        pub fn record_of(&self, account: AccountId) -> AccountRecord {
            self.entry(&account).record()
        }

        /// The ledger once wired, the administrator, and how many organisations are registered.
        #[ink(message)]
        #[inline(never)]
        pub fn state(&self) -> State {
            State { ledger: self.ledger.load(), admin: self.admin.load(), count: self.count }
        }

        /// The accounts of organisations by number, from `start`, at most `limit` and [`MAX_PAGE`] of them.
        #[ink(message)]
        #[inline(never)]
        pub fn accounts(&self, start: u32, limit: u32) -> Vec<AccountId> {
            let mut page = Vec::new();
            for number in start..self.count.min(start.checked_add(limit.min(MAX_PAGE)).unwrap_or(self.count)) {
                page.extend(self.index.find(number));
            }
            page
        }
    }

    impl weir_types::registry::Registry for Registry {
        /// As the trait says. An empty list is refused as `Unknown`: nobody is nobody's capability. Anyone.
        #[ink(message)]
        #[inline(never)]
        fn screen(&self, accounts: Vec<AccountId>, capability: Capability) -> Result<(), Refusal> {
            self.screened(&accounts, capability)
        }

        /// As the trait says. Anyone.
        #[ink(message)]
        #[inline(never)]
        fn organisation(&self, account: AccountId) -> Option<Organisation> {
            self.entry(&account).organisation
        }

        /// As the trait says. Anyone.
        #[ink(message)]
        #[inline(never)]
        fn policy(&self) -> Option<AccountId> {
            self.policy.load()
        }

        /// As the trait says. Anyone.
        #[ink(message)]
        #[inline(never)]
        fn profiles(&self, accounts: Vec<AccountId>, pollutant: Pollutant) -> Vec<Option<weir_types::Profile>> {
            let profile = |account: &AccountId| {
                let organisation = self.entry(account).organisation?;
                let area_fails = self.status(&organisation.region, &pollutant) == Some(AreaStatus::Failed);
                Some(located(&organisation, area_fails))
            };
            accounts.iter().take(MAX_SCREEN).map(profile).collect()
        }
    }
}
