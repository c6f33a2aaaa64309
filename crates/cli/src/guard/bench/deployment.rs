//! What a guarded code costs to bring on the chain.

use super::super::suite;
use super::{mean, more, Budget};
use crate::deploy::{fail, Plan};
use crate::exit::{Exit, Failure};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;
use weir_client::bundle::Bundles;
use weir_client::{Chain, Embedded};
use weir_guard::instrument::{instrument, Mode, Options};
use weir_guard::profile::Profile;

/// A code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub code: String,
    /// Bytes, plain and guarded.
    pub bytes: (u64, u64),
    /// `ref_time` of the upload, plain and guarded.
    pub upload: (u64, u64),
    /// Paths that its profile allows.
    pub paths: usize,
    /// How long building the guarded code took, in milliseconds.
    pub built_ms: f64,
}

/// Builds every code and uploads both.
pub fn rows(plain: &Bundles, profiles: &BTreeMap<String, Profile>) -> Result<Vec<Row>, Failure> {
    let mut chain = Embedded::new();
    let deployer = Plan::dev()?.deployer;
    let mut rows = Vec::new();
    for (name, bundle) in suite::codes(plain)? {
        let missing = || Failure::new(Exit::Bundle, format!("no profile of {name}"));
        let profile = profiles.get(&name).ok_or_else(missing)?;
        let started = Instant::now();
        let options = Options { allow_empty: true, ..Options::new(Mode::Enforce) };
        let built = instrument(&bundle.wasm, &options, Some(profile));
        let built_ms = started.elapsed().as_secs_f64() * 1_000.0;
        let built = built.map_err(|error| super::files::refused(error).while_doing(&name))?;
        let mut upload = |code: &[u8]| chain.upload(&deployer, code).map(|(_, cost)| cost.ref_time);
        rows.push(Row {
            bytes: (bundle.wasm.len() as u64, built.code.len() as u64),
            upload: (upload(&bundle.wasm).map_err(fail::sent)?, upload(&built.code).map_err(fail::sent)?),
            paths: profile.functions.values().map(BTreeMap::len).sum(),
            built_ms,
            code: name,
        });
    }
    Ok(rows)
}

/// The budgets on deployment.
pub fn budgets(rows: &[Row]) -> Vec<Budget> {
    let slowest = rows.iter().map(|row| row.built_ms).fold(0.0, f64::max) / 1_000.0;
    vec![
        Budget::new("deployment, bytes, mean", mean(rows.iter().map(|row| more(row.bytes.0, row.bytes.1))), 12.0, "%"),
        Budget::new(
            "deployment, upload weight, mean",
            mean(rows.iter().map(|row| more(row.upload.0, row.upload.1))),
            12.0,
            "%",
        ),
        Budget::new("instrumenting, slowest code", slowest, 1.0, "s"),
    ]
}
