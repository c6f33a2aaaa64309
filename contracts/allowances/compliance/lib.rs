//! Installations and what they owe: periods, reports, verification, surrender (清缴), penalties, make-good, published defaulters.
//!
//! **Invariants**
//! - For every installation and scheme, what the first open period still owes = all emissions known - all units surrendered
//!   (`weir_rules::compliance`): nothing is forgiven by closing a period, nothing is owed twice.
//! - No message of an operator surrenders more than is owed; units counted here have left the operator's tradable cell for good
//!   in the same message.
//! - Status and penalty look only at what came before the deadline, whenever the period is closed and in whatever pages.
//! - Nobody verifies or corrects emissions of their own or of their controller group.
//! - The list of defaulters is exactly those for whom something was missing at the deadline, as corrected since.
//!
//! There is no administrator: partners are named at deployment, for good. Roles are asked of the registry, one call a message.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod asking;
mod book;
mod calls;
mod closing;
mod error;
pub mod events;

pub use self::compliance::{Compliance, ComplianceRef};
pub use self::error::Error;

/// The most installations one [`Compliance::register_installations`] may name.
pub const MAX_LINES: usize = 32;
/// The most installations one [`Compliance::close_period`] closes, and the most entries one page of a view shows.
pub const MAX_PAGE: u32 = 64;

#[cfg(test)]
mod tests;

#[ink::contract]
mod compliance {
    use crate::book::{page, Book, PeriodPlan};
    use crate::closing::Correction;
    use crate::{calls, events, Error, MAX_LINES, MAX_PAGE};
    use ink::prelude::vec::Vec;
    use weir_rules::compliance as rules;
    use weir_types::calls::done;
    use weir_types::compliance::{ComplianceStatus, Defaulter, Installation, Obligation, Period, PeriodState, Scheme};
    use weir_types::policy::Guarded;
    use weir_types::{weir_probe, BatchId, InstallationId, Instrument, Money, Pollutant, Quantity, Region, Role};

    /// The partners and the records.
    #[ink(storage)]
    pub struct Compliance {
        pub(crate) registry: AccountId,
        ledger: AccountId,
        book: Book,
    }

    impl Compliance {
        /// Compliance without installations and periods.
        #[ink(constructor)]
        pub fn new(registry: AccountId, ledger: AccountId) -> Self {
            Self { registry, ledger, book: Book::default() }
        }

        /// Registers an installation. Regulator only.
        /// # Events
        /// `InstallationRegistered`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `BadInstallation`, `InstallationExists`, `Overflow`.
        #[ink(message)]
        pub fn register_installation(
            &mut self,
            id: InstallationId,
            operator: AccountId,
            authority: u8,
        ) -> Result<(), Error> {
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.book.register(id, operator, authority)
        }

        /// Registers 1 to `MAX_LINES` installations (code, operator, authority), all or none. Regulator only.
        /// # Events
        /// `InstallationRegistered` a line.
        ///
        /// # Errors
        /// `BadLines` and those of [`Self::register_installation`].
        #[ink(message)]
        pub fn register_installations(&mut self, lines: Vec<(InstallationId, AccountId, u8)>) -> Result<(), Error> {
            if lines.is_empty() || lines.len() > MAX_LINES {
                return Err(Error::BadLines);
            }
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            lines.into_iter().try_for_each(|(id, operator, authority)| self.book.register(id, operator, authority))
        }

        /// Gives an installation another operator, who owes from now on what it owes. Regulator only.
        /// # Events
        /// `InstallationTransferred`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownInstallation`.
        #[ink(message)]
        pub fn transfer_installation(&mut self, installation: InstallationId, to: AccountId) -> Result<(), Error> {
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            let mut record = self.book.installation(installation)?;
            let from = core::mem::replace(&mut record.operator, to);
            weir_probe!(self.env().caller() == to);
            self.book.put_installation(installation, &record);
            self.env().emit_event(events::InstallationTransferred { installation, from, to });
            done(())
        }

        /// Files that an installation has closed: after `last_year` it owes only what is carried. Regulator only.
        /// # Events
        /// `InstallationClosed`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownInstallation`, `InstallationClosed` (already).
        #[ink(message)]
        pub fn close_installation(&mut self, installation: InstallationId, last_year: u16) -> Result<(), Error> {
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(0);
            let mut record = self.book.installation(installation)?;
            if record.last_year.is_some() {
                return Err(Error::InstallationClosed);
            }
            record.last_year = Some(last_year);
            self.book.put_installation(installation, &record);
            self.env().emit_event(events::InstallationClosed { installation, last_year });
            done(())
        }

        /// Takes back [`Self::close_installation`]. Regulator only.
        /// # Events
        /// `InstallationReopened`.
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `UnknownInstallation`, `InstallationOpen`.
        #[ink(message)]
        pub fn reopen_installation(&mut self, installation: InstallationId) -> Result<(), Error> {
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            let mut record = self.book.installation(installation)?;
            record.last_year.take().ok_or(Error::InstallationOpen)?;
            self.book.put_installation(installation, &record);
            self.env().emit_event(events::InstallationReopened { installation });
            done(())
        }

