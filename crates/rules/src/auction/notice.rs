//! What a notice may say.

use super::Refusal;
use weir_types::auction::{Conditions, Kind, Level, Lots, Notice, Range, Rules, Schedule, Terms};
use weir_types::units::ONE_IN_BASIS_POINTS;
use weir_types::{AccountId, BasisPoints, Group, Price, Timestamp};

/// The most lots of an auction: so many bids of so many lots each can be added up in 64 bits.
pub const MAX_LOTS: Lots = u32::MAX as Lots;

/// What a notice rests on besides what it says.
#[derive(Debug, Clone, Copy)]
pub struct Basis {
    /// Lots due of auctions that were cancelled; none in a one-way auction.
    pub carried: Lots,
    /// The previous close, for a one-way auction.
    pub close: Price,
    /// What every notice of the venue keeps to.
    pub conditions: Conditions,
    /// What time it is.
    pub now: Timestamp,
}

/// The terms of an auction, but for its lock.
///
/// Floor and ceiling of a one-way auction are so many basis points from the previous close, the step rounded down. In both kinds
/// prices go by ticks from the floor.
pub fn terms(notice: &Notice, seller: AccountId, group: Group, basis: &Basis) -> Result<Terms, Refusal> {
    let Notice { batch, lot, lots, tick, range, pricing, rules, schedule } = *notice;
    let (kind, floor, ceiling, reserve) = match range {
        Range::Sealed { floor, ceiling, reserve } => (Kind::Sealed, floor, ceiling, reserve),
        Range::OneWay { below, above } => {
            let close = basis.close;
            if below > basis.conditions.band || above > basis.conditions.band {
                return Err(Refusal::OutsideBand);
            }
            let floor = close.checked_sub(part(close, below)?).ok_or(Refusal::Overflow)?;
            let ceiling = close.checked_add(part(close, above)?).ok_or(Refusal::Overflow)?;
            (Kind::OneWay, floor, ceiling, None)
        }
    };
    let closes = check_schedule(kind, &schedule, &basis.conditions, basis.now)?;
    let lots = lots.checked_add(basis.carried).ok_or(Refusal::Overflow)?;
    let terms = Terms {
        kind,
        pricing,
        seller,
        group,
        batch,
        lot,
        lots,
        tick,
        floor,
        ceiling,
        reserve,
        rules,
        schedule,
        closes,
        lock: 0,
    };
    check(&terms)?;
    Ok(terms)
}

/// So many basis points of an amount, rounded down.
pub fn part(amount: u128, part: BasisPoints) -> Result<u128, Refusal> {
    let product = amount.checked_mul(part.into()).ok_or(Refusal::Overflow)?;
    product.checked_div(ONE_IN_BASIS_POINTS.into()).ok_or(Refusal::Overflow)
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

fn check(terms: &Terms) -> Result<(), Refusal> {
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
    super::amount(terms, terms.ceiling, terms.lots)?;
    match super::amount(terms, terms.floor, 1)? {
        0 => Err(Refusal::BadNotice),
        _ => Ok(()),
    }
}
