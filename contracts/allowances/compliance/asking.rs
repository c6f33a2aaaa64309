//! Who may: what the registry knows of the caller, and what the policy says of high-risk messages.

use crate::compliance::Compliance;
use crate::{calls, Error};
use ink::codegen::Env;
use ink::prelude::vec::Vec;
use weir_types::policy::Guarded;
use weir_types::{AccountId, Capability, Role};

impl Guarded for Compliance {
    /// What is owed, by whom, until when and at what price, where one account alone says so. Reports and surrenders stay open.
    const HIGH_RISK: &'static [&'static str] =
        &["open_period", "correct", "transfer_installation", "close_installation"];

    fn guard(&self) -> Option<AccountId> {
        Some(self.registry)
    }
}

impl Compliance {
    pub(crate) fn regulator(&self) -> Result<(), Error> {
        calls::screen(self.registry, Vec::from([self.env().caller()]), Capability::Act(Role::Regulator))
    }

    pub(crate) fn independent(&self, role: Role, operator: AccountId) -> Result<AccountId, Error> {
        let caller = self.env().caller();
        calls::screen(self.registry, Vec::from([caller, operator]), Capability::ActOver(role)).map(|()| caller)
    }
}
