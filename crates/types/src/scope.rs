//! How far a unit may be sold: the rules of pollution rights that an instrument's market is under.

use crate::Pollutant;

/// Where a pollutant goes, which decides how far its rights may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Medium {
    /// Everywhere, like a greenhouse gas.
    #[default]
    Neither,
    /// Into the air of a city.
    Air,
    /// Into the water of a basin.
    Water,
}

/// Whose class numbers the sectors of [`crate::Profile`] are. The same number means different industries in the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Classes {
    /// GB/T 4754-2017, China.
    #[default]
    GbT4754,
    /// NACE Rev. 2.1, European Union.
    Nace,
}

/// The rules that two sides of a trade must meet, part of a market's terms. The default has none: any two accounts may trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Scope {
    /// Where the pollutant goes.
    pub medium: Medium,
    /// How sectors are numbered.
    pub classes: Classes,
    /// Which rules hold: the sum of [`Self::PROVINCE`], [`Self::PLACE`], [`Self::TRADE`], [`Self::POWER`] and [`Self::AREA`].
    pub rules: u8,
}

impl Scope {
    /// Both sides are of one province.
    pub const PROVINCE: u8 = 1;
    /// Air pollutants: both sides are of one city. Water pollutants: both are of one basin.
    pub const PLACE: u8 = 2;
    /// Industrial and agricultural rights do not mix.
    pub const TRADE: u8 = 4;
    /// Air pollutants: thermal power and other industries do not mix.
    pub const POWER: u8 = 8;
    /// An area that fails its quality target imports nothing.
    pub const AREA: u8 = 16;
    /// All rules.
    pub const ALL: u8 = 31;

    /// All rules for an air pollutant (SO2, NOX).
    pub const fn air() -> Self {
        Self { medium: Medium::Air, classes: Classes::GbT4754, rules: Self::ALL }
    }

    /// All rules for a water pollutant (COD, NH3N).
    pub const fn water() -> Self {
        Self { medium: Medium::Water, classes: Classes::GbT4754, rules: Self::ALL }
    }

    /// All rules for the four pollutants whose rights are traded in China, none for any other.
    pub fn of(pollutant: &Pollutant) -> Self {
        match &pollutant.0 {
            b"SO2\0" | b"NOX\0" => Self::air(),
            b"COD\0" | b"NH3N" => Self::water(),
            _ => Self::default(),
        }
    }

    /// Does the rule hold?
    pub fn has(&self, rule: u8) -> bool {
        self.rules & rule != 0
    }

    /// True when `rules` names no rule that there is not.
    pub fn is_valid(&self) -> bool {
        self.rules <= Self::ALL
    }
}

/// Which rule two accounts do not meet. Variants are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RuleViolation {
    /// They are of different provinces.
    OtherProvince,
    /// An air pollutant, and they are of different cities.
    OtherCity,
    /// A water pollutant, and one of them has no basin filed.
    NoBasin,
    /// A water pollutant, and they are of different basins.
    OtherBasin,
    /// One is agricultural, the other is not.
    IndustryAndAgriculture,
    /// An air pollutant, and one is a thermal power plant, the other is not.
    PowerAndOthers,
    /// The buyer's area fails its quality target and the seller is of another.
    AreaFails,
}
