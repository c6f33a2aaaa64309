//! Answers and errors of contracts, decoded and named.

use crate::chain::Cost;
use crate::error::{CallFailure, ChainError, Failure};
use ink::scale::{Decode, DecodeAll};
use ink::MessageResult;
use std::any::type_name;
use std::fmt::{self, Debug, Display};

/// Why a typed call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError<E> {
    /// The contract's own error.
    Contract(E),
    /// The contract could not read its input: another contract, or another version of it.
    Unread,
    /// The answer is none of the type expected: another contract, or another version of it.
    Undecodable(Vec<u8>),
    /// A pallet or the chain failed.
    Failed(CallFailure),
}

impl<E> CallError<E> {
    /// The error of a message that answers `Result<T, E>`, from what the engine gave.
    pub(crate) fn of_message<T: Decode>(failure: CallFailure) -> Self
    where
        E: Decode,
    {
        let Failure::Reverted(data) = &failure.reason else {
            return Self::Failed(failure);
        };
        match answer::<Result<T, E>, E>(data) {
            Ok(Err(error)) => Self::Contract(error),
            Ok(Ok(_)) => Self::Undecodable(data.clone()), // reverted, and yet no error: not this message's answer
            Err(error) => error,
        }
    }

    /// The contract's own error, when that is what it was.
    pub fn contract(&self) -> Option<&E> {
        match self {
            Self::Contract(error) => Some(error),
            _ => None,
        }
    }
}

/// Decodes a message's answer; all bytes must be used.
pub(crate) fn answer<T: Decode, E>(data: &[u8]) -> Result<T, CallError<E>> {
    match MessageResult::<T>::decode_all(&mut &data[..]) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(CallError::Unread),
        Err(_) => Err(CallError::Undecodable(data.to_vec())),
    }
}

/// An error with its contract's name: `exchange::Error::PriceOutOfBand`.
///
/// The first name of the type's path is the contract's crate; errors of interfaces live in `weir_types`, where the module
/// has the contract's name.
pub fn shown<E: Debug>(error: &E) -> String {
    let path = type_name::<E>();
    let plain = path.split('<').next().unwrap_or(path);
    let mut names = plain.split("::").skip_while(|name| *name == "weir_types");
    let first = names.next().unwrap_or_default();
    match names.last() {
        Some(last) => format!("{first}::{last}::{error:?}"),
        None => format!("{first}::{error:?}"),
    }
}

impl<E: Debug> Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contract(error) => f.write_str(&shown(error)),
            Self::Unread => {
                f.write_str("the contract could not read the call: is it of another version, or refused by its guard?")
            }
            Self::Undecodable(data) => {
                write!(f, "the answer 0x{} cannot be read: is the contract of another version?", hex::encode(data))
            }
            Self::Failed(failure) => Display::fmt(failure, f),
        }
    }
}

impl<E: Debug> std::error::Error for CallError<E> {}

impl<E> From<ChainError> for CallError<E> {
    fn from(error: ChainError) -> Self {
        Self::Failed(error.into())
    }
}

/// A refusal of any contract, its error named: what a [`super::Batch`] of many messages gives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}")]
pub struct Refusal {
    /// The error's name, `exchange::Error::PriceOutOfBand` or `Contracts::OutOfGas`, or what went wrong in words.
    pub name: String,
    /// The contract itself refused; false when a pallet or the chain did.
    pub by_contract: bool,
    /// What the attempt consumed.
    pub cost: Cost,
}

impl Refusal {
    /// From a typed error; the cost is known only for failures of pallets.
    pub(crate) fn of<E: Debug>(error: CallError<E>, cost: Cost) -> Self {
        Self { by_contract: matches!(error, CallError::Contract(_)), name: error.to_string(), cost }
    }
}

impl<E: Debug> From<CallError<E>> for Refusal {
    fn from(error: CallError<E>) -> Self {
        let cost = match &error {
            CallError::Failed(failure) => failure.cost,
            _ => Cost::default(),
        };
        Self::of(error, cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use weir_types::{ledger, settlement};

    fn reverted<T: Encode>(answer: &T) -> CallFailure {
        CallFailure { reason: Failure::Reverted(answer.encode()), cost: Cost::default() }
    }

    #[test]
    fn errors_have_their_contracts_name() {
        assert_eq!(shown(&ledger::Error::SurrenderOnly), "ledger::Error::SurrenderOnly");
        assert_eq!(shown(&weir_types::code::CodeError::Empty), "code::CodeError::Empty");
        let nested = settlement::Error::Ledger(ledger::Error::Halted);
        assert_eq!(shown(&nested), "settlement::Error::Ledger(Halted)");
    }

    #[test]
    fn a_revert_is_decoded() {
        let answer: MessageResult<Result<u64, ledger::Error>> = Ok(Err(ledger::Error::Halted));
        let error = CallError::<ledger::Error>::of_message::<u64>(reverted(&answer));
        assert_eq!(error, CallError::Contract(ledger::Error::Halted));
        assert_eq!(Refusal::from(error).name, "ledger::Error::Halted");
    }

    #[test]
    fn what_is_no_answer_says_so() {
        let unread: MessageResult<Result<(), ledger::Error>> = Err(ink::LangError::CouldNotReadInput);
        assert_eq!(CallError::<ledger::Error>::of_message::<()>(reverted(&unread)), CallError::Unread);
        let other = CallError::<ledger::Error>::of_message::<()>(reverted(&[9u8, 9, 9]));
        assert!(matches!(other, CallError::Undecodable(_)));
        let fine: MessageResult<Result<(), ledger::Error>> = Ok(Ok(()));
        assert!(matches!(CallError::<ledger::Error>::of_message::<()>(reverted(&fine)), CallError::Undecodable(_)));
    }
}
