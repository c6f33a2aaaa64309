//! Days of trade in several instruments, busy, quiet and silent ones, as the exchange keeps them and the oracle reads them.

use super::region;
use std::collections::BTreeMap;
use weir_suite::*;
use weir_types::ledger::BatchTerms;
use weir_types::market::{Accept, Terms};
use weir_types::oracle::Oracle as _;
use weir_types::units::WHOLE_UNIT;
use weir_types::{Instrument, Region, Role};

/// An instrument's days, by what was traded: value and quantity.
type Days = BTreeMap<u32, (u128, u128)>;

impl region::Region {
    /// So many days. The exchange's day begins when it does in China.
    pub fn days_of_prices(&mut self, days: u32) {
        let offset = u64::try_from(super::EAST).expect("east") * 60_000;
        let today = |w: &mut World| u32::try_from((w.now() + offset) / DAY).expect("a day");
        let mut markets: Vec<(Instrument, u32, Days)> = Vec::new();
        let first = today(&mut self.w);
        // Noon, there.
        let noon = u64::from(first + 1) * DAY + DAY / 2 - offset - self.w.now();
        self.w.pass(noon);
        for day in 0..days {
            if day % 25 == 0 && markets.len() < 3 {
                let market = self.open_market(markets.len(), day % 2 == 0);
                markets.push((market, today(&mut self.w) - 1, Days::new()));
            }
            let date = today(&mut self.w);
            for (n, (instrument, _, traded)) in markets.iter_mut().enumerate() {
                // The second trades seldom, and for a long time nobody trades in the third.
                let silent = [self.draw.one_in(3), !self.draw.one_in(4), (60..100).contains(&day)][n];
                for _ in 0..if silent { 0 } else { 1 + self.draw.below(2) } {
                    let (price, quantity) = self.trade(*instrument);
                    let of = traded.entry(date).or_default();
                    *of = (of.0 + price * quantity, of.1 + quantity);
                }
            }
            self.w.pass(if day % 40 == 39 { 6 * DAY } else { DAY });
            let now = today(&mut self.w);
            for (instrument, pulled, traded) in &mut markets {
                for over in *pulled + 1..now {
                    let message = self.oracle.messages().pull(*instrument, over);
                    let known = self.send(&who("stranger"), message).is_some();
                    assert!(known || !traded.contains_key(&over), "a day with trades is known");
                    if known {
                        self.compare(*instrument, over, traded.get(&over));
                    }
                }
                *pulled = now - 1;
            }
        }
        assert!(markets.iter().all(|(.., traded)| traded.len() > 10), "all three were traded");
    }

    /// What the oracle has of a day is what was traded.
    fn compare(&mut self, instrument: Instrument, day: u32, traded: Option<&(u128, u128)>) {
        let message = self.oracle.messages().window(instrument, day, day);
        let window = self.w.ask(message).expect("a window");
        match traded {
            None => assert_eq!((window.vwap, window.volume), (None, 0)),
            Some((value, quantity)) => {
                assert_eq!((window.vwap, window.volume), (Some(value / quantity), *quantity));
                let message = self.oracle.messages().index(instrument);
                let index = self.w.ask(message).expect("an index");
                assert_eq!((index.day, index.vwap), (day, value / quantity));
            }
        }
    }

    /// An instrument whose units are all the first company's, with the widest band there is, or the usual one.
    fn open_market(&mut self, n: usize, wide: bool) -> Instrument {
        let region = Region::new("440300").expect("Shenzhen's code");
        let instrument = Instrument { vintage: 2013 + n as u16, region, ..co2() };
        let message = self.w.issuer.messages().set_cap(instrument, 900_000_000, 0);
        self.w.ok(&holder(Role::Regulator), message);
        self.years.push((instrument, 0));
        let batch = self.open_batch(n, BatchTerms::Free);
        self.given(batch, vec![(who("company 0").account(), 900_000_000)]);
        let buyer = who("company 1");
        self.w.give_cash(&buyer, 90_000_000_000);
        let terms = Terms { band: if wide { 10_000 } else { 1_000 }, ..Terms::default() };
        let message = self.w.exchange.messages().open_market(instrument, 3_000, terms);
        self.w.ok(&holder(Role::Supervisor), message);
        instrument
    }

    /// The first company offers, and the second takes all of it.
    fn trade(&mut self, instrument: Instrument) -> (u128, u128) {
        let message = self.w.exchange.messages().limits(instrument);
        let (low, high) = self.w.ask(message).expect("a market");
        let middle = low + (high - low) / 2;
        let (low, high) = (low.max(middle - middle / 12).max(1), high.min(middle + middle / 11));
        let (price, quantity) = (self.draw.between(low, high), self.draw.between(1, 900) * WHOLE_UNIT);
        let expires = self.w.now() + DAY;
        let x = self.w.exchange;
        let message = x.messages().list(instrument.batch(1), quantity, price, expires, Accept::default());
        self.w.ok(&who("company 0"), message);
        let order = floor::last(&mut self.w);
        self.w.ok(&who("company 1"), x.messages().take(order, quantity, price, false));
        (price, quantity)
    }
}
