//! What was measured, for people and for programs.

use super::clearing::Clearing;
use super::figure::Figure;
use super::hall::Phase;
use super::Found;
use serde_json::{json, Value};

/// What a run has measured.
pub struct Report {
    /// As it was named.
    pub engine: String,
    /// The engine in the process: a call is a block there, and time is the machine's.
    pub embedded: bool,
    /// Costs by size.
    pub figures: Vec<Figure>,
    /// Auctions of all entities.
    pub clearings: Vec<Clearing>,
}

impl Report {
    /// Of nothing yet.
    pub fn new(engine: &str, embedded: bool) -> Self {
        Self { engine: engine.to_owned(), embedded, figures: Vec::new(), clearings: Vec::new() }
    }

    /// Takes what a part has found.
    pub fn add(&mut self, found: Found) {
        match found {
            Found::Figures(figures) => self.figures.extend(figures),
            Found::Clearings(clearings) => self.clearings.extend(clearings),
        }
    }

    /// What is over its budget.
    pub fn missed(&self) -> Vec<String> {
        let over = |figure: &Figure| format!("{} ({})", figure.name, shown(figure.ratio()));
        self.figures.iter().filter(|figure| figure.is_missed()).map(over).collect()
    }

    /// A table.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut of = "";
        for figure in &self.figures {
            if figure.of != of {
                of = figure.of;
                text += &heading(figure);
            }
            text += &line(figure);
        }
        for clearing in &self.clearings {
            text += &self.cleared(clearing);
        }
        text
    }

    fn cleared(&self, clearing: &Clearing) -> String {
        let held = &clearing.held;
        let mut text = format!(
            "\n{} {}, cleared at {}.{:02}: {} have won\n",
            held.bids,
            clearing.name(),
            held.price / 100,
            held.price % 100,
            held.winners
        );
        for (name, phase) in phases(clearing) {
            let Phase { messages, ref_time, blocks, took } = phase;
            let millions = ref_time / 1_000_000;
            text += &format!("  {name:<10} {messages:>7} messages {millions:>12} M ref_time");
            if !self.embedded {
                text += &format!(" {blocks:>7} blocks {:>9.1} s", took.as_secs_f64());
            }
            text += "\n";
        }
        text
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let clearings: Vec<_> = self.clearings.iter().map(|clearing| self.clearing_json(clearing)).collect();
        let figures: Vec<_> = self.figures.iter().map(Figure::json).collect();
        json!({ "engine": self.engine, "figures": figures, "clearings": clearings, "missed": self.missed() })
    }

    fn clearing_json(&self, clearing: &Clearing) -> Value {
        let held = &clearing.held;
        let mut value = json!({
            "of": clearing.name(),
            "bids": held.bids,
            "winners": held.winners,
            "price": held.price as u64,
        });
        for (name, phase) in phases(clearing) {
            let mut of = json!({ "messages": phase.messages, "refTime": phase.ref_time });
            if !self.embedded {
                of["blocks"] = json!(phase.blocks);
                of["seconds"] = json!(phase.took.as_secs_f64());
            }
            value[name] = of;
        }
        value
    }
}

fn phases(clearing: &Clearing) -> [(&'static str, Phase); 4] {
    let held = &clearing.held;
    [("commit", held.commit), ("reveal", held.reveal), ("clear", held.clear), ("claim", held.claim)]
}

fn heading(figure: &Figure) -> String {
    let mut text = format!("{:<66}", format!("M ref_time, by the number of {}", figure.of));
    for (size, _) in &figure.at {
        text += &format!("{size:>10}");
    }
    text + &format!("{:>10}\n", "ratio")
}

fn line(figure: &Figure) -> String {
    let mut text = format!("{:<66}", figure.name);
    for (_, cost) in &figure.at {
        text += &format!("{:>10.1}", *cost as f64 / 1e6);
    }
    text += &format!("{:>10}", shown(figure.ratio()));
    match figure.budget {
        Some(budget) => text + &format!(" of at most {} {}\n", shown(budget), figure.verdict()),
        None => text + "\n",
    }
}

fn shown(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}
