//! The books: every cell, supply, lock and approval, and the steps on them. Free of the environment: who calls and what time it
//! is are arguments, events and the checks on callers are the contract's.

use crate::{Batch, Order, Outcome, Part};
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use weir_rules::supply::{self, Step};
use weir_rules::transfer;
use weir_types::ledger::{BatchTerms, Error, Lock, LockId, Moved, MAX_LINES};
use weir_types::store::Records;
use weir_types::weir_probe;
use weir_types::{keys, AccountId, AccountRecord, BatchId, Cell, Quantity, Supply, Timestamp};

/// Which units, whose, and who may transfer them.
type Approval = (BatchId, AccountId, AccountId);

/// Everything the ledger keeps but whom it works with.
///
/// `last_lock` is in the root cell: that is read and written with every message in any case, so it costs nothing more there.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Books {
    last_lock: LockId,
    cells: Mapping<(BatchId, AccountId), Cell, ManualKey<{ keys::LEDGER_CELLS }>>,
    batches: Mapping<BatchId, Batch, ManualKey<{ keys::LEDGER_BATCHES }>>,
    accounts: Mapping<AccountId, AccountRecord, ManualKey<{ keys::LEDGER_ACCOUNTS }>>,
    locks: Mapping<LockId, Lock, ManualKey<{ keys::LEDGER_LOCKS }>>,
    approvals: Mapping<Approval, Quantity, ManualKey<{ keys::LEDGER_APPROVALS }>>,
}

impl Books {
    /// The batch, if it has been opened.
    pub fn find(&self, id: BatchId) -> Option<Batch> {
        self.batches.find(id)
    }

    /// The batch, or [`Error::UnknownBatch`].
    pub fn batch(&self, id: BatchId) -> Result<Batch, Error> {
        self.batches.find(id).ok_or(Error::UnknownBatch)
    }

    /// The batch, if the caller is its facade.
    pub fn facade_batch(&self, id: BatchId, caller: AccountId) -> Result<Batch, Error> {
        let batch = self.batch(id)?;
        if batch.facade != Some(caller) {
            return Err(Error::NotAllowed);
        }
        Ok(batch)
    }

    /// What an account holds; zeros when nothing.
    pub fn cell(&self, id: BatchId, account: AccountId) -> Cell {
        self.cells.find((&id, &account)).unwrap_or_default()
    }

    /// What is known of an account; nothing but refusals when it was never recorded.
    pub fn account(&self, account: AccountId) -> AccountRecord {
        self.accounts.find(account).unwrap_or_default()
    }

    /// A lock that has not been taken off.
    pub fn lock_of(&self, lock: LockId) -> Option<Lock> {
        self.locks.find(lock)
    }

    /// How many units of the owner the spender may still transfer.
    pub fn approval(&self, id: BatchId, owner: AccountId, spender: AccountId) -> Quantity {
        self.approvals.find((&id, &owner, &spender)).unwrap_or_default()
    }

    /// Opens an empty batch.
    pub fn open(&mut self, id: BatchId, terms: BatchTerms) -> Result<(), Error> {
        if self.batches.has(id) {
            return Err(Error::BatchExists);
        }
        self.batches.keep(id, &Batch { terms, halted: false, facade: None, supply: Supply::default() });
        Ok(())
    }

    /// Halts a batch or lifts the halt.
    pub fn halt(&mut self, id: BatchId, halted: bool) -> Result<(), Error> {
        let mut batch = self.batch(id)?;
        batch.halted = halted;
        self.batches.keep(id, &batch);
        Ok(())
    }

    /// Names the batch's facade, once.
    pub fn set_facade(&mut self, id: BatchId, facade: AccountId) -> Result<(), Error> {
        let mut batch = self.batch(id)?;
        if batch.facade.is_some() {
            return Err(Error::FacadeExists);
        }
        batch.facade = Some(facade);
        self.batches.keep(id, &batch);
        Ok(())
    }

    /// Writes what is known of an account.
    pub fn record(&mut self, account: AccountId, record: AccountRecord) {
        self.accounts.keep(account, &record);
    }

    /// Creates units: a line each for registered holders, the rest for the reserve.
    pub fn issue(&mut self, id: BatchId, lines: &[(AccountId, Quantity)], reserve: Quantity) -> Result<(), Error> {
        if lines.len() > MAX_LINES {
            return Err(Error::TooManyLines);
        }
        if reserve > 0 || lines.is_empty() {
            self.reserve(id, Step::IssueReserve, reserve)?;
        }
        for (to, quantity) in lines {
            self.allocate(id, *to, Step::Issue, *quantity)?;
        }
        Ok(())
    }

