//! Prices and other outside facts: what reporters agree on in rounds, what the venue's trades say, and answers to questions.
//!
//! **Invariants**
//! - A reading is the median of at least `min_reporters` reports of one round, each of another reporter and controller group, and
//!   no further from the one before than `deviation`; it carries its time, and is stale when it is too old or the breaker tripped.
//! - A tripped breaker stays so until a supervisor resets it who is none of the round's reporters, nor of a group of theirs.
//! - The days of a series follow each other: a day that the venue keeps is neither left out nor taken twice, whoever pulls.
//! - Nothing is worked out over history: a pull, a report and any window cost the same on the first day and the ten-thousandth.
//!   (The exchange reads once more for each day that it heard nothing on before the one pulled, 128 at most.)
//! - The oracle's cash is the sum of the fees of open requests; each is paid once, to who answered in time or back to the asker.
//!
//! There is no administrator: partners are named at deployment, for good. The supervisor sets terms and resets breakers, and can
//! neither report nor answer.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
pub mod events;
mod feeds;
mod prices;
mod questions;
mod types;

pub use self::oracle::{Oracle, OracleRef};
pub use types::Config;
pub use weir_types::oracle::Error;

#[cfg(test)]
mod tests;

#[ink::contract]
mod oracle {
    use crate::{events, Config, Error};
    use ink::prelude::{string::String, vec, vec::Vec};
    use ink::storage::{traits::ManualKey, Mapping};
    use weir_rules::oracle::{freshness, requests};
    use weir_types::calls::done;
    use weir_types::events::emit;
    use weir_types::oracle::request::Said;
    use weir_types::oracle::{self as api, dia, Feed, FeedId, FeedTerms, Index, Reading, Request, RequestId};
    use weir_types::oracle::{RequestStatus, Round, Series, Slot, Trip, Window};
    use weir_types::store::Records;
    use weir_types::units::Day;
    use weir_types::{keys, Instrument, Money, Price};

    /// The most entries that one page shows.
    pub const MAX_PAGE: u32 = 64;

    /// What every message reads.
    #[ink(storage)]
    pub struct Oracle {
        /// Partners and constants.
        pub(crate) config: Config,
        /// How many requests there have been: the number of the last one.
        pub(crate) count: RequestId,
        /// Fees of open requests, in cents.
        pub(crate) held: Money,
        /// Feeds.
        pub(crate) feeds: Mapping<FeedId, Feed, ManualKey<{ keys::ORACLE_FEEDS }>>,
        /// Reports of open rounds, and of those that tripped a breaker until it is reset.
        pub(crate) rounds: Mapping<FeedId, Round, ManualKey<{ keys::ORACLE_ROUNDS }>>,
        /// Trips by number, from 1.
        pub(crate) trips: Mapping<(FeedId, u32), Trip, ManualKey<{ keys::ORACLE_TRIPS }>>,
        /// What is kept of instruments beside their bars.
        pub(crate) series: Mapping<Instrument, Series, ManualKey<{ keys::ORACLE_SERIES }>>,
        /// Days by place in the ring.
        pub(crate) bars: Mapping<(Instrument, u16), Slot, ManualKey<{ keys::ORACLE_BARS }>>,
        /// Requests by number, from 1, open and closed.
        pub(crate) requests: Mapping<RequestId, Request, ManualKey<{ keys::ORACLE_REQUESTS }>>,
    }

    impl Oracle {
        /// An oracle without feeds.
        #[ink(constructor)]
        pub fn new(config: Config) -> Self {
            Self {
                config,
                count: 0,
                held: 0,
                feeds: Mapping::default(),
                rounds: Mapping::default(),
                trips: Mapping::default(),
                series: Mapping::default(),
                bars: Mapping::default(),
                requests: Mapping::default(),
            }
        }

        /// Opens a feed, or changes its rules, for its open round too. Supervisor only.
        ///
        /// # Events
        /// `FeedTermsSet`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `BadTerms`.
        #[ink(message)]
        pub fn set_feed(&mut self, feed: FeedId, terms: FeedTerms) -> Result<(), Error> {
            self.set_terms(feed, terms)?;
            done(())
        }

        /// Reports a price, in cents for a whole unit, for the round that takes reports; `round` is its number, so that a report
        /// that comes late is not taken for the next one. With the last report that the round takes it ends at once. A reporter,
        /// once a round; so a controller group too.
        ///
        /// # Events
        /// `Reported`; at the round's end `RoundEnded`.
        ///
        /// # Errors
        /// `UnknownFeed`, `Tripped`, `WrongRound`, `BadPrice`, `RoundOver` (use [`Self::close_round`]), `AlreadyReported`,
        /// `NotAllowed`, `NotIndependent`, `RegistryFailed`, `Overflow`.
        #[ink(message)]
        pub fn submit(&mut self, feed: FeedId, round: u64, price: Price) -> Result<(), Error> {
            self.report(feed, round, price)?;
            done(())
        }

        /// Ends a round that has run its term. Anybody.
        ///
        /// # Events
        /// `RoundEnded`.
        ///
        /// # Errors
        /// `UnknownFeed`, `Tripped`, `NoReports`, `RoundOpen`, `Overflow`.
        #[ink(message)]
        pub fn close_round(&mut self, feed: FeedId) -> Result<(), Error> {
            self.close(feed)?;
            done(())
        }

