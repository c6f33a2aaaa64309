//! A contract at an address.

use ink::codegen::TraitCallBuilder;
use ink::env::call::FromAccountId;
use ink::env::{ContractEnv, Environment};
use std::fmt;
use std::marker::PhantomData;
use weir_types::AccountId;

/// A contract of which type and address are known: `Contract<LedgerRef>`.
pub struct Contract<R> {
    address: AccountId,
    of: PhantomData<fn() -> R>,
}

impl<R> Contract<R> {
    /// The contract at the address. That it is there and of this type is the caller's word.
    pub fn at(address: AccountId) -> Self {
        Self { address, of: PhantomData }
    }

    /// Its address.
    pub fn address(&self) -> AccountId {
        self.address
    }

    /// Its messages: `contract.messages().transfer(…)` gives what [`super::Typed`] and [`super::Batch`] take. Messages of a
    /// trait need the trait in scope.
    pub fn messages(&self) -> R::Builder
    where
        R: TraitCallBuilder + ContractEnv,
        R::Env: Environment<AccountId = AccountId>,
        R::Builder: FromAccountId<R::Env>,
    {
        R::Builder::from_account_id(self.address)
    }
}

impl<R> Clone for Contract<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Contract<R> {}

impl<R> fmt::Debug for Contract<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contract({})", crate::hash::ss58(self.address))
    }
}

impl<R> PartialEq for Contract<R> {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl<R> Eq for Contract<R> {}
