//! The run as one HTML file: charts inside, nothing fetched, opens from a disk.

use super::charts::{self, Drawn, Ink};
use super::numbers::{grouped, money, short_money, short_tonnes, tonnes};
use super::prices::{self, Rows};
use super::{Told, REAL, SYNTHETIC};
use crate::year::compare::{label, PublishedStatus};
use crate::year::outcome::YearTotals;
use std::fmt::Write;
use weir_types::compliance::ComplianceStatus;

const STYLE: &str = include_str!("report.css");

/// The page.
pub fn html(told: &Told) -> Drawn<String> {
    let totals = told.totals();
    let years = format!(
        "{} to {}",
        told.scenario.years.first().copied().unwrap_or_default(),
        told.scenario.years.last().copied().unwrap_or_default()
    );
    let mut page = String::new();
    let what = format!("{} {}", told.scenario.region, told.scenario.pollutant);
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Weir: {what}, {years}</title><style>{STYLE}</style></head><body><main>\n\
         <header><h1>{what} allowances, {years}</h1><p>{} installations, {} installation-years: allocated, traded, verified and \
         surrendered through contracts on the {} engine.</p></header>\n",
        grouped(told.facts.installations.len() as u128),
        grouped(told.rows() as u128),
        escaped(&told.costs.engine),
    )?;
    cards(&mut page, told)?;
    writeln!(
        page,
        "<section class=\"note\"><p><b>Real:</b> {}.</p><p><b>Synthetic:</b> {}.</p></section>",
        escaped(REAL),
        escaped(SYNTHETIC)
    )?;

    section(
        &mut page,
        "Allocation against emissions",
        "Totals of each year. What free allocation does not cover is bought.",
    )?;
    legend(
        &mut page,
        &[
            ("recorded emissions", charts::BLUE),
            ("free allocation", charts::SKY),
            ("sold by the treasury", charts::ORANGE),
        ],
    )?;
    figure(&mut page, &charts::totals(&totals)?)?;
    let points = points(told);
    let without = told.facts.installations.len() - points.len();
    let about = format!(
        "{} installations that had a free allocation and emissions; {} others had one of them only, or neither. Above the line \
         emissions exceed the allocation.",
        points.len(),
        without
    );
    write!(page, "<p class=\"about\">{about}</p>")?;
    legend(&mut page, &[("emitted more than allocated", charts::BLUE), ("emitted less", charts::ORANGE)])?;
    figure(&mut page, &charts::installations(&points)?)?;
    end(&mut page)?;

    section(
        &mut page,
        "Price and volume",
        "Trades on the exchange by trading day; grey: the band that the oracle forecast for the day's close. Prices and trades are \
         synthetic, moved within the exchange's price band.",
    )?;
    legend(
        &mut page,
        &[
            ("average price; the bar spans lowest to highest", charts::BLUE),
            ("volume sold by operators", charts::SKY),
            ("volume sold by the treasury", charts::ORANGE),
        ],
    )?;
    figure(&mut page, &charts::price_and_volume(&told.outcome.days, &told.outcome.indices)?)?;
    end(&mut page)?;

    market(&mut page, told)?;

    section(&mut page, "Compliance by regulator", "Status of each installation when its year's period was closed.")?;
    legend(&mut page, &[("compliant", charts::BLUE), ("non-compliant", charts::VERMILION), ("no data", charts::GREY)])?;
    figure(&mut page, &charts::by_regulator(&bars(told))?)?;
    end(&mut page)?;

    years_table(&mut page, told)?;
    comparison(&mut page, told)?;
    supply(&mut page, told)?;
    checks(&mut page, told)?;
    let total = told.costs.total();
    write!(
        page,
        "<footer>{} contract calls, {} G ref_time, {} MB of proof, {:.1} s on the {} engine.</footer>\n\
         </main></body></html>\n",
        grouped(total.calls.into()),
        grouped(u128::from(total.cost.ref_time / 1_000_000_000)),
        grouped(u128::from(total.cost.proof_size / 1_000_000)),
        told.costs.time().as_secs_f64(),
        escaped(&told.costs.engine),
    )?;
    Ok(page)
}

/// How units were sold and for how much, beside the oracle's indices.
fn market(page: &mut String, told: &Told) -> std::fmt::Result {
    let about = format!(
        "Average prices by how units were sold, then the indices at the end of each year's trading, in {} a tonne. All synthetic.",
        told.scenario.cash.currency
    );
    section(page, "Prices against indices", &about)?;
    table(page, &prices::against_indices(told))?;
    end(page)?;
    let about = "Sealed bids, one price. What a cancelled auction offered comes back in the next four.";
    section(page, "Auctions", about)?;
    table(page, &prices::auctions(told))?;
    end(page)?;
    let about = "About a tenth of what is traded on the exchange; some go astray on purpose.";
    section(page, "Sales through banks", about)?;
    table(page, &prices::sales(told))?;
    end(page)
}

