//! The books of the desk: sales, filed references, terms. Free of the environment: who calls and what time it is are
//! arguments; questions to the registry, the units and the cash are the contract's.

use ink::prelude::vec::Vec;
use ink::storage::{traits::ManualKey, Mapping};
use weir_rules::settlement as rules;
use weir_types::bank_sale::{Ended, Entry, Error, Opening, Sale, Terms, TermsId};
use weir_types::settlement::SettlementId;
use weir_types::{keys, AccountId, Money, Timestamp};

/// Sales by their settlement's number, the references filed for them, and the terms they were opened under.
///
/// The number of the terms in force is in the root cell.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Books {
    in_force: TermsId,
    sales: Mapping<SettlementId, Sale, ManualKey<{ keys::DESK_SALES }>>,
    references: Mapping<(AccountId, Vec<u8>), SettlementId, ManualKey<{ keys::DESK_REFERENCES }>>,
    terms: Mapping<TermsId, Terms, ManualKey<{ keys::DESK_TERMS }>>,
}

impl Books {
    /// The number of the terms in force.
    pub fn in_force(&self) -> TermsId {
        self.in_force
    }

    /// Terms by number.
    #[inline(never)]
    pub fn terms(&self, id: TermsId) -> Result<Terms, Error> {
        self.terms.get(id).ok_or(Error::UnknownTerms)
    }

    /// Puts new terms in force, for sales opened from now on: their number.
    pub fn set_terms(&mut self, terms: &Terms) -> Result<TermsId, Error> {
        rules::check_terms(terms)?;
        self.in_force = self.in_force.checked_add(1).ok_or(Error::Overflow)?;
        self.terms.insert(self.in_force, terms);
        Ok(self.in_force)
    }

    /// A sale, open or ended, and its terms.
    #[inline(never)]
    pub fn sale(&self, id: SettlementId) -> Result<(Sale, Terms), Error> {
        let sale = self.sales.get(id).ok_or(Error::UnknownSale)?;
        let terms = self.terms(sale.terms)?;
        Ok((sale, terms))
    }

    /// The settlement for which a reference was filed at a bank.
    pub fn filed(&self, bank: AccountId, reference: Vec<u8>) -> Option<SettlementId> {
        self.references.get((bank, reference))
    }

    /// A new sale, under the terms in force: what the buyer is to deposit.
    pub fn open(&mut self, opening: &Opening, now: Timestamp) -> Result<Sale, Error> {
        let Opening { id, lock, venue, seller, buyer, bank, batch, quantity, amount, mode } = *opening;
        if self.sales.contains(id) {
            return Err(Error::SaleExists);
        }
        let terms = self.terms(self.in_force)?;
        let deposit = rules::opening(&terms, quantity, amount)?;
        // A time at which no deadline can be named any more is an error now, not later.
        rules::expires(now, &terms)?;
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
            opened: now,
            terms: self.in_force,
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
        self.put(id, &sale);
        Ok(sale)
    }

    /// Makes an entry in a sale's docket and stores the sale: what the caller is to deposit with it. A reference is
    /// filed once at a bank, whatever became of the sale it was filed for.
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

    /// Ends a sale that was decided so.
    pub fn end(&mut self, id: SettlementId, sale: &mut Sale, outcome: &rules::Outcome) {
        sale.ended = Some(Ended { delivered: outcome.delivered, basis: outcome.basis });
        self.put(id, sale);
    }

    #[inline(never)]
    fn put(&mut self, id: SettlementId, sale: &Sale) {
        self.sales.insert(id, sale);
    }
}
#[cfg(test)]
mod tests;
