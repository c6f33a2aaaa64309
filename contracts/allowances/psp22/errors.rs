//! The ledger's refusals in the words that PSP22 has for them.

use crate::names::code;
use ink::scale::Encode;
use psp22::PSP22Error;
use weir_types::calls::Fault;
use weir_types::ledger::Error;

/// The code of a ledger that did not answer, or not with an answer.
const NO_ANSWER: u8 = 99;

/// The standard's error where it has one, else `Custom` with the variant's number: its first byte as it is encoded.
pub fn to_psp22(error: Error) -> PSP22Error {
    match error {
        Error::InsufficientTradable => PSP22Error::InsufficientBalance,
        Error::InsufficientApproval => PSP22Error::InsufficientAllowance,
        other => PSP22Error::Custom(code(other.encode().first().copied().unwrap_or(NO_ANSWER))),
    }
}

/// What came of a call to the ledger that did not succeed.
pub fn fault(fault: Fault<Error>) -> PSP22Error {
    match fault {
        Fault::Refused(error) => to_psp22(error),
        Fault::Failed => no_answer(),
    }
}

/// The ledger did not answer.
pub fn no_answer() -> PSP22Error {
    PSP22Error::Custom(code(NO_ANSWER))
}

/// An allowance would leave 128 bits.
pub fn overflow() -> PSP22Error {
    to_psp22(Error::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers that docs/contracts/psp22.md lists: wallets show them, so they never change.
    #[test]
    fn the_codes_are_as_documented() {
        let custom = |text: &str| PSP22Error::Custom(text.into());
        assert_eq!(to_psp22(Error::NotAllowed), custom("00"));
        assert_eq!(to_psp22(Error::UnknownBatch), custom("01"));
        assert_eq!(to_psp22(Error::InsufficientTradable), PSP22Error::InsufficientBalance);
        assert_eq!(to_psp22(Error::InsufficientApproval), PSP22Error::InsufficientAllowance);
        assert_eq!(to_psp22(Error::SenderNotEligible), custom("12"));
        assert_eq!(to_psp22(Error::ReceiverNotEligible), custom("13"));
        assert_eq!(to_psp22(Error::SenderFrozen), custom("14"));
        assert_eq!(to_psp22(Error::ReceiverFrozen), custom("15"));
        assert_eq!(to_psp22(Error::SenderBarred), custom("16"));
        assert_eq!(to_psp22(Error::ReceiverBarred), custom("17"));
        assert_eq!(to_psp22(Error::NotSameGroup), custom("18"));
        assert_eq!(to_psp22(Error::SurrenderOnly), custom("19"));
        assert_eq!(to_psp22(Error::Halted), custom("20"));
        assert_eq!(overflow(), custom("22"));
        assert_eq!(fault(Fault::Failed), custom("99"));
    }
}
