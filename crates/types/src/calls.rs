//! One way to read the answer of another contract: never a bare trait call, which panics on an answer it cannot decode.

use ink::MessageResult;

/// Ends a message that has left the root cell as it was: what ink! would do next is write it back, unchanged, for the price of a
/// storage write. The last thing such a message does. Natively (in unit tests) it is a plain `Ok`.
pub fn done<T: ink::scale::Encode, E: ink::scale::Encode>(value: T) -> Result<T, E> {
    #[cfg(not(feature = "std"))]
    ink::env::return_value(ink::env::ReturnFlags::empty(), &MessageResult::<Result<T, E>>::Ok(Ok(value)));
    #[cfg(feature = "std")]
    Ok(value)
}

/// What came of a call to another contract that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault<E> {
    /// It answered with its own error.
    Refused(E),
    /// It trapped, ran out of gas, is no contract, or answered what cannot be decoded.
    Failed,
}

/// Flattens what `try_invoke` gives for a message that returns a `Result`.
pub fn answer<T, E>(called: Result<MessageResult<Result<T, E>>, ink::env::Error>) -> Result<T, Fault<E>> {
    match called {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(error))) => Err(Fault::Refused(error)),
        _ => Err(Fault::Failed),
    }
}

/// The same for a message that returns a plain value.
pub fn value<T>(called: Result<MessageResult<T>, ink::env::Error>) -> Option<T> {
    match called {
        Ok(Ok(value)) => Some(value),
        _ => None,
    }
}
