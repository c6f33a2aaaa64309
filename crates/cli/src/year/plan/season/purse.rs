//! What an operator needs of money: to be given, and to let settlement and desk take.

use weir_types::Money;

/// An operator's money in a year. What it sells for is not reckoned with: it may come later than what it buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purse {
    /// What is paid or deposited now.
    out: Money,
    /// The most of it at a time: what it is given.
    pub needed: Money,
    /// What settlement takes in all, deposits that come back included.
    pub settlement: Money,
    /// What the desk takes in all.
    pub desk: Money,
}

impl Purse {
    /// Settlement takes a payment or a deposit.
    pub fn pay(&mut self, amount: Money) {
        self.settlement += amount;
        self.take(amount);
    }

    /// The desk takes a deposit. That it may come back is not reckoned with.
    pub fn stake(&mut self, amount: Money) {
        self.desk += amount;
        self.take(amount);
    }

    /// A part of what was taken comes back.
    pub fn back(&mut self, amount: Money) {
        self.out -= amount;
    }

    fn take(&mut self, amount: Money) {
        self.out += amount;
        self.needed = self.needed.max(self.out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_is_out_at_a_time_is_needed() {
        let mut purse = Purse::default();
        purse.pay(100);
        purse.back(70);
        purse.stake(20);
        purse.pay(40);
        assert_eq!((purse.needed, purse.settlement, purse.desk), (100, 140, 20));
        purse.pay(11);
        assert_eq!(purse.needed, 101);
    }
}
