//! The policy's own upkeep: changes of rules and breakers, trips.

use crate::ordering::given;
use crate::{calls, events, Policy};
use ink::codegen::Env;
use ink::prelude::vec;
use weir_rules::policy::{breaker, decide};
use weir_types::events::emit;
use weir_types::policy::{Asset, Breaker, Change, ChangeId, Error, Proposal};
use weir_types::store::Records;
use weir_types::{weir_probe, AccountId, Capability, Hash, Role, Timestamp};

impl Policy {
    /// Files a change that waits for somebody else.
    pub(crate) fn file(&mut self, change: Change) -> Result<ChangeId, Error> {
        let by = self.env().caller();
        match &change {
            Change::Rule { rule: Some(rule), .. } => decide::check(rule)?,
            Change::Breaker { terms: Some(terms), .. } => breaker::check(terms)?,
            Change::Rule { .. } | Change::Breaker { .. } => {}
        }
        let admitted = calls::screen(self.config.registry, vec![by], Capability::Act(Role::Supervisor));
        admitted?;
        weir_probe!(admitted.is_ok());
        let id = self.next()?;
        let until = self.env().block_timestamp().checked_add(decide::CHANGE_TERM).ok_or(Error::Overflow)?;
        self.changes.keep(id, &Proposal { by, until, change });
        emit(events::ChangeProposed { id, change, by, until });
        Ok(id)
    }

    /// Puts a change in force, by a regulator who is not of the proposer's group; or drops it.
    pub(crate) fn settle(&mut self, id: ChangeId, adopted: bool) -> Result<(), Error> {
        let (by, now) = (self.env().caller(), self.env().block_timestamp());
        let Proposal { by: proposer, until, change } = self.changes.find(id).ok_or(Error::UnknownChange)?;
        let over = now >= until;
        if adopted && over {
            return Err(Error::Expired);
        }
        // Anybody clears away what is out of time, the proposer what is its own.
        if adopted || (by != proposer && !over) {
            let admitted =
                calls::screen(self.config.registry, vec![by, proposer], Capability::ActOver(Role::Regulator));
            admitted?;
            weir_probe!(admitted.is_ok());
        }
        self.changes.erase(id);
        if adopted {
            self.apply(&change, now)?;
        }
        emit(events::ChangeDecided { id, change, adopted, by });
        Ok(())
    }

    fn apply(&mut self, change: &Change, now: Timestamp) -> Result<(), Error> {
        match change {
            Change::Rule { target, selector, rule: Some(rule) } => self.rules.keep((*target, *selector), rule),
            Change::Rule { target, selector, rule: None } => self.rules.erase((*target, *selector)),
            Change::Breaker { target, asset, terms: None, .. } => self.breakers.erase((*target, *asset)),
            Change::Breaker { target, asset, terms: Some(terms), stock } => {
                let changed = match self.breakers.find((*target, *asset)) {
                    None => breaker::new(*terms, *stock)?,
                    Some(mut found) => {
                        breaker::amend(&mut found, *terms, now)?;
                        found
                    }
                };
                self.breakers.keep((*target, *asset), &changed);
            }
        }
        Ok(())
    }

    /// Stops what flows out.
    pub(crate) fn stop(&mut self, target: AccountId, asset: Asset, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        given(reason)?;
        let mut found = self.breaker_of(target, asset)?;
        let admitted = calls::screen(self.config.registry, vec![by], Capability::Act(Role::Supervisor));
        admitted?;
        weir_probe!(admitted.is_ok());
        breaker::trip(&mut found, by, self.env().block_timestamp())?;
        self.breakers.keep((target, asset), &found);
        emit(events::BreakerTripped { target, asset, by: Some(by), reason, terms: found.terms });
        Ok(())
    }

    /// Lets it flow again: a supervisor when it tripped by itself, else an arbiter who is not of the group of who
    /// tripped it.
    pub(crate) fn restart(&mut self, target: AccountId, asset: Asset, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        given(reason)?;
        let mut found = self.breaker_of(target, asset)?;
        match breaker::reset(&mut found, self.env().block_timestamp())? {
            None => calls::screen(self.config.registry, vec![by], Capability::Act(Role::Supervisor))?,
            Some(who) => calls::screen(self.config.registry, vec![by, who], Capability::ActOver(Role::Arbiter))?,
        }
        self.breakers.keep((target, asset), &found);
        emit(events::BreakerReset { target, asset, by, reason, grace_until: found.grace_until });
        Ok(())
    }

    fn breaker_of(&self, target: AccountId, asset: Asset) -> Result<Breaker, Error> {
        self.breakers.find((target, asset)).ok_or(Error::NoBreaker)
    }
}
