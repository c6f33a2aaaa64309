//! The administrator of a contract: changed in two steps, so that a mistyped account never takes a contract away.
//!
//! An administrator grants roles and wires contracts once; it can move neither units nor money.

use crate::AccountId;

/// The administrator and, between the two steps, who is to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Admin {
    /// Who is in charge.
    pub current: AccountId,
    /// Who has been proposed and has not accepted yet.
    pub proposed: Option<AccountId>,
}

crate::fixed!(Admin { current, proposed });

/// A new administrator has been proposed.
#[ink::event]
pub struct AdminProposed {
    /// Who proposed.
    pub by: AccountId,
    /// Who is to follow.
    pub next: AccountId,
}

/// The administrator has changed.
#[ink::event]
pub struct AdminChanged {
    /// Who was in charge.
    pub from: AccountId,
    /// Who is in charge now.
    pub to: AccountId,
}

impl Admin {
    /// The first administrator.
    pub fn new(current: AccountId) -> Self {
        Self { current, proposed: None }
    }

    /// Is the account in charge?
    pub fn is(&self, account: AccountId) -> bool {
        self.current == account
    }

    /// First step, by the one in charge: `None` when the caller is not.
    pub fn propose(&mut self, caller: AccountId, next: AccountId) -> Option<AdminProposed> {
        if !self.is(caller) {
            return None;
        }
        self.proposed = Some(next);
        Some(AdminProposed { by: caller, next })
    }

    /// Second step, by the one proposed: `None` when the caller is not.
    pub fn accept(&mut self, caller: AccountId) -> Option<AdminChanged> {
        if self.proposed != Some(caller) {
            return None;
        }
        let from = core::mem::replace(&mut self.current, caller);
        self.proposed = None;
        Some(AdminChanged { from, to: caller })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_two_steps_by_the_right_accounts() {
        let [a, b, c] = [1, 2, 3].map(|n| AccountId::from([n; 32]));
        let mut admin = Admin::new(a);
        assert!(admin.propose(b, b).is_none());
        assert!(admin.accept(b).is_none());
        assert!(admin.propose(a, b).is_some());
        assert!(admin.accept(c).is_none());
        assert!(admin.is(a));
        assert!(admin.accept(b).is_some());
        assert!(admin.is(b) && admin.accept(b).is_none());
    }
}
