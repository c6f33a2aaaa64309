//! Compiles as scripts/build.sh does: contracts with a fault, in a copy of the tree; small subjects.

use crate::draw::Mutant;
use crate::sites;
use crate::sources::Source;
use anyhow::{ensure, Context, Result};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_bundle::optimise::{Level, Optimiser};
use weir_bundle::{blake2_256, hex, project, wasm};

/// What of the repository is copied.
const COPIED: [&str; 6] = ["Cargo.toml", "Cargo.lock", "contracts", "crates", "e2e", "substrate-node"];
/// What of it goes into contracts: by these a mutant that was built is known.
const OF_CONTRACTS: [&str; 5] = ["contracts/", "crates/auctions/", "crates/floor/", "crates/rules/", "crates/types/"];
/// As scripts/build.sh says, where each has its reason.
const RUSTFLAGS: [&str; 6] = [
    "-Clinker-plugin-lto",
    "-Clink-arg=-zstack-size=65536",
    "-Clink-arg=--import-memory",
    "-Ctarget-cpu=mvp",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// Where things are.
#[derive(Debug)]
pub struct Place {
    /// The repository.
    root: PathBuf,
    /// What the laboratory keeps.
    kept: PathBuf,
    wasm_opt: PathBuf,
    target: PathBuf,
}

impl Place {
    /// As scripts/env.sh says: the folder of the cache is `WEIR_CACHE`.
    ///
    /// # Errors
    /// It is not set.
    pub fn from_env(root: &Path) -> Result<Self> {
        let cache = PathBuf::from(std::env::var("WEIR_CACHE").context("WEIR_CACHE is not set: source scripts/env.sh")?);
        Ok(Self {
            root: root.canonicalize()?,
            kept: cache.join("attacks"),
            wasm_opt: cache.join("toolchain/usr/bin/wasm-opt"),
            target: cache.join("target/attacks"),
        })
    }

    fn optimiser(&self) -> Result<Optimiser> {
        Optimiser::new(&self.wasm_opt, &self.kept.join("work"))
    }

    fn cargo(&self, folder: &Path) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(folder).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &self.target);
        cargo.env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\x1f"));
        cargo
    }

    /// Where contracts are compiled, with their probes or without: what they share is compiled once for each.
    fn target(&self, probes: Probes) -> PathBuf {
        match probes {
            Probes::Kept => self.target.clone(),
            Probes::Out => self.target.with_file_name("attacks-bare"),
        }
    }

    /// The compiled module, ready for the chain.
    fn finish(&self, name: &str, level: Level, raw: &Path) -> Result<Vec<u8>> {
        let raw = fs::read(raw).with_context(|| format!("cannot read {}", raw.display()))?;
        let code = self.optimiser()?.run(name, level, &wasm::strip(&raw)?)?;
        wasm::check(&code)?;
        Ok(code)
    }
}

/// Whether a contract's probes are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probes {
    /// As it is deployed.
    Kept,
    /// Left out, to see what they are worth.
    Out,
}

const FOR_CHAIN: [&str; 9] = [
    "--quiet",
    "--no-default-features",
    "--profile",
    "contract",
    "--target",
    "wasm32-unknown-unknown",
    "-Zbuild-std=core,alloc",
    "-Zbuild-std-features=panic_immediate_abort",
    "--locked",
];

/// A copy of the sources, in which one file at a time is changed.
#[derive(Debug)]
pub struct Tree {
    place: Place,
    folder: PathBuf,
    /// Of all in it that goes into contracts.
    hash: [u8; 32],
}

impl Tree {
    /// Copies what has changed since the last time.
    ///
    /// # Errors
    /// Files that cannot be read or written.
    pub fn new(place: Place) -> Result<Self> {
        let folder = place.kept.join("tree");
        let list = Command::new("git").current_dir(&place.root).arg("ls-files").args(COPIED).output()?;
        ensure!(list.status.success(), "git does not list the sources");
        let (mut hashes, list) = (Vec::new(), String::from_utf8(list.stdout)?);
        for path in list.lines().filter(|path| place.root.join(path).is_file()) {
            let bytes = fs::read(place.root.join(path))?;
            if OF_CONTRACTS.iter().any(|folder| path.starts_with(folder)) {
                hashes.extend(blake2_256(&[path.as_bytes(), &[0], &bytes]));
            }
            put(&folder.join(path), &bytes)?;
        }
        Ok(Self { place, folder, hash: blake2_256(&[&hashes]) })
    }

