//! The records: installations, periods, obligations, and the list of published defaulters.

use crate::{events, Error, MAX_PAGE};
use ink::env::DefaultEnvironment;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use weir_rules::compliance as rules;
use weir_types::compliance::{Defaulter, Installation, Obligation, Period, Scheme};
use weir_types::{keys, AccountId, InstallationId, Instrument, Money, Pollutant, Quantity, Region, Timestamp};

/// All that compliance stores; in the root cell nothing but the count.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Book {
    /// How many installations there are.
    pub count: u32,
    installations: Mapping<InstallationId, Installation, ManualKey<{ keys::COMPLIANCE_INSTALLATIONS }>>,
    index: Mapping<u32, InstallationId, ManualKey<{ keys::COMPLIANCE_INDEX }>>,
    periods: Mapping<Instrument, Period, ManualKey<{ keys::COMPLIANCE_PERIODS }>>,
    obligations: Mapping<(Instrument, InstallationId), Obligation, ManualKey<{ keys::COMPLIANCE_OBLIGATIONS }>>,
    defaulters: Mapping<(Instrument, u32), InstallationId, ManualKey<{ keys::COMPLIANCE_DEFAULTERS }>>,
    schemes: Mapping<(Pollutant, Region), Scheme, ManualKey<{ keys::COMPLIANCE_SCHEMES }>>,
}

/// Emits an event of this contract.
pub fn emit<E: ink::env::Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

/// The numbers of a page: at most `MAX_PAGE` of them.
pub fn page(start: u32, limit: u32) -> core::ops::Range<u32> {
    start..start.checked_add(limit.min(MAX_PAGE)).unwrap_or(start)
}

impl Book {
    /// Adds an installation to the index.
    pub fn register(&mut self, id: InstallationId, operator: AccountId, authority: u8) -> Result<(), Error> {
        if !id.is_valid() {
            return Err(Error::BadInstallation);
        }
        if self.installations.contains(id) {
            return Err(Error::InstallationExists);
        }
        let number = self.count;
        self.count = number.checked_add(1).ok_or(Error::Overflow)?;
        self.index.insert(number, &id);
        self.installations.insert(id, &Installation { operator, authority, number, last_year: None });
        emit(events::InstallationRegistered { installation: id, operator, authority, number });
        Ok(())
    }

    /// An installation.
    pub fn installation(&self, id: InstallationId) -> Result<Installation, Error> {
        self.installations.get(id).ok_or(Error::UnknownInstallation)
    }

    /// An installation by its number.
    pub fn by_number(&self, number: u32) -> Option<(InstallationId, Installation)> {
        let id = self.index.get(number)?;
        self.installations.get(id).map(|installation| (id, installation))
    }

    /// Writes an installation.
    pub fn put_installation(&mut self, id: InstallationId, installation: &Installation) {
        self.installations.insert(id, installation);
    }

    /// A period.
    pub fn period(&self, period: Instrument) -> Result<Period, Error> {
        self.periods.get(period).ok_or(Error::UnknownPeriod)
    }

    /// Writes a period.
    pub fn put_period(&mut self, id: Instrument, period: &Period) {
        self.periods.insert(id, period);
    }

    /// What an installation owes in a period: zeros when nothing is on record.
    pub fn obligation(&self, period: Instrument, id: InstallationId) -> Obligation {
        self.recorded(period, id).unwrap_or_default()
    }

    /// The same, if anything is on record.
    pub fn recorded(&self, period: Instrument, id: InstallationId) -> Option<Obligation> {
        self.obligations.get((period, id))
    }

    /// Writes what an installation owes.
    pub fn put_obligation(&mut self, period: Instrument, id: InstallationId, obligation: &Obligation) {
        self.obligations.insert((period, id), obligation);
    }

    /// Which periods there are of a pollutant in a region.
    pub fn scheme(&self, pollutant: Pollutant, region: Region) -> Option<Scheme> {
        self.schemes.get((pollutant, region))
    }

