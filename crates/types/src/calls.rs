//! One way to read the answer of another contract: never a bare trait call, which panics on an answer it cannot decode.

use ink::env::call::{utils::ReturnType, utils::Set, Call, CallBuilder, ExecutionInput};
use ink::env::DefaultEnvironment;
use ink::scale::{Decode, Encode};
use ink::MessageResult;

/// A message to another contract, ready to be sent: what `contract_ref!(..).call().message(..)` is.
pub type Message<Args, R> =
    CallBuilder<DefaultEnvironment, Set<Call<DefaultEnvironment>>, Set<ExecutionInput<Args>>, Set<ReturnType<R>>>;

/// Sends a message that answers a `Result`: as [`answer`] of its `try_invoke()`, with half the code.
#[inline(never)]
pub fn send<Args: Encode, T: Decode, E: Decode>(message: Message<Args, Result<T, E>>) -> Result<T, Fault<E>> {
    match ask(message) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(Fault::Refused(error)),
        None => Err(Fault::Failed),
    }
}

/// The same for a message that answers a plain value: as [`value`] of its `try_invoke()`.
pub fn ask<Args: Encode, R: Decode>(message: Message<Args, R>) -> Option<R> {
    #[cfg(feature = "std")]
    return value(message.try_invoke());
    #[cfg(not(feature = "std"))]
    {
        let params = message.params();
        let mut rest = crate::host::call(params.callee().as_ref(), &params.exec_input().encode())?;
        // The first byte is the mark of ink!'s own `Ok`: the message was found and its arguments decoded.
        let found = u8::decode(&mut rest).is_ok_and(|mark| mark == 0);
        R::decode(&mut rest).ok().filter(|_| found && rest.is_empty())
    }
}

/// Ends a message that has left the root cell as it was: what ink! would do next is write it back, unchanged, for the price of a
/// storage write. The last thing such a message does. Natively (in unit tests) it is a plain `Ok`.
pub fn done<T: Encode, E: Encode>(value: T) -> Result<T, E> {
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
