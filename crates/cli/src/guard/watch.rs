//! `weir guard watch`: what monitored contracts have reported, counted by path.

use super::explain::{known, Known};
use super::suite;
use crate::deploy::fail;
use crate::exit::{Exit, Failure};
use crate::up::DEFAULT_ENGINE;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use weir_client::chain::RawEvent;
use weir_client::hash::ss58;
use weir_client::node::Node;
use weir_client::Chain;
use weir_guard::module::hex;
use weir_guard::monitor::PathAnomaly;

/// Count the paths that contracts built to monitor reported as never seen. Exit code 1 when there are any.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The first block to read.
    #[arg(long, value_name = "BLOCK", default_value_t = 1)]
    from: u32,
    /// The last; the newest if it is not given.
    #[arg(long, value_name = "BLOCK")]
    to: Option<u32>,
    /// The node.
    #[arg(long, value_name = "URL", default_value = DEFAULT_ENGINE)]
    engine: String,
    /// What the miss codes of your own contracts mean: the files beside them.
    #[arg(long = "map", value_name = "FILE")]
    maps: Vec<PathBuf>,
    /// The profiles of the suite's contracts.
    #[arg(long, value_name = "DIR", default_value = suite::PROFILES)]
    guard_profiles: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A path of a contract that was never seen before, and how often it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reported {
    /// The contract that reported it.
    pub address: String,
    /// Its name; the build's, when no map knows it.
    pub contract: String,
    /// Selector of the message.
    pub selector: String,
    /// The miss code: what `weir guard mend allow` takes.
    pub code: u32,
    /// The function.
    pub function: String,
    /// What was never seen.
    pub what: String,
    /// How often.
    pub count: u64,
    /// In which block first.
    pub first: u32,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let known = known(&args.maps, &args.guard_profiles)?;
    let mut node = Node::connect(&args.engine).map_err(fail::chain)?;
    let newest = node.block_number().map_err(fail::chain)?;
    let last = args.to.unwrap_or(newest).min(newest);
    let progress = indicatif::ProgressBar::new(u64::from(last.saturating_sub(args.from)).saturating_add(1));
    let mut tally = Tally::default();
    for block in args.from..=last {
        for event in node.emitted(block).map_err(fail::chain)? {
            tally.add(block, &event);
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let reported = tally.named(&known);
    if args.json {
        println!("{:#}", json!({ "from": args.from, "to": last, "reported": reported }));
    } else {
        for one in &reported {
            let Reported { count, contract, selector, code, function, what, first, address } = one;
            println!("{count:6} x  {contract} ({address}) {selector}: {function} ({what}), miss code {code}, first in block {first}");
        }
        let (from, paths) = (args.from, reported.len());
        println!("blocks {from} to {last}: {paths} paths that no test had taken");
    }
    Ok(if reported.is_empty() { Exit::Ok } else { Exit::CheckFailed })
}

/// Reports by contract and path: how often, and in which block first.
#[derive(Debug, Default)]
pub struct Tally {
    seen: BTreeMap<Key, (u64, u32)>,
}

/// Contract, build, selector, code.
type Key = ([u8; 32], [u8; 16], [u8; 4], u32);

impl Tally {
    /// Counts an event, if it is a report.
    pub fn add(&mut self, block: u32, event: &RawEvent) {
        if event.topics.first().is_none_or(|topic| topic.as_ref() as &[u8] != PathAnomaly::topic().as_slice()) {
            return;
        }
        let Some(PathAnomaly { build, selector, code }) = PathAnomaly::decode(&event.data) else { return };
        let contract = *AsRef::<[u8; 32]>::as_ref(&event.contract);
        let (count, _) = self.seen.entry((contract, build, selector, code)).or_insert((0, block));
        *count = count.saturating_add(1);
    }

    /// The reports in words, most frequent first.
    fn named(self, known: &[Known]) -> Vec<Reported> {
        let name = |((contract, build, selector, code), (count, first)): (Key, (u64, u32))| {
            let build = hex(&build);
            let found = known.iter().find(|one| one.map.build == build);
            let meaning = found.and_then(|one| one.map.codes.get(code as usize));
            let unknown = "the code is in no map";
            Reported {
                address: ss58(contract.into()),
                contract: found.map_or(build.clone(), |one| one.name.clone()),
                selector: found.map_or_else(|| hex(&selector), |one| one.map.message(selector)),
                code,
                function: meaning.map_or("?".into(), |meaning| meaning.name.clone()),
                what: meaning.map_or(unknown.into(), |meaning| meaning.what.clone()),
                count,
                first,
            }
        };
        let mut all: Vec<Reported> = self.seen.into_iter().map(name).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.count));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_client::AccountId;
    use weir_guard::map::{Map, Meaning};

    #[test]
    fn reports_are_counted_by_contract_and_path_and_other_events_are_not() {
        let report = |contract: u8, code| RawEvent {
            contract: AccountId::from([contract; 32]),
            topics: vec![PathAnomaly::topic().into()],
            data: PathAnomaly { build: [7; 16], selector: [1, 2, 3, 4], code }.encode(),
        };
        let mut tally = Tally::default();
        tally.add(3, &report(1, 5));
        tally.add(4, &report(2, 9));
        tally.add(8, &report(2, 9));
        tally.add(8, &RawEvent { topics: vec![[1; 32].into()], ..report(2, 9) });
        tally.add(8, &RawEvent { data: vec![1], ..report(2, 9) });
        let map = Map {
            build: hex(&[7; 16]),
            plain: String::new(),
            guarded: String::new(),
            contract: None,
            messages: BTreeMap::new(),
            codes: vec![Meaning { function: 3, name: "pay".into(), source: None, what: "never".into() }; 6],
        };
        let named = tally.named(&[Known { name: "till".into(), map }]);
        let short: Vec<_> = named.iter().map(|one| (one.count, one.first, one.code, one.function.as_str())).collect();
        assert_eq!(short, [(2, 4, 9, "?"), (1, 3, 5, "pay")]);
        assert_eq!((named[0].contract.as_str(), named[0].selector.as_str()), ("till", "0x01020304"));
    }
}
