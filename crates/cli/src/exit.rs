//! Exit codes of the command, in one place: scripts rely on them, `weir --help` and docs/year.md print them.

use std::fmt;
use std::process::ExitCode;

/// How the command ended. The number is the process's exit code; a number once given keeps its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, and every check held.
    Ok = 0,
    /// It ran, and a check failed: an invariant, a comparison, a stale snapshot.
    CheckFailed = 1,
    /// The command line is wrong (clap uses the same number).
    Usage = 2,
    /// An input file is missing or has defects; nothing was sent.
    BadInput = 3,
    /// The chain does not answer, or is another chain than asked for.
    Engine = 4,
    /// A bundle or a manifest is missing or stale.
    Bundle = 5,
    /// An account has too little balance to pay for what was asked; fund it and run again.
    Balance = 6,
    /// A contract refused a call, or a transaction failed; run again to go on where that is possible.
    Refused = 7,
}

/// The table printed by `--help`.
pub const HELP: &str = "Exit codes:
  0  done, every check held
  1  a check failed
  2  wrong usage
  3  an input file is missing or has defects (nothing was sent)
  4  the chain does not answer, or is another one
  5  a bundle or manifest is missing or stale
  6  too little balance
  7  a contract refused a call";

/// Why the command ended early: what to tell the user, in a line where that is possible, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// For the user.
    pub message: String,
}

impl Failure {
    /// A failure with a message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// The same failure, with what was being done in front of its message.
    pub fn while_doing(mut self, what: impl fmt::Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_help() {
        let all = [
            Exit::Ok,
            Exit::CheckFailed,
            Exit::Usage,
            Exit::BadInput,
            Exit::Engine,
            Exit::Bundle,
            Exit::Balance,
            Exit::Refused,
        ];
        for (line, exit) in HELP.lines().skip(1).zip(all) {
            assert!(line.trim_start().starts_with(&format!("{} ", exit as u8)), "{line}");
        }
        assert_eq!(HELP.lines().count() - 1, all.len());
    }

    #[test]
    fn a_failure_says_what_was_being_done() {
        let failure = Failure::new(Exit::Engine, "connection refused").while_doing("ws://localhost:9944");
        assert_eq!(failure.to_string(), "ws://localhost:9944: connection refused");
    }
}
