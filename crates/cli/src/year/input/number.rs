//! Numbers of the input files: whole tonnes and years, digits only. Blanks and known words are the callers' business.

use weir_types::units::{Quantity, WHOLE_UNIT};

/// The most tonnes a cell may hold: 20,000 times what the world emits in a year. Sums and costs of many such numbers stay far
/// inside 128 bits.
pub const MAX_TONNES: u128 = 1_000_000_000_000_000;

/// Why a text is not the number asked for: what was expected and, where the text alone does not say it, why it is not.
pub type Expected = String;

/// Whole tonnes as kilograms.
pub fn tonnes(text: &str, or: &str) -> Result<Quantity, Expected> {
    let whole = || format!("a whole number of tonnes{or}");
    if text.strip_prefix(['-', '\u{2212}']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(format!("{}, not negative", whole()));
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(whole());
    }
    text.parse::<u128>()
        .ok()
        .filter(|tonnes| *tonnes <= MAX_TONNES)
        .map(|tonnes| tonnes * WHOLE_UNIT)
        .ok_or_else(|| format!("{}, at most {MAX_TONNES}", whole()))
}

/// A number of digits only, of the type asked for.
pub fn digits<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, Expected> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(what.into());
    }
    text.parse().map_err(|_| what.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_digits_are_tonnes() {
        assert_eq!(tonnes("0", ""), Ok(0));
        assert_eq!(tonnes("007", ""), Ok(7_000));
        for bad in ["", "x", "1.5", "1,000", "+1", "1e3", "0x1", "١", "EXCLUDED", " "] {
            assert_eq!(tonnes(bad, " or a blank"), Err("a whole number of tonnes or a blank".into()), "{bad}");
        }
        assert!(tonnes("-5", "").unwrap_err().ends_with("not negative"));
        for big in ["340282366920938463463374607431768211456", "1000000000000001"] {
            assert!(tonnes(big, "").unwrap_err().ends_with("at most 1000000000000000"), "{big}");
        }
        assert_eq!(tonnes("1000000000000000", ""), Ok(MAX_TONNES * 1_000));
    }

    proptest! {
        #[test]
        fn every_number_survives(n in 0u128..=MAX_TONNES) {
            prop_assert_eq!(tonnes(&n.to_string(), ""), Ok(n * WHOLE_UNIT));
        }

        #[test]
        fn no_text_panics(text in ".{0,50}") {
            let _ = tonnes(&text, "");
            let _ = digits::<u16>(&text, "");
        }
    }
}
