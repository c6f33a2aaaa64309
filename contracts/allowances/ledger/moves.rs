//! What several messages do: who asks, what moves, which event.

use crate::ledger::Ledger;
use crate::{events::*, types::*, Error};
use ink::codegen::Env;
use weir_rules::supply::Step;
use weir_types::ledger::{LockId, Moved};
use weir_types::policy::Guarded;
use weir_types::{calls, events::emit, weir_probe, AccountId, BatchId, Hash, Quantity, Timestamp};

impl Guarded for Ledger {
    /// What destroys units or gives them away for good; letting go of a brake, but not halting; the administration. Transfers pay
    /// nothing: they stay within a controller group. What the issuer sends is asked about there.
    const HIGH_RISK: &'static [&'static str] = &["cancel", "return_to_reserve", "halt", "propose_admin"];

    fn guard(&self) -> Option<AccountId> {
        self.wires.partners().ok().map(|partners| partners.registry)
    }
}

impl Ledger {
    /// Refuses every caller but the partner.
    #[inline(never)]
    pub(crate) fn only(&self, partner: &AccountId) -> Result<(), Error> {
        if self.env().caller() != *partner {
            return Err(Error::NotAllowed);
        }
        Ok(())
    }

    /// Refuses every caller but the issuer.
    #[inline(never)]
    pub(crate) fn only_issuer(&self) -> Result<(), Error> {
        self.only(&self.wires.partners()?.issuer)
    }

    /// Names a batch's facade, a contract of the wired code.
    pub(crate) fn name_facade(&mut self, batch: BatchId, facade: AccountId) -> Result<(), Error> {
        let admitted = self.wires.only_admin(self.env().caller());
        admitted?;
        weir_probe!(admitted.is_ok());
        if self.env().code_hash(&facade) != Ok(self.wires.partners()?.facade_code) {
            return Err(Error::NotFacade);
        }
        self.books.set_facade(batch, facade)?;
        emit(FacadeRegistered { batch, facade });
        calls::done(())
    }

    /// What settlement asks for: a delivery out of a venue's lock, or part of it as a lock of settlement's own.
    #[inline(never)]
    pub(crate) fn deliver(
        &mut self,
        venue: AccountId,
        lock: LockId,
        to: AccountId,
        quantity: Quantity,
        expires: Option<Timestamp>,
    ) -> Result<Moved, Error> {
        let settlement = self.wires.partners()?.settlement;
        let admitted = self.only(&settlement);
        admitted?;
        weir_probe!(admitted.is_ok());
        let part = expires.map(|expires| Part { venue: settlement, expires });
        let moved = self.books.deliver(venue, lock, to, quantity, part, self.env().block_timestamp())?;
        let Moved { lock: part, seller, batch, .. } = moved;
        match expires {
            None => emit(Delivered { lock, batch, from: seller, to, quantity }),
            Some(expires) => {
                emit(LockSplit { owner: seller, lock, part, batch, quantity, expires });
            }
        }
        Ok(moved)
    }

    /// Takes units away from the caller, who may trade; answers who that is.
    pub(crate) fn give_up(&mut self, batch: BatchId, step: Step, quantity: Quantity) -> Result<AccountId, Error> {
        let (from, now) = (self.env().caller(), self.env().block_timestamp());
        self.enter(quantity);
        self.books.give_up(batch, from, step, quantity, now)?;
        Ok(from)
    }

    /// Halts a batch, or lets go of one: a brake is pulled by the supervisor alone, and let go with the policy's consent.
    pub(crate) fn set_halt(&mut self, batch: BatchId, halted: bool, reason: Hash) -> Result<(), Error> {
        let by = self.env().caller();
        let admitted = self.wires.only_supervisor(by);
        admitted?;
        weir_probe!(admitted.is_ok());
        if !halted {
            self.enter(0);
        }
        self.books.halt(batch, halted)?;
        emit(HaltSet { batch, halted, reason, by });
        calls::done(())
    }

    /// First step of changing the administrator.
    pub(crate) fn nominate(&mut self, next: AccountId) -> Result<(), Error> {
        self.enter(0);
        emit(self.wires.propose_admin(self.env().caller(), next)?);
        calls::done(())
    }

    /// Sets an approval, and says so.
    #[inline(never)]
    pub(crate) fn allow(
        &mut self,
        batch: BatchId,
        owner: AccountId,
        spender: AccountId,
        quantity: Quantity,
    ) -> Result<(), Error> {
        self.books.approve(batch, owner, spender, quantity);
        emit(Approved { owner, spender, batch, quantity });
        calls::done(())
    }

    /// A transfer within a group, and its event.
    pub(crate) fn move_units(&mut self, order: Order) -> Result<(), Error> {
        let found = self.books.batch(order.batch)?;
        if let Outcome::Moved { .. } = self.books.transfer(&found, &order, self.env().block_timestamp())? {
            let Order { batch, from, to, quantity, by } = order;
            emit(Transferred { from, to, batch, quantity, by });
        }
        calls::done(())
    }
}
