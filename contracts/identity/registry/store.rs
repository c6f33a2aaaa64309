//! How the registry checks its caller, keeps an account's entry, and tells the ledger.

use crate::data::{check, AreaStatus, Entry, Grounds, Measure, MeasureKind, Profile, ReasonCode};
use crate::events::{MeasureLifted, MeasureTaken, RoleRevoked};
use crate::{Error, Registry};
use ink::codegen::{Env, TraitCallBuilder};
use ink::env::DefaultEnvironment;
use weir_types::policy::join::{enter_at, Guarded};
use weir_types::store::{Record, Records};
use weir_types::{
    calls, events::emit, ledger::Ledger, registry::MAX_SCREEN, units::NEVER, weir_probe, AccountId, Admin, Capability,
    Group,
};
use weir_types::{Hash, OrgStatus, Pollutant, Refusal, RefusalReason, Region, Role, Timestamp};

impl Guarded for Registry {
    /// What decides who may do what, and who is independent of whom. Measures over accounts are brakes and appeals: never closed.
    const HIGH_RISK: &'static [&'static str] = &["propose_admin", "grant_role", "amend", "set_area_status"];

    fn guard(&self) -> Option<AccountId> {
        self.policy.load()
    }

    /// The registry need not be asked for the policy.
    fn enter(&self, value: u128) {
        if let Some(policy) = self.guard() {
            enter_at(&policy, value);
        }
    }
}

impl Registry {
    /// Who is in charge; written by the constructor, so always somebody.
    pub(crate) fn administration(&self) -> Result<Admin, Error> {
        self.admin.load().ok_or(Error::NotAllowed)
    }

