//! What the oracle tells the world: all that is needed to rebuild feeds, trips, series and requests.

use weir_types::market::Bar;
use weir_types::oracle::{FeedId, FeedTerms, RequestId};
use weir_types::{AccountId, Hash, Instrument, Money, Price, Timestamp};

/// The venue has been named, for good.
#[ink::event]
pub struct Wired {
    /// Whose days are pulled.
    pub venue: AccountId,
}

/// A supervisor has opened a feed.
#[ink::event]
pub struct FeedOpened {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// Its rules.
    pub terms: FeedTerms,
    /// The supervisor.
    pub by: AccountId,
}

/// A supervisor has changed a feed's rules.
#[ink::event]
pub struct FeedTermsChanged {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// The rules until now.
    pub before: FeedTerms,
    /// The rules from now on, for the open round too.
    pub after: FeedTerms,
    /// The supervisor.
    pub by: AccountId,
}

/// A reporter has reported.
#[ink::event]
pub struct Reported {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// Who.
    #[ink(topic)]
    pub reporter: AccountId,
    /// In which round.
    pub round: u64,
    /// Cents for a whole unit.
    pub price: Price,
}

/// A round's median is the feed's reading.
#[ink::event]
pub struct RoundAccepted {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// Which round.
    pub round: u64,
    /// The median, in cents for a whole unit.
    pub price: Price,
    /// When its first report came in.
    pub as_of: Timestamp,
    /// How many reports it had.
    pub reports: u8,
}

/// A round has ended without a reading.
#[ink::event]
pub struct RoundFailed {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// Which round.
    pub round: u64,
    /// How many reports it had.
    pub reports: u8,
    /// How many of them were within the spread of their median.
    pub agreeing: u8,
}

/// A round's median was too far from the last one: the feed has stopped.
#[ink::event]
pub struct BreakerTripped {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// The trip's number, from 1.
    pub trip: u32,
    /// Which round.
    pub round: u64,
    /// What the median was compared with.
    pub reference: Price,
    /// The median.
    pub refused: Price,
}

/// A supervisor has let a feed go on.
#[ink::event]
pub struct BreakerReset {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// The trip's number.
    pub trip: u32,
    /// True when the next median is compared with the refused one.
    pub accepted: bool,
    /// Hash of the finding.
    pub reason: Hash,
    /// The supervisor.
    pub by: AccountId,
}

/// A day of the venue's has been taken into the indices. They are functions of the bars in their order.
#[ink::event]
pub struct DayPulled {
    /// Of what.
    #[ink(topic)]
    pub instrument: Instrument,
    /// The day.
    pub bar: Bar,
}

/// Somebody has asked, and paid the fee to the oracle.
#[ink::event]
pub struct Requested {
    /// The request's number.
    #[ink(topic)]
    pub id: RequestId,
    /// Who.
    #[ink(topic)]
    pub asker: AccountId,
    /// Hash of the question.
    pub question: Hash,
    /// What the answer is worth, in cents.
    pub fee: Money,
    /// From this time on it cannot be answered.
    pub deadline: Timestamp,
}

/// A reporter has answered, and has the fee.
#[ink::event]
pub struct Fulfilled {
    /// The request's number.
    #[ink(topic)]
    pub id: RequestId,
    /// Who.
    #[ink(topic)]
    pub reporter: AccountId,
    /// The answer.
    pub answer: Hash,
    /// Hash of the source.
    pub source: Hash,
    /// When the source said so.
    pub observed: Timestamp,
    /// Hash of the proof.
    pub proof: Hash,
    /// What was paid, in cents.
    pub fee: Money,
}

/// A request was not answered in time; the asker has the fee back.
#[ink::event]
pub struct RequestExpired {
    /// The request's number.
    #[ink(topic)]
    pub id: RequestId,
    /// Who asked.
    #[ink(topic)]
    pub asker: AccountId,
    /// What was paid back, in cents.
    pub fee: Money,
}
