//! The names a wallet shows, put together by hand: formatting machinery would double the contract.

use ink::prelude::string::String;
use weir_types::{BatchId, Instrument};

/// The token's name is the batch's text form, `CO2-UK-2021-001`.
pub fn name(batch: &BatchId) -> String {
    let mut text = symbol(&batch.instrument);
    text.push('-');
    number(&mut text, batch.serial, 3);
    text
}

/// The token's symbol is the instrument's text form, `CO2-UK-2021`: units of other vintages are other goods.
pub fn symbol(instrument: &Instrument) -> String {
    let mut text = String::with_capacity(24);
    characters(&mut text, &instrument.pollutant.0);
    text.push('-');
    characters(&mut text, &instrument.region.0);
    text.push('-');
    number(&mut text, instrument.vintage, 1);
    text
}

/// A number of two digits as text.
pub fn code(value: u8) -> String {
    let mut text = String::with_capacity(3);
    number(&mut text, value.into(), 2);
    text
}

/// Appends a code without its padding. Codes are ASCII, so there is nothing to check.
fn characters(text: &mut String, code: &[u8]) {
    text.extend(code.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)));
}

/// Appends a number in decimal, with leading zeros up to `width`.
fn number(text: &mut String, value: u16, width: usize) {
    let scales = [10_000u16, 1_000, 100, 10, 1];
    let mut started = false;
    for (place, scale) in scales.iter().enumerate() {
        let digit = value.checked_div(*scale).and_then(|d| d.checked_rem(10)).unwrap_or_default();
        started = started || digit > 0 || place.checked_add(width).is_some_and(|reach| reach >= scales.len());
        if let (true, Some(c)) = (started, char::from_digit(digit.into(), 10)) {
            text.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_text_form_of_the_identifiers() {
        for text in ["CO2-UK-2021-001", "NH3N-440300-0-065", "SO2-GD-65535-65535", "COD-X-7-1000", "COD-X-10-010"] {
            let batch: BatchId = text.parse().unwrap();
            assert_eq!(name(&batch), batch.to_string());
            assert_eq!(symbol(&batch.instrument), batch.instrument.to_string());
        }
        assert_eq!([0, 7, 28, 100, 255].map(code), ["00", "07", "28", "100", "255"].map(String::from));
    }
}
