//! Short text identifiers of fixed size: what regulations print (`CO2`, `UK`, `440300`, `UK-E-IN-13705`) is the key itself.
//!
//! Identifiers are text and not numbers: they have leading zeros, letters, and values beyond 32 bits.

use core::fmt;
use core::str::FromStr;

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeError {
    /// No character at all.
    Empty,
    /// More characters than the code has room for.
    TooLong,
    /// A character that is not an ASCII letter, digit, `.`, `_` or (in installation ids) `-`.
    BadCharacter,
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $len:literal, $dash:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        #[ink::scale_derive(Encode, Decode, TypeInfo)]
        #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout, Hash))]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// How many characters fit.
            pub const LEN: usize = $len;

            /// The code for a text: ASCII, padded with zero bytes.
            pub fn new(text: &str) -> Result<Self, CodeError> {
                let bytes = text.as_bytes();
                if bytes.is_empty() {
                    return Err(CodeError::Empty);
                }
                if bytes.len() > $len {
                    return Err(CodeError::TooLong);
                }
                let mut out = [0u8; $len];
                for (slot, byte) in out.iter_mut().zip(bytes) {
                    if !valid(*byte, $dash) {
                        return Err(CodeError::BadCharacter);
                    }
                    *slot = *byte;
                }
                Ok(Self(out))
            }

            /// True when the bytes are a code that [`Self::new`] could have made: characters first, then only zeros.
            pub fn is_valid(&self) -> bool {
                let end = self.0.iter().position(|b| *b == 0).unwrap_or($len);
                let (text, rest) = self.0.split_at(end);
                end > 0 && text.iter().all(|b| valid(*b, $dash)) && rest.iter().all(|b| *b == 0)
            }

            /// The text without its padding; empty when the bytes are not ASCII.
            pub fn as_str(&self) -> &str {
                let end = self.0.iter().position(|b| *b == 0).unwrap_or($len);
                core::str::from_utf8(self.0.split_at(end).0).unwrap_or("")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::new(text)
            }
        }
    };
}

code!(
    /// A pollutant: `CO2`, `COD`, `NH3N`, `SO2`, `NOX`.
    Pollutant, 4, false
);
code!(
    /// A region: a country's or province's letters, or an administrative division's digits (`UK`, `GD`, `440300`).
    Region, 6, false
);
code!(
    /// An installation as its register names it.
    InstallationId, 16, true
);

/// GB/T 2260: Beijing, Tianjin, Shanghai and Chongqing, provinces that are one city.
const MUNICIPALITIES: [[u8; 2]; 4] = [*b"11", *b"12", *b"31", *b"50"];

impl Region {
    /// The province: of a code of GB/T 2260 (six digits) the first two digits, the rest zeros; of any other code all of it.
    pub fn province(&self) -> Self {
        self.upper(2)
    }

    /// The city: of a code of GB/T 2260 the first four digits, the rest zeros, but a municipality is one city; of any other code all
    /// of it. A quality target is that of a city.
    pub fn city(&self) -> Self {
        let municipality = MUNICIPALITIES.iter().any(|province| self.0.starts_with(province));
        self.upper(if municipality { 2 } else { 4 })
    }

    fn upper(&self, digits: usize) -> Self {
        let mut code = *self;
        if self.0.iter().all(u8::is_ascii_digit) {
            code.0.iter_mut().skip(digits).for_each(|digit| *digit = b'0');
        }
        code
    }
}

fn valid(byte: u8, dash: bool) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || (dash && byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_and_bad_text_is_refused() {
        assert_eq!(Pollutant::new("NH3N").map(|c| c.as_str().len()), Ok(4));
        assert_eq!(InstallationId::new("0012-A").unwrap().to_string(), "0012-A");
        assert_eq!(Region::new(""), Err(CodeError::Empty));
        assert_eq!(Region::new("4403000"), Err(CodeError::TooLong));
        assert_eq!(Region::new("G-D"), Err(CodeError::BadCharacter));
        assert!(!Region([b'A', 0, b'B', 0, 0, 0]).is_valid());
        assert!(!Region([0; 6]).is_valid());
    }

    #[test]
    fn regions_of_china_have_a_province_and_a_city() {
        // (region, province, city)
        for (region, province, city) in [
            ("440304", "440000", "440300"),
            ("440300", "440000", "440300"),
            ("440000", "440000", "440000"),
            ("500229", "500000", "500000"),
            ("110105", "110000", "110000"),
            ("UK", "UK", "UK"),
            ("44030", "44030", "44030"),
            ("44O304", "44O304", "44O304"),
        ] {
            let code = Region::new(region).unwrap();
            assert_eq!((code.province(), code.city()), (Region::new(province).unwrap(), Region::new(city).unwrap()));
        }
    }
}
