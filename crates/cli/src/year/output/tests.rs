use super::*;
use crate::year::compare;
use crate::year::cost::Costs;
use crate::year::input;
use crate::year::output::{json, table};
use crate::year::plan;
use std::path::Path;

/// Everything told of a run that went as planned.
fn told(limit: Option<usize>, see: impl FnOnce(&Told)) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/uk-ets"));
    let input = input::read(folder).map_err(|f| f.to_string()).unwrap();
    let mut facts = input.facts.clone();
    if let Some(limit) = limit {
        facts.limit(limit);
    }
    let plan = plan::build(&facts, &input.facts, &input.scenario, &input.behaviour).unwrap();
    let outcome = plan::foreseen::foresee(&plan, &input.scenario, &facts);
    let computed = outcome.years.iter().map(|(key, of)| (*key, of.status)).collect();
    let comparison = compare::compare(&facts, &computed, &input.behaviour, &input.published);
    let costs = Costs { engine: "no".into(), ..Costs::default() };
    see(&Told {
        facts: &facts,
        scenario: &input.scenario,
        plan: &plan,
        outcome: &outcome,
        comparison: &comparison,
        costs: &costs,
    });
}

#[test]
fn a_report_stands_alone() {
    told(None, |told| {
        let page = html(told).unwrap();
        if let Ok(path) = std::env::var("WEIR_REPORT_PREVIEW") {
            std::fs::write(path, &page).unwrap();
        }
        assert_eq!(page.matches("<svg ").count(), 4);
        for needle in ["src=", "href=", "url(", "@import", "<script", "NaN"] {
            assert!(!page.contains(needle), "{needle}");
        }
        assert!(page.contains("2,271 of 2,271") && page.contains("CO2-UK-2023-001"));
        assert!(page.len() < 600_000, "{} bytes", page.len());
    });
}

#[test]
fn few_installations_make_a_report_too() {
    for limit in [1, 5] {
        told(Some(limit), |told| assert!(!html(told).unwrap().contains("NaN")));
    }
}

#[test]
fn names_cannot_write_html() {
    assert_eq!(escaped("<b a='1'>&\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
}

#[test]
fn the_table_says_what_is_real_and_what_differs() {
    told(None, |told| {
        let text = table::text(told);
        for line in [
            "757 installations, 2,271 installation-years",
            "recorded emissions (t)",
            "104,398,218",
            "2,271 of 2,271 rows agree (32 of them as behaviour.toml lists them)",
            "No row differs.",
            "Real: published facts",
            "Synthetic: ",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    });
}

#[test]
fn the_result_is_the_same_bytes_again_and_has_no_cost_in_it() {
    told(Some(60), |told| {
        let document = json::document(told);
        let keys: Vec<_> = document.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cost", "result"]);
        assert_eq!(json::result(told).to_string(), document["result"].to_string());
        assert_eq!(document["result"]["rows"], 180);
        assert_eq!(document["result"]["comparison"]["differences"], serde_json::json!([]));
        let supply = &document["result"]["supply"]["CO2-UK-2021-001"];
        let part = |name: &str| supply[name].as_u64().unwrap();
        let parts = ["tradable", "locked", "surrendered", "cancelled", "reserve"].map(part);
        assert_eq!(parts.iter().sum::<u64>(), part("issued"));
    });
}