    /// Where a mutant's code is kept: `….wasm`, and without its probes `….bare.wasm`.
    pub fn file(&self, mutant: &Mutant, probes: Probes) -> PathBuf {
        let site = &mutant.site;
        let place = format!("{}:{:?}", site.path, site.bytes);
        let key = blake2_256(&[&self.hash, place.as_bytes(), site.after.as_bytes()]);
        let end = if probes == Probes::Out { "bare.wasm" } else { "wasm" };
        self.place.kept.join(format!("mutants/{}-{}.{end}", mutant.name, hex(&key).get(2..18).unwrap_or_default()))
    }

    /// Builds a mutant unless it is there; `false` when it does not compile, which a file says.
    ///
    /// # Errors
    /// The site is not as it was drawn; files that cannot be written; a tool that does not run.
    pub fn build(&self, mutant: &Mutant, probes: Probes) -> Result<bool> {
        let (file, site) = (self.file(mutant, probes), &mutant.site);
        let invalid = file.with_extension("invalid");
        if file.exists() || invalid.exists() {
            return Ok(file.exists());
        }
        let path = self.folder.join(&site.path);
        let text = fs::read_to_string(&path)?;
        let mut changed = text.clone();
        changed.replace_range(self.bytes(mutant, &text)?, &site.after);
        put(&path, changed.as_bytes())?;
        let built = self.compile(&site.contract, probes);
        put(&path, text.as_bytes())?;
        match built {
            Ok(code) => put(&file, &code)?,
            Err(error) => put(&invalid, format!("{error:#}").as_bytes())?,
        }
        Ok(file.exists())
    }

    /// Where the fault is now: code above it may have come and gone since it was drawn.
    fn bytes(&self, mutant: &Mutant, text: &str) -> Result<Range<usize>> {
        let site = &mutant.site;
        if text.get(site.bytes.clone()) == Some(&site.before) {
            return Ok(site.bytes.clone());
        }
        let (path, contract, text) = (site.path.clone(), site.contract.clone(), text.to_owned());
        let found = sites::of(&Source { path, contract, text })?.into_iter().find(|one| one.is(site));
        Ok(found.with_context(|| format!("{}: its place in {} is gone: draw again", mutant.name, site.path))?.bytes)
    }

    fn compile(&self, contract: &str, probes: Probes) -> Result<Vec<u8>> {
        let known = project::contracts(&self.folder.join("Cargo.toml"))?;
        let level = known.iter().find(|one| one.name == contract).map(|one| one.level);
        let (mut cargo, target) = (self.place.cargo(&self.folder), self.place.target(probes));
        if probes == Probes::Out {
            let flags = [&RUSTFLAGS[..], &["--cfg=weir_no_probes"]].concat();
            cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")).env("CARGO_TARGET_DIR", &target);
        }
        cargo.args(["rustc", "--package", contract, "--lib", "--crate-type", "cdylib"]).args(FOR_CHAIN);
        let output = cargo.output().context("cargo does not run")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let raw = target.join(format!("wasm32-unknown-unknown/contract/{contract}.wasm"));
        self.place.finish(contract, level.unwrap_or_default(), &raw)
    }
}

/// Builds small subjects and helpers, those that are named or all, with probes and without, into `attacks/subjects`.
///
/// # Errors
/// They do not compile.
pub fn subjects(place: &Place, names: &[String]) -> Result<usize> {
    let workspace = place.root.join("suite/attacks");
    let mut written = 0;
    for (folder, features) in [("probes", "probes"), ("plain", "")] {
        let mut cargo = place.cargo(&workspace);
        cargo.env("CARGO_TARGET_DIR", place.target.with_file_name("subjects"));
        cargo.args(["build", "--package", "weir-subjects", "--features", features]).args(FOR_CHAIN);
        match names {
            [] => cargo.arg("--examples"),
            some => cargo.args(some.iter().map(|name| format!("--example={name}"))),
        };
        let output = cargo.output().context("cargo does not run")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let built = place.target.with_file_name("subjects").join("wasm32-unknown-unknown/contract/examples");
        for of in ["classes", "helpers"] {
            for entry in fs::read_dir(workspace.join("subjects").join(of))? {
                let name = entry?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
                if !names.is_empty() && !names.contains(&name) {
                    continue;
                }
                let raw = built.join(format!("{name}.wasm"));
                let key = hex(&blake2_256(&[&fs::read(&raw).with_context(|| raw.display().to_string())?]));
                let code = place.kept.join(format!("subjects/{folder}/{name}.wasm"));
                let stamp = code.with_extension("key");
                if !code.exists() || !fs::read_to_string(&stamp).is_ok_and(|there| there == key) {
                    put(&code, &place.finish(&name, Level::Z, &raw)?)?;
                    put(&stamp, key.as_bytes())?;
                    written += 1;
                }
            }
        }
    }
    Ok(written)
}

/// Writes a file unless it holds that already: cargo goes by its time.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