        /// Lets a feed go on whose breaker has tripped: when `accepted`, the next median is compared with the one refused, else
        /// with the one before. `reason` is the hash of the finding. A supervisor who is none of the round's reporters, nor of a
        /// controller group of theirs.
        ///
        /// # Events
        /// `BreakerReset`.
        ///
        /// # Errors
        /// `UnknownFeed`, `NotTripped`, `NotAllowed`, `NotIndependent`, `RegistryFailed`.
        #[ink(message)]
        pub fn reset(&mut self, feed: FeedId, accepted: bool, reason: Hash) -> Result<(), Error> {
            self.let_go_on(feed, accepted, reason)?;
            done(())
        }

        /// Takes a day that is over from the venue into the instrument's indices. Days are taken in their order; one that the
        /// venue still keeps cannot be left out. Anybody.
        ///
        /// # Events
        /// `DayPulled`.
        ///
        /// # Errors
        /// `WrongDay`, `NoBar`, `BadBar`, `VenueFailed`, `Overflow`.
        #[ink(message)]
        pub fn pull(&mut self, instrument: Instrument, day: Day) -> Result<(), Error> {
            let bar = self.take_day(instrument, day)?;
            emit(events::DayPulled { instrument, bar });
            done(())
        }

        /// Asks a question: `fee` cents from the caller's approval on cash wait here for whoever answers before `deadline`. Its
        /// number. Anybody.
        ///
        /// # Events
        /// `Requested`.
        ///
        /// # Errors
        /// `ZeroFee`, `BadDeadline`, `InsufficientCash`, `InsufficientApproval`, `CashRefused`, `CashFailed`, `Overflow`.
        #[ink(message)]
        pub fn request(&mut self, question: Hash, fee: Money, deadline: Timestamp) -> Result<RequestId, Error> {
            self.ask(question, fee, deadline)
        }

        /// Answers a question, once and before its deadline. The fee is the caller's. A reporter who is not the asker, nor of its
        /// controller group.
        ///
        /// # Events
        /// `RequestClosed`.
        ///
        /// # Errors
        /// `UnknownRequest`, `RequestClosed`, `RequestExpired`, `BadReply`, `NotAllowed`, `NotIndependent`, `RegistryFailed`,
        /// `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn fulfil(&mut self, id: RequestId, said: Said) -> Result<(), Error> {
            self.answer(id, said)
        }

        /// Pays a fee back to its asker when the deadline has passed without an answer. Anybody.
        ///
        /// # Events
        /// `RequestClosed`.
        ///
        /// # Errors
        /// `UnknownRequest`, `RequestClosed`, `RequestActive`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn expire(&mut self, id: RequestId) -> Result<(), Error> {
            self.pay_back(id)
        }

        /// A feed, with what has been reported in its open round or in the one that tripped its breaker.
        #[ink(message)]
        pub fn feed(&self, feed: FeedId) -> Option<(Feed, Option<Round>)> {
            Some((self.feeds.find(feed)?, self.rounds.get(feed)))
        }

        /// Up to `limit` (at most `MAX_PAGE`) trips of a feed's breaker by number from `start` on, which counts from 1.
        #[ink(message)]
        pub fn trips(&self, feed: FeedId, start: u32, limit: u32) -> Vec<Trip> {
            let mut page = Vec::new();
            // At the last number there is, a page is shorter: nothing lies behind it.
            for number in start..start.saturating_add(limit.min(MAX_PAGE)) {
                let Some(trip) = self.trips.find((feed, number)) else { break };
                page.push(trip);
            }
            page
        }

        /// Averages over the days `from` to `to`, both included: at most `weir_types::oracle::index::MAX_WINDOW`, all kept, none
        /// missing.
        ///
        /// # Errors
        /// `BadWindow`.
        #[ink(message)]
        pub fn window(&self, instrument: Instrument, from: Day, to: Day) -> Result<Window, Error> {
            self.averages(instrument, from, to)
        }

        /// A request, with its status now: expired when it has run out, whether or not its fee has been paid back.
        #[ink(message)]
        pub fn request_of(&self, id: RequestId) -> Option<(Request, RequestStatus)> {
            let request = self.requests.get(id)?;
            Some((request, requests::status(&request, self.env().block_timestamp())))
        }

        /// How many requests there have been, and the fees of those that are open, in cents.
        #[ink(message)]
        pub fn request_totals(&self) -> (RequestId, Money) {
            (self.count, self.held)
        }

        /// The partners and constants.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.config
        }
    }

    impl api::Oracle for Oracle {
        /// As the trait says. Anybody.
        #[ink(message)]
        fn reading(&self, feed: FeedId) -> Option<Reading> {
            freshness::reading(&self.feeds.find(feed)?, self.env().block_timestamp())
        }

        /// As the trait says. Anybody.
        #[ink(message)]
        fn index(&self, instrument: Instrument) -> Option<Index> {
            self.indices(instrument)
        }
    }

    impl dia::OracleGetters for Oracle {
        /// This contract: no account sets its prices.
        #[ink(message)]
        fn get_updater(&self) -> AccountId {
            self.env().account_id()
        }

        /// The reading of the feed that the pair names, or the instrument's close where there is no such feed; `None` when it is
        /// stale, or in another currency.
        #[ink(message)]
        fn get_latest_price(&self, pair: String) -> Option<(u64, u128)> {
            self.latest(&pair)
        }

        /// The same for at most `weir_types::oracle::dia::MAX_PAIRS` pairs.
        #[ink(message)]
        fn get_latest_prices(&self, pairs: Vec<String>) -> Vec<Option<(u64, u128)>> {
            let mut prices = vec![None; pairs.len()];
            for (price, pair) in prices.iter_mut().zip(&pairs).take(dia::MAX_PAIRS) {
                *price = self.latest(pair);
            }
            prices
        }
    }
}
