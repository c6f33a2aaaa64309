//! The tables, for the terminal and for docs/guard.md.

use crate::classes::By;
use crate::measure::{Figures as Class, Way, WAYS};
use crate::raid::judge::{Figures as Mutant, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is measured apart: `--subject classes`, or `faults`.
pub const PARTS: [&str; 2] = ["classes", "faults"];

/// Where a part's tables begin in a page, and where they end.
pub fn marks(part: &str) -> [String; 2] {
    ["begin", "end"].map(|end| format!("<!-- weir guard bench --attacks, {part}: {end} -->"))
}

/// The page with a part's tables between its marks; `None` when it has none.
pub fn place(page: &str, part: &str, tables: &str) -> Option<String> {
    let [begin, end] = marks(part);
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{tables}{end}{after}"))
}

/// Everything that was measured.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Measured {
    /// The small subjects.
    pub classes: Vec<Class>,
    /// Sequences of each kind for each of these.
    pub sequences: u64,
    /// The seeded faults.
    pub mutants: Vec<Mutant>,
    /// The budgets.
    pub budgets: Vec<Budget>,
}

/// A share and what it must be at least.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// What was counted.
    pub what: String,
    /// Caught, of so many.
    pub caught: (usize, usize),
    /// In per cent, at least.
    pub least: f64,
}

impl Budget {
    /// The share in per cent; nothing of nothing.
    pub fn figure(&self) -> f64 {
        self.caught.0 as f64 * 100.0 / self.caught.1.max(1) as f64
    }

    /// Whether it is kept. What was not measured is not.
    pub fn kept(&self) -> bool {
        self.caught.1 > 0 && self.figure() >= self.least
    }
}

/// Subjects of a letter that are caught in every sequence, and how many there are.
fn of(classes: &[Class], by: By, way: Way) -> (usize, usize) {
    let own = || classes.iter().filter(|one| one.by == by);
    (own().filter(|one| one.caught(way)).count(), own().count())
}

/// Mutants of the test split that some attack gets at: those that a guard caught, and how many there are.
fn rate(mutants: &[Mutant], operator: Option<&str>, caught: impl Fn(&Mutant) -> bool) -> (usize, usize) {
    let own = || {
        let named = |one: &&Mutant| operator.is_none_or(|operator| one.mutant.operator == operator);
        mutants.iter().filter(|one| !one.mutant.training && one.verdict == Verdict::Exploitable).filter(named)
    };
    (own().filter(|one| caught(one)).count(), own().count())
}

/// The budgets of issue 5.
pub fn budgets(classes: &[Class], mutants: &[Mutant]) -> Vec<Budget> {
    let mut budgets = Vec::new();
    if !classes.is_empty() {
        for (by, least) in [(By::P, 100.0), (By::S, 90.0), (By::Y, 90.0)] {
            let what = format!("classes that {by:?} should catch");
            budgets.push(Budget { what, caught: of(classes, by, Way::All), least });
        }
    }
    if !mutants.is_empty() {
        let caught = rate(mutants, None, |one| one.caught(Way::All));
        budgets.push(Budget { what: "seeded faults, over all operators".to_owned(), caught, least: 83.0 });
    }
    budgets
}

/// The tables of the parts that were measured, as Markdown, which the terminal shows as well.
pub fn parts(measured: &Measured) -> Vec<(&'static str, String)> {
    let [classes, faults] = PARTS;
    let mut parts = Vec::new();
    if !measured.classes.is_empty() {
        let mut text = detection(&budgets(&measured.classes, &[]));
        ablation(&mut text, &measured.classes);
        subjects(&mut text, &measured.classes, measured.sequences);
        parts.push((classes, text + "\n"));
    }
    if !measured.mutants.is_empty() {
        let mut text = detection(&budgets(&[], &measured.mutants));
        operators(&mut text, &measured.mutants);
        misses(&mut text, &measured.mutants);
        parts.push((faults, text + "\n"));
    }
    parts
}

fn detection(budgets: &[Budget]) -> String {
    let mut text = String::from("\n| detection | caught | share | at least | |\n|---|---|---|---|---|\n");
    for budget in budgets {
        let kept = if budget.kept() { "kept" } else { "**missed**" };
        let ((caught, all), what, figure, least) = (budget.caught, &budget.what, budget.figure(), budget.least);
        let _ = writeln!(text, "| {what} | {caught} of {all} | {figure:.0} % | {least:.0} % | {kept} |");
    }
    text
}

fn ablation(text: &mut String, classes: &[Class]) {
    *text += "\n| caught in every sequence | all | no context | no probes | paths only | policies only |\n|---|---|---|---|---|---|\n";
    for by in [By::P, By::S, By::Y, By::N] {
        let shares: Vec<String> =
            WAYS.iter().map(|way| of(classes, by, *way)).map(|(caught, all)| format!("{caught} of {all}")).collect();
        let _ = writeln!(text, "| {by:?} | {} |", shares.join(" | "));
    }
}

