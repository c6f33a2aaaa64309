//! The two records of the ledger. Their transitions are rules: see `weir_rules::supply`.

use crate::units::Quantity;

/// What one account holds of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Cell {
    /// May be sold, transferred, surrendered or cancelled.
    pub tradable: Quantity,
    /// Waits for a settlement; still the holder's.
    pub locked: Quantity,
    /// Given up for compliance; stays here as the record of it.
    pub surrendered: Quantity,
}

crate::fixed!(Cell { tradable, locked, surrendered });

/// What there is of one batch. Invariant: `issued = tradable + locked + surrendered + cancelled + reserve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Supply {
    /// All that was ever issued, under the cap; never falls.
    pub issued: Quantity,
    /// Sum of all accounts' tradable units.
    pub tradable: Quantity,
    /// Sum of all accounts' locked units.
    pub locked: Quantity,
    /// Sum of all accounts' surrendered units.
    pub surrendered: Quantity,
    /// Removed for good: voluntarily, or from the reserve by the issuer.
    pub cancelled: Quantity,
    /// Held back by the issuer, nobody's.
    pub reserve: Quantity,
}

crate::fixed!(Supply { issued, tradable, locked, surrendered, cancelled, reserve });
