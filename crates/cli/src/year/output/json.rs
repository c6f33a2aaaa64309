//! The run as JSON: `result`, the same bytes on every engine, and `cost`.

use super::{json_market, Told};
use crate::year::compare::{label, PublishedStatus};
use crate::year::cost::Kind;
use crate::year::outcome::{Holding, YearTotals};
use serde_json::{json, Map, Value};
use weir_types::{Cell, Supply};

/// Everything, keys sorted.
pub fn document(told: &Told) -> Value {
    sorted(json!({ "result": result(told), "cost": cost(told) }))
}

/// What came of the run: nothing in it depends on the engine. Quantities in kilograms, money in cents.
pub fn result(told: &Told) -> Value {
    let outcome = told.outcome;
    let operators = told.facts.installations.iter().enumerate();
    let statuses: Map<String, Value> = operators
        .clone()
        .map(|(place, installation)| {
            let years = told.scenario.years.iter().filter_map(|year| {
                let of = outcome.years.get(&(place, *year))?;
                let row = json!({
                    "carried": number(of.carried),
                    "missing": number(of.missing),
                    "penalty": number(of.penalty),
                    "status": label(of.status),
                    "surrendered": number(of.surrendered),
                    "verified": of.verified.map_or(Value::Null, number),
                });
                Some((year.to_string(), row))
            });
            (installation.operator.clone(), Value::Object(years.collect()))
        })
        .collect();
    let mut balances: Map<String, Value> = operators
        .filter_map(|(place, installation)| {
            outcome.holdings.get(&place).map(|holding| (installation.operator.clone(), balance(holding)))
        })
        .collect();
    balances.insert("treasury".into(), balance(&outcome.treasury));
    let supply: Map<String, Value> =
        outcome.supply.values().flatten().map(|(batch, supply)| (batch.clone(), supplied(supply))).collect();
    let years: Map<String, Value> =
        told.totals().into_iter().map(|(year, totals)| (year.to_string(), year_totals(told, year, &totals))).collect();
    let days: Vec<Value> = outcome
        .days
        .iter()
        .map(|day| {
            json!({
                "banked": json_market::tally(&day.banked),
                "blocks": json_market::tally(&day.blocks),
                "date": crate::year::date::text(day.at),
                "high": number(day.high),
                "listed": json_market::tally(&day.listed),
                "low": number(day.low),
                "standing": json_market::tally(&day.standing),
                "trades": day.all().trades,
                "treasury": number(day.treasury),
                "volume": number(day.all().volume),
                "vwap": day.vwap().map_or(Value::Null, number),
                "year": day.year,
            })
        })
        .collect();
    let checks: Vec<Value> =
        outcome.checks.iter().map(|c| json!({ "found": c.found, "held": c.held, "what": c.what })).collect();
    sorted(json!({
        "auctions": json_market::auctions(told),
        "balances": balances,
        "checks": checks,
        "comparison": comparison(told),
        "days": days,
        "events": outcome.events,
        "indices": json_market::indices(told),
        "installations": told.facts.installations.len(),
        "notes": told.plan.notes,
        "rows": told.rows(),
        "sales_through_banks": json_market::sales(told),
        "statuses": statuses,
        "supply": supply,
        "units": { "money": "cents", "price": "cents a tonne", "quantity": "kilograms" },
        "years": years,
        "real": super::REAL,
        "synthetic": super::SYNTHETIC,
    }))
}

fn year_totals(told: &Told, year: u16, totals: &YearTotals) -> Value {
    json!({
        "allocated": number(totals.allocated),
        "auctioned": json_market::tally(&totals.auctioned),
        "banked": json_market::tally(&totals.banked),
        "blocks": json_market::tally(&totals.blocks),
        "cap": number(told.plan.caps.get(&year).copied().unwrap_or(0)),
        "compliant": totals.compliant,
        "emissions": number(totals.emissions),
        "issued": number(totals.issued),
        "listed": json_market::tally(&totals.listed),
        "missing": number(totals.missing),
        "no_data": totals.no_data,
        "non_compliant": totals.non_compliant,
        "penalty": number(totals.penalty),
        "standing": json_market::tally(&totals.standing),
        "surrendered": number(totals.surrendered),
        "treasury_sold": number(totals.treasury),
        "volume": number(totals.traded()),
        "vwap": totals.vwap().map_or(Value::Null, number),
    })
}

