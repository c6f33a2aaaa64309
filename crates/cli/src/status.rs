//! `weir status`: does the chain hold what the manifest says?

use crate::deploy::apply::proven;
use crate::deploy::manifest::{ContractRecord, DEFAULT_FILE};
use crate::deploy::text::{short, Hex};
use crate::deploy::{fail, Manifest};
use crate::exit::{Exit, Failure};
use crate::up::DEFAULT_ENGINE;
use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;
use weir_client::{connect, Chain};

/// Compare a chain with a manifest: code, wiring, roles. Exit code 1 when something differs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The node.
    #[arg(long, value_name = "URL", default_value = DEFAULT_ENGINE)]
    engine: String,
    /// The manifest.
    #[arg(long, value_name = "FILE", default_value = DEFAULT_FILE)]
    manifest: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Everything is as the manifest says.
    pub ok: bool,
    /// The last block.
    pub block: u32,
    /// Each contract.
    pub contracts: Vec<ContractStatus>,
    /// Each call.
    pub calls: Vec<CallStatus>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractStatus {
    /// Its name.
    pub name: String,
    /// Where it should be.
    pub address: String,
    /// What is there.
    pub code: Code,
    /// Its wiring: `None` when it is not wired by a call (its constructor was told, or it needs no partner).
    pub sealed: Option<bool>,
    /// The block it was made in, when that is known.
    pub block: Option<u32>,
}

/// What is at a contract's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The code it was deployed with.
    Same,
    /// Other code.
    Other,
    /// No contract.
    Missing,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallStatus {
    /// Its name.
    pub name: String,
    /// The chain shows that it has been made.
    pub shown: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let shown = args.manifest.display();
    let manifest = Manifest::read(&args.manifest)?.ok_or_else(|| {
        Failure::new(Exit::Bundle, format!("no manifest {shown}: run weir up, or name it with --manifest"))
    })?;
    let mut chain = connect(&args.engine).map_err(fail::chain)?;
    let status = status(chain.as_mut(), &manifest)?;
    if args.json {
        println!("{:#}", json!(status));
    } else {
        print!("{}", table(&status));
    }
    Ok(if status.ok { Exit::Ok } else { Exit::CheckFailed })
}

/// Compares; the chain must be the manifest's.
pub fn status(chain: &mut dyn Chain, manifest: &Manifest) -> Result<Status, Failure> {
    let here = Hex::of(chain.info().genesis);
    if manifest.chain.genesis != here {
        let message =
            format!("the manifest is of the chain with genesis {}, and this one has {here}", manifest.chain.genesis);
        return Err(Failure::new(Exit::Engine, message));
    }
    let mut calls = Vec::new();
    for (name, call) in &manifest.calls {
        let dest = manifest.address(&call.contract);
        let there = dest.map(|dest| code(chain, manifest.contracts.get(&call.contract), dest)).transpose()?;
        let shown = match (dest, there) {
            (Some(dest), Some(Code::Same)) => proven(chain, dest, &call.proofs)?,
            _ => false,
        };
        calls.push(CallStatus { name: name.clone(), shown });
    }
    let mut contracts = Vec::new();
    for (name, record) in &manifest.contracts {
        let sealed = calls.iter().find(|call| call.name == format!("{name}.wire")).map(|call| call.shown);
        let code = code(chain, Some(record), record.address.0)?;
        let address = record.address.to_string();
        contracts.push(ContractStatus { name: name.clone(), address, code, sealed, block: record.block });
    }
    let ok = contracts.iter().all(|contract| contract.code == Code::Same) && calls.iter().all(|call| call.shown);
    Ok(Status { ok, block: chain.block_number().map_err(fail::chain)?, contracts, calls })
}

fn code(
    chain: &mut dyn Chain,
    record: Option<&ContractRecord>,
    address: weir_client::AccountId,
) -> Result<Code, Failure> {
    let found = chain.code_hash_of(address).map_err(fail::chain)?;
    Ok(match (found, record) {
        (None, _) => Code::Missing,
        (Some(found), Some(record)) if Hex::of(found) == record.code_hash => Code::Same,
        _ => Code::Other,
    })
}

fn table(status: &Status) -> String {
    let mut lines = vec![format!("{:<26} {:<14} {:<8} {:<10} {}", "contract", "address", "code", "wiring", "block")];
    for contract in &status.contracts {
        let code = match contract.code {
            Code::Same => "ok",
            Code::Other => "OTHER",
            Code::Missing => "MISSING",
        };
        let wiring = match contract.sealed {
            Some(true) => "sealed",
            Some(false) => "NOT WIRED",
            None => "by birth",
        };
        let address = contract.address.parse::<crate::deploy::text::Account>();
        let address = address.map_or_else(|_| contract.address.clone(), |account| short(account.0));
        let block = contract.block.map_or_else(|| "?".to_owned(), |block| block.to_string());
        lines.push(format!("{:<26} {address:<14} {code:<8} {wiring:<10} {block}", contract.name));
    }
    let missing: Vec<_> = status.calls.iter().filter(|call| !call.shown).collect();
    let (made, all) = (status.calls.len() - missing.len(), status.calls.len());
    lines.push(format!(
        "{made} of {all} calls (wiring, roles, facades) are shown by the chain, at block {}",
        status.block
    ));
    lines.extend(missing.iter().map(|call| format!("  not shown: {}", call.name)));
    let verdict = if status.ok { "as in the manifest" } else { "differs from the manifest: weir up may mend it" };
    lines.push(verdict.to_owned());
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_differs() {
        let contract = |name: &str, code, sealed| ContractStatus {
            name: name.into(),
            address: "//Alice".parse::<crate::deploy::text::Account>().unwrap().to_string(),
            code,
            sealed,
            block: Some(3),
        };
        let mut status = Status {
            ok: true,
            block: 40,
            contracts: vec![contract("ledger", Code::Same, Some(true)), contract("cash", Code::Same, None)],
            calls: vec![CallStatus { name: "ledger.wire".into(), shown: true }],
        };
        let good = table(&status);
        assert!(
            good.contains("5Grwva…utQY") && good.contains("sealed") && good.ends_with("as in the manifest\n"),
            "{good}"
        );
        status.ok = false;
        status.contracts[1].code = Code::Missing;
        status.calls[0].shown = false;
        let bad = table(&status);
        assert!(bad.contains("MISSING") && bad.contains("not shown: ledger.wire"), "{bad}");
    }
}
