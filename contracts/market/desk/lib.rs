//! Sales that are paid through a bank: the payment's trace, disputes, withheld settlements.
//!
//! Settlement hands a sale over when its units are in settlement's own lock. The buyer pays outside of the chain and
//! files the bank's reference; the bank or the seller confirms, and the units are delivered. What is not filed or not
//! confirmed in time goes back. Either side may dispute within its window: an arbiter of neither side rules, once more
//! on appeal.
//!
//! **Invariants**
//! - A sale ends once, and every sale can end: after the last deadline by anybody's `finish`. Its record stays, with
//!   the reference.
//! - A reference is filed once at a bank, whatever became of the sale.
//! - The desk's cash is the sum of the open sales' deposits (gifts apart). A deposit goes to a side of its own sale
//!   only.
//! - Units go to the sale's buyer or back to their owner: the desk has no other way to move them, and neither has
//!   anybody by it.
//! - Nobody administers the desk. A supervisor sets terms within bounds, for sales to come; a depository delays; an
//!   arbiter rules on the case it took, between the two sides. None of them can be one of the two.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod data;
pub mod events;
mod steps;

pub use self::desk::{Desk, DeskRef};
pub use data::Books;
pub use weir_types::bank_sale::{
    Basis, Ended, Entry, Error, Hearing, Opening, Phase, Ruling, Sale, Side, Terms, TermsId, Withholding,
};

use weir_types::AccountId;

/// The partners of a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Knows who is a bank, an arbiter, a depository, a supervisor.
    pub registry: AccountId,
    /// Hands sales over, and has units delivered or given back.
    pub settlement: AccountId,
    /// The PSP22 money of deposits.
    pub cash: AccountId,
}

#[ink::contract]
mod desk {
    use crate::{calls, events, Books, Config};
    use ink::prelude::vec::Vec;
    use weir_rules::settlement as rules;
    use weir_types::bank_sale::{Desk as Interface, Entry, Error, Opening, Phase, Sale, Terms, TermsId};
    use weir_types::calls::done;
    use weir_types::policy::Guarded;
    use weir_types::settlement::SettlementId;
    use weir_types::{weir_probe, BasisPoints, Capability, Role};

    /// The root cell holds the partners and the number of the terms in force.
    #[ink(storage)]
    pub struct Desk {
        /// Named when it was made, for good.
        pub(crate) config: Config,
        /// All else.
        pub(crate) books: Books,
    }

    impl Desk {
        /// A desk without sales, under the standard terms.
        ///
        /// # Events
        /// `TermsSet`.
        #[ink(constructor)]
        pub fn new(config: Config) -> Result<Self, Error> {
            let (mut books, terms) = (Books::default(), rules::standard());
            let id = books.set_terms(&terms)?;
            Self::env().emit_event(events::TermsSet { id, terms, by: Self::env().caller() });
            Ok(Self { config, books })
        }

        /// Sets the terms of sales opened from now on, within the bounds of `weir_rules::settlement::check_terms`.
        /// Supervisor only. Their number.
        ///
        /// # Events
        /// `TermsSet`.
        ///
        /// # Errors
        /// `NotAllowed` (not a supervisor), `RegistryFailed`, `BadTerms`, `Denied`.
        #[ink(message)]
        pub fn set_terms(&mut self, terms: Terms) -> Result<TermsId, Error> {
            let by = self.env().caller();
            let admitted = calls::screen(self.config.registry, Vec::from([by]), Capability::Act(Role::Supervisor));
            admitted?;
            weir_probe!(admitted.is_ok());
            Guarded::enter(self, 0);
            let id = self.books.set_terms(&terms)?;
            self.env().emit_event(events::TermsSet { id, terms, by });
            Ok(id)
        }

        /// Files the bank's reference of the payment. The buyer, until the filing window closes; once. The reference is
        /// kept as letters in upper case and digits, without blanks and dashes, and can be filed once at a bank, for
        /// ever. The phase that the sale is in now, as from all messages on its docket.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `BadReference`, `ReferenceUsed`, `AlreadyFiled`, `NotParty`, `WrongPhase`, `TooLate`, `SaleEnded`,
        /// `UnknownSale`.
        #[ink(message)]
        pub fn file_reference(&mut self, id: SettlementId, reference: Vec<u8>) -> Result<Phase, Error> {
            let reference = rules::normalise(&reference)?;
            done(self.enter(id, Entry::Filed(reference))?)
        }

        /// Confirms that the payment has arrived. The bank named, while it is one, for a filed reference and in its
        /// time (also while the first arbiter hears the case, who then decides); or the seller, at any time. Units go
        /// to the buyer at once, and the deposits with them, unless the sale is withheld or the ledger refuses: see
        /// `finish`.
        ///
        /// # Events
        /// `DocketEntered`, `BankSaleEnded`.
        ///
        /// # Errors
        /// `NotParty`, `NotBank`, `RegistryFailed`, `NoReference`, `AlreadyConfirmed`, `WrongPhase`, `TooLate`,
        /// `SaleEnded`, `UnknownSale`; `SettlementFailed`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn confirm_payment(&mut self, id: SettlementId) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Confirmed)?)
        }

