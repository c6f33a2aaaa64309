//! Days of the civil calendar as block time.

use weir_types::units::DAY_MS;
use weir_types::Timestamp;

/// A day and month, without a year: `05-19`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 28 at least.
    pub day: u8,
}

impl MonthDay {
    /// Reads `MM-DD`. The 29th of February is refused: it is not in every year.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        if month.len() != 2 || day.len() != 2 {
            return None;
        }
        let (month, day) = (month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
        let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let last = days.get(usize::from(month.checked_sub(1)?))?;
        (1..=*last).contains(&day).then_some(Self { month, day })
    }

    /// Midnight UTC of this day in a year, in milliseconds since the epoch.
    pub fn of(self, year: u16) -> Timestamp {
        days_from_epoch(u64::from(year), u64::from(self.month), u64::from(self.day)) * DAY_MS
    }
}

/// Days from 1 January 1970 to a day of 1970 or later (H. Hinnant's `days_from_civil`, without eras before it).
pub(crate) fn days_from_epoch(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A time as `2021-05-19`.
pub fn text(at: Timestamp) -> String {
    let z = at / DAY_MS + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        let at = |text: &str, year| MonthDay::parse(text).unwrap().of(year);
        assert_eq!(at("01-01", 1970), 0);
        assert_eq!(at("05-19", 2021), 1_621_382_400_000);
        assert_eq!(at("03-01", 2024) - at("02-28", 2024), 2 * DAY_MS);
        assert_eq!(at("03-01", 2100) - at("02-28", 2100), DAY_MS);
        for bad in ["", "5-19", "13-01", "02-29", "04-31", "00-10", "01-00", "0519", "aa-bb"] {
            assert_eq!(MonthDay::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_day_reads_back() {
        for day in 0..60_000 {
            let written = text(day * DAY_MS);
            let (year, rest) = written.split_once('-').unwrap();
            let (month, of_month) = rest.split_once('-').unwrap();
            let parse = |t: &str| t.parse::<u64>().unwrap();
            assert_eq!(days_from_epoch(parse(year), parse(month), parse(of_month)), day);
        }
    }
}
