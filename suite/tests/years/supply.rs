//! The beginning of a year: cap, market, batches, allocation in its forms, money.

use super::region::{Region, AUDIT, DEADLINE, RATE};
use psp22::PSP22 as _;
use weir_suite::*;
use weir_types::ledger::BatchTerms;
use weir_types::market::{BlockTerms, Terms};
use weir_types::{AccountId, BatchId, Instrument, Quantity, Role};

impl Region {
    /// Opens the periods of so many years from 2021 on.
    pub fn open_periods(&mut self, years: usize) {
        for year in 0..years {
            let instrument = Instrument { vintage: 2021 + year as u16, ..co2() };
            self.years.push((instrument, 0));
            let (audit, deadline) = (self.start(year) + AUDIT, self.start(year) + DEADLINE);
            let message = self.w.compliance.messages().open_period(instrument, audit, deadline, RATE);
            self.w.ok(&holder(Role::Regulator), message);
        }
    }

    /// Cap and market of a year.
    pub fn open_year(&mut self, year: usize) {
        self.until(year, 0);
        let instrument = self.years[year].0;
        let (regulator, supervisor) = (holder(Role::Regulator), holder(Role::Supervisor));
        let set_aside = if year == 0 { 0 } else { 500_000 };
        let message = self.w.issuer.messages().set_cap(instrument, 50_000_000, set_aside);
        self.w.ok(&regulator, message);
        // A cap may be raised.
        let message = self.w.issuer.messages().set_cap(instrument, 80_000_000, set_aside);
        self.w.ok(&regulator, message);
        let block = BlockTerms { min: 20_000, band: 3_000 };
        let first = Terms { min: 100, max: 10_000_000, thin: 5_000, block, ..Terms::default() };
        let terms = match year {
            0 => first,
            1 => Terms { thin: 0, levels: 3, hold: true, ..first },
            _ => Terms { levels: 5, arms_length: true, position: 4_000_000, ..first },
        };
        let message = self.w.exchange.messages().open_market(instrument, 5_000 + 300 * year as u128, terms);
        self.w.ok(&supervisor, message);
        // Quiet terms of every second year are written again, as they are.
        if year % 2 == 1 {
            let message = self.w.exchange.messages().set_terms(instrument, terms);
            self.w.ok(&supervisor, message);
        }
    }

    /// All forms of allocation: given in pages, a pool pro rata, a share forfeited, reserve and release.
    pub fn allocate(&mut self, year: usize) {
        let instrument = self.years[year].0;
        let batch = self.open_batch(year, BatchTerms::Free);
        let (approver, regulator) = (holder(Role::Approver), holder(Role::Regulator));
        let companies = self.companies.clone();
        let mut lines: Vec<(AccountId, Quantity)> = Vec::new();
        for company in &companies {
            let quantity = 1_000 * self.draw.between(20, 400) * company.sites.len() as u128;
            if quantity > 0 {
                lines.push((who(&company.name).account(), quantity));
            }
        }
        let mut rest = &lines[..];
        while !rest.is_empty() {
            let size = (1 + self.draw.below(9) as usize).min(rest.len());
            let (page, others) = rest.split_at(size);
            rest = others;
            self.given(batch, page.to_vec());
        }
        // A pool, by history; a trader that has closed cannot take its share, which goes into the reserve.
        if year != 1 {
            let accounts: Vec<AccountId> =
                companies.iter().take(7).map(|company| who(&company.name).account()).collect();
            for page in accounts.chunks(3) {
                let lines: Vec<_> = page.iter().map(|account| (*account, self.draw.between(1, 999_999))).collect();
                let message = self.w.issuer.messages().record_history(instrument, lines);
                self.w.ok(&regulator, message);
            }
            let message = self.w.issuer.messages().record_history(instrument, vec![(accounts[0], 5_000)]);
            self.w.ok(&regulator, message);
            let message = self.w.issuer.messages().set_pool(instrument, 700_001);
            self.w.ok(&regulator, message);
            for page in [&accounts[..1], &accounts[1..4], &accounts[4..6]] {
                let message = self.w.issuer.messages().propose_pro_rata(batch, page.to_vec());
                self.w.ok(&holder(Role::Allocator), message);
                self.approve_last();
            }
            let message = self.w.issuer.messages().propose_forfeit(batch, accounts[6]);
            self.w.ok(&holder(Role::Allocator), message);
            self.approve_last();
        }
        // Into the reserve; most of it is released to the government, which sells it, a part cancelled.
        for quantity in [6_000_000, 500_000] {
            let message = self.w.issuer.messages().propose_reserve(batch, quantity);
            self.w.ok(&holder(Role::Allocator), message);
            self.approve_last();
        }
        self.release(year, 2_000_000);
        let message = self.w.issuer.messages().propose_cancel_reserve(batch, 100_000);
        self.w.ok(&holder(Role::Allocator), message);
        self.approve_last();
        // Proposals that come to nothing: rejected, withdrawn, expired.
        let one = vec![(who(&companies[0].name).account(), 77_000)];
        for end in 0..3 {
            let message = self.w.issuer.messages().propose_allocation(batch, one.clone());
            self.w.ok(&holder(Role::Allocator), message);
            let message = self.w.issuer.messages().proposal_count();
            let id = self.w.ask(message);
            let i = self.w.issuer;
            match end {
                0 => drop(self.w.ok(&approver, i.messages().reject(id, REASON))),
                1 => drop(self.w.ok(&holder(Role::Allocator), i.messages().withdraw(id))),
                _ => {
                    self.w.pass(TERM + 1);
                    self.w.ok(&who("stranger"), i.messages().expire(id));
                }
            }
        }
        // Units for surrender alone.
        if year == 1 {
            let bound = self.open_batch(year, BatchTerms::SurrenderOnly);
            let lines = companies.iter().take(4).map(|company| (who(&company.name).account(), 30_000)).collect();
            self.given(bound, lines);
        }
        self.check();
    }

