//! Deployment of the suite: idempotent, resumable at any moment, recorded in a manifest.
//!
//! * [`plan`]: what an operator decides, in TOML.
//! * [`suite`]: what that means for the bundles at hand: codes, contracts with their derived addresses, calls with their proofs.
//! * [`contents`]: the suite itself: contracts, arguments, wiring.
//! * [`apply`]: brings a chain there, step by step, each looked for first.
//! * [`policy`]: the rules that the firewall begins with, and who puts them in force.
//! * [`manifest`], [`schema`]: the record, and what it must look like.
//! * [`text`]: how accounts and bytes are written. [`fail`]: errors to lines and exit codes.

pub mod apply;
pub mod contents;
pub mod fail;
pub mod manifest;
pub mod plan;
pub mod policy;
pub mod schema;
pub mod suite;
pub mod text;

use crate::exit::Failure;
use std::path::Path;
use weir_client::bundle::Bundles;
use weir_client::Chain;
use weir_types::BatchId;

/// Deploys the suite of a plan, or finishes what an interrupted run began. See [`apply::apply`].
///
/// `facades` are batches that get a PSP22 facade; those that a manifest at `record` already has keep theirs.
pub fn deploy(
    chain: &mut dyn Chain,
    plan: &Plan,
    bundles: &Bundles,
    facades: &[BatchId],
    record: Option<&Path>,
    progress: &mut dyn FnMut(&Step),
) -> Result<Deployment, Failure> {
    let known = record.map(Manifest::read).transpose()?.flatten();
    let mut batches = known.as_ref().map(Manifest::facades).unwrap_or_default();
    batches.extend(facades);
    batches.sort_unstable();
    batches.dedup();
    apply(chain, &contents::suite(plan, bundles, &batches)?, record, progress)
}

pub use apply::{apply, Deployment, Kind, Step};
pub use manifest::Manifest;
pub use plan::{Grant, Parameters, Plan};
pub use suite::Suite;
