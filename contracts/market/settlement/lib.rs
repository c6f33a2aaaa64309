//! Delivery versus payment in one message: locked units go to the buyer and cash to the seller, both or neither. Cash that
//! waits for a sale is kept in funds; sales through a bank are the desk's, and only their locks are here.
//!
//! **Invariants**
//! - Every successful `deliver` moved exactly `quantity` units out of one lock and exactly `amount` cents the other
//!   way: any failure on either side reverts the whole message.
//! - Only a wired venue can ask, and only for a lock of its own: the ledger compares the lock's venue with the one
//!   named here.
//! - It never holds a unit. Its cash is the sum of the open funds (gifts apart): a fund pays for its payer's purchases at
//!   its venue, forfeits what the payer agreed to there, and goes back to the payer.
//! - Locks of its own are for sales through a bank; the desk alone has them delivered or given back.
//! - It is never a buyer or a payer itself: it would pay with the cash of others.
//! - Wiring happens once. After it the administrator has no power at all.
//!
//! Nothing is stored of a delivery but its number: what was settled is in the event.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
pub mod events;
mod funds;
mod steps;

pub use self::settlement::{Settlement, SettlementRef};
pub use weir_types::settlement::{Delivery, Error, Settled, SettlementId, TradeMode};

#[ink::contract]
mod settlement {
    use crate::{calls, events, funds::Funds};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use weir_types::calls::done;
    use weir_types::ledger::{LockId, MAX_VENUES};
    use weir_types::policy::Guarded;
    use weir_types::settlement::{self as api, Custody, Delivery, Error, Fund, FundId, Settled, SettlementId};
    use weir_types::{keys, weir_probe, Admin, Money, Quantity};