fn table(page: &mut String, rows: &Rows) -> std::fmt::Result {
    page.push_str("<table><thead><tr>");
    for cell in &rows.head {
        write!(page, "<th>{}</th>", escaped(cell))?;
    }
    page.push_str("</tr></thead><tbody>");
    for row in &rows.rows {
        for (place, cell) in row.iter().enumerate() {
            let cell = escaped(cell);
            match place {
                0 => write!(page, "<tr><th>{cell}</th>")?,
                _ => write!(page, "<td>{cell}</td>")?,
            }
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table>");
    Ok(())
}

fn cards(page: &mut String, told: &Told) -> std::fmt::Result {
    let totals = told.totals();
    let sum = |of: fn(&YearTotals) -> u128| totals.iter().map(|(_, t)| of(t)).sum::<u128>();
    let failed = told.outcome.failures().count();
    let cards = [
        (short_tonnes(sum(|t| t.emissions)), "recorded emissions".to_owned()),
        (short_tonnes(sum(|t| t.allocated)), "allocated free".to_owned()),
        (short_tonnes(sum(|t| t.auctioned.volume)), "auctioned".to_owned()),
        (short_tonnes(sum(|t| t.traded())), "traded on the exchange".to_owned()),
        (short_tonnes(sum(|t| t.surrendered)), "surrendered".to_owned()),
        (short_money(sum(|t| t.penalty)), format!("{} of penalties", escaped(&told.scenario.cash.currency))),
        (
            format!("{} of {}", grouped(told.agreeing() as u128), grouped(told.comparison.rows as u128)),
            "statuses as published".to_owned(),
        ),
        (
            if failed == 0 { "all held".into() } else { format!("{failed} failed") },
            format!("{} checks", told.outcome.checks.len()),
        ),
    ];
    page.push_str("<section class=\"cards\">");
    for (figure, what) in cards {
        write!(page, "<div><strong>{figure}</strong><span>{what}</span></div>")?;
    }
    page.push_str("</section>\n");
    Ok(())
}

fn years_table(page: &mut String, told: &Told) -> std::fmt::Result {
    let currency = &told.scenario.cash.currency;
    let about =
        format!("Quantities in tonnes, prices and penalties in {currency}. Issued includes what stays in the reserve.");
    section(page, "Years", &about)?;
    let totals = told.totals();
    page.push_str("<table class=\"years\"><thead><tr><th></th>");
    for (year, _) in &totals {
        write!(page, "<th>{year}</th>")?;
    }
    page.push_str("</tr></thead><tbody>");
    let cap = |year: &u16| tonnes(told.plan.caps.get(year).copied().unwrap_or(0));
    type Cell<'a> = &'a dyn Fn(&u16, &YearTotals) -> String;
    let rows: [(&str, Cell); 13] = [
        ("cap", &|year, _| cap(year)),
        ("free allocation", &|_, of| tonnes(of.allocated)),
        ("issued", &|_, of| tonnes(of.issued)),
        ("recorded emissions", &|_, of| tonnes(of.emissions)),
        ("auctioned", &|_, of| tonnes(of.auctioned.volume)),
        ("traded on the exchange", &|_, of| tonnes(of.traded())),
        ("average price, weighted by volume", &|_, of| of.vwap().map_or("-".into(), money)),
        ("surrendered", &|_, of| tonnes(of.surrendered)),
        ("missing at the deadline", &|_, of| tonnes(of.missing)),
        ("penalties", &|_, of| money(of.penalty)),
        ("compliant installations", &|_, of| of.compliant.to_string()),
        ("non-compliant installations", &|_, of| of.non_compliant.to_string()),
        ("installations without data", &|_, of| of.no_data.to_string()),
    ];
    for (name, cell) in rows {
        write!(page, "<tr><th>{name}</th>")?;
        for (year, of) in &totals {
            write!(page, "<td>{}</td>", cell(year, of))?;
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table>");
    end(page)
}

fn comparison(page: &mut String, told: &Told) -> std::fmt::Result {
    let comparison = told.comparison;
    let about = format!(
        "The engine never reads the published status. Computed and published statuses agree in {} of {} rows; {} rows are as they are \
         because behaviour.toml lists what was done.",
        grouped(told.agreeing() as u128),
        grouped(comparison.rows as u128),
        comparison.listed,
    );
    section(page, "Computed status against the published one", &about)?;
    page.push_str(
        "<table><thead><tr><th>published</th><th>rows</th><th>agree</th><th>computed compliant</th><th>non-compliant</th>\
         <th>no data</th></tr></thead><tbody>",
    );
    for status in PublishedStatus::ALL {
        let computed = |name: &'static str| comparison.counts.get(&(status, name)).copied().unwrap_or(0);
        write!(
            page,
            "<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            status.label(),
            comparison.published(status),
            comparison.agreeing(status),
            computed("compliant"),
            computed("non-compliant"),
            computed("no data"),
        )?;
    }
    page.push_str("</tbody></table>");
    if comparison.differences.is_empty() {
        page.push_str("<p class=\"about\">No row differs.</p>");
    } else {
        page.push_str(
            "<table class=\"text\"><thead><tr><th>operator</th><th>year</th><th>installation</th><th>published</th><th>computed</th>\
             <th>reason</th></tr></thead><tbody>",
        );
        for row in &comparison.differences {
            write!(
                page,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&row.operator),
                row.year,
                escaped(&row.installation),
                row.published.label(),
                label(row.computed),
                escaped(&row.reason)
            )?;
        }
        page.push_str("</tbody></table>");
    }
    end(page)
}

fn supply(page: &mut String, told: &Told) -> std::fmt::Result {
    section(page, "Supply by batch", "Tonnes at the end of the run. Issued is the sum of the other five.")?;
    page.push_str(
        "<table><thead><tr><th>batch</th><th>issued</th><th>tradable</th><th>locked</th><th>surrendered</th><th>cancelled</th>\
         <th>reserve</th></tr></thead><tbody>",
    );
    for (batch, supply) in told.outcome.supply.values().flatten() {
        let cells =
            [supply.issued, supply.tradable, supply.locked, supply.surrendered, supply.cancelled, supply.reserve];
        write!(page, "<tr><th>{}</th>", escaped(batch))?;
        for cell in cells {
            write!(page, "<td>{}</td>", tonnes(cell))?;
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table>");
    end(page)
}

fn checks(page: &mut String, told: &Told) -> std::fmt::Result {
    section(page, "Checks", "What was verified against the chain while the years ran.")?;
    page.push_str("<ul class=\"checks\">");
    for check in &told.outcome.checks {
        let (class, word) = if check.held { ("held", "held") } else { ("failed", "FAILED") };
        write!(page, "<li class=\"{class}\"><b>{word}</b> {}: {}</li>", escaped(&check.what), escaped(&check.found))?;
    }
    for note in &told.plan.notes {
        write!(page, "<li><b>note</b> {}</li>", escaped(note))?;
    }
    page.push_str("</ul>");
    end(page)
}

/// Installations with an allocation and emissions: both summed over the years.
fn points(told: &Told) -> Vec<(u128, u128)> {
    let sums = told.facts.installations.iter().map(|installation| {
        let years = || told.scenario.years.iter();
        let emitted = years().filter_map(|year| installation.emissions(*year)).sum::<u128>();
        (years().map(|year| installation.allocation(*year)).sum::<u128>(), emitted)
    });
    sums.filter(|(allocated, emitted)| *allocated > 0 && *emitted > 0).collect()
}

fn bars(told: &Told) -> Vec<charts::Bar> {
    let mut bars = Vec::new();
    for (regulator, name) in told.facts.regulators.iter().enumerate() {
        for year in &told.scenario.years {
            let mut counts = [0; 3];
            for (place, installation) in told.facts.installations.iter().enumerate() {
                let Some(of) = told.outcome.years.get(&(place, *year)) else { continue };
                if installation.regulator == regulator {
                    counts[match of.status {
                        ComplianceStatus::Compliant => 0,
                        ComplianceStatus::NonCompliant => 1,
                        ComplianceStatus::NoData | ComplianceStatus::Pending => 2,
                    }] += 1;
                }
            }
            if counts != [0; 3] {
                bars.push(charts::Bar { regulator: name.clone(), year: *year, counts });
            }
        }
    }
    bars
}

fn section(page: &mut String, title: &str, about: &str) -> std::fmt::Result {
    write!(page, "<section><h2>{}</h2><p class=\"about\">{}</p>", escaped(title), escaped(about))
}

fn end(page: &mut String) -> std::fmt::Result {
    page.push_str("</section>\n");
    Ok(())
}

fn legend(page: &mut String, entries: &[(&str, Ink)]) -> std::fmt::Result {
    page.push_str("<p class=\"legend\">");
    for (name, ink) in entries {
        write!(page, "<span><i style=\"background:{}\"></i>{}</span>", ink.css(), escaped(name))?;
    }
    page.push_str("</p>");
    Ok(())
}

fn figure(page: &mut String, svg: &str) -> std::fmt::Result {
    write!(page, "<figure>{svg}</figure>")
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
