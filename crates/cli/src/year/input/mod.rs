//! The input files of a run. They are read whole and checked whole: one run names all defects, and nothing is sent while there are any.

pub mod behaviour;
pub mod fault;
pub mod installations;
mod number;
pub mod scenario;
pub(crate) mod table;
mod toml_file;

use super::compare::Published;
use super::facts::Facts;
use behaviour::Behaviour;
use fault::{Fault, Faults};
use scenario::Scenario;
use std::path::Path;

/// All that a run starts from.
pub struct Input {
    /// What the engine may know of the installations.
    pub facts: Facts,
    /// The assumptions.
    pub scenario: Scenario,
    /// Who did not simply report and surrender in time.
    pub behaviour: Behaviour,
    /// The published statuses, for the comparison alone.
    pub published: Published,
}

/// Reads a data folder: `installations.csv`, `scenario.toml`, `behaviour.toml`.
pub fn read(folder: &Path) -> Result<Input, Faults> {
    let mut faults = Faults::default();
    let mut bytes = |name: &str| {
        let path = folder.join(name);
        let file = path.display().to_string();
        match std::fs::read(&path) {
            Ok(bytes) => Some((file, bytes)),
            Err(error) => {
                let (expected, found) = ("a readable file".into(), error.to_string());
                faults.push(Fault { file, row: None, column: None, expected, found });
                None
            }
        }
    };
    let files = (bytes(scenario::FILE), bytes(installations::FILE), bytes(behaviour::FILE));
    let (Some((scenario_file, scenario)), Some((rows_file, rows)), Some((behaviour_file, behaviour))) = files else {
        return Err(faults);
    };
    let scenario = scenario::read(&scenario_file, &scenario)?;
    let (facts, published) = installations::read(&rows_file, &rows, &scenario.years)?;
    let behaviour = behaviour::read(&behaviour_file, &behaviour, |operator, year| {
        let place = facts.installations.binary_search_by(|i| i.operator.as_str().cmp(operator));
        place.is_ok_and(|place| facts.installations[place].years.contains_key(&year))
    })?;
    Ok(Input { facts, scenario, behaviour, published })
}
