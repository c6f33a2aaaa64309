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
mod desk;
pub mod events;
mod funds;
mod steps;

pub use self::settlement::{Settlement, SettlementRef};
pub use weir_types::settlement::{Delivery, Error, Settled, SettlementId, TradeMode};

#[ink::contract]
mod settlement {
    use crate::{calls, desk::Desk, events, funds::Funds};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use weir_rules::settlement as rules;
    use weir_types::bank_sale::{Entry, Phase, Sale, Terms, TermsId};
    use weir_types::calls::done;
    use weir_types::ledger::MAX_VENUES;
    use weir_types::settlement::{self as api, Delivery, Error, Fund, FundId, Settled, SettlementId};
    use weir_types::{keys, Admin, BasisPoints, Capability, Money, Role};

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
        /// Sales that are paid through a bank.
        pub(crate) desk: Desk,
    }

    impl Settlement {
        /// A settlement that is not wired yet; its administrator is the deployer.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut admin = Lazy::default();
            admin.set(&Admin::new(Self::env().caller()));
            Self { wiring: None, settled: 0, admin, funds: Funds::default(), desk: Desk::default() }
        }

        /// Names the registry, the ledger, cash (PSP22) and the venues (1 to `MAX_VENUES`). Succeeds once. Administrator only.
        ///
        /// # Events
        /// `Wired`, `TermsSet` (the standard terms).
        ///
        /// # Errors
        /// `NotAllowed`, `AlreadyWired`, `BadVenues`.
        #[ink(message)]
        pub fn wire(
            &mut self,
            registry: AccountId,
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
            self.env().emit_event(events::Wired { registry, ledger, cash, venues: venues.clone() });
            let (id, terms, by) = (1, self.desk.open_office(registry), self.env().caller());
            self.env().emit_event(events::TermsSet { id, terms, by });
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

        /// A fund that is neither used up nor given back.
        #[ink(message)]
        pub fn fund_of(&self, fund: FundId) -> Option<Fund> {
            self.funds.find(fund)
        }

        /// The number of the last fund, 0 when there was none.
        #[ink(message)]
        pub fn last_fund(&self) -> FundId {
            self.funds.last()
        }

        /// Sets the terms of bank settlements opened from now on, within the bounds of `weir_rules::settlement::check_terms`.
        /// Supervisor only. Their number.
        ///
        /// # Events
        /// `TermsSet`.
        ///
        /// # Errors
        /// `NotWired`, `NotIndependent` (not a supervisor), `RegistryFailed`, `BadTerms`.
        #[ink(message)]
        pub fn set_terms(&mut self, terms: Terms) -> Result<TermsId, Error> {
            let by = self.env().caller();
            let asked = Capability::Act(Role::Supervisor);
            calls::screen(self.desk.office()?.registry, Vec::from([by]), asked, Error::NotIndependent)?;
            let id = self.desk.set_terms(&terms)?;
            self.env().emit_event(events::TermsSet { id, terms, by });
            done(id)
        }

        /// Files the bank's reference of the payment. The buyer, until the filing window closes; once. The reference is kept
        /// as letters in upper case and digits, without blanks and dashes, and can be filed once at a bank, for ever. The phase
        /// that the settlement is in now, as from all messages on its docket.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `BadReference`, `ReferenceUsed`, `AlreadyFiled`, `NotParty`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn file_reference(&mut self, id: SettlementId, reference: Vec<u8>) -> Result<Phase, Error> {
            let reference = rules::normalise(&reference)?;
            self.enter(id, Entry::Filed(reference))
        }

        /// Confirms that the payment has arrived. The bank named, while it is one, for a filed reference and in its time (also
        /// while the first arbiter hears the case, who then decides); or the seller, at any time. Units go to the buyer at
        /// once, and the deposits with them, unless the settlement is withheld or the ledger refuses: see `finish`.
        ///
        /// # Events
        /// `DocketEntered`, `BankSettlementEnded`.
        ///
        /// # Errors
        /// `NotParty`, `NotBank`, `RegistryFailed`, `NoReference`, `AlreadyConfirmed`, `WrongPhase`, `TooLate`, `SaleEnded`,
        /// `UnknownSale`; `LedgerFailed`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn confirm_payment(&mut self, id: SettlementId) -> Result<Phase, Error> {
            self.enter(id, Entry::Confirmed)
        }

        /// Gives the purchase up: the units and the deposits are the seller's. The buyer, at any time.
        ///
        /// # Events
        /// `DocketEntered`, `BankSettlementEnded`.
        ///
        /// # Errors
        /// `NotParty`, `WrongPhase` (one side has given in before), `TooLate`, `SaleEnded`, `UnknownSale`; `LedgerFailed`,
        /// `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn withdraw(&mut self, id: SettlementId) -> Result<Phase, Error> {
            self.enter(id, Entry::Withdrawn)
        }

        /// Disputes. The buyer, until its window after the bank's deadline closes and while nobody has confirmed; the seller,
        /// once a payment is claimed, until the bank's deadline, against a deposit. `evidence` is a document's hash.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotParty`, `AlreadyDisputed`, `MissingEvidence`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`; and of the
        /// deposit `InsufficientApproval`, `InsufficientCash`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn dispute(&mut self, id: SettlementId, evidence: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Disputed(evidence))
        }

        /// Files more evidence in a case that is being heard. Either side, or the bank.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotParty`, `MissingEvidence`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn add_evidence(&mut self, id: SettlementId, evidence: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Evidenced(evidence))
        }

        /// Takes the case. An arbiter who is none of buyer, seller and bank nor of a group of theirs; on appeal not the first
        /// one either.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotIndependent`, `RegistryFailed`, `CaseTaken`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn take_case(&mut self, id: SettlementId) -> Result<Phase, Error> {
            self.enter(id, Entry::Taken)
        }

        /// Rules: `share` basis points of the units are the buyer's (rounded down; the residue stays with the seller), 10,000
        /// all, 0 none. The arbiter who took the case, while it is one and independent. Carried out by `finish`: at once on
        /// appeal, otherwise when the window to appeal has passed.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotIndependent`, `RegistryFailed`, `NotYourCase`, `BadShare`, `MissingEvidence`, `WrongPhase`, `TooLate`,
        /// `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn rule(&mut self, id: SettlementId, share: BasisPoints, reasons: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Ruled { share, reasons })
        }

        /// Appeals against a ruling, or against the default when nobody ruled. Either side, once, against a deposit.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// As `dispute`.
        #[ink(message)]
        pub fn appeal(&mut self, id: SettlementId, grounds: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Appealed(grounds))
        }

        /// Withholds a settlement: nothing is carried out until it is released, or the term is over. Everything else goes on:
        /// references, confirmations, disputes and rulings are entered, and no deadline moves. A depository independent of
        /// both sides, once a settlement, until the last deadline that can follow.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotIndependent`, `RegistryFailed`, `MissingEvidence`, `WithheldBefore`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn withhold(&mut self, id: SettlementId, reason: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Withheld(reason))
        }

        /// Ends a withholding. A depository independent of both sides.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotIndependent`, `RegistryFailed`, `MissingEvidence`, `NotWithheld`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn release(&mut self, id: SettlementId, reason: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Released(reason))
        }

        /// Ends a withholding, on appeal of a side: an arbiter independent of both sides and of who withheld.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// As `release`.
        #[ink(message)]
        pub fn lift_withholding(&mut self, id: SettlementId, reason: Hash) -> Result<Phase, Error> {
            self.enter(id, Entry::Lifted(reason))
        }

        /// Carries out what is decided: a deadline that has passed, a ruling that stands, a confirmation that waited. Anybody.
        ///
        /// # Events
        /// `BankSettlementEnded`.
        ///
        /// # Errors
        /// `NotDue`, `Withheld`, `SaleEnded`, `UnknownSale`; `Ledger(..)` while a party may not trade; `LedgerFailed`,
        /// `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn finish(&mut self, id: SettlementId) -> Result<(), Error> {
            let (mut sale, terms) = self.desk.sale(id)?;
            self.end(id, &mut sale, &terms)?;
            done(())
        }

        /// A bank settlement, open or ended, and where it stands now.
        #[ink(message)]
        pub fn sale(&self, id: SettlementId) -> Result<(Sale, Phase), Error> {
            let (sale, terms) = self.desk.sale(id)?;
            let phase = rules::phase(&sale, &terms, self.env().block_timestamp())?;
            Ok((sale, phase))
        }

        /// The settlement for which a reference was filed at a bank; the reference in any spelling.
        #[ink(message)]
        pub fn filed_for(&self, bank: AccountId, reference: Vec<u8>) -> Option<SettlementId> {
            self.desk.filed(bank, rules::normalise(&reference).ok()?)
        }

        /// Terms of bank settlements by number; those in force without one.
        #[ink(message)]
        pub fn terms(&self, id: Option<TermsId>) -> Result<(TermsId, Terms), Error> {
            let id = id.unwrap_or(self.desk.office()?.terms);
            Ok((id, self.desk.terms(id)?))
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
            let (venue, cash, moved) = self.hand_over(&delivery)?;
            calls::collect(cash, delivery.buyer, moved.seller, delivery.amount)?;
            self.settle(venue, &delivery, moved)
        }

        /// Takes cash from the payer's approval to this contract and keeps it for purchases at the venue that asks. Venues only,
        /// for a payer who called them.
        ///
        /// # Events
        /// `Funded`.
        ///
        /// # Errors
        /// `NotWired`, `NotVenue`, `ZeroAmount`, `ExpiryInPast`, `SameParty` (this contract's own cash), `Overflow`;
        /// `InsufficientApproval`, `InsufficientCash`, `CashRefused`, `CashFailed`.
        #[ink(message)]
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
        /// As `deliver`, but for the approval; `UnknownFund`, `NotAllowed` (another venue's), `FundExpired`, `InsufficientFund`,
        /// `NotPayer`.
        #[ink(message)]
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

        /// Gives what is left in a fund back to its payer. Its venue at any time, anybody once it has run out. How many cents.
        ///
        /// # Events
        /// `Refunded`.
        ///
        /// # Errors
        /// `NotWired`, `UnknownFund`, `FundActive`; `CashRefused`, `CashFailed`.
        #[ink(message)]
        fn refund(&mut self, fund: FundId) -> Result<Money, Error> {
            let cash = self.wired()?.cash;
            let by = self.env().caller();
            let Fund { payer, amount, .. } = self.funds.close(fund, by, self.env().block_timestamp())?;
            calls::pay(cash, payer, amount)?;
            self.env().emit_event(events::Refunded { fund, payer, amount, by });
            done(amount)
        }

        /// Pays part of a fund to another account, as a penalty that its payer agreed to with the bid. Its venue only, before
        /// the fund runs out.
        ///
        /// # Events
        /// `Forfeited`.
        ///
        /// # Errors
        /// `NotWired`, `UnknownFund`, `NotAllowed`, `FundExpired`, `ZeroAmount`, `InsufficientFund`, `SameParty` (to this
        /// contract, where it would be nobody's); `CashRefused`, `CashFailed`.
        #[ink(message)]
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

        /// Opens a settlement through a bank: the units move to a lock of this contract's own, until the bank or the seller
        /// confirms the payment, or a deadline passes. Takes the buyer's deposit from its approval to this contract: so
        /// that neither reserving units nor occupying a reference is free. Venues only, for a buyer who called them.
        ///
        /// # Events
        /// `BankSettlementOpened`.
        ///
        /// # Errors
        /// As `deliver`; `NotBank` (no bank that is independent of both sides), `RegistryFailed`. `Overflow` above 64 bits too.
        #[ink(message)]
        fn open_bank(&mut self, delivery: Delivery, bank: AccountId) -> Result<Settled, Error> {
            self.open_sale(&delivery, bank)
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