fn comparison(told: &Told) -> Value {
    let comparison = told.comparison;
    let counts: Map<String, Value> = PublishedStatus::ALL
        .into_iter()
        .map(|status| {
            let computed: Map<String, Value> = comparison
                .counts
                .iter()
                .filter(|((published, _), _)| *published == status)
                .map(|((_, computed), count)| ((*computed).to_owned(), json!(count)))
                .collect();
            let rows = comparison.published(status);
            let agree = comparison.agreeing(status);
            (status.label().to_owned(), json!({ "agree": agree, "computed": computed, "published": rows }))
        })
        .collect();
    let differences: Vec<Value> = comparison
        .differences
        .iter()
        .map(|row| {
            json!({
                "computed": label(row.computed),
                "installation": row.installation,
                "operator": row.operator,
                "published": row.published.label(),
                "reason": row.reason,
                "year": row.year,
            })
        })
        .collect();
    json!({
        "agree": told.agreeing(),
        "by_published": counts,
        "differences": differences,
        "listed_in_behaviour": comparison.listed,
        "rows": comparison.rows,
    })
}

fn cost(told: &Told) -> Value {
    let kind = |kind: &Kind| {
        json!({
            "calls": kind.calls,
            "deposit": signed(kind.cost.deposit),
            "proof_size": kind.cost.proof_size,
            "ref_time": kind.cost.ref_time,
        })
    };
    let messages: Map<String, Value> =
        told.costs.messages.iter().map(|(name, of)| ((*name).to_owned(), kind(of))).collect();
    let seconds: Map<String, Value> =
        told.costs.parts.iter().map(|(part, took)| ((*part).to_owned(), json!(took.as_secs_f64()))).collect();
    json!({
        "engine": told.costs.engine,
        "messages": messages,
        "seconds": seconds,
        "total": kind(&told.costs.total()),
    })
}

fn balance(holding: &Holding) -> Value {
    let cells: Map<String, Value> = holding
        .cells
        .iter()
        .map(|(batch, Cell { tradable, locked, surrendered })| {
            let cell =
                json!({ "locked": number(*locked), "surrendered": number(*surrendered), "tradable": number(*tradable) });
            (batch.clone(), cell)
        })
        .collect();
    json!({ "cash": number(holding.cash), "units": cells })
}

fn supplied(supply: &Supply) -> Value {
    json!({
        "cancelled": number(supply.cancelled),
        "issued": number(supply.issued),
        "locked": number(supply.locked),
        "reserve": number(supply.reserve),
        "surrendered": number(supply.surrendered),
        "tradable": number(supply.tradable),
    })
}

/// A number; as text where JSON's readers would lose digits.
pub(super) fn number(number: u128) -> Value {
    const EXACT: u128 = 1 << 53;
    match u64::try_from(number) {
        Ok(small) if number <= EXACT => small.into(),
        _ => number.to_string().into(),
    }
}

fn signed(number: i128) -> Value {
    match i64::try_from(number) {
        Ok(small) if number.unsigned_abs() <= 1 << 53 => small.into(),
        _ => number.to_string().into(),
    }
}

/// The same with all keys sorted, whichever map serde_json was built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_big_numbers_are_text() {
        assert_eq!(sorted(json!({ "b": 1, "a": [{ "d": 1, "c": 2 }] })).to_string(), r#"{"a":[{"c":2,"d":1}],"b":1}"#);
        assert_eq!(number(9_007_199_254_740_992), json!(9_007_199_254_740_992_u64));
        assert_eq!(number(9_007_199_254_740_993), json!("9007199254740993"));
        assert_eq!((signed(-5), signed(i128::MIN)), (json!(-5), json!(i128::MIN.to_string())));
    }
}