    /// Opens a period: the year after the latest of its pollutant and region.
    pub fn open_period(&mut self, id: Instrument, plan: PeriodPlan, now: Timestamp) -> Result<(), Error> {
        if !id.is_valid() {
            return Err(Error::BadInstrument);
        }
        let mut before = None;
        let scheme = match self.scheme(id.pollutant, id.region) {
            None => Scheme { latest: id.vintage, first_open: id.vintage },
            Some(scheme) => {
                if scheme.latest.checked_add(1) != Some(id.vintage) {
                    return Err(Error::OutOfOrder);
                }
                before = Some(self.period(Instrument { vintage: scheme.latest, ..id })?);
                Scheme { latest: id.vintage, ..scheme }
            }
        };
        let PeriodPlan { audit_from, deadline, penalty_rate } = plan;
        let period = rules::open_period(audit_from, deadline, penalty_rate, before.as_ref(), now)?;
        self.schemes.insert((id.pollutant, id.region), &scheme);
        self.put_period(id, &period);
        emit(events::PeriodOpened { period: id, audit_from, deadline, penalty_rate });
        Ok(())
    }

    /// Marks the first open period of its scheme as ended.
    pub fn end_period(&mut self, id: Instrument) -> Result<(), Error> {
        let scheme = self.scheme(id.pollutant, id.region).ok_or(Error::UnknownPeriod)?;
        let first_open = id.vintage.checked_add(1).ok_or(Error::Overflow)?;
        self.schemes.insert((id.pollutant, id.region), &Scheme { first_open, ..scheme });
        Ok(())
    }

    /// How a period stands to the others of its scheme.
    pub fn place(&self, id: Instrument, period: &Period, now: Timestamp) -> Result<Place, Error> {
        let scheme = self.scheme(id.pollutant, id.region).ok_or(Error::UnknownPeriod)?;
        if id.vintage >= scheme.first_open {
            return if period.closed > 0 { Err(Error::Closing) } else { Ok(Place::Open) };
        }
        let receiver = Instrument { vintage: scheme.first_open, ..id };
        // What is handed on now must not arrive where nobody can surrender in time any more.
        if self.periods.get(receiver).is_some_and(|receiver| now >= receiver.deadline) {
            return Err(Error::CloseFirst);
        }
        let last = id.vintage.checked_add(1) == Some(scheme.first_open);
        Ok(Place::Ended { receiver, last })
    }

    /// Puts an installation on the list of defaulters when something was missing, takes it off when nothing was.
    pub fn publish(
        &mut self,
        (id, period): (Instrument, &mut Period),
        (installation, operator): (InstallationId, AccountId),
        obligation: &mut Obligation,
        missing: Quantity,
    ) -> Result<(), Error> {
        match obligation.defaulter {
            None if missing > 0 => {
                let position = period.defaulters;
                period.defaulters = position.checked_add(1).ok_or(Error::Overflow)?;
                obligation.defaulter = Some(position);
                self.defaulters.insert((id, position), &installation);
                emit(events::Defaulted { period: id, installation, operator, missing, penalty: obligation.penalty });
            }
            Some(position) if missing == 0 => {
                let last = period.defaulters.checked_sub(1).ok_or(Error::Overflow)?;
                period.defaulters = last;
                obligation.defaulter = None;
                if let Some(moved) = self.defaulters.take((id, last)).filter(|_| position != last) {
                    self.defaulters.insert((id, position), &moved);
                    let mut other = self.obligation(id, moved);
                    other.defaulter = Some(position);
                    self.put_obligation(id, moved, &other);
                }
                emit(events::Cleared { period: id, installation });
            }
            _ => {}
        }
        Ok(())
    }

    /// A published defaulter by its position.
    pub fn defaulter(&self, period: Instrument, position: u32) -> Option<Defaulter> {
        let installation = self.defaulters.get((period, position))?;
        let operator = self.installation(installation).ok()?.operator;
        let Obligation { shortfall, penalty, .. } = self.obligation(period, installation);
        Some(Defaulter { installation, operator, shortfall, penalty })
    }
}

/// The dates and the rate of a new period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodPlan {
    /// From here on reports are verified.
    pub audit_from: Timestamp,
    /// The surrender deadline.
    pub deadline: Timestamp,
    /// Cents for each whole unit missing.
    pub penalty_rate: Money,
}

/// How a period stands to the others of its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Not ended, and closing has not begun.
    Open,
    /// Ended: what changes here is handed on to the receiver, the first period that has not ended.
    Ended {
        /// Who takes what is missing.
        receiver: Instrument,
        /// True when the receiver is the very next year.
        last: bool,
    },
}