    /// The partners.
    #[derive(Debug)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Wiring {
        pub(crate) ledger: AccountId,
        pub(crate) cash: AccountId,
        /// The contracts that may ask for a delivery.
        pub(crate) venues: Vec<AccountId>,
    }

    /// What `deliver` reads at every call.
    #[ink(storage)]
    pub struct Settlement {
        /// Set once; at most 8 venues, so that they cost less here than a look-up each time.
        pub(crate) wiring: Option<Wiring>,
        /// How many settlements there have been.
        pub(crate) settled: SettlementId,
        /// Who may wire.
        admin: Lazy<Admin, ManualKey<{ keys::SETTLEMENT_WIRING }>>,
        /// Cash that waits here.
        funds: Funds,
        /// The bank desk. Not in the root cell: a delivery asks it nothing.
        pub(crate) desk: Lazy<AccountId, ManualKey<{ keys::SETTLEMENT_DESK }>>,
    }

    impl Settlement {
        /// A settlement that is not wired yet; its administrator is the deployer.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut admin = Lazy::default();
            admin.set(&Admin::new(Self::env().caller()));
            Self { wiring: None, settled: 0, admin, funds: Funds::default(), desk: Lazy::default() }
        }

        /// Names the bank desk, the ledger, cash (PSP22) and the venues (1 to `MAX_VENUES`). Succeeds once.
        /// Administrator only.
        ///
        /// # Events
        /// `Wired`.
        ///
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `BadVenues`.
        #[ink(message)]
        #[inline(never)]
        pub fn wire(
            &mut self,
            desk: AccountId,
            ledger: AccountId,
            cash: AccountId,
            venues: Vec<AccountId>,
        ) -> Result<(), Error> {
            if !self.administrator()?.is(self.env().caller()) {
                return Err(Error::NotAllowed);
            }
            if self.wiring.is_some() {
                return Err(Error::AlreadyWired);
            }
            if venues.is_empty() || venues.len() > MAX_VENUES {
                return Err(Error::BadVenues);
            }
            self.env().emit_event(events::Wired { desk, ledger, cash, venues: venues.clone() });
            self.desk.set(&desk);
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
        #[inline(never)]
        pub fn propose_admin(&mut self, next: AccountId) -> Result<(), Error> {
            let mut admin = self.administrator()?;
            self.enter(0);
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
        #[inline(never)]
        pub fn accept_admin(&mut self) -> Result<(), Error> {
            let mut admin = self.administrator()?;
            let event = admin.accept(self.env().caller()).ok_or(Error::NotPending)?;
            self.admin.set(&admin);
            self.env().emit_event(event);
            done(())
        }

        /// The administrator, and who is proposed to follow.
        #[ink(message)]
        #[inline(never)]
        pub fn admin(&self) -> Option<Admin> {
            self.admin.get()
        }

        /// The ledger and cash, once wired.
        #[ink(message)]
        #[inline(never)]
        pub fn partners(&self) -> Option<(AccountId, AccountId)> {
            self.wiring.as_ref().map(|wiring| (wiring.ledger, wiring.cash))
        }

        /// The bank desk, once wired.
        #[ink(message)]
        #[inline(never)]
        pub fn desk(&self) -> Option<AccountId> {
            self.desk.get()
        }

        /// May the account ask for deliveries?
        #[ink(message)]
        #[inline(never)]
        pub fn is_venue(&self, account: AccountId) -> bool {
            self.wiring.as_ref().is_some_and(|wiring| wiring.venues.contains(&account))
        }

        /// How many settlements there have been: the number of the last one.
        #[ink(message)]
        #[inline(never)]
        pub fn count(&self) -> SettlementId {
            self.settled
        }

        /// A fund that is neither used up nor given back.
        #[ink(message)]
        #[inline(never)]
        pub fn fund_of(&self, fund: FundId) -> Option<Fund> {
            self.funds.find(fund)
        }

        /// The number of the last fund, 0 when there was none.
        #[ink(message)]
        #[inline(never)]
        pub fn last_fund(&self) -> FundId {
            self.funds.last()
        }

        fn administrator(&self) -> Result<Admin, Error> {
            self.admin.get().ok_or(Error::NotAllowed)
        }
    }

    impl api::Settlement for Settlement {
        /// Delivers locked units to the buyer and pays the seller from the buyer's approval to this contract. Venues
        /// only.
        ///
        /// # Events
        /// `Settled`.
        ///
        /// # Errors
        /// `NotWired`, `NotVenue`, `ZeroAmount` (no units or no cents), `SameParty`, `Overflow`; `Ledger(..)` with the
        /// ledger's reason (an unknown or foreign lock, an expired one, a party that may not trade);
        /// `InsufficientApproval`, `InsufficientCash`, `CashRefused`; `LedgerFailed`, `CashFailed` when the other
        /// contract did not answer.
        #[ink(message)]
        #[inline(never)]
        fn deliver(&mut self, delivery: Delivery) -> Result<Settled, Error> {
            let (venue, cash, moved) = self.hand_over(&delivery)?;
            calls::collect(cash, delivery.buyer, moved.seller, delivery.amount)?;
            self.settle(venue, &delivery, moved)
        }

        /// Takes cash from the payer's approval to this contract and keeps it for purchases at the venue that asks.
        /// Venues only, for a payer who called them.
        ///
        /// # Events
        /// `Funded`.
        ///
        /// # Errors
        /// `NotWired`, `NotVenue`, `ZeroAmount`, `ExpiryInPast`, `SameParty` (this contract's own cash), `Overflow`;
        /// `InsufficientApproval`, `InsufficientCash`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        #[inline(never)]
        fn fund(&mut self, payer: AccountId, amount: Money, expires: Timestamp) -> Result<FundId, Error> {
            let (venue, _, cash) = self.for_venue()?;
            let own = self.env().account_id();
            // A payment from this contract to itself would be "done" without any cash behind it.
            if payer == own {
                return Err(Error::SameParty);
            }
            let fund = self.funds.open(Fund { payer, venue, amount, expires }, self.env().block_timestamp())?;
            calls::collect(cash, payer, own, amount)?;
            self.env().emit_event(events::Funded { fund, payer, venue, amount, expires });
            done(fund)
        }

        /// Delivers locked units to the buyer and pays the seller from a fund of the venue's, whose payer is the buyer.
        /// Venues only.
        ///
        /// # Events
        /// `Settled`, `FundSpent`.
        ///
        /// # Errors
        /// As `deliver`, but for the approval; `UnknownFund`, `NotAllowed` (another venue's), `FundExpired`,
        /// `InsufficientFund`, `NotPayer`.
        #[ink(message)]
        #[inline(never)]
        fn deliver_funded(&mut self, fund: FundId, delivery: Delivery) -> Result<Settled, Error> {
            let (venue, cash, moved) = self.hand_over(&delivery)?;
            let left = self.funds.spend(fund, venue, delivery.amount, self.env().block_timestamp())?;
            if left.payer != delivery.buyer {
                return Err(Error::NotPayer);
            }
            calls::pay(cash, moved.seller, delivery.amount)?;
            let settled = self.settle(venue, &delivery, moved)?;
            let (settlement, amount, left) = (settled.id, delivery.amount, left.amount);
            self.env().emit_event(events::FundSpent { fund, settlement, amount, left });
            Ok(settled)
        }

        /// Gives what is left in a fund back to its payer. Its venue at any time, anybody once it has run out. How many
        /// cents.
        ///
        /// # Events
        /// `Refunded`.
        ///
        /// # Errors
        /// `NotWired`, `UnknownFund`, `FundActive`; `CashRefused`, `CashFailed`.
        #[ink(message)]
        #[inline(never)]
        fn refund(&mut self, fund: FundId) -> Result<Money, Error> {
            let cash = self.wired()?.cash;
            let by = self.env().caller();
            let Fund { payer, amount, .. } = self.funds.close(fund, by, self.env().block_timestamp())?;
            calls::pay(cash, payer, amount)?;
            self.env().emit_event(events::Refunded { fund, payer, amount, by });
            done(amount)
        }

        /// Pays part of a fund to another account, as a penalty that its payer agreed to with the bid. Its venue only,
        /// before the fund runs out.
        ///
        /// # Events
        /// `Forfeited`.
        ///
        /// # Errors
        /// `NotWired`, `UnknownFund`, `NotAllowed`, `FundExpired`, `ZeroAmount`, `InsufficientFund`, `SameParty` (to
        /// this contract, where it would be nobody's); `CashRefused`, `CashFailed`.
        #[ink(message)]
        #[inline(never)]
        fn forfeit(&mut self, fund: FundId, to: AccountId, amount: Money) -> Result<(), Error> {
            let cash = self.wired()?.cash;
            if to == self.env().account_id() {
                return Err(Error::SameParty);
            }
            let left = self.funds.spend(fund, self.env().caller(), amount, self.env().block_timestamp())?;
            calls::pay(cash, to, amount)?;
            self.env().emit_event(events::Forfeited { fund, payer: left.payer, to, amount, left: left.amount });
            done(())
        }

        /// Opens a settlement through a bank: the units move to a lock of this contract's own, and the bank desk takes
        /// over. It takes a deposit from the buyer's approval to it. Venues only, for a buyer who called them.
        ///
        /// # Events
        /// The ledger's `LockSplit`, the desk's `BankSaleOpened`.
        ///
        /// # Errors
        /// As `deliver`; `Desk(..)` with the desk's reason (no bank that is independent of both sides, no cash for the
        /// deposit); `DeskFailed`.
        #[ink(message)]
        #[inline(never)]
        fn open_bank(&mut self, delivery: Delivery, bank: AccountId) -> Result<Settled, Error> {
            self.open_sale(&delivery, bank)
        }
    }

    impl Custody for Settlement {
        /// Ends a sale that went through a bank: `delivered` units of the lock to the buyer, what is left back to its
        /// owner if that is asked. The desk only.
        ///
        /// # Events
        /// The ledger's `Delivered`, `Unlocked`.
        ///
        /// # Errors
        /// `NotWired`, `NotDesk`, `Ledger(..)`, `LedgerFailed`.
        #[ink(message)]
        #[inline(never)]
        fn end_sale(
            &mut self,
            lock: LockId,
            buyer: AccountId,
            delivered: Quantity,
            give_back: bool,
        ) -> Result<(), Error> {
            let ledger = self.wired()?.ledger;
            let admitted = self.desk.get() == Some(self.env().caller());
            if !admitted {
                return Err(Error::NotDesk);
            }
            weir_probe!(admitted);
            if delivered > 0 {
                calls::move_locked(ledger, self.env().account_id(), lock, buyer, delivered)?;
            }
            if give_back {
                calls::unlock(ledger, lock)?;
            }
            done(())
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
