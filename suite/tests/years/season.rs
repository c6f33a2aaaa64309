//! Trading days: auctions of the government, offers, standing orders, blocks, sales through banks and what becomes of them.

use super::region::Region;
use weir_suite::*;
use weir_types::auction::{bid_hash, Lots, Notice, Pricing, Range, Rules, Schedule};
use weir_types::ledger::Ledger as _;
use weir_types::market::{Accept, OrderId, Side, Ticket};
use weir_types::order::SLOT;
use weir_types::{AccountId, BatchId, Hash, Role};

/// A sale through a bank that is under way.
#[derive(Clone)]
pub struct Sale {
    id: u64,
    seller: String,
    buyer: String,
    course: u64,
    step: u64,
}

impl Region {
    /// So many trading days; every third begins with an auction of the government's.
    pub fn season(&mut self, year: usize, days: u64) {
        let mut sales = Vec::new();
        let (went, first) = (self.sent.0, floor::last(&mut self.w) + 1);
        let mut pulled = self.w.now() / DAY;
        for day in 0..days {
            self.until(year, (60 + day * 12) * DAY + 9 * HOUR);
            if day % 3 == 1 {
                self.auction(year, day);
            }
            self.offers(year, &mut sales);
            self.standing_orders(year);
            self.blocks(year, &mut sales);
            self.in_the_group(year);
            for _ in 0..3 {
                self.on_with(&mut sales);
                self.w.pass(7 * HOUR);
            }
            self.prices(year, &mut pulled);
        }
        for _ in 0..6 {
            self.w.pass(3 * DAY);
            self.on_with(&mut sales);
        }
        self.expire_from(first);
        self.w.pass(90 * DAY);
        for sale in &sales {
            let message = self.w.desk.messages().finish(sale.id);
            self.send(&who("stranger"), message);
        }
        assert!(self.sent.0 > went + 20 * usize::try_from(days).expect("few"), "a season in which things went through");
        let (s, d) = (self.w.settlement.address(), self.w.desk.address());
        assert_eq!((self.w.cash_at(s), self.w.cash_at(d)), (0, 0), "nothing waits when the season is over");
        for year in 0..self.years.len() {
            for batch in self.batches(year) {
                for name in self.holders() {
                    let locked = {
                        let message = self.w.ledger.messages().cell(batch, who(&name).account());
                        self.w.ask(message).locked
                    };
                    assert_eq!(locked, 0, "{name} has nothing locked when the season is over");
                }
            }
        }
        self.check();
    }

    /// Two thirds of the bids are revealed; the reserve price is met or not; everybody claims.
    fn auction(&mut self, year: usize, day: u64) {
        let (x, now) = (self.w.auction, self.w.now());
        let batch = self.years[year].0.batch(1);
        if self.free(batch, "gov") < 120_000 {
            self.release(year, 300_000);
        }
        let schedule = Schedule { opens: now, ends: now + DAY, reveals: now + 2 * DAY, claims: now + 4 * DAY };
        let lots = self.draw.between(20, 120) as Lots;
        let secret = [None, Some(4_000), Some(5_900)][(day / 3 % 3) as usize];
        let gov = who("gov");
        let salt = Hash::from([7; 32]);
        let reserve = secret.map(|price| weir_types::auction::reserve_hash(x.address(), gov.account(), price, salt));
        let pricing = if day % 2 == 0 { Pricing::Uniform } else { Pricing::PayAsBid };
        let notice = Notice {
            batch,
            lot: 1_000,
            lots,
            tick: 10,
            range: Range::Sealed { floor: 3_000, ceiling: 8_000, reserve },
            pricing,
            rules: Rules { max_lots: lots, admit_flagged: false, default_part: 2_000 },
            schedule,
        };
        self.w.ok(&gov, x.messages().open(notice));
        let message = x.messages().auction_count();
        let auction = self.w.ask(message);
        let mut bids = Vec::new();
        for _ in 0..8 + self.draw.below(8) {
            let (name, price) = (self.company().name, 10 * self.draw.between(420, 640));
            let most = self.draw.between(1, u128::from(lots)) as Lots;
            let wanted = self.draw.between(1, u128::from(most)) as Lots;
            let hash = bid_hash(x.address(), auction, who(&name).account(), price, wanted, salt);
            let message = x.messages().commit(auction, hash, most, None);
            if self.send(&who(&name), message).is_some() {
                bids.push((u32::try_from(bids.len() + 1).expect("few"), name, price, wanted));
            }
        }
        self.w.pass(DAY);
        for (bid, name, price, wanted) in &bids {
            if !self.draw.one_in(5) {
                let by = if self.draw.one_in(2) { who(name) } else { who("stranger") };
                let message = x.messages().reveal(auction, *bid, *price, *wanted, salt);
                self.send(&by, message);
            }
        }
        if let Some(price) = secret {
            self.w.ok(&gov, x.messages().reveal_reserve(auction, price, salt));
        }
        self.w.pass(DAY);
        for _ in 0..40 {
            let steps = 1 + self.draw.below(12) as u32;
            let message = x.messages().clear(auction, steps);
            if self.send(&who("stranger"), message).is_none() {
                break;
            }
        }
        // Who had not revealed in time loses a part; the last of them only when the grace is over.
        for (bid, ..) in &bids {
            let message = x.messages().claim(auction, *bid);
            self.send(&who("stranger"), message);
        }
        self.w.pass(4 * DAY);
        for (bid, ..) in &bids {
            let message = x.messages().claim(auction, *bid);
            self.send(&who("stranger"), message);
        }
    }

