//! Small code for reading records: a record is filled in its place, field by field, by a few functions that all records share.
//!
//! What `#[derive(Decode)]` makes reads each field into a result of its own, looks whether it is one, and copies it twice: a record of
//! two accounts takes 600 bytes of code to read, here 150. The bytes read are the same, those that `#[derive(Encode)]` writes.

use crate::{AccountId, Hash};
#[cfg(feature = "std")]
use ink::scale::Decode;
use ink::scale::{Error, Input};

/// Can be read over a value that is there already.
pub trait Fixed: Sized {
    /// Something to read over.
    fn blank() -> Self;

    /// Reads the value; what it is after an error does not matter.
    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error>;
}

/// Reads a record: [`Decode::decode`] for those that are [`Fixed`].
pub fn read<T: Fixed, I: Input>(input: &mut I) -> Result<T, Error> {
    let mut value = T::blank();
    value.fill(input)?;
    Ok(value)
}

/// Derives [`Fixed`] and [`Decode`] for records: `fixed!(Cell { tradable, locked, surrendered });`, the fields in the order in which
/// they were declared (the tests of a record read it back).
#[macro_export]
macro_rules! fixed {
    ($($name:ty { $($field:tt),* $(,)? })*) => {$(
        impl $crate::fixed::Fixed for $name {
            fn blank() -> Self {
                Self { $($field: $crate::fixed::Fixed::blank()),* }
            }

            fn fill<I: ink::scale::Input>(&mut self, input: &mut I) -> Result<(), ink::scale::Error> {
                $($crate::fixed::Fixed::fill(&mut self.$field, input)?;)*
                Ok(())
            }
        }

        impl ink::scale::Decode for $name {
            fn decode<I: ink::scale::Input>(input: &mut I) -> Result<Self, ink::scale::Error> {
                $crate::fixed::read(input)
            }
        }
    )*};
}

/// Derives [`Fixed`] for what is read by its own `Decode`: `fixed_as_decoded!(OrgKind = OrgKind::Operator);`, with the blank value.
#[macro_export]
macro_rules! fixed_as_decoded {
    ($($name:ty = $blank:expr;)*) => {$(
        impl $crate::fixed::Fixed for $name {
            fn blank() -> Self {
                $blank
            }

            #[inline(never)]
            fn fill<I: ink::scale::Input>(&mut self, input: &mut I) -> Result<(), ink::scale::Error> {
                *self = ink::scale::Decode::decode(input)?;
                Ok(())
            }
        }
    )*};
}

fixed_as_decoded! {
    bool = false;
    u8 = 0;
    u16 = 0;
    u32 = 0;
    u64 = 0;
    u128 = 0;
    i16 = 0;
    i64 = 0;
}

impl Fixed for () {
    fn blank() -> Self {}

    fn fill<I: Input>(&mut self, _: &mut I) -> Result<(), Error> {
        Ok(())
    }
}

impl<T: ink::scale::Decode> Fixed for ink::prelude::vec::Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        *self = ink::scale::Decode::decode(input)?;
        Ok(())
    }
}

impl<A: Fixed, B: Fixed> Fixed for (A, B) {
    fn blank() -> Self {
        (A::blank(), B::blank())
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        self.0.fill(input)?;
        self.1.fill(input)
    }
}

impl<const N: usize> Fixed for [u8; N] {
    fn blank() -> Self {
        [0; N]
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        input.read(self)
    }
}

impl<const N: usize> Fixed for [i128; N] {
    fn blank() -> Self {
        [0; N]
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        for value in self {
            let mut bytes = [0; 16];
            input.read(&mut bytes)?;
            *value = i128::from_le_bytes(bytes);
        }
        Ok(())
    }
}

impl<T: Fixed, const N: usize> Fixed for [Option<T>; N] {
    fn blank() -> Self {
        [const { None }; N]
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        self.iter_mut().try_for_each(|place| place.fill(input))
    }
}

impl Fixed for AccountId {
    fn blank() -> Self {
        Self::from([0; 32])
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        input.read(self.as_mut())
    }
}

impl Fixed for Hash {
    fn blank() -> Self {
        Self::from([0; 32])
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        input.read(self.as_mut())
    }
}

impl<T: Fixed> Fixed for Option<T> {
    fn blank() -> Self {
        None
    }

    fn fill<I: Input>(&mut self, input: &mut I) -> Result<(), Error> {
        *self = match input.read_byte()? {
            0 => None,
            1 => Some(read(input)?),
            _ => return Err("neither none nor some".into()),
        };
        Ok(())
    }
}

/// For tests of records: reads it from any bytes that are one, writes it, and compares; then the same with a byte too few.
#[cfg(feature = "std")]
pub fn reads_back<T: Decode + ink::scale::Encode>(bytes: &[u8]) -> bool {
    let whole = T::decode(&mut &bytes[..]).is_ok_and(|value| value.encode() == bytes);
    whole && T::decode(&mut bytes.split_last().map_or(bytes, |(_, rest)| rest)).is_err()
}

#[cfg(test)]
mod tests {
    use super::reads_back;
    use crate::issuance::{CapBook, Pool};
    use crate::ledger::{Lock, Moved};
    use crate::*;

    /// Bytes that differ, with those at `ones` set to 1 (a tag or a truth value).
    fn bytes(len: u8, ones: &[usize]) -> Vec<u8> {
        let mut bytes: Vec<u8> = (100..).take(len.into()).collect();
        ones.iter().for_each(|at| bytes[*at] = 1);
        bytes
    }

    #[test]
    fn records_are_read_as_they_are_written() {
        assert!(reads_back::<Instrument>(&bytes(12, &[])));
        assert!(reads_back::<BatchId>(&bytes(14, &[])));
        assert!(reads_back::<Cell>(&bytes(48, &[])));
        assert!(reads_back::<Supply>(&bytes(96, &[])));
        assert!(reads_back::<AccountRecord>(&bytes(16, &[0, 1, 2])));
        assert!(reads_back::<Standing>(&bytes(5, &[])));
        assert!(reads_back::<Profile>(&bytes(17, &[16])));
        assert!(reads_back::<Organisation>(&bytes(50, &[0, 49])));
        assert!(reads_back::<Lock>(&bytes(102, &[])));
        assert!(reads_back::<Moved>(&bytes(64, &[])));
        assert!(reads_back::<Admin>(&bytes(65, &[32])));
        assert!(reads_back::<CapBook>(&bytes(96, &[])) && reads_back::<(CapBook, u16)>(&bytes(98, &[])));
        assert!(reads_back::<Pool>(&bytes(56, &[])));
        let nobody = [bytes(32, &[]), vec![0]].concat();
        assert!(reads_back::<Admin>(&nobody));
    }

    #[test]
    fn what_is_no_record_is_refused() {
        assert!(!reads_back::<AccountRecord>(&bytes(16, &[0, 1])), "a truth value of 102");
        assert!(!reads_back::<Organisation>(&bytes(50, &[0])), "a standing of 149");
        assert!(!reads_back::<Admin>(&bytes(65, &[])), "an option of 132");
    }
}