    pub(crate) fn administered(&self) -> Result<(), Error> {
        if self.administration()?.is(self.env().caller()) {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    pub(crate) fn entry(&self, account: &AccountId) -> Entry {
        self.entries.find(account).unwrap_or_default()
    }

    pub(crate) fn future(&self, until: Timestamp) -> Result<(), Error> {
        if until > self.env().block_timestamp() {
            Ok(())
        } else {
            Err(Error::ExpiryInPast)
        }
    }

    /// Does the caller hold the role, and may it act?
    pub(crate) fn acting(&self, role: Role) -> Result<(), Error> {
        self.asked(&[self.env().caller()], Capability::Act(role))
    }

    /// May the caller act with the role over an account, which is not its own nor of its group?
    pub(crate) fn acting_over(&self, role: Role, account: &AccountId) -> Result<(), Error> {
        self.asked(&[self.env().caller(), *account], Capability::ActOver(role))
    }

    /// What everybody else asks, asked for the registry's own messages.
    fn asked(&self, accounts: &[AccountId], capability: Capability) -> Result<(), Error> {
        match self.screened(accounts, capability) {
            Ok(()) => Ok(()),
            Err(Refusal { reason, .. }) => Err(Error::Refused(reason)),
        }
    }

    /// The account's group, if it has the capability; `actor` is the first account asked about.
    fn pass(
        &self,
        account: &AccountId,
        actor: Option<(&AccountId, Group)>,
        capability: Capability,
    ) -> Result<Group, RefusalReason> {
        let entry = self.entry(account);
        let role_until = |role| self.roles.find((account, role));
        check(account, &entry, actor, capability, self.env().block_timestamp(), role_until)?;
        Ok(entry.group())
    }

    /// Whether a region's city meets its target.
    pub(crate) fn status(&self, region: &Region, pollutant: &Pollutant) -> Option<AreaStatus> {
        self.areas.find((region.city(), pollutant))
    }

    /// Numbers a new organisation.
    pub(crate) fn enlist(&mut self, account: &AccountId) -> Result<u32, Error> {
        let number = self.count;
        self.count = number.checked_add(1).ok_or(Error::Overflow)?;
        self.index.keep(number, account);
        Ok(number)
    }

    /// Files an organisation's profile; its standing stays as it is.
    pub(crate) fn file(&mut self, account: &AccountId, profile: &Profile, registered: bool) -> Result<(), Error> {
        if !profile.region.is_valid() {
            return Err(Error::BadCode);
        }
        let mut entry = self.entry(account);
        if entry.organisation.is_some() != registered {
            return Err(if registered { Error::NotRegistered } else { Error::AlreadyRegistered });
        }
        let status = if entry.suspended() { OrgStatus::Suspended } else { OrgStatus::Active };
        entry.organisation = Some(profile.with(status));
        self.store(account, &entry)
    }

    /// Takes a measure, if the caller may and says why.
    pub(crate) fn impose(&mut self, account: AccountId, kind: MeasureKind, grounds: Grounds) -> Result<(), Error> {
        let Grounds { reason, evidence, until } = grounds;
        self.with_reason(kind, &account, reason)?;
        if evidence == Hash::default() {
            return Err(Error::MissingEvidence);
        }
        self.future(until)?;
        if let Some(error) = kind.in_force() {
            if until != NEVER {
                return Err(Error::NoExpiry);
            }
            if self.measures.has((&account, kind)) {
                return Err(error);
            }
        }
        let measure = Measure { reason, evidence, until, by: self.env().caller(), since: self.env().block_timestamp() };
        self.measures.keep((&account, kind), &measure);
        self.mark(kind, &account, until)?;
        emit(MeasureTaken { account, kind, measure });
        calls::done(())
    }

    /// Lifts a measure, if the caller may and says why; a freeze on evidence only.
    pub(crate) fn lift(
        &mut self,
        account: AccountId,
        kind: MeasureKind,
        reason: ReasonCode,
        evidence: Hash,
    ) -> Result<(), Error> {
        self.with_reason(kind, &account, reason)?;
        if kind == MeasureKind::Freeze && evidence == Hash::default() {
            return Err(Error::MissingEvidence);
        }
        if !self.measures.has((&account, kind)) {
            return Err(kind.not_in_force());
        }
        self.measures.erase((&account, kind));
        self.mark(kind, &account, 0)?;
        emit(MeasureLifted { account, kind, reason, evidence, by: self.env().caller() });
        calls::done(())
    }

    fn with_reason(&self, kind: MeasureKind, account: &AccountId, reason: ReasonCode) -> Result<(), Error> {
        let admitted = self.acting_over(kind.role(), account);
        admitted?;
        weir_probe!(admitted.is_ok());
        if reason == 0 {
            return Err(Error::MissingReason);
        }
        Ok(())
    }

    fn mark(&mut self, kind: MeasureKind, account: &AccountId, until: Timestamp) -> Result<(), Error> {
        let mut entry = self.entry(account);
        entry.mark(kind, until)?;
        self.store(account, &entry)
    }

    pub(crate) fn drop_role(&mut self, role: Role, account: AccountId) -> Result<(), Error> {
        let by = self.env().caller();
        if by != account {
            let admitted = self.administered();
            admitted?;
            weir_probe!(admitted.is_ok());
        }
        if !self.roles.has((&account, role)) {
            return Err(Error::RoleNotHeld);
        }
        self.roles.erase((&account, role));
        emit(RoleRevoked { account, role, by });
        calls::done(())
    }

    /// Stores an entry and tells the ledger; what the ledger refuses is undone with the whole message.
    fn store(&mut self, account: &AccountId, entry: &Entry) -> Result<(), Error> {
        if entry.is_empty() {
            self.entries.erase(account);
        } else {
            self.entries.keep(account, entry);
        }
        self.push(account, entry)
    }

    pub(crate) fn push(&self, account: &AccountId, entry: &Entry) -> Result<(), Error> {
        let ledger = self.ledger.load().ok_or(Error::NotWired)?;
        let mut ledger: ink::contract_ref!(Ledger, DefaultEnvironment) = ledger.into();
        match calls::send(ledger.call_mut().record_account(*account, entry.record())) {
            Ok(()) => Ok(()),
            Err(calls::Fault::Refused(error)) => Err(Error::Ledger(error)),
            Err(calls::Fault::Failed) => Err(Error::LedgerFailed),
        }
    }

    pub(crate) fn screened(&self, accounts: &[AccountId], capability: Capability) -> Result<(), Refusal> {
        if accounts.is_empty() {
            return Err(Refusal { index: 0, reason: RefusalReason::Unknown });
        }
        if accounts.len() > MAX_SCREEN {
            return Err(Refusal { index: 0, reason: RefusalReason::TooMany });
        }
        let mut actor = None;
        for (index, account) in (0u8..).zip(accounts) {
            match self.pass(account, actor, capability) {
                Ok(group) => actor = actor.or(Some((account, group))),
                Err(reason) => return Err(Refusal { index, reason }),
            }
        }
        Ok(())
    }
}
