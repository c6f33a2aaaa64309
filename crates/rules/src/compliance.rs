//! What an installation owes, surrenders, misses and pays: the life of an [`Obligation`].
//!
//! `due = verified + carried - credit` (never below zero), `shortfall = due - surrendered`. What a period leaves when it closes
//! is **handed on** to the first open period: missing units as `carried`, units surrendered in excess (a correction can cause
//! that) as `credit`. Whatever changes in a closed period later changes what was handed on by the same difference. So for every
//! installation, at every time: what the first open period still owes = all emissions known - all units surrendered.
//!
//! **In time**: status and penalty look only at what was surrendered before the deadline; what comes later reduces what is owed.
//! **Rounding**: a penalty is rounded down to a cent, in the operator's favour.
//! Sources: EU ETS Directive 2003/87/EC art. 16 (penalty per missing tonne; paying it releases nobody; the deficit is added to
//! next year's; defaulters are published); UK ETS (status by cumulative emissions and cumulative surrenders).

use crate::math::mul_div;
use weir_types::compliance::{ComplianceStatus, Installation, Obligation, Period, PeriodState};
use weir_types::units::WHOLE_UNIT;
use weir_types::{BatchId, Instrument, Money, Quantity, Timestamp};

/// Why an obligation cannot change as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The period's dates are not in order, or not after those of the period before.
    BadDates,
    /// A batch of another pollutant or region.
    WrongInstrument,
    /// Borrowing: a vintage later than the period's.
    LaterVintage,
    /// Nothing has been reported.
    NotReported,
    /// Emissions are not verified, so nobody knows what is due.
    NotVerified,
    /// Emissions are verified: only a correction changes them.
    AlreadyVerified,
    /// Closed for this installation already.
    AlreadyClosed,
    /// Nothing is due.
    NothingDue,
    /// More than is due.
    ExceedsDue,
    /// Zero units.
    ZeroQuantity,
    /// A number would leave its range.
    Overflow,
}

/// How a sum stands: at most one of the two is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Owed still.
    pub owed: Quantity,
    /// Given beyond what was owed.
    pub excess: Quantity,
}

impl Balance {
    fn of(debit: Quantity, credit: Quantity) -> Self {
        let difference = debit.abs_diff(credit);
        if debit > credit {
            Self { owed: difference, excess: 0 }
        } else {
            Self { owed: 0, excess: difference }
        }
    }
}

/// Emissions as far as they are known: verified, or none at all because the installation closed in an earlier year.
pub fn emissions(obligation: &Obligation, installation: &Installation, period: Instrument) -> Option<Quantity> {
    let closed_before = installation.last_year.is_some_and(|last| last < period.vintage);
    obligation.verified.or(closed_before.then_some(0))
}

/// What is due for the period, gross of what has been surrendered for it; what is known of it when emissions are not.
pub fn due(obligation: &Obligation, emissions: Option<Quantity>) -> Result<Quantity, Refusal> {
    let gross = add(emissions.unwrap_or(0), obligation.carried)?;
    Ok(Balance::of(gross, obligation.credit).owed)
}

/// What is owed still, or has been given in excess.
pub fn balance(obligation: &Obligation, emissions: Option<Quantity>) -> Result<Balance, Refusal> {
    let gross = add(emissions.unwrap_or(0), obligation.carried)?;
    Ok(Balance::of(gross, add(obligation.credit, obligation.surrendered)?))
}

/// What was missing at the deadline.
pub fn missing(obligation: &Obligation, emissions: Option<Quantity>) -> Result<Quantity, Refusal> {
    let in_time = obligation.surrendered.checked_sub(obligation.late).ok_or(Refusal::Overflow)?;
    let gross = add(emissions.unwrap_or(0), obligation.carried)?;
    Ok(Balance::of(gross, add(obligation.credit, in_time)?).owed)
}

/// The status as of `after_deadline`; what a closed period says was computed by this with `true`.
pub fn status(
    obligation: &Obligation,
    emissions: Option<Quantity>,
    after_deadline: bool,
) -> Result<ComplianceStatus, Refusal> {
    let missing = missing(obligation, emissions)?;
    Ok(match (emissions, after_deadline, missing) {
        (None, true, _) => ComplianceStatus::NoData,
        (None, false, _) => ComplianceStatus::Pending,
        (Some(_), _, 0) => ComplianceStatus::Compliant,
        (Some(_), true, _) => ComplianceStatus::NonCompliant,
        (Some(_), false, _) => ComplianceStatus::Pending,
    })
}

/// Cents owed for units missing at the deadline, at a rate for a whole unit; rounded down.
pub fn penalty(missing: Quantity, rate: Money) -> Result<Money, Refusal> {
    mul_div(missing, rate, WHOLE_UNIT).ok_or(Refusal::Overflow)
}

/// The state of a period at a time.
pub fn period_state(period: &Period, now: Timestamp) -> PeriodState {
    if period.ended {
        PeriodState::Ended
    } else if now < period.audit_from {
        PeriodState::Active
    } else {
        PeriodState::Audit
    }
}

/// A new period: dates in order, in the future, and after those of the period before.
pub fn open_period(
    audit_from: Timestamp,
    deadline: Timestamp,
    penalty_rate: Money,
    before: Option<&Period>,
    now: Timestamp,
) -> Result<Period, Refusal> {
    let follows = before.is_none_or(|before| before.deadline < deadline);
    if audit_from >= deadline || deadline <= now || !follows {
        return Err(Refusal::BadDates);
    }
    Ok(Period { audit_from, deadline, penalty_rate, closed: 0, defaulters: 0, ended: false })
}

