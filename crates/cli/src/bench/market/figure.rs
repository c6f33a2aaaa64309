//! A cost at several sizes, and how flat it is.

use serde_json::{json, Value};

/// The largest of a figure's costs may be a tenth above the smallest; in thousandths.
pub const FLAT: u64 = 1_100;

/// The sizes at which a figure is taken: from the first on, each ten times the one before, and the last.
pub fn sizes(first: u64, last: u64) -> Vec<u64> {
    let mut sizes: Vec<_> =
        std::iter::successors(Some(first), |size| size.checked_mul(10)).take_while(|size| *size < last).collect();
    sizes.push(last);
    sizes
}

/// What something costs at several sizes of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What is measured.
    pub name: String,
    /// What the sizes count.
    pub of: &'static str,
    /// Size and ref_time.
    pub at: Vec<(u64, u64)>,
    /// What the largest cost may be of the smallest, in thousandths.
    pub budget: Option<u64>,
    /// Measured up to a smaller size than the budget is stated for: neither kept nor missed.
    pub tried: bool,
}

impl Figure {
    /// A figure that has to be flat.
    pub fn flat(name: impl Into<String>, of: &'static str, at: Vec<(u64, u64)>) -> Self {
        Self { name: name.into(), of, at, budget: Some(FLAT), tried: false }
    }

    /// A part of one that has to be: shown, held to nothing by itself.
    pub fn part(name: impl Into<String>, of: &'static str, at: Vec<(u64, u64)>) -> Self {
        Self { budget: None, ..Self::flat(name, of, at) }
    }

    /// The largest cost to the smallest, in thousandths, rounded up: a budget is not kept by a rounding. Of nothing it is
    /// as large as can be.
    pub fn ratio(&self) -> u64 {
        let costs = || self.at.iter().map(|(_, cost)| u128::from(*cost));
        let (most, least) = (costs().max().unwrap_or_default(), costs().min().filter(|least| *least > 0));
        least.and_then(|least| u64::try_from((most * 1_000).div_ceil(least)).ok()).unwrap_or(u64::MAX)
    }

    /// Over a budget that it was measured for?
    pub fn is_missed(&self) -> bool {
        !self.tried && self.budget.is_some_and(|budget| self.ratio() > budget)
    }

    /// In a word.
    pub fn verdict(&self) -> &'static str {
        match self.budget {
            None => "",
            Some(_) if self.tried => "a try: smaller than the budget is for",
            Some(_) if self.is_missed() => "OVER",
            Some(_) => "ok",
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let at: Vec<_> = self.at.iter().map(|(size, cost)| json!({ "size": size, "refTime": cost })).collect();
        json!({
            "name": self.name,
            "of": self.of,
            "at": at,
            "largestToSmallest": self.ratio(),
            "budget": self.budget,
            "claimed": self.budget.is_some() && !self.tried,
            "kept": (self.budget.is_some() && !self.tried).then(|| !self.is_missed()),
        })
    }
}

/// The mean of costs, rounded down; 0 of none.
pub fn mean(costs: &[u64]) -> u64 {
    let sum: u128 = costs.iter().copied().map(u128::from).sum();
    sum.checked_div(costs.len() as u128).and_then(|mean| u64::try_from(mean).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_end_with_the_last() {
        assert_eq!(sizes(10, 10_000), [10, 100, 1_000, 10_000]);
        assert_eq!(sizes(10, 250), [10, 100, 250]);
        assert_eq!(sizes(10, 10), [10]);
    }

    #[test]
    fn flat_is_within_a_tenth_and_not_a_thousandth_more() {
        let of = |costs: [u64; 3]| Figure::flat("a fill", "orders", costs.map(|cost| (1, cost)).to_vec());
        assert!(!of([1_000, 1_100, 1_050]).is_missed());
        assert_eq!(of([1_000_000, 1_100_001, 1_000_000]).ratio(), 1_101, "rounded up");
        assert!(of([1_000_000, 1_100_001, 1_000_000]).is_missed());
        assert!(of([1, 0, 1]).is_missed() && Figure::flat("none", "orders", Vec::new()).is_missed());
    }

    #[test]
    fn a_try_and_a_part_claim_nothing() {
        let steep = vec![(10, 1), (100, 2)];
        let tried = Figure { tried: true, ..Figure::flat("a fill", "orders", steep.clone()) };
        assert!(!tried.is_missed() && tried.json()["kept"].is_null());
        assert!(!Figure::part("a reveal", "bids", steep.clone()).is_missed());
        assert_eq!(Figure::flat("a fill", "orders", steep).json()["kept"], false);
    }

    #[test]
    fn means_are_rounded_down() {
        assert_eq!((mean(&[1, 2]), mean(&[]), mean(&[u64::MAX, u64::MAX])), (1, 0, u64::MAX));
    }
}