        /// Opens the period of an instrument, the year after the latest of its pollutant and region: verified from `audit_from`,
        /// surrendered until `deadline`, at `penalty_rate` cents for a whole unit missing. Regulator only.
        /// # Events
        /// `PeriodOpened`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `BadInstrument`, `OutOfOrder`, `BadDates`.
        #[ink(message)]
        pub fn open_period(
            &mut self,
            period: Instrument,
            audit_from: Timestamp,
            deadline: Timestamp,
            penalty_rate: Money,
        ) -> Result<(), Error> {
            let admitted = self.regulator();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.enter(penalty_rate);
            let plan = PeriodPlan { audit_from, deadline, penalty_rate };
            self.book.open_period(period, plan, self.env().block_timestamp())?;
            done(())
        }

        /// Reports an installation's emissions, again if need be until they are verified. Its operator only, until the deadline.
        /// # Events
        /// `Reported`, marked late once the audit has begun.
        ///
        /// # Errors
        /// `UnknownInstallation`, `NotOperator`, `InstallationClosed` (before this period's year), `UnknownPeriod`,
        /// `DeadlinePassed`, `AlreadyVerified`.
        #[ink(message)]
        pub fn report(
            &mut self,
            installation: InstallationId,
            period: Instrument,
            quantity: Quantity,
        ) -> Result<(), Error> {
            let record = self.operated(installation)?;
            if record.last_year.is_some_and(|last| last < period.vintage) {
                return Err(Error::InstallationClosed);
            }
            let (now, dates) = (self.env().block_timestamp(), self.book.period(period)?);
            if now >= dates.deadline {
                return Err(Error::DeadlinePassed);
            }
            let mut obligation = self.book.obligation(period, installation);
            rules::report(&mut obligation, quantity)?;
            self.book.put_obligation(period, installation, &obligation);
            self.env().emit_event(events::Reported { period, installation, quantity, late: now >= dates.audit_from });
            done(())
        }

        /// Verifies an installation's emissions; `evidence` is the hash of the verification report. A verifier who is neither the
        /// operator nor of its controller group, from the start of the audit until the deadline, once.
        /// # Events
        /// `Verified`.
        ///
        /// # Errors
        /// `UnknownInstallation`, `NotAllowed`, `NotIndependent`, `RegistryFailed`, `UnknownPeriod`, `TooEarly`,
        /// `DeadlinePassed`, `NotReported`, `AlreadyVerified`, `Overflow`.
        #[ink(message)]
        pub fn verify(
            &mut self,
            installation: InstallationId,
            period: Instrument,
            quantity: Quantity,
            evidence: Hash,
        ) -> Result<(), Error> {
            let record = self.book.installation(installation)?;
            let by = self.independent(Role::Verifier, record.operator)?;
            let (now, dates) = (self.env().block_timestamp(), self.book.period(period)?);
            if now < dates.audit_from {
                return Err(Error::TooEarly);
            }
            if now >= dates.deadline {
                return Err(Error::DeadlinePassed);
            }
            let mut obligation = self.book.obligation(period, installation);
            rules::verify(&mut obligation, quantity)?;
            weir_probe!(by == record.operator);
            self.book.put_obligation(period, installation, &obligation);
            self.env().emit_event(events::Verified { period, installation, quantity, evidence, by });
            done(())
        }

        /// Corrects emissions, at any time; `evidence` is the hash of the decision. In a period that has ended, status, penalty,
        /// shortfall and the list of defaulters follow, and the difference is handed on to the first open period: more is carried
        /// there, or less, down to a credit. A regulator who is neither the operator nor of its controller group.
        /// # Events
        /// `Corrected`; `Defaulted` or `Cleared` when the list changes.
        ///
        /// # Errors
        /// `UnknownInstallation`, `NotAllowed`, `NotIndependent`, `RegistryFailed`, `UnknownPeriod`, `Closing`, `CloseFirst`,
        /// `Overflow`.
        #[ink(message)]
        pub fn correct(
            &mut self,
            installation: InstallationId,
            period: Instrument,
            quantity: Quantity,
            evidence: Hash,
        ) -> Result<(), Error> {
            let record = self.book.installation(installation)?;
            let by = self.independent(Role::Regulator, record.operator)?;
            self.enter(quantity);
            let now = self.env().block_timestamp();
            self.book.correct(period, installation, Correction { quantity, evidence, by }, now)?;
            done(())
        }

