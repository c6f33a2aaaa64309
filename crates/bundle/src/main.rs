//! `weir-bundle build`: after cargo, makes the bundles. `weir-bundle hashes`: checks them and prints their code hashes.
//! Called by scripts/build.sh and scripts/reproducible.sh.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{bail, ensure, Context, Result};
use weir_bundle::{
    artifacts::{self, Artifacts},
    blake2_256, describe, hex,
    optimise::Optimiser,
    project::{self, Contract},
    store::{self, Store},
    table::{self, Line},
    wasm,
};

const USAGE: &str =
    "usage: weir-bundle build [--debug] --out DIR --work DIR --wasm-opt FILE --project CARGO_TOML… --log FILE… CONTRACT…
       weir-bundle hashes DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["build", rest @ ..] => Plan::parse(rest).and_then(|plan| plan.run()),
        ["hashes", folder] => store::hashes(Path::new(folder)).map(|found| {
            found.iter().for_each(|(name, hash)| println!("{name} {hash}"));
            true
        }),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("weir-bundle: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for.
#[derive(Default)]
struct Plan {
    out: PathBuf,
    work: PathBuf,
    wasm_opt: PathBuf,
    projects: Vec<PathBuf>,
    logs: Vec<PathBuf>,
    names: Vec<String>,
    /// Bundles of code whose names and source lines are kept beside it.
    debug: bool,
}

/// What is the same for all contracts of a run.
struct Bench {
    optimiser: Optimiser,
    store: Store,
    tools: describe::Tools,
    /// Hash of this program: a new one may bundle differently.
    program: [u8; 32],
    /// As the plan says.
    debug: bool,
}

impl Plan {
    fn parse(words: &[&str]) -> Result<Self> {
        let mut plan = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().map(PathBuf::from).with_context(|| format!("{word} wants a value\n{USAGE}"));
            match *word {
                "--out" => plan.out = value()?,
                "--work" => plan.work = value()?,
                "--wasm-opt" => plan.wasm_opt = value()?,
                "--project" => plan.projects.push(value()?),
                "--log" => plan.logs.push(value()?),
                "--debug" => plan.debug = true,
                flag if flag.starts_with('-') => bail!("unknown option {flag}\n{USAGE}"),
                name => plan.names.push(name.to_owned()),
            }
        }
        let given = [&plan.out, &plan.work, &plan.wasm_opt].iter().all(|path| !path.as_os_str().is_empty());
        ensure!(given && !plan.projects.is_empty() && !plan.names.is_empty(), USAGE);
        Ok(plan)
    }

    /// Whether every contract was bundled and keeps to its budget.
    fn run(&self) -> Result<bool> {
        let mut built = Artifacts::new();
        for log in &self.logs {
            let text = fs::read_to_string(log).with_context(|| format!("cannot read {}", log.display()))?;
            artifacts::read(&text, &mut built).with_context(|| format!("{} is not cargo's", log.display()))?;
        }
        let mut contracts = Vec::new();
        for manifest in &self.projects {
            contracts.extend(project::contracts(manifest)?);
        }
        let optimiser = Optimiser::new(&self.wasm_opt, &self.work)?;
        let bench = Bench {
            tools: tools(&optimiser)?,
            optimiser,
            store: Store::new(&self.out, &self.work)?,
            program: blake2_256(&[&fs::read(std::env::current_exe()?)?]),
            debug: self.debug,
        };
        let (mut lines, mut failures) = (Vec::new(), Vec::new());
        for name in &self.names {
            let contract = contracts.iter().find(|contract| contract.name == *name);
            match contract.context("no such contract").and_then(|contract| bench.bundle(contract, &built)) {
                Ok(line) => lines.push(line),
                Err(error) => failures.push(format!("{name}: {error:#}")),
            }
        }
        print!("{}", table::render(&lines));
        for line in lines.iter().filter(|line| line.is_over()) {
            failures.push(format!(
                "{}: {} bytes, over its budget of {}{}",
                line.name,
                line.size,
                line.budget.unwrap_or(0),
                line.missed.map_or_else(String::new, |missed| format!(" and larger than the {missed} it had"))
            ));
        }
        failures.iter().for_each(|failure| eprintln!("FAILED {failure}"));
        Ok(failures.is_empty())
    }
}

impl Bench {
    fn bundle(&self, contract: &Contract, built: &Artifacts) -> Result<Line> {
        let files = built.get(&contract.manifest).cloned().unwrap_or_default();
        let wasm = files.wasm.context("did not compile for the chain: cargo's message is above")?;
        let program = files.metadata.context("its metadata program did not compile: cargo's message is above")?;
        let raw = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
        let output = Command::new(&program).output().with_context(|| format!("{} does not run", program.display()))?;
        ensure!(
            output.status.success(),
            "its metadata program fails: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let abi = output.stdout;

        // All that goes into the files: the metadata as it is but for the code, and what the code is made from and by.
        let facts = serde_json::to_vec(&describe::bundle(contract, &self.tools, &[], &abi)?)?;
        let key = hex(&blake2_256(&[&self.program, &blake2_256(&[&raw]), &facts]));
        let (stamp, written) = match self.store.current(&contract.name, &key) {
            Some(stamp) => (stamp, false),
            None => {
                let code = match self.debug {
                    true => self.debug_code(contract, &raw)?,
                    false => self.optimiser.run(&contract.name, contract.level, &wasm::strip(&raw)?)?,
                };
                wasm::check(&code)?;
                let metadata = describe::bundle(contract, &self.tools, &code, &abi)?;
                (self.store.put(&contract.name, &key, &metadata, &code)?, true)
            }
        };
        Ok(Line {
            name: contract.name.clone(),
            raw: u64::try_from(raw.len())?,
            size: stamp.size,
            // Code with lines is larger by what wasm-opt leaves out for them: budgets are for released code.
            budget: contract.budget.filter(|_| !self.debug),
            missed: contract.missed,
            written,
            hash: stamp.hash,
        })
    }
}

impl Bench {
    /// Code with debug sections, kept beside the bundle as `<name>.debug.wasm`; without them it is the bundle's, byte
    /// for byte. And the names for the released bundle, which has no debug sections and therefore other code:
    /// `<name>.names.wasm`.
    fn debug_code(&self, contract: &Contract, raw: &[u8]) -> Result<Vec<u8>> {
        let (name, level) = (&contract.name, contract.level);
        let named = wasm::reduce(raw, |section| section == "name")?;
        self.store.keep(name, "names.wasm", &self.optimiser.run_named(name, level, &named)?)?;
        let lines = wasm::reduce(raw, |section| section == "name" || section.starts_with(".debug_"))?;
        let lines = self.optimiser.run_named(name, level, &lines)?;
        self.store.keep(name, "debug.wasm", &lines)?;
        wasm::without_custom(&lines)
    }
}

/// Asks rustc what it is.
fn tools(optimiser: &Optimiser) -> Result<describe::Tools> {
    let output = Command::new("rustc").arg("-vV").output().context("rustc does not run")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let rust = field("release: ").context("rustc does not tell its version")?.parse()?;
    let host = field("host: ").context("rustc does not tell its host")?.to_owned();
    Ok(describe::Tools { rust, host, wasm_opt: optimiser.version.clone() })
}