/// Which units count for a period: the same pollutant and region, of its year or an older one (banking, 结转). Borrowing from a
/// later year is refused (docs/adr/0003-banking.md).
pub fn check_batch(batch: BatchId, period: Instrument) -> Result<(), Refusal> {
    let unit = batch.instrument;
    if unit.pollutant != period.pollutant || unit.region != period.region {
        return Err(Refusal::WrongInstrument);
    }
    if unit.vintage > period.vintage {
        return Err(Refusal::LaterVintage);
    }
    Ok(())
}

/// The operator's report; it can be replaced until it is verified.
pub fn report(obligation: &mut Obligation, quantity: Quantity) -> Result<(), Refusal> {
    if obligation.verified.is_some() {
        return Err(Refusal::AlreadyVerified);
    }
    obligation.reported = Some(quantity);
    Ok(())
}

/// The verifier's word, once; it needs a report.
pub fn verify(obligation: &mut Obligation, quantity: Quantity) -> Result<(), Refusal> {
    if obligation.reported.is_none() {
        return Err(Refusal::NotReported);
    }
    if obligation.verified.is_some() {
        return Err(Refusal::AlreadyVerified);
    }
    obligation.verified = Some(quantity);
    // What is due must be a number before anybody acts on it.
    due(obligation, obligation.verified).map(|_| ())
}

/// Surrenders for a period that is not closed: never more than is owed. `late` when the deadline has passed.
pub fn surrender(
    obligation: &mut Obligation,
    emissions: Option<Quantity>,
    quantity: Quantity,
    late: bool,
) -> Result<(), Refusal> {
    if emissions.is_none() {
        return Err(Refusal::NotVerified);
    }
    within(quantity, balance(obligation, emissions)?.owed)?;
    count(obligation, quantity, late)
}

/// Surrenders for a closed period what it has handed on: its shortfall and the `carried` of the `receiver` (the first open
/// period) fall alike. Status and penalty stay. Never more than either of the two still owes.
pub fn make_good(
    obligation: &mut Obligation,
    own_emissions: Option<Quantity>,
    receiver: &mut Obligation,
    receiver_emissions: Option<Quantity>,
    quantity: Quantity,
) -> Result<(), Refusal> {
    let open = balance(receiver, receiver_emissions)?.owed.min(receiver.carried);
    within(quantity, obligation.shortfall.min(open))?;
    let before = balance(obligation, own_emissions)?;
    count(obligation, quantity, true)?;
    let after = balance(obligation, own_emissions)?;
    obligation.shortfall = after.owed;
    hand_on(receiver, before, after)
}

/// Closes a period for an installation: fixes status, penalty and shortfall, and hands on what is missing or in excess.
pub fn close(
    obligation: &mut Obligation,
    emissions: Option<Quantity>,
    rate: Money,
    receiver: &mut Obligation,
) -> Result<(), Refusal> {
    if obligation.closed.is_some() {
        return Err(Refusal::AlreadyClosed);
    }
    settle(obligation, emissions, rate, receiver, Balance::default())
}

/// Corrects emissions. In an open period that is all; in a closed one (`receiver` given: the first open period) status, penalty
/// and shortfall are computed anew, and the difference is handed on.
pub fn correct(
    obligation: &mut Obligation,
    emissions: Option<Quantity>,
    quantity: Quantity,
    rate: Money,
    receiver: Option<&mut Obligation>,
) -> Result<(), Refusal> {
    let before = balance(obligation, emissions)?;
    obligation.verified = Some(quantity);
    match receiver {
        Some(receiver) => settle(obligation, Some(quantity), rate, receiver, before),
        None => due(obligation, Some(quantity)).map(|_| ()),
    }
}

fn settle(
    obligation: &mut Obligation,
    emissions: Option<Quantity>,
    rate: Money,
    receiver: &mut Obligation,
    before: Balance,
) -> Result<(), Refusal> {
    let after = balance(obligation, emissions)?;
    obligation.penalty = penalty(missing(obligation, emissions)?, rate)?;
    obligation.closed = Some(status(obligation, emissions, true)?);
    obligation.shortfall = after.owed;
    hand_on(receiver, before, after)
}

/// Gives the receiver the difference between two balances, and nets what is carried against what is credited.
fn hand_on(receiver: &mut Obligation, before: Balance, after: Balance) -> Result<(), Refusal> {
    let carried = add(receiver.carried, add(after.owed, before.excess)?)?;
    let credit = add(receiver.credit, add(after.excess, before.owed)?)?;
    let net = Balance::of(carried, credit);
    receiver.carried = net.owed;
    receiver.credit = net.excess;
    Ok(())
}

fn within(quantity: Quantity, limit: Quantity) -> Result<(), Refusal> {
    match quantity {
        0 => Err(Refusal::ZeroQuantity),
        _ if limit == 0 => Err(Refusal::NothingDue),
        _ if quantity > limit => Err(Refusal::ExceedsDue),
        _ => Ok(()),
    }
}

fn count(obligation: &mut Obligation, quantity: Quantity, late: bool) -> Result<(), Refusal> {
    obligation.surrendered = add(obligation.surrendered, quantity)?;
    if late {
        obligation.late = add(obligation.late, quantity)?;
    }
    Ok(())
}

fn add(a: Quantity, b: Quantity) -> Result<Quantity, Refusal> {
    a.checked_add(b).ok_or(Refusal::Overflow)
}

#[cfg(test)]
mod tests;