fn subjects(text: &mut String, classes: &[Class], sequences: u64) {
    let _ = writeln!(
        text,
        "\nSequences of {sequences} in which the goal is reached on the plain contract, and in how many of these not on the \
         guarded one; false alarms on as many held-out benign sequences.\n\n\
         | # | subject | by | goal | reached | all | no context | no probes | paths only | policies only | false alarms, all |\n\
         |---|---|---|---|---|---|---|---|---|---|---|"
    );
    for one in classes {
        let caught = |way| one.ways.iter().find(|outcome| outcome.way == way).map_or(0, |outcome| outcome.caught);
        let shares: Vec<String> = WAYS.iter().map(|way| caught(*way).to_string()).collect();
        let alarms = one.ways.iter().find(|outcome| outcome.way == Way::All);
        let alarms = alarms.map_or(String::new(), |all| format!("{} of {}", all.refused, all.benign));
        let (class, name, by, goal) = (one.class, &one.name, one.by, goal(one));
        let (reached, shares) = (one.reached, shares.join(" | "));
        let _ = writeln!(text, "| {class} | {name} | {by:?} | {goal} | {reached} | {shares} | {alarms} |");
    }
    let missed: Vec<&Class> = classes.iter().filter(|one| !one.caught(Way::All)).collect();
    if !missed.is_empty() {
        *text += "\n| missed subject | why |\n|---|---|\n";
        for one in missed {
            let _ = writeln!(text, "| {} | {} |", one.name, why_class(one));
        }
    }
}

fn goal(of: &Class) -> &'static str {
    match of.goal {
        crate::classes::Goal::BalanceGained => "balance gained",
        crate::classes::Goal::RoleTaken => "role taken",
        crate::classes::Goal::StockDrained => "stock drained",
        crate::classes::Goal::FundsLocked => "funds locked",
    }
}

fn why_class(one: &Class) -> String {
    let caught = one.ways.iter().find(|outcome| outcome.way == Way::All).map_or(0, |outcome| outcome.caught);
    match one.by {
        _ if one.reached == 0 => "the attack does not reach its goal on the plain contract either".to_owned(),
        By::Y => "every call is valid, takes a benign call's path and keeps to the policy's rule".to_owned(),
        By::N => "a lucky draw takes a benign call's path".to_owned(),
        _ => format!("in {} of {} sequences the attack takes paths of benign calls", one.reached - caught, one.reached),
    }
}

fn operators(text: &mut String, mutants: &[Mutant]) {
    *text += "\nSeeded faults of the test split, by operator. Killed: the benign scenario itself fails or answers otherwise. Caught: of all \
              attacks that reach their goal, none does on the guarded build.\n\n\
              | operator | drawn | do not compile | killed | not exploitable | exploitable | caught: all | no context | no probes | paths only | policies only | attacks refused, all |\n\
              |---|---|---|---|---|---|---|---|---|---|---|---|\n";
    let names: BTreeMap<&str, ()> = mutants.iter().map(|one| (one.mutant.operator.as_str(), ())).collect();
    let rows = names.into_keys().map(Some).chain([None]);
    for operator in rows {
        let own = || {
            let named = |one: &&Mutant| operator.is_none_or(|operator| one.mutant.operator == operator);
            mutants.iter().filter(|one| !one.mutant.training).filter(named)
        };
        let count = |verdict| own().filter(|one| one.verdict == verdict).count();
        let caught = WAYS.map(|way| rate(mutants, operator, |one| one.caught(way)).0.to_string());
        let goals: usize = own().map(Mutant::goals).sum();
        let refused: usize = own().map(|one| one.refused(Way::All)).sum();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {refused} of {goals} |",
            operator.unwrap_or("all"),
            own().count(),
            count(Verdict::Invalid),
            count(Verdict::Killed),
            count(Verdict::NotExploitable),
            count(Verdict::Exploitable),
            caught.join(" | "),
        );
    }
}

fn misses(text: &mut String, mutants: &[Mutant]) {
    let missed = mutants.iter().filter(|one| one.verdict == Verdict::Exploitable && !one.caught(Way::All));
    let rows: Vec<&Mutant> = missed.filter(|one| !one.mutant.training).collect();
    if rows.is_empty() {
        return;
    }
    *text += "\n| missed fault | where | attacks that reach their goal | refused | why the others pass |\n|---|---|---|---|---|\n";
    for one in rows {
        let place =
            format!("{}, `{}` ({}:{})", one.mutant.contract, one.mutant.function, one.mutant.path, one.mutant.line);
        let kinds: Vec<String> = one.reached.iter().map(|(kind, count)| format!("{count} {}", word(kind))).collect();
        let (name, goals, refused) = (&one.mutant.name, kinds.join(", "), one.refused(Way::All));
        let _ = writeln!(text, "| {name} | {place} | {goals} | {refused} | {} |", why(one));
    }
}

fn word(kind: &crate::raid::variants::Kind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// What can be read off the figures: whether the paths were benign ones.
fn why(one: &Mutant) -> &'static str {
    match (one.mutant.operator.as_str(), one.refused(Way::All) == 0) {
        ("removed-role-test", true) => {
            "the test was all that told callers apart: without it the path is the benign one"
        }
        ("removed-check", true) => "the check was all that told the calls apart: without it the path is the benign one",
        ("wrong-variable", true) => "other data on the benign path",
        ("wrapping-arithmetic", true) => "a sum is no branch: the path is the benign one",
        (_, true) => "the paths are benign ones",
        (_, false) => "some attacks take a benign path",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_keeps_no_budget() {
        let budget = |caught, all| Budget { what: String::new(), caught: (caught, all), least: 83.0 };
        assert!(!budget(0, 0).kept() && !budget(82, 100).kept());
        assert!(budget(83, 100).kept());
    }

    #[test]
    fn tables_are_put_between_the_marks() {
        let [[begin, end], [other, _]] = PARTS.map(marks);
        let page = format!("a\n{begin}\nold\n{end}\nb\n{other}");
        assert_eq!(place(&page, "classes", "new\n").unwrap(), format!("a\n{begin}\nnew\n{end}\nb\n{other}"));
        assert_eq!(place(&page, "faults", "new"), None, "it has no end");
    }
}
