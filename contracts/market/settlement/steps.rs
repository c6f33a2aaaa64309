//! What the messages do, step by step: ask, decide by a rule, store, move units and cash, tell. Any failure reverts the whole
//! message, but for a ledger's refusal right after a confirmation, which is then carried out later.

use crate::desk::Office;
use crate::settlement::{Settlement, Wiring};
use crate::{calls, events};
use ink::codegen::Env;
use ink::prelude::vec::Vec;
use weir_rules::settlement as rules;
use weir_types::bank_sale::{Ended, Entry, Phase, Sale, Terms};
use weir_types::ledger::{self, Moved};
use weir_types::settlement::{Delivery, Error, Settled, SettlementId};
use weir_types::{AccountId, Capability, Role};

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

    /// The same for a sale of something for something. This contract buys nothing: it would pay with the cash of others.
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
        self.settled = id;
        let Moved { seller, batch, from, to, .. } = moved;
        Ok(Settled { id, seller, batch, from, to })
    }

    /// Units into a lock of settlement's own, the buyer's deposit to settlement.
    pub(crate) fn open_sale(&mut self, delivery: &Delivery, bank: AccountId) -> Result<Settled, Error> {
        let (venue, ledger, cash) = self.for_sale(delivery)?;
        let Delivery { buyer, quantity, amount, mode, .. } = *delivery;
        let Office { registry, terms: number } = self.desk.office()?;
        let (terms, opened) = (self.desk.terms(number)?, self.env().block_timestamp());
        let deposit = rules::opening(&terms, quantity, amount)?;
        let moved = calls::split_lock(ledger, venue, delivery, rules::expires(opened, &terms)?)?;
        if moved.seller == buyer {
            return Err(Error::SameParty);
        }
        let asked = Vec::from([bank, buyer, moved.seller]);
        calls::screen(registry, asked, Capability::ActOver(Role::Bank), Error::NotBank)?;
        calls::collect(cash, buyer, self.env().account_id(), deposit)?;
        let lock = moved.lock;
        let settled = self.number(moved)?;
        let Settled { id, seller, batch, .. } = settled;
        let sale = Sale {
            seller,
            buyer,
            bank,
            venue,
            batch,
            mode,
            lock,
            quantity,
            amount,
            opened,
            terms: number,
            deposit,
            buyer_stake: deposit,
            seller_stake: 0,
            reference: Vec::new(),
            confirmed: false,
            conceded: None,
            dispute: None,
            appeal: None,
            withheld: None,
            ended: None,
        };
        self.desk.put(id, &sale);
        self.env().emit_event(events::BankSettlementOpened {
            id,
            venue,
            seller,
            buyer,
            bank,
            batch,
            quantity,
            amount,
            mode,
            lock,
            deposit,
            terms: number,
        });
        Ok(settled)
    }

    /// Makes an entry in a docket, by the caller. A confirmation and a withdrawal end the sale at once, unless it is withheld,
    /// before an arbiter, or the ledger refuses: then the entry stands and anybody may finish later.
    #[inline(never)]
    pub(crate) fn enter(&mut self, id: SettlementId, entry: Entry) -> Result<Phase, Error> {
        let (by, now) = (self.env().caller(), self.env().block_timestamp());
        let (mut sale, terms) = self.desk.sale(id)?;
        if let Some((capability, accounts)) = rules::authority(&sale, &entry, by)? {
            let refused = match capability {
                Capability::Act(_) => Error::NotBank,
                _ => Error::NotIndependent,
            };
            calls::screen(self.desk.office()?.registry, accounts, capability, refused)?;
        }
        let deposit = self.desk.enter(id, (&mut sale, &terms), &entry, by, now)?;
        if deposit > 0 {
            calls::collect(self.wired()?.cash, by, self.env().account_id(), deposit)?;
        }
        let ends = matches!(entry, Entry::Confirmed | Entry::Withdrawn);
        self.env().emit_event(events::DocketEntered { id, by, entry, deposit });
        if ends {
            match self.end(id, &mut sale, &terms) {
                Err(Error::NotDue | Error::Withheld | Error::Ledger(_)) | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
        rules::phase(&sale, &terms, now)
    }

    /// Carries out what is decided: the units first, so that nothing has changed when the ledger refuses.
    #[inline(never)]
    pub(crate) fn end(&mut self, id: SettlementId, sale: &mut Sale, terms: &Terms) -> Result<(), Error> {
        let rules::Outcome { delivered, returned, basis, to_buyer, to_seller, lapsed } =
            rules::outcome(sale, terms, self.env().block_timestamp())?;
        let Wiring { ledger, cash, .. } = *self.wired()?;
        if delivered > 0 {
            calls::move_locked(ledger, self.env().account_id(), sale.lock, sale.buyer, delivered)?;
        }
        if returned > 0 {
            match calls::unlock(ledger, sale.lock) {
                Err(Error::Ledger(ledger::Error::UnknownLock)) if lapsed => {}
                other => other?,
            }
        }
        sale.ended = Some(Ended { delivered, basis });
        self.desk.put(id, sale);
        for (to, amount) in [(sale.buyer, to_buyer), (sale.seller, to_seller)] {
            if amount > 0 {
                calls::pay(cash, to, amount)?;
            }
        }
        self.env().emit_event(events::BankSettlementEnded { id, basis, delivered, returned, to_buyer, to_seller });
        Ok(())
    }
}
