//! The call of Binaryen's `wasm-opt`.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
    str::FromStr,
};

use anyhow::{bail, ensure, Context, Result};

/// What `wasm-opt` aims for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Size above all (`-Oz`).
    #[default]
    Z,
    /// Size, but a function with one caller stays a function. The chain charges a call for each function that it enters,
    /// by the function's length, and every call enters the dispatcher: all messages would be inlined into that.
    Apart,
    /// Size (`-Os`).
    S,
    /// Speed (`-O3`).
    Three,
}

impl FromStr for Level {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "z" => Ok(Self::Z),
            "apart" => Ok(Self::Apart),
            "s" => Ok(Self::S),
            "3" => Ok(Self::Three),
            other => bail!("`optimise = \"{other}\"`: expected \"z\", \"apart\", \"s\" or \"3\""),
        }
    }
}

/// As cargo-contract names it in `build_info`.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Z | Self::Apart => "Z",
            Self::S => "S",
            Self::Three => "Three",
        })
    }
}

impl Level {
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Z => &["-Oz"],
            Self::Apart => &["-Oz", "--one-caller-inline-max-function-size=20"],
            Self::S => &["-Os"],
            Self::Three => &["-O3"],
        }
    }
}

/// A `wasm-opt` whose version is known, with a folder for its intermediate files.
pub struct Optimiser {
    program: PathBuf,
    work: PathBuf,
    /// What it says of itself, for instance `wasm-opt version 108`.
    pub version: String,
}

impl Optimiser {
    /// Asks `program` for its version and makes `work` ready.
    ///
    /// # Errors
    /// The program does not run, or the folder cannot be made.
    pub fn new(program: &Path, work: &Path) -> Result<Self> {
        let output = Command::new(program)
            .arg("--version")
            .output()
            .with_context(|| format!("{} does not run: run scripts/toolchain.sh", program.display()))?;
        ensure!(output.status.success(), "{} --version fails", program.display());
        fs::create_dir_all(work).with_context(|| format!("cannot make {}", work.display()))?;
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Self { program: program.to_owned(), work: work.to_owned(), version })
    }

    /// Optimises one module.
    ///
    /// The features are those of pallet-contracts: the MVP, and sign extension, which it accepts. Memory is imported,
    /// so wasm-opt has to be told that it starts zeroed, else it keeps every zero of the data segments.
    ///
    /// `--low-memory-unused` lets it fold `x + c` (c < 1,024) into the offset of a load or store: 7 % less code. The two
    /// differ only where the sum wraps; then the folded access is beyond the memory's end and traps, so that it never
    /// touches other memory than was meant. A sum that wraps means an address below 1,024, the last of the 64 KB
    /// stack, reached from a pointer below zero: no contract that has stack left does that.
    ///
    /// # Errors
    /// `wasm-opt` fails; its own words are in the error.
    pub fn run(&self, name: &str, level: Level, module: &[u8]) -> Result<Vec<u8>> {
        self.run_with(name, level, module, &[])
    }

    /// The same with names kept, and with the debug sections if there are any. Names change nothing in the code; for
    /// debug sections wasm-opt leaves out what would make them wrong, so that the code is some per cent larger than
    /// without.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_named(&self, name: &str, level: Level, module: &[u8]) -> Result<Vec<u8>> {
        self.run_with(name, level, module, &["-g"])
    }

    fn run_with(&self, name: &str, level: Level, module: &[u8], more: &[&str]) -> Result<Vec<u8>> {
        let (before, after) = (self.work.join(format!("{name}.in")), self.work.join(format!("{name}.out")));
        fs::write(&before, module).with_context(|| format!("cannot write {}", before.display()))?;
        let output = Command::new(&self.program)
            .args(level.flags())
            .args(more)
            .args(["--mvp-features", "--enable-sign-ext", "--zero-filled-memory", "--low-memory-unused"])
            .arg(&before)
            .arg("-o")
            .arg(&after)
            .output()
            .with_context(|| format!("{} does not run", self.program.display()))?;
        ensure!(output.status.success(), "wasm-opt fails: {}", String::from_utf8_lossy(&output.stderr).trim());
        let optimised = fs::read(&after).with_context(|| format!("wasm-opt wrote no {}", after.display()))?;
        fs::remove_file(before)?;
        fs::remove_file(after)?;
        Ok(optimised)
    }
}
