//! # allowances/ledger: every unit of every batch
//!
//! A cell (batch, account) holds what is tradable, locked and surrendered; a batch its supply. What a move must know of an account
//! is pushed here by the registry, so that a transfer calls nobody.
//!
//! **Invariants**
//! - For every batch: `issued = tradable + locked + surrendered + cancelled + reserve`, and each of a supply's tradable, locked
//!   and surrendered is the sum of that batch's cells. Only the issuer makes `issued` grow; nothing makes it fall.
//! - Units wait in their owner's own cell. A lock is moved by the wired settlement alone, for the very venue that took it; once
//!   it has expired anybody may send the units home, whatever the owner's standing.
//! - The administrator names partners once and facades once each, of the wired code. It moves, freezes, issues, removes nothing.
//! - A frozen account's units do not move but to be surrendered, or back to it from a lock.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod data;
pub mod events;
mod moves;
mod types;
mod wires;

pub use self::ledger::{Ledger, LedgerRef};
pub use data::Books;
pub use types::{Batch, Order, Outcome, Part, Parties, Wiring};
pub use weir_types::ledger::Error;
#[ink::contract]
mod ledger {
    use crate::{data::Books, events::*, types::*, wires::Wires, Error};
    use ink::prelude::vec::Vec;
    use weir_rules::supply::Step;
    use weir_types::ledger::{BatchTerms, Ledger as Interface, Lock, LockId, Moved};
    use weir_types::{calls, events::emit, weir_probe, AccountRecord, Admin, BatchId, Cell, Quantity, Supply};

    /// The root cell holds the partners and the last lock's number; all else lies under keys of its own.
    #[ink(storage)]
    pub struct Ledger {
        pub(crate) books: Books,
        pub(crate) wires: Wires,
    }

    // No message is inlined into the dispatcher: a call pays for compiling each function it enters (docs/adr/0008-small-code.md).
    impl Ledger {
        /// An empty ledger, not wired yet; its deployer is the administrator.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { books: Books::default(), wires: Wires::new(Self::env().caller()) }
        }

        /// Names the contracts the ledger works with, once and for good. The administrator.
        /// # Events
        /// [`Wired`].
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `TooManyVenues`.
        #[ink(message)]
        #[inline(never)]
        pub fn wire(&mut self, wiring: Wiring) -> Result<(), Error> {
            emit(self.wires.wire(self.env().caller(), wiring)?);
            Ok(())
        }

        /// Names a batch's PSP22 facade, once a batch and for good. The administrator.
        /// # Events
        /// [`FacadeRegistered`].
        /// # Errors
        /// `NotAllowed`, `NotWired`, `NotFacade` (not a contract of the wired code), `UnknownBatch`, `FacadeExists`.
        #[ink(message)]
        #[inline(never)]
        pub fn register_facade(&mut self, batch: BatchId, facade: AccountId) -> Result<(), Error> {
            self.name_facade(batch, facade)
        }

        /// Transfers units to an account of the same controller group. The holder.
        /// Both registered, neither frozen, suspended nor denied. To the holder itself: the same is checked, nothing happens.
        /// # Events
        /// [`Transferred`].
        /// # Errors
        /// `UnknownBatch`, `SurrenderOnly`, `Halted`, `Sender…`, `Receiver…`, `NotSameGroup`, `ZeroQuantity`, `Insufficient…`.
        #[ink(message)]
        #[inline(never)]
        pub fn transfer(&mut self, batch: BatchId, to: AccountId, quantity: Quantity) -> Result<(), Error> {
            let from = self.env().caller();
            self.move_units(Order::new(batch, from, from, to, quantity))
        }

        /// The same for a holder who approved the caller for at least `quantity`.
        /// # Events
        /// [`Transferred`], with `by` the caller.
        /// # Errors
        /// As `transfer`, and `InsufficientApproval`.
        #[ink(message)]
        #[inline(never)]
        pub fn transfer_from(
            &mut self,
            batch: BatchId,
            from: AccountId,
            to: AccountId,
            quantity: Quantity,
        ) -> Result<(), Error> {
            self.move_units(Order::new(batch, self.env().caller(), from, to, quantity))
        }

        /// Lets `spender` transfer `quantity` of the caller's units, in place of what was approved before. Anyone.
        /// # Events
        /// [`Approved`].
        /// # Errors
        /// `UnknownBatch`.
        #[ink(message)]
        #[inline(never)]
        pub fn approve(&mut self, batch: BatchId, spender: AccountId, quantity: Quantity) -> Result<(), Error> {
            self.books.batch(batch)?;
            self.allow(batch, self.env().caller(), spender, quantity)
        }

