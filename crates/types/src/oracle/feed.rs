//! Feeds of reported prices: rounds, readings, trips of the breaker.
// The SCALE derive casts the index of a variant that carries data.
#![allow(clippy::cast_possible_truncation)]

use crate::batch::ParseError;
use crate::units::{BasisPoints, Price, Timestamp};
use crate::{AccountId, Hash, Instrument, Pollutant, Region};
use core::fmt;
use core::str::FromStr;
use ink::prelude::vec::Vec;

/// The most reports a round takes: with one more account they still fit one question to the registry.
pub const MAX_REPORTS: usize = 7;

/// What a feed is of: a pollutant in a region, of one vintage or, without it, of any. Written `CO2-UK-2021` or `CO2-UK`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout, Hash))]
pub struct FeedId {
    /// The pollutant.
    pub pollutant: Pollutant,
    /// The region whose cap it stands under.
    pub region: Region,
    /// The vintage; `None` for the region's price of any.
    pub vintage: Option<u16>,
}

crate::fixed!(FeedId { pollutant, region, vintage });

impl FeedId {
    /// True when both codes are well formed.
    pub fn is_valid(&self) -> bool {
        self.pollutant.is_valid() && self.region.is_valid()
    }

    /// The instrument, when the feed is of one.
    pub fn instrument(&self) -> Option<Instrument> {
        self.vintage.map(|vintage| Instrument { pollutant: self.pollutant, region: self.region, vintage })
    }
}

impl From<Instrument> for FeedId {
    fn from(of: Instrument) -> Self {
        Self { pollutant: of.pollutant, region: of.region, vintage: Some(of.vintage) }
    }
}

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instrument() {
            Some(instrument) => instrument.fmt(f),
            None => write!(f, "{}-{}", self.pollutant, self.region),
        }
    }
}

impl FromStr for FeedId {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.split('-');
        let pollutant = parts.next().and_then(|part| part.parse().ok()).ok_or(ParseError)?;
        let region = parts.next().and_then(|part| part.parse().ok()).ok_or(ParseError)?;
        let vintage = match parts.next() {
            Some(part) => Some(part.parse().map_err(|_| ParseError)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { pollutant, region, vintage }).ok_or(ParseError)
    }
}

/// The rules of a feed, set by the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct FeedTerms {
    /// How many reports make a reading: at least 1.
    pub min_reporters: u8,
    /// With how many reports a round ends at once: at least `min_reporters`, at most [`MAX_REPORTS`].
    pub full: u8,
    /// A report further than this from the round's median is not counted towards `min_reporters`; in basis points of the median.
    pub spread: BasisPoints,
    /// A median further than this from the last accepted one trips the breaker; in basis points of the last accepted one.
    pub deviation: BasisPoints,
    /// How long a round takes reports after its first, in milliseconds; at least 1.
    pub round_term: Timestamp,
    /// A reading older than this is stale, in milliseconds; at least 1.
    pub max_age: Timestamp,
}

crate::fixed!(FeedTerms { min_reporters, full, spread, deviation, round_term, max_age });

/// A feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Feed {
    /// Its rules.
    pub terms: FeedTerms,
    /// The number of the round that takes reports, from 1.
    pub round: u64,
    /// The last accepted round.
    pub accepted: Option<Accepted>,
    /// What the next median is compared with: the last accepted one, unless a supervisor has accepted a refused one.
    pub reference: Option<Price>,
    /// How often the breaker has tripped: the number of the last trip.
    pub trips: u32,
    /// Tripped and not reset: no report is taken, and its reading is stale.
    pub tripped: bool,
}

crate::fixed!(Feed { terms, round, accepted, reference, trips, tripped });

/// A round that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Accepted {
    /// The median of its reports, in cents for a whole unit.
    pub price: Price,
    /// When its first report came in: no report is older.
    pub as_of: Timestamp,
    /// Its number.
    pub round: u64,
    /// How many reports it has.
    pub reports: u8,
}

crate::fixed!(Accepted { price, as_of, round, reports });

/// The reports of the round that is open, or of the one that tripped the breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Round {
    /// When the first report came in.
    pub opened: Timestamp,
    /// At most [`MAX_REPORTS`], of different reporters.
    pub reports: Vec<Report>,
}

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Report {
    /// Whose.
    pub reporter: AccountId,
    /// The price, in cents for a whole unit.
    pub price: Price,
}

crate::fixed!(Report { reporter, price });

/// What a feed says now. A stale price is never shown without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Reading {
    /// The median, in cents for a whole unit.
    pub price: Price,
    /// Of when.
    pub as_of: Timestamp,
    /// The round's number.
    pub round: u64,
    /// How many reports it has.
    pub reports: u8,
    /// Too old, or the breaker has tripped since.
    pub is_stale: bool,
    /// The breaker has tripped and was not reset.
    pub tripped: bool,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Outcome {
    /// Its median is the feed's reading.
    Accepted(Accepted),
    /// Too few reports, or too few that agree: the reading stays as it was.
    Failed {
        /// How many reports there were.
        reports: u8,
        /// How many of them were within the spread of their median.
        agreeing: u8,
    },
    /// Its median was too far from the last one: the breaker has tripped, and the feed has stopped.
    Tripped(Trip),
}

/// A trip of the breaker. The record stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Trip {
    /// The round that tripped it.
    pub round: u64,
    /// When.
    pub at: Timestamp,
    /// What the median was compared with.
    pub reference: Price,
    /// The median that was refused.
    pub refused: Price,
    /// Set when it is reset.
    pub reset: Option<Reset>,
}

crate::fixed!(Trip { round, at, reference, refused, reset });

/// How a trip ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Reset {
    /// The supervisor.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// True when the next median is compared with the refused one, false when with the one before.
    pub accepted: bool,
    /// Hash of the finding.
    pub reason: Hash,
}

crate::fixed!(Reset { by, at, accepted, reason });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        for text in ["CO2-UK-2021", "SO2-440300"] {
            assert_eq!(text.parse::<FeedId>().unwrap().to_string(), text);
        }
        let instrument: Instrument = "CO2-UK-2021".parse().unwrap();
        assert_eq!("CO2-UK-2021".parse(), Ok(FeedId::from(instrument)));
        assert_eq!(FeedId::from(instrument).instrument(), Some(instrument));
        assert_eq!("CO2-UK".parse::<FeedId>().unwrap().instrument(), None);
        for bad in ["", "CO2", "CO2-UK-", "CO2-UK-x", "CO2-UK-2021-1", "CO2--2021", "CO2-UK-70000"] {
            assert!(bad.parse::<FeedId>().is_err(), "{bad}");
        }
    }
}
