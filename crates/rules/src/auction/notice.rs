//! What a notice may say.

use super::Refusal;
use crate::market;
use crate::math::mul_div;
use weir_types::auction::{Conditions, Kind, Level, Lots, Notice, OneWayNotice, Rules, Schedule, Terms};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{AccountId, AccountRecord, BasisPoints, Price, Timestamp};

/// The most lots of an auction: so many bids of so many lots each can be added up in 64 bits.
pub const MAX_LOTS: Lots = u32::MAX as Lots;

/// The terms of a sealed-bid auction, but for its lock. `carried` lots are due of auctions that were cancelled.
pub fn sealed(
    notice: &Notice,
    seller: AccountId,
    record: &AccountRecord,
    carried: Lots,
    conditions: &Conditions,
    now: Timestamp,
) -> Result<Terms, Refusal> {
    let Notice { batch, lot, tick, floor, ceiling, pricing, reserve, rules, schedule, .. } = *notice;
    let closes = check_schedule(Kind::Sealed, &schedule, conditions, now)?;
    let lots = notice.lots.checked_add(carried).ok_or(Refusal::Overflow)?;
    let terms = Terms {
        kind: Kind::Sealed,
        pricing,
        seller,
        group: record.group,
        grade: record.grade,
        batch,
        lot,
        lots,
        carried,
        tick,
        floor,
        ceiling,
        reserve,
        rules,
        schedule,
        closes,
        lock: 0,
    };
    check(terms)
}

/// The terms of a one-way auction, but for its lock: floor and ceiling are so many basis points from the previous close, the step
/// rounded down. Between them prices go by ticks from the floor.
pub fn one_way(
    notice: &OneWayNotice,
    seller: AccountId,
    record: &AccountRecord,
    close: Price,
    conditions: &Conditions,
    now: Timestamp,
) -> Result<Terms, Refusal> {
    let OneWayNotice { batch, lot, lots, tick, below, above, pricing, rules, schedule } = *notice;
    let closes = check_schedule(Kind::OneWay, &schedule, conditions, now)?;
    if below > conditions.band || above > conditions.band {
        return Err(Refusal::OutsideBand);
    }
    let floor = close.checked_sub(part(close, below)?).ok_or(Refusal::Overflow)?;
    let ceiling = close.checked_add(part(close, above)?).ok_or(Refusal::Overflow)?;
    let terms = Terms {
        kind: Kind::OneWay,
        pricing,
        seller,
        group: record.group,
        grade: record.grade,
        batch,
        lot,
        lots,
        carried: 0,
        tick,
        floor,
        ceiling,
        reserve: None,
        rules,
        schedule,
        closes,
        lock: 0,
    };
    check(terms)
}

/// So many basis points of an amount, rounded down.
pub fn part(amount: u128, part: BasisPoints) -> Result<u128, Refusal> {
    mul_div(amount, part.into(), ONE_IN_BASIS_POINTS.into()).ok_or(Refusal::Overflow)
}

/// When lock and deposits are to expire.
fn check_schedule(
    kind: Kind,
    schedule: &Schedule,
    conditions: &Conditions,
    now: Timestamp,
) -> Result<Timestamp, Refusal> {
    let Schedule { opens, ends, reveals, claims } = *schedule;
    let lasts = |from: Timestamp, to: Timestamp| {
        let length = to.checked_sub(from).filter(|length| *length > 0 && *length >= conditions.min_window);
        length.map(|_| ()).ok_or(Refusal::BadSchedule)
    };
    let ahead = claims.checked_sub(now).ok_or(Refusal::BadSchedule)?;
    if opens < now || ahead > conditions.max_term {
        return Err(Refusal::BadSchedule);
    }
    lasts(opens, ends)?;
    lasts(reveals, claims)?;
    match kind {
        Kind::Sealed => lasts(ends, reveals)?,
        Kind::OneWay if ends == reveals => (),
        Kind::OneWay => return Err(Refusal::BadSchedule),
    }
    claims.checked_add(conditions.grace).ok_or(Refusal::BadSchedule)
}

fn check(terms: Terms) -> Result<Terms, Refusal> {
    let Rules { max_lots, default_part, .. } = terms.rules;
    let lots_ok = terms.lots > 0 && terms.lots <= MAX_LOTS && max_lots > 0 && max_lots <= terms.lots;
    let price_ok = terms.floor > 0 && terms.floor <= terms.ceiling && terms.tick > 0;
    if !lots_ok || !price_ok || terms.lot == 0 || default_part > ONE_IN_BASIS_POINTS {
        return Err(Refusal::BadNotice);
    }
    let span = terms.ceiling.checked_sub(terms.floor).and_then(|span| span.checked_div(terms.tick));
    if span.ok_or(Refusal::BadNotice)? > Level::MAX.into() {
        return Err(Refusal::TooManyLevels);
    }
    // One lot at the floor costs a cent at least, and all of them at the ceiling can be counted.
    market::amount(terms.floor, terms.lot).map_err(|refusal| match refusal {
        market::Refusal::NothingToPay => Refusal::BadNotice,
        _ => Refusal::Overflow,
    })?;
    super::amount(&terms, terms.ceiling, terms.lots)?;
    Ok(terms)
}