        /// Gives units back to the reserve: how a buy-back is delivered. A holder that may trade.
        /// # Events
        /// [`Returned`].
        /// # Errors
        /// `UnknownBatch`, `Halted`, `Sender…`, `ZeroQuantity`, `InsufficientTradable`.
        #[ink(message)]
        #[inline(never)]
        pub fn return_to_reserve(&mut self, batch: BatchId, quantity: Quantity) -> Result<(), Error> {
            let from = self.give_up(batch, Step::Return, quantity)?;
            emit(Returned { from, batch, quantity });
            calls::done(())
        }

        /// Removes units for good, of one's own will and for nothing. A holder that may trade.
        /// # Events
        /// [`Cancelled`].
        /// # Errors
        /// `UnknownBatch`, `Sender…`, `ZeroQuantity`, `InsufficientTradable`.
        #[ink(message)]
        #[inline(never)]
        pub fn cancel(&mut self, batch: BatchId, quantity: Quantity) -> Result<(), Error> {
            let holder = self.give_up(batch, Step::Cancel, quantity)?;
            emit(Cancelled { batch, holder: Some(holder), quantity });
            calls::done(())
        }

        /// Halts a batch, or lifts the halt; surrender, cancellation and unlocking go on. `reason` is the hash of the published
        /// order. Whoever the registry knows as supervisor.
        /// # Events
        /// [`HaltSet`].
        /// # Errors
        /// `NotWired`, `RegistryRefused`, `UnknownBatch`.
        #[ink(message)]
        #[inline(never)]
        pub fn halt(&mut self, batch: BatchId, halted: bool, reason: Hash) -> Result<(), Error> {
            self.set_halt(batch, halted, reason)
        }

