//! The figures as text, for the terminal and for docs/guard.md.

use super::{mean, more, Budget, Figures};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Where the tables begin in a page.
pub const BEGIN: &str = "<!-- weir guard bench: begin -->";
/// Where they end.
pub const END: &str = "<!-- weir guard bench: end -->";

/// The page with these tables between its marks; `None` when it has none.
pub fn place(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}{END}{after}"))
}

/// For the terminal: the budgets, and where each is closest.
pub fn text(figures: &Figures) -> String {
    let mut text = String::new();
    for row in &figures.deployment {
        let _ = writeln!(
            text,
            "{:12} {:>6} B -> {:>6} B {:+6.1} %  upload {:+6.1} %  {:>5} paths  {:6.0} ms",
            row.code,
            row.bytes.0,
            row.bytes.1,
            more(row.bytes.0, row.bytes.1),
            more(row.upload.0, row.upload.1),
            row.paths,
            row.built_ms
        );
    }
    for (contract, count, mean, worst) in by_contract(figures) {
        let _ = writeln!(text, "{contract:12} {count:>3} messages, ref_time {mean:+.2} % mean, worst {worst}");
    }
    if let Some(executed) = &figures.instructions {
        let (all, calls) = (more(executed.all.0, executed.all.1), executed.calls);
        let (mean, worst) = (executed.mean, executed.worst);
        let _ =
            writeln!(text, "{calls} calls: instructions {all:+.1} % in all, {mean:+.1} % mean, {worst:+.1} % worst");
    }
    for row in &figures.alarms {
        let (share, learnt, training, rate) = (row.share, &row.learnt, row.training, row.rate());
        let _ = writeln!(
            text,
            "learnt from {share:3} % of {learnt} ({training} calls): {:.1} of {} calls of {} refused, {rate:.2} %",
            row.refused, row.calls, row.judged
        );
        if share == 100 {
            for (test, count) in &row.worst {
                let _ = writeln!(text, "    {count:>5} x {test}");
            }
        }
    }
    for budget in &figures.budgets {
        let _ = writeln!(text, "{}: {}", budget.what, verdict(budget));
    }
    text + NOT_MEASURED + "\n"
}

/// What the budgets name and this does not measure.
const NOT_MEASURED: &str = "detection (attacks caught): weir guard bench --attacks";

fn verdict(budget: &Budget) -> String {
    let kept = if budget.kept { "kept" } else { "MISSED" };
    format!("{:.2} {} of at most {} {}, {kept}", budget.figure, budget.unit, budget.most, budget.unit)
}

/// Contract, messages that change something, mean of their differences, the worst.
fn by_contract(figures: &Figures) -> Vec<(String, usize, f64, String)> {
    let mut contracts: BTreeMap<&str, Vec<(f64, &str)>> = BTreeMap::new();
    for row in figures.runtime.iter().filter(|row| !row.view) {
        contracts.entry(&row.contract).or_default().push((row.more(), &row.message));
    }
    contracts
        .into_iter()
        .map(|(contract, mut messages)| {
            messages.sort_by(|one, other| other.0.total_cmp(&one.0));
            let worst = messages.first().map(|(more, name)| format!("{more:+.2} % ({name})"));
            let mean = mean(messages.iter().map(|(more, _)| *more));
            (contract.to_owned(), messages.len(), mean, worst.unwrap_or_default())
        })
        .collect()
}

/// For the page.
pub fn markdown(figures: &Figures) -> String {
    let mut text = String::from("\n| budget | figure | at most | |\n|---|---|---|---|\n");
    for budget in &figures.budgets {
        let kept = if budget.kept { "kept" } else { "**missed**" };
        let (figure, most, unit) = (budget.figure, budget.most, budget.unit);
        let _ = writeln!(text, "| {} | {figure:.2} {unit} | {most} {unit} | {kept} |", budget.what);
    }
    if let Some(limit) = figures.limit {
        let _ = writeln!(text, "\nThe years were run with their first {limit} installations only.");
    }
    text += "\n| code | bytes | guarded | | upload | paths allowed |\n|---|---|---|---|---|---|\n";
    for row in &figures.deployment {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:+.1} % | {:+.1} % | {} |",
            row.code,
            row.bytes.0,
            row.bytes.1,
            more(row.bytes.0, row.bytes.1),
            more(row.upload.0, row.upload.1),
            row.paths
        );
    }
    text += "\n| contract | messages that change something | ref_time, mean | worst |\n|---|---|---|---|\n";
    for (contract, count, mean, worst) in by_contract(figures) {
        let _ = writeln!(text, "| {contract} | {count} | {mean:+.2} % | {worst} |");
    }
    if let Some(executed) = &figures.instructions {
        let (all, calls) = (more(executed.all.0, executed.all.1), executed.calls);
        let (mean, worst) = (executed.mean, executed.worst);
        let _ = writeln!(
            text,
            "\nExecuted instructions of the {calls} transactions of that scenario: {all:+.1} % in all, {mean:+.1} % \
             mean, {worst:+.1} % worst."
        );
    }
    text += "\n| learnt from | share | calls of it | judged | calls | refused | |\n|---|---|---|---|---|---|---|\n";
    for row in &figures.alarms {
        let (share, learnt, rate) = (row.share, &row.learnt, row.rate());
        let _ = writeln!(
            text,
            "| {learnt} | {share} % | {} | {} | {} | {:.1} | {rate:.2} % |",
            row.training, row.judged, row.calls, row.refused
        );
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_put_between_the_marks() {
        let page = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        assert_eq!(place(&page, "new\n").unwrap(), format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(place("no marks", "new"), None);
    }
}
