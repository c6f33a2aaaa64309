//! What supervisors and reporters change in feeds.

use crate::{calls, events, Error, Oracle};
use ink::codegen::Env;
use ink::prelude::vec;
use ink::prelude::vec::Vec;
use weir_rules::oracle::{breaker, rounds};
use weir_types::events::emit;
use weir_types::oracle::{Feed, FeedId, FeedTerms, Outcome, Report, Reset, Round};
use weir_types::policy::Guarded;
use weir_types::store::Records;
use weir_types::{weir_probe, AccountId, Capability, Hash, Price, Role};

impl Guarded for Oracle {
    /// Who is believed, and within which bounds; and what lets a reading pass that tripped the breaker.
    const HIGH_RISK: &'static [&'static str] = &["set_feed", "reset"];

    fn guard(&self) -> Option<AccountId> {
        Some(self.config.registry)
    }
}

impl Oracle {
    pub(crate) fn feed_of(&self, feed: FeedId) -> Result<Feed, Error> {
        self.feeds.find(feed).ok_or(Error::UnknownFeed)
    }

    /// Opens a feed or changes its terms.
    pub(crate) fn set_terms(&mut self, feed: FeedId, terms: FeedTerms) -> Result<(), Error> {
        let by = self.supervisor(&[])?;
        if !feed.is_valid() {
            return Err(Error::BadTerms);
        }
        let known = self.feeds.find(feed);
        let record = Feed {
            terms,
            ..known.map_or_else(|| rounds::open(terms), |known| rounds::check_terms(&terms).map(|()| known))?
        };
        self.feeds.keep(feed, &record);
        let before = known.map(|known| known.terms);
        emit(events::FeedTermsSet { feed, before, after: terms, by });
        Ok(())
    }

    /// Takes the caller's report, and ends the round if it was the last.
    pub(crate) fn report(&mut self, feed: FeedId, number: u64, price: Price) -> Result<(), Error> {
        let (reporter, now) = (self.env().caller(), self.env().block_timestamp());
        let mut record = self.feed_of(feed)?;
        let reported = self.rounds.get(feed);
        rounds::check_report(&record, reported.as_ref(), number, &reporter, price, now)?;
        let mut round = reported.unwrap_or(Round { opened: now, reports: Vec::new() });
        let admitted = self.screen(reporter, &round.reports, Role::Reporter);
        admitted?;
        weir_probe!(admitted.is_ok());
        round.reports.push(Report { reporter, price });
        emit(events::Reported { feed, reporter, round: number, price });
        if rounds::is_full(&record, &round) {
            return self.end_round(feed, &mut record, &round);
        }
        self.rounds.insert(feed, &round);
        Ok(())
    }

    /// Ends a round that has run its term.
    pub(crate) fn close(&mut self, feed: FeedId) -> Result<(), Error> {
        let mut record = self.feed_of(feed)?;
        if record.tripped {
            return Err(Error::Tripped);
        }
        let round = self.rounds.get(feed).ok_or(Error::NoReports)?;
        self.end_round(feed, &mut record, &round)
    }

    /// Resets a feed's breaker for the caller.
    pub(crate) fn let_go_on(&mut self, feed: FeedId, accepted: bool, reason: Hash) -> Result<(), Error> {
        let mut record = self.feed_of(feed)?;
        let number = record.trips;
        let mut trip = self.trips.find((feed, number)).ok_or(Error::NotTripped)?;
        // The reports that tripped it are kept until now, so that none of their reporters, nor their groups, lets them pass.
        let reports = self.rounds.get(feed).filter(|_| record.tripped).map(|round| round.reports).unwrap_or_default();
        let by = self.supervisor(&reports)?;
        weir_probe!(reports.iter().any(|report| report.reporter == by));
        breaker::reset(&mut record, &mut trip, Reset { by, at: self.env().block_timestamp(), accepted, reason })?;
        self.rounds.remove(feed);
        self.trips.keep((feed, number), &trip);
        self.feeds.keep(feed, &record);
        emit(events::BreakerReset { feed, trip: number, accepted, reason, by });
        Ok(())
    }

    fn end_round(&mut self, feed: FeedId, record: &mut Feed, round: &Round) -> Result<(), Error> {
        let number = record.round;
        let outcome = rounds::close(record, Some(round), self.env().block_timestamp())?;
        self.feeds.keep(feed, record);
        if let Outcome::Tripped(trip) = outcome {
            self.rounds.insert(feed, round);
            self.trips.keep((feed, record.trips), &trip);
        } else {
            self.rounds.remove(feed);
        }
        emit(events::RoundEnded { feed, round: number, outcome });
        Ok(())
    }

    /// The caller, if it is a supervisor and independent of the reporters, and the policy lets it: both its messages are high-risk.
    fn supervisor(&self, reports: &[Report]) -> Result<AccountId, Error> {
        let caller = self.env().caller();
        let admitted = self.screen(caller, reports, Role::Supervisor);
        admitted?;
        weir_probe!(admitted.is_ok());
        self.enter(0);
        Ok(caller)
    }

    fn screen(&self, actor: AccountId, reports: &[Report], role: Role) -> Result<(), Error> {
        let mut accounts = vec![actor];
        for report in reports {
            accounts.push(report.reporter);
        }
        calls::screen(self.config.registry, accounts, Capability::ActOver(role))
    }
}
