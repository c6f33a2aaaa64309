//! A trading day: blocks are agreed on, units offered, standing orders meet, and what is still wanted is taken from the offers.
//!
//! No two offers of a day, and no two standing buys, bear the same price, because a node may take the orders of one phase in any order,
//! and the book goes by that order at one price.

use super::course::{Course, Sale};
use super::{amount, lots, nearest_free, Trading};
use crate::year::plan::action::{Tag, Through};
use crate::year::plan::draw::Draw;
use crate::year::plan::Party;
use std::collections::BTreeSet;
use weir_rules::market::{self, limits};
use weir_rules::settlement;
use weir_types::market::Terms;
use weir_types::units::{DAY_MS, ONE_IN_BASIS_POINTS, WHOLE_UNIT};
use weir_types::{Price, Quantity};

/// How long a sale may take that goes astray, and one that does not.
const LONG: u64 = 13 * DAY_MS;
const SHORT: u64 = 2 * DAY_MS;
/// How many of the buyers in a thousand have the seller confirm their payment, not the bank.
const ACCEPTED: u64 = 250;

/// Units on offer: listed, or a standing order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The plan's number of it.
    pub tag: Tag,
    /// Who sells.
    pub seller: Party,
    /// How much.
    pub quantity: Quantity,
    /// For how much a tonne.
    pub price: Price,
    /// A standing order, which is not paid through banks.
    pub standing: bool,
    /// Offered when standing orders have met already, because only units of a buyer's own group were left.
    pub late: bool,
    /// What nobody takes; the seller cancels it when the day is over.
    pub unsold: Quantity,
}

/// A standing buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The plan's number of it.
    pub tag: Tag,
    /// Who buys.
    pub buyer: usize,
    /// How much.
    pub quantity: Quantity,
    /// For at most how much a tonne.
    pub price: Price,
    /// What it does not get; the buyer cancels it and takes from the offers.
    pub unmet: Quantity,
}

/// A purchase of an offer's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Who buys.
    pub buyer: usize,
    /// Of which offer.
    pub offer: Tag,
    /// How much.
    pub quantity: Quantity,
    /// The offer's price.
    pub price: Price,
    /// When it is paid through a bank.
    pub sale: Option<Sale>,
}

/// A block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The plan's number of it.
    pub tag: Tag,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: usize,
    /// How much.
    pub quantity: Quantity,
    /// For how much a tonne.
    pub price: Price,
    /// When it is paid through a bank.
    pub sale: Option<Sale>,
}

/// A trading day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// Blocks.
    pub blocks: Vec<Block>,
    /// What is offered.
    pub offers: Vec<Offer>,
    /// Standing buys.
    pub wishes: Vec<Wish>,
    /// What is taken.
    pub purchases: Vec<Purchase>,
}

/// A day's draws and prices.
struct Prices {
    draw: Draw,
    /// The middle of the day's prices: the close, moved by the drift drawn.
    middle: Price,
    limits: (Price, Price),
    used: [BTreeSet<Price>; 2],
}

