//! Limits on what an account or a controller group may do in a market: no resale of what was bought the same day, positions.

use crate::market::Refusal;
use weir_types::units::Day;
use weir_types::Quantity;

/// What an account has bought of a batch on a day.
pub type Bought = (Day, Quantity);

/// How much of it was bought today.
pub fn bought_today(bought: Option<Bought>, today: Day) -> Quantity {
    bought.filter(|(day, _)| *day == today).map_or(0, |(_, quantity)| quantity)
}

/// A further purchase.
pub fn add_bought(bought: Option<Bought>, today: Day, quantity: Quantity) -> Result<Bought, Refusal> {
    bought_today(bought, today).checked_add(quantity).map(|total| (today, total)).ok_or(Refusal::Overflow)
}

/// After an account has put units up for sale: does it still have what it bought today? Units of a batch are alike, so what it
/// had before counts as sold first.
pub fn check_hold(tradable: Quantity, bought: Option<Bought>, today: Day) -> Result<(), Refusal> {
    (tradable >= bought_today(bought, today)).then_some(()).ok_or(Refusal::BoughtToday)
}

/// A position (bought less sold) after a purchase, within the limit; 0: none.
pub fn buy(position: i128, quantity: Quantity, limit: Quantity) -> Result<i128, Refusal> {
    let after = position.checked_add_unsigned(quantity).ok_or(Refusal::Overflow)?;
    let within = u128::try_from(after).map_or(true, |held| held <= limit);
    within.then_some(after).ok_or(Refusal::PositionLimit)
}

/// A position after a sale.
pub fn sell(position: i128, quantity: Quantity) -> Result<i128, Refusal> {
    position.checked_sub_unsigned(quantity).ok_or(Refusal::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_bought_today_stays_until_tomorrow() {
        let bought = add_bought(Some((9, 500)), 10, 30).unwrap();
        assert_eq!(bought, (10, 30), "yesterday's are free");
        let bought = add_bought(Some(bought), 10, 70).unwrap();
        assert_eq!(check_hold(100, Some(bought), 10), Ok(()));
        assert_eq!(check_hold(99, Some(bought), 10), Err(Refusal::BoughtToday));
        assert_eq!(check_hold(0, Some(bought), 11), Ok(()));
        assert_eq!(check_hold(0, None, 10), Ok(()));
        assert_eq!(add_bought(Some((10, u128::MAX)), 10, 1), Err(Refusal::Overflow));
    }

    #[test]
    fn a_position_is_what_was_bought_less_what_was_sold() {
        assert_eq!(buy(0, 100, 100), Ok(100));
        assert_eq!(buy(1, 100, 100), Err(Refusal::PositionLimit));
        assert_eq!(buy(-50, 150, 100), Ok(100), "who sold its allocation may buy it back");
        assert_eq!(sell(100, 300), Ok(-200));
        assert_eq!(buy(i128::MAX, 1, u128::MAX), Err(Refusal::Overflow));
        assert_eq!(buy(0, u128::MAX, u128::MAX), Err(Refusal::Overflow));
        assert_eq!(sell(i128::MIN, 1), Err(Refusal::Overflow));
    }
}
