//! `scenario.toml`: every assumption of a run.

mod trading;

pub use trading::{Auctions, Bank, Orders, QUARTERS};

use super::fault::{quoted, Fault, Faults};
use super::number::MAX_TONNES;
use super::toml_file::Source;
use crate::year::date::MonthDay;
use serde::Deserialize;
use std::collections::BTreeMap;
use weir_types::units::{DAY_MS, WHOLE_UNIT};
use weir_types::{BasisPoints, Instrument, Money, Pollutant, Price, Quantity, Region, Timestamp};

/// An auction takes four days before its quarter's first trading day; what is conditional is placed a day before its own.
const BETWEEN: Timestamp = 6 * DAY_MS;

/// Minutes of the day in which trades are made: no market's day begins amid them.
const AT_WORK: std::ops::RangeInclusive<u32> = 600..=615;

/// The file's name in the data folder.
pub const FILE: &str = "scenario.toml";

/// Every assumption, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// The pollutant.
    pub pollutant: Pollutant,
    /// The region.
    pub region: Region,
    /// The scheme years, one after the other.
    pub years: Vec<u16>,
    /// What every draw comes from.
    pub seed: u64,
    /// When a trading day begins, in minutes after midnight UTC.
    pub day_start_minutes: u32,
    /// The cap of each year.
    pub caps: BTreeMap<u16, Quantity>,
    /// Days of a scheme year and of the one that follows.
    pub dates: Dates,
    /// The market.
    pub market: Market,
    /// Auctions.
    pub auctions: Auctions,
    /// Blocks and conditions.
    pub orders: Orders,
    /// Sales through banks.
    pub bank: Bank,
    /// Money.
    pub cash: Cash,
    /// Periods.
    pub compliance: Compliance,
}

/// Days of a scheme year (the first two) and of the one that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Free allocation, and the treasury's share.
    pub allocation: MonthDay,
    /// The first trading day.
    pub trading_first: MonthDay,
    /// Operators report.
    pub reported: MonthDay,
    /// The last day for reports.
    pub audit_from: MonthDay,
    /// Verifiers have looked at the reports.
    pub verified: MonthDay,
    /// The last trading day.
    pub trading_last: MonthDay,
    /// Operators surrender.
    pub surrendered: MonthDay,
    /// The deadline: the period is closed.
    pub deadline: MonthDay,
    /// Those who report late do it here.
    pub entered_late: MonthDay,
}

/// Assumptions about the market.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// What the first vintage's market opens at.
    pub reference_price: u64,
    /// How far a price may be from the previous close.
    pub band: BasisPoints,
    /// How far the middle of a day's prices moves from the previous close, at most.
    pub drift: BasisPoints,
    /// Price levels of a day around that middle, in basis points.
    pub levels: Vec<i32>,
    /// Trading days of a year.
    pub trading_days: u32,
    /// A day's volume up to this many tonnes leaves the close where it was.
    pub thin_t: u64,
    /// The largest listing, in tonnes.
    pub treasury_lot_t: u64,
    /// What part of its surplus an operator sells: drawn between the two.
    pub surplus_sold: [BasisPoints; 2],
}

/// Assumptions about money.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cash {
    /// What a hundred cents are called in tables.
    pub currency: String,
    /// How many banks give operators what they pay with.
    pub banks: u32,
    /// Money is given in multiples of this many cents.
    pub round_to: u64,
}

