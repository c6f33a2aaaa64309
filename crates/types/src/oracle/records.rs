//! The oracle's records are read as they are written, field by field.

use super::feed::{Accepted, Feed, FeedId, FeedTerms, Report, Reset, Trip};
use super::index::{Model, Score, Series, Slot, Totals};
use crate::fixed::reads_back;
use crate::{AccountId, Hash};
use ink::scale::Encode;

#[test]
fn a_feeds_records() {
    let terms = FeedTerms { min_reporters: 1, full: 2, spread: 3, deviation: 4, round_term: 5, max_age: 6 };
    let accepted = Accepted { price: 7, as_of: 8, round: 9, reports: 10 };
    for (accepted, reference) in [(Some(accepted), Some(11)), (None, None)] {
        let feed = Feed { terms, round: 12, accepted, reference, trips: 13, tripped: true };
        assert!(reads_back::<Feed>(&feed.encode()));
    }
    for text in ["CO2-UK-2021", "SO2-440300"] {
        assert!(reads_back::<FeedId>(&text.parse::<FeedId>().expect("a feed").encode()));
    }
    let (by, reason) = (AccountId::from([14; 32]), Hash::from([15; 32]));
    assert!(reads_back::<Report>(&Report { reporter: by, price: 16 }.encode()));
    for reset in [None, Some(Reset { by, at: 17, accepted: true, reason })] {
        let trip = Trip { round: 18, at: 19, reference: 20, refused: 21, reset };
        assert!(reads_back::<Trip>(&trip.encode()));
    }
}

#[test]
fn a_series_records() {
    let totals = Totals { value: 1, volume: 2, closes: 3 };
    let score = Score { days: 4, held: 5, error: 6, naive: 7 };
    let model = Model { level: -8, trend: i64::MIN, width: 9, scale: 10, last: 11, score };
    assert!(reads_back::<Slot>(&Slot { day: 12, before: totals }.encode()));
    for traded in [None, Some(13)] {
        let series = Series { start: 14, day: 15, traded, close: 16, last: 17, vwap: 18, ema: 19, totals, model };
        assert!(reads_back::<Series>(&series.encode()));
    }
}
