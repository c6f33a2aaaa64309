//! Trading windows: on which days, from which minute to which, in local time.

use weir_types::policy::{Error, Hours};
use weir_types::units::DAY_MS;
use weir_types::Timestamp;

/// Minutes of a day.
const DAY: u16 = 1_440;
/// Milliseconds of a minute.
const MINUTE_MS: u64 = 60_000;
/// The first day of the epoch was a Thursday, the fourth day of a week.
const THURSDAY: u64 = 3;

/// Is it open? `offset`: how many minutes before midnight UTC the local day begins.
pub fn is_open(hours: &Hours, offset: i16, now: Timestamp) -> bool {
    let offset = i64::from(offset).saturating_mul(60_000);
    let local = now.saturating_add_signed(offset);
    let minute = u16::try_from((local % DAY_MS) / MINUTE_MS).unwrap_or(DAY);
    let weekday = ((local / DAY_MS).saturating_add(THURSDAY)) % 7;
    let opens_on = |day: u64| (hours.days >> day) & 1 == 1;
    if hours.opens < hours.closes {
        return opens_on(weekday) && (hours.opens..hours.closes).contains(&minute);
    }
    // Over midnight: the hours belong to the day on which they begin.
    let before = (weekday.saturating_add(6)) % 7;
    (minute >= hours.opens && opens_on(weekday)) || (minute < hours.closes && opens_on(before))
}

/// Hours that open at some time, within a day.
pub fn check(hours: &Hours) -> Result<(), Error> {
    let days = hours.days != 0 && hours.days <= Hours::ALWAYS.days;
    let minutes = hours.opens < DAY && hours.closes <= DAY && hours.opens != hours.closes;
    (days && minutes).then_some(()).ok_or(Error::BadRule)
}
