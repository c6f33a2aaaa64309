//! The model on paper, against floating point, and what holds whatever comes.

use super::*;
use proptest::prelude::*;
use weir_types::oracle::Score;

fn fed(prices: &[Price], with: &Parameters) -> Model {
    let mut model = Model::default();
    prices.iter().for_each(|price| learn(&mut model, *price, with).unwrap());
    model
}

#[test]
fn nothing_is_foretold_of_nothing() {
    assert_eq!(predict(&Model::default(), &PARAMETERS), None);
    let mut model = Model::default();
    assert_eq!(learn(&mut model, 0, &PARAMETERS), Err(Error::BadPrice));
    assert_eq!(learn(&mut model, MAX_PRICE + 1, &PARAMETERS), Err(Error::BadPrice));
    assert_eq!(model, Model::default());
}

/// Worked by hand: 50.00, then 60.00, with a level weight of 1, a trend weight of 0.05, damping of 0.9.
#[test]
fn two_days_by_hand() {
    let one = fed(&[5_000], &PARAMETERS);
    // A tenth either way until errors have been seen.
    assert_eq!(predict(&one, &PARAMETERS), Some(Band { forecast: 5_000, low: 4_500, high: 5_500 }));
    let two = fed(&[5_000, 6_000], &PARAMETERS);
    // level 6,000; trend 0.05 x 1,000 = 50; forecast 6,000 + 0.9 x 50 = 6,045.
    assert_eq!((two.level, two.trend), (6_000_000, 50_000));
    // The error was 20 % of the forecast, outside of 10 %: the width grows by 8/10 of 3/10 of 5 %, to 11.2 %;
    // the mean error by 1/20 of the way from 5 % to 20 %.
    assert_eq!((two.width, two.scale), (112_000, 57_500));
    // 6,045 x 0.112 = 677.04.
    assert_eq!(predict(&two, &PARAMETERS), Some(Band { forecast: 6_045, low: 5_367, high: 6_723 }));
    // The forecast and the last value were both 5,000 for 6,000: a sixth, rounded down.
    assert_eq!(two.score, Score { days: 1, held: 0, error: 166_666, naive: 166_666 });
}

#[test]
fn a_steady_price_is_foretold_and_the_band_narrows() {
    let model = fed(&[5_000; 400], &PARAMETERS);
    let band = predict(&model, &PARAMETERS).unwrap();
    assert_eq!(band.forecast, 5_000);
    // The step shrinks with the errors, so the band comes to rest: at 4 % when there has never been an error.
    assert!(band.holds(5_000) && band.high - band.low < 400, "{band:?}");
    assert_eq!((model.score.error, model.score.held, model.score.days), (0, 399, 399));
}

#[test]
fn a_steady_rise_is_followed() {
    let prices: Vec<Price> = (0..300).map(|day| 5_000 + 10 * day).collect();
    let score = fed(&prices, &PARAMETERS).score;
    assert!(score.error < score.naive, "{score:?}");
}

#[test]
fn the_band_learns_to_hold_four_in_five() {
    // Errors drawn from a fixed set of steps in a scrambled order: what is held settles at 80 %.
    let mut state = 1u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from(state >> 33)
    };
    let prices: Vec<Price> = (0..5_000).map(|_| 90_000 + draw() % 20_000).collect();
    let score = fed(&prices, &PARAMETERS).score;
    let held = f64::from(score.held) / f64::from(score.days);
    assert!((0.79..=0.81).contains(&held), "{held}");
}

/// The same in floating point, as textbooks write it.
fn textbook(prices: &[Price], with: &Parameters) -> f64 {
    let part = |weight: u16| f64::from(weight) / 10_000.0;
    let (mut level, mut trend) = (prices[0] as f64, 0.0);
    for price in &prices[1..] {
        let forecast = (level + part(with.damping) * trend).max(0.0);
        let error = *price as f64 - forecast;
        level = forecast + part(with.level) * error;
        trend = part(with.damping) * trend + part(with.trend) * part(with.level) * error;
    }
    (level + part(with.damping) * trend).max(0.0)
}

proptest! {
    #[test]
    fn integers_agree_with_the_textbook(
        prices in proptest::collection::vec(1u128..1_000_000, 1..300),
        level in 1u16..=10_000, trend in 0u16..=3_000, damping in 0u16..=9_000,
    ) {
        let with = Parameters { level, trend, damping, ..PARAMETERS };
        let band = predict(&fed(&prices, &with), &with).unwrap();
        // Half a cent of rounding, and what cutting off thousandths may add up to: a hundredth or two of a cent a day.
        let bound = 0.5 + 0.02 * prices.len() as f64;
        prop_assert!((band.forecast as f64 - textbook(&prices, &with)).abs() < bound, "{:?}", band);
    }

    #[test]
    fn no_price_breaks_it(prices in proptest::collection::vec(prop_oneof![1u128..=MAX_PRICE, Just(1), Just(MAX_PRICE)], 1..200)) {
        let mut model = Model::default();
        for price in prices {
            let before = model;
            learn(&mut model, price, &PARAMETERS).unwrap();
            let band = predict(&model, &PARAMETERS).unwrap();
            prop_assert!(band.low <= band.forecast && band.forecast <= band.high);
            prop_assert!(model.score.held <= model.score.days);
            prop_assert!(model.width <= 2 * u64::from(PARAMETERS.cap) && model.scale <= u64::from(PARAMETERS.cap));
            // Each forecast was scored before its price was learnt.
            if let Some(made) = predict(&before, &PARAMETERS) {
                prop_assert_eq!(model.score.held - before.score.held, u32::from(made.holds(price)));
                prop_assert_eq!(model.score.days, before.score.days + 1);
            }
        }
    }
}
