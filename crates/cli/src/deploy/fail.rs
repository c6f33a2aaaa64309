//! From what the client reports to a line for the operator and an exit code.

use crate::exit::{Exit, Failure};
use ink::scale::{Decode, DecodeAll};
use ink::MessageResult;
use std::fmt::Debug;
use weir_client::bundle::BundleError;
use weir_client::typed::shown;
use weir_client::{error, CallFailure, ChainError};

/// Errors of pallets that say: the sender cannot pay. Without a limit of its own a call's deposit is limited by the balance.
const POOR: [&str; 5] = [
    "StorageDepositNotEnoughFunds",
    "StorageDepositLimitExhausted",
    "InsufficientBalance",
    "FundsUnavailable",
    "NotExpendable",
];

/// The chain or the way to it failed.
pub fn chain(error: ChainError) -> Failure {
    let exit = match &error {
        ChainError::TooLittleBalance { .. } => Exit::Balance,
        ChainError::Refused(_) => Exit::Refused,
        ChainError::NoTransaction(_) => Exit::BadInput,
        _ => Exit::Engine,
    };
    Failure::new(exit, error.to_string())
}

/// A bundle is missing or broken.
pub fn bundle(error: BundleError) -> Failure {
    Failure::new(Exit::Bundle, error.to_string())
}

/// An upload or an instantiation failed: there is no typed error in it.
pub fn sent(failure: CallFailure) -> Failure {
    match failure.reason {
        error::Failure::Chain(error) => chain(error),
        error::Failure::Module(name) if POOR.iter().any(|poor| name.contains(poor)) => Failure::new(
            Exit::Balance,
            format!("too little balance for deposits and fees ({name}): fund the account and run again"),
        ),
        reason => Failure::new(Exit::Refused, reason.to_string()),
    }
}

/// A message that answers `Result<T, E>` failed.
pub fn call<T: Decode, E: Decode + Debug>(failure: CallFailure) -> Failure {
    let error::Failure::Reverted(answer) = &failure.reason else {
        return sent(failure);
    };
    match MessageResult::<Result<T, E>>::decode_all(&mut answer.as_slice()) {
        Ok(Ok(Err(error))) => Failure::new(Exit::Refused, shown(&error)),
        _ => sent(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use weir_client::Cost;
    use weir_types::ledger;

    #[test]
    fn errors_find_their_exit_codes() {
        let of = |reason| CallFailure { reason, cost: Cost::default() };
        let module = |name: &str| sent(of(error::Failure::Module(name.into()))).exit;
        assert_eq!(module("Contracts::StorageDepositNotEnoughFunds"), Exit::Balance);
        assert_eq!(module("Contracts::StorageDepositLimitExhausted"), Exit::Balance);
        assert_eq!(module("Token::FundsUnavailable"), Exit::Balance);
        assert_eq!(module("Contracts::OutOfGas"), Exit::Refused);
        let down = ChainError::NodeDown { url: "ws://x".into(), reason: "refused".into() };
        assert_eq!(sent(down.into()).exit, Exit::Engine);
    }

    #[test]
    fn a_contracts_error_is_named() {
        let answer: MessageResult<Result<(), ledger::Error>> = Ok(Err(ledger::Error::Halted));
        let failure = CallFailure { reason: error::Failure::Reverted(answer.encode()), cost: Cost::default() };
        let failure = call::<(), ledger::Error>(failure);
        assert_eq!((failure.exit, failure.message.as_str()), (Exit::Refused, "ledger::Error::Halted"));
    }
}
