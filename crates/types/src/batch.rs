//! Instruments and batches: what a unit is of, and which issue it came from.

use crate::code::{Pollutant, Region};
use core::fmt;
use core::str::FromStr;

/// What is capped and priced: a pollutant in a region, of one vintage. It also names a compliance period (the vintage's year).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout, Hash))]
pub struct Instrument {
    /// The pollutant.
    pub pollutant: Pollutant,
    /// The region whose cap it stands under.
    pub region: Region,
    /// The vintage: the year for which the allowance was issued.
    pub vintage: u16,
}

crate::fixed!(Instrument { pollutant, region, vintage });

/// One issue of an instrument. Units of one batch are equal; the text form is `CO2-UK-2021-001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout, Hash))]
pub struct BatchId {
    /// What the units are of.
    pub instrument: Instrument,
    /// The number within the instrument, from 1.
    pub serial: u16,
}

crate::fixed!(BatchId { instrument, serial });

/// The text is not `POLLUTANT-REGION-YEAR` or `POLLUTANT-REGION-YEAR-SERIAL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError;

impl Instrument {
    /// True when both codes are well formed.
    pub fn is_valid(&self) -> bool {
        self.pollutant.is_valid() && self.region.is_valid()
    }

    /// The batch of this instrument with the given number.
    pub fn batch(self, serial: u16) -> BatchId {
        BatchId { instrument: self, serial }
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.pollutant, self.region, self.vintage)
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:03}", self.instrument, self.serial)
    }
}

impl FromStr for Instrument {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.split('-');
        let instrument = instrument(&mut parts)?;
        parts.next().is_none().then_some(instrument).ok_or(ParseError)
    }
}

impl FromStr for BatchId {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.split('-');
        let instrument = instrument(&mut parts)?;
        let serial = parts.next().and_then(|s| s.parse().ok()).ok_or(ParseError)?;
        parts.next().is_none().then_some(BatchId { instrument, serial }).ok_or(ParseError)
    }
}

fn instrument<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Result<Instrument, ParseError> {
    let mut next = || parts.next().ok_or(ParseError);
    Ok(Instrument {
        pollutant: next()?.parse().map_err(|_| ParseError)?,
        region: next()?.parse().map_err(|_| ParseError)?,
        vintage: next()?.parse().map_err(|_| ParseError)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        let id: BatchId = "CO2-UK-2021-001".parse().unwrap();
        assert_eq!(id.to_string(), "CO2-UK-2021-001");
        assert_eq!(id.instrument.to_string().parse(), Ok(id.instrument));
        for bad in ["", "CO2", "CO2-UK", "CO2-UK-x-1", "CO2-UK-2021-1-2", "CO2-UK-70000-1"] {
            assert!(bad.parse::<BatchId>().is_err(), "{bad}");
        }
    }
}
