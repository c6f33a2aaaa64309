//! One way to read the answer of another contract: never a bare trait call, which panics on an answer it cannot decode.

use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{build_call, Call, CallBuilder, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::{vec, vec::Vec};
use ink::scale::{Decode, DecodeAll, Encode, Error, Input, Output};
use ink::{primitives::AccountId, MessageResult};

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

/// A call as a contract's trait builds it.
pub type Ready<Args, R> =
    CallBuilder<DefaultEnvironment, Set<Call<DefaultEnvironment>>, Set<ExecutionInput<Args>>, Set<ReturnType<R>>>;

/// `value(call.try_invoke())` for a contract with many calls: the call itself is in its code once, and not once for each message it
/// sends, which takes half a kilobyte off each. An answer with anything after it is none, there as here.
pub fn ask<Args: Encode, R: Decode>(call: Ready<Args, R>) -> Option<R> {
    let params = call.params();
    R::decode_all(&mut send(params.callee(), &params.exec_input().encode())?.as_slice()).ok()
}

/// The same for a message that returns a `Result`.
pub fn ask_result<Args: Encode, T: Decode, E: Decode>(call: Ready<Args, Result<T, E>>) -> Result<T, Fault<E>> {
    match ask(call) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(Fault::Refused(error)),
        None => Err(Fault::Failed),
    }
}

/// Sends a message (its selector and arguments); the bytes of the answer.
#[inline(never)]
fn send(callee: &AccountId, input: &[u8]) -> Option<Vec<u8>> {
    let (selector, arguments) = input.split_first_chunk::<4>()?;
    let input = ExecutionInput::new(Selector::new(*selector)).push_arg(Raw(arguments));
    let call = build_call::<DefaultEnvironment>().call(*callee).exec_input(input).returns::<Rest>();
    value(call.try_invoke()).map(|rest| rest.0)
}

/// Bytes that are encoded already.
struct Raw<'a>(&'a [u8]);

impl Encode for Raw<'_> {
    fn encode_to<W: Output + ?Sized>(&self, out: &mut W) {
        out.write(self.0);
    }
}

/// All that is left of the bytes.
struct Rest(Vec<u8>);

impl Decode for Rest {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut rest = vec![0; input.remaining_len()?.unwrap_or_default()];
        input.read(&mut rest)?;
        Ok(Self(rest))
    }
}