/// Assumptions about periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compliance {
    /// Penalty for each tonne missing, in cents.
    pub penalty_per_t: u64,
    /// How many verifiers there are.
    pub verifiers: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    scheme: RawScheme,
    cap: BTreeMap<String, u64>,
    dates: RawDates,
    market: Market,
    auctions: Auctions,
    orders: Orders,
    bank: Bank,
    cash: Cash,
    compliance: Compliance,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScheme {
    pollutant: String,
    region: String,
    years: Vec<u16>,
    seed: u64,
    day_start_minutes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDates {
    year: RawYear,
    after: RawAfter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    allocation: String,
    trading_first: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAfter {
    reported: String,
    audit_from: String,
    verified: String,
    trading_last: String,
    surrendered: String,
    deadline: String,
    entered_late: String,
}

impl Scenario {
    /// The instrument of a year.
    pub fn instrument(&self, year: u16) -> Instrument {
        Instrument { pollutant: self.pollutant, region: self.region, vintage: year }
    }

    /// By how many minutes a trading day begins before midnight UTC: east is positive.
    pub fn day_offset(&self) -> i16 {
        // A day that begins after midnight UTC is a day in the west.
        i16::try_from(self.day_start_minutes).unwrap_or_default().checked_neg().unwrap_or_default()
    }

    /// The price the first market opens at.
    pub fn reference_price(&self) -> Price {
        self.market.reference_price.into()
    }

    /// The largest listing.
    pub fn lot(&self) -> Quantity {
        Quantity::from(self.market.treasury_lot_t) * WHOLE_UNIT
    }

    /// A day's volume up to this leaves the close where it was.
    pub fn thin(&self) -> Quantity {
        Quantity::from(self.market.thin_t) * WHOLE_UNIT
    }

    /// Penalty for each tonne missing.
    pub fn penalty_rate(&self) -> Money {
        self.compliance.penalty_per_t.into()
    }
}

/// Reads the file and checks that its numbers make sense together.
pub fn read(file: &str, bytes: &[u8]) -> Result<Scenario, Faults> {
    let source = Source::new(file, bytes)?;
    let raw: Raw = source.parse()?;
    let mut faults = Faults::default();
    let mut check = |holds: bool, key: &str, expected: &str, found: String| {
        if !holds {
            faults.push(Fault {
                file: file.into(),
                row: key_row(source.text, key),
                column: Some(key.into()),
                expected: expected.into(),
                found,
            });
        }
    };
    let (scheme, market) = (&raw.scheme, &raw.market);
    let pollutant = Pollutant::new(&scheme.pollutant);
    check(pollutant.is_ok(), "pollutant", "1 to 4 letters or digits", quoted(&scheme.pollutant));
    let region = Region::new(&scheme.region);
    check(region.is_ok(), "region", "1 to 6 letters or digits", quoted(&scheme.region));
    let years = &scheme.years;
    let chained = !years.is_empty() && years.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    let inside = years.iter().all(|year| (1971..=9_000).contains(year)) && years.len() <= 50;
    check(chained && inside, "years", "years that follow each other, such as [2021, 2022]", format!("{years:?}"));
    let start = scheme.day_start_minutes;
    let awake = start < 1_440 && !AT_WORK.contains(&start);
    check(awake, "day_start_minutes", "0 to 1439, and none of 600 to 615, when trades are made", start.to_string());
    let mut caps = BTreeMap::new();
    for (key, tonnes) in &raw.cap {
        let year = key.parse::<u16>().ok().filter(|year| years.contains(year));
        check(year.is_some(), key, "a year of the scenario", quoted(key));
        check((1..=MAX_TONNES).contains(&u128::from(*tonnes)), key, "a cap above 0", tonnes.to_string());
        caps.extend(year.map(|year| (year, Quantity::from(*tonnes) * WHOLE_UNIT)));
    }
    for year in years {
        check(caps.contains_key(year), "cap", &format!("a cap for {year}"), "none".into());
    }
    let mut day = |key: &str, text: &str| {
        let day = MonthDay::parse(text);
        check(day.is_some(), key, "a day of every year as MM-DD", quoted(text));
        day.unwrap_or(MonthDay { month: 1, day: 1 })
    };
    let (year, after) = (&raw.dates.year, &raw.dates.after);
    let dates = Dates {
        allocation: day("allocation", &year.allocation),
        trading_first: day("trading_first", &year.trading_first),
        reported: day("reported", &after.reported),
        audit_from: day("audit_from", &after.audit_from),
        verified: day("verified", &after.verified),
        trading_last: day("trading_last", &after.trading_last),
        surrendered: day("surrendered", &after.surrendered),
        deadline: day("deadline", &after.deadline),
        entered_late: day("entered_late", &after.entered_late),
    };
    let after = [
        dates.reported,
        dates.audit_from,
        dates.verified,
        dates.trading_last,
        dates.surrendered,
        dates.deadline,
        dates.entered_late,
        dates.allocation,
    ];
    let in_order = dates.allocation < dates.trading_first && after.windows(2).all(|pair| pair[0] < pair[1]);
    check(in_order, "dates", "days in the order named in the file's comment", format!("{dates:?}"));
    let price = market.reference_price;
    check((100..=1_000_000).contains(&price), "reference_price", "100 to 1,000,000 cents", price.to_string());
    check((1..=10_000).contains(&market.band), "band", "1 to 10000 basis points", market.band.to_string());
    let reach = market.levels.iter().map(|level| u64::from(level.unsigned_abs())).max().unwrap_or(u64::MAX);
    let drift = u64::from(market.drift);
    // (1 + drift) x (1 + reach) - 1, and a little for rounding.
    let furthest = drift.saturating_add(reach).saturating_add(drift.saturating_mul(reach) / 10_000).saturating_add(10);
    let fits = reach < 10_000 && furthest <= u64::from(market.band);
    let found = format!("drift {} and levels {:?} in a band of {}", market.drift, market.levels, market.band);
    check(fits, "levels", "levels and a drift that stay inside the band together", found);
    let days = market.trading_days;
    let quarterly = u32::try_from(QUARTERS).unwrap_or(u32::MAX);
    check((quarterly..=50).contains(&days), "trading_days", "4 to 50", days.to_string());
    let gap = dates.trading_last.of(2_023).saturating_sub(dates.trading_first.of(2_022)) / u64::from(days.max(2) - 1);
    check(gap >= BETWEEN, "trading_days", "six days from one trading day to the next", days.to_string());
    let before = dates.trading_first.of(2_022).saturating_sub(dates.allocation.of(2_022));
    check(
        before >= BETWEEN,
        "trading_first",
        "six days from the allocation on, for the first auction",
        year.trading_first.clone(),
    );
    for (key, holds, expected, found) in trading::findings(market, &raw.auctions, &raw.orders, &raw.bank) {
        check(holds, key, expected, found);
    }
    let lot = u128::from(market.treasury_lot_t);
    check((1..=MAX_TONNES).contains(&lot), "treasury_lot_t", "at least 1", lot.to_string());
    let [low, high] = market.surplus_sold;
    check(
        low <= high && high <= 10_000,
        "surplus_sold",
        "two ratios up to 10000, the smaller first",
        format!("{low}, {high}"),
    );
    check((1..=20).contains(&raw.cash.banks), "banks", "1 to 20", raw.cash.banks.to_string());
    let named = (1..=10).contains(&raw.cash.currency.len());
    check(named, "currency", "1 to 10 characters", quoted(&raw.cash.currency));
    check(raw.cash.round_to > 0, "round_to", "at least 1", "0".into());
    let rate = raw.compliance.penalty_per_t;
    check(rate <= 1_000_000_000, "penalty_per_t", "at most 1,000,000,000 cents", rate.to_string());
    let verifiers = raw.compliance.verifiers;
    check((1..=20).contains(&verifiers), "verifiers", "1 to 20", verifiers.to_string());

    let scenario = Scenario {
        pollutant: pollutant.unwrap_or_default(),
        region: region.unwrap_or_default(),
        years: raw.scheme.years,
        seed: raw.scheme.seed,
        day_start_minutes: raw.scheme.day_start_minutes,
        caps,
        dates,
        market: raw.market,
        auctions: raw.auctions,
        orders: raw.orders,
        bank: raw.bank,
        cash: raw.cash,
        compliance: raw.compliance,
    };
    faults.or(scenario)
}

/// The row in which a key is set, or its table begins.
fn key_row(text: &str, key: &str) -> Option<u64> {
    let starts = |line: &str| {
        let line = line.trim_start().trim_start_matches('[');
        line.strip_prefix(key).is_some_and(|rest| rest.starts_with([' ', '=', ']', '.']))
    };
    text.lines().position(starts).map(|place| place as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/uk-ets/scenario.toml"));

    #[test]
    fn the_committed_scenario_is_accepted() {
        let scenario = read(FILE, REAL.as_bytes()).unwrap();
        assert_eq!(scenario.years, [2021, 2022, 2023]);
        assert_eq!(scenario.instrument(2021).to_string(), "CO2-UK-2021");
        assert_eq!(scenario.caps[&2021], 109_700_000_000);
        assert_eq!(read(FILE, format!("\u{feff}{}", REAL.replace('\n', "\r\n")).as_bytes()), Ok(scenario));
    }

    #[test]
    fn each_defect_is_named() {
        for (from, to, said) in [
            ("region = \"UK\"", "region = \"U K\"", "column region: expected 1 to 6 letters or digits"),
            ("[2021, 2022, 2023]", "[2021, 2023]", "column years: expected years that follow each other"),
            ("2022 = 108_000_000", "", "column cap: expected a cap for 2022"),
            ("2022 = 108_000_000", "2022 = 0", "column 2022: expected a cap above 0"),
            ("2022 = 108_000_000", "2022 = -1", "expected what docs/year.md says"),
            ("\"05-19\"", "\"19 May\"", "column allocation: expected a day of every year as MM-DD"),
            ("\"04-30\"", "\"02-28\"", "column dates: expected days in the order"),
            ("drift = 250", "drift = 950", "column levels: expected levels and a drift"),
            ("banks = 3", "banks = 0", "column banks: expected 1 to 20"),
            (
                "banks = 3",
                "bonks = 3",
                "column bonks: expected what docs/year.md says of this file, found unknown field",
            ),
            (
                "seed = 20210519",
                "seed = \"x\"",
                "row 9: expected what docs/year.md says of this file, found invalid type",
            ),
        ] {
            assert!(REAL.contains(from));
            let faults = read(FILE, REAL.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
            assert!(faults.starts_with("scenario.toml, row ") && faults.contains(said), "{faults}");
        }
        let faults = read(FILE, b"a = \"\xff\"").unwrap_err().to_string();
        assert_eq!(faults, "scenario.toml, row 1: expected text in UTF-8, found the byte 0xff");
    }
}
