//! The table at the end of a build.

/// One contract's line.
#[derive(Clone, Debug)]
pub struct Line {
    /// The contract.
    pub name: String,
    /// Bytes the compiler left.
    pub raw: u64,
    /// Bytes that go on chain.
    pub size: u64,
    /// The most they should be.
    pub budget: Option<u64>,
    /// Where that is missed for now: the most they may be.
    pub missed: Option<u64>,
    /// Whether anything was written; else the bundle in place was still right.
    pub written: bool,
    /// The code hash.
    pub hash: String,
}

impl Line {
    /// Whether it is larger than allowed: than its budget, or than it was when the budget was last missed.
    pub fn is_over(&self) -> bool {
        self.is_missed() && self.missed.is_none_or(|missed| self.size > missed)
    }

    /// Whether it is larger than it should be.
    pub fn is_missed(&self) -> bool {
        self.budget.is_some_and(|budget| self.size > budget)
    }
}

/// All lines, sizes in bytes.
pub fn render(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.name.len()).max().unwrap_or(0).max("contract".len());
    let mut text = format!(
        "{:width$}  {:>8}  {:>9}  {:>8}  {:>5}  {:7}  code hash\n",
        "contract", "raw", "optimised", "budget", "used", ""
    );
    for line in lines {
        let (budget, used) = match line.budget {
            None => ("-".to_owned(), "-".to_owned()),
            Some(budget) => (budget.to_string(), format!("{}%", line.size.saturating_mul(100).div_ceil(budget.max(1)))),
        };
        let state = match (line.is_over(), line.is_missed(), line.written) {
            (true, ..) => "TOO BIG",
            (_, true, _) => "MISSED",
            (_, _, true) => "written",
            (_, _, false) => "as was",
        };
        let (name, raw, size, hash) = (&line.name, line.raw, line.size, &line.hash);
        text += &format!("{name:width$}  {raw:>8}  {size:>9}  {budget:>8}  {used:>5}  {state:7}  {hash}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_over_is_over() {
        let line = |size| Line {
            name: "x".into(),
            raw: 9,
            size,
            budget: Some(100),
            missed: None,
            written: true,
            hash: String::new(),
        };
        assert!(!line(100).is_over() && line(101).is_over());
        assert!(render(&[line(101)]).contains("TOO BIG"));
        assert!(!Line { budget: None, ..line(101) }.is_over());
        let missed = |size| Line { missed: Some(110), ..line(size) };
        assert!(!missed(110).is_over() && missed(110).is_missed() && missed(111).is_over());
        assert!(render(&[missed(110)]).contains("MISSED"));
    }
}
