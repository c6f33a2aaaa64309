//! What the oracle tells the world: all that is needed to rebuild feeds, trips, series and requests. Each is indexed by its subject
//! alone: who reported, asked or answered is in the data.

use weir_types::market::Bar;
use weir_types::oracle::{FeedId, FeedTerms, Outcome, RequestId, RequestState};
use weir_types::{AccountId, Hash, Instrument, Money, Price, Timestamp};

/// A supervisor has opened a feed, or changed its rules.
#[ink::event]
pub struct FeedTermsSet {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// The rules until now; none when the feed is new.
    pub before: Option<FeedTerms>,
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
    pub reporter: AccountId,
    /// In which round.
    pub round: u64,
    /// Cents for a whole unit.
    pub price: Price,
}

/// A round has ended: with a reading, without one, or by tripping the breaker.
#[ink::event]
pub struct RoundEnded {
    /// Of what.
    #[ink(topic)]
    pub feed: FeedId,
    /// Which round.
    pub round: u64,
    /// How.
    pub outcome: Outcome,
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
    pub asker: AccountId,
    /// Hash of the question.
    pub question: Hash,
    /// What the answer is worth, in cents.
    pub fee: Money,
    /// From this time on it cannot be answered.
    pub deadline: Timestamp,
}

/// A request has been answered, or was not in time; its fee has been paid.
#[ink::event]
pub struct RequestClosed {
    /// The request's number.
    #[ink(topic)]
    pub id: RequestId,
    /// The reply, or that it has expired.
    pub state: RequestState,
    /// Who has the fee: the reporter, or the asker again.
    pub paid: AccountId,
    /// How many cents.
    pub fee: Money,
}
