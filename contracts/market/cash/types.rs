//! The records of cash, and the steps on a bank's liability. Pure.

use crate::Error;
use ink::prelude::string::String;
use weir_types::{AccountId, Hash, Money, Timestamp};

/// The number of a redemption, from 1.
pub type RedemptionId = u64;

/// What the constructor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Config {
    /// identity/registry: asked who is a bank.
    pub registry: AccountId,
    /// How long a bank has to confirm a redemption, in milliseconds; more than zero. Never changes.
    pub redemption_term: Timestamp,
    /// The token's name, such as "Pound of the Weir banks".
    pub name: String,
    /// The token's symbol, such as "GBP".
    pub symbol: String,
}

/// What the contract asks of others and promises; written once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// identity/registry.
    pub registry: AccountId,
    /// How long a bank has to confirm a redemption, in milliseconds.
    pub redemption_term: Timestamp,
}

/// What a bank owes to whoever holds cash. Invariant: `pending <= outstanding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Liability {
    /// Minted by the bank and not burnt since, in cents.
    pub outstanding: Money,
    /// Of that: being redeemed.
    pub pending: Money,
}

/// Cash that waits for its bank to pay it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Redemption {
    /// Whose cash.
    pub holder: AccountId,
    /// Which bank is to pay.
    pub bank: AccountId,
    /// How much, in cents.
    pub amount: Money,
    /// Hash of where to pay (with a salt: an account number alone could be guessed).
    pub payout: Hash,
    /// Until then the bank may confirm; from then on the holder may take the cash back.
    pub deadline: Timestamp,
}

impl Liability {
    /// The bank issues money.
    pub fn mint(self, amount: Money) -> Result<Self, Error> {
        Ok(Self { outstanding: self.outstanding.checked_add(amount).ok_or(Error::Overflow)?, ..self })
    }

    /// The bank takes money out of circulation, other than what is being redeemed.
    pub fn burn(self, amount: Money) -> Result<Self, Error> {
        self.free(amount)?;
        Ok(Self { outstanding: less(self.outstanding, amount)?, ..self })
    }

    /// A redemption begins.
    pub fn pend(self, amount: Money) -> Result<Self, Error> {
        self.free(amount)?;
        Ok(Self { pending: self.pending.checked_add(amount).ok_or(Error::Overflow)?, ..self })
    }

    /// A redemption ends with payment.
    pub fn pay(self, amount: Money) -> Result<Self, Error> {
        Ok(Self { outstanding: less(self.outstanding, amount)?, pending: less(self.pending, amount)? })
    }

    /// A redemption ends without payment.
    pub fn give_back(self, amount: Money) -> Result<Self, Error> {
        Ok(Self { pending: less(self.pending, amount)?, ..self })
    }

    /// Is so much owed beyond what is being redeemed already?
    fn free(&self, amount: Money) -> Result<(), Error> {
        match self.outstanding.checked_sub(self.pending) {
            Some(free) if free >= amount => Ok(()),
            _ => Err(Error::InsufficientLiability),
        }
    }
}

fn less(a: Money, b: Money) -> Result<Money, Error> {
    a.checked_sub(b).ok_or(Error::InsufficientLiability)
}