    fn price(&mut self, year: usize) -> u128 {
        let message = self.w.exchange.messages().limits(self.years[year].0);
        let (low, high) = self.w.ask(message).expect("a market");
        let (low, high) = (low + (high - low) / 4, high - (high - low) / 4);
        self.draw.between(low, high)
    }

    /// What of a batch somebody can sell.
    fn free(&mut self, batch: BatchId, name: &str) -> u128 {
        let account = who(name).account();
        self.cell(batch, account).tradable
    }

    /// Offers, for now or a few days, whole holdings among them; taken in parts or whole, at once or through a bank.
    fn offers(&mut self, year: usize, sales: &mut Vec<Sale>) {
        let x = self.w.exchange;
        for _ in 0..7 {
            let seller = if self.draw.one_in(4) { "gov".to_owned() } else { self.company().name };
            let batches = self.batches(year);
            let batch = self.draw.pick(&batches);
            let free = self.free(batch, &seller);
            if free < 100 {
                continue;
            }
            let quantity = if self.draw.one_in(6) { free } else { self.draw.between(100, free.min(60_000)) };
            let (price, expires) = (self.price(year), self.w.now() + (1 + self.draw.below(40)) * 6 * HOUR);
            let accept = Accept { bank: self.draw.one_in(2), flagged: false };
            let message = x.messages().list(batch, quantity, price, expires, accept);
            if self.send(&who(&seller), message).is_none() {
                continue;
            }
            let order = floor::last(&mut self.w);
            let mut left = quantity;
            for _ in 0..self.draw.below(4) {
                let buyer = self.company().name;
                let part = if self.draw.one_in(2) { left } else { self.draw.between(1, left) };
                let bank = accept.bank && self.draw.one_in(2);
                let done = self.take(order, &seller, &buyer, part, price, bank, sales);
                left -= if done { part } else { 0 };
                if left == 0 {
                    break;
                }
            }
            if left > 0 && self.draw.one_in(3) {
                let message = x.messages().cancel(order);
                self.send(&who(&seller), message);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn take(
        &mut self,
        order: OrderId,
        seller: &str,
        buyer: &str,
        quantity: u128,
        price: u128,
        bank: bool,
        sales: &mut Vec<Sale>,
    ) -> bool {
        let x = self.w.exchange;
        if !bank {
            let message = x.messages().take(order, quantity, price, false);
            return self.send(&who(buyer), message).is_some();
        }
        let through = holder(Role::Bank).account();
        let message = x.messages().take_by_bank(order, quantity, price, false, through);
        let done = self.send(&who(buyer), message).is_some();
        if done {
            self.opened(seller, buyer, sales);
        }
        done
    }

    fn opened(&mut self, seller: &str, buyer: &str, sales: &mut Vec<Sale>) {
        let message = self.w.settlement.messages().count();
        let id = self.w.ask(message);
        let course = sales.len() as u64 + self.draw.below(2);
        sales.push(Sale { id, seller: seller.to_owned(), buyer: buyer.to_owned(), course: course % 10, step: 0 });
    }

    /// Standing orders of both sides meet in pages; some are cancelled, some run out.
    fn standing_orders(&mut self, year: usize) {
        let (x, instrument) = (self.w.exchange, self.years[year].0);
        let mut placed = Vec::new();
        for n in 0..12 {
            let side = if n % 2 == 0 { Side::Sell } else { Side::Buy };
            let owner = self.company().name;
            let batches = self.batches(year);
            let batch = self.draw.pick(&batches);
            let free = self.free(batch, &owner);
            let quantity = match side {
                Side::Sell if free < 100 => continue,
                Side::Sell if self.draw.one_in(4) => free,
                Side::Sell => self.draw.between(100, free.min(40_000)),
                Side::Buy => self.draw.between(100, 30_000),
            };
            let now = self.w.now();
            let after = if self.draw.one_in(3) { now + self.draw.below(20) * SLOT } else { 0 };
            let expires = now + (30 + self.draw.below(400)) * SLOT;
            let price = self.price(year);
            let ticket = Ticket { side, batch, quantity, price, after, expires, accept_flagged: false };
            if self.send(&who(&owner), x.messages().place(ticket)).is_some() {
                placed.push((floor::last(&mut self.w), owner));
            }
        }
        for wait in [0, 2 * HOUR] {
            self.w.pass(wait);
            for _ in 0..12 {
                let limit = 1 + self.draw.below(8) as u32;
                let message = x.messages().match_orders(instrument, limit);
                let ends = self.w.ask(message).map_or(true, |matched| matched.finished);
                let message = x.messages().match_orders(instrument, limit);
                self.send(&who("stranger"), message);
                if ends {
                    break;
                }
            }
        }
        for (order, owner) in placed {
            if self.draw.one_in(3) {
                let message = x.messages().cancel(order);
                self.send(&who(&owner), message);
            }
        }
    }

    /// Blocks: confirmed at once, confirmed through a bank, rejected, left to run out.
    fn blocks(&mut self, year: usize, sales: &mut Vec<Sale>) {
        let x = self.w.exchange;
        for _ in 0..3 {
            let (seller, buyer) = (self.company().name, self.company().name);
            let batch = self.years[year].0.batch(1);
            let free = self.free(batch, &seller);
            if free < 20_000 {
                continue;
            }
            let quantity = if self.draw.one_in(3) { free } else { self.draw.between(20_000, free) };
            let (price, expires) = (self.price(year), self.w.now() + DAY);
            let to: AccountId = who(&buyer).account();
            let accept = Accept { bank: true, flagged: false };
            let message = x.messages().propose_block(batch, quantity, price, to, expires, accept);
            if self.send(&who(&seller), message).is_none() {
                continue;
            }
            let order = floor::last(&mut self.w);
            match self.draw.below(5) {
                0 => drop(self.send(&who(&buyer), x.messages().reject_block(order))),
                1 => {}
                2 => {
                    let bank = Some(holder(Role::Bank).account());
                    if self.send(&who(&buyer), x.messages().confirm_block(order, price, false, bank)).is_some() {
                        self.opened(&seller, &buyer, sales);
                    }
                }
                _ => drop(self.send(&who(&buyer), x.messages().confirm_block(order, price, false, None))),
            }
        }
    }

    /// Units between companies of a group, by themselves or by whom they have approved.
    fn in_the_group(&mut self, year: usize) {
        let l = self.w.ledger;
        let batch = self.years[year].0.batch(1);
        for (from, to) in [(0, 3), (3, 0), (6, 9), (9, 6)] {
            let [from, to] = [from, to].map(|n: usize| self.companies[n].name.clone());
            let free = self.free(batch, &from);
            if free == 0 {
                continue;
            }
            let quantity = if self.draw.one_in(4) { free } else { self.draw.between(1, free) / 4 + 1 };
            let (a, b) = (who(&from).account(), who(&to).account());
            if self.draw.one_in(2) {
                self.send(&who(&from), l.messages().transfer(batch, b, quantity));
            } else {
                self.send(&who(&from), l.messages().approve(batch, b, quantity));
                self.send(&who(&to), l.messages().transfer_from(batch, a, b, quantity));
            }
            if self.draw.one_in(6) {
                self.send(&who(&to), l.messages().cancel(batch, 1));
                self.send(&who(&from), l.messages().return_to_reserve(batch, 1));
            }
        }
    }

    /// The next step of every sale that is under way.
    fn on_with(&mut self, sales: &mut [Sale]) {
        let (d, bank) = (self.w.desk, holder(Role::Bank));
        let (arbiter, second, depository) = (holder(Role::Arbiter), who("arbiter/2"), holder(Role::Depository));
        for sale in sales {
            let (id, seller, buyer) = (sale.id, who(&sale.seller), who(&sale.buyer));
            let reference = format!("WEIR {id:05} {}", sale.course).into_bytes();
            let file = || d.messages().file_reference(id, reference.clone());
            let share = [0, 10_000, 5_000, 3_333][(sale.id % 4) as usize];
            match (sale.course, sale.step) {
                // Paid, and the bank says so; or the seller does; or nothing is ever filed, or it is taken back.
                (0 | 1 | 2 | 3 | 4 | 5 | 6 | 9, 0) => drop(self.send(&buyer, file())),
                (0, 1) => drop(self.send(&bank, d.messages().confirm_payment(id))),
                (1, 1) => drop(self.send(&seller, d.messages().confirm_payment(id))),
                (8, 1) => drop(self.send(&seller, d.messages().withdraw(id))),
                // The buyer, or the seller, disputes; heard, ruled, appealed or not.
                (2 | 3 | 9, 1) => drop(self.send(&buyer, d.messages().dispute(id, evidence()))),
                (4, 1) => drop(self.send(&seller, d.messages().dispute(id, evidence()))),
                (2 | 3 | 4, 2) => {
                    self.send(&seller, d.messages().add_evidence(id, document(2)));
                    self.send(&arbiter, d.messages().take_case(id));
                }
                (2 | 3 | 4, 3) => drop(self.send(&arbiter, d.messages().rule(id, share, evidence()))),
                (3, 4) => {
                    self.send(&seller, d.messages().appeal(id, evidence()));
                    self.send(&buyer, d.messages().appeal(id, evidence()));
                    self.send(&second, d.messages().take_case(id));
                }
                (3, 5) => drop(self.send(&second, d.messages().rule(id, 10_000 - share, evidence()))),
                (9, 2) => drop(self.send(&bank, d.messages().confirm_payment(id))),
                // Withheld and released, or lifted.
                (5 | 6, 1) => drop(self.send(&depository, d.messages().withhold(id, evidence()))),
                (5, 2) => drop(self.send(&bank, d.messages().confirm_payment(id))),
                (5, 3) => drop(self.send(&depository, d.messages().release(id, evidence()))),
                (6, 2) => drop(self.send(&depository, d.messages().lift_withholding(id, evidence()))),
                (6, 3) => drop(self.send(&bank, d.messages().confirm_payment(id))),
                _ => drop(self.send(&who("stranger"), d.messages().finish(id))),
            }
            sale.step += 1;
        }
    }

    /// The day is rolled when nothing else has, and the oracle has each day that is over.
    fn prices(&mut self, year: usize, pulled: &mut u64) {
        let instrument = self.years[year].0;
        let message = self.w.exchange.messages().roll_day(instrument);
        self.send(&who("stranger"), message);
        let today = self.w.now() / DAY;
        for day in (*pulled).max(today.saturating_sub(9))..today {
            let message = self.oracle.messages().pull(instrument, u32::try_from(day).expect("a day"));
            self.send(&who("stranger"), message);
        }
        *pulled = today;
    }

    /// What nobody took goes back.
    fn expire_from(&mut self, first: u64) {
        self.w.pass(15 * DAY);
        let x = self.w.exchange;
        let last = floor::last(&mut self.w);
        for order in first..=last {
            let message = x.messages().order(order);
            if self.w.ask(message).is_some_and(|(order, _)| order.closed.is_none()) {
                self.send(&who("stranger"), x.messages().expire(order));
            }
        }
    }
}
