//! Calls by the contracts' own ink! references: encoded by them, answered in their types.

mod batch;
mod contract;
mod error;
mod events;
mod message;

pub use batch::Batch;
pub use contract::Contract;
pub use error::{shown, CallError, Refusal};
pub use events::EventError;
pub use message::{constructor_data, Constructor, Message, Prepared};

use crate::chain::{Call, Chain, Cost, Receipt};
use crate::Signer;
use ink::env::call::{ConstructorReturnType, FromAccountId};
use ink::env::ContractEnv;
use ink::scale::{Decode, Encode};
use std::convert::Infallible;
use std::fmt::Debug;
use weir_types::{AccountId, Hash};

/// Typed calls on any [`Chain`].
pub trait Typed: Chain {
    /// Sends one message and waits for it.
    ///
    /// # Errors
    /// [`CallError::Contract`] with the contract's own error, shown as `ledger::Error::Halted`; other reasons otherwise.
    fn call<M, T, E>(&mut self, signer: &Signer, message: M) -> Result<Receipt, CallError<E>>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode,
    {
        let Prepared { dest, data, value } = message.prepare();
        match self.send(vec![Call { signer: signer.clone(), dest, data, value }]).pop() {
            Some(Ok(receipt)) => Ok(receipt),
            Some(Err(failure)) => Err(CallError::of_message::<T>(failure)),
            None => Err(CallError::Undecodable(Vec::new())),
        }
    }

    /// The answer of a message, by a dry run in the name of nobody in particular: nothing is sent. For messages that do not
    /// ask who calls; the answer may itself be a `Result`.
    fn query<M>(&mut self, message: M) -> Result<M::Output, CallError<Infallible>>
    where
        M: Message,
        M::Output: Decode,
    {
        self.query_as(AccountId::from([0; 32]), message)
    }

    /// [`Typed::query`] in the name of an account.
    fn query_as<M>(&mut self, origin: AccountId, message: M) -> Result<M::Output, CallError<Infallible>>
    where
        M: Message,
        M::Output: Decode,
    {
        let Prepared { dest, data, value } = message.prepare();
        let run = self.dry_run(origin, dest, data, value).map_err(CallError::Failed)?;
        error::answer(&run.data)
    }

    /// What a message would answer and cost if the account sent it now.
    fn simulate<M, T, E>(&mut self, origin: AccountId, message: M) -> Result<(T, Cost), CallError<E>>
    where
        M: Message<Output = Result<T, E>>,
        T: Decode,
        E: Decode,
    {
        let Prepared { dest, data, value } = message.prepare();
        let run = self.dry_run(origin, dest, data, value).map_err(CallError::Failed)?;
        let answered: Result<T, E> = error::answer(&run.data)?;
        answered.map(|value| (value, run.cost)).map_err(CallError::Contract)
    }

    /// Makes a contract of stored code with one of its constructors.
    fn deploy<R, Args, Ret>(
        &mut self,
        signer: &Signer,
        code_hash: Hash,
        constructor: Constructor<R, Args, Ret>,
        salt: &[u8],
    ) -> Result<(Contract<R>, Receipt), CallError<Ret::Error>>
    where
        R: ContractEnv + FromAccountId<R::Env>,
        Args: Encode,
        Ret: ConstructorReturnType<R>,
        Ret::Error: Debug,
    {
        let data = constructor_data(constructor);
        self.instantiate(signer, code_hash, data, salt.to_vec(), 0)
            .map(|(address, receipt)| (Contract::at(address), receipt))
            .map_err(CallError::of_message::<()>)
    }
}

impl<C: Chain + ?Sized> Typed for C {}