impl Trading<'_> {
    /// Works out a trading day and moves its units.
    pub(super) fn day(&mut self, number: u64) -> Day {
        let day_number = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
        market::roll(&mut self.market, day_number);
        let draw = self.draw.about("day").about(number.to_le_bytes());
        let close = self.market.session.close;
        let drift = u64::from(self.scenario.market.drift);
        let middle = close * Price::from(10_000 + draw.about("drift").between(0, 2 * drift) - drift) / 10_000;
        let limits = limits(close, &self.market.terms).unwrap_or((close, close));
        let mut prices = Prices { draw, middle, limits, used: Default::default() };
        let (mut day, mut sellers) = (Day::default(), self.supply.remove(&number).unwrap_or_default());
        let mut wanted = self.wanted(number);
        self.agree(&mut day, number, &mut wanted, &mut sellers, &prices);
        self.offer(&mut day, &wanted, &sellers, &mut prices);
        self.wish(&mut day, &mut wanted, &mut prices);
        self.meet(&mut day);
        wanted.extend(day.wishes.iter().filter(|wish| wish.unmet > 0).map(|wish| (wish.buyer, wish.unmet)));
        wanted.retain(|(_, quantity)| *quantity > 0);
        let id = |operator: usize| self.facts.installations[operator].operator.as_str();
        wanted.sort_by_key(|(buyer, _)| (draw.about("turn").about(id(*buyer)).below(u64::MAX), *buyer));
        for (buyer, quantity) in wanted {
            let left = self.buy(&mut day, number, buyer, quantity, draw);
            if left > 0 {
                // Only its own group's units were left: nobody buys from itself.
                self.treasury(&mut day, left, true, &mut prices);
                self.buy(&mut day, number, buyer, left, draw);
            }
        }
        let unsold = |offer: &&Offer| offer.seller == Party::Treasury;
        self.stock += day.offers.iter().filter(unsold).map(|offer| offer.unsold).sum::<Quantity>();
        day
    }

    /// Who wants how much today: a part of what it lacks on each of its days, all of it on the last and whenever it has none left.
    fn wanted(&self, number: u64) -> Vec<(usize, Quantity)> {
        let all = |need: &super::Need| number == self.calendar.last() || need.days.range(number + 1..).next().is_none();
        let wants = |need: &super::Need| match need.days.contains(&number) || number == self.calendar.last() {
            _ if all(need) => need.left,
            true => need.left / WHOLE_UNIT / need.days.range(number..).count() as Quantity * WHOLE_UNIT,
            false => 0,
        };
        let begun = |need: &super::Need| need.days.first().is_some_and(|first| *first <= number);
        let able = self.needs.iter().filter(|(_, need)| begun(need) || number == self.calendar.last());
        able.map(|(buyer, need)| (*buyer, wants(need))).filter(|(_, quantity)| *quantity > 0).collect()
    }

    /// Large buyers agree on blocks: with an operator that sells as much, else with the treasury.
    fn agree(
        &mut self,
        day: &mut Day,
        number: u64,
        wanted: &mut [(usize, Quantity)],
        sellers: &mut [(usize, Quantity)],
        prices: &Prices,
    ) {
        let least = self.scenario.orders.block_min();
        let band = Terms { band: self.scenario.orders.block_band, ..self.market.terms };
        let (low, high) = limits(self.market.session.close, &band).unwrap_or(prices.limits);
        for (buyer, left) in wanted {
            let own = prices.draw.about("block").about(&self.facts.installations[*buyer].operator);
            if *left < least || own.below(10_000) >= self.scenario.orders.blocks.into() {
                continue;
            }
            let stranger = |seller: usize| self.group(seller) != self.group(*buyer);
            let operator = sellers.iter_mut().find(|(seller, lot)| *lot >= least && stranger(*seller));
            let (seller, quantity) = match operator {
                Some((seller, lot)) => {
                    let quantity = (*lot).min(*left);
                    *lot -= quantity;
                    (Party::Operator(*seller), quantity)
                }
                None => (Party::Treasury, (*left).min(self.stock)),
            };
            if quantity < least {
                continue;
            }
            // What two agree on may be further from the close than what is listed.
            let drift = 2 * u64::from(self.scenario.market.drift);
            let price = prices.middle * Price::from(10_000 + own.about("price").between(0, 2 * drift) - drift) / 10_000;
            let price = price.clamp(low.max(1), high);
            *left -= quantity;
            if seller == Party::Treasury {
                self.stock -= quantity;
            }
            let tag = self.tag();
            let sale = self.trade(number, (seller, *buyer), quantity, price, true, own);
            day.blocks.push(Block { tag, seller, buyer: *buyer, quantity, price, sale });
        }
    }

    /// What operators sell today, and what the treasury adds.
    fn offer(
        &mut self,
        day: &mut Day,
        wanted: &[(usize, Quantity)],
        sellers: &[(usize, Quantity)],
        prices: &mut Prices,
    ) {
        for (operator, quantity) in sellers.iter().filter(|(_, quantity)| *quantity >= WHOLE_UNIT) {
            let own = prices.draw.about("level").about(&self.facts.installations[*operator].operator);
            let whole = quantity / WHOLE_UNIT * WHOLE_UNIT;
            self.put(day, Party::Operator(*operator), whole, false, own, prices);
        }
        let wanted: Quantity = wanted.iter().map(|(_, quantity)| quantity).sum();
        let offered: Quantity = sellers.iter().map(|(_, quantity)| quantity).sum();
        if wanted > 0 {
            // A lot more than is missing, so that the day's last price has something left at it.
            let more = wanted.saturating_sub(offered) + self.scenario.lot().min(wanted);
            self.treasury(day, more, false, prices);
        }
        day.offers.sort_by_key(|offer| (offer.price, offer.tag));
    }

    fn treasury(&mut self, day: &mut Day, quantity: Quantity, late: bool, prices: &mut Prices) {
        let whole = quantity.div_ceil(WHOLE_UNIT).min(self.stock / WHOLE_UNIT) * WHOLE_UNIT;
        for lot in lots(whole, self.scenario.lot()) {
            self.stock -= lot;
            let own = prices.draw.about("treasury").about(self.tags.to_le_bytes());
            self.put(day, Party::Treasury, lot, late, own, prices);
        }
    }

    fn put(&mut self, day: &mut Day, seller: Party, quantity: Quantity, late: bool, own: Draw, prices: &mut Prices) {
        let standing = !late && own.about("stands").below(10_000) < self.scenario.orders.standing.into();
        let wanted = self.level(own, prices.middle, 0);
        let (low, high) = prices.limits;
        let [used, _] = &mut prices.used;
        // Where the band has no room left, two offers share a price.
        let price = nearest_free(used, wanted, low.max(1), high).unwrap_or(wanted.clamp(low.max(1), high));
        let tag = self.tag();
        day.offers.push(Offer { tag, seller, quantity, price, standing, late, unsold: quantity });
    }

    /// One of the price levels around the day's middle, from the `least`th on.
    fn level(&self, draw: Draw, middle: Price, least: usize) -> Price {
        let levels = self.scenario.market.levels.get(least..).unwrap_or_default();
        let place = usize::try_from(draw.below(levels.len() as u64)).unwrap_or(0);
        let factor = 10_000 + i64::from(levels.get(place).copied().unwrap_or(0));
        (middle * Price::from(factor.unsigned_abs()) / 10_000).max(1)
    }

    /// Some of the buyers leave a condition: so much, at this price or less.
    fn wish(&mut self, day: &mut Day, wanted: &mut [(usize, Quantity)], prices: &mut Prices) {
        for (buyer, left) in wanted {
            let own = prices.draw.about("wish").about(&self.facts.installations[*buyer].operator);
            let fits = (WHOLE_UNIT..=self.scenario.lot()).contains(left);
            if !fits || own.below(10_000) >= self.scenario.orders.standing.into() {
                continue;
            }
            // Not below the middle, or too few would be met.
            let wanted = self.level(own.about("price"), prices.middle, self.scenario.market.levels.len() / 2);
            let (low, high) = prices.limits;
            let [_, used] = &mut prices.used;
            let Some(price) = nearest_free(used, wanted, low.max(1), high) else { continue };
            let (tag, quantity) = (self.tag(), std::mem::take(left));
            self.purses.entry(*buyer).or_default().pay(amount(price, quantity));
            day.wishes.push(Wish { tag, buyer: *buyer, quantity, price, unmet: quantity });
        }
    }

    /// Standing orders meet: the highest buy with the lowest offer that is not its own group's, at the offer's price, since the
    /// offers were there first.
    fn meet(&mut self, day: &mut Day) {
        day.wishes.sort_by_key(|wish| std::cmp::Reverse(wish.price));
        for wish in &mut day.wishes {
            let mut funds = amount(wish.price, wish.quantity);
            for offer in day.offers.iter_mut().filter(|offer| offer.price <= wish.price) {
                let quantity = wish.unmet.min(offer.unsold);
                if quantity == 0 || self.is_own(offer.seller, wish.buyer) {
                    continue;
                }
                offer.unsold -= quantity;
                wish.unmet -= quantity;
                funds -= amount(offer.price, quantity);
                self.at_once(offer.seller, wish.buyer, quantity, offer.price);
                self.traded[0] += quantity;
            }
            self.purses.entry(wish.buyer).or_default().back(funds);
        }
    }

    /// Takes the cheapest offers first, never those of the buyer's own group; answers what could not be had.
    fn buy(&mut self, day: &mut Day, number: u64, buyer: usize, quantity: Quantity, draw: Draw) -> Quantity {
        let mut left = quantity;
        for place in 0..day.offers.len() {
            let Some(offer) = day.offers.get_mut(place) else { continue };
            let part = left.min(offer.unsold);
            if part == 0 || self.is_own(offer.seller, buyer) {
                continue;
            }
            offer.unsold -= part;
            left -= part;
            let (tag, seller, price, may) = (offer.tag, offer.seller, offer.price, !offer.standing);
            let own = draw.about("paid").about(tag.to_le_bytes()).about(buyer.to_le_bytes());
            let sale = self.trade(number, (seller, buyer), part, price, may, own);
            if sale.is_none() {
                let paid = amount(price, part);
                // The rules were kept to when the price was made; the session's sums are far from their ends.
                let _ = market::record(&mut self.market.session, price, part, paid);
            }
            day.purchases.push(Purchase { buyer, offer: tag, quantity: part, price, sale });
        }
        left
    }

    /// A listed or block trade: paid at once, or through a bank, as long as such sales are not more than their part. Moves the units.
    fn trade(
        &mut self,
        number: u64,
        (seller, buyer): (Party, usize),
        quantity: Quantity,
        price: Price,
        may: bool,
        draw: Draw,
    ) -> Option<Sale> {
        self.traded[0] += quantity;
        let calm = self.calendar.calm(number);
        let within = (self.traded[1] + quantity / 2) * Quantity::from(ONE_IN_BASIS_POINTS)
            <= self.traded[0] * Quantity::from(self.scenario.bank.part);
        if !may || !within || quantity < self.scenario.bank.least() || calm < SHORT + DAY_MS {
            let paid = amount(price, quantity);
            self.purses.entry(buyer).or_default().pay(paid);
            self.move_units(seller, buyer, quantity);
            return None;
        }
        self.traded[1] += quantity;
        let course = if calm > LONG + 4 * DAY_MS && number < self.calendar.last() {
            self.banked += 1;
            let turn = (self.banked / self.scenario.bank.astray_every) as usize;
            let astray = self.banked % self.scenario.bank.astray_every == 0;
            let way = Course::ASTRAY.get(turn.wrapping_sub(1) % Course::ASTRAY.len()).copied();
            way.filter(|_| astray)
        } else {
            None
        };
        let ordinary = if draw.below(1_000) < ACCEPTED { Course::Accepted } else { Course::Confirmed };
        let course = course.unwrap_or(ordinary);
        let deposit = settlement::opening(&settlement::standard(), quantity, amount(price, quantity)).unwrap_or(0);
        let stakes = if course == Course::Appealed { 2 } else { 1 };
        self.purses.entry(buyer).or_default().stake(deposit * stakes);
        let by_seller = match seller {
            Party::Operator(seller) if course == Course::Split => {
                self.purses.entry(seller).or_default().stake(deposit);
                true
            }
            _ => false,
        };
        let delivered = course.delivered(quantity);
        self.move_units(seller, buyer, delivered);
        if seller == Party::Treasury {
            self.stock += quantity - delivered;
        }
        let bank = u32::try_from(buyer).unwrap_or(0) % self.scenario.cash.banks;
        Some(Sale { through: Through { sale: self.tag(), bank }, deposit, course, by_seller })
    }

    /// A standing order's trade. Its money is in a fund already.
    fn at_once(&mut self, seller: Party, buyer: usize, quantity: Quantity, price: Price) {
        let _ = market::record(&mut self.market.session, price, quantity, amount(price, quantity));
        self.move_units(seller, buyer, quantity);
    }

    /// The treasury's units have left its stock when they were offered.
    fn move_units(&mut self, seller: Party, buyer: usize, quantity: Quantity) {
        if let Party::Operator(seller) = seller {
            self.holdings.take(seller, self.year, quantity);
        }
        self.bought(buyer, quantity);
    }

    fn group(&self, operator: usize) -> usize {
        self.facts.installations[operator].holder
    }

    fn is_own(&self, seller: Party, buyer: usize) -> bool {
        matches!(seller, Party::Operator(seller) if self.group(seller) == self.group(buyer))
    }
}
