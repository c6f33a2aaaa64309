//! What the messages do, step by step. Any failure reverts the whole message.

use crate::settlement::{Settlement, Wiring};
use crate::{calls, events};
use ink::codegen::Env;
use weir_types::bank_sale::{Opening, BACKSTOP};
use weir_types::ledger::Moved;
use weir_types::policy::join::{enter_by, Guarded};
use weir_types::settlement::{Delivery, Error, Settled};
use weir_types::{weir_probe, AccountId};

impl Guarded for Settlement {
    /// Nothing that moves money is the administrator's, and nothing that gives it back may wait.
    const HIGH_RISK: &'static [&'static str] = &["propose_admin"];

    /// The ledger: settlement knows no registry itself, but that does.
    fn guard(&self) -> Option<AccountId> {
        self.wiring.as_ref().map(|wiring| wiring.ledger)
    }

    fn enter(&self, value: u128) {
        if let Some(ledger) = self.guard() {
            enter_by(&ledger, value);
        }
    }
}

impl Settlement {
    pub(crate) fn wired(&self) -> Result<&Wiring, Error> {
        self.wiring.as_ref().ok_or(Error::NotWired)
    }

    /// The caller, which is a venue; the ledger; cash.
    pub(crate) fn for_venue(&self) -> Result<(AccountId, AccountId, AccountId), Error> {
        let venue = self.env().caller();
        let Wiring { ledger, cash, ref venues } = *self.wired()?;
        if !venues.contains(&venue) {
            return Err(Error::NotVenue);
        }
        Ok((venue, ledger, cash))
    }

    /// The same for a sale of something for something. This contract buys nothing: it would pay with the cash of
    /// others.
    pub(crate) fn for_sale(&self, delivery: &Delivery) -> Result<(AccountId, AccountId, AccountId), Error> {
        let found = self.for_venue()?;
        if delivery.quantity == 0 || delivery.amount == 0 {
            return Err(Error::ZeroAmount);
        }
        if delivery.buyer == self.env().account_id() {
            return Err(Error::SameParty);
        }
        Ok(found)
    }

    /// Units to the buyer: the venue, cash, what moved.
    pub(crate) fn hand_over(&self, delivery: &Delivery) -> Result<(AccountId, AccountId, Moved), Error> {
        let (venue, ledger, cash) = self.for_sale(delivery)?;
        let Delivery { lock, buyer, quantity, .. } = *delivery;
        let moved = calls::move_locked(ledger, venue, lock, buyer, quantity)?;
        // PSP22 answers "done" to a payment to oneself without moving anything.
        if moved.seller == buyer {
            return Err(Error::SameParty);
        }
        weir_probe!(moved.seller == buyer);
        Ok((venue, cash, moved))
    }

    /// Both sides have what is theirs.
    pub(crate) fn settle(&mut self, venue: AccountId, delivery: &Delivery, moved: Moved) -> Result<Settled, Error> {
        let Delivery { buyer, quantity, amount, mode, .. } = *delivery;
        let settled = self.number(moved)?;
        let Settled { id, seller, batch, .. } = settled;
        self.env().emit_event(events::Settled { id, venue, seller, buyer, batch, quantity, amount, mode });
        Ok(settled)
    }

    /// Gives a settlement its number.
    fn number(&mut self, moved: Moved) -> Result<Settled, Error> {
        let id = self.settled.checked_add(1).ok_or(Error::Overflow)?;
        weir_probe!(id == 0);
        self.settled = id;
        let Moved { seller, batch, from, to, .. } = moved;
        Ok(Settled { id, seller, batch, from, to })
    }

    /// Units into a lock of settlement's own; the rest is the desk's.
    pub(crate) fn open_sale(&mut self, delivery: &Delivery, bank: AccountId) -> Result<Settled, Error> {
        let (venue, ledger, _) = self.for_sale(delivery)?;
        let desk = self.desk.get().ok_or(Error::NotWired)?;
        let expires = self.env().block_timestamp().checked_add(BACKSTOP).ok_or(Error::Overflow)?;
        let moved = calls::split_lock(ledger, venue, delivery, expires)?;
        let Delivery { buyer, quantity, amount, mode, .. } = *delivery;
        if moved.seller == buyer {
            return Err(Error::SameParty);
        }
        let lock = moved.lock;
        let settled = self.number(moved)?;
        let Settled { id, seller, batch, .. } = settled;
        calls::open(desk, Opening { id, lock, venue, seller, buyer, bank, batch, quantity, amount, mode })?;
        Ok(settled)
    }
}
