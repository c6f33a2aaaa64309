//! Units of quantity, money, price and time. All are integers; division rounds down, and each rule says where the residue goes.

/// A quantity in the allowance's smallest unit: three decimals of a tonne, that is kilograms.
pub type Quantity = u128;
/// An amount of money in cents.
pub type Money = u128;
/// A price in cents for one whole unit (a tonne, [`WHOLE_UNIT`] of [`Quantity`]).
pub type Price = u128;
/// Milliseconds of block time since the Unix epoch.
pub type Timestamp = u64;
/// A ratio in basis points: 10,000 is one.
pub type BasisPoints = u32;
/// A day counted from the Unix epoch, beginning at an offset from UTC that each contract takes as a parameter.
pub type Day = u32;

/// How many of the smallest unit make a whole unit (a tonne).
pub const WHOLE_UNIT: Quantity = 1_000;
/// Decimals of the allowance's unit.
pub const DECIMALS: u8 = 3;
/// One in basis points.
pub const ONE_IN_BASIS_POINTS: BasisPoints = 10_000;
/// Milliseconds of a day.
pub const DAY_MS: Timestamp = 86_400_000;
/// "For ever" where an expiry is asked.
pub const NEVER: Timestamp = Timestamp::MAX;
