//! Numbers for people.

use weir_types::units::WHOLE_UNIT;
use weir_types::{Money, Quantity};

/// With commas between thousands.
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A quantity in tonnes, rounded down.
pub fn tonnes(quantity: Quantity) -> String {
    grouped(quantity / WHOLE_UNIT)
}

/// A quantity in millions of tonnes with two decimals, or in tonnes when that would be nothing.
pub fn short_tonnes(quantity: Quantity) -> String {
    let hundredths = (quantity + 5_000 * WHOLE_UNIT) / (10_000 * WHOLE_UNIT);
    if hundredths < 100 {
        return format!("{} t", tonnes(quantity));
    }
    format!("{}.{:02} Mt", grouped(hundredths / 100), hundredths % 100)
}

/// Cents as money with two decimals.
pub fn money(cents: Money) -> String {
    format!("{}.{:02}", grouped(cents / 100), cents % 100)
}

/// Money in millions with one decimal, or whole.
pub fn short_money(cents: Money) -> String {
    let tenths = (cents + 5_000_000) / 10_000_000;
    if tenths < 10 {
        return money(cents);
    }
    format!("{}.{} M", grouped(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(tonnes(1_999), "1");
        assert_eq!(short_tonnes(104_398_218_000), "104.40 Mt");
        assert_eq!(short_tonnes(8_438_000), "8,438 t");
        assert_eq!((money(5_007), short_money(412_345_678_900)), ("50.07".into(), "4,123.5 M".into()));
        assert_eq!(short_money(99), "0.99");
    }
}
