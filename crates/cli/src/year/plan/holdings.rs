//! Who holds what of which vintage, as the years go by.

use std::collections::BTreeMap;
use weir_types::Quantity;

/// Units of each operator by vintage, and what has been surrendered of them, year by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    free: Vec<BTreeMap<u16, Quantity>>,
    surrendered: BTreeMap<(u16, usize), Vec<(u16, Quantity)>>,
}

impl Holdings {
    /// Nobody holds anything.
    pub fn new(operators: usize) -> Self {
        Self { free: vec![BTreeMap::new(); operators], surrendered: BTreeMap::new() }
    }

    /// Units come to an operator.
    pub fn add(&mut self, operator: usize, vintage: u16, quantity: Quantity) {
        if quantity > 0 {
            *self.free[operator].entry(vintage).or_default() += quantity;
        }
    }

    /// Units leave an operator, who has them.
    pub fn take(&mut self, operator: usize, vintage: u16, quantity: Quantity) {
        let held = self.free[operator].entry(vintage).or_default();
        *held -= quantity;
        if *held == 0 {
            self.free[operator].remove(&vintage);
        }
    }

    /// What an operator holds of a vintage.
    pub fn of(&self, operator: usize, vintage: u16) -> Quantity {
        self.free[operator].get(&vintage).copied().unwrap_or(0)
    }

    /// What an operator holds of all vintages.
    pub fn total(&self, operator: usize) -> Quantity {
        self.free[operator].values().sum()
    }

    /// An operator surrenders for a year, who has enough: the oldest vintages first.
    pub fn surrender(&mut self, operator: usize, year: u16, quantity: Quantity) {
        let mut left = quantity;
        let mut parts = Vec::new();
        for (vintage, held) in &mut self.free[operator] {
            let part = left.min(*held);
            if part > 0 {
                *held -= part;
                left -= part;
                parts.push((*vintage, part));
            }
        }
        self.free[operator].retain(|_, held| *held > 0);
        if !parts.is_empty() {
            self.surrendered.insert((year, operator), parts);
        }
    }

    /// What operators surrender for a year: operator, and vintages with quantities.
    pub fn surrendered(&self, year: u16) -> impl Iterator<Item = (usize, &[(u16, Quantity)])> {
        self.surrendered.range((year, 0)..=(year, usize::MAX)).map(|((_, operator), parts)| (*operator, &parts[..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_vintages_go_first() {
        let mut holdings = Holdings::new(2);
        holdings.add(1, 2021, 5);
        holdings.add(1, 2022, 7);
        holdings.add(0, 2022, 0);
        holdings.take(1, 2022, 1);
        assert_eq!((holdings.total(1), holdings.of(1, 2022), holdings.total(0)), (11, 6, 0));
        holdings.surrender(1, 2022, 8);
        let parts: Vec<_> = holdings.surrendered(2022).collect();
        assert_eq!(parts, [(1, &[(2021, 5), (2022, 3)][..])]);
        assert_eq!(holdings.total(1), 3);
        assert_eq!(holdings.surrendered(2021).count(), 0);
    }
}
