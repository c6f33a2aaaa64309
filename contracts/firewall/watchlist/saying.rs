//! What the messages do: ask, decide by a rule, store, tell.

use crate::{calls, events, Watchlist};
use ink::codegen::Env;
use ink::prelude::vec;
use weir_rules::policy::denial;
use weir_types::events::emit;
use weir_types::policy::{Denial, Denials, Error, Level};
use weir_types::store::Records;
use weir_types::{weir_probe, AccountId, Hash, Role, Timestamp};

impl Watchlist {
    pub(crate) fn said(&self, account: AccountId) -> Denials {
        self.denials.find(account).unwrap_or_default()
    }

    /// Files what the caller says of an account.
    pub(crate) fn say(
        &mut self,
        account: AccountId,
        level: Level,
        until: Timestamp,
        evidence: Hash,
    ) -> Result<(), Error> {
        let (source, now) = (self.env().caller(), self.env().block_timestamp());
        let mut denials = self.said(account);
        let mut accounts = vec![source, account];
        accounts.extend(denial::others(&denials, source, now));
        denial::publish(&mut denials, Denial { source, level, until, evidence }, now)?;
        let admitted = calls::screen(self.registry, accounts, Role::Watchdog);
        admitted?;
        weir_probe!(admitted.is_ok());
        self.denials.keep(account, &denials);
        emit(events::Denounced { account, source, level, until, evidence });
        Ok(())
    }

    /// The caller takes back what it said.
    pub(crate) fn unsay(&mut self, account: AccountId, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        given(reason)?;
        let mut denials = self.denials.find(account).ok_or(Error::NotDenied)?;
        if denial::retract(&mut denials, by)? {
            self.denials.keep(account, &denials);
        } else {
            self.denials.erase(account);
        }
        emit(events::DenialLifted { account, source: Some(by), by, reason });
        Ok(())
    }

    /// On appeal, by an arbiter independent of the account and of all who spoke of it.
    pub(crate) fn acquit(&mut self, account: AccountId, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        given(reason)?;
        let denials = self.denials.find(account).ok_or(Error::NotDenied)?;
        let mut accounts = vec![by, account];
        accounts.extend(denial::sources(&denials));
        let admitted = calls::screen(self.registry, accounts, Role::Arbiter);
        admitted?;
        weir_probe!(admitted.is_ok());
        self.denials.erase(account);
        emit(events::DenialLifted { account, source: None, by, reason });
        Ok(())
    }
}

/// A reason is the hash of something.
fn given(reason: Hash) -> Result<(), Error> {
    if reason == Hash::default() {
        return Err(Error::MissingReason);
    }
    Ok(())
}