        /// Surrenders the caller's units for an installation: of the period's pollutant and region, of its year or an older one,
        /// never more than is owed. Its operator only, once emissions are verified. After the deadline it is late: status and
        /// penalty stay. After the close it makes good what was handed on, until the next year's deadline.
        /// # Events
        /// `SurrenderCounted`; the ledger's `Surrendered`.
        ///
        /// # Errors
        /// `UnknownInstallation`, `NotOperator`, `WrongInstrument`, `LaterVintage`, `UnknownPeriod`, `NotVerified`,
        /// `ZeroQuantity`, `NothingDue`, `ExceedsDue`, `Closing`, `CloseFirst`, `HandedOn`, `Overflow`; `Ledger(..)`,
        /// `LedgerFailed`.
        #[ink(message)]
        pub fn surrender(
            &mut self,
            installation: InstallationId,
            period: Instrument,
            batch: BatchId,
            quantity: Quantity,
        ) -> Result<(), Error> {
            let record = self.operated(installation)?;
            rules::check_batch(batch, period)?;
            let now = self.env().block_timestamp();
            let late = self.book.count_surrender(period, (installation, &record), quantity, now)?;
            weir_probe!(record.operator != self.env().caller());
            weir_probe!(quantity == 0);
            calls::surrender(self.ledger, record.operator, batch, quantity)?;
            self.env().emit_event(events::SurrenderCounted { period, installation, batch, quantity, late });
            done(())
        }

        /// Closes a period for the next `limit` (1 to `MAX_PAGE`) installations: fixes status, penalty and shortfall, publishes
        /// defaulters, hands on what is missing. Anybody, from the deadline on; send it again until the period has ended. True
        /// when it has.
        /// # Events
        /// `Closed` an installation, `Defaulted` a defaulter, at last `PeriodEnded`.
        ///
        /// # Errors
        /// `BadPage`, `UnknownPeriod`, `PeriodEnded`, `TooEarly`, `CloseFirst` (an older period), `Overflow`.
        #[ink(message)]
        pub fn close_period(&mut self, period: Instrument, limit: u32) -> Result<bool, Error> {
            if limit == 0 || limit > MAX_PAGE {
                return Err(Error::BadPage);
            }
            let ended = self.book.close_page(period, limit, self.env().block_timestamp())?;
            done(ended)
        }

        /// An installation.
        #[ink(message)]
        pub fn installation(&self, installation: InstallationId) -> Option<Installation> {
            self.book.installation(installation).ok()
        }

        /// How many installations there are.
        #[ink(message)]
        pub fn installation_count(&self) -> u32 {
            self.book.count
        }

        /// Up to `limit` (at most `MAX_PAGE`) installations by number from `start` on, which counts from 0.
        #[ink(message)]
        pub fn installations(&self, start: u32, limit: u32) -> Vec<(InstallationId, Installation)> {
            page(start, limit).map_while(|number| self.book.by_number(number)).collect()
        }

        /// Which periods there are of a pollutant in a region.
        #[ink(message)]
        pub fn scheme(&self, pollutant: Pollutant, region: Region) -> Option<Scheme> {
            self.book.scheme(pollutant, region)
        }

        /// A period.
        #[ink(message)]
        pub fn period(&self, period: Instrument) -> Option<Period> {
            self.book.period(period).ok()
        }

        /// The state of a period now.
        #[ink(message)]
        pub fn period_state(&self, period: Instrument) -> Option<PeriodState> {
            let record = self.book.period(period).ok()?;
            Some(rules::period_state(&record, self.env().block_timestamp()))
        }

        /// What an installation owes in a period and has done about it; zeros when nothing is on record.
        #[ink(message)]
        pub fn obligation(&self, installation: InstallationId, period: Instrument) -> Obligation {
            self.book.obligation(period, installation)
        }

        /// What is due, before what has been surrendered; nothing while emissions are not known.
        #[ink(message)]
        pub fn due(&self, installation: InstallationId, period: Instrument) -> Option<Quantity> {
            let (obligation, emissions) = self.standing(installation, period)?;
            rules::due(&obligation, Some(emissions?)).ok()
        }

        /// How an installation stands in a period now: after the deadline as it will be closed, after the close as it was.
        #[ink(message)]
        pub fn status(&self, installation: InstallationId, period: Instrument) -> Option<ComplianceStatus> {
            let dates = self.book.period(period).ok()?;
            let (obligation, emissions) = self.standing(installation, period)?;
            let after_deadline = self.env().block_timestamp() >= dates.deadline;
            obligation.closed.or_else(|| rules::status(&obligation, emissions, after_deadline).ok())
        }

        /// Up to `limit` (at most `MAX_PAGE`) published defaulters of a period from position `start` on, which counts from 0.
        #[ink(message)]
        pub fn defaulters(&self, period: Instrument, start: u32, limit: u32) -> Vec<Defaulter> {
            page(start, limit).map_while(|position| self.book.defaulter(period, position)).collect()
        }

        /// The registry and the ledger.
        #[ink(message)]
        pub fn partners(&self) -> (AccountId, AccountId) {
            (self.registry, self.ledger)
        }

        fn standing(&self, id: InstallationId, period: Instrument) -> Option<(Obligation, Option<Quantity>)> {
            let record = self.book.installation(id).ok()?;
            let obligation = self.book.obligation(period, id);
            Some((obligation, rules::emissions(&obligation, &record, period)))
        }

        fn operated(&self, id: InstallationId) -> Result<Installation, Error> {
            let record = self.book.installation(id)?;
            if record.operator != self.env().caller() {
                return Err(Error::NotOperator);
            }
            Ok(record)
        }
    }
}
