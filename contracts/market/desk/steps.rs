//! What the messages do, step by step: ask, decide by a rule, store, move units and cash, tell. Any failure reverts the
//! whole message, but for the ledger's refusal right after a confirmation, which is then carried out later.

use crate::desk::Desk;
use crate::{calls, events};
use ink::codegen::Env;
use ink::prelude::vec::Vec;
use weir_rules::settlement as rules;
use weir_types::bank_sale::{Entry, Error, Opening, Phase, Sale, Terms};
use weir_types::ledger;
use weir_types::policy::Guarded;
use weir_types::settlement::SettlementId;
use weir_types::{weir_probe, AccountId, Capability, Role};

impl Guarded for Desk {
    /// What decides how all sales to come are secured. Entries in dockets and their ends give people back what is theirs.
    const HIGH_RISK: &'static [&'static str] = &["set_terms"];

    fn guard(&self) -> Option<AccountId> {
        Some(self.config.registry)
    }
}

impl Desk {
    /// Takes a sale over, and the buyer's deposit.
    pub(crate) fn take_over(&mut self, opening: &Opening) -> Result<(), Error> {
        let admitted = self.env().caller() == self.config.settlement;
        if !admitted {
            return Err(Error::NotSettlement);
        }
        weir_probe!(admitted);
        let Opening { id, seller, buyer, bank, .. } = *opening;
        let own = self.env().account_id();
        // The desk buys nothing: its deposit would be the cash of others.
        if buyer == own {
            return Err(Error::NotParty);
        }
        let asked = Vec::from([bank, buyer, seller]);
        let admitted = calls::screen(self.config.registry, asked, Capability::ActOver(Role::Bank));
        admitted?;
        weir_probe!(admitted.is_ok());
        weir_probe!(buyer == own || buyer == seller);
        let Sale { deposit, terms, .. } = self.books.open(opening, self.env().block_timestamp())?;
        calls::collect(self.config.cash, buyer, own, deposit)?;
        let opening = *opening;
        self.env().emit_event(events::BankSaleOpened { id, seller, buyer, opening, deposit, terms });
        Ok(())
    }

    /// Makes an entry in a docket, by the caller. A confirmation and a withdrawal end the sale at once, unless it is
    /// withheld, before an arbiter, or the ledger refuses: then the entry stands and anybody may finish later.
    #[inline(never)]
    pub(crate) fn enter(&mut self, id: SettlementId, entry: Entry) -> Result<Phase, Error> {
        let (by, now) = (self.env().caller(), self.env().block_timestamp());
        let (mut sale, terms) = self.books.sale(id)?;
        if let Some((capability, accounts)) = rules::authority(&sale, &entry, by)? {
            let admitted = calls::screen(self.config.registry, accounts, capability);
            admitted?;
            weir_probe!(admitted.is_ok());
        }
        let deposit = self.books.enter(id, (&mut sale, &terms), &entry, by, now)?;
        if deposit > 0 {
            calls::collect(self.config.cash, by, self.env().account_id(), deposit)?;
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
        let outcome = rules::outcome(sale, terms, self.env().block_timestamp())?;
        let rules::Outcome { delivered, returned, basis, to_buyer, to_seller, lapsed } = outcome;
        match calls::end_sale(self.config.settlement, sale, delivered, returned > 0) {
            // So late that somebody has taken the lock off at the ledger already: the units are the seller's again.
            Err(Error::Ledger(ledger::Error::UnknownLock)) if lapsed => {}
            other => other?,
        }
        // What was staked is what is paid out; what was locked is what is handed over or given back. Wrapped, for a probe may not
        // end the message; nothing is stored of these sums.
        weir_probe!(
            to_buyer.wrapping_add(to_seller) != sale.buyer_stake.wrapping_add(sale.seller_stake)
                || delivered.wrapping_add(returned) != sale.quantity
        );
        weir_probe!(sale.ended.is_some());
        self.books.end(id, sale, &outcome);
        for (to, amount) in [(sale.buyer, to_buyer), (sale.seller, to_seller)] {
            if amount > 0 {
                calls::pay(self.config.cash, to, amount)?;
            }
        }
        self.env().emit_event(events::BankSaleEnded { id, basis, delivered, returned, to_buyer, to_seller });
        Ok(())
    }
}
