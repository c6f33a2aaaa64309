//! Whom the ledger works with, and who may name them. Free of the environment but for the one question
//! to the registry.

use crate::events::Wired;
use crate::{Error, Parties, Wiring};
use ink::storage::{traits::ManualKey, Lazy, Mapping};
use weir_types::admin::{AdminChanged, AdminProposed};
use weir_types::ledger::MAX_VENUES;
use weir_types::registry::holds;
use weir_types::store::{Record, Records};
use weir_types::{keys, weir_probe, AccountId, Admin, Role};

/// The partners, the venues, the administrator.
///
/// The partners are in the root cell: that is read and written with every message in any case, so they cost nothing more there.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Wires {
    partners: Option<Parties>,
    venues: Mapping<AccountId, (), ManualKey<{ keys::LEDGER_VENUES }>>,
    admin: Lazy<Admin, ManualKey<{ keys::LEDGER_WIRING }>>,
}

impl Wires {
    /// Nothing wired; the administrator as given.
    pub fn new(admin: AccountId) -> Self {
        let mut wires = Self::default();
        wires.admin.save(&Admin::new(admin));
        wires
    }

    /// Names the partners and venues, once.
    pub fn wire(&mut self, caller: AccountId, wiring: Wiring) -> Result<Wired, Error> {
        let admitted = self.only_admin(caller);
        admitted?;
        weir_probe!(admitted.is_ok());
        if self.partners.is_some() {
            return Err(Error::AlreadyWired);
        }
        if wiring.venues.len() > MAX_VENUES {
            return Err(Error::TooManyVenues);
        }
        let Wiring { registry, issuer, settlement, compliance, facade_code, venues } = wiring;
        for venue in &venues {
            self.venues.keep(venue, &());
        }
        self.partners = Some(Parties { registry, issuer, settlement, compliance, facade_code });
        Ok(Wired { registry, issuer, settlement, compliance, facade_code, venues })
    }

    /// The partners, once wired.
    pub fn partners(&self) -> Result<&Parties, Error> {
        self.partners.as_ref().ok_or(Error::NotWired)
    }

    /// Refuses every caller whom the registry does not know as a supervisor.
    pub fn only_supervisor(&self, caller: AccountId) -> Result<(), Error> {
        if holds(&self.partners()?.registry, caller, Role::Supervisor) {
            Ok(())
        } else {
            Err(Error::RegistryRefused)
        }
    }

    /// Refuses every caller that is no venue.
    pub fn only_venue(&self, caller: AccountId) -> Result<(), Error> {
        if self.is_venue(caller) {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// May the account take locks?
    pub fn is_venue(&self, account: AccountId) -> bool {
        self.venues.has(account)
    }

    /// The administrator.
    pub fn admin(&self) -> Option<Admin> {
        self.admin.load()
    }

    /// Refuses every caller but the administrator.
    pub fn only_admin(&self, caller: AccountId) -> Result<(), Error> {
        match self.admin.load() {
            Some(admin) if admin.is(caller) => Ok(()),
            _ => Err(Error::NotAllowed),
        }
    }

    /// First step of changing the administrator.
    pub fn propose_admin(&mut self, caller: AccountId, next: AccountId) -> Result<AdminProposed, Error> {
        let mut admin = self.admin.load().ok_or(Error::NotAllowed)?;
        let event = admin.propose(caller, next).ok_or(Error::NotAllowed)?;
        self.admin.save(&admin);
        Ok(event)
    }

    /// Second step.
    pub fn accept_admin(&mut self, caller: AccountId) -> Result<AdminChanged, Error> {
        let mut admin = self.admin.load().ok_or(Error::NotPending)?;
        let event = admin.accept(caller).ok_or(Error::NotPending)?;
        self.admin.save(&admin);
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_types::Hash;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn wiring(venues: usize) -> Wiring {
        Wiring {
            registry: account(2),
            issuer: account(3),
            settlement: account(4),
            compliance: account(5),
            facade_code: Hash::from([6; 32]),
            venues: vec![account(7); venues],
        }
    }

    #[test]
    fn wires_are_set_once_by_the_administrator() {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let mut wires = Wires::new(account(1));
        assert_eq!(wires.partners(), Err(Error::NotWired));
        assert_eq!(wires.wire(account(2), wiring(1)).err(), Some(Error::NotAllowed));
        assert_eq!(wires.wire(account(1), wiring(MAX_VENUES + 1)).err(), Some(Error::TooManyVenues));
        assert!(wires.wire(account(1), wiring(MAX_VENUES)).is_ok());
        assert_eq!(wires.wire(account(1), wiring(1)).err(), Some(Error::AlreadyWired));
        assert_eq!(wires.partners().map(|p| p.issuer), Ok(account(3)));
        assert!(wires.is_venue(account(7)) && !wires.is_venue(account(1)));
    }

    #[test]
    fn the_administrator_changes_in_two_steps() {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let mut wires = Wires::new(account(1));
        assert_eq!(wires.propose_admin(account(2), account(2)).err(), Some(Error::NotAllowed));
        assert_eq!(wires.accept_admin(account(2)).err(), Some(Error::NotPending));
        assert!(wires.propose_admin(account(1), account(2)).is_ok());
        assert!(wires.accept_admin(account(2)).is_ok());
        assert_eq!(wires.only_admin(account(1)), Err(Error::NotAllowed));
        assert_eq!(wires.only_admin(account(2)), Ok(()));
    }
}
