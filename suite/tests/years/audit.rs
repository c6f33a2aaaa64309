//! The end of a year: reports, verification, surrender from several vintages, the closing in pages, and what comes after it.

use super::region::{Region, AUDIT, DEADLINE};
use weir_suite::*;
use weir_types::compliance::{ComplianceStatus, PeriodState};
use weir_types::{InstallationId, Role};

/// What an installation's operator does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Reports, and surrenders what is due.
    Keeps,
    /// The same, in several parts and from several vintages.
    InParts,
    /// Surrenders a part; the rest after the deadline and before the pages.
    Late,
    /// Surrenders a part and leaves it at that.
    Short,
    /// Reports nothing: a regulator enters it after the close.
    Silent,
    /// Reports, and is not verified in time: a regulator enters it before the close.
    Entered,
}

const DEEDS: [Deed; 6] = [Deed::Keeps, Deed::InParts, Deed::Late, Deed::Short, Deed::Silent, Deed::Entered];

impl Region {
    fn sites(&self) -> Vec<(String, InstallationId)> {
        let of = |company: &super::region::Company| {
            let name = company.name.clone();
            company.sites.clone().into_iter().map(move |site| (name.clone(), site))
        };
        self.companies.iter().flat_map(of).collect()
    }

    /// From the reports to the last page, and what is mended afterwards.
    pub fn audit(&mut self, year: usize) {
        let (c, period) = (self.w.compliance, self.years[year].0);
        let (regulator, verifiers) = (holder(Role::Regulator), [holder(Role::Verifier), who("verifier/2")]);
        let sites = self.sites();
        let deeds: Vec<Deed> =
            (0..sites.len()).map(|n| if n < 6 { DEEDS[(n + year) % 6] } else { self.draw.pick(&DEEDS[..]) }).collect();
        let mut emitted = Vec::new();
        for (n, ((name, site), deed)) in sites.iter().zip(&deeds).enumerate() {
            let book = self.obligation(*site, year);
            assert_eq!((book.reported, book.closed), (None, None), "a new book");
            let quantity = if self.draw.one_in(12) { 0 } else { 1_000 * self.draw.between(5, 300) };
            emitted.push(quantity);
            if *deed != Deed::Silent {
                // Some report twice: what counts is the last.
                if n % 4 == 1 {
                    self.w.ok(&who(name), c.messages().report(*site, period, quantity + 7));
                }
                self.w.ok(&who(name), c.messages().report(*site, period, quantity));
            }
        }
        self.until(year, AUDIT);
        for (n, ((_, site), deed)) in sites.iter().zip(&deeds).enumerate() {
            match deed {
                Deed::Silent => continue,
                Deed::Entered => {
                    drop(self.w.ok(&regulator, c.messages().correct(*site, period, emitted[n], evidence())))
                }
                _ => {
                    let message = c.messages().verify(*site, period, emitted[n], evidence());
                    self.w.ok(&verifiers[n % 2], message);
                }
            }
            *self.owed.entry(*site).or_default() += i128::try_from(emitted[n]).expect("small");
            // The verifier's figure is corrected now and then.
            if self.draw.one_in(8) {
                let other = emitted[n] + 2_000;
                self.w.ok(&regulator, c.messages().correct(*site, period, other, evidence()));
                *self.owed.entry(*site).or_default() += 2_000;
            }
        }
        for ((name, site), deed) in sites.iter().zip(&deeds) {
            match deed {
                Deed::Keeps => self.surrender(year, name, *site, 1, 1),
                Deed::InParts | Deed::Entered => self.surrender(year, name, *site, 3, 1),
                Deed::Late | Deed::Short => self.surrender(year, name, *site, 1, 2),
                Deed::Silent => {}
            }
        }
        self.until(year, DEADLINE);
        for ((name, site), deed) in sites.iter().zip(&deeds) {
            if *deed == Deed::Late {
                self.surrender(year, name, *site, 1, 1);
            }
        }
        self.close(year);
        self.after(year, &sites, &deeds, &emitted);
        self.check();
    }