    /// Allocates as decided elsewhere.
    pub fn given(&mut self, batch: BatchId, lines: Vec<(AccountId, Quantity)>) {
        let message = self.w.issuer.messages().propose_allocation(batch, lines);
        self.w.ok(&holder(Role::Allocator), message);
        self.approve_last();
    }

    /// From the reserve to the government.
    pub fn release(&mut self, year: usize, quantity: Quantity) {
        let batch = self.years[year].0.batch(1);
        let message = self.w.issuer.messages().propose_release(batch, who("gov").account(), quantity);
        self.w.ok(&holder(Role::Allocator), message);
        self.approve_last();
    }

    fn approve_last(&mut self) {
        let message = self.w.issuer.messages().proposal_count();
        let id = self.w.ask(message);
        let message = self.w.issuer.messages().approve(id);
        self.w.ok(&holder(Role::Approver), message);
    }

    /// Money from two banks, what settlement and desk may take of it, and some of it paid out again.
    pub fn money(&mut self, year: usize) {
        let (c, settlement, desk) = (self.w.cash, self.w.settlement.address(), self.w.desk.address());
        for (n, company) in self.companies.clone().iter().enumerate() {
            let (signer, bank) = (who(&company.name), [holder(Role::Bank), who("bank/2")][n % 2].clone());
            let amount = self.draw.between(1_000_000, 90_000_000);
            self.w.ok(&bank, c.messages().mint(signer.account(), amount));
            if year == 0 || n % 3 == 0 {
                self.w.ok(&signer, c.messages().approve(settlement, 1 << 100));
                self.w.ok(&signer, c.messages().approve(desk, if n % 2 == 0 { u128::MAX } else { 1 << 90 }));
            }
            match n % 5 {
                1 => {
                    self.w.ok(&signer, c.messages().increase_allowance(settlement, 500));
                    self.w.ok(&signer, c.messages().decrease_allowance(settlement, 500));
                }
                2 => drop(self.w.ok(&signer, c.messages().transfer(bank.account(), amount / 9, Vec::new()))),
                3 => {
                    drop(self.w.ok(&signer, c.messages().transfer(who("company 0").account(), amount / 7, Vec::new())))
                }
                _ => {}
            }
            let message = c.messages().balance_of(bank.account());
            let own = self.w.ask(message);
            let kept = if n % 2 == 0 { own / 3 } else { 0 };
            if own > 0 {
                self.w.ok(&bank, c.messages().burn(own - kept));
            }
        }
        self.redemptions();
        self.check();
    }

    /// Confirmed, declined, and taken back when the bank stays silent; the last of a holder's money among them.
    fn redemptions(&mut self) {
        let (c, bank) = (self.w.cash, holder(Role::Bank));
        let mut number = 0;
        for n in [2, 4, 8] {
            let signer = who(&self.companies[n].name);
            for part in 0..3 {
                let message = c.messages().balance_of(signer.account());
                let amount = if n == 8 && part == 2 { self.w.ask(message) } else { 1_000 + part };
                let message = c.messages().request_redemption(bank.account(), amount, evidence());
                let receipt = self.send(&signer, message);
                let Some(receipt) = receipt else { continue };
                let event = receipt.event_of::<cash::events::RedemptionRequested>(c.address());
                number = event.expect("an event").id;
                let message = match part {
                    0 => c.messages().confirm_redemption(number, evidence()),
                    1 => {
                        self.w.ok(&bank, c.messages().decline_redemption(number, evidence()));
                        continue;
                    }
                    _ => continue,
                };
                self.w.ok(&bank, message);
            }
        }
        assert!(number > 0, "somebody's money was paid out");
        self.w.pass(TERM);
        for n in [2, 4, 8] {
            let signer = who(&self.companies[n].name);
            for id in number.saturating_sub(8)..=number {
                let message = c.messages().cancel_redemption(id);
                self.send(&signer, message);
            }
        }
    }
}
