//! Delivery versus payment in one message: locked units go to the buyer and cash to the seller, both or neither.
//!
//! **Invariants**
//! - Every successful `deliver` moved exactly `quantity` units out of one lock and exactly `amount` cents the other way: any
//!   failure on either side reverts the whole message.
//! - Only a wired venue can ask, and only for a lock of its own: the ledger compares the lock's venue with the one named here.
//! - The contract never holds a unit or a cent: cash moves from buyer to seller by the buyer's own approval.
//! - Wiring happens once. After it the administrator has no power at all.
//!
//! Nothing is stored of a settlement but its number: what was settled is in the event.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
pub mod events;

pub use self::settlement::{Settlement, SettlementRef};
pub use weir_types::settlement::{Delivery, Error, Settled, SettlementId, TradeMode};

#[ink::contract]
mod settlement {
    use crate::{calls, events};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use weir_types::calls::done;
    use weir_types::ledger::MAX_VENUES;
    use weir_types::settlement::{self as api, Delivery, Error, Settled, SettlementId};
    use weir_types::{keys, Admin};

    /// The partners.
    #[derive(Debug)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Wiring {
        ledger: AccountId,
        cash: AccountId,
        /// The contracts that may ask for a delivery.
        venues: Vec<AccountId>,
    }

    /// What `deliver` reads at every call.
    #[ink(storage)]
    pub struct Settlement {
        /// Set once; at most 8 venues, so that they cost less here than a look-up each time.
        wiring: Option<Wiring>,
        /// How many settlements there have been.
        settled: SettlementId,
        /// Who may wire.
        admin: Lazy<Admin, ManualKey<{ keys::SETTLEMENT_WIRING }>>,
    }

    impl Settlement {
        /// A settlement that is not wired yet; its administrator is the deployer.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut admin = Lazy::default();
            admin.set(&Admin::new(Self::env().caller()));
            Self { wiring: None, settled: 0, admin }
        }

        /// Names the ledger, cash (PSP22) and the venues (1 to `MAX_VENUES`). Succeeds once. Administrator only.
        ///
        /// # Events
        /// `Wired`.
        ///
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `BadVenues`.
        #[ink(message)]
        pub fn wire(&mut self, ledger: AccountId, cash: AccountId, venues: Vec<AccountId>) -> Result<(), Error> {
            if !self.administrator()?.is(self.env().caller()) {
                return Err(Error::NotAllowed);
            }
            if self.wiring.is_some() {
                return Err(Error::AlreadyWired);
            }
            if venues.is_empty() || venues.len() > MAX_VENUES {
                return Err(Error::BadVenues);
            }
            self.env().emit_event(events::Wired { ledger, cash, venues: venues.clone() });
            self.wiring = Some(Wiring { ledger, cash, venues });
            Ok(())
        }

        /// First step of a change of administrator. Administrator only.
        ///
        /// # Events
        /// `AdminProposed`.
        ///
        /// # Errors
        /// `NotAllowed`.
        #[ink(message)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            let mut admin = self.administrator()?;
            let event = admin.propose(self.env().caller(), next).ok_or(Error::NotAllowed)?;
            self.admin.set(&admin);
            self.env().emit_event(event);
            done(())
        }

        /// Second step, by the account proposed.
        ///
        /// # Events
        /// `AdminChanged`.
        ///
        /// # Errors
        /// `NotPending` for everybody else.
        #[ink(message)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            let mut admin = self.administrator()?;
            let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
            self.admin.set(&admin);
            self.env().emit_event(event);
            done(())
        }

        /// The administrator, and who is proposed to follow.
        #[ink(message)]
        pub fn admin(&self) -> Option<Admin> {
            self.admin.get()
        }

        /// The ledger and cash, once wired.
        #[ink(message)]
        pub fn partners(&self) -> Option<(AccountId, AccountId)> {
            self.wiring.as_ref().map(|wiring| (wiring.ledger, wiring.cash))
        }

        /// May the account ask for deliveries?
        #[ink(message)]
        pub fn is_venue(&self, account: AccountId) -> bool {
            self.wiring.as_ref().is_some_and(|wiring| wiring.venues.contains(&account))
        }

        /// How many settlements there have been: the number of the last one.
        #[ink(message)]
        pub fn count(&self) -> SettlementId {
            self.settled
        }

        fn administrator(&self) -> Result<Admin, Error> {
            self.admin.get().ok_or(Error::NotAllowed)
        }
    }

    impl api::Settlement for Settlement {
        /// Delivers locked units to the buyer and pays the seller from the buyer's approval to this contract. Venues only.
        ///
        /// # Events
        /// `Settled`.
        ///
        /// # Errors
        /// `NotWired`, `NotVenue`, `ZeroAmount` (no units or no cents), `SameParty`, `Overflow`; `Ledger(..)` with the ledger's
        /// reason (an unknown or foreign lock, an expired one, a party that may not trade); `InsufficientApproval`,
        /// `InsufficientCash`, `CashRefused`; `LedgerFailed`, `CashFailed` when the other contract did not answer.
        #[ink(message)]
        fn deliver(&mut self, delivery: Delivery) -> Result<Settled, Error> {
            let venue = self.env().caller();
            let Wiring { ledger, cash, ref venues } = *self.wiring.as_ref().ok_or(Error::NotWired)?;
            if !venues.contains(&venue) {
                return Err(Error::NotVenue);
            }
            let Delivery { lock, buyer, quantity, amount, mode } = delivery;
            if quantity == 0 || amount == 0 {
                return Err(Error::ZeroAmount);
            }
            let (seller, batch) = calls::move_locked(ledger, venue, lock, buyer, quantity)?;
            // PSP22 answers "done" to a payment to oneself without moving anything.
            if seller == buyer {
                return Err(Error::SameParty);
            }
            calls::pay(cash, buyer, seller, amount)?;
            let id = self.settled.checked_add(1).ok_or(Error::Overflow)?;
            self.settled = id;
            self.env().emit_event(events::Settled { id, venue, seller, buyer, batch, quantity, amount, mode });
            Ok(Settled { id, seller, batch })
        }
    }

    impl Default for Settlement {
        fn default() -> Self {
            Self::new()
        }
    }
}

#[cfg(test)]
mod tests;
