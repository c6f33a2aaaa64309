//! The books of bank settlements: sales, filed references, terms. Free of the environment: who calls and what time it is are
//! arguments; questions to the registry, the units and the cash are the contract's.

use ink::prelude::vec::Vec;
use ink::storage::{traits::ManualKey, Lazy, Mapping};
use weir_rules::settlement as rules;
use weir_types::bank_sale::{Entry, Sale, Terms, TermsId};
use weir_types::settlement::{Error, SettlementId};
use weir_types::{keys, AccountId, Money, Timestamp};

/// What a desk needs beside its sales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Office {
    /// Knows who holds which role.
    pub registry: AccountId,
    /// The terms in force.
    pub terms: TermsId,
}

/// Sales by number, the references filed for them, and the terms they were opened under.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Desk {
    sales: Mapping<SettlementId, Sale, ManualKey<{ keys::SETTLEMENT_RECORDS }>>,
    references: Mapping<(AccountId, Vec<u8>), SettlementId, ManualKey<{ keys::SETTLEMENT_REFERENCES }>>,
    terms: Mapping<TermsId, Terms, ManualKey<{ keys::SETTLEMENT_TERMS }>>,
    office: Lazy<Office, ManualKey<{ keys::SETTLEMENT_DESK }>>,
}

impl Desk {
    /// Opens the desk, with the standard terms.
    pub fn open_office(&mut self, registry: AccountId) -> Terms {
        let terms = rules::standard();
        self.terms.insert(1, &terms);
        self.office.set(&Office { registry, terms: 1 });
        terms
    }

    /// The registry, and the number of the terms in force.
    #[inline(never)]
    pub fn office(&self) -> Result<Office, Error> {
        self.office.get().ok_or(Error::NotWired)
    }

    /// Terms by number.
    #[inline(never)]
    pub fn terms(&self, id: TermsId) -> Result<Terms, Error> {
        self.terms.get(id).ok_or(Error::NotWired)
    }

    /// Puts new terms in force, for sales opened from now on: their number.
    pub fn set_terms(&mut self, terms: &Terms) -> Result<TermsId, Error> {
        rules::check_terms(terms)?;
        let mut office = self.office()?;
        office.terms = office.terms.checked_add(1).ok_or(Error::Overflow)?;
        self.terms.insert(office.terms, terms);
        self.office.set(&office);
        Ok(office.terms)
    }

    /// A sale, open or ended.
    #[inline(never)]
    pub fn sale(&self, id: SettlementId) -> Result<(Sale, Terms), Error> {
        let sale = self.sales.get(id).ok_or(Error::UnknownSale)?;
        let terms = self.terms(sale.terms)?;
        Ok((sale, terms))
    }

    /// Stores a sale.
    #[inline(never)]
    pub fn put(&mut self, id: SettlementId, sale: &Sale) {
        self.sales.insert(id, sale);
    }

    /// The settlement for which a reference was filed at a bank.
    pub fn filed(&self, bank: AccountId, reference: Vec<u8>) -> Option<SettlementId> {
        self.references.get((bank, reference))
    }

    /// Makes an entry in a sale's docket and stores the sale: what the caller is to deposit with it. A reference is filed once at
    /// a bank, whatever became of the sale it was filed for.
    pub fn enter(
        &mut self,
        id: SettlementId,
        (sale, terms): (&mut Sale, &Terms),
        entry: &Entry,
        caller: AccountId,
        now: Timestamp,
    ) -> Result<Money, Error> {
        let deposit = rules::enter(sale, terms, entry, caller, now)?;
        if let Entry::Filed(reference) = entry {
            let key = (sale.bank, reference.clone());
            if self.references.contains(&key) {
                return Err(Error::ReferenceUsed);
            }
            self.references.insert(&key, &id);
        }
        self.put(id, sale);
        Ok(deposit)
    }
}