    /// New units, or units of the reserve, to an account that is registered; to buy or to be transferred some it must be free to
    /// trade too.
    pub fn allocate(&mut self, id: BatchId, to: AccountId, step: Step, quantity: Quantity) -> Result<(), Error> {
        if !self.account(to).eligible {
            return Err(Error::ReceiverNotEligible);
        }
        self.step(id, self.batch(id)?, to, step, quantity)
    }

    /// A step of the reserve alone.
    pub fn reserve(&mut self, id: BatchId, step: Step, quantity: Quantity) -> Result<(), Error> {
        let mut batch = self.batch(id)?;
        supply::step(&mut Cell::default(), &mut batch.supply, step, quantity)?;
        self.batches.keep(id, &batch);
        Ok(())
    }

    /// A holder that may trade gives units up: back to the reserve, or for good (which is barred to a frozen holder, lest it
    /// escape a court by destroying what is frozen). Surrender-only units may return: that sells them to nobody. Nothing
    /// returns while the batch is halted.
    pub fn give_up(
        &mut self,
        id: BatchId,
        from: AccountId,
        step: Step,
        quantity: Quantity,
        now: Timestamp,
    ) -> Result<(), Error> {
        let batch = self.batch(id)?;
        if batch.halted && step == Step::Return {
            return Err(Error::Halted);
        }
        let record = self.account(from);
        transfer::may_give(&record, now)?;
        weir_probe!(record.frozen);
        self.step(id, batch, from, step, quantity)
    }

    /// Surrenders a holder's units, whatever the holder's standing: an obligation can always be met.
    pub fn surrender(&mut self, id: BatchId, holder: AccountId, quantity: Quantity) -> Result<(), Error> {
        self.step(id, self.batch(id)?, holder, Step::Surrender, quantity)
    }

    /// Would the transfer go through, approvals aside? Changes nothing.
    pub fn check_transfer(&self, order: &Order, now: Timestamp) -> Result<(), Error> {
        self.plan(&self.batch(order.batch)?, order, now).map(|_| ())
    }

    /// Moves units within a controller group, on the holder's own word or on the approval it gave to another.
    pub fn transfer(&mut self, batch: &Batch, order: &Order, now: Timestamp) -> Result<Outcome, Error> {
        let Order { batch: id, from, to, quantity, by } = *order;
        let left = match by {
            Some(spender) if from != to => Some(self.approved(id, from, spender, quantity)?),
            _ => None,
        };
        let Some((giver, taker)) = self.plan(batch, order, now)? else { return Ok(Outcome::Nothing) };
        weir_probe!(by.is_some() && left.is_none());
        if let (Some(spender), Some(left)) = (by, left) {
            self.approve(id, from, spender, left);
        }
        self.put(id, from, &giver);
        self.put(id, to, &taker);
        Ok(Outcome::Moved { left: left.unwrap_or_default() })
    }

    /// What would be left of an approval.
    fn approved(&self, id: BatchId, owner: AccountId, by: AccountId, quantity: Quantity) -> Result<Quantity, Error> {
        self.approval(id, owner, by).checked_sub(quantity).ok_or(Error::InsufficientApproval)
    }

    /// Sets an approval.
    pub fn approve(&mut self, id: BatchId, owner: AccountId, spender: AccountId, quantity: Quantity) {
        if quantity == 0 {
            self.approvals.erase((&id, &owner, &spender));
        } else {
            self.approvals.keep((&id, &owner, &spender), &quantity);
        }
    }

    /// Locks an owner's units for a venue.
    pub fn lock(&mut self, lock: Lock, now: Timestamp) -> Result<LockId, Error> {
        still_to_come(lock.expires, now)?;
        let batch = self.batch(lock.batch)?;
        transfer::batch_may_move(batch.terms, batch.halted)?;
        transfer::may_give(&self.account(lock.owner), now)?;
        self.step(lock.batch, batch, lock.owner, Step::Lock, lock.quantity)?;
        self.add(&lock)
    }

