//! The part of the crate `wasm-opt` that contract-build and substrate-wasm-builder use, on the program `wasm-opt` of the toolchain (scripts/toolchain.sh).

use std::fmt;
use std::path::Path;
use std::process::Command;

/// A WebAssembly feature that may be switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Sign extension: switched on only to be lowered, so never here.
    SignExt,
}

/// A pass beyond those of the optimisation level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// No sign extension may be left. Version 108 cannot lower it, and code for wasm32v1-none or the cpu `mvp` has none: what has
    /// some is refused.
    SignextLowering,
    /// Takes DWARF out.
    StripDwarf,
}

/// Why optimising failed.
#[derive(Debug)]
pub struct OptimizationError(String);

impl fmt::Display for OptimizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OptimizationError {}

/// What is asked of wasm-opt: its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptimizationOptions(Vec<&'static str>);

macro_rules! levels {
    ($($name:ident $flag:literal),*) => { $(
        /// This level of optimisation.
        pub fn $name() -> Self {
            Self(vec![$flag])
        }
    )* };
}

impl OptimizationOptions {
    levels!(
        new_opt_level_0 "-O0",
        new_opt_level_1 "-O1",
        new_opt_level_2 "-O2",
        new_opt_level_3 "-O3",
        new_opt_level_4 "-O4",
        new_optimize_for_size "-Os",
        new_optimize_for_size_aggressively "-Oz"
    );

    /// The features of the first version only.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self.with("--mvp-features")
    }

    /// One more feature, as far as no pass takes it away again.
    pub fn enable_feature(&mut self, Feature::SignExt: Feature) -> &mut Self {
        self
    }

    /// One more pass.
    pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
        self.with(match pass {
            Pass::SignextLowering => "--disable-sign-ext",
            Pass::StripDwarf => "--strip-dwarf",
        })
    }

    /// Imported memory begins as zeroes.
    pub fn zero_filled_memory(&mut self, yes: bool) -> &mut Self {
        if yes {
            self.with("--zero-filled-memory")
        } else {
            self
        }
    }

    /// Names are kept.
    pub fn debug_info(&mut self, yes: bool) -> &mut Self {
        if yes {
            self.with("--debuginfo")
        } else {
            self
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// When there is no `wasm-opt` on the path, or it fails: what it says.
    pub fn run(&self, input: impl AsRef<Path>, output: impl AsRef<Path>) -> Result<(), OptimizationError> {
        let mut command = Command::new("wasm-opt");
        command.args(&self.0).arg(input.as_ref()).arg("--output").arg(output.as_ref());
        let ended = command.output().map_err(|error| OptimizationError(format!("wasm-opt does not start: {error}")))?;
        if ended.status.success() {
            return Ok(());
        }
        Err(OptimizationError(String::from_utf8_lossy(&ended.stderr).into_owned()))
    }

    fn with(&mut self, argument: &'static str) -> &mut Self {
        self.0.push(argument);
        self
    }
}
