//! What several messages do: who asks, what moves, which event.

use crate::ledger::Ledger;
use crate::{events::*, types::*, Error};
use ink::codegen::Env;
use weir_types::ledger::{LockId, Moved};
use weir_types::{calls, AccountId, Quantity, Timestamp};

impl Ledger {
    /// Refuses every caller but the partner.
    #[inline(never)]
    pub(crate) fn only(&self, partner: &AccountId) -> Result<(), Error> {
        if self.env().caller() != *partner {
            return Err(Error::NotAllowed);
        }
        Ok(())
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
        self.only(&settlement)?;
        let part = expires.map(|expires| Part { venue: settlement, expires });
        let moved = self.books.deliver(venue, lock, to, quantity, part, self.env().block_timestamp())?;
        let Moved { lock: part, seller, batch, .. } = moved;
        match expires {
            None => self.env().emit_event(Delivered { lock, batch, from: seller, to, quantity }),
            Some(expires) => {
                self.env().emit_event(LockSplit { owner: seller, lock, part, batch, quantity, expires });
            }
        }
        Ok(moved)
    }

    /// A transfer within a group, and its event.
    pub(crate) fn move_units(&mut self, order: Order) -> Result<(), Error> {
        let found = self.books.batch(order.batch)?;
        if let Outcome::Moved { .. } = self.books.transfer(&found, &order, self.env().block_timestamp())? {
            let Order { batch, from, to, quantity, by } = order;
            self.env().emit_event(Transferred { from, to, batch, quantity, by });
        }
        calls::done(())
    }
}