    /// Takes units off a venue's lock for a buyer: both sides may trade, the lock has not expired. They are delivered, or become
    /// a lock of `part`'s venue, for a delivery to come; then neither cell nor supply changes.
    pub fn deliver(
        &mut self,
        venue: AccountId,
        id: LockId,
        to: AccountId,
        quantity: Quantity,
        part: Option<Part>,
        now: Timestamp,
    ) -> Result<Moved, Error> {
        let mut lock = self.locks.find(id).ok_or(Error::UnknownLock)?;
        if lock.venue != venue {
            return Err(Error::NotAllowed);
        }
        if lock.expires <= now {
            return Err(Error::LockExpired);
        }
        let batch = self.batch(lock.batch)?;
        transfer::batch_may_move(batch.terms, batch.halted)?;
        let (from, buyer) = (self.account(lock.owner), self.account(to));
        transfer::delivery(&from, &buyer, now)?;
        let rest = lock.quantity.checked_sub(quantity).ok_or(Error::InsufficientLocked)?;
        weir_probe!(lock.venue != venue);
        weir_probe!(lock.expires <= now);
        weir_probe!(from.frozen || buyer.frozen);
        weir_probe!(quantity > lock.quantity);
        let mut moved =
            Moved { lock: id, seller: lock.owner, batch: lock.batch, from: from.standing(), to: buyer.standing() };
        match part {
            Some(_) if quantity == 0 => return Err(Error::ZeroQuantity),
            Some(Part { venue, expires }) => {
                still_to_come(expires, now)?;
                moved.lock = self.add(&Lock { venue, quantity, expires, ..lock })?;
            }
            None => self.hand_over(&lock, batch, to, quantity)?,
        }
        lock.quantity = rest;
        self.put_lock(id, &lock);
        Ok(moved)
    }

    /// Numbers a new lock, of units that are locked already.
    fn add(&mut self, lock: &Lock) -> Result<LockId, Error> {
        let id = self.last_lock.checked_add(1).ok_or(Error::Overflow)?;
        self.last_lock = id;
        self.put_lock(id, lock);
        Ok(id)
    }

    /// A lock goes with the last of its units.
    fn put_lock(&mut self, id: LockId, lock: &Lock) {
        if lock.quantity == 0 {
            self.locks.erase(id);
        } else {
            self.locks.keep(id, lock);
        }
    }

    /// Gives what is left in a lock back to its owner, whatever the owner's standing: its venue at any time, anybody once it
    /// has expired. Answers the lock as it was.
    pub fn unlock(&mut self, id: LockId, caller: AccountId, now: Timestamp) -> Result<Lock, Error> {
        let lock = self.locks.find(id).ok_or(Error::UnknownLock)?;
        if lock.venue != caller && lock.expires > now {
            return Err(Error::LockActive);
        }
        self.step(lock.batch, self.batch(lock.batch)?, lock.owner, Step::Unlock, lock.quantity)?;
        weir_probe!(lock.venue != caller && lock.expires > now);
        self.locks.erase(id);
        Ok(lock)
    }

    /// Unlocks units and gives them to a buyer, who may be the owner.
    fn hand_over(&mut self, lock: &Lock, mut batch: Batch, to: AccountId, quantity: Quantity) -> Result<(), Error> {
        let Lock { owner, batch: id, .. } = *lock;
        let mut giver = self.cell(id, owner);
        supply::step(&mut giver, &mut batch.supply, Step::Unlock, quantity)?;
        if owner != to {
            let mut taker = self.cell(id, to);
            supply::transfer(&mut giver, &mut taker, quantity)?;
            self.put(id, to, &taker);
        }
        self.put(id, owner, &giver);
        self.batches.keep(id, &batch);
        Ok(())
    }

    /// The two cells after an off-market transfer; `None` when both accounts are one and nothing is to be written.
    fn plan(&self, batch: &Batch, order: &Order, now: Timestamp) -> Result<Option<(Cell, Cell)>, Error> {
        let Order { batch: id, from, to, quantity, .. } = *order;
        transfer::batch_may_move(batch.terms, batch.halted)?;
        let record = self.account(from);
        let mut giver = self.cell(id, from);
        if from == to {
            transfer::may_give(&record, now)?;
            return supply::transfer(&mut giver, &mut Cell::default(), quantity).map(|()| None);
        }
        transfer::off_market(&record, &self.account(to), now)?;
        let mut taker = self.cell(id, to);
        supply::transfer(&mut giver, &mut taker, quantity)?;
        Ok(Some((giver, taker)))
    }

    /// One step on one holder's cell and the supply.
    #[inline(never)]
    fn step(
        &mut self,
        id: BatchId,
        mut batch: Batch,
        holder: AccountId,
        step: Step,
        quantity: Quantity,
    ) -> Result<(), Error> {
        let mut cell = self.cell(id, holder);
        supply::step(&mut cell, &mut batch.supply, step, quantity)?;
        weir_probe!(cell.tradable > batch.supply.tradable);
        self.put(id, holder, &cell);
        self.batches.keep(id, &batch);
        Ok(())
    }

    fn put(&mut self, id: BatchId, account: AccountId, cell: &Cell) {
        if *cell == Cell::default() {
            self.cells.erase((&id, &account));
        } else {
            self.cells.keep((&id, &account), cell);
        }
    }
}

fn still_to_come(expires: Timestamp, now: Timestamp) -> Result<(), Error> {
    if expires <= now {
        return Err(Error::ExpiryInPast);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
