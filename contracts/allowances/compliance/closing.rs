//! What happens at and after a period's close: the pages, corrections and make-good.

use crate::book::{emit, Book, Place};
use crate::{events, Error};
use weir_rules::compliance as rules;
use weir_types::compliance::{Installation, Period};
use weir_types::{AccountId, Hash, InstallationId, Instrument, Quantity, Timestamp};

/// A regulator's correction.
pub struct Correction {
    /// Emissions from now on.
    pub quantity: Quantity,
    /// Hash of the decision.
    pub evidence: Hash,
    /// The regulator.
    pub by: AccountId,
}

impl Book {
    /// Closes the next `limit` installations of a period; true when it has ended.
    pub fn close_page(&mut self, id: Instrument, limit: u32, now: Timestamp) -> Result<bool, Error> {
        let mut period = self.period(id)?;
        if period.ended {
            return Err(Error::PeriodEnded);
        }
        if now < period.deadline {
            return Err(Error::TooEarly);
        }
        let scheme = self.scheme(id.pollutant, id.region).ok_or(Error::UnknownPeriod)?;
        if scheme.first_open != id.vintage {
            return Err(Error::CloseFirst);
        }
        // Installations registered while the pages run are at the end of the index, so the last page finds them.
        let end = period.closed.checked_add(limit).ok_or(Error::Overflow)?.min(self.count);
        for number in period.closed..end {
            let (installation, record) = self.by_number(number).ok_or(Error::UnknownInstallation)?;
            self.close_one(id, &mut period, installation, &record)?;
        }
        period.closed = end;
        period.ended = end == self.count;
        self.put_period(id, &period);
        if period.ended {
            self.end_period(id)?;
            emit(events::PeriodEnded { period: id, installations: end, defaulters: period.defaulters });
        }
        Ok(period.ended)
    }

    fn close_one(
        &mut self,
        id: Instrument,
        period: &mut Period,
        installation: InstallationId,
        record: &Installation,
    ) -> Result<(), Error> {
        let next = Instrument { vintage: id.vintage.checked_add(1).ok_or(Error::Overflow)?, ..id };
        let recorded = self.recorded(id, installation);
        let mut obligation = recorded.unwrap_or_default();
        let emissions = rules::emissions(&obligation, record, id);
        let before = self.obligation(next, installation);
        let mut after = before;
        rules::close(&mut obligation, emissions, period.penalty_rate, &mut after)?;
        // Where nothing is on record there is nothing to write: views compute the same.
        if recorded.is_some() {
            let missing = rules::missing(&obligation, emissions)?;
            self.publish((id, period), (installation, record.operator), &mut obligation, missing)?;
            self.put_obligation(id, installation, &obligation);
        }
        if after != before {
            self.put_obligation(next, installation, &after);
        }
        emit(events::Closed {
            period: id,
            installation,
            status: rules::status(&obligation, emissions, true)?,
            due: rules::due(&obligation, emissions)?,
            surrendered: obligation.surrendered,
            shortfall: obligation.shortfall,
            penalty: obligation.penalty,
        });
        Ok(())
    }

    /// Corrects emissions, in an open period or in one that has ended.
    pub fn correct(
        &mut self,
        id: Instrument,
        installation: InstallationId,
        correction: Correction,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Correction { quantity, evidence, by } = correction;
        let record = self.installation(installation)?;
        let mut period = self.period(id)?;
        let mut obligation = self.obligation(id, installation);
        let emissions = rules::emissions(&obligation, &record, id);
        match self.place(id, &period, now)? {
            Place::Open => rules::correct(&mut obligation, emissions, quantity, period.penalty_rate, None)?,
            Place::Ended { receiver, .. } => {
                let mut open = self.obligation(receiver, installation);
                rules::correct(&mut obligation, emissions, quantity, period.penalty_rate, Some(&mut open))?;
                self.put_obligation(receiver, installation, &open);
                let missing = rules::missing(&obligation, Some(quantity))?;
                self.publish((id, &mut period), (installation, record.operator), &mut obligation, missing)?;
                self.put_period(id, &period);
            }
        }
        self.put_obligation(id, installation, &obligation);
        emit(events::Corrected {
            period: id,
            installation,
            before: emissions,
            after: quantity,
            evidence,
            by,
            reopened: obligation.closed,
            shortfall: obligation.shortfall,
            penalty: obligation.penalty,
        });
        Ok(())
    }

    /// Counts units as surrendered for a period: for what is owed in an open one, or to make good what the last ended one handed
    /// on. True when they come late.
    pub fn count_surrender(
        &mut self,
        id: Instrument,
        (installation, record): (InstallationId, &Installation),
        quantity: Quantity,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let period = self.period(id)?;
        let mut obligation = self.obligation(id, installation);
        let emissions = rules::emissions(&obligation, record, id);
        let late = now >= period.deadline;
        match self.place(id, &period, now)? {
            Place::Open => rules::surrender(&mut obligation, emissions, quantity, late)?,
            Place::Ended { last: false, .. } => return Err(Error::HandedOn),
            Place::Ended { receiver, .. } => {
                let mut open = self.obligation(receiver, installation);
                let expected = rules::emissions(&open, record, receiver);
                rules::make_good(&mut obligation, emissions, &mut open, expected, quantity)?;
                self.put_obligation(receiver, installation, &open);
            }
        }
        self.put_obligation(id, installation, &obligation);
        Ok(late)
    }
}