        /// Gives the purchase up: the units and the deposits are the seller's. The buyer, at any time.
        ///
        /// # Events
        /// `DocketEntered`, `BankSaleEnded`.
        ///
        /// # Errors
        /// `NotParty`, `WrongPhase` (one side has given in before), `TooLate`, `SaleEnded`, `UnknownSale`;
        /// `SettlementFailed`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn withdraw(&mut self, id: SettlementId) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Withdrawn)?)
        }

        /// Disputes. The buyer, until its window after the bank's deadline closes and while nobody has confirmed; the
        /// seller, once a payment is claimed, until the bank's deadline, against a deposit. `evidence` is a document's
        /// hash.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotParty`, `AlreadyDisputed`, `MissingEvidence`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`; and
        /// of the deposit `InsufficientApproval`, `InsufficientCash`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn dispute(&mut self, id: SettlementId, evidence: Hash) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Disputed(evidence))?)
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
            done(self.enter(id, Entry::Evidenced(evidence))?)
        }

        /// Takes the case. An arbiter who is none of buyer, seller and bank nor of a group of theirs; on appeal not the
        /// first one either.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `CaseTaken`, `WrongPhase`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn take_case(&mut self, id: SettlementId) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Taken)?)
        }

        /// Rules: `share` basis points of the units are the buyer's (rounded down; the residue stays with the seller),
        /// 10,000 all, 0 none. The arbiter who took the case, while it is one and independent. Carried out by `finish`:
        /// at once on appeal, otherwise when the window to appeal has passed.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `NotYourCase`, `BadShare`, `MissingEvidence`, `WrongPhase`, `TooLate`,
        /// `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn rule(&mut self, id: SettlementId, share: BasisPoints, reasons: Hash) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Ruled { share, reasons })?)
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
            done(self.enter(id, Entry::Appealed(grounds))?)
        }

        /// Withholds a sale: nothing is carried out until it is released, or the term is over. Everything else goes on:
        /// references, confirmations, disputes and rulings are entered, and no deadline moves. A depository independent
        /// of both sides, once a sale, until the last deadline that can follow.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `MissingEvidence`, `WithheldBefore`, `TooLate`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn withhold(&mut self, id: SettlementId, reason: Hash) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Withheld(reason))?)
        }

        /// Ends a withholding. A depository independent of both sides.
        ///
        /// # Events
        /// `DocketEntered`.
        ///
        /// # Errors
        /// `NotAllowed`, `RegistryFailed`, `MissingEvidence`, `NotWithheld`, `SaleEnded`, `UnknownSale`.
        #[ink(message)]
        pub fn release(&mut self, id: SettlementId, reason: Hash) -> Result<Phase, Error> {
            done(self.enter(id, Entry::Released(reason))?)
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
            done(self.enter(id, Entry::Lifted(reason))?)
        }

        /// Carries out what is decided: a deadline that has passed, a ruling that stands, a confirmation that waited.
        /// Anybody.
        ///
        /// # Events
        /// `BankSaleEnded`.
        ///
        /// # Errors
        /// `NotDue`, `Withheld`, `SaleEnded`, `UnknownSale`; `Ledger(..)` while a party may not trade;
        /// `SettlementFailed`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        pub fn finish(&mut self, id: SettlementId) -> Result<(), Error> {
            let (mut sale, terms) = self.books.sale(id)?;
            self.end(id, &mut sale, &terms)?;
            done(())
        }

        /// A sale, open or ended, and where it stands now.
        #[ink(message)]
        pub fn sale(&self, id: SettlementId) -> Result<(Sale, Phase), Error> {
            let (sale, terms) = self.books.sale(id)?;
            let phase = rules::phase(&sale, &terms, self.env().block_timestamp())?;
            Ok((sale, phase))
        }

        /// The settlement for which a reference was filed at a bank; the reference in any spelling.
        #[ink(message)]
        pub fn filed_for(&self, bank: AccountId, reference: Vec<u8>) -> Option<SettlementId> {
            self.books.filed(bank, rules::normalise(&reference).ok()?)
        }

        /// Terms by number; those in force without one.
        #[ink(message)]
        pub fn terms(&self, id: Option<TermsId>) -> Result<(TermsId, Terms), Error> {
            let id = id.unwrap_or(self.books.in_force());
            Ok((id, self.books.terms(id)?))
        }

        /// The partners.
        #[ink(message)]
        pub fn config(&self) -> Config {
            self.config
        }
    }

    impl Interface for Desk {
        /// Takes a sale over whose units are in settlement's own lock, and the buyer's deposit from its approval to
        /// this contract. Settlement only.
        ///
        /// # Events
        /// `BankSaleOpened`.
        ///
        /// # Errors
        /// `NotSettlement`, `NotParty` (this contract as the buyer), `NotBank` (no bank independent of both sides),
        /// `RegistryFailed`, `SaleExists`, `Overflow` (above 64 bits of units or cents too); `InsufficientApproval`,
        /// `InsufficientCash`, `CashRefused`, `CashFailed`.
        #[ink(message)]
        fn open(&mut self, opening: Opening) -> Result<(), Error> {
            self.take_over(&opening)?;
            done(())
        }
    }
}

#[cfg(test)]
mod tests;
