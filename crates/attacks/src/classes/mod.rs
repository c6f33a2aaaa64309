//! The 22 classes: a subject each, what it is for, how it is attacked.

mod calls;
mod control;
mod data;
mod policy;

use crate::town::{Draw, Town};
use crate::Error;
use serde::Serialize;

/// What should catch an attack; docs/guard.md says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum By {
    /// Paths alone.
    P,
    /// Paths with source probes.
    S,
    /// Policies.
    Y,
    /// Nothing here.
    N,
}

/// What the attacker is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Has more than what is the attacker's.
    BalanceGained,
    /// Has somebody's right.
    RoleTaken,
    /// The contract has less than it owes.
    StockDrained,
    /// Nobody gets anything out any more.
    FundsLocked,
}

/// A subject's story.
pub trait Story {
    /// Puts it on the chain, with what it needs; `code` is a build of it.
    ///
    /// # Errors
    /// The chain does not take it.
    fn begin(&self, town: &mut Town<'_>, code: &[u8]) -> Result<(), Error>;

    /// Does one thing that it is for; whether it lasted. What is refused by a sound contract too may be among it.
    fn benign(&self, town: &mut Town<'_>, draw: &mut Draw) -> bool;

    /// Attacks.
    fn attack(&self, town: &mut Town<'_>, draw: &mut Draw);

    /// Whether the attacker's goal is reached: a question to the state.
    fn reached(&self, town: &mut Town<'_>) -> bool;
}

/// A subject.
pub struct Subject {
    /// The class, from 1.
    pub class: u8,
    /// The code's name in suite/attacks/subjects/classes.
    pub name: &'static str,
    /// What should catch it.
    pub by: By,
    /// What the attacker is after.
    pub goal: Goal,
    /// The rest.
    pub story: &'static (dyn Story + Sync),
}

/// All of them, by class.
pub fn all() -> Vec<Subject> {
    use Goal::{BalanceGained, FundsLocked, RoleTaken, StockDrained};
    let subject = |class, name, by, goal, story: &'static (dyn Story + Sync)| Subject { class, name, by, goal, story };
    vec![
        subject(1, "c01_reentrancy", By::P, StockDrained, &calls::Reentrancy),
        subject(2, "c02_stale_root", By::P, BalanceGained, &calls::StaleRoot),
        subject(3, "c03_read_only_reentrancy", By::P, BalanceGained, &calls::ReadOnly),
        subject(4, "c04_overflow", By::S, BalanceGained, &data::Overflow),
        subject(5, "c05_truncation", By::S, StockDrained, &data::Truncation),
        subject(6, "c06_open_set_code_hash", By::P, RoleTaken, &control::SetCode),
        subject(7, "c07_open_terminate", By::P, StockDrained, &control::Terminate),
        subject(8, "c08_delegate_to_caller", By::P, RoleTaken, &control::Delegate),
        subject(9, "c09_chosen_key", By::S, RoleTaken, &data::ChosenKey),
        subject(10, "c10_reinitialisation", By::S, RoleTaken, &data::SetUpAgain),
        subject(11, "c11_origin_phishing", By::S, BalanceGained, &calls::Phishing),
        subject(12, "c12_confused_deputy", By::S, BalanceGained, &data::Deputy),
        subject(13, "c13_unchecked_result", By::S, BalanceGained, &calls::Unchecked),
        subject(14, "c14_unrestricted_from", By::S, BalanceGained, &data::From),
        subject(15, "c15_exposed_helper", By::P, BalanceGained, &control::Helper),
        subject(16, "c16_negated_guard", By::P, BalanceGained, &control::Negated),
        subject(17, "c17_replay", By::S, BalanceGained, &data::Replay),
        subject(18, "c18_weak_randomness", By::N, BalanceGained, &policy::Lottery),
        subject(19, "c19_unbounded_loop", By::Y, FundsLocked, &policy::Loop),
        subject(20, "c20_mapping_poisoning", By::S, RoleTaken, &data::Poison),
        subject(21, "c21_oracle_manipulation", By::Y, BalanceGained, &policy::Oracle),
        subject(22, "c22_stolen_key", By::Y, StockDrained, &policy::Stolen),
    ]
}
