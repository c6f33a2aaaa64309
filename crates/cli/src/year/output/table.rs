//! The run as text, for the end of a terminal session.

use super::numbers::{grouped, money, tonnes};
use super::prices::{self, Rows};
use super::{Told, REAL, SYNTHETIC};
use crate::year::compare::{label, PublishedStatus};
use std::fmt::Write;

/// How many rows that differ are shown in the terminal; the report and `--json` have all.
const SHOWN: usize = 60;

/// The table and what belongs to it.
pub fn text(told: &Told) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(told, &mut out);
    out
}

fn write(told: &Told, out: &mut String) -> std::fmt::Result {
    let totals = told.totals();
    let currency = &told.scenario.cash.currency;
    let names = [
        String::new(),
        "cap (t)".into(),
        "free allocation (t)".into(),
        "issued, reserve included (t)".into(),
        "recorded emissions (t)".into(),
        "auctioned (t)".into(),
        "traded on the exchange (t)".into(),
        "  by the treasury (t)".into(),
        "  through banks (t)".into(),
        format!("VWAP on the exchange ({currency} a tonne)"),
        "surrendered (t)".into(),
        "missing at the deadline (t)".into(),
        format!("penalties ({currency})"),
        "compliant".into(),
        "non-compliant".into(),
        "no data".into(),
    ];
    let mut columns: Vec<Vec<String>> = vec![names.to_vec()];
    for (year, of) in &totals {
        columns.push(vec![
            year.to_string(),
            tonnes(told.plan.caps.get(year).copied().unwrap_or(0)),
            tonnes(of.allocated),
            tonnes(of.issued),
            tonnes(of.emissions),
            tonnes(of.auctioned.volume),
            tonnes(of.traded()),
            tonnes(of.treasury),
            tonnes(of.banked.volume),
            of.vwap().map_or("-".into(), money),
            tonnes(of.surrendered),
            tonnes(of.missing),
            money(of.penalty),
            of.compliant.to_string(),
            of.non_compliant.to_string(),
            of.no_data.to_string(),
        ]);
    }
    let (installations, rows) = (told.facts.installations.len(), told.rows());
    writeln!(out, "{} installations, {} installation-years\n", grouped(installations as u128), grouped(rows as u128))?;
    grid(out, &columns)?;

    writeln!(
        out,
        "\nPrices by how units were sold, against the indices at the end of a year's trading ({currency} a tonne)\n"
    )?;
    told_as(out, prices::against_indices(told))?;
    writeln!(out, "\nAuctions\n")?;
    told_as(out, prices::auctions(told))?;
    writeln!(out, "\nSales through banks\n")?;
    told_as(out, prices::sales(told))?;

    let comparison = told.comparison;
    writeln!(
        out,
        "\nComputed status against the published one: {} of {} rows agree ({} of them as behaviour.toml lists them)\n",
        grouped(told.agreeing() as u128),
        grouped(comparison.rows as u128),
        comparison.listed,
    )?;
    let mut columns: Vec<Vec<String>> =
        vec![["published", "rows", "agree", "compliant", "non-compliant", "no data"].map(String::from).to_vec()];
    for status in PublishedStatus::ALL {
        let computed = |name: &'static str| comparison.counts.get(&(status, name)).copied().unwrap_or(0).to_string();
        columns.push(vec![
            status.label().into(),
            comparison.published(status).to_string(),
            comparison.agreeing(status).to_string(),
            computed("compliant"),
            computed("non-compliant"),
            computed("no data"),
        ]);
    }
    grid(out, &transposed(&columns))?;
    if comparison.differences.is_empty() {
        writeln!(out, "\nNo row differs.")?;
    } else {
        writeln!(out, "\nRows that differ:")?;
    }
    for row in comparison.differences.iter().take(SHOWN) {
        writeln!(
            out,
            "  {} {} {}: published {}, computed {}: {}",
            row.operator,
            row.year,
            row.installation,
            row.published.label(),
            label(row.computed),
            row.reason
        )?;
    }
    if comparison.differences.len() > SHOWN {
        writeln!(out, "  ... and {} more: see --json or the report", comparison.differences.len() - SHOWN)?;
    }
    for note in &told.plan.notes {
        writeln!(out, "Note: {note}")?;
    }

    writeln!(out, "\nChecks:")?;
    for check in &told.outcome.checks {
        writeln!(out, "  {} {}: {}", if check.held { "ok    " } else { "FAILED" }, check.what, check.found)?;
    }
    writeln!(out, "\nReal: {REAL}.\nSynthetic: {SYNTHETIC}.")?;
    let total = told.costs.total();
    writeln!(
        out,
        "\n{} calls on {} in {:.1} s: {} G ref_time, {} MB proof",
        grouped(total.calls.into()),
        told.costs.engine,
        told.costs.time().as_secs_f64(),
        grouped(u128::from(total.cost.ref_time / 1_000_000_000)),
        grouped(u128::from(total.cost.proof_size / 1_000_000)),
    )
}

fn told_as(out: &mut String, table: Rows) -> std::fmt::Result {
    let all: Vec<Vec<String>> = std::iter::once(table.head).chain(table.rows).collect();
    grid(out, &transposed(&all))
}

/// Columns side by side: the first to the left, the others to the right.
fn grid(out: &mut String, columns: &[Vec<String>]) -> std::fmt::Result {
    let width = |column: &Vec<String>| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..rows {
        for (place, column) in columns.iter().enumerate() {
            let cell = column.get(row).map_or("", String::as_str);
            let width = width(column);
            match place {
                0 => write!(out, "  {cell:<width$}")?,
                _ => write!(out, "  {cell:>width$}")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn transposed(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|place| rows.iter().map(|row| row[place].clone()).collect()).collect()
}
