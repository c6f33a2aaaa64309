//! Tomorrow's price: damped Holt (Gardner and McKenzie 1985) with a band from the errors seen, all in integers.
//!
//! Point: `forecast = level + damping * trend`; when the price has come, with `error = price - forecast`:
//! `level = forecast + a * error`, `trend = damping * trend + b * (a * error)`.
//! Band: the forecast and a share `width` of it either way. The width follows the 80 % quantile of the errors' size: after an error
//! outside of the band it grows by 8/10 of a step, after one inside it shrinks by 2/10, so that it stands still when one in five
//! falls outside (quantile tracking, as in Gibbs and Candès 2021). A step is a part of the running mean error. Until errors have
//! been seen the width is that of a market's price band, a tenth.
//!
//! Nothing here grows: a forecast of the ten-thousandth day costs what the second does. docs/contracts/oracle.md says how the
//! parameters were fixed; `weir oracle forecast` measures them on real files.

use weir_types::oracle::{Error, Model, MAX_PRICE};
use weir_types::Price;

/// One, for shares.
const MICRO: u64 = 1_000_000;
/// How many parts a cent has.
const MILLI: u64 = 1_000;
/// What rounds to the nearest cent.
const HALF_A_CENT: u64 = 500;
/// One, for weights.
const WHOLE: u64 = 10_000;
/// How many errors in ten the band leaves outside.
const OUTSIDE: u64 = 2;
/// How many it holds.
const INSIDE: u64 = 8;
/// Ten.
const ALL: u64 = 10;

/// The model's parameters; weights in basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// How much of an error goes into the level.
    pub level: u16,
    /// How much of that goes into the trend.
    pub trend: u16,
    /// How much of the trend lasts until the next day.
    pub damping: u16,
    /// The band's step, as a part of the running mean error.
    pub step: u16,
    /// The newest error's weight in the running mean error.
    pub memory: u16,
    /// The band's first width, as a share of the forecast in millionths; the first mean error is half of it.
    pub first_width: u32,
    /// Errors count for no more than this share of the forecast, in millionths.
    pub cap: u32,
}

/// Fixed on the first halves of two files; see docs/contracts/oracle.md.
pub const PARAMETERS: Parameters = Parameters {
    level: 10_000,
    trend: 500,
    damping: 9_000,
    step: 3_000,
    memory: 500,
    first_width: 100_000,
    cap: 1_000_000,
};

/// A forecast, in cents for a whole unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Band {
    /// Rounded to the nearest cent.
    pub forecast: Price,
    /// Rounded down.
    pub low: Price,
    /// Rounded up.
    pub high: Price,
}

impl Band {
    /// Is the price inside, the ends included?
    pub fn holds(&self, price: Price) -> bool {
        self.low <= price && price <= self.high
    }
}

/// What the model expects next; `None` before its first price. With prices of at most [`MAX_PRICE`] and [`PARAMETERS`] nothing here
/// leaves its range: the forecast stays below twice the highest price, the width below twice the cap.
pub fn predict(model: &Model, with: &Parameters) -> Option<Band> {
    if model.last == 0 {
        return None;
    }
    let forecast = u64::try_from(point(model, with)?).ok()?;
    let half = part(forecast, model.width, MICRO)?;
    Some(Band {
        forecast: forecast.checked_add(HALF_A_CENT)?.checked_div(MILLI)?.into(),
        low: forecast.saturating_sub(half).checked_div(MILLI)?.into(),
        high: forecast.checked_add(half)?.checked_add(MILLI.checked_sub(1)?)?.checked_div(MILLI)?.into(),
    })
}

/// Takes the price that came: scores the forecast that was made for it, then learns from the error.
pub fn learn(model: &mut Model, price: Price, with: &Parameters) -> Result<(), Error> {
    if price == 0 || price > MAX_PRICE {
        return Err(Error::BadPrice);
    }
    let next = match predict(model, with) {
        None => first(price, with),
        Some(band) => next(model, &band, price, with),
    };
    *model = next.ok_or(Error::Overflow)?;
    Ok(())
}

fn first(price: Price, with: &Parameters) -> Option<Model> {
    let last = u64::try_from(price).ok()?;
    let scale = with.first_width.checked_div(2)?;
    Some(Model { level: milli(last)?, width: with.first_width.into(), scale: scale.into(), last, ..Model::default() })
}

fn next(model: &Model, band: &Band, price: Price, with: &Parameters) -> Option<Model> {
    let came = u64::try_from(price).ok()?;
    let (made, last) = (u64::try_from(band.forecast).ok()?, model.last);
    let forecast = point(model, with)?;
    let error = milli(came)?.checked_sub(forecast)?;

    let mut score = model.score;
    score.days = score.days.checked_add(1)?;
    score.held = score.held.checked_add(band.holds(price).into())?;
    score.error = score.error.saturating_add(part(came.abs_diff(made), MICRO, came)?);
    score.naive = score.naive.saturating_add(part(came.abs_diff(last), MICRO, came)?);

    // A share beyond 64 bits is beyond the cap as well.
    let cap = with.cap.into();
    let seen = part(error.unsigned_abs(), MICRO, forecast.unsigned_abs().max(1)).unwrap_or(cap).min(cap);
    let step = model.scale.checked_mul(with.step.into())?.checked_div(WHOLE)?;
    let tenths = |n: u64| step.checked_mul(n)?.checked_div(ALL);
    let width = if seen > model.width {
        model.width.checked_add(tenths(INSIDE)?)?
    } else {
        model.width.saturating_sub(tenths(OUTSIDE)?)
    };
    let into_level = weigh(with.level, error)?;
    Some(Model {
        level: forecast.checked_add(into_level)?,
        trend: weigh(with.damping, model.trend)?.checked_add(weigh(with.trend, into_level)?)?,
        width,
        scale: closer(model.scale, seen, with.memory)?,
        last: came,
        score,
    })
}

/// The forecast in thousandths of a cent, never below zero.
fn point(model: &Model, with: &Parameters) -> Option<i64> {
    model.level.checked_add(weigh(with.damping, model.trend)?).map(|point| point.max(0))
}

/// Cents in thousandths of a cent.
fn milli(cents: u64) -> Option<i64> {
    cents.checked_mul(MILLI).and_then(|milli| i64::try_from(milli).ok())
}

/// A weight's part of a number, rounded towards zero.
fn weigh(weight: u16, number: i64) -> Option<i64> {
    let part = part(number.unsigned_abs(), weight.into(), WHOLE).and_then(|part| i64::try_from(part).ok())?;
    if number < 0 {
        part.checked_neg()
    } else {
        Some(part)
    }
}

/// `a * b / c`, rounded down.
fn part(a: u64, b: u64, c: u64) -> Option<u64> {
    a.checked_mul(b)?.checked_div(c)
}

/// A running mean with a number added.
fn closer(mean: u64, number: u64, weight: u16) -> Option<u64> {
    let step = number.abs_diff(mean).checked_mul(weight.into())?.checked_div(WHOLE)?;
    if number > mean {
        mean.checked_add(step)
    } else {
        mean.checked_sub(step)
    }
}

#[cfg(test)]
mod tests;