        /// First step of changing the administrator. The administrator.
        /// # Events
        /// `AdminProposed`.
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        #[inline(never)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            self.nominate(next)
        }

        /// Second step of changing the administrator. The one proposed.
        /// # Events
        /// `AdminChanged`.
        /// # Errors
        /// `NotPending`.
        #[ink(message)]
        #[inline(never)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            emit(self.wires.accept_admin(self.env().caller())?);
            calls::done(())
        }

        /// The administrator.
        #[ink(message)]
        #[inline(never)]
        pub fn admin(&self) -> Option<Admin> {
            self.wires.admin()
        }

        /// The partners, once wired.
        #[ink(message)]
        #[inline(never)]
        pub fn wiring(&self) -> Option<Parties> {
            self.wires.partners().ok().copied()
        }

        /// May the account take locks?
        #[ink(message)]
        #[inline(never)]
        pub fn is_venue(&self, account: AccountId) -> bool {
            self.wires.is_venue(account)
        }

        /// A batch: terms, halt, facade, supply.
        #[ink(message)]
        #[inline(never)]
        pub fn batch(&self, batch: BatchId) -> Option<Batch> {
            self.books.find(batch)
        }

        /// Would this off-market transfer go through now? For front ends; the errors are those of `transfer`.
        #[ink(message)]
        #[inline(never)]
        pub fn check_transfer(
            &self,
            batch: BatchId,
            from: AccountId,
            to: AccountId,
            quantity: Quantity,
        ) -> Result<(), Error> {
            let order = Order::new(batch, from, from, to, quantity);
            self.books.check_transfer(&order, self.env().block_timestamp())
        }
    }

    impl Interface for Ledger {
        #[ink(message)]
        #[inline(never)]
        fn open_batch(&mut self, batch: BatchId, terms: BatchTerms) -> Result<(), Error> {
            let admitted = self.only_issuer();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.open(batch, terms)?;
            emit(BatchOpened { batch, terms });
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn issue(&mut self, batch: BatchId, lines: Vec<(AccountId, Quantity)>, reserve: Quantity) -> Result<(), Error> {
            let admitted = self.only_issuer();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.issue(batch, &lines, reserve)?;
            for (to, quantity) in lines {
                emit(Issued { to, batch, quantity });
            }
            if reserve > 0 {
                emit(Reserved { batch, quantity: reserve });
            }
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn release(&mut self, batch: BatchId, to: AccountId, quantity: Quantity) -> Result<(), Error> {
            let admitted = self.only_issuer();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.allocate(batch, to, Step::Release, quantity)?;
            emit(Released { to, batch, quantity });
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn cancel_reserve(&mut self, batch: BatchId, quantity: Quantity) -> Result<(), Error> {
            let admitted = self.only_issuer();
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.reserve(batch, Step::CancelReserve, quantity)?;
            emit(Cancelled { batch, holder: None, quantity });
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn record_account(&mut self, account: AccountId, record: AccountRecord) -> Result<(), Error> {
            let admitted = self.only(&self.wires.partners()?.registry);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.record(account, record);
            emit(AccountRecorded { account, record });
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn lock(
            &mut self,
            owner: AccountId,
            batch: BatchId,
            quantity: Quantity,
            expires: Timestamp,
        ) -> Result<LockId, Error> {
            let (venue, now) = (self.env().caller(), self.env().block_timestamp());
            let admitted = self.wires.only_venue(venue);
            admitted?;
            weir_probe!(admitted.is_ok());
            let lock = self.books.lock(Lock { owner, venue, batch, quantity, expires }, now)?;
            emit(Locked { owner, lock, venue, batch, quantity, expires });
            Ok(lock)
        }

        #[ink(message)]
        #[inline(never)]
        fn move_locked(
            &mut self,
            venue: AccountId,
            lock: LockId,
            to: AccountId,
            quantity: Quantity,
        ) -> Result<Moved, Error> {
            calls::done(self.deliver(venue, lock, to, quantity, None)?)
        }

        #[ink(message)]
        #[inline(never)]
        fn split_lock(
            &mut self,
            venue: AccountId,
            lock: LockId,
            to: AccountId,
            quantity: Quantity,
            expires: Timestamp,
        ) -> Result<Moved, Error> {
            self.deliver(venue, lock, to, quantity, Some(expires))
        }

        #[ink(message)]
        #[inline(never)]
        fn unlock(&mut self, lock: LockId) -> Result<Quantity, Error> {
            let (caller, now) = (self.env().caller(), self.env().block_timestamp());
            let Lock { owner, batch, quantity, .. } = self.books.unlock(lock, caller, now)?;
            emit(Unlocked { owner, lock, batch, quantity });
            calls::done(quantity)
        }

        #[ink(message)]
        #[inline(never)]
        fn surrender(&mut self, holder: AccountId, batch: BatchId, quantity: Quantity) -> Result<(), Error> {
            let admitted = self.only(&self.wires.partners()?.compliance);
            admitted?;
            weir_probe!(admitted.is_ok());
            self.books.surrender(batch, holder, quantity)?;
            emit(Surrendered { holder, batch, quantity });
            calls::done(())
        }

        #[ink(message)]
        #[inline(never)]
        fn facade_transfer(
            &mut self,
            batch: BatchId,
            caller: AccountId,
            from: AccountId,
            to: AccountId,
            quantity: Quantity,
        ) -> Result<Quantity, Error> {
            let found = self.books.facade_batch(batch, self.env().caller())?;
            let order = Order::new(batch, caller, from, to, quantity);
            calls::done(self.books.transfer(&found, &order, self.env().block_timestamp())?.left())
        }

        #[ink(message)]
        #[inline(never)]
        fn facade_approve(
            &mut self,
            batch: BatchId,
            owner: AccountId,
            spender: AccountId,
            quantity: Quantity,
        ) -> Result<(), Error> {
            self.books.facade_batch(batch, self.env().caller())?;
            self.allow(batch, owner, spender, quantity)
        }

        #[ink(message)]
        #[inline(never)]
        fn cell(&self, batch: BatchId, account: AccountId) -> Cell {
            self.books.cell(batch, account)
        }

        #[ink(message)]
        #[inline(never)]
        fn supply(&self, batch: BatchId) -> Option<Supply> {
            self.books.find(batch).map(|found| found.supply)
        }

        #[ink(message)]
        #[inline(never)]
        fn approval(&self, batch: BatchId, owner: AccountId, spender: AccountId) -> Quantity {
            self.books.approval(batch, owner, spender)
        }

        #[ink(message)]
        #[inline(never)]
        fn lock_of(&self, lock: LockId) -> Option<Lock> {
            self.books.lock_of(lock)
        }

        #[ink(message)]
        #[inline(never)]
        fn account(&self, account: AccountId) -> AccountRecord {
            self.books.account(account)
        }
    }
}
