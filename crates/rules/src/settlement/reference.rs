//! A bank's payment reference, written in one way: the same reference typed differently is the same reference.

extern crate alloc;

use alloc::vec::Vec;
use weir_types::bank_sale::Error;

/// The shortest reference, after normalising: shorter ones are too easily hit by accident.
pub const MIN_REFERENCE: usize = 6;
/// The longest, after normalising: an ISO 20022 end-to-end identification has 35 signs.
pub const MAX_REFERENCE: usize = 35;
/// The longest as it is typed: every sign of the longest may have a blank or dash beside it.
const MAX_TYPED: usize = 80;

/// ASCII letters in upper case and digits, without the blanks and dashes that people put between them. Anything else is
/// refused, so that no other alphabet's look-alike makes the same reference a second time.
pub fn normalise(typed: &[u8]) -> Result<Vec<u8>, Error> {
    if typed.len() > MAX_TYPED {
        return Err(Error::BadReference);
    }
    let mut reference = Vec::with_capacity(typed.len());
    for sign in typed {
        match sign {
            b' ' | b'-' => {}
            sign if sign.is_ascii_alphanumeric() => reference.push(sign.to_ascii_uppercase()),
            _ => return Err(Error::BadReference),
        }
    }
    if (MIN_REFERENCE..=MAX_REFERENCE).contains(&reference.len()) {
        Ok(reference)
    } else {
        Err(Error::BadReference)
    }
}