    /// Surrenders, of what is still due, one part in so many; from the oldest vintage on, in so many messages at least.
    fn surrender(&mut self, year: usize, name: &str, site: InstallationId, parts: u128, of: u128) {
        let (c, period) = (self.w.compliance, self.years[year].0);
        let message = c.messages().due(site, period);
        let due = self.w.ask(message).unwrap_or(0);
        let done = self.obligation(site, year).surrendered;
        let mut left = due.saturating_sub(done) / of;
        let part = (left / parts).max(1);
        for vintage in 0..=year {
            for batch in self.batches(vintage) {
                while left > 0 {
                    let account = who(name).account();
                    let own = self.cell(batch, account).tradable;
                    let quantity = part.min(left).min(own);
                    if quantity == 0 {
                        break;
                    }
                    self.w.ok(&who(name), c.messages().surrender(site, period, batch, quantity));
                    *self.owed.entry(site).or_default() -= i128::try_from(quantity).expect("small");
                    left -= quantity;
                }
            }
        }
    }

    /// Page by page.
    fn close(&mut self, year: usize) {
        let (c, period) = (self.w.compliance, self.years[year].0);
        loop {
            let page = 1 + self.draw.below(9) as u32;
            self.w.ok(&who("stranger"), c.messages().close_period(period, page));
            let message = c.messages().period_state(period);
            if self.w.ask(message) == Some(PeriodState::Ended) {
                break;
            }
        }
        let message = c.messages().period(period);
        let book = self.w.ask(message).expect("a period");
        let message = c.messages().defaulters(period, 0, 100);
        assert_eq!(self.w.ask(message).len(), usize::try_from(book.defaulters).expect("few"));
        for (_, site) in self.sites() {
            let message = c.messages().status(site, period);
            let status = self.w.ask(message).expect("a status");
            assert_eq!(self.obligation(site, year).closed.unwrap_or(ComplianceStatus::NoData), status);
        }
        self.check_carried(year + 1);
    }

    /// Late entries, corrections up and down, what is made good; installations that stop, start again, change hands.
    fn after(&mut self, year: usize, sites: &[(String, InstallationId)], deeds: &[Deed], emitted: &[u128]) {
        let (c, period) = (self.w.compliance, self.years[year].0);
        let regulator = holder(Role::Regulator);
        for (n, ((name, site), deed)) in sites.iter().zip(deeds).enumerate() {
            let known = self.obligation(*site, year).verified;
            let enter = match deed {
                Deed::Silent if !self.draw.one_in(5) => Some(emitted[n]),
                _ if self.draw.one_in(4) => Some(known.unwrap_or(0) + 1_000 * self.draw.between(0, 40)),
                _ if self.draw.one_in(4) => Some(known.unwrap_or(0) / 2),
                _ => None,
            };
            if let Some(quantity) = enter {
                self.w.ok(&regulator, c.messages().correct(*site, period, quantity, evidence()));
                let signed = |quantity: u128| i128::try_from(quantity).expect("small");
                *self.owed.entry(*site).or_default() += signed(quantity) - signed(known.unwrap_or(0));
            }
            if *deed == Deed::Short || n % 5 == 0 {
                let before = self.sent;
                let half = self.draw.one_in(2);
                self.make_good(year, name, *site, if half { 2 } else { 1 });
                self.sent = before;
            }
        }
        self.check_carried(year + 1);
        let (stops, moves) = (sites[year * 3 + 2].1, sites[year + 9].1);
        self.w.ok(&regulator, c.messages().close_installation(stops, period.vintage));
        if year == 1 {
            self.w.ok(&regulator, c.messages().reopen_installation(stops));
        }
        let heir = self.companies[5].name.clone();
        self.w.ok(&regulator, c.messages().transfer_installation(moves, who(&heir).account()));
        for company in &mut self.companies {
            company.sites.retain(|site| *site != moves && (year == 1 || *site != stops));
        }
        self.companies[5].sites.push(moves);
    }

    /// Makes good what the year left missing, or a part of it.
    fn make_good(&mut self, year: usize, name: &str, site: InstallationId, of: u128) {
        let (c, period) = (self.w.compliance, self.years[year].0);
        let carried = self.obligation(site, year + 1).carried;
        let mut left = self.obligation(site, year).shortfall.min(carried) / of;
        for vintage in 0..=year {
            for batch in self.batches(vintage) {
                let account = who(name).account();
                let quantity = self.cell(batch, account).tradable.min(left);
                if quantity > 0 {
                    self.w.ok(&who(name), c.messages().surrender(site, period, batch, quantity));
                    *self.owed.entry(site).or_default() -= i128::try_from(quantity).expect("small");
                    left -= quantity;
                }
            }
        }
    }
}
