//! The operators, and what names tell them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is done to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// A check that is no role test is left out: `if … { return Err(…); }`, or `check…(…)?;`.
    RemovedCheck,
    /// The condition of a guard, `if … { return Err(…); }`, is turned round.
    NegatedGuard,
    /// A parameter is used where another of the same type was, or the caller where an account was.
    WrongVariable,
    /// Who calls is not asked.
    RemovedRoleTest,
    /// What was done may have failed: `…?;` becomes `let _ = …;`.
    UncheckedResult,
    /// `checked_…(…).ok_or(…)?` becomes `wrapping_…(…)`.
    WrappingArithmetic,
    /// A statement that has an effect, and the one behind it that may refuse or calls out, change places; or the other way.
    Reordered,
}

/// All of them.
pub const ALL: [Operator; 7] = [
    Operator::RemovedCheck,
    Operator::NegatedGuard,
    Operator::WrongVariable,
    Operator::RemovedRoleTest,
    Operator::UncheckedResult,
    Operator::WrappingArithmetic,
    Operator::Reordered,
];

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RemovedCheck => "removed-check",
            Self::NegatedGuard => "negated-guard",
            Self::WrongVariable => "wrong-variable",
            Self::RemovedRoleTest => "removed-role-test",
            Self::UncheckedResult => "unchecked-result",
            Self::WrappingArithmetic => "wrapping-arithmetic",
            Self::Reordered => "reordered",
        })
    }
}

/// Functions that ask who calls.
const ROLE: [&str; 9] =
    ["admitted", "only", "only_", "acting", "administered", "regulator", "supervisor", "screen", "admin_only"];
/// Functions that refuse and do nothing else.
const CHECK: [&str; 15] = [
    "check",
    "positive",
    "bounded",
    "future",
    "not_",
    "may_",
    "still_",
    "batch_may",
    "with_reason",
    "delivery",
    "off_market",
    "facade_batch",
    "expires",
    "enough",
    "valid",
];
/// Errors that say: not you.
const ROLE_ERRORS: [&str; 11] = [
    "NotAllowed",
    "NotBank",
    "NotIndependent",
    "NotPending",
    "NotOperator",
    "NotPayer",
    "NotParty",
    "NotYourCase",
    "NotVenue",
    "NotSettlement",
    "NotDesk",
];
/// Methods that change what is stored.
const EFFECTS: [&str; 14] = [
    "insert",
    "remove",
    "set",
    "save",
    "put",
    "store",
    "keep",
    "burn",
    "mint",
    "take",
    "push",
    "emit",
    "emit_event",
    "write",
];

/// Is the function one that asks who calls?
pub fn is_role_test(name: &str) -> bool {
    ROLE.iter().any(|one| name == *one || (name.starts_with(one) && (one.ends_with('_') || *one == "acting")))
}

/// Is it one that only refuses?
pub fn is_check(name: &str) -> bool {
    CHECK.iter().any(|one| name.starts_with(one))
}

/// Does the refusal say that somebody may not?
pub fn is_role_error(text: &str) -> bool {
    ROLE_ERRORS.iter().any(|one| text.contains(one))
}

/// Does the method change what is stored?
pub fn is_effect(name: &str) -> bool {
    EFFECTS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_role_tests_from_checks() {
        for name in ["only", "only_admin", "acting", "acting_over", "screen", "regulator"] {
            assert!(is_role_test(name) && !is_check(name), "{name}");
        }
        for name in ["check_batch", "positive", "may_give", "still_to_come"] {
            assert!(is_check(name) && !is_role_test(name), "{name}");
        }
        assert!(!is_role_test("settle") && !is_check("settle"));
        assert!(is_role_error("Error :: NotAllowed") && !is_role_error("Error :: ZeroAmount"));
    }
}
