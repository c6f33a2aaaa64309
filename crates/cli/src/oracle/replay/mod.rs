//! `weir oracle replay`: the Shenzhen file through the contracts on the embedded engine, each row as one trade at its turnover /
//! volume; the oracle pulls every day.
//!
//! * [`floor`]: the suite deployed, a seller with the units and a buyer with the money. * [`course`]: the days.
//! * [`outcome`]: what is compared and told.

pub mod course;
pub mod floor;
pub mod outcome;

use super::{bytes, input};
use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use outcome::Outcome;
use std::path::PathBuf;
use weir_client::bundle::Bundles;
use weir_client::{connect, Chain};

/// Trade every row of the Shenzhen exchange's daily file on a chain in this process, and compare the oracle's day averages with the
/// published ones.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: date, instrument, open, high, low, average, close, volume, turnover.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Fail when the average agrees in fewer rows than these.
    #[arg(long, value_name = "ROWS", default_value_t = 0)]
    at_least: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let (name, read) = bytes(&args.file)?;
    let outcome = replay(&name, &read)?;
    if args.json {
        println!("{:#}", outcome.json());
    } else {
        print!("{}", outcome.text());
    }
    let good = outcome.agreeing() >= args.at_least && outcome.same_forecasts();
    Ok(if good { Exit::Ok } else { Exit::CheckFailed })
}

/// Replays a file on a fresh chain.
///
/// # Errors
/// [`Exit::BadInput`] when it is no such file, with what is wrong.
pub fn replay(name: &str, read: &[u8]) -> Result<Outcome, Failure> {
    let mut chain = connect("embedded").map_err(fail::chain)?;
    replay_on(chain.as_mut(), &Bundles::from_env(), name, read)
}

/// The same on a chain of the caller's, with these bundles.
pub fn replay_on(chain: &mut dyn Chain, bundles: &Bundles, name: &str, read: &[u8]) -> Result<Outcome, Failure> {
    let days = input::shenzhen(name, read)
        .map_err(|faults| Failure::new(Exit::BadInput, format!("nothing was sent:\n{faults}")))?;
    course::run(chain, bundles, name, days)
}
