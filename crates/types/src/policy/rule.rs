//! The rule for one high-risk message of one contract.

use crate::{Role, Timestamp};

/// How much, and how often, within a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Limit {
    /// In milliseconds; 0: no limit.
    pub window: Timestamp,
    /// The most value in any such stretch of time.
    pub value: u128,
    /// The most calls in it.
    pub calls: u32,
}

crate::fixed!(Limit { window, value, calls });

/// When a message may be called, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Hours {
    /// On which days it opens: bit 0 is Monday, bit 6 Sunday.
    pub days: u8,
    /// The minute of the day from which on.
    pub opens: u16,
    /// The minute from which on no more; not after `opens`: on the next day.
    pub closes: u16,
}

crate::fixed!(Hours { days, opens, closes });

impl Hours {
    /// At any time.
    pub const ALWAYS: Self = Self { days: 0x7f, opens: 0, closes: 1_440 };
}

/// The rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Rule {
    /// For each caller.
    pub caller: Limit,
    /// For each controller group together. It costs a call of the registry.
    pub group: Limit,
    /// When.
    pub hours: Hours,
    /// From this value on the call needs an order that others have approved.
    pub above: u128,
    /// How many others: 0 to 2. Whoever is cautioned against needs one in any case.
    pub approvals: u8,
    /// The role that they hold.
    pub approver: Role,
    /// How long after it was scheduled an order may be carried out.
    pub delay: Timestamp,
    /// How long after it was scheduled an order lapses; and how long after it was carried out it has to be read back.
    pub term: Timestamp,
    /// The message sets a critical parameter: every call needs an order, which says how to read the parameter back.
    pub read_back: bool,
}

crate::fixed!(Rule { caller, group, hours, above, approvals, approver, delay, term, read_back });
crate::fixed_as_decoded!(Role = Role::Registrar;);
